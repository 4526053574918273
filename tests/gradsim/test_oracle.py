"""Every per-site number of the engine against the oracle, over a list that names each kind of every part."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
import torch
from building import ACTIVATIONS, NORMS, RESIDUALS, SCALED_INITS, chain, small
from oracle import FACTORS, Oracle, batch_of, parameters_of

from gradsim import Experiment, Simulator, activations, specs
from gradsim.snapshot import LAYER_COLUMNS


def check(experiment: Experiment, steps: int = 1) -> None:
    """Walk the engine and the oracle side by side; every step starts from the engine's own weights."""
    sim = Simulator(experiment)
    oracle = Oracle(experiment, sim)
    for _ in range(steps):
        before = parameters_of(sim)
        sim.advance_step()
        reference = oracle.step(batch_of(sim), before)
        assert reference.is_finite(), "this case must stay finite to be worth comparing"
        oracle.check(sim.snapshot())
        oracle.check_parameters(sim)


def norm(kind: str, position: str, eps: float = 1e-5, affine: bool = True) -> dict:
    return {"kind": kind, "position": position, "eps": eps, "affine": affine}


def positions(residual: str) -> tuple[str, ...]:
    both = ("before_activation", "after_activation")
    return both if residual == "none" else (*both, "after_residual")


# ---- activations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_activation_in_a_plain_net(kind: str) -> None:
    check(small({"activation": {"kind": kind}}), steps=2)


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_activation_in_a_chain_of_width_one(kind: str) -> None:
    check(small({"activation": {"kind": kind}, "width": 1, "depth": 4}))


@pytest.mark.parametrize(("kind", "residual"), list(product(ACTIVATIONS, RESIDUALS)))
def test_activation_in_residual_blocks_with_layer_norm(kind: str, residual: str) -> None:
    check(small({"activation": {"kind": kind}, "depth": 4, "norm": norm("layer_norm", "before_activation"),
                 "residual": {"kind": residual, "every": 2, "scale": 0.5}}))


@pytest.mark.parametrize("spec", [
    {"kind": "leaky_relu", "negative_slope": 0.3}, {"kind": "leaky_relu", "negative_slope": 0},
    {"kind": "elu", "alpha": 2.5}, {"kind": "elu", "alpha": 0}], ids=str)
def test_options_of_an_activation(spec: dict) -> None:
    check(small({"activation": spec}))


def test_another_activation_in_every_layer() -> None:
    check(small({"depth": len(ACTIVATIONS), "activation": [{"kind": kind} for kind in ACTIVATIONS]}))


@pytest.mark.parametrize("residual", RESIDUALS)
def test_mixed_activations_in_residual_blocks(residual: str) -> None:
    kinds = ("relu", "softmax", "gelu", "identity", "elu")
    check(small({"depth": 5, "activation": [{"kind": kind} for kind in kinds],
                 "norm": norm("batch_norm", "after_activation"), "residual": {"kind": residual, "every": 2}}))


# ---- initializers, biases -------------------------------------------------------------------------

MATRIX = [[1, -0.5, 0.25, 0], [0, 2, 0, 1], [1, 1, 1, 1], [0, -1, 0.5, 0]]
OTHER_INITS = [{"kind": "constant", "value": 0.2}, {"kind": "constant", "value": -0.3},
               {"kind": "normal", "mean": 0.1, "std": 0.5}, {"kind": "uniform", "low": -0.2, "high": 0.7},
               {"kind": "truncated_normal", "mean": 0.1, "std": 0.4},
               {"kind": "values", "values": [0.3, MATRIX, -0.2, 0.6]}]


@pytest.mark.parametrize("init", [*({"kind": kind, "gain": 1.3} for kind in SCALED_INITS), *OTHER_INITS], ids=str)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_initializer(init: dict, activation: str) -> None:
    check(small({"weight_init": init, "activation": {"kind": activation}}))


@pytest.mark.parametrize("bias", [{"kind": "zeros"}, {"kind": "constant", "value": 0.3}, {"kind": "normal", "std": 0.5},
                                  {"kind": "uniform", "low": -0.4, "high": 0.1},
                                  {"kind": "values", "values": [0.1, [1, 0, -1, 0.5], -0.3, [0, 0.5, 1]]}], ids=str)
def test_bias(bias: dict) -> None:
    check(small({"bias_init": bias}))


# ---- norms ----------------------------------------------------------------------------------------

NORM_PLACES = [(kind, residual, position) for kind in NORMS for residual in ("none", *RESIDUALS)
               for position in positions(residual)]


@pytest.mark.parametrize(("affine", "eps"), [(True, 1e-5), (False, 0.0)], ids=["affine", "eps=0"])
@pytest.mark.parametrize(("kind", "residual", "position"), NORM_PLACES)
def test_norm(kind: str, residual: str, position: str, affine: bool, eps: float) -> None:
    check(small({"norm": norm(kind, position, eps, affine), "residual": residual_of(residual, every=2), "depth": 4,
                 "activation": {"kind": "silu"}}), steps=2 if affine else 1)


@pytest.mark.parametrize(("kind", "residual", "position", "width"), [
    (*place, width) for place in NORM_PLACES for width in (1, 2, 3) if width < 3 or place[1] in ("none", "plain")])
def test_norm_over_few_units(kind: str, residual: str, position: str, width: int) -> None:
    check(small({"norm": norm(kind, position), "residual": residual_of(residual), "width": width},
                data={"kind": "gaussian", "features": width, "samples": 8, "classes": 3, "batch_size": 3}))


@pytest.mark.parametrize(("kind", "residual", "position"), NORM_PLACES)
def test_norm_over_more_units_and_samples(kind: str, residual: str, position: str) -> None:
    """Wide enough for the forms that are made for wide layers."""
    check(small({"norm": norm(kind, position), "residual": residual_of(residual), "width": 11, "depth": 2,
                 "activation": {"kind": "gelu"}}, optimizer={"kind": "sgd", "lr": 0.5},
                data={"kind": "gaussian", "features": 11, "samples": 10, "classes": 3, "batch_size": 10}))


@pytest.mark.parametrize("kind", RESIDUALS)
@pytest.mark.parametrize("scale", [0.7, "learned"])
def test_wide_blocks_of_one_layer(kind: str, scale: float | str) -> None:
    check(small({"residual": residual_of(kind, 1, scale), "width": 11, "depth": 2, "activation": {"kind": "softsign"}},
                data={"kind": "gaussian", "features": 11, "samples": 10, "classes": 3, "batch_size": 10}), steps=2)


def test_a_large_network() -> None:
    """Large enough to be worked on in pieces; the factor from its formula, the rest from the oracle."""
    experiment = small({"depth": 24, "width": 48, "activation": {"kind": "tanh"}},
                       data={"kind": "gaussian", "features": 48, "samples": 80, "classes": 3, "batch_size": 80})
    sim = Simulator(experiment)
    oracle = Oracle(experiment, sim, with_factors=False)
    weights = [site["weight"] for site in parameters_of(sim)]
    sim.advance_step()
    oracle.step(batch_of(sim))
    snapshot = sim.snapshot()
    oracle.check(snapshot, skip=FACTORS)
    slopes = [1 - site.preactivation.tanh() ** 2 for site in sim.network.sites[:-1]]
    factors = [math.sqrt(float((slope.square() @ weight.square().sum(1)).mean()) / len(weight))
               for slope, weight in zip(slopes, weights[:-1], strict=True)]
    factors.append(float(weights[-1].norm()) / math.sqrt(len(weights[-1])))
    assert snapshot.factor == pytest.approx(factors, rel=1e-10)


@pytest.mark.parametrize("batch", [2, 3])
@pytest.mark.parametrize("position", ["before_activation", "after_activation"])
def test_batch_norm_over_few_samples(position: str, batch: int) -> None:
    data = {"kind": "gaussian", "features": 4, "samples": 8, "classes": 3, "batch_size": batch}
    check(small({"norm": norm("batch_norm", position), "activation": {"kind": "gelu"}}, data=data))


@pytest.mark.parametrize("kind", NORMS)
def test_norm_in_a_relu_net_with_dead_units(kind: str) -> None:
    check(small({"norm": norm(kind, "after_activation"), "activation": {"kind": "relu"}, "width": 6,
                 "bias_init": {"kind": "constant", "value": -0.6}}))


# ---- residual links -------------------------------------------------------------------------------


def residual_of(kind: str, every: int = 1, scale: float | str = 1.0) -> dict:
    return {"kind": "none"} if kind == "none" else {"kind": kind, "every": every, "scale": scale}


@pytest.mark.parametrize(("every", "normed"), [(1, "none"), (1, "layer_norm"), (2, "none"), (2, "batch_norm"),
                                               (2, "layer_norm"), (3, "none"), (3, "batch_norm")])
@pytest.mark.parametrize("scale", [1.0, 0.5, "1/sqrt(depth)", "learned"])
@pytest.mark.parametrize("kind", RESIDUALS)
def test_residual(kind: str, every: int, scale: float | str, normed: str) -> None:
    shape = {"depth": 5, "residual": residual_of(kind, every, scale), "activation": {"kind": "softplus"}}
    if normed != "none":
        shape["norm"] = norm(normed, "before_activation")
    check(small(shape), steps=2 if scale == "learned" else 1)


@pytest.mark.parametrize("kind", RESIDUALS)
@pytest.mark.parametrize("normed", ["none", *NORMS])
def test_no_skip_where_the_ends_differ_in_width(kind: str, normed: str) -> None:
    shape = {"widths": [4, 4, 6, 3, 6, 2, 2], "residual": residual_of(kind, 2, 0.7), "activation": {"kind": "tanh"}}
    if normed != "none":
        shape["norm"] = norm(normed, "after_residual")
    check(small(shape))


@pytest.mark.parametrize("kind", RESIDUALS)
def test_the_skip_is_where_it_should_be(kind: str) -> None:
    sites = Simulator(small({"widths": [4, 4, 6, 3, 6, 2, 2], "residual": residual_of(kind, 2)})).snapshot().sites
    assert list(sites.block_start) == [1, 1, 0, 0, 0, 0, 0, 0]
    sites = Simulator(small({"widths": [5, 4, 6, 5, 3, 3, 3], "residual": residual_of(kind, 3)})).snapshot().sites
    assert list(sites.block_start) == [0, 0, 0, 0, 0, 0, 0, 0]
    sites = Simulator(small({"depth": 5, "residual": residual_of(kind, 2)})).snapshot().sites
    assert list(sites.block_start) == [1, 1, 3, 3, 0, 0]
    assert list(sites.block_end)[:4] == [2, 2, 4, 4]


@pytest.mark.parametrize("kind", ["plain", "pre_activation"])
@pytest.mark.parametrize(("every", "width"), [(1, 4), (1, 11), (3, 4)])
def test_rezero_starts_as_the_identity(kind: str, every: int, width: int) -> None:
    """A learned scale starts at 0: every block's Jacobian is I, and the gradient passes unchanged."""
    shape = {"depth": 6, "width": width, "residual": residual_of(kind, every, "learned"), "activation": {"kind": "relu"}}
    sim = Simulator(small(shape, data={"kind": "gaussian", "features": width, "samples": 8, "classes": 3, "batch_size": 8}))
    sim.advance_step()
    snapshot, ends = sim.snapshot(), [site for site in range(6) if (site + 1) % every == 0]
    assert list(snapshot.block_factor[ends]) == [1.0] * len(ends)
    assert list(snapshot.factor[ends]) == [0.0] * len(ends)
    starts = [site for site in range(6) if site % every == 0]
    assert list(snapshot.grad_activation_norm[ends]) == [snapshot.grad_activation_norm[5]] * len(ends)
    assert torch.equal(sim.network.levels.g[0], sim.network.levels.g[6])
    assert all(snapshot.grad_weight_norm[site] == 0.0 for site in starts)
    for site in ends:
        skip = sim.network.sites[site].skip
        assert float(skip.grad_alpha) == pytest.approx(float((skip.grad_out * skip.x).sum()), rel=1e-12)
        assert float(sim.network.sites[site].scale) == pytest.approx(-0.05 * float(skip.grad_alpha), rel=1e-12)


# ---- dropout --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "residual", "position"), [("none", residual, "none") for residual in ("none", *RESIDUALS)]
                         + NORM_PLACES)
@pytest.mark.parametrize(("width", "every"), [(4, 2), (11, 1)], ids=["narrow", "wide"])
def test_dropout(kind: str, residual: str, position: str, width: int, every: int) -> None:
    shape = {"dropout": 0.4, "residual": residual_of(residual, every, 0.7), "width": width, "depth": 6 // every if
             every > 1 else 2, "activation": {"kind": "silu"}}
    if kind != "none":
        shape["norm"] = norm(kind, position)
    check(small(shape, data={"kind": "gaussian", "features": width, "samples": 12, "classes": 3,
                             "batch_size": 5 if width < 9 else 10}))


@pytest.mark.parametrize("activation", [{"kind": "softmax"}, {"kind": "relu"}, [{"kind": "relu"}, {"kind": "softmax"},
                                                                               {"kind": "tanh"}]], ids=str)
def test_dropout_after_an_activation(activation: dict | list) -> None:
    check(small({"dropout": 0.5, "activation": activation}), steps=3)


# ---- heads, losses, data --------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "bce", "mean_output", "random_readout"])
@pytest.mark.parametrize("head", ["linear", "none"])
def test_loss_and_head(loss: str, head: str) -> None:
    check(small({"head": head, "widths": [4, 5, 3], "activation": {"kind": "sigmoid"}}, loss=loss), steps=2)


@pytest.mark.parametrize("data", [
    {"kind": "digits", "batch_size": 6}, {"kind": "moons", "batch_size": 7, "samples": 30},
    {"kind": "circles", "batch_size": 7, "samples": 30},
    {"kind": "spirals", "batch_size": 7, "samples": 30, "classes": 4},
    {"kind": "gaussian", "features": 3, "samples": 9, "batch_size": 9, "std": 2.0, "rescale": True},
    {"kind": "gaussian", "features": 3, "samples": 5, "batch_size": 64},
    {"kind": "constant", "value": 0.7, "features": 2, "samples": 4, "batch_size": 3}], ids=lambda data: data["kind"])
def test_data(data: dict) -> None:
    check(small(data=data), steps=3)


@pytest.mark.parametrize("widths", [[1], [7], [2, 9, 1, 3], [6, 6, 2, 2, 5]], ids=str)
def test_different_widths(widths: list[int]) -> None:
    check(small({"widths": widths, "activation": {"kind": "mish"}}), steps=2)


@pytest.mark.parametrize("batch", [1, 2])
def test_batch_of_few_samples(batch: int) -> None:
    check(small(data={"kind": "gaussian", "features": 4, "samples": 8, "classes": 3, "batch_size": batch}), steps=2)


# ---- optimizers, clipping -------------------------------------------------------------------------

OPTIMIZERS = [
    {"kind": "sgd", "lr": 0.3}, {"kind": "sgd", "lr": 0}, {"kind": "sgd", "lr": 0.1, "momentum": 0.9},
    {"kind": "sgd", "lr": 0.1, "momentum": 0.9, "nesterov": True}, {"kind": "sgd", "lr": 0.1, "weight_decay": 0.1},
    {"kind": "sgd", "lr": 0.1, "momentum": 0.5, "nesterov": True, "weight_decay": 0.05},
    {"kind": "adam", "lr": 0.01}, {"kind": "adam", "lr": 0.05, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3},
    {"kind": "adam", "lr": 0.01, "beta1": 0, "beta2": 0}, {"kind": "adam", "lr": 0.01, "weight_decay": 0.1},
    {"kind": "adamw", "lr": 0.05, "weight_decay": 0.2}, {"kind": "rmsprop", "lr": 0.01, "weight_decay": 0.1},
    {"kind": "rmsprop", "lr": 0.01, "momentum": 0.8}, {"kind": "adagrad", "lr": 0.05, "weight_decay": 0.1},
    {"kind": "sgd", "lr": 0.3, "momentum": 0.5, "schedule": {"kind": "step", "every": 2, "factor": 0.5}},
    {"kind": "adamw", "lr": 0.05, "schedule": {"kind": "cosine", "steps": 4, "warmup": 2, "final": 0.1}}]
CLIPS = [{"kind": "none"}, {"kind": "norm", "max_norm": 0.1}, {"kind": "norm", "max_norm": 1e6},
         {"kind": "norm", "max_norm": 0}, {"kind": "norm", "max_norm": 0.02, "norm_type": "inf"},
         {"kind": "value", "clip_value": 0.01}, {"kind": "value", "clip_value": 0}]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
@pytest.mark.parametrize("clip", [CLIPS[0], CLIPS[1]], ids=["unclipped", "clipped"])
def test_optimizer_over_five_steps(optimizer: dict, clip: dict) -> None:
    check(small({"residual": residual_of("plain", 2, "learned"), "norm": norm("layer_norm", "before_activation")},
                optimizer=optimizer, clip=clip), steps=5)


@pytest.mark.parametrize("clip", CLIPS, ids=str)
def test_clipping(clip: dict) -> None:
    optimizer = {"kind": "sgd", "lr": 0.1, "momentum": 0.9}
    check(small({"activation": {"kind": "elu"}}, clip=clip, optimizer=optimizer), steps=3)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_the_oracle_alone_ends_at_the_same_weights(optimizer: dict) -> None:
    """Without taking over the engine's weights in between: errors would add up over the steps."""
    experiment = small(optimizer=optimizer)
    sim = Simulator(experiment)
    oracle = Oracle(experiment, sim)
    for _ in range(5):
        sim.advance_step()
        oracle.step(batch_of(sim))
    for mine, engine in zip(oracle.answers[0].after, parameters_of(sim), strict=True):
        for name, value in engine.items():
            torch.testing.assert_close(value, mine[name], rtol=1e-10, atol=1e-12)


# ---- by hand --------------------------------------------------------------------------------------


def test_a_chain_whose_factors_are_known() -> None:
    """Width 1: the factor is exactly |φ′(z)·w|; ReLU with positive z leaves |w|."""
    sim = Simulator(chain("relu", [0.5, -2.0, -3.0], [1.0, 9.0, 50.0], 2.0))
    sim.advance_step()
    snapshot = sim.snapshot()
    assert snapshot.factor == pytest.approx([0.5, 2.0, 3.0], rel=1e-15)
    assert snapshot.running_product == pytest.approx([6.0, 3.0, 1.0], rel=1e-15)
    assert snapshot.gain == pytest.approx([0.5, 2.0, 3.0], rel=1e-15)
    assert snapshot.loss == pytest.approx(-3.0 * (-2.0 * 2.0 + 9.0) + 50.0)


def test_every_column_is_there_with_one_value_per_site() -> None:
    sim = Simulator(small())
    sim.advance_step()
    snapshot = sim.snapshot()
    for name in LAYER_COLUMNS[1:]:
        assert np.shape(getattr(snapshot, name)) == (4,), name
    assert list(snapshot.site) == [1, 2, 3, 4]
    assert list(snapshot.kind) == ["dense", "dense", "dense", "head"]
    assert list(snapshot.axis) == ["layer"] * 4
    assert (list(snapshot.fan_in), list(snapshot.fan_out)) == ([4, 4, 4, 4], [4, 4, 4, 3])


def test_what_does_not_exist_is_missing() -> None:
    sim = Simulator(small({"activation": [{"kind": "tanh"}, {"kind": "softmax"}, {"kind": "tanh"}],
                           "residual": residual_of("plain", 2)}))
    sim.advance_step()
    snapshot = sim.snapshot()
    assert list(snapshot.missing("slope_mean")) == [False, True, False, False]
    assert list(snapshot.missing("slope_rms")) == [False, True, False, False]
    assert list(snapshot.missing("block_factor")) == [True, False, True, True]
    for name in ("theory_factor", "theory_q", "factor_se"):
        assert snapshot.missing(name).all()
        assert np.isnan(getattr(snapshot, name)).all()
    assert not snapshot.missing("factor").any()


def test_arrays_of_a_snapshot_cannot_be_written() -> None:
    sim = Simulator(small())
    sim.advance_step()
    with pytest.raises(ValueError, match="read-only"):
        sim.snapshot().factor[0] = 1.0


def test_weights_of_zero_give_gradients_of_exactly_zero() -> None:
    sim = Simulator(small({"weight_init": {"kind": "constant", "value": 0.0}}))
    sim.advance_step()
    snapshot = sim.snapshot()
    assert list(snapshot.grad_activation_norm[:3]) == [0.0, 0.0, 0.0]
    assert list(snapshot.delta_norm[:3]) == [0.0, 0.0, 0.0]
    assert list(snapshot.grad_weight_norm[:3]) == [0.0, 0.0, 0.0]
    assert list(snapshot.factor) == [0.0] * 4
    assert np.isinf(snapshot.update_ratio[3])
    assert snapshot.grad_activation_norm[3] > 0


# ---- estimated block factors ----------------------------------------------------------------------


def test_a_large_block_factor_is_estimated_with_its_standard_error() -> None:
    """Too wide for the exact way: Hutchinson's estimate lies within a few standard errors of the true value."""
    experiment = small({"depth": 4, "width": 400, "activation": {"kind": "gelu"}, "residual": residual_of("plain", 2)},
                       data={"kind": "gaussian", "features": 400, "samples": 32, "batch_size": 32})
    sim = Simulator(experiment)
    sim.advance_step()
    snapshot = sim.snapshot()
    exact = exact_block_factors(sim)
    for end in (1, 3):
        error = snapshot.factor_se[end]
        if math.isnan(error):
            assert snapshot.block_factor[end] == pytest.approx(exact[end], rel=1e-10)
        else:
            assert 0 < error < 0.2 * exact[end]
            assert abs(snapshot.block_factor[end] - exact[end]) < 5 * error


def exact_block_factors(sim: Simulator) -> dict[int, float]:
    """‖I + D₂W₂D₁W₁‖ of plain blocks of two GELU layers, from the engine's weights and preactivations."""
    found = {}
    for end in (1, 3):
        total, (first, second) = 0.0, sim.network.sites[end - 1:end + 1]
        for z1, z2 in zip(first.preactivation, second.preactivation, strict=True):
            jacobian = gelu_slope(z2)[:, None] * second.weight @ (gelu_slope(z1)[:, None] * first.weight)
            total += float((jacobian + torch.eye(len(z1), dtype=torch.float64)).square().sum())
        found[end] = math.sqrt(total / first.preactivation.numel())
    return found


def gelu_slope(z: torch.Tensor) -> torch.Tensor:
    z = z.detach().clone().requires_grad_()
    return torch.autograd.grad(torch.nn.functional.gelu(z).sum(), z)[0]


def test_single_precision_tanh_is_as_exact_as_torch_s() -> None:
    magnitudes = torch.logspace(-44, 2, 20_001, dtype=torch.float64)
    z = torch.cat([-magnitudes, magnitudes, torch.tensor([0.0, math.inf, -math.inf, math.nan])]).float()
    a = torch.empty_like(z)
    activations.build(specs.PlainActivation(kind="tanh")).forward(z, a)
    exact = torch.tanh(z.double())
    ulp = torch.finfo(torch.float32).eps * exact.abs().clamp_min(torch.finfo(torch.float32).tiny)
    assert bool(((a.double() - exact).abs() <= ulp)[:-1].all())
    assert bool(a[-1].isnan())
