"""Products whose singular values lie further apart than float64 reaches."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from building import small

from gradsim import Experiment, Simulator
from gradsim.inspection import spectrum as spectra
from gradsim.inspection.graded import Graded
from gradsim.messages import Ask
from gradsim.snapshot import Floats

RANDOM = np.random.default_rng(3)


def rotations(n: int, count: int) -> list[Floats]:
    return [np.linalg.qr(RANDOM.standard_normal((n, n)))[0] for _ in range(count)]


def product(factors: list[Floats], condition: float) -> Graded:
    found = Graded(factors[0].shape[1], condition)
    for factor in factors:
        found.take_up(factor @ found.basis)
    return found


@pytest.mark.parametrize("condition", [30.0, 1e9])
def test_singular_values_of_a_long_product(condition: float) -> None:
    """Every factor stretches the same directions, each by its own number: the product by their powers."""
    stretch, bases = np.linspace(1.0, 0.05, 12), rotations(12, 101)
    found = product([after * stretch @ before.T for before, after in pairwise(bases)], condition)
    assert found.log_values() == pytest.approx(100 * np.log10(stretch), rel=1e-10, abs=1e-10)


def test_factors_that_do_not_commute() -> None:
    """Against the same product in integers, which Python multiplies exactly: the determinant, and the largest one."""
    factors = [RANDOM.integers(-9, 9, (4, 4)).astype(float) @ np.diag([1.0, 8.0, 64.0, 512.0]) for _ in range(30)]
    logs = product(factors, 512.0).log_values()
    assert logs is not None
    determinants = sum(np.log10(abs(np.linalg.det(factor))) for factor in factors)
    assert logs.sum() == pytest.approx(determinants, rel=1e-12)
    exact = np.eye(4, dtype=object).astype(int).astype(object)
    for factor in factors:
        exact = factor.astype(int).astype(object) @ exact
    inner = [[int(sum(exact[k, i] * exact[k, j] for k in range(4))) for j in range(4)] for i in range(4)]
    scale = max(max(row) for row in inner)
    largest = np.linalg.eigvalsh(np.array([[entry * 10**17 // scale / 1e17 for entry in row] for row in inner]))[-1]
    assert logs[0] == pytest.approx((np.log10(largest) + np.log10(float(scale))) / 2, rel=1e-10)


def test_what_is_too_small_for_float64_is_0() -> None:
    stretch, bases = np.array([1.0, 0.5, 1e-4]), rotations(3, 101)
    logs = product([after * stretch @ before.T for before, after in pairwise(bases)], 1e4).log_values()
    assert logs is not None
    assert logs[:2] == pytest.approx([0.0, 100 * np.log10(0.5)], abs=1e-10)
    assert logs[2] == -np.inf


@pytest.mark.parametrize("broken", [np.diag([1.0, 1.0, 0.0, 1.0]), np.eye(4)[:3], np.diag([1.0, np.nan, 1.0, 1.0])])
def test_factors_that_take_a_direction_away_tell_nothing(broken: Floats) -> None:
    before, after = rotations(4, 2), rotations(len(broken), 2)
    found = product([*before, broken, *after], 10.0)
    assert not found.possible
    assert found.log_values() is None


def spectrum(sim: Simulator, site: int) -> Any:
    with torch.inference_mode():
        return spectra.spectrum(sim, Ask(site=site, sample=0))


def values(depth: int, matrix: Floats) -> dict[str, Any]:
    return {"kind": "values", "values": [matrix.tolist()] * depth}


def run(depth: int, matrix: Floats, **model: Any) -> Simulator:
    sim = Simulator(small({"depth": depth, "width": 4, "head": "none", "weight_init": values(depth, matrix),
                           "activation": {"kind": "identity"}} | model, loss="random_readout",
                          data={"kind": "gaussian", "features": 4, "batch_size": 5}))
    sim.advance_step()
    return sim


def test_a_deep_network_is_told_to_its_last_direction() -> None:
    stretch = np.array([1.0, 0.3, 0.1, 0.01])
    (turn,) = rotations(4, 1)
    seen = spectrum(run(40, turn * stretch @ turn.T), 1)
    assert seen.product == pytest.approx(stretch**40, rel=1e-8)
    assert seen.product[-1] == pytest.approx(1e-80, rel=1e-8)


def test_skips_are_part_of_it() -> None:
    """a = x + W x in each of 40 blocks."""
    stretch = np.array([0.5, 0.0, -0.9, -0.99])
    (turn,) = rotations(4, 1)
    seen = spectrum(run(40, turn * stretch @ turn.T, residual={"kind": "plain"}), 1)
    assert seen.product == pytest.approx(np.sort((1 + stretch) ** 40)[::-1], rel=1e-8)


def test_behind_units_that_are_silent_the_product_counts_as_0() -> None:
    seen = spectrum(run(40, np.diag([1.0, 0.3, 0.01, 0.0])), 1)
    assert seen.product[0] == pytest.approx(1.0)
    assert seen.product[2:] == pytest.approx(0.0, abs=0.0)


def test_one_layer_of_a_worse_condition_than_the_first() -> None:
    (turn,) = rotations(4, 1)
    good, bad = np.array([1.0, 0.9, 0.8, 0.7]), np.array([1.0, 0.5, 1e-4, 1e-7])
    matrices = [turn * (bad if layer % 4 == 3 else good) @ turn.T for layer in range(40)]
    seen = spectrum(run(40, turn, weight_init={"kind": "values", "values": [matrix.tolist() for matrix in matrices]}), 1)
    assert seen.product == pytest.approx(good**30 * bad**10, rel=1e-6)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_along_time_it_agrees_with_the_determinant(kind: str) -> None:
    """The product of all singular values is that of the determinants of the steps."""
    sim = Simulator(Experiment.from_dict({"dtype": "float64", "model": {"kind": kind, "hidden": 6}, "loss": "mse",
                                          "data": {"kind": "adding", "length": 120, "batch_size": 4, "samples": 8}}))
    sim.advance_step()
    first = 2  # h_0 = 0 is no ordinary state
    seen = spectrum(sim, first)
    steps = [spectrum(sim, site).layer for site in range(first, 121)]
    assert (seen.product > 0).all()
    assert np.log10(seen.product).sum() == pytest.approx(sum(np.log10(step).sum() for step in steps), abs=1e-6)
    assert seen.product[-1] < 1e-11 * seen.product[0]  # multiplied out, it would have lost digits
