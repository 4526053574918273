"""The pictures of a page show the same columns; neurons and links, the overview, the pulse between two micro-steps."""

from __future__ import annotations

import dataclasses
import math
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import frames
import numpy as np
import pytest
from patience import WAIT
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gradsim.parts import Links, Skips
from ui.curves import Curves
from ui.panels.layer_numbers import Wording
from ui.panels.page import Page
from ui.perspectives import PERSPECTIVES
from ui.pictures import save_view
from ui.scene import Scene
from ui.theme import LIGHT
from ui.views.arcs import block_shares, thickness
from ui.views.column_text import column_lines, skip_text
from ui.views.column_view import ColumnView
from ui.views.columns import Columns
from ui.views.flow import dot_x, stop
from ui.views.network import NetworkView
from ui.views.neurons import Hit
from ui.views.overview import Overview
from ui.views.pulse import Clock, is_blurred, micro_steps_per_second, place
from ui.views.site_axis import SiteAxis
from ui.views.span import LEAST, Span


def scene(frame: Any, selected: int = 2) -> Scene:
    return Scene(frames.experiment(max(len(frame.snapshot.sites) - 1, 1)), frame, Curves(), selected)


@pytest.fixture
def page(qtbot: Any) -> Any:
    """The Chain, as large as in a window, with the views that have columns."""
    def made(frame: Any) -> list[ColumnView]:
        shown = Page(PERSPECTIVES[0], None)  # only a bar needs the session, and the Chain has none
        qtbot.addWidget(shown)
        shown.resize(900, 800)
        shown.show()
        qtbot.waitExposed(shown, timeout=WAIT)
        QApplication.processEvents()  # the docks find their places
        views = [view for view in shown.views if isinstance(view, ColumnView)]
        for view in views:
            view.render_scene(scene(frame))
        views[0].page = shown
        return views
    return made


@pytest.fixture
def network(qtbot: Any) -> Any:
    def made(frame: Any, width: int = 800, height: int = 260) -> NetworkView:
        view = NetworkView()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.show()
        view.render_scene(scene(frame))
        return view
    return made


def grab(view: Any) -> QImage:
    return view.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def colours(image: QImage) -> np.ndarray:
    flat = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return flat[:, :image.width(), 2::-1].astype(int)


def holds(image: QImage, color: str, area: QRectF | None = None, tolerance: int = 40) -> bool:
    seen = colours(image)
    if area is not None:
        rect = area.toAlignedRect()
        seen = seen[max(rect.top(), 0):rect.bottom(), max(rect.left(), 0):rect.right()]
    wanted = QColor(color)
    return bool((np.abs(seen - [wanted.red(), wanted.green(), wanted.blue()]).max(axis=2) <= tolerance).any())


def wheel(view: ColumnView, x: float, notches: int) -> None:
    at = QPointF(x, view.plot.height() / 2)
    event = QWheelEvent(at, view.plot.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view.plot.viewport(), event)


# ---- the shared range -----------------------------------------------------------------------------


@pytest.fixture
def span(qtbot: Any) -> Span:
    made = Span()
    made.reset(1000)
    return made


def test_a_span_starts_with_all_sites_and_ends_there(span: Span) -> None:
    assert span.shown == (0.5, 1000.5)
    span.show(100, 200)
    assert not span.is_whole
    span.restore()
    assert span.is_whole


def test_zooming_leaves_the_point_under_the_mouse_where_it_is(span: Span) -> None:
    for _ in range(5):
        span.zoom(0.5, 700.0)
        low, high = span.shown
        assert (700 - low) / (high - low) == pytest.approx((700 - 0.5) / 1000, abs=1e-9)
    assert high - low == pytest.approx(1000 / 32)


def test_no_span_is_narrower_than_the_least_or_leaves_the_sites(span: Span) -> None:
    for _ in range(40):
        span.zoom(0.5, 1000.5)
    assert span.shown == (1000.5 - LEAST, 1000.5)
    span.pan(50)
    assert span.shown[1] == 1000.5
    span.pan(-2000)
    assert span.shown == (0.5, 0.5 + LEAST)
    span.zoom(1e9, 3)
    assert span.is_whole


def test_a_network_of_few_sites_is_always_shown_whole(qtbot: Any) -> None:
    span = Span()
    span.reset(3)
    span.zoom(0.1, 2)
    assert span.is_whole


def test_another_network_is_shown_whole_and_the_same_one_as_before(span: Span) -> None:
    span.show(100, 200)
    span.reset(1000)
    assert span.shown == (100, 200)
    span.point_at(7)
    span.reset(10)
    assert span.is_whole
    assert span.site == 0


# ---- alignment ------------------------------------------------------------------------------------


@pytest.mark.parametrize("net", [frames.sites(11), frames.sites(1000), frames.times(50), frames.sites(41, every=2)],
                         ids=["ten", "thousand", "time", "blocks"])
def test_columns_line_up_in_all_views_when_one_is_zoomed_by_the_wheel(page: Any, net: Any) -> None:
    network, factors, gradient = views = page(frames.frame(net=net))
    middle = network.columns.width * 0.6
    under = network.columns.site_at(middle)
    for view in views:
        wheel(view, middle, 3)
    assert not network.span.is_whole
    shown = network.columns.visible
    assert len(shown) < len(net)
    for site in shown:
        x = network.columns.x(site)
        assert factors.columns.x(site) == pytest.approx(x)
        assert gradient.columns.x(site) == pytest.approx(x)
        assert gradient.plot.to_x(site) == pytest.approx(x)
    assert {view.columns.site_at(middle) for view in views} == {under}
    for view in views:
        assert not grab(view).isNull()


def test_drag_keys_and_restoring_move_all_views(page: Any) -> None:
    views = page(frames.frame(200))
    network, factors, gradient = views
    QTest.keyClick(factors.plot, Qt.Key.Key_Plus)
    width = network.span.shown[1] - network.span.shown[0]
    assert width == pytest.approx(100)
    low = network.span.shown[0]
    QTest.mousePress(gradient.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 60))
    QTest.mouseMove(gradient.plot.viewport(), QPoint(340, 60))
    QTest.mouseRelease(gradient.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(340, 60))
    assert network.span.shown[0] == pytest.approx(low + 60 / network.columns.pitch)
    QTest.keyClick(network.plot, Qt.Key.Key_Minus)
    assert network.span.is_whole
    wheel(network, 300, 4)
    QTest.keyClick(gradient.plot, Qt.Key.Key_A)
    assert all(view.columns.span == (0.5, 200.5) for view in views)
    wheel(network, 300, 4)
    QTest.mouseDClick(factors.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 40))
    assert network.span.is_whole


def test_a_narrow_picture_of_the_gradient_has_its_keys_above_the_axes(page: Any) -> None:
    gradient = page(frames.frame(11))[2]
    assert "product of the factors" in [key.text for key in gradient.legend()]
    top = gradient.plot.area().top()
    gradient.resize(380, 160)
    assert gradient.legend() == []
    assert gradient.plot.area().top() > top + LIGHT.small_size
    assert holds(grab(gradient), LIGHT.forward_text, QRectF(0, 0, 380, gradient.plot.area().top() - 4))
    gradient.resize(380, 80)
    assert len(gradient.legend()) == 2


def test_a_double_click_on_a_column_opens_it_in_every_view(page: Any) -> None:
    views = page(frames.frame(200))
    views[0].span.show(50, 90)
    for view in views:
        opened: list[int] = []
        view.site_opened.connect(opened.append)
        at = QPoint(round(view.columns.x(60)), round(view.plot.height() / 2))
        QTest.mouseDClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert (view.name, opened, view.columns.span) == (view.name, [60], (50, 90))
    strip = views[0]._overview.strip.center()
    QTest.mouseDClick(views[0].plot.viewport(), Qt.MouseButton.LeftButton, pos=strip.toPoint())
    assert views[0].span.is_whole
    assert opened == [60]


def test_the_wheel_over_the_numbers_of_the_gradient_moves_its_vertical_axis_only(page: Any) -> None:
    gradient = page(frames.frame(50))[2]
    before = gradient.plot.shown()[1]
    wheel(gradient, 20, 3)
    assert gradient.span.is_whole
    assert gradient.plot.shown()[1] != before
    wheel(gradient, 400, 3)
    assert gradient.plot.shown()[0] == pytest.approx(gradient.span.shown)


def test_the_column_under_the_mouse_is_marked_and_read_in_every_view(page: Any) -> None:
    views = page(frames.frame(11))
    before = [grab(view) for view in views]
    at = QPointF(views[1].columns.x(7), views[1].plot.height() / 2)
    views[1].plot.hovered.emit(at)
    assert views[0].span.site == 7
    for view, picture in zip(views, before, strict=True):
        changed = np.abs(colours(grab(view)) - colours(picture)).max(axis=2) > 3
        x = round(view.columns.x(7))
        assert changed[:, x - 8:x + 8].any(), view.name
    views[1].plot.left.emit()
    for view, picture in zip(views, before, strict=True):
        assert grab(view) == picture


def test_a_copy_for_a_picture_shows_the_same_columns(page: Any, qtbot: Any) -> None:
    network = page(frames.frame(200))[0]
    network.span.show(50, 90)
    copy = NetworkView()
    qtbot.addWidget(copy)
    copy.resize(800, 260)
    copy.adopt(network)
    assert copy.columns.span == (50, 90)


# ---- the overview ---------------------------------------------------------------------------------


def test_the_overview_is_there_for_many_sites_and_its_window_can_be_moved(page: Any) -> None:
    network = page(frames.frame(1000))[0]
    strip = network._overview.strip
    assert not strip.isEmpty()
    network.span.show(0.5, 100.5)
    strip = network._overview.strip
    middle = int(strip.center().y())
    QTest.mousePress(network.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(strip.left()) + 20, middle))
    QTest.mouseMove(network.plot.viewport(), QPoint(int(strip.left()) + 20 + int(strip.width() / 2), middle))
    QTest.mouseRelease(network.plot.viewport(), Qt.MouseButton.LeftButton,
                       pos=QPoint(int(strip.left()) + 20 + int(strip.width() / 2), middle))
    assert network.span.shown[0] == pytest.approx(0.5 + 500, abs=3)
    chosen: list[int] = []
    network.site_clicked.connect(chosen.append)
    QTest.mouseClick(network.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(strip.center().x()), middle))
    assert sum(network.span.shown) / 2 == pytest.approx(500, abs=3)
    assert not chosen


def test_the_overview_shows_every_site_in_its_colour(network: Any) -> None:
    level = np.where(np.arange(400) < 200, 1e-9, 1.0)
    view = network(frames.frame(400, delta_norm=level))
    strip, image = view._overview.strip, grab(view)
    left, right = (image.pixelColor(round(strip.left() + share * strip.width()), round(strip.center().y()))
                   for share in (0.25, 0.75))
    assert left.blue() - right.blue() > 60


def test_few_sites_need_no_overview(network: Any) -> None:
    assert network(frames.frame(11))._overview.strip.isEmpty()


def test_places_of_the_overview() -> None:
    span, overview = Span(), Overview()
    span.reset(100)
    overview.place(Columns(100, 620.0, 60.0), span, 90.0, 9.0)
    assert overview.x(0.5, span) == 60
    assert overview.site(560.0, span) == 100.5


# ---- neurons and links ----------------------------------------------------------------------------


def test_a_small_network_shows_units_and_links_and_others_tiles(network: Any) -> None:
    view = network(frames.frame(net=frames.tiny()))
    assert view.shows_neurons
    assert not view.mode.isHidden()
    view.mode.setCurrentIndex(3)
    assert not view.shows_neurons
    assert not network(frames.frame(11)).shows_neurons
    assert network(frames.frame(net=frames.times(5))).mode.isHidden()


def one_link(value: float) -> Links:
    """A single unit between one input and one output whose first weight is ``value``."""
    return Links((np.array([[value]]), np.array([[0.0]])), (np.array([[-value]]), np.array([[0.0]])),
                 (np.array([[np.nan]]), np.array([[np.nan]])))


def with_links(links: Links, net: Any, **fields: Any) -> Any:
    frame = frames.frame(net=net, **fields)
    return dataclasses.replace(frame, parts=dataclasses.replace(frame.parts, links=links))


def single() -> Any:
    return dataclasses.replace(frames.tiny(2, 1, 1), fan_out=np.array([1, 1]))


@pytest.mark.parametrize(("mode", "value", "color"), [(0, 2.0, "positive"), (0, -2.0, "negative"), (1, 2.0, "negative")])
def test_a_link_has_the_colour_of_its_sign(network: Any, mode: int, value: float, color: str) -> None:
    view = network(with_links(one_link(value), single()))
    view.mode.setCurrentIndex(mode)
    left, right = view._neurons._x[0] + 20, view._neurons._x[1] - 20
    gap = QRectF(left, view._box.top(), right - left, view._box.height())
    image, other = grab(view), {"positive": "negative", "negative": "positive"}[color]
    assert holds(image, getattr(LIGHT, color), gap, 60)
    assert not holds(image, getattr(LIGHT, other), gap, 60)


def test_links_are_as_thick_as_their_numbers_are_large(network: Any) -> None:
    net = dataclasses.replace(frames.tiny(2, 2, 1), fan_out=np.array([2, 1]))
    links = Links((np.array([[2.0], [1.0]]), np.zeros((1, 2))), (), ())
    view = network(with_links(links, net))
    seen = colours(grab(view))[:, round((view._neurons._x[0] + view._neurons._x[1]) / 2)]
    inked = np.abs(seen - np.median(seen, axis=0)).max(axis=1)
    middle = round(view._box.center().y())
    half = slice(round(view._box.top()), middle), slice(middle, round(view._box.bottom()))
    first, second = (int(inked[part][inked[part] > 12].sum()) for part in half)
    assert first > 1.4 * second > 0


def test_links_that_are_not_known_are_not_drawn_and_broken_ones_are_alarming(network: Any) -> None:
    net = frames.tiny(2, 2, 2)
    unknown = network(with_links(Links((np.full((2, 2), np.nan), np.full((2, 2), np.nan)), (), ()), net))
    gap = QRectF(unknown._neurons._x[0] + 20, unknown._box.top(), 60, unknown._box.height())
    assert not holds(grab(unknown), LIGHT.alarm, gap, 60)
    broken = network(with_links(Links((np.array([[1.0, np.nan], [0.5, 1.0]]), np.ones((2, 2))), (), ()), net))
    assert broken.shows_neurons
    gap = QRectF(broken._neurons._x[0] + 20, broken._box.top(), 200, broken._box.height())
    assert holds(grab(broken), LIGHT.alarm, gap, 110)


def test_the_mouse_finds_units_and_links_and_reads_their_numbers(network: Any) -> None:
    net = frames.tiny(3, 4, 2)
    view = network(frames.frame(net=net), height=320)
    neurons, parts = view._neurons, view.scene.frame.parts
    view.plot.hovered.emit(QPointF(neurons._x[2], neurons._y[2][3]))
    assert view.subject == Hit(2, 3)
    assert "Layer 2, unit 4" in view.lines()[0]
    x0, y0, x1, y1 = neurons._ends(2)
    strongest = int(np.abs(parts.links.weight[1]).argmax())
    view.plot.hovered.emit(QPointF(x0[strongest] + 0.35 * (x1 - x0)[strongest], y0[strongest] + 0.35 * (y1 - y0)[strongest]))
    hit = view.subject
    assert isinstance(hit, Hit)
    assert hit.source is not None
    wanted = parts.links.weight[hit.level - 1][hit.unit, hit.source]
    assert view.lines()[1] == "w = " + f"{wanted:.3g}".replace("-", "−")
    assert not grab(view).isNull()
    view.plot.hovered.emit(QPointF(neurons._x[0], neurons._y[0][1]))
    assert view.subject == Hit(0, 1)
    assert "Input 2" in view.lines()[0]
    view.plot.left.emit()
    assert view.subject is None


def test_what_links_show_is_brought_up_to_date_though_there_is_little_time(network: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("ui.views.network.LINK_SECONDS", 0.0)
    net = frames.tiny(6, 8, 8)
    view = network(frames.frame(net=net, seed=1))
    for _ in range(8):
        last = grab(view)
    fresh = network(dataclasses.replace(frames.frame(net=net, seed=1), running=False))
    assert np.abs(colours(last) - colours(grab(fresh))).max() < 8


def test_what_the_lines_show_is_remembered_by_name_and_copied_into_pictures(network: Any, qtbot: Any) -> None:
    view = network(frames.frame(net=frames.tiny()))
    view.choose("update")
    assert view.choice() == "update"
    view.choose("an older version's word")
    assert view.choice() == "update"
    copy = NetworkView()
    qtbot.addWidget(copy)
    copy.adopt(view)
    assert copy.choice() == "update"


def test_units_and_links_are_shapes_of_their_own_in_a_picture_that_scales(network: Any, tmp_path: Any) -> None:
    view = network(frames.frame(net=frames.tiny(3, 8, 2)))
    path = tmp_path / "network.svg"
    save_view(view, path, (900, 400))
    shapes = list(ElementTree.fromstring(path.read_text(encoding="utf-8")).iter())
    links = sum(int((np.abs(matrix) > 0.1).sum()) for matrix in view.scene.frame.parts.links.weight)
    assert sum(shape.tag.endswith(("path", "polyline", "line")) for shape in shapes) >= links > 50
    assert sum(shape.tag.endswith("circle") for shape in shapes) >= 2 + 8 + 8 + 2


# ---- residual blocks ------------------------------------------------------------------------------


def test_shares_are_given_to_all_sites_of_a_block() -> None:
    net = frames.sites(6, every=2)
    skips = Skips(np.array([1, 3]), np.array([2, 4]), np.array([0.7, np.nan]), np.array([0.6, 0.1]), np.array([0.0, 0.0]))
    net = dataclasses.replace(net, block_start=np.array([1, 1, 3, 3, 0, 0]), block_end=np.array([2, 2, 4, 4, 0, 0]))
    skip, branch = block_shares(net, skips)
    np.testing.assert_array_equal(skip, [0.7, 0.7, np.nan, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(branch, [0.6, 0.6, 0.1, 0.1, np.nan, np.nan])


def test_a_thicker_line_is_a_larger_share() -> None:
    widths = [thickness(share) for share in (0.0, 0.3, 0.7, 1.0)]
    assert widths == sorted(widths)
    assert widths[0] < thickness(math.nan) < widths[1] + 1


def test_an_arc_is_orange_where_the_share_is_known_and_grey_elsewhere(network: Any) -> None:
    view = network(frames.frame(11, every=2))
    above = QRectF(view.columns.gutter, 0, view.columns.width - 2 * view.columns.gutter, view._box.top() - 6)
    assert holds(grab(view), LIGHT.backward, above)
    frame = frames.frame(11, every=2)
    nothing = dataclasses.replace(frame.parts.skips, skip=np.full(5, np.nan))
    frame = dataclasses.replace(frame, parts=dataclasses.replace(frame.parts, skips=nothing))
    assert not holds(grab(network(frame)), LIGHT.backward, above)


@pytest.mark.parametrize(("count", "every"), [(2, 1), (1000, 1), (1000, 3), (60, 2)])
def test_every_kind_of_arc_is_drawn(network: Any, count: int, every: int) -> None:
    assert not grab(network(frames.frame(count, every=every))).isNull()


def test_the_readout_tells_the_two_paths_apart() -> None:
    frame = frames.frame(11, every=2)
    skips = dataclasses.replace(frame.parts.skips, skip=np.array([0.71, *[0.5] * 4]), branch=np.array([0.68, *[0.5] * 4]))
    frame = dataclasses.replace(frame, parts=dataclasses.replace(frame.parts, skips=skips))
    lines = column_lines(scene(frame), SiteAxis(frame.snapshot.sites), 2)
    assert lines[-1] == "into block 1…2: skip 71 % · branch 68 % · cos 0.020"
    assert skip_text(scene(frame), 11) == ""
    assert len(column_lines(scene(frames.frame(11)), SiteAxis(frame.snapshot.sites), 2)) == 4


def test_the_layer_panel_tells_the_two_paths_of_a_block_apart() -> None:
    frame = frames.frame(11, every=2)
    skips = dataclasses.replace(frame.parts.skips, skip=np.array([0.71, np.nan, *[0.5] * 3]), branch=np.full(5, 0.68))
    texts = {site: {row.name: row.value for row in Wording().rows(frame.snapshot, site, skips)} for site in (1, 2, 3, 11)}
    assert texts[1]["skip"] == texts[2]["skip"] == "71 % · 68 %"
    assert texts[1]["skip_cosine"] == "0.020"
    assert texts[3]["skip"] == "–"
    assert "skip" not in texts[11]
    assert "skip" not in {row.name for row in Wording().rows(frame.snapshot, 1)}


# ---- the pulse ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("phase", "cursor", "share", "slot"), [
    ("forward", 1, 0.0, 1.0), ("forward", 1, 0.25, 1.25), ("forward", 10, 1.0, 11.0), ("loss", 0, 0.0, 11.0),
    ("loss", 0, 0.5, 10.5), ("backward", 10, 0.0, 10.0), ("backward", 1, 1.0, 0.0), ("backward", 4, 7.0, 3.0),
    ("clip", 0, 0.5, None), ("update", 0, 0.0, None), ("ready", 0, 0.0, None)])
def test_where_the_pulse_is(phase: Any, cursor: int, share: float, slot: float | None) -> None:
    assert place(phase, cursor, 10, share) == slot


def test_the_pulse_never_jumps_on_its_way_through_a_step() -> None:
    steps = [("forward", site) for site in range(1, 11)] + [("loss", 0)] + [("backward", site) for site in range(10, 0, -1)]
    slots = [place(phase, cursor, 10, share) for phase, cursor in steps for share in (0.0, 0.5, 1.0)]
    assert max(abs(b - a) for a, b in pairwise(slots)) == 0.5


@pytest.mark.parametrize("side", [1, -1])
def test_pixels_of_the_pulse_go_steadily_from_stop_to_stop(side: int) -> None:
    columns = Columns(10, 800.0, 60.0)
    start, end = (5.0, 6.0) if side < 0 else (6.0, 5.0)
    x = [dot_x(columns, start + share * (end - start), side, 20.0, 6.0) for share in np.linspace(0, 1, 11)]
    assert x[0] == stop(columns, round(start), side, 20.0, 6.0)
    assert x[-1] == stop(columns, round(end), side, 20.0, 6.0)
    assert np.allclose(np.diff(x), (x[-1] - x[0]) / 10)


def test_the_clock_interpolates_between_two_frames_at_the_speed_of_the_run() -> None:
    clock = Clock()
    frame = frames.frame(10, "forward", 3)  # runs at 2 micro-steps a second
    clock.note(frame, 100.0)
    assert clock.share(100.0) == 0
    assert clock.share(100.25) == 0.5
    clock.note(frame, 100.3)  # the same micro-step again
    assert clock.share(100.4) == pytest.approx(0.8)
    assert clock.share(105.0) == 1
    clock.note(frames.frame(10, "forward", 4), 105.0)
    assert clock.share(105.1) == pytest.approx(0.2)
    clock.note(dataclasses.replace(frame, running=False), 106.0)
    assert clock.share(106.4) == 0


def fast(step: int, seconds: float = 0.001) -> Any:
    frame = frames.frame(11, step=step)
    return dataclasses.replace(frame, speed=math.inf, snapshot=dataclasses.replace(frame.snapshot, seconds=seconds))


def test_how_fast_a_run_is() -> None:
    assert micro_steps_per_second(frames.frame(11), 0.1) == 2
    assert micro_steps_per_second(fast(1), 0.1) == 250
    assert micro_steps_per_second(dataclasses.replace(fast(1), running=False), 0.1) == 0
    assert is_blurred(250, 11)
    assert not is_blurred(20, 11)
    assert not is_blurred(0, 11)


def test_steps_per_second_are_counted_over_a_while() -> None:
    clock = Clock()
    for moment in range(11):
        clock.note(fast(100 * moment), moment / 10)
    assert clock.steps_per_second() == pytest.approx(1000)
    clock.note(fast(3), 1.2)  # back in time
    assert math.isnan(clock.steps_per_second())


def test_a_pass_too_fast_to_be_followed_is_drawn_the_same_at_every_micro_step(network: Any) -> None:
    pictures = []
    for phase, cursor in (("update", 0), ("forward", 4), ("backward", 7)):
        frame = frames.frame(11, phase, cursor)
        shot = dataclasses.replace(frame.snapshot, seconds=0.001)
        pictures.append(grab(network(dataclasses.replace(frame, speed=math.inf, snapshot=shot))))
    assert pictures[0] == pictures[1] == pictures[2]
    assert holds(pictures[0], LIGHT.forward)


def test_slow_motion_is_drawn_between_the_frames_and_a_pause_is_not(network: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("ui.views.network.time", SimpleNamespace(monotonic=lambda: now))
    view = network(frames.frame(11, "forward", 4))
    assert view._beat.isActive()
    first = grab(view)
    now += 0.25  # half of the way to the next micro-step
    assert grab(view) != first
    view.render_scene(scene(dataclasses.replace(frames.frame(11, "forward", 4), running=False)))
    assert not view._beat.isActive()
    assert grab(view) == grab(view)


# ---- every kind of network ------------------------------------------------------------------------

ROWS = {"zeros": 0.0, "nan": np.nan, "infinite": np.inf}
NETS = {"one": frames.sites(1), "thousand": frames.sites(1000), "tiny": frames.tiny(), "one unit": single(),
        "recurrent": frames.times(30), "layers": frames.times(10, 2), "blocks": frames.sites(41, every=2),
        "images": frames.convolutions()}


@pytest.mark.parametrize("net", NETS, ids=str)
@pytest.mark.parametrize("phase", ["ready", "forward", "loss", "backward", "clip", "update"])
def test_what_is_pointed_at_is_read_in_every_phase(page: Any, net: str, phase: Any) -> None:
    cursor = (len(NETS[net]) + 1) // 2 if phase in ("forward", "backward") else 0
    views = page(frames.frame(net=NETS[net], phase=phase, cursor=cursor))
    for view in views:
        for share in (0.02, 0.3, 0.55, 0.98):
            view.plot.hovered.emit(QPointF(share * view.plot.width(), 0.4 * view.plot.height()))
            assert not grab(view).isNull()
            if view.span.site or view.subject:
                assert all(view.lines())
        view.plot.left.emit()


@pytest.mark.parametrize("bad", ROWS)
@pytest.mark.parametrize("net", ["thousand", "tiny", "blocks"])
def test_extreme_numbers_are_read_as_what_they_are(page: Any, net: str, bad: str) -> None:
    sites, value = NETS[net], ROWS[bad]
    row = np.full(len(sites), value)
    columns = ("factor", "grad_activation_norm", "running_product", "delta_norm", "a_rms")
    views = page(frames.frame(net=sites, **dict.fromkeys(columns, row)))
    text = {"zeros": "0", "nan": "NaN", "infinite": "∞"}[bad]
    for view in views:
        view.plot.hovered.emit(QPointF(view.columns.x(2), 5.0))
        assert not grab(view).isNull()
    assert f"‖ {text}" in views[1].lines()[1]


def test_the_ends_tell_what_they_show(network: Any) -> None:
    view = network(frames.frame(11))
    first, last = view._ends()
    view.plot.hovered.emit(first.center())
    assert view.lines()[-1] == "of class 3"
    inner = last.height() * 0.88 / 10
    view.plot.hovered.emit(QPointF(last.center().x(), last.center().y() - 1.5 * min(inner, 1.1 * LIGHT.base_size)))
    assert view.lines()[0] == "Output 3: the right class"
    assert view.lines()[1] == "a = 1.4"
    view.plot.hovered.emit(QPointF(last.center().x(), last.top() + 1))
    assert len(view.lines()) == 2
