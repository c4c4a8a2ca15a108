"""The one stylesheet, built from the tokens."""

from string import Template

from app.desktop.theme.tokens import RADIUS, RADIUS_SMALL, SPACE, Palette, Sizes

_SHEET = Template(
    """
* { outline: 0; }
QWidget { color: $text; background: transparent; selection-background-color: $accent;
  selection-color: $on_accent; }
QMainWindow, QDialog, QStackedWidget#pages { background: $canvas; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: ${half}px; }

QLabel[role="page"] { font-size: ${page_px}px; font-weight: 600; }
QLabel[role="title"] { font-size: ${title_px}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { font-size: ${small_px}px; color: $muted; }
QLabel[role="section"] { font-size: ${small_px}px; color: $muted; font-weight: 600; }
QLabel[role="quote"] { font-size: ${title_px}px; }

QLabel[tag="neutral"], QLabel[tag="good"], QLabel[tag="attention"], QLabel[tag="caution"],
QLabel[tag="info"], QLabel[tag="accent"] {
  font-size: ${small_px}px; border-radius: ${radius_small}px; padding: ${hair}px ${gap}px; }
QLabel[tag="neutral"] { background: $sunken; color: $muted; }
QLabel[tag="good"] { background: $good_soft; color: $good; }
QLabel[tag="attention"] { background: $attention_soft; color: $attention; }
QLabel[tag="caution"] { background: $caution_soft; color: $caution; }
QLabel[tag="info"] { background: $info_soft; color: $info; }
QLabel[tag="accent"] { background: $accent_soft; color: $accent_strong; }

QFrame#sidebar { background: $sidebar; border: 0; border-right: 1px solid $border; }
QFrame#rule { background: $border; border: 0; max-height: 1px; min-height: 1px; }
QFrame[panel="card"], QAbstractButton[panel="card"] {
  background: $surface; border: 1px solid $border; border-radius: ${radius}px; }
QAbstractButton[panel="card"]:hover { border-color: $control; }
QAbstractButton[panel="card"]:focus { border: 2px solid $accent; }
QAbstractButton[panel="gauge"] { background: transparent; border: 2px solid transparent;
  border-radius: ${radius}px; }
QAbstractButton[panel="gauge"]:hover { background: $surface; }
QAbstractButton[panel="gauge"]:focus { border: 2px solid $accent; }
QFrame[panel="side"] { background: $sidebar; border: 0; border-left: 1px solid $border; }
QFrame[panel="own"] { background: $accent_soft; border: 2px solid $accent_soft;
  border-radius: ${radius}px; }
QFrame[panel="theirs"] { background: $surface; border: 1px solid $border;
  border-radius: ${radius}px; }
QFrame[panel="marked"] { background: $surface; border: 2px solid $accent;
  border-radius: ${radius}px; }
QFrame[panel="aside"] { background: $info_soft; border: 1px dashed $info;
  border-radius: ${radius}px; }
QFrame[panel="foot"] { background: $canvas; border: 0; border-top: 1px solid $border; }
QFrame[panel="head"] { background: $canvas; border: 0; border-bottom: 1px solid $border; }
QFrame[panel="plot"] { border: 2px solid transparent; border-radius: ${radius_small}px; }
QFrame[panel="advice"] { background: $accent_soft; border: 0; border-radius: ${radius}px; }
QFrame[banner="info"] { background: $info_soft; border: 0; border-radius: ${radius}px; }
QFrame[banner="good"] { background: $good_soft; border: 0; border-radius: ${radius}px; }
QFrame[banner="caution"] { background: $caution_soft; border: 0; border-radius: ${radius}px; }
QFrame[banner="attention"] { background: $attention_soft; border: 0; border-radius: ${radius}px; }

QPushButton { background: $surface; border: 1px solid $control; border-radius: ${radius}px;
  padding: ${button_v}px ${wide}px; }
QPushButton:hover { background: $sunken; }
QPushButton:focus { border: 2px solid $accent; padding: ${button_v1}px ${wide1}px; }
QPushButton:disabled { color: $muted; border-color: $border; background: transparent; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent;
  font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $muted;
  border-color: $sunken; }
QPushButton[kind="danger"] { color: $attention; border-color: $attention; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent;
  padding: ${button_v}px ${gap}px; color: $muted; }
QPushButton[kind="quiet"]:hover { background: $sunken; color: $text; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent;
  padding: ${button_v1}px ${gap1}px; color: $text; }
QPushButton[kind="quiet"]:disabled { color: $muted; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent;
  padding: ${half}px ${half}px ${half}px 1px; text-align: left; }
QPushButton[kind="link"]:hover { color: $accent_strong; text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent;
  padding: ${half1}px ${half1}px ${half1}px 0; }
QPushButton[kind="nav"] { background: transparent; border: 2px solid transparent;
  text-align: left; padding: ${nav_v}px ${gap}px; color: $muted; }
QPushButton[kind="nav"]:hover { background: $sunken; color: $text; }
QPushButton[kind="nav"]:checked { background: $accent_soft; color: $accent_strong;
  font-weight: 600; border-color: $accent_soft; }
QPushButton[kind="nav"]:focus { border: 2px solid $accent; }

QLineEdit, QPlainTextEdit { background: $surface; border: 1px solid $control;
  border-radius: ${radius}px; padding: ${button_v}px ${gap}px; }
QLineEdit:focus, QPlainTextEdit:focus { border: 2px solid $accent;
  padding: ${button_v1}px ${gap1}px; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: $canvas; color: $muted;
  border-color: $border; }

QMenu { background: $surface; border: 1px solid $border; padding: ${half}px; }
QMenu::item { padding: ${button_v}px ${page}px; border-radius: ${radius_small}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::separator { height: 1px; background: $border; margin: ${half}px ${gap}px; }
QMenu::indicator { width: ${wide}px; height: ${wide}px; left: ${half}px; }

QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: 0; }
QScrollArea:focus { border: 2px solid $accent; border-radius: ${radius}px; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: ${half}px; min-height: ${section}px;
  min-width: ${section}px; margin: ${hair}px; }
QScrollBar::handle:hover { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $sunken; border: 0; border-radius: ${hair}px; max-height: ${half}px;
  min-height: ${half}px; }
QProgressBar::chunk { background: $accent; border-radius: ${hair}px; }

QTableView { background: $surface; border: 1px solid $border; border-radius: ${radius}px;
  gridline-color: $border; alternate-background-color: $canvas; }
QTableView:focus { border: 2px solid $accent; }
QTableView::item { padding: ${half}px ${gap}px; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $muted; border: 0;
  border-bottom: 1px solid $border; padding: ${half}px ${gap}px; font-size: ${small_px}px; }
QTableCornerButton::section { background: $surface; border: 0; }
QSplitter::handle { background: $border; }
"""
)


def stylesheet(palette: Palette, sizes: Sizes) -> str:
    """The stylesheet of the whole program for one palette and one set of text sizes."""
    button_v = SPACE.gap - 1
    return _SHEET.substitute(
        vars(palette),
        body_px=sizes.body,
        small_px=sizes.small,
        title_px=sizes.title,
        page_px=sizes.page,
        radius=RADIUS,
        radius_small=RADIUS_SMALL,
        hair=SPACE.hair,
        half=SPACE.half,
        gap=SPACE.gap,
        wide=SPACE.wide,
        page=SPACE.page,
        section=SPACE.section,
        bar=SPACE.gap + SPACE.half,
        button_v=button_v,
        nav_v=button_v - 1,
        # A focused border is one pixel wider: the padding gives it back so nothing moves.
        button_v1=button_v - 1,
        half1=SPACE.half - 1,
        gap1=SPACE.gap - 1,
        wide1=SPACE.wide - 1,
    )
