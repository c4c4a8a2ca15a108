"""The side bar: the pages there are, how the window looks, and what the model is doing."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QProgressBar, QWidget

from app.desktop import shortcuts
from app.desktop.services import Model
from app.desktop.theme.look import SCHEMES, Look
from app.desktop.theme.tokens import SPACE, TEXT_PERCENTS
from app.desktop.widgets.buttons import Button, button
from app.desktop.widgets.layout import column
from app.desktop.widgets.text import label

_CHARACTERS = 24
_NARROW_CHARACTERS = 6
Go = Callable[[str], object]
PAGES = (
    ("library", "Library", "books", shortcuts.LIBRARY),
    ("practice", "Practice", "chats-circle", shortcuts.PRACTICE),
    ("sessions", "Sessions", "clock-counter-clockwise", shortcuts.SESSIONS),
)


class Sidebar(QFrame):
    """Buttons for the pages, and a quiet word about the model at the bottom."""

    def __init__(self, look: Look, model: Model, go: Go, sheet: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAccessibleName("Pages")
        self._look, self._model = look, model
        self._compact = False
        rows = column(self, gap=SPACE.half, margin=SPACE.gap + SPACE.half)
        self._name = label("Pixel", "title")
        self._name.setContentsMargins(SPACE.gap + SPACE.hair, SPACE.half, 0, SPACE.gap)
        rows.addWidget(self._name)
        self.pages: dict[str, Button] = {}
        group = QButtonGroup(self)
        for page, text, icon, keys in PAGES:
            made = button(look, text, partial(go, page), kind="nav", icon=icon, keys=keys)
            made.setCheckable(True)
            group.addButton(made)
            rows.addWidget(made)
            self.pages[page] = made
        self.pages["practice"].hide()
        rows.addStretch(1)
        self._status = QWidget()
        lines = column(self._status, gap=SPACE.half)
        lines.setContentsMargins(SPACE.gap + SPACE.hair, 0, SPACE.gap, SPACE.gap)
        self.says = label("", "small", wrap=True)
        lines.addWidget(self.says)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Loading the model")
        lines.addWidget(self._bar)
        rows.addWidget(self._status)
        self.again = button(look, "Load again", model.load, kind="nav", icon="arrow-clockwise")
        rows.addWidget(self.again)
        self.view = button(
            look,
            "View",
            self.show_menu,
            kind="nav",
            icon="sliders-horizontal",
            hint="View: light, dark, text size",
            keys=shortcuts.VIEW,
        )
        self.menu = self._menu()
        rows.addWidget(self.view)
        self.sheet = button(
            look,
            "Shortcuts",
            sheet,
            kind="nav",
            icon="keyboard",
            keys=shortcuts.SHEET,
        )
        rows.addWidget(self.sheet)
        look.changed.connect(self._restyle)
        model.changed.connect(self._show_model)
        self._restyle()
        self._show_model()

    def show_menu(self) -> None:
        """Opens the View menu above its button."""
        above = self.view.mapToGlobal(QPoint(0, -self.menu.sizeHint().height()))
        self.menu.popup(above)

    def show_page(self, page: str) -> None:
        """Marks the page that is shown."""
        for name, made in self.pages.items():
            made.setChecked(name == page)

    def set_compact(self, compact: bool) -> None:
        """Icons alone where the window is narrow."""
        if compact == self._compact:
            return
        self._compact = compact
        self._restyle()

    def _restyle(self) -> None:
        wide = _NARROW_CHARACTERS if self._compact else _CHARACTERS
        self.setFixedWidth(self._look.sizes.characters(wide) + SPACE.page)
        for made in (*self.pages.values(), self.view, self.sheet, self.again):
            made.set_compact(self._compact)
        self._name.setText("P" if self._compact else "Pixel")
        self._show_model()

    def _show_model(self) -> None:
        model = self._model
        self._bar.setVisible(model.loading)
        self._bar.setValue(round(model.progress * 100))
        self.again.setVisible(bool(model.problem))
        if model.loading:
            text = f"Loading the model, {model.progress:.0%}"
        elif model.problem:
            text = model.problem
        else:
            text = ""
        self.says.setText(text)
        self.says.setVisible(bool(text) and not self._compact)
        self._status.setVisible(bool(text))
        self._status.setToolTip(text)

    def _menu(self) -> QMenu:
        menu = QMenu(self.view)
        look = self._look
        scheme_group, size_group = QActionGroup(menu), QActionGroup(menu)
        words = {"system": "Follow the system", "light": "Light", "dark": "Dark"}
        for scheme in SCHEMES:
            action = menu.addAction(words[scheme])
            action.setCheckable(True)
            action.setData(scheme)
            scheme_group.addAction(action)
            action.triggered.connect(lambda _=False, scheme=scheme: look.set_scheme(scheme))
        menu.addSeparator()
        for percent in TEXT_PERCENTS:
            action = menu.addAction(f"Text {percent}%")
            action.setCheckable(True)
            action.setData(percent)
            size_group.addAction(action)
            action.triggered.connect(lambda _=False, percent=percent: look.set_percent(percent))

        def check() -> None:
            for action in menu.actions():
                action.setChecked(action.data() in (look.scheme, look.percent))

        menu.aboutToShow.connect(check)
        check()
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, False)
        return menu
