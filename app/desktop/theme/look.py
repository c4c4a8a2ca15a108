"""What the window looks like now: the system's wish or the person's, in one place to ask.

Knows nothing of pages.
"""

from collections.abc import Callable
from typing import Literal, get_args

import qtawesome
from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app.desktop.theme.sheet import stylesheet
from app.desktop.theme.tokens import DARK, LIGHT, TEXT_PERCENTS, Palette, Sizes

Scheme = Literal["system", "light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)


class Look(QObject):
    """The palette and the text sizes in force.

    Attributes:
        changed: Emitted after either has changed and the stylesheet is in place.
        palette: The colors now.
        sizes: The text sizes now.
    """

    changed = Signal()

    def __init__(self, application: QApplication, settings: QSettings) -> None:
        super().__init__()
        self._application = application
        self._settings = settings
        self._system_font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._system_px = float(QFontInfo(self._system_font).pixelSize())
        scheme = str(settings.value("look/scheme", "system"))
        self.scheme: Scheme = next((known for known in SCHEMES if known == scheme), "system")
        self.percent = _percent(settings.value("look/text_percent", 100))
        self.palette: Palette = LIGHT
        self.sizes: Sizes = Sizes.scaled(self._system_px, self.percent)
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    def set_scheme(self, scheme: Scheme) -> None:
        """Follows the system, or forces light or dark, and remembers it."""
        self.scheme = scheme
        self._settings.setValue("look/scheme", scheme)
        self._apply()

    def set_percent(self, percent: int) -> None:
        """Sets the text size, 100 to 200 percent of the system's, and remembers it."""
        self.percent = _percent(percent)
        self._settings.setValue("look/text_percent", self.percent)
        self._apply()

    def step_percent(self, up: bool) -> None:
        """The next larger or smaller text size there is."""
        if up:
            self.set_percent(next((p for p in TEXT_PERCENTS if p > self.percent), self.percent))
        else:
            below = [p for p in TEXT_PERCENTS if p < self.percent]
            self.set_percent(below[-1] if below else self.percent)

    @property
    def dark(self) -> bool:
        """Whether the dark palette is in force."""
        return self.palette is DARK

    @property
    def calm(self) -> bool:
        """Whether the system asks for less motion."""
        # Held here: PySide lets the hints' parts go together with the hints.
        hints = self._application.styleHints()
        accessibility = hints.accessibility()
        # Qt tells of motion since 6.12; older ones cannot be asked.
        ask: Callable[[], object] | None = getattr(accessibility, "motionPreference", None)
        return ask is not None and "Reduced" in str(ask())

    def color(self, name: str) -> QColor:
        """A color of the palette by its name."""
        return QColor(getattr(self.palette, name))

    def icon(self, name: str, color: str = "muted") -> QIcon:
        """An outline icon of the Phosphor family in a color of the palette."""
        ink = getattr(self.palette, color)
        icon: QIcon = qtawesome.icon(f"ph.{name}", color=ink, color_disabled=self.palette.muted)
        return icon

    def _system_changed(self) -> None:
        if self.scheme == "system":
            self._apply()

    def _apply(self) -> None:
        hints = self._application.styleHints()
        # The platform draws the title bar: it has to know, too. Asked only for a change, since
        # the answer comes back as colorSchemeChanged.
        wish = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }[self.scheme]
        hints.setColorScheme(wish)
        dark = self.scheme == "dark" or (
            self.scheme == "system" and hints.colorScheme() == Qt.ColorScheme.Dark
        )
        self.palette = DARK if dark else LIGHT
        self.sizes = Sizes.scaled(self._system_px, self.percent)
        font = QFont(self._system_font)
        font.setPixelSize(self.sizes.body)
        self._application.setFont(font)
        self._application.setPalette(_qt_palette(self.palette))
        self._application.setStyleSheet(stylesheet(self.palette, self.sizes))
        self.changed.emit()


def _percent(value: object) -> int:
    """The nearest text size there is; 100 for anything that is no number."""
    try:
        wanted = int(str(value))
    except ValueError:
        return 100
    return min(TEXT_PERCENTS, key=lambda known: abs(known - wanted))


def _qt_palette(palette: Palette) -> QPalette:
    qt = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, palette.canvas),
        (role.WindowText, palette.text),
        (role.Base, palette.surface),
        (role.AlternateBase, palette.canvas),
        (role.Text, palette.text),
        (role.Button, palette.surface),
        (role.ButtonText, palette.text),
        (role.ToolTipBase, palette.surface),
        (role.ToolTipText, palette.text),
        (role.Highlight, palette.accent),
        (role.HighlightedText, palette.on_accent),
        (role.PlaceholderText, palette.muted),
        (role.Link, palette.accent),
        (role.Accent, palette.accent),
    ):
        qt.setColor(target, QColor(name))
    return qt
