"""The pictures show what the frame says, at the place where it belongs."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any

import frames
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu

from ui.curves import Curves
from ui.looks import Looks
from ui.panels.layer_panel import LayerPanel
from ui.perspectives import VIEWS
from ui.scene import Scene
from ui.theme import DARK, LIGHT, PROJECTOR, THEMES, pen, stylesheet
from ui.views.activation import ActivationView
from ui.views.base import View
from ui.views.card import Card
from ui.views.columns import Columns, labelled_sites
from ui.views.factors import FactorsView
from ui.views.gradient import GradientView
from ui.views.heatmap import HeatmapView
from ui.views.loss import LossView
from ui.views.network import NetworkView
from ui.views.numbers import even, percent, power_of_ten, short
from ui.views.ranges import decade_ticks, factor_ticks, grown, linear_ticks, step_limit
from ui.views.site_activation import SiteActivationView

EVERY = [*VIEWS, ActivationView]


@pytest.fixture
def show(qtbot: Any) -> Any:
    def shown(kind: type[View], frame: Any, curves: Curves | None = None, selected: int = 2, width: int = 800,
              height: int = 260, view: View | None = None, looks: Looks | None = None) -> View:
        if view is None:
            view = kind()
            qtbot.addWidget(view)
            view.resize(width, height)
            view.show()
        count = len(frame.snapshot.sites)
        view.render_scene(Scene(frames.experiment(max(count - 1, 1)), frame, curves or Curves(), selected,
                                looks=looks or Looks()))
        return view

    return shown


def grab(view: View) -> QImage:
    return view.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def close_to(image: QImage, x: float, y: float, color: str, tolerance: int = 40, reach: int = 2) -> bool:
    """Whether a pixel near (x, y) has about this colour."""
    wanted = QColor(color)
    for dx in range(-reach, reach + 1):
        for dy in range(-reach, reach + 1):
            seen = image.pixelColor(round(x) + dx, round(y) + dy)
            if max(abs(seen.red() - wanted.red()), abs(seen.green() - wanted.green()),
                   abs(seen.blue() - wanted.blue())) <= tolerance:
                return True
    return False


def holds(image: QImage, color: str, tolerance: int = 24) -> bool:
    """Whether any pixel has about this colour."""
    wanted = QColor(color)
    away = np.abs(pixels(image) - [wanted.blue(), wanted.green(), wanted.red()]).max(axis=2)
    return bool((away <= tolerance).any())


# ---- all of them ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize(("count", "phase"), [(1, "update"), (1, "backward"), (1000, "forward"), (1000, "backward"), *(
    (11, phase) for phase in ("ready", "forward", "loss", "backward", "clip", "update"))])
def test_every_view_draws_every_phase_and_size(show: Any, kind: type[View], count: int, phase: str) -> None:
    curves = Curves()
    if phase != "ready":
        curves.extend(frames.records(count, 30))
    cursor = (count + 1) // 2 if phase in ("forward", "backward") else 0
    view = show(kind, frames.frame(count, phase, cursor), curves, selected=1)
    assert not grab(view).isNull()
    header, rows = view.table()
    assert all(len(row) == len(header) for row in rows)


def pixels(image: QImage) -> np.ndarray:
    """Blue, green, red of every pixel, (height, width, 3)."""
    flat = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return flat[:, :image.width(), :3].astype(int)


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf, 1e-300, 1e300])
def test_no_view_stumbles_over_extreme_numbers(show: Any, kind: type[View], bad: float) -> None:
    records = frames.records(11, 20)
    records.loss[10:] = bad
    records.grad_activation_norm[10:] = bad
    curves = Curves()
    curves.extend(records)
    row = np.full(11, bad)
    frame = frames.frame(11, "update", factor=row, grad_activation_norm=row, running_product=row, delta_norm=row,
                         a_rms=row, block_factor=row, theory_factor=row)
    assert not grab(show(kind, frame, curves)).isNull()


@pytest.mark.parametrize("kind", EVERY)
def test_texts_exist_and_follow_the_language(show: Any, kind: type[View]) -> None:
    view = show(kind, frames.frame())
    assert view.title()
    assert len(view.help_text()) > 80
    told: list[None] = []
    view.header_changed.connect(lambda: told.append(None))
    QApplication.sendEvent(view, QEvent(QEvent.Type.LanguageChange))
    assert told


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("theme", [DARK, PROJECTOR])
def test_the_theme_changes_the_background(show: Any, kind: type[View], theme: Any) -> None:
    view = show(kind, frames.frame())
    view.set_theme(theme)
    background = getattr(theme, kind.background)
    assert close_to(grab(view), 3, 3, background, tolerance=1, reach=0)


def test_a_network_of_another_size_is_taken_over(show: Any) -> None:
    for kind in VIEWS:
        view = show(kind, frames.frame(11))
        show(kind, frames.frame(5), view=view)
        assert len(view.sites or ()) == 5


def test_columns_line_up_in_all_three_plots(show: Any) -> None:
    frame = frames.frame(11, "update")
    network, factors, gradient = (show(kind, frame) for kind in (NetworkView, FactorsView, GradientView))
    for site in (1, 6, 11):
        x = network.columns.x(site)
        assert factors.columns.x(site) == pytest.approx(x)
        assert float(gradient.plot.to_x(site)) == pytest.approx(x, abs=0.01)


@pytest.mark.parametrize("kind", [NetworkView, FactorsView, GradientView])
def test_a_click_chooses_the_site_in_that_column(show: Any, qtbot: Any, kind: type[View]) -> None:
    view = show(kind, frames.frame(11))
    x = Columns(11, view.plot.width(), view.plot.to_x(0.5) if kind is not NetworkView else view.columns.gutter).x(7)
    with qtbot.waitSignal(view.site_clicked) as clicked:
        qtbot.mouseClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(x, 120).toPoint())
    assert clicked.args == [7]


# ---- one by one -------------------------------------------------------------------------------


def test_tiles_are_blue_before_and_orange_behind_the_backward_pass(show: Any) -> None:
    view = show(NetworkView, frames.frame(11, "backward", 6))
    colors = {site: view._tiles._cells[3, view._tiles._grid[1] * (site - 1)] for site in (2, 9)}
    blue, orange = QColor.fromRgba(int(colors[2])), QColor.fromRgba(int(colors[9]))
    assert blue.blue() > blue.red()
    assert orange.red() > orange.blue()


def test_the_pulse_moves_with_the_cursor(show: Any) -> None:
    view = show(NetworkView, frames.frame(11, "backward", 6))
    first = grab(view)
    show(NetworkView, frames.frame(11, "backward", 5), view=view)
    second = grab(view)
    y = view._box.center().y()
    x = view.columns.x(5) + view._tiles.column_width / 2 + 0.87 * LIGHT.small_size
    assert close_to(second, x, y, LIGHT.backward)
    assert first != second


def test_the_forward_pulse_is_blue_and_left_of_its_layer(show: Any) -> None:
    view = show(NetworkView, frames.frame(11, "forward", 6))
    x = view.columns.x(6) - view._tiles.column_width / 2 - 0.87 * LIGHT.small_size
    assert close_to(grab(view), x, view._box.center().y(), LIGHT.forward)


def test_residual_blocks_get_arcs(show: Any) -> None:
    plain, arcs = show(NetworkView, frames.frame(11)), show(NetworkView, frames.frame(11, every=2))
    x = arcs.columns.x(3) + arcs.columns.pitch / 2
    y = arcs._box.top() - 2 - 0.75 * 1.5 * LIGHT.small_size
    assert close_to(grab(arcs), x, y, LIGHT.theory)
    assert not close_to(grab(plain), x, y, LIGHT.theory)


def test_broken_units_are_magenta(show: Any) -> None:
    frame = frames.frame(11, "update", delta_norm=np.full(11, np.nan))
    assert holds(grab(show(NetworkView, frame)), LIGHT.alarm)
    assert not holds(grab(show(NetworkView, frames.frame(11, "update"))), LIGHT.alarm)


def test_a_bar_reaches_from_one_to_its_factor(show: Any) -> None:
    view = show(FactorsView, frames.frame(11, "update", factor=np.full(11, 0.2), theory_factor=np.full(11, np.nan)))
    image, x = grab(view), view.columns.x(8)
    assert close_to(image, x, float(view.plot.to_y(np.log10(0.3))), LIGHT.backward, 10)
    assert not close_to(image, x, float(view.plot.to_y(np.log10(1.5))), LIGHT.backward)
    assert not close_to(image, x - 15, float(view.plot.to_y(np.log10(0.12))), LIGHT.backward)


def test_bars_not_reached_are_pale(show: Any) -> None:
    view = show(FactorsView, frames.frame(11, "backward", 6, factor=np.full(11, 0.2)))
    image, y = grab(view), float(view.plot.to_y(np.log10(0.5)))
    assert close_to(image, view.columns.x(8), y, LIGHT.backward, 10)
    assert not close_to(image, view.columns.x(4), y, LIGHT.backward)


def test_a_zero_has_its_own_mark_and_never_moves_the_axis(show: Any) -> None:
    factor = np.full(11, 0.9)
    view = show(FactorsView, frames.frame(11, "update", factor=factor))
    before = view.plot.shown()
    factor[7] = 0.0
    show(FactorsView, frames.frame(11, "update", factor=factor), view=view)
    assert view.plot.shown() == before
    assert close_to(grab(view), view.columns.x(8), view.plot.area().bottom() - 2, LIGHT.alarm)


def test_the_factor_axis_grows_and_never_shrinks(show: Any) -> None:
    view = show(FactorsView, frames.frame(11, "update", factor=np.full(11, 0.9)))
    start = view.plot.shown()[1]
    show(FactorsView, frames.frame(11, "update", factor=np.full(11, 1e-4)), view=view)
    wide = view.plot.shown()[1]
    assert wide[0] < -4 < start[0]
    show(FactorsView, frames.frame(11, "update", factor=np.full(11, 0.9)), view=view)
    assert view.plot.shown()[1] == wide


def test_factors_near_one_are_told_apart_and_one_stays_in_the_middle(show: Any) -> None:
    factor, none = np.linspace(0.985, 1.012, 11), np.full(11, np.nan)
    view = show(FactorsView, frames.frame(11, "update", factor=factor, theory_factor=none))
    low, high = view.plot.shown()[1]
    assert low == pytest.approx(-high)
    assert view.plot.to_y(np.log10(0.985)) - view.plot.to_y(0.0) > 0.25 * view.plot.area().height()
    one_off = np.append(factor[1:], 0.3)
    show(FactorsView, frames.frame(11, "update", factor=one_off, theory_factor=none), view=view)
    assert view.plot.shown()[1] == (-1.0, 0.5)
    show(FactorsView, frames.frame(11, "update", factor=factor, theory_factor=none), view=view)
    assert view.plot.shown()[1] == (-1.0, 0.5)


def test_the_factor_axis_is_fitted_once_all_layers_are_known(show: Any) -> None:
    factor = np.full(11, 0.99)
    frame = frames.frame(11, "forward", 4, factor=factor, theory_factor=np.full(11, np.nan))
    gaps = frame.snapshot.gaps | {"factor": np.arange(11) > 3}
    view = show(FactorsView, dataclasses.replace(frame, snapshot=dataclasses.replace(frame.snapshot, gaps=gaps)))
    assert view.plot.shown()[1] == (-1.0, 0.5)
    show(FactorsView, frame, view=view)
    assert view.plot.shown()[1][1] < 0.01


def test_dots_lie_where_the_norms_are(show: Any) -> None:
    norms = 10.0 ** -np.arange(10, -1, -1.0)
    view = show(GradientView, frames.frame(11, "update", grad_activation_norm=norms))
    image = grab(view)
    for site in (3, 8):
        x, y = float(view.plot.to_x(site)), float(view.plot.to_y(np.log10(norms[site - 1])))
        assert close_to(image, x, y, LIGHT.backward, 10, reach=0)


def test_every_site_has_its_dot(show: Any) -> None:
    norms = np.logspace(-8, -1, 61)
    view = show(GradientView, frames.frame(61, "update", grad_activation_norm=norms))
    image, x, y = grab(view), view.plot.to_x(np.arange(1, 62)), view.plot.to_y(np.log10(norms))
    assert all(close_to(image, a, b, LIGHT.backward, 10, reach=0) for a, b in zip(x, y, strict=True))


def test_old_dots_are_hollow(show: Any) -> None:
    norms = 10.0 ** -np.arange(10, -1, -1.0)
    view = show(GradientView, frames.frame(11, "backward", 6, grad_activation_norm=norms,
                                           running_product=np.full(11, np.nan)))
    x, y = float(view.plot.to_x(4)), float(view.plot.to_y(np.log10(norms[3])))
    assert close_to(grab(view), x, y, LIGHT.card, 10, reach=0)


def test_a_vanished_gradient_is_marked_zero_and_a_broken_one_nan(show: Any) -> None:
    norms = np.full(11, 0.1)
    norms[2], norms[8] = 0.0, np.nan
    view = show(GradientView, frames.frame(11, "update", grad_activation_norm=norms))
    image, area = grab(view), view.plot.area()
    assert close_to(image, float(view.plot.to_x(3)), area.bottom() - 2, LIGHT.alarm)
    assert close_to(image, float(view.plot.to_x(9)), area.top() + 2, LIGHT.alarm)


def test_the_readout_names_layer_norm_and_share(show: Any) -> None:
    norms = np.full(11, 2e-3)
    norms[3] = 2.42e-5
    view = show(GradientView, frames.frame(11, "update", grad_activation_norm=norms, slope_mean=np.full(11, 0.232)))
    first, second = view._two_lines(4)
    assert first == "Layer 4 · 64 → 64 · sigmoid"
    assert second == "‖∂L/∂a₄‖ 2.42e-5 · 1.2 % of head"


def test_a_moved_axis_comes_back(show: Any, qtbot: Any) -> None:
    view = show(GradientView, frames.frame(11))
    home = view.plot.shown()
    view.plot.box.setRange(xRange=(3, 5), padding=0)
    show(GradientView, frames.frame(11, seed=1), view=view)
    assert view.plot.shown() != home
    qtbot.keyClick(view.plot, Qt.Key.Key_A)
    assert view.plot.shown()[0] == home[0]


def test_the_loss_says_when_a_point_stands_for_several_steps(show: Any) -> None:
    curves = Curves(capacity=64)
    curves.extend(frames.records(3, 60))
    view = show(LossView, frames.frame(3), curves)
    assert view.subtitle() == ""
    curves.extend(frames.records(3, 200, first=60))
    view.pause = 0.0
    show(LossView, frames.frame(3), curves, view=view)
    assert "8" in view.subtitle()


def test_an_exploding_loss_gets_a_log_axis(show: Any) -> None:
    curves, records = Curves(), frames.records(3, 60)
    records.loss[30:] = 1e20
    curves.extend(records)
    view = show(LossView, frames.frame(3), curves)
    low, high = view.plot.shown()[1]
    assert low < 1
    assert 20 <= high < 22


def test_a_broken_loss_is_magenta(show: Any) -> None:
    curves, records = Curves(), frames.records(3, 100)
    records.loss[60:] = np.nan
    curves.extend(records)
    assert holds(grab(show(LossView, frames.frame(3), curves)), LIGHT.alarm)


def test_the_heatmap_has_layer_one_on_top_and_grows_with_the_run(show: Any) -> None:
    curves = Curves()
    curves.extend(frames.records(11, 20))
    view = show(HeatmapView, frames.frame(11), curves)
    view.pause = 0.0
    area, image = view.plot.area(), grab(view)
    x = float(view.plot.to_x(10))
    top, bottom = image.pixelColor(round(x), round(area.top()) + 4), image.pixelColor(round(x), round(area.bottom()) - 4)
    assert top.lightness() < bottom.lightness()
    curves.extend(frames.records(11, 5, first=20))
    show(HeatmapView, frames.frame(11), curves, view=view)
    assert view._heat.image().width() == 25


def test_zero_and_broken_gradients_have_their_own_colours_and_a_legend(show: Any) -> None:
    curves, records = Curves(), frames.records(11, 30)
    records.grad_activation_norm[10:20] = 0.0
    records.grad_activation_norm[20:] = np.nan
    curves.extend(records)
    view = show(HeatmapView, frames.frame(11), curves)
    image = grab(view)
    for key in view.legend():
        assert holds(image, key.color, tolerance=2)
    assert len(view.legend()) == 2


def test_softmax_has_no_curve_but_a_sentence(show: Any) -> None:
    rng = np.random.default_rng(0)
    frame = frames.frame(11)
    plain = dataclasses.replace(frame, parts=dataclasses.replace(frame.parts, detail=frames.detail(4, rng, curve=False)))
    view = show(ActivationView, plain)
    assert view.legend() == []
    assert not grab(view).isNull()


# ---- panel and card ---------------------------------------------------------------------------


def test_the_panel_shows_the_numbers_of_the_chosen_layer(qtbot: Any) -> None:
    panel = LayerPanel()
    qtbot.addWidget(panel)
    factor = np.full(11, 0.25)
    product = 0.25 ** np.arange(10, -1, -1.0)
    frame = frames.frame(11, "update", factor=factor, running_product=product, grad_activation_norm=product)
    panel.render_scene(Scene(frames.experiment(10), frame, Curves(), 8))
    assert panel._title.text() == "Layer 8"
    assert panel._rows["factor"][1].text() == "0.250"
    assert panel._product.text() == ".250·.250·.250 = 0.0156"
    assert "0.0156" in panel._measured.text()
    panel.render_scene(Scene(frames.experiment(10), frame, Curves(), 11))
    assert panel._title.text() == "Head"


@pytest.mark.parametrize("net", [frames.times(20), frames.convolutions(), frames.sites(11)])
def test_the_panel_fits_its_dock(qtbot: Any, net: Any) -> None:
    panel = LayerPanel()
    qtbot.addWidget(panel)
    number = np.full(len(net), -0.12345)
    numbers = dict.fromkeys(("z_mean", "z_std", "forget_mean", "input_mean", "output_mean", "slope_mean"), number)
    panel.render_scene(Scene(frames.experiment(10), frames.frame(net=net, **numbers), Curves(), 3))
    panel.resize(round(22.5 * LIGHT.base_size) - 26, 600)
    panel.show()
    assert panel.minimumSizeHint().width() <= panel.width()
    for label, value in panel._rows.values():
        if not label.isHidden():
            end = value.geometry().left() + value.geometry().width() - value.sizeHint().width()
            assert label.geometry().left() + label.sizeHint().width() <= end


def test_the_panel_knows_nothing_before_the_first_step(qtbot: Any) -> None:
    panel = LayerPanel()
    qtbot.addWidget(panel)
    panel.render_scene(Scene(frames.experiment(10), frames.frame(11, "ready"), Curves(), 3))
    assert panel._rows["grad_activation_norm"][1].text() == "–"


def test_the_panel_writes_text_less_often_than_it_draws(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.panels.layer_panel.REFRESH_SECONDS", 60.0)
    panel = LayerPanel()
    qtbot.addWidget(panel)
    factors = [np.full(11, value) for value in (0.1, 0.2, 0.3)]
    for factor in factors:
        panel.render_scene(Scene(frames.experiment(10), frames.frame(11, factor=factor), Curves(), 3))
    assert panel._rows["factor"][1].text() == "0.100"
    assert panel._late.isActive()
    panel._late.timeout.emit()
    assert panel._rows["factor"][1].text() == "0.300"


def test_a_card_asks_for_what_its_buttons_promise(qtbot: Any) -> None:
    view = FactorsView()
    card = Card(view)
    qtbot.addWidget(card)
    card.resize(700, 200)
    for button, signal in ((card._export, card.export_requested), (card._enlarge, card.enlarge_requested)):
        with qtbot.waitSignal(signal) as asked:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == [view]


def test_the_context_menu_of_a_picture_is_the_cards(qtbot: Any) -> None:
    view = GradientView()
    card = Card(view)
    qtbot.addWidget(card)
    card.resize(700, 300)
    card.show()
    viewport = view.plot.viewport()
    place = viewport.rect().center()
    QApplication.sendEvent(viewport, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place,
                                                       viewport.mapToGlobal(place)))
    menus = card.findChildren(QMenu)
    assert [action.text() for action in menus[-1].actions()][:3] == ["Save picture…", "Copy picture",
                                                                     "Save data (CSV)…"]
    with qtbot.waitSignal(card.data_requested):
        menus[-1].actions()[2].trigger()
    menus[-1].close()


def test_a_narrow_card_shortens_its_header(qtbot: Any) -> None:
    card = Card(FactorsView())
    qtbot.addWidget(card)
    card.resize(1200, 200)
    card.show()
    assert "unchanged" in card._head.words.text()
    assert not card._help.isHidden()
    card.resize(420, 200)
    assert "unchanged" not in card._head.words.text()
    card.resize(250, 200)
    assert card._help.isHidden()
    assert card._export.isHidden()
    assert card._head.title.text() == card.view.title()
    assert not card._enlarge.isHidden()
    card.resize(150, 200)
    assert card._head.title.text().endswith("…")
    card.resize(1200, 200)
    assert card._head.title.text() == card.view.title()
    assert not card._export.isHidden()
    assert not card._enlarge.isHidden()


def test_tools_come_before_the_buttons_that_the_menu_has_too(qtbot: Any) -> None:
    card = Card(SiteActivationView())
    qtbot.addWidget(card)
    card.resize(card._head.title.sizeHint().width() + card.view.sample.sizeHint().width() + 90, 200)
    card.show()
    assert card._export.isHidden()
    assert card.view.sample.width() >= card.view.sample.sizeHint().width()


# ---- numbers, ticks, theme --------------------------------------------------------------------


@pytest.mark.parametrize(("value", "text"), [(0.234, "0.234"), (2.42e-5, "2.42e-5"), (0.0, "0"), (np.nan, "NaN"),
                                             (np.inf, "∞"), (-np.inf, "−∞"), (1.0, "1"), (1234.0, "1234"),
                                             (1e-320, "1.00e-320")])
def test_short_numbers(value: float, text: str) -> None:
    assert short(value) == text


def test_other_number_texts() -> None:
    assert even(0.23) == "0.230"
    assert percent(0.00016) == "0.016 %"
    assert power_of_ten(-12) == "10⁻¹²"


def test_a_single_step_is_a_dot_that_can_be_seen(show: Any) -> None:
    curves = Curves()
    curves.extend(frames.records(3, 1))
    view = show(LossView, frames.frame(3), curves)
    blue = QColor(view.theme.forward)
    away = np.abs(pixels(grab(view)) - [blue.blue(), blue.green(), blue.red()]).max(axis=2)
    assert (away < 24).sum() >= 6


def test_ticks() -> None:
    assert [label for _, label in factor_ticks((-1.0, 0.5), 8)] == ["0.1", "0.25", "0.5", "1", "2"]
    assert [label for _, label in factor_ticks((-0.0088, 0.0088), 3)] == ["0.98", "1", "1.02"]
    assert [label for _, label in factor_ticks((-0.047, 0.047), 3)] == ["0.9", "1", "1.1"]
    assert 2 <= len(factor_ticks((-0.3, 0.01), 4)) <= 6
    for at, label in factor_ticks((-0.0223, 0.0223), 5):
        assert 10.0 ** at == pytest.approx(float(label), rel=1e-9)
    assert [label for _, label in decade_ticks((-8.0, 0.0), 5)] == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]
    assert [label for _, label in linear_ticks((-1.0, 1.0), 5)] == ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    assert [label for _, label in linear_ticks((360000, 370000), 3)] == ["3.6e5", "3.65e5", "3.7e5"]
    assert [label for _, label in linear_ticks((0.0, 6.5e-4), 4)] == ["0", "2e-4", "4e-4", "6e-4"]
    assert [label for _, label in linear_ticks((0.0, 0.004), 4)] == ["0.000", "0.001", "0.002", "0.003", "0.004"]
    for low, span in ((3650000, 4000), (1e12, 1e9), (2e5, 1e5), (0.0, 3e-8), (-4e7, 8e7)):
        labels = [label for _, label in linear_ticks((low, low + span), 4)]
        assert len(set(labels)) == len(labels) > 1, labels


def test_ranges_grow_in_steps_and_never_shrink() -> None:
    first = grown(None, [0.3, 0.7], 1.0, least=4.0)
    assert first == (-3.0, 1.0)
    assert grown(first, [0.5], 1.0) == first
    assert grown(first, [1.2, np.nan, np.inf], 1.0) == (-3.0, 2.0)
    assert grown(None, [np.nan], 1.0) is None


def test_time_axes_end_at_round_steps() -> None:
    assert [step_limit(last) for last in (1, 10, 11, 140, 2049)] == [10, 10, 15, 150, 3000]


@pytest.mark.parametrize("count", [1, 2, 11, 101, 1000])
@pytest.mark.parametrize("width", [300.0, 900.0])
def test_labels_never_overlap(count: int, width: float) -> None:
    columns = Columns(count, width, 60.0)
    labels = labelled_sites(count, columns.pitch, 30.0)
    places = [columns.x(site) for site in labels]
    assert labels[0] == 1
    assert all(b - a >= 29.9 for a, b in pairwise(places))


@pytest.mark.parametrize("name", THEMES)
def test_stylesheets_are_complete(name: str) -> None:
    assert "@{" not in stylesheet(THEMES[name])
    assert not pen("#123456", 2.0).isCosmetic()
