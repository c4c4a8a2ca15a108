"""The tokens: contrast in both themes, and text sizes."""

import pytest

from app.desktop.theme.sheet import stylesheet
from app.desktop.theme.tokens import (
    DARK,
    LIGHT,
    MOTION_MS,
    SHAPE_PAIRS,
    TEXT_PAIRS,
    Palette,
    Sizes,
    contrast,
)

THEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_every_text_reads(palette: Palette) -> None:
    low = {
        f"{ink} on {ground}": round(contrast(getattr(palette, ink), getattr(palette, ground)), 2)
        for ink, ground in TEXT_PAIRS
        if contrast(getattr(palette, ink), getattr(palette, ground)) < 4.5
    }
    assert not low


@THEMES
def test_every_control_and_focus_can_be_seen(palette: Palette) -> None:
    for ink, ground in SHAPE_PAIRS:
        assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 3, (ink, ground)


@THEMES
def test_the_sheet_has_no_gap(palette: Palette) -> None:
    sheet = stylesheet(palette, Sizes.scaled(13, 100))
    assert "$" not in sheet
    assert palette.accent in sheet


def test_four_sizes_scale_with_the_system_and_the_wish() -> None:
    assert Sizes.scaled(13, 100) == Sizes(body=13, small=11, title=17, page=24)
    assert Sizes.scaled(13, 200) == Sizes(body=26, small=22, title=34, page=48)
    assert Sizes.scaled(18, 100).page == 33


def test_motion_is_short() -> None:
    assert MOTION_MS < 150
