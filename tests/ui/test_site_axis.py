"""Pictures and texts of networks whose sites are time steps or convolutions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import frames
import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from gradsim.parts import Tiles
from gradsim.snapshot import Sites
from ui.curves import Curves
from ui.panels.layer_panel import JOINED, LayerPanel
from ui.perspectives import VIEWS
from ui.phase_text import phase_text
from ui.scene import Scene
from ui.theme import LIGHT
from ui.views.activation import ActivationView
from ui.views.base import View
from ui.views.card import Card
from ui.views.columns import Columns
from ui.views.factors import FactorsView
from ui.views.gradient import GradientView
from ui.views.heatmap import HeatmapView
from ui.views.network import NetworkView
from ui.views.site_axis import SiteAxis, translated
from ui.views.tile_scale import TileScale
from ui.views.tiles import TileImage, units_of

NETS = {"one step": frames.times(1), "rnn": frames.times(12, kind="rnn"), "gru": frames.times(30, 2, "gru"),
        "lstm": frames.times(12, kind="lstm"),
        "longest": frames.times(1000, 4),
        "conv": frames.convolutions(), "one layer": frames.sites(1)}


def show(qtbot: Any, kind: type[View], net: Sites, phase: Any = "update", cursor: int = 0, steps: int = 5,
         **changed: Any) -> View:
    view = kind()
    qtbot.addWidget(view)
    view.resize(800, 260)
    curves = Curves()
    curves.extend(frames.records(len(net), steps))
    view.render_scene(Scene(frames.experiment(), frames.frame(phase=phase, cursor=cursor, net=net, **changed), curves, 1))
    return view


@pytest.mark.parametrize("kind", [*VIEWS, ActivationView])
@pytest.mark.parametrize("net", NETS)
def test_every_view_draws_every_net(qtbot: Any, kind: type[View], net: str) -> None:
    sites = NETS[net]
    view = show(qtbot, kind, sites, "backward", len(sites))
    assert not view.plot.grab().isNull()
    header, rows = view.table()
    assert all(len(row) == len(header) for row in rows)


@pytest.mark.parametrize("kind", [*VIEWS, ActivationView])
@pytest.mark.parametrize("bad", [0.0, np.nan])
def test_zeros_and_nan_along_time(qtbot: Any, kind: type[View], bad: float) -> None:
    row = np.full(len(NETS["gru"]), bad)
    frame = dict.fromkeys(("factor", "grad_activation_norm", "running_product", "delta_norm", "a_rms"), row)
    assert not show(qtbot, kind, NETS["gru"], **frame).plot.grab().isNull()


# ---- words --------------------------------------------------------------------------------------


def test_sites_are_called_what_the_engine_calls_them() -> None:
    axis = SiteAxis(NETS["gru"])
    assert (axis.name(3), axis.name(33), axis.name(61)) == ("layer 1, t = 3", "layer 2, t = 3", "head")
    assert (axis.tick(33), axis.tick(61), axis.title()) == ("3", "", "time step")
    assert (axis.steps, axis.starts) == (30, [31])
    assert (SiteAxis(NETS["rnn"]).name(12), SiteAxis(NETS["rnn"]).starts) == ("t = 12", [])
    layers = SiteAxis(NETS["conv"])
    assert (layers.title(), layers.tick(8), layers.name(3), layers.steps) == ("layer", "8", "layer 3", 0)
    assert translated("conv 2a") == "conv 2a"
    assert SiteAxis(None).name(4) == "4"


@pytest.mark.parametrize("kind", VIEWS)
def test_no_picture_of_time_speaks_of_layers_where_it_means_steps(qtbot: Any, kind: type[View]) -> None:
    view = show(qtbot, kind, NETS["rnn"])
    words = " ".join([view.title(), view.subtitle(), *(key.text for key in view.legend())])
    assert "layer" not in words
    assert "aₗ" not in words + view.help_text()


def test_a_card_follows_the_network(qtbot: Any) -> None:
    card = Card(FactorsView())
    qtbot.addWidget(card)
    for net, title in (("rnn", "Factor per time step"), ("conv", "Factor σ′(z)·w per layer")):
        card.view.reset(frames.experiment(), NETS[net])
        assert card._head.title.text() == title
        assert ("time" in card._help.toolTip()) == (net == "rnn")


def test_the_readout_and_the_tooltip_name_the_time_step(qtbot: Any) -> None:
    view = show(qtbot, GradientView, NETS["gru"])
    title, numbers = view._two_lines(33)
    assert title.startswith("Layer 2, t = 3")
    assert numbers.startswith("‖∂L/∂h₃‖ ")
    assert "of head" in numbers
    heat = show(qtbot, HeatmapView, NETS["rnn"])
    heat._on_plot_hovered(heat.plot.area().center())
    assert "t = " in heat.plot.toolTip()


@pytest.mark.parametrize(("net", "phase", "cursor", "text"), [
    ("rnn", "forward", 5, "Forward · time step 5 of 12   h₅ = σ(Wₓ x₅ + Wₕ h₄ + b)"),
    ("rnn", "forward", 13, "Forward · head   z = W h₁₂ + b"),
    ("rnn", "backward", 13, "Backward · head   ∂L/∂a"),
    ("rnn", "backward", 12, "Backward · time step 12 of 12   ∂L/∂h₁₂ = Wᵀ δ"),
    ("rnn", "backward", 5, "Backward · time step 5 of 12   ∂L/∂h₅ = J₆ᵀ ∂L/∂h₆"),
    ("gru", "forward", 33, "Forward · layer 2, time step 3 of 30   h₃ = (1 − u)⊙k + u⊙h₂"),
    ("lstm", "backward", 5, "Backward · time step 5 of 12   ∂L/∂(h, c)₅ = J₆ᵀ ∂L/∂(h, c)₆"),
    ("gru", "backward", 30, "Backward · layer 1, time step 30 of 30   ∂L/∂h₃₀ from the layer above"),
    ("conv", "forward", 3, "Forward · layer 3 of 7   z₃ = W₃ ∗ a₂ + b₃"),
    ("conv", "backward", 3, "Backward · layer 3 of 7   ∂L/∂a₃ = W₄∗ᵀ δ₄"),
])
def test_the_phase_line_has_the_formula_of_the_kind(net: str, phase: Any, cursor: int, text: str) -> None:
    assert phase_text(frames.frame(phase=phase, cursor=cursor, net=NETS[net]).snapshot, frames.experiment()) == text


@pytest.mark.parametrize(("net", "site", "title", "kind", "formula", "span"), [
    ("rnn", 3, "t = 3", "RNN 16 × 144 · tanh", "∂L/∂h₃ = Π Jₖᵀ · ∂L/∂h₁₂", "k = 4 … 12,  Jₖ = diag σ′(zₖ)·Wₕ"),
    ("rnn", 12, "t = 12", "RNN 16 × 144 · tanh", "∂L/∂h₁₂ = Wᵀ δ", ""),
    ("gru", 33, "Layer 2, t = 3", "GRU 16 × 144 · tanh", "∂L/∂h₃ = Π Jₖᵀ · ∂L/∂h₃₀",
     "k = 4 … 30,  Jₖ = ∂hₖ/∂hₖ₋₁ = diag uₖ + …"),
    ("lstm", 3, "t = 3", "LSTM 16 × 144 · tanh", "∂L/∂(h, c)₃ = Π Jₖᵀ · ∂L/∂(h, c)₁₂",
     "k = 4 … 12\nfactor² = mean(‖∂hₖ/∂hₖ₋₁‖² + ‖diag fₖ‖²)/H"),
    ("rnn", 13, "Head", "144 → 10 units · identity", "∂L/∂a comes from the loss", ""),
    ("conv", 3, "Layer 3", "Convolution 16 × 144 · tanh", "∂L/∂a₃ = Π Jₖᵀ · ∂L/∂a₈",
     "k = 4 … 8, Jₖ = ∂aₖ/∂aₖ₋₁, of a convolution with its pooling"),
])
def test_the_panel_claims_no_dense_formula_elsewhere(qtbot: Any, net: str, site: int, title: str, kind: str, formula: str,
                                                     span: str) -> None:
    panel = LayerPanel()
    qtbot.addWidget(panel)
    panel.render_scene(Scene(frames.experiment(), frames.frame(net=NETS[net]), Curves(), site))
    assert (panel._title.text(), panel._kind.text()) == (title, kind)
    assert [label.text().replace(JOINED, "") for label in (panel._formula, panel._range)] == [formula, span]


@pytest.mark.parametrize(("net", "further", "shown"), [
    ("lstm", ("recurrent_radius", "forget_mean", "input_mean", "output_mean", "forget_product", "grad_cell_norm"),
     {"recurrent_radius": "0.500", "forget_mean": "0.500 · 0.500 · 0.500", "forget_product": "0.500",
      "grad_cell_norm": "0.500"}),
    ("gru", ("recurrent_radius", "reset_mean", "update_mean"),
     {"recurrent_radius": "0.500", "reset_mean": "0.500 · 0.500"}),
    ("rnn", ("recurrent_radius",), {"recurrent_radius": "0.500"}),
    ("conv", ("grad_zeros",), {"grad_zeros": "0.5"})])
def test_the_panel_lists_what_the_network_has_beyond_the_rest(qtbot: Any, net: str, further: tuple[str, ...],
                                                              shown: dict[str, str]) -> None:
    panel = LayerPanel()
    qtbot.addWidget(panel)
    halves = {name: np.full(len(NETS[net]), 0.5) for name in further}
    panel.render_scene(Scene(frames.experiment(), frames.frame(net=NETS[net], **halves), Curves(), 2))
    visible = {name: row[1].text() for name, row in panel._rows.items() if not row[0].isHidden()}
    assert dict(list(visible.items())[-len(shown):]) == shown
    panel.render_scene(Scene(frames.experiment(), frames.frame(net=NETS["one layer"]), Curves(), 1))
    left = [row[0].text() for name, row in panel._rows.items() if not row[0].isHidden()]
    assert len(left) == len(visible) - len(shown)
    assert "‖∂L/∂a‖" in left


def test_the_panel_speaks_of_states_along_time(qtbot: Any) -> None:
    panel = LayerPanel()
    qtbot.addWidget(panel)
    panel.render_scene(Scene(frames.experiment(), frames.frame(net=NETS["lstm"]), Curves(), 3))
    assert panel._rows["grad_activation_norm"][0].text() == "‖∂L/∂h‖"
    assert "layer" not in " ".join(panel._rows[name][0].toolTip() for name in ("factor", "gain", "grad_weight_norm"))


# ---- places -------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 7, 100, 1000])
@pytest.mark.parametrize("layers", [1, 3, 4])
def test_labels_of_time_steps_never_overlap(steps: int, layers: int) -> None:
    axis = SiteAxis(frames.times(steps, layers))
    for pitch in (0.15, 0.6, 3.0, 30.0):
        labels = axis.labelled(pitch, 30.0)
        assert all((b - a) * pitch >= 29.9 for a, b in pairwise(labels))
        assert all(axis.tick(site) for site in labels if site <= steps * layers)


@pytest.mark.parametrize("layers", [1, 3])
def test_the_last_time_step_has_a_label(layers: int) -> None:
    axis = SiteAxis(frames.times(100, layers))
    labels = axis.labelled(6.0, 30.0)
    assert 100 * layers in labels
    assert axis.tick(100 * layers) == "100"


def test_channels_are_counted_where_the_fan_says_nothing(qtbot: Any) -> None:
    frame = frames.frame(net=NETS["conv"])
    for levels in (frame.parts.tiles.activation, frame.parts.tiles.delta):
        levels[0, 6:] = np.nan
    frame.snapshot.sites.fan_out[:-1] = 144
    shot, tiles = frame.snapshot, frame.parts.tiles
    assert units_of(shot.sites, tiles).tolist() == [6, *[16] * 6, 10]
    image = TileImage(TileScale())
    image.scale.take([tiles])
    image.place(Columns(8, 800.0, 60.0), QRectF(0, 0, 800, 100), LIGHT, 1.0)
    image.colour(shot, tiles)
    assert (image._unit_of[0] >= 0).sum() == 6
    broken = Tiles(tiles.activation.copy(), tiles.delta.copy())
    broken.activation[0] = broken.delta[0] = np.nan  # its six units stay, in the colour of NaN
    image.colour(shot, broken)
    assert (image._unit_of[0] >= 0).sum() == 6
    assert QColor(LIGHT.alarm).rgba() in image._cells[:, :image._grid[1]]


def test_a_click_on_the_longest_net_chooses_the_site(qtbot: Any) -> None:
    view = show(qtbot, NetworkView, NETS["longest"])
    assert view.columns.site_at(view.columns.x(3007)) == 3007
    assert view._tiles._cells.shape[1] >= 4001
