"""Runs: stepping, looking, resetting, saving, and numbers at the ends of the floating-point range."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
import torch
from building import small
from oracle import parameters_of

from gradsim import Experiment, Simulator
from gradsim.reductions import length
from gradsim.snapshot import NUMBER_COLUMNS

RICH = {"depth": 4, "dropout": 0.2, "norm": {"kind": "batch_norm"}, "activation": {"kind": "gelu"},
        "residual": {"kind": "pre_activation", "every": 2, "scale": "learned"}}
ADAM = {"kind": "adam", "lr": 0.01}


def rich(**top: object) -> Experiment:
    return small(RICH, **({"optimizer": ADAM, "clip": {"kind": "norm", "max_norm": 0.5}} | top))


def run(sim: Simulator, steps: int) -> list[dict[str, torch.Tensor]]:
    for _ in range(steps):
        sim.advance_step()
    return parameters_of(sim)


def same(one: list[dict[str, torch.Tensor]], other: list[dict[str, torch.Tensor]]) -> bool:
    return all(torch.equal(mine[name], theirs[name]) for mine, theirs in zip(one, other, strict=True) for name in mine)


def micro_steps(sim: Simulator) -> int:
    return 2 * len(sim.network.sites) + 3


# ---- stepping -------------------------------------------------------------------------------------


def test_the_order_of_the_micro_steps() -> None:
    sim = Simulator(small())
    assert sim.snapshot().phase == "ready"
    seen = []
    for _ in range(micro_steps(sim)):
        sim.advance()
        snapshot = sim.snapshot()
        seen.append((snapshot.phase, snapshot.cursor))
    forward = [("forward", site) for site in (1, 2, 3, 4)]
    backward = [("backward", site) for site in (4, 3, 2, 1)]
    assert seen == [*forward, ("loss", 0), *backward, ("clip", 0), ("update", 0)]
    sim.advance()
    assert (sim.snapshot().phase, sim.snapshot().cursor, sim.snapshot().step) == ("forward", 1, 1)


def test_micro_steps_and_full_steps_give_the_same_bits() -> None:
    micro, full = Simulator(rich()), Simulator(rich())
    for _ in range(6 * micro_steps(micro)):
        micro.advance()
    assert same(parameters_of(micro), run(full, 6))
    for name in NUMBER_COLUMNS:
        np.testing.assert_array_equal(getattr(micro.snapshot(), name), getattr(full.snapshot(), name), err_msg=name)


def test_advance_step_completes_a_step_that_was_begun() -> None:
    begun, full = Simulator(rich()), Simulator(rich())
    for _ in range(7):
        begun.advance()
    assert same(run(begun, 1), run(full, 1))
    assert begun.snapshot().step == full.snapshot().step == 0
    assert begun.snapshot().phase == "update"


def test_looking_never_changes_the_run() -> None:
    watched, alone = Simulator(rich()), Simulator(rich())
    for _ in range(4 * micro_steps(watched)):
        watched.advance()
        watched.snapshot()
    assert same(parameters_of(watched), run(alone, 4))


def test_a_snapshot_keeps_its_numbers_when_the_run_goes_on() -> None:
    sim = Simulator(rich())
    run(sim, 1)
    snapshot = sim.snapshot()
    kept = {name: getattr(snapshot, name).copy() for name in NUMBER_COLUMNS}
    run(sim, 3)
    for name, values in kept.items():
        np.testing.assert_array_equal(getattr(snapshot, name), values, err_msg=name)


def test_a_snapshot_in_the_middle_keeps_the_old_numbers_behind_the_pass() -> None:
    sim = Simulator(rich())
    run(sim, 1)
    old = sim.snapshot()
    for _ in range(2):
        sim.advance()
    middle = sim.snapshot()
    run(sim, 1)
    new = sim.snapshot()
    assert (middle.phase, middle.cursor, middle.step) == ("forward", 2, 1)
    assert list(middle.reached()) == [True, True, False, False, False]
    for name in ("z_mean", "a_rms", "slope_rms", "factor"):
        np.testing.assert_array_equal(getattr(middle, name)[:2], getattr(new, name)[:2], err_msg=name)
        np.testing.assert_array_equal(getattr(middle, name)[2:], getattr(old, name)[2:], err_msg=name)
    for name in ("grad_activation_norm", "delta_norm", "gain"):
        np.testing.assert_array_equal(getattr(middle, name), getattr(old, name), err_msg=name)


def test_a_snapshot_in_the_middle_of_the_backward_pass() -> None:
    sim = Simulator(rich())
    run(sim, 1)
    old, sites = sim.snapshot(), len(sim.network.sites)
    for _ in range(sites + 1 + 2):
        sim.advance()
    middle = sim.snapshot()
    run(sim, 1)
    new = sim.snapshot()
    assert (middle.phase, middle.cursor) == ("backward", sites - 1)
    for name in ("grad_activation_norm", "delta_norm", "gain"):
        np.testing.assert_array_equal(getattr(middle, name)[-2:], getattr(new, name)[-2:], err_msg=name)
        np.testing.assert_array_equal(getattr(middle, name)[:-3], getattr(old, name)[:-3], err_msg=name)
    handed_on = middle.grad_activation_norm[-3]
    assert handed_on == new.grad_activation_norm[-3], "what the last site handed on is known"
    assert middle.delta_norm[-3] == old.delta_norm[-3]
    np.testing.assert_array_equal(middle.factor, new.factor)
    assert middle.loss == new.loss


def test_before_the_first_step_nothing_is_known() -> None:
    snapshot = Simulator(small()).snapshot()
    assert math.isnan(snapshot.loss)
    assert np.isnan(snapshot.grad_activation_norm).all()
    assert np.isnan(snapshot.factor).all()
    assert not snapshot.reached().any()


# ---- seeds ----------------------------------------------------------------------------------------


def test_reset_gives_the_same_run() -> None:
    sim = Simulator(rich())
    start, end = parameters_of(sim), run(sim, 5)
    losses = sim.history.since(0).loss
    sim.reset()
    assert len(sim.history) == 0
    assert same(parameters_of(sim), start)
    assert same(run(sim, 5), end)
    np.testing.assert_array_equal(sim.history.since(0).loss, losses)
    assert sim.snapshot().step == 4


def test_reset_in_the_middle_of_a_step() -> None:
    sim = Simulator(rich())
    end = run(sim, 3)
    for _ in range(6):
        sim.advance()
    sim.reset()
    assert sim.snapshot().phase == "ready"
    assert same(run(sim, 3), end)


def test_the_same_seed_gives_the_same_run_and_another_one_differs() -> None:
    assert same(run(Simulator(rich(seed=7)), 3), run(Simulator(rich(seed=7)), 3))
    assert not same(run(Simulator(rich(seed=7)), 3), run(Simulator(rich(seed=8)), 3))


def test_the_dtypes_start_from_the_same_numbers() -> None:
    double, single = (parameters_of(Simulator(rich(dtype=dtype))) for dtype in ("float64", "float32"))
    for wide, narrow in zip(double, single, strict=True):
        torch.testing.assert_close(narrow["weight"], wide["weight"], rtol=1e-6, atol=0)


def test_the_global_generators_are_neither_used_nor_changed() -> None:
    torch.manual_seed(1)
    np.random.seed(1)
    first = run(Simulator(rich()), 2)
    drawn = torch.rand(3), np.random.rand(3)
    torch.manual_seed(2)
    assert same(run(Simulator(rich()), 2), first)
    torch.manual_seed(1)
    np.random.seed(1)
    assert torch.equal(torch.rand(3), drawn[0])
    assert np.array_equal(np.random.rand(3), drawn[1])


# ---- dropout --------------------------------------------------------------------------------------

DROPPED = {"depth": 3, "width": 40, "dropout": 0.3}
MANY = {"kind": "gaussian", "features": 40, "samples": 60, "batch_size": 60}


def masks(sim: Simulator) -> torch.Tensor:
    sim.advance_step()
    return torch.stack([site.mask.double() for site in sim.network.sites[:-1]])


def test_a_mask_drops_its_share_and_is_drawn_anew_in_every_step() -> None:
    sim = Simulator(small(DROPPED, data=MANY))
    first, second = masks(sim).clone(), masks(sim).clone()
    for mask in (first, second):
        assert mask.unique().tolist() == pytest.approx([0.0, 1 / 0.7])
        assert float((mask == 0).double().mean()) == pytest.approx(0.3, abs=0.02)
    assert not torch.equal(first, second)
    assert not torch.equal(first[0], first[1])
    sim.reset()
    assert torch.equal(masks(sim), first)


def test_the_mask_of_a_step_does_not_depend_on_dtype_or_on_looking() -> None:
    sims = [Simulator(small(DROPPED, data=MANY, dtype=dtype)) for dtype in ("float64", "float32")]
    sims[0].advance()
    sims[0].snapshot()
    assert torch.equal(*(masks(sim) > 0 for sim in sims))


def test_without_dropout_there_is_no_operation() -> None:
    sim = Simulator(small())
    assert all(site.mask is None and "dropout" not in site.plan.slots for site in sim.network.sites)


def test_dead_units_are_those_of_the_activation() -> None:
    """A silenced unit is not a dead one."""
    sim = Simulator(small({"dropout": 0.9, "activation": {"kind": "sigmoid"}}, data={**MANY, "batch_size": 1}))
    sim.advance_step()
    assert any(float((site.activation == 0).double().mean()) > 0.5 for site in sim.network.sites[:-1])
    assert list(sim.snapshot().dead_fraction) == [0.0] * 4


def test_dropout_keeps_the_mean_and_raises_the_factor() -> None:
    """E[out] = x, and E[factor²] = factor²/(1 − p) where dropout follows φ."""
    plain, dropped = (Simulator(small({**DROPPED, "depth": 1, "dropout": p}, data=MANY, optimizer={"kind": "sgd", "lr": 0}))
                      for p in (0.0, 0.3))
    plain.advance_step()
    means, squares = [], []
    for _ in range(40):
        dropped.advance_step()
        means.append(float((dropped.network.sites[0].activation * dropped.network.sites[0].output_of_phi).sum()))
        squares.append(dropped.snapshot(refresh_spectral=False).factor[0] ** 2)
    u = plain.network.sites[0].activation
    assert np.mean(means) == pytest.approx(float(u.square().sum()), rel=0.01)
    assert np.mean(squares) == pytest.approx(plain.snapshot().factor[0] ** 2 / 0.7, rel=0.01)


# ---- recipes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [
    {"residual": {"kind": "plain", "scale": "learned"}}, {"residual": {"kind": "pre_activation", "scale": "1/sqrt(depth)"}},
    {"weight_init": {"kind": "lsuv"}, "activation": {"kind": "tanh"}}, {"dropout": 0.1, "depth": 4}], ids=str)
@pytest.mark.parametrize("optimizer", ["adamw", "rmsprop"])
def test_a_deep_network_trains(model: dict, optimizer: str) -> None:
    shape = {"depth": 20, "width": 16, "activation": {"kind": "relu"}, "weight_init": {"kind": "he_normal"}} | model
    sim = Simulator(small(shape, optimizer={"kind": optimizer, "lr": 3e-3}, dtype="float32",
                          data={"kind": "moons", "batch_size": 128}))
    run(sim, 120)
    losses = sim.history.since(0).loss
    assert losses[-10:].mean() < 0.6 * losses[0]
    assert all(float(site.scale) != 0.0 for site in sim.network.sites if site.scale is not None)


# ---- batches --------------------------------------------------------------------------------------


def test_every_sample_is_seen_once_per_pass_over_the_data() -> None:
    sim = Simulator(small(data={"kind": "gaussian", "features": 2, "samples": 12, "batch_size": 4}))
    passes = []
    for _ in range(2):
        rows = []
        for _ in range(3):
            sim.advance_step()
            rows += [tuple(row) for row in sim.batch.inputs.tolist()]
        passes.append(rows)
    assert len(set(passes[0])) == 12
    assert set(passes[0]) == set(passes[1])
    assert passes[0] != passes[1], "another order in every pass"


def test_targets_and_readout_stay_with_their_sample() -> None:
    data = {"kind": "gaussian", "features": 2, "samples": 6, "batch_size": 3}
    sim = Simulator(small(data=data, loss="random_readout"))
    known: dict[tuple[float, ...], tuple] = {}
    for _ in range(6):
        sim.advance_step()
        batch = sim.batch
        rows = (tensor.tolist() for tensor in (batch.inputs, batch.targets, batch.readout))
        for row, target, readout in zip(*rows, strict=True):
            assert known.setdefault(tuple(row), (target, readout)) == (target, readout)
    assert len(known) == 6


# ---- saving ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", [
    ADAM, {"kind": "sgd", "lr": 0.1, "momentum": 0.9, "nesterov": True}, {"kind": "adagrad"},
    {"kind": "rmsprop", "momentum": 0.5, "schedule": {"kind": "cosine", "steps": 6, "warmup": 2}}], ids=str)
@pytest.mark.parametrize("extra", [0, 4], ids=["between", "within"])
def test_a_restored_run_goes_on_bit_by_bit(optimizer: dict, extra: int) -> None:
    sim = Simulator(rich(optimizer=optimizer))
    run(sim, 3)
    state = pickle.loads(pickle.dumps(sim.state()))
    assert all(isinstance(value, np.ndarray) for value in state.values())
    end = run(sim, 4)
    other = Simulator(rich(optimizer=optimizer))
    run(other, 1)
    for _ in range(extra):
        other.advance()
    other.restore(state)
    assert same(run(other, 4), end)
    assert other.snapshot().step == sim.snapshot().step
    for name in NUMBER_COLUMNS:
        np.testing.assert_array_equal(getattr(other.snapshot(), name), getattr(sim.snapshot(), name), err_msg=name)


def test_saving_changes_nothing_and_the_state_is_a_copy() -> None:
    sim, alone = Simulator(rich()), Simulator(rich())
    run(sim, 2)
    state = sim.state()
    kept = {name: value.copy() for name, value in state.items()}
    assert same(run(sim, 2), run(alone, 4))
    assert all(np.array_equal(state[name], kept[name]) for name in kept)


# ---- history --------------------------------------------------------------------------------------


def test_the_history_holds_what_the_snapshots_showed() -> None:
    sim = Simulator(rich())
    snapshots = []
    for _ in range(4):
        sim.advance_step()
        snapshots.append(sim.snapshot())
    records = sim.history.since(0)
    assert list(records.step) == [0, 1, 2, 3]
    for name in ("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr"):
        np.testing.assert_allclose(getattr(records, name), [getattr(shot, name) for shot in snapshots], rtol=1e-12,
                                   err_msg=name)
    for name in ("grad_activation_norm", "grad_weight_norm", "factor"):
        np.testing.assert_allclose(getattr(records, name), [getattr(shot, name) for shot in snapshots], rtol=1e-12,
                                   err_msg=name)


WARMUP = {"kind": "warmup", "steps": 4}


def test_the_learning_rate_on_record_is_the_one_used() -> None:
    """In every phase, over a restart in the middle and a live change of rate and schedule."""
    sim = Simulator(small(optimizer={"kind": "sgd", "lr": 0.4, "schedule": WARMUP}))
    run(sim, 2)
    other = Simulator(sim.experiment)
    other.restore(sim.state())
    assert other.snapshot().lr == pytest.approx(0.3)
    other.advance()
    assert other.snapshot().lr == pytest.approx(0.3)
    run(other, 1)
    assert other.snapshot().lr == other.learning.rule.last_lr == pytest.approx(0.3)
    other.change(other.experiment.with_value("optimizer.lr", 0.8))
    assert other.snapshot().lr == pytest.approx(0.3), "the step just completed used the old one"
    run(other, 1)
    other.change(other.experiment.with_value("optimizer.schedule", {"kind": "step", "every": 4, "factor": 0.5}))
    run(other, 1)
    assert list(other.history.since(0).lr) == pytest.approx([0.3, 0.8, 0.4])
    assert list(sim.history.since(0).lr) == pytest.approx([0.1, 0.2])


# ---- the ends of the range ------------------------------------------------------------------------


def norms(dtype: str, model: dict, **top: object) -> dict[str, np.ndarray]:
    sim = Simulator(small(model, dtype=dtype, **top))
    sim.advance_step()
    snapshot = sim.snapshot()
    names = ("grad_activation_norm", "delta_norm", "grad_weight_norm", "clipped_weight_norm", "grad_bias_norm", "gain")
    recorded = sim.history.since(0)
    return {name: getattr(snapshot, name) for name in names} | {
        "recorded g": recorded.grad_activation_norm[0], "recorded W": recorded.grad_weight_norm[0]}


@pytest.mark.parametrize(("depth", "gain", "smallest"), [(24, 0.2, 1e-30), (28, 0.2, 1e-36)])
def test_vanished_gradients_of_float32_have_the_right_norm(depth: int, gain: float, smallest: float) -> None:
    """Their squares underflow; the norms must not."""
    shape = {"depth": depth, "width": 16, "activation": {"kind": "sigmoid"}, "bias_init": {"kind": "zeros"},
             "weight_init": {"kind": "xavier_normal", "gain": gain}}
    single, double = norms("float32", shape), norms("float64", shape)
    assert double["grad_activation_norm"].min() < smallest
    for name, wanted in double.items():
        normal = wanted > 1e-37  # below, float32's entries themselves lose digits
        np.testing.assert_allclose(single[name][normal], wanted[normal], rtol=1e-3, err_msg=name)
        assert (single[name][~normal] > 0).all() or (wanted[~normal] < 1e-44).any(), name


def test_exploded_gradients_of_float32_are_finite() -> None:
    """Norms near 1e25: their squares overflow float32; the norms must not."""
    shape = {"depth": 26, "width": 16, "activation": {"kind": "tanh"}, "bias_init": {"kind": "zeros"},
             "head": "none", "weight_init": {"kind": "identity", "gain": 10.0}}
    data = {"kind": "constant", "value": 0.0, "features": 16, "samples": 2, "batch_size": 2}
    single, double = (norms(dtype, shape, data=data, loss="mean_output") for dtype in ("float32", "float64"))
    assert double["grad_activation_norm"].max() > 1e24
    for name, wanted in double.items():
        np.testing.assert_allclose(single[name], wanted, rtol=1e-4, err_msg=name)


def test_the_length_of_numbers_whose_squares_overflow_or_vanish() -> None:
    for size in (1e-200, 1e-3, 1e200):
        assert length(np.array([3 * size, 0.0, 4 * size])) == pytest.approx(5 * size, rel=1e-14)
    assert length(np.zeros(3)) == 0.0
    assert length(np.array([1.0, math.inf])) == math.inf
    assert math.isnan(length(np.array([1.0, math.inf, math.nan])))


def test_exact_zeros_stay_zeros_in_float32() -> None:
    shape = {"depth": 6, "activation": {"kind": "relu"}, "bias_init": {"kind": "constant", "value": -100.0}}
    found = norms("float32", shape)
    assert list(found["grad_activation_norm"][:5]) == [0.0] * 5
    assert found["grad_activation_norm"][5] > 0
    assert list(found["grad_weight_norm"][:6]) == [0.0] * 6
    assert list(found["recorded g"][:5]) == [0.0] * 5


def test_block_factor_and_spectral_norm_after_a_huge_update() -> None:
    """They belong to the weights of the pass, however far the update has thrown the weights."""
    sims = [Simulator(small({"residual": {"kind": "plain", "every": 2}, "depth": 4},
                            optimizer={"kind": "sgd", "lr": lr}, loss="random_readout",
                            data={"kind": "gaussian", "features": 4, "std": 1e6, "batch_size": 5}))
            for lr in (0.0, 1e6)]
    for sim in sims:
        sim.advance_step()
    still, thrown = (sim.snapshot() for sim in sims)
    assert thrown.update_ratio.max() > 1e6
    for name in ("block_factor", "weight_spectral", "weight_norm", "factor", "running_product"):
        np.testing.assert_allclose(getattr(thrown, name), getattr(still, name), rtol=1e-12, err_msg=name)


# ---- numbers that are not finite ------------------------------------------------------------------


def blown(activation: str, weights: list[float], x: float = 1.0, **rest: object) -> Simulator:
    model = {"depth": len(weights), "width": 1, "head": "none", "activation": {"kind": activation},
             "weight_init": {"kind": "values", "values": weights}, "bias_init": {"kind": "zeros"}}
    data = {"kind": "constant", "value": x, "features": 1, "samples": 1, "batch_size": 1}
    return Simulator(small(model, data=data, loss="mean_output", dtype="float32", **rest))


@pytest.mark.parametrize("stepwise", [True, False], ids=["micro", "step"])
def test_the_run_stops_where_the_first_number_overflows_going_forward(stepwise: bool) -> None:
    sim = blown("exponential", [1.0, 0.5, 1.0, 100.0, 1.0])
    for _ in range(50):
        sim.advance() if stepwise else sim.advance_step()
    assert sim.problem.code == "nonfinite_forward"
    assert (sim.problem.values["step"], sim.problem.values["site"]) == (0, 4)
    assert "layer 4" in str(sim.problem)
    assert sim.snapshot().step == 0
    assert sim.snapshot().nonfinite[3] > 0
    assert np.isfinite(sim.snapshot().z_mean[:3]).all()


def test_the_run_stops_where_the_gradient_overflows_going_back() -> None:
    sim = blown("tanh", [1.0, 1e20, 1e15, 1e15], x=0.0)
    for _ in range(3):
        sim.advance_step()
    assert sim.problem.code == "nonfinite_backward"
    assert (sim.problem.values["step"], sim.problem.values["site"]) == (0, 1)


def test_a_diverging_run_keeps_its_history() -> None:
    sim = blown("identity", [2.0, 2.0], optimizer={"kind": "sgd", "lr": 100.0})
    for _ in range(200):
        sim.advance_step()
    assert sim.problem.code.startswith("nonfinite_")
    step = sim.problem.values["step"]
    records = sim.history.since(0)
    assert 2 < step < 200
    assert list(records.step[:step]) == list(range(step))
    assert np.isfinite(records.loss[:step]).all()
    assert sim.snapshot().step == step


def test_reset_after_a_stop_starts_again() -> None:
    sim = blown("identity", [2.0, 2.0], optimizer={"kind": "sgd", "lr": 100.0})
    for _ in range(100):
        sim.advance_step()
    stopped = sim.problem
    sim.reset()
    assert sim.problem is None
    for _ in range(100):
        sim.advance_step()
    assert sim.problem == stopped


def test_the_loss_alone_overflows() -> None:
    model = {"widths": [2, 2, 2, 2], "head": "none", "activation": {"kind": "identity"},
             "weight_init": {"kind": "constant", "value": 1e6}}
    data = {"kind": "gaussian", "features": 2, "classes": 2, "batch_size": 4}
    sim = Simulator(small(model, loss="mse", dtype="float32", data=data))
    sim.advance_step()
    assert sim.problem.code == "nonfinite_loss"
    assert math.isinf(sim.snapshot().loss)


@pytest.mark.parametrize("clip", [{"kind": "norm"}, {"kind": "value"}])
def test_clipping_keeps_a_run_alive_that_would_diverge(clip: dict) -> None:
    sim = blown("identity", [2.0, 2.0], optimizer={"kind": "sgd", "lr": 0.01}, clip=clip)
    for _ in range(100):
        sim.advance_step()
    assert sim.problem is None
    assert sim.history.since(0).clip_scale.min() <= 1.0
    assert (sim.history.since(0).clipped_grad_norm <= sim.history.since(0).grad_norm).all()


@pytest.mark.parametrize("residual", ["none", "plain"])
@pytest.mark.parametrize("kind", ["relu", "leaky_relu", "hardtanh", "tanh"])
def test_a_preactivation_that_is_nan_has_no_slope_whatever_the_function(kind: str, residual: str) -> None:
    sim = Simulator(small({"depth": 4, "activation": {"kind": kind}, "residual": {"kind": residual}}))
    sim.advance_step()
    sim.network.sites[2].weight[0, 0] = math.nan
    sim.advance_step()
    seen = sim.snapshot()
    assert sim.problem is not None
    for column in (seen.factor, seen.slope_mean, seen.slope_rms, seen.saturated_fraction):
        assert not np.isnan(column[:2]).any()
        assert np.isnan(column[2:4]).all()
    assert np.isnan(seen.running_product[:2]).all()
    assert not seen.missing("factor").any()
    assert np.isnan(seen.block_factor[2:4]).all()
    assert seen.missing("block_factor")[2:4].tolist() == [residual == "none"] * 2
    assert np.isfinite(seen.factor[-1])  # the head's is W alone
