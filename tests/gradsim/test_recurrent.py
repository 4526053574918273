"""Backpropagation through time: every number against autograd, and what a run of a recurrent network promises."""

from __future__ import annotations

from typing import Any

import pytest
from building import document
from hypothesis import given
from oracle import batch_of
from oracle_recurrent import RecurrentOracle, parameters_of
from strategies import recurrent_experiments

from gradsim import Experiment, Simulator

KINDS = ("rnn", "lstm", "gru")
SEQUENCES = {"kind": "gaussian", "features": 3, "steps": 3, "samples": 12, "classes": 3, "batch_size": 5}


def recurrent(kind: str, model: dict[str, Any] | None = None, **top: Any) -> Experiment:
    """A small recurrent experiment in float64."""
    made = document(**{"data": SEQUENCES, **top})
    made["model"] = {"kind": kind, "hidden": 4, "bias_init": {"kind": "normal", "std": 0.2}, **(model or {})}
    return Experiment.from_dict(made)


def check(experiment: Experiment, steps: int = 1) -> None:
    """Walk the engine and the oracle side by side."""
    sim = Simulator(experiment)
    oracle = RecurrentOracle(experiment, sim)
    for _ in range(steps):
        before = parameters_of(sim)
        sim.advance_step()
        reference = oracle.step(batch_of(sim), before)
        assert reference.is_finite(), "this case must stay finite to be worth comparing"
        oracle.check(sim.snapshot())
        oracle.check_parameters(sim)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("norm", [{"kind": "none"}, {"kind": "layer_norm"}, {"kind": "layer_norm", "affine": False}],
                         ids=str)
def test_kind(kind: str, layers: int, norm: dict) -> None:
    check(recurrent(kind, {"layers": layers, "norm": norm}), steps=2)


@given(recurrent_experiments())
def test_random_recurrent_experiments(experiment: Experiment) -> None:
    sim = Simulator(experiment)
    oracle = RecurrentOracle(experiment, sim)
    for _ in range(2):
        before = parameters_of(sim)
        sim.advance_step()
        if not oracle.step(batch_of(sim), before).is_finite() or oracle.is_chaotic():
            return
        oracle.check(sim.snapshot())
        oracle.check_parameters(sim)
