"""One small picture per run: strips of the network, bands of a heatmap."""

from __future__ import annotations

import dataclasses
from typing import Any

import frames
import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from test_compare import COLORS, amount
from test_overlays import drawn, strand
from test_views import grab

from gradsim.parts import Tiles
from ui.theme import LIGHT, THEMES
from ui.views.base import View
from ui.views.column_heatmap import ColumnHeatmapView
from ui.views.columns import Columns
from ui.views.heatmap import HeatmapView
from ui.views.multiples import MultiplesView
from ui.views.network import NetworkView
from ui.views.scales import COLOURS
from ui.views.strips import means, strip_columns


def cell(view: Any, place: int, site: int, count: int) -> QColor:
    """The colour in the middle of a site's cell in the strip of a run."""
    strip = view._strips._boxes[place]
    x = strip_columns(view.columns, count).x(site)
    return QColor(grab(view).pixelColor(round(x), round(strip.center().y())))


def level(run: Any, **levels: float) -> Any:
    """A run whose units all have the same levels."""
    shape = run.parts.tiles.activation.shape
    tiles = Tiles(*(np.where(np.isnan(run.parts.tiles.delta), np.nan, levels.get(name, 0.1)).reshape(shape)
                    for name in ("activation", "delta")))
    return dataclasses.replace(run, parts=dataclasses.replace(run.parts, tiles=tiles))


# ---- the network ------------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", [(11, 11, 11), (2, 31, 5), (1, 1000, 11)])
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_every_run_has_a_strip_with_its_name(qtbot: Any, counts: tuple[int, ...], theme: str) -> None:
    view = drawn(qtbot, NetworkView, tuple(strand(place, count) for place, count in enumerate(counts)), theme=theme)
    image = grab(view)
    for place, color in enumerate(COLORS):
        assert amount(image, getattr(THEMES[theme], color)) > 20
        strip = view._strips._boxes[place]
        assert strip.top() >= view._box.bottom()
        shown = image.copy(strip.adjusted(view.columns.gutter, 0, -view.columns.gutter, 0).toRect())
        assert amount(shown, THEMES[theme].card) < 0.95 * shown.width() * shown.height()
    assert view._strips._boxes[-1].bottom() <= view._whole.bottom() + 0.5
    assert view._box.height() >= 0.4 * view._whole.height()


def test_strips_and_the_network_share_their_scale(qtbot: Any) -> None:
    runs = tuple(level(strand(place), delta=10.0 ** -(3 * place)) for place in range(3))
    view = drawn(qtbot, NetworkView, runs)
    assert view._scale.decades[0] <= -6
    strong, middle, weak = (cell(view, place, 5, 11) for place in range(3))
    assert strong.blue() < middle.blue() < weak.blue()
    assert view._tiles.scale is view._scale


@pytest.mark.parametrize(("value", "color"), [(0.0, "faint"), (np.nan, "alarm")])
def test_zeros_and_broken_numbers_have_their_marks_in_strips(qtbot: Any, value: float, color: str) -> None:
    run = strand(0)
    tiles = Tiles(run.parts.tiles.activation, run.parts.tiles.delta.copy())
    if np.isnan(value):
        tiles.delta[4, 3] = value  # a single unit is enough
    else:
        tiles.delta[4] = value
    run = dataclasses.replace(run, parts=dataclasses.replace(run.parts, tiles=tiles))
    seen = cell(drawn(qtbot, NetworkView, (run, strand(1), strand(2))), 0, 5, 11)
    other = cell(drawn(qtbot, NetworkView, (strand(0), strand(1), strand(2))), 0, 5, 11)
    assert seen != other
    if color == "alarm":
        assert seen == QColor(LIGHT.alarm)
    else:
        assert abs(seen.red() - seen.blue()) < 40  # grey, not orange


def test_the_mean_of_a_site_is_over_its_own_units() -> None:
    net = frames.sites(3, width=4)
    levels = np.array([[1.0, 2.0, 3.0, 4.0, np.nan], [0.0, 0.0, 0.0, 0.0, np.nan], [1.0, np.nan, 1.0, 1.0, 1.0]])
    found = means(net, Tiles(levels, 2 * levels))
    assert found.activation[:2].tolist() == [[2.5], [0.0]]
    assert found.delta[0].tolist() == [5.0]
    assert np.isnan(found.activation[2, 0])


def test_columns_of_strips_line_up() -> None:
    columns = Columns(11, 800.0, 70.0)
    assert strip_columns(columns, 11).site_x().tolist() == columns.site_x().tolist()
    for count in (2, 5, 40):
        own = strip_columns(columns, count)
        assert (own.x(1), own.x(count)) == pytest.approx((columns.x(1), columns.x(11)))
    assert strip_columns(columns, 1).x(1) == pytest.approx(columns.x(11))
    assert strip_columns(Columns(1, 800.0, 70.0), 5).site_x().min() > 70
    zoomed = Columns(11, 800.0, 70.0, (3.5, 7.5))
    assert strip_columns(zoomed, 21).x(9) == pytest.approx(zoomed.x(5))


def test_without_other_runs_the_network_has_all_the_room(qtbot: Any) -> None:
    view = drawn(qtbot, NetworkView, ())
    assert view._box == view._whole
    with_one = drawn(qtbot, NetworkView, (strand(0),))
    assert with_one._box.height() < view._box.height()


def test_a_larger_picture_shows_single_units_in_strips_and_a_smaller_one_means_again(qtbot: Any) -> None:
    view = drawn(qtbot, NetworkView, (strand(0),))
    shapes = []
    for height in (120, 600, 120):
        view.resize(640, height)
        grab(view)
        shapes.append(view._strips._levels["strand1"].shown.delta.shape)
    assert shapes == [(11, 1), (11, 32), (11, 1)]


# ---- heatmaps -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["grad_activation_norm", "factor", "update_ratio", "z_mean"])
def test_every_run_has_a_band_in_the_same_colours(qtbot: Any, column: str) -> None:
    view = drawn(qtbot, ColumnHeatmapView, tuple(strand(place, count) for place, count in enumerate((11, 3, 5))))
    view.choose(column)
    scale = view._scales[column]
    bands = view._bands(view.scene)
    assert [len(band.sites) for band in bands] == [11, 11, 3, 5]
    image = grab(view)
    for band in bands:
        source = band.curves.site_values(column) if view.from_records else band.looks.values(column)
        assert scale.range[0] <= np.nanmin(scale.map(source))
        assert np.nanmax(scale.map(source)) <= scale.range[1]
        site = len(band.sites)
        seen = image.pixelColor(round(float(view.plot.to_x(5.5))), round(band.y(site)))
        index = scale.indices(source[5:6], scale.map(source[5:6]), None)[0, site - 1]
        wanted = QColor.fromRgb(int(scale.colours(LIGHT.raised)[index]))
        assert max(abs(seen.red() - wanted.red()), abs(seen.green() - wanted.green()), abs(seen.blue() - wanted.blue())) < 12


def test_zeros_in_another_run_are_in_the_legend(qtbot: Any) -> None:
    run = strand(0)
    run.curves._values["grad_activation_norm"][:] = 0.0
    view = drawn(qtbot, HeatmapView, (run,))
    assert COLOURS["zero"] in [key.color for key in view.legend()]
    assert COLOURS["zero"] not in [key.color for key in drawn(qtbot, HeatmapView, ()).legend()]


def test_the_mouse_in_a_band_speaks_of_that_run_and_chooses_the_site_of_the_same_name(qtbot: Any) -> None:
    view = drawn(qtbot, ColumnHeatmapView, (strand(0, 3), strand(1, 40)))
    chosen: list[int] = []
    times: list[int] = []
    view.site_clicked.connect(chosen.append)
    view.step_clicked.connect(times.append)
    main, shallow, deep = view._bands(view.scene)
    x = float(view.plot.to_x(7.5))
    for band, site in ((main, 4), (shallow, 3), (deep, 30), (deep, 40), (deep, 6)):
        at = QPointF(x, band.y(site))
        view.plot.hovered.emit(at)
        text = view.plot.toolTip()
        assert ("step 7" in text, band.label in text) == (True, True)
        view.plot.clicked.emit(at)
    assert chosen == [4, 11, 11, 6]  # heads are heads; the main run has no layer 30
    assert times == [7] * 5


@pytest.mark.parametrize("kind", [HeatmapView, ColumnHeatmapView, MultiplesView])
def test_a_double_click_on_a_row_opens_it_and_beside_the_rows_shows_all_steps(qtbot: Any, kind: type[View]) -> None:
    view = drawn(qtbot, kind, (strand(0, 3),))
    opened: list[int] = []
    restored: list[None] = []
    view.site_opened.connect(opened.append)
    view.plot.restored.connect(lambda: restored.append(None))
    if kind is MultiplesView:
        area = view._panels()[0]
        at = QPointF(area.left() + 3, area.top() + 4.5 * area.height() / 11)
    else:
        at = QPointF(float(view.plot.to_x(7.5)), view._bands(view.scene)[0].y(5))
    view.plot.double_clicked.emit(at)
    assert (opened, restored) == ([5], [])
    view.plot.double_clicked.emit(QPointF(2.0, 2.0))
    assert (opened, restored) == ([5], [None])


def test_a_run_that_lacks_the_column_leaves_its_band_empty(qtbot: Any) -> None:
    run = strand(0)
    looks = type(run.looks)()
    known = frames.looks(frames.sites(11), range(9))
    looks.add(dataclasses.replace(look, columns={"factor": look.factor}) for look in known)
    view = drawn(qtbot, ColumnHeatmapView, (dataclasses.replace(run, looks=looks),))
    view.choose("update_ratio")
    band = view._bands(view.scene)[1]
    assert QColor(grab(view).pixelColor(round(float(view.plot.to_x(5.5))), round(band.y(5)))) == QColor(LIGHT.raised)
