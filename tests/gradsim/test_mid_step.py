"""At every micro-step: of the pass in progress where that has been, of the last one elsewhere, never of both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from gradsim import Experiment, Simulator, Snapshot, inspection
from gradsim.inspection.spectrum import spectrum
from gradsim.inspection.weights import last_update, weight_gradient
from gradsim.messages import Ask
from tests.gradsim.building import small

IMAGES: dict[str, Any] = {"seed": 1, "dtype": "float64", "device": "cpu", "data": {"kind": "digits", "batch_size": 4}}
RESNET = {"kind": "resnet", "depth": 8, "width": 2, "image_size": 8}


def images(**model: Any) -> Experiment:
    return Experiment.from_dict(IMAGES | {"model": model})


def sequence(kind: str, **model: Any) -> Experiment:
    return Experiment.from_dict({
        "seed": 2, "dtype": "float64", "device": "cpu", "loss": "mse", "optimizer": {"kind": "sgd", "lr": 0.3},
        "data": {"kind": "adding", "length": 5, "samples": 20, "batch_size": 5},
        "model": {"kind": kind, "hidden": 3, "layers": 2} | model})


CASES = {
    "plain": small(), "relu": small({"activation": {"kind": "relu"}}), "width 1": small({"width": 1}),
    "dropout": small({"dropout": 0.3}), "layer norm": small({"norm": {"kind": "layer_norm"}}),
    "batch norm": small({"norm": {"kind": "batch_norm", "position": "after_activation"}}),
    "pre-activation": small({"depth": 4, "norm": {"kind": "layer_norm"},
                             "residual": {"kind": "pre_activation", "every": 2}}),
    "post-activation": small({"norm": {"kind": "batch_norm"}, "residual": {"kind": "post_activation"}}),
    "learned scale": small({"depth": 4, "residual": {"kind": "plain", "every": 2, "scale": "learned"}}),
    "lenet5": images(kind="lenet5", activation={"kind": "tanh"}),
    "resnet": images(**RESNET, norm={"kind": "batch_norm"}, residual={"kind": "pre_activation"}),
    **{kind: sequence(kind) for kind in ("rnn", "lstm", "gru")},
}
FORWARD = ("z_mean", "z_std", "a_mean", "a_std", "a_rms", "slope_mean", "slope_rms", "weight_norm", "factor", "block_factor",
           "dead_fraction", "saturated_fraction", "forget_mean", "update_mean")
BACKWARD = ("gain", "delta_norm", "grad_weight_norm", "grad_bias_norm", "grad_cell_norm", "grad_activation_norm")
HANDED_ON = ("grad_activation_norm", "delta_norm")  # known at a site as soon as the one behind it is through


def whole_steps(experiment: Experiment, count: int) -> list[Snapshot]:
    sim, found = Simulator(experiment), []
    for _ in range(count):
        sim.advance_step()
        found.append(sim.snapshot())
    return found


def expected(name: str, sim: Simulator, steps: list[Snapshot], reached: np.ndarray) -> np.ndarray:
    """The column of the step in progress at ``reached`` sites, of the one before elsewhere, NaN before the first."""
    new = steps[sim.step].columns[name]
    return np.where(reached, new, steps[sim.step - 1].columns[name] if sim.step else np.full_like(new, np.nan))


@pytest.mark.parametrize("first", [0, 2], ids=["from the start", "after steps that nobody looked at"])
@pytest.mark.parametrize("experiment", CASES.values(), ids=CASES)
def test_no_column_mixes_two_passes(experiment: Experiment, first: int) -> None:
    steps, sim = whole_steps(experiment, first + 2), Simulator(experiment)
    for _ in range(first):
        sim.advance_step()
    while sim.steps_done < len(steps):
        sim.advance()
        snapshot, forward, backward = sim.snapshot(), sim.reached_forward(), sim.reached_backward()
        for name in (*FORWARD, *BACKWARD):
            if name not in snapshot.columns:
                continue
            got = snapshot.columns[name]
            wanted = expected(name, sim, steps, forward if name in FORWARD else backward)
            same = np.isclose(got, wanted, rtol=1e-9, atol=0, equal_nan=True)
            if name in HANDED_ON and sim.phase in ("loss", "backward"):
                known = np.append(backward[1:], True)
                same |= np.isclose(got, expected(name, sim, steps, known), rtol=1e-9, atol=0, equal_nan=True)
            assert same.all(), (name, sim.step, sim.phase, sim.cursor, got, wanted)
            assert not (snapshot.missing(name) & ~np.isnan(got)).any(), name
            if not (name == "gain" and experiment is CASES["relu"]):  # 0/0 of dead units
                assert not (np.isnan(got) & ~snapshot.missing(name)).any(), (name, sim.phase, sim.cursor)
        everywhere = np.full(len(got), forward.all())
        np.testing.assert_allclose(snapshot.running_product, expected("running_product", sim, steps, everywhere), rtol=1e-9)


def test_what_the_lstm_keeps_over_time_is_that_of_one_pass() -> None:
    steps, sim = whole_steps(CASES["lstm"], 2), Simulator(CASES["lstm"])
    while sim.steps_done < 2:
        sim.advance()
        layer = sim.reached_forward()[:-1].reshape(2, -1).all(1)
        snapshot, through = sim.snapshot(), np.append(np.repeat(layer, 5), True)
        wanted = expected("forget_product", sim, steps, through)
        np.testing.assert_allclose(snapshot.forget_product, wanted, rtol=1e-9)
        assert not (np.isnan(wanted) & ~snapshot.missing("forget_product")).any()


@pytest.mark.parametrize("experiment", CASES.values(), ids=CASES)
def test_a_site_that_no_pass_has_reached_is_neither_zero_nor_dead(experiment: Experiment) -> None:
    sim = Simulator(experiment)
    for _ in range(sim.micro_steps - 2):
        site = len(sim.sites) // 2
        parts = inspection.parts(sim, Ask(frozenset({"tiles", "units", "detail"}), site=site))
        forward = sim.phase != "ready" and bool(sim.reached_forward()[site - 1])
        backward = bool(sim.reached_backward()[site - 1])
        assert np.isnan(parts.tiles.activation[site - 1]).all() == (not forward)
        assert np.isnan(parts.tiles.delta[site - 1]).all() == (not backward)
        assert bool(parts.detail.counts.sum()) == forward
        assert bool(parts.units.dead.size) == bool(parts.units.activation.size) == forward
        assert bool(parts.units.delta.size) == backward
        sim.advance()


def numbers_of(parts: Any, ask: Ask) -> list[np.ndarray]:
    found = []
    for part in (getattr(parts, name) for name in sorted(ask.wants)):
        values = [value for value in vars(part).values() if isinstance(value, tuple | np.ndarray)]
        found += [array for value in values for array in (value if isinstance(value, tuple) else (value,))
                  if isinstance(array, np.ndarray)]
    return found


@pytest.mark.parametrize("experiment", [CASES["post-activation"], CASES["lenet5"], CASES["lstm"]])
def test_what_was_told_stays_what_it_was_when_the_run_goes_on(experiment: Experiment) -> None:
    sim, ask = Simulator(experiment), Ask(frozenset(inspection.READERS), site=1)
    sim.advance_step()
    with torch.inference_mode():
        told = numbers_of(inspection.parts(sim, ask), ask)
    copies = [array.copy() for array in told]
    sim.advance_step()
    for array, copy in zip(told, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_shares_of_a_block_are_of_one_pass() -> None:
    experiment = small({"depth": 4, "residual": {"kind": "plain", "every": 2}})
    whole, sim, told = Simulator(experiment), Simulator(experiment), []
    for _ in range(2):
        whole.advance_step()
        told.append(inspection.skips(whole, Ask()))
    sim.advance_step()
    while sim.phase != "clip":
        sim.advance()
        seen = inspection.skips(sim, Ask())
        for block, start in enumerate(seen.start):
            if not np.isnan(seen.skip[block]):
                wanted = told[int(sim.reached_backward()[start - 1])]
                for name in ("skip", "branch", "cosine"):
                    assert getattr(seen, name)[block] == pytest.approx(getattr(wanted, name)[block], rel=1e-9)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_singular_values_of_the_head_are_of_the_weights_that_the_pass_has_seen(kind: str) -> None:
    sim = Simulator(CASES[kind])
    weight = sim.network.head.weight.clone()
    sim.advance_step()
    shown = spectrum(sim, Ask(site=len(sim.sites))).layer
    np.testing.assert_allclose(shown, torch.linalg.svdvals(weight).numpy(), rtol=1e-10)


def test_a_learned_scale_that_begins_at_zero_is_still_zero_after_the_update() -> None:
    sim = Simulator(small({"depth": 2, "residual": {"kind": "plain", "scale": "learned"}}))
    sim.advance_step()
    assert all(float(site.scale) != 0.0 for site in sim.network.sites[:2])
    assert not spectrum(sim, Ask(site=2)).layer.any()
    sim.snapshot()
    assert not spectrum(sim, Ask(site=2)).layer.any()
    np.testing.assert_array_equal(sim.snapshot().block_factor[:2], 1.0)


# ---- below float32 ------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
@pytest.mark.parametrize("experiment", [CASES["plain"], CASES["lenet5"], CASES["gru"]])
def test_a_weight_gradient_is_rounded_as_soon_as_it_is_shown(experiment: Experiment, dtype: str) -> None:
    experiment = experiment.with_value("dtype", dtype).with_value("loss_scale", {"kind": "fixed", "factor": 64.0})
    sim, whole = Simulator(experiment), whole_steps(experiment, 1)[0]
    while sim.phase != "clip":
        sim.advance()
    final = [weight_gradient(sim, site).clone() for site in range(1, len(sim.sites) + 1)]
    sim = Simulator(experiment)
    while sim.phase != "clip":
        sim.advance()
        reached, snapshot = sim.reached_backward(), sim.snapshot()
        np.testing.assert_allclose(snapshot.grad_weight_norm[reached], whole.grad_weight_norm[reached], rtol=1e-6)
        for site in (np.flatnonzero(reached & (sim.sites.axis == "layer")) + 1).tolist():
            assert torch.equal(weight_gradient(sim, site), final[site - 1])


def overflowing() -> Simulator:
    """Its first steps are left out: the scale must come down from 2¹⁶; later ones are, now and then."""
    return Simulator(small(dtype="float16", loss="random_readout", loss_scale={"kind": "dynamic"},
                           optimizer={"kind": "sgd", "lr": 0.001, "schedule": {"kind": "step", "every": 1, "factor": 0.5}},
                           model={"activation": {"kind": "identity"}, "weight_init": {"kind": "normal", "std": 2.0}}))


@pytest.mark.parametrize("micro", [True, False])
def test_an_update_that_was_left_out_is_zero_until_the_next_one(micro: bool) -> None:
    sim, left_out = overflowing(), []
    weight = sim.network.sites[1].weight
    for _ in range(9):
        sim.advance_step()
        left_out.append(sim.learning.skipped)
        assert last_update(sim, weight).any() == (not sim.learning.skipped)
        for _ in range(sim.micro_steps - 1 if micro else 0):
            sim.advance()
            sim.snapshot()
            assert bool(last_update(sim, weight).any()) == (not left_out[-1]), (sim.step, sim.phase)
    assert {True, False} == set(left_out)


def test_the_learning_rate_shown_is_that_of_the_update_to_come() -> None:
    sim, updates = overflowing(), 0
    for _ in range(9):
        for _ in range(sim.micro_steps):
            sim.advance()
            assert sim.lr == 0.001 * 0.5**updates, (sim.step, sim.phase)
        updates += not sim.learning.skipped
    assert 0 < updates < 9


def test_the_gradient_of_a_step_that_overflows_has_no_loss_scale_in_it() -> None:
    sim = overflowing()
    sim.advance_step()
    assert sim.learning.skipped
    shown = torch.linalg.vector_norm(weight_gradient(sim, len(sim.sites)).double())
    assert float(shown) == pytest.approx(float(sim.snapshot().grad_weight_norm[-1]), rel=1e-5)
