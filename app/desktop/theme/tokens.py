"""Colors, sizes, radii and durations. Plain values; knows nothing of Qt.

The four meaning colors are Okabe and Ito's color-blind-safe vermilion, bluish green, orange and
blue (2008), darkened or lightened until they read as text.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colors of one theme, as ``#rrggbb``."""

    canvas: str
    sidebar: str
    surface: str
    sunken: str
    border: str
    control: str
    """Borders of things that are typed in or clicked: at least 3:1 on every ground."""
    text: str
    muted: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    attention: str
    attention_soft: str
    good: str
    good_soft: str
    caution: str
    caution_soft: str
    info: str
    info_soft: str


LIGHT = Palette(
    canvas="#faf8f5",
    sidebar="#f2eee8",
    surface="#ffffff",
    sunken="#ebe6de",
    border="#e3ddd3",
    control="#8a8277",
    text="#262320",
    muted="#665f57",
    accent="#276e6a",
    accent_strong="#1c5855",
    accent_soft="#dfecea",
    on_accent="#ffffff",
    attention="#a04000",
    attention_soft="#fbeae0",
    good="#006a4c",
    good_soft="#e0f2eb",
    caution="#7a5000",
    caution_soft="#faf0d9",
    info="#005f96",
    info_soft="#e2eff8",
)

DARK = Palette(
    canvas="#1d1b19",
    sidebar="#171614",
    surface="#272421",
    sunken="#34302c",
    border="#3b3732",
    control="#8f877c",
    text="#ede8e1",
    muted="#b3aba0",
    accent="#76beb8",
    accent_strong="#93d1cb",
    accent_soft="#24403e",
    on_accent="#10211f",
    attention="#f39a6b",
    attention_soft="#432a1d",
    good="#57c7a1",
    good_soft="#1b3b30",
    caution="#e9b94f",
    caution_soft="#3c3119",
    info="#7cbdeb",
    info_soft="#1c3447",
)

TONES = ("accent", "info", "caution", "good", "attention")
"""Which palette colors tell the members of a group apart, beside their letters."""
GROUNDS = ("canvas", "sidebar", "surface")
MEANINGS = ("attention", "good", "caution", "info")

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", "muted", "accent", *MEANINGS) for ground in GROUNDS),
    *(("text", f"{meaning}_soft") for meaning in (*MEANINGS, "accent")),
    *((meaning, f"{meaning}_soft") for meaning in (*MEANINGS, "accent")),
    ("muted", "accent_soft"),
    ("muted", "info_soft"),
    ("accent_strong", "accent_soft"),
    ("text", "sunken"),
    ("muted", "sunken"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
)
"""Every (ink, ground) pair that text is drawn in: at least 4.5:1 (WCAG 2.2, 1.4.3)."""

SHAPE_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("control", "accent") for ground in GROUNDS),
    *((ink, "accent_soft") for ink in ("accent", "good", "attention", "control")),
)
"""Pairs that outline a control or its focus, or that a plot is drawn in: at least 3:1 (WCAG 2.2,
1.4.11)."""


def contrast(ink: str, ground: str) -> float:
    """WCAG 2.2 contrast ratio of two ``#rrggbb`` colors, 1 to 21."""

    def luminance(color: str) -> float:
        parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True)
class Sizes:
    """The four text sizes, in pixels."""

    body: int
    small: int
    title: int
    page: int

    @classmethod
    def scaled(cls, system_px: float, percent: int) -> "Sizes":
        """Sizes for a system font of ``system_px`` pixels and a text size of ``percent``.

        13, 11, 17 and 24 where the system's font is 13 pixels.
        """
        body = max(11.0, system_px) * percent / 100
        return cls(
            body=round(body),
            small=max(10, round(body * 11 / 13)),
            title=round(body * 17 / 13),
            page=round(body * 24 / 13),
        )

    def characters(self, count: int) -> int:
        """Width in pixels that holds about ``count`` characters of body text."""
        return round(self.body * 0.5 * count)


@dataclass(frozen=True)
class Space:
    """Distances on the 8-pixel grid."""

    hair: int = 2
    half: int = 4
    gap: int = 8
    wide: int = 16
    page: int = 24
    section: int = 32


SPACE = Space()

RADIUS = 8
RADIUS_SMALL = 4
ICON = 16
ICON_LARGE = 20

MOTION_MS = 120
"""Longest motion; none at all where the system asks for less."""
TICK_MS = 1000
"""How often clocks are redrawn."""
PULSE_MS = 400
"""One beat of the sign that the client is about to speak."""
PAUSE_MS = 2500
"""How long a client who wants to answer another one leaves for the trainee to come in."""
GRACE_MS = 8000
"""How long an offer to undo stays."""

TEXT_PERCENTS = (100, 115, 130, 150, 175, 200)
DIFFICULTY = ("gentle", "moderate", "demanding", "hard", "very hard")
"""Words for a scenario's difficulty, 1 to 5."""
