"""The formulas of a layer claim what the network does: with norms, dropout, pooling and skips, in every order."""

from __future__ import annotations

from typing import Any

import pytest

from gradsim.experiment import Experiment
from gradsim.plan import describe, plan
from tests.ui import frames
from ui import formulas
from ui.layer_algebra import algebra
from ui.panels.layer_numbers import Wording
from ui.phase_text import phase_text

IMAGES: dict[str, Any] = {"data": {"kind": "digits"}}


def told(site: int, **model: Any) -> Any:
    experiment = Experiment.from_dict({"model": {"kind": "mlp", "depth": 4, "width": 8} | model})
    return algebra(experiment, describe(plan(experiment)), site, f"_{site}", f"a_{site - 1}" if site > 1 else "x")


def test_a_plain_layer() -> None:
    layer = told(2)
    assert layer.forward == r"z_2 = W_2\,a_1 + b_2,\quad a_2 = \sigma(z_2)"
    assert layer.delta.endswith(r"\odot\sigma'(z_2)")
    assert layer.weight == r"\delta_2^{\,\top} a_1"
    assert layer.inputs == r"W_2^{\,\top}\delta_2"
    assert layer.jacobian.endswith(r"\mathrm{diag}\,\sigma'(z_2)\,W_2")


def test_the_head_has_no_activation() -> None:
    assert told(5).forward == r"z_5 = W_5\,a_4 + b_5"
    assert "sigma" not in told(5).jacobian


@pytest.mark.parametrize(("position", "forward"), [
    ("before_activation", r"u_2 = W_2\,a_1 + b_2,\quad z_2 = \mathrm{LN}(u_2),\quad a_2 = \sigma(z_2)"),
    ("after_activation", r"z_2 = W_2\,a_1 + b_2,\quad a_2 = \mathrm{LN}(\sigma(z_2))")])
def test_a_norm_stands_where_it_is(position: str, forward: str) -> None:
    layer = told(2, norm={"kind": "layer_norm", "position": position})
    assert layer.forward == forward
    assert "diag" not in layer.jacobian
    before = position == "before_activation"
    assert (r"\partial u_2" in layer.weight) == (r"\partial u_2" in layer.inputs) == before
    assert bool(layer.delta) == before


def test_dropout_stands_between_phi_and_the_output() -> None:
    layer = told(2, dropout=0.5)
    assert layer.forward.endswith(r"a_2 = m\odot \sigma(z_2)")
    assert not layer.delta


def test_softmax_has_no_slope_entry_by_entry() -> None:
    layer = told(2, activation={"kind": "softmax"})
    assert not layer.delta
    assert "diag" not in layer.jacobian


def test_before_the_weight_in_pre_activation_order() -> None:
    layer = told(2, residual={"kind": "pre_activation"}, norm={"kind": "rms_norm"})
    assert layer.forward == (r"z_2 = \mathrm{RN}(a_1),\quad u_2 = W_2\,\sigma(z_2) + b_2,"
                             r"\quad a_2 = a_{1} + \alpha\,u_2")
    assert layer.weight == r"\dfrac{\partial L}{\partial u_2}^{\,\top} \sigma(z_2)"
    assert not layer.delta
    assert not layer.inputs
    bare = told(2, residual={"kind": "pre_activation"})
    assert bare.inputs.startswith(r"\delta_2\;+")


def test_a_sum_before_phi_is_what_phi_is_applied_to() -> None:
    first, last = (told(site, residual={"kind": "post_activation", "every": 2}) for site in (3, 4))
    assert first.forward == r"z_3 = W_3\,a_2 + b_3,\quad a_3 = \sigma(z_3)"
    assert first.inputs.endswith(r"\partial s_{4}}")
    assert last.forward == r"u_4 = W_4\,a_3 + b_4,\quad z_4 = a_{2} + \alpha\,u_4,\quad a_4 = \sigma(z_4)"
    assert last.delta


def test_the_jacobian_of_a_block_of_one_layer_is_that_of_its_branch() -> None:
    layer = told(2, residual={"kind": "plain"}, norm={"kind": "layer_norm", "position": "after_residual"})
    assert layer.forward.endswith(r"a_2 = \mathrm{LN}(a_{1} + \alpha\,\sigma(z_2))")
    assert layer.jacobian == r"\dfrac{\partial a_2}{\partial s_2}\,\alpha\,\dfrac{\partial F}{\partial a_1}"


def test_pooling_and_projections_of_images() -> None:
    experiment = Experiment.from_dict(IMAGES | {"model": {"kind": "lenet5"}})
    layer = algebra(experiment, describe(plan(experiment)), 1, "_1", "x")
    assert layer.forward.endswith(r"a_1 = \mathrm{pool}(\sigma(z_1))")
    assert not layer.delta
    experiment = Experiment.from_dict(IMAGES | {"model": {"kind": "resnet", "depth": 8, "width": 2, "image_size": 8}})
    sites = describe(plan(experiment))
    assert r"P\,a_{3}" in algebra(experiment, sites, 5, "_5", "a_4").forward
    assert r"\mathrm{pool}(a_7)" in algebra(experiment, sites, 8, "_8", "a_7").forward


@pytest.mark.parametrize(("model", "forward", "backward"), [
    ({}, "z₂ = W₂ a₁ + b₂", "∂L/∂a₂ = W₃ᵀ δ₃"),
    ({"norm": {"kind": "batch_norm"}}, "u₂ = W₂ a₁ + b₂", "∂L/∂a₂ = W₃ᵀ ∂L/∂u₃"),
    ({"norm": {"kind": "batch_norm", "position": "after_activation"}}, "z₂ = W₂ a₁ + b₂", "∂L/∂a₂ = W₃ᵀ δ₃"),
    ({"residual": {"kind": "pre_activation", "every": 2}}, "a₂ = F₂(a₁)", "∂L/∂a₂ = J₃ᵀ ∂L/∂a₃ + …"),
    ({"residual": {"kind": "post_activation", "every": 2}}, "u₂ = W₂ a₁ + b₂", "∂L/∂a₂ = W₃ᵀ δ₃ + ∂L/∂s₄"),
    ({"residual": {"kind": "plain", "every": 2}}, "z₂ = W₂ a₁ + b₂", "∂L/∂a₂ = W₃ᵀ δ₃ + ∂L/∂s₄")], ids=str)
def test_the_phase_line_says_no_more_than_the_layer_does(model: dict[str, Any], forward: str, backward: str) -> None:
    experiment = Experiment.from_dict({"model": {"kind": "mlp", "depth": 4, "width": 64} | model})
    net = describe(plan(experiment))
    for phase, text in (("forward", forward), ("backward", backward)):
        assert phase_text(frames.frame(phase=phase, cursor=2, net=net).snapshot, experiment).endswith("   " + text)


@pytest.mark.parametrize(("model", "plain"), [
    ({}, True), ({"norm": {"kind": "layer_norm"}}, False), ({"dropout": 0.1}, False),
    ({"activation": {"kind": "softmax"}}, False)], ids=str)
def test_the_panel_writes_the_product_out_where_there_is_nothing_but_weights_and_slopes(
        qapp: Any, model: dict[str, Any], plain: bool) -> None:
    experiment = Experiment.from_dict({"model": {"kind": "mlp", "depth": 4, "width": 8} | model})
    shot = frames.frame(net=describe(plan(experiment))).snapshot
    assert ("diag" in Wording().formula(shot, 2, experiment)[0]) == plain


@pytest.mark.parametrize(("optimizer", "moves"), [
    ({"kind": "sgd"}, "∂L/∂W"), ({"kind": "sgd", "weight_decay": 0.1}, "(∂L/∂W + λW)"),
    ({"kind": "sgd", "momentum": 0.9}, "v"),
    ({"kind": "sgd", "momentum": 0.9, "nesterov": True}, "(∂L/∂W + μv)"),
    ({"kind": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}, "(∂L/∂W + λW + μv)"),
    ({"kind": "sgd", "nesterov": True}, "∂L/∂W"), ({"kind": "adam", "weight_decay": 0.1}, "m/(√v + ε)"),
    ({"kind": "adamw"}, "(m/(√v + ε) + λW)"), ({"kind": "adamw", "weight_decay": 0}, "m/(√v + ε)"),
    ({"kind": "rmsprop"}, "∂L/∂W/(√s + ε)"), ({"kind": "rmsprop", "momentum": 0.5}, "v"),
    ({"kind": "adagrad", "weight_decay": 0.1}, "(∂L/∂W + λW)/(√s + ε)")])
def test_the_phase_line_tells_how_the_optimizer_moves_the_weights(optimizer: dict[str, object], moves: str) -> None:
    experiment = Experiment.from_dict({"optimizer": optimizer})
    assert formulas.update(experiment.optimizer) == f"W ← W − η {moves}"
