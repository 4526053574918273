"""Random experiments over all kinds: the engine and the oracle agree, and looking changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import Oracle, batch_of, parameters_of
from strategies import experiments

from gradsim import Experiment, Simulator


@pytest.mark.timeout(3600)
@given(experiments())
def test_the_engine_agrees_with_the_oracle(experiment: Experiment) -> None:
    sim = Simulator(experiment)
    oracle = Oracle(experiment, sim)
    for _ in range(2):
        before = parameters_of(sim)
        sim.advance_step()
        reference = oracle.step(batch_of(sim), before)
        if not reference.is_finite():
            assert sim.problem is not None
            assert sim.problem.code.startswith("nonfinite_")
            return
        if not reference.has_squares():
            return
        oracle.check(sim.snapshot())
        oracle.check_parameters(sim)


@settings(max_examples=40)
@given(experiments(), st.sets(st.integers(0, 40)))
def test_looking_in_the_middle_of_a_step_changes_nothing(experiment: Experiment, looks: set[int]) -> None:
    watched, alone = Simulator(experiment), Simulator(experiment)
    for _ in range(2):
        alone.advance_step()
    assume(alone.problem is None)
    for count in range(2 * micro_steps(watched)):
        watched.advance()
        if count in looks:
            watched.snapshot()
    same_parameters(watched, alone)
    np.testing.assert_array_equal(watched.history.since(0).loss, alone.history.since(0).loss)


def micro_steps(sim: Simulator) -> int:
    """Forward and backward of every site, loss, clip, update."""
    return 2 * len(sim.network.sites) + 3


def same_parameters(one: Simulator, other: Simulator) -> None:
    for mine, theirs in zip(parameters_of(one), parameters_of(other), strict=True):
        assert mine.keys() == theirs.keys()
        assert all(torch.equal(mine[name], theirs[name]) for name in mine)
