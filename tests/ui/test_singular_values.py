"""The picture of the singular values: of one sample, and of a batch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import frames
import numpy as np
import pytest
from PySide6.QtGui import QColor

from gradsim.parts import Spectrum
from ui.curves import Curves
from ui.pictures import view_image
from ui.scene import Scene
from ui.theme import LIGHT
from ui.views.header import header_html
from ui.views.singular_values import SingularValuesView

SIZE = (400, 300)
VALUES = np.geomspace(1.0, 1e-3, 12)
BAND = np.stack([VALUES / 30, VALUES * 3])


def shown(qapp: Any, seen: Spectrum) -> SingularValuesView:
    view = SingularValuesView()
    view.resize(*SIZE)
    frame = frames.frame(11, "update", 0)
    frame = replace(frame, parts=replace(frame.parts, spectrum=seen))
    view.render_scene(Scene(frames.experiment(10), frame, Curves(), 4))
    view._draw_now()
    return view


def orange(view: SingularValuesView) -> int:
    """How many pixels of the picture are tinted towards the colour of the backward pass."""
    image = view_image(view, SIZE, 1.0, LIGHT)
    colors = [QColor(image.pixel(x, y)) for x in range(image.width()) for y in range(image.height())]
    return sum(color.red() - color.blue() > 30 for color in colors)


def test_a_batch_has_a_band_and_says_how_many_samples_it_is_of(qapp: Any) -> None:
    one = shown(qapp, Spectrum(4, 2, VALUES, VALUES**2, "", "a"))
    low, none = 1e-7 * VALUES, np.stack([VALUES, VALUES])  # what is blue stays out of the band
    several, flat = (shown(qapp, Spectrum(4, 0, VALUES, low, "", "a", 9, band, 1e-7 * none)) for band in (BAND, none))
    for view, words in ((one, "sample 3"), (several, "median and 10–90 % of 9 samples")):
        assert [key.text for key in view.inner_legend()].count(words) == 1
        assert words not in header_html(view, LIGHT).replace("\u00a0", " ")
    assert several.plot.shown() == flat.plot.shown()
    assert orange(several) > 3 * orange(flat)
    for view in (one, several, flat):
        view.deleteLater()


def test_percentiles_are_in_the_table(qapp: Any) -> None:
    view = shown(qapp, Spectrum(4, 0, VALUES, VALUES**2, "", "a", 9, BAND, BAND))
    header, rows = view.table()
    assert header == ["quantity", "rank", "singular_value", "percentile_10", "percentile_90"]
    assert rows[1] == ["layer", 2, VALUES[1], BAND[0, 1], BAND[1, 1]]
    assert len(rows) == 24
    view.deleteLater()


@pytest.mark.parametrize("odd", [0.0, np.nan, np.inf])
def test_percentiles_that_an_axis_cannot_show_do_no_harm(qapp: Any, odd: float) -> None:
    band = BAND.copy()
    band[:, 6:] = odd
    view = shown(qapp, Spectrum(4, 0, VALUES, VALUES**2, "", "a", 9, band, band))
    low, high = view.plot.shown()[1]
    assert np.isfinite([low, high]).all()
    assert orange(view) > 0
    view.deleteLater()
