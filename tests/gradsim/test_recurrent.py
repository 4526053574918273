"""Backpropagation through time: every number against autograd, and what a run of a recurrent network promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from building import document
from hypothesis import given, settings
from oracle import batch_of
from oracle_recurrent import RecurrentOracle, parameters_of
from strategies import recurrent_experiments

from gradsim import Experiment, GradsimError, Simulator, inspection, memory
from gradsim.export.tables import RunTables
from gradsim.messages import Ask
from gradsim.snapshot import FURTHER_COLUMNS, LAYER_COLUMNS

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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [{"kind": "adding", "length": 6, "samples": 12, "batch_size": 5},
                                  {"kind": "copy_memory", "delay": 1, "samples": 6, "batch_size": 3}], ids=str)
def test_task(kind: str, data: dict) -> None:
    """One number at the end, and an answer at each of the last ten steps."""
    check(recurrent(kind, {"layers": 2}, data=data, loss="mse" if data["kind"] == "adding" else "cross_entropy"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("clip", [{"kind": "norm", "max_norm": 0.01}, {"kind": "value", "clip_value": 0.003}], ids=str)
def test_clipping_and_loss_scale(kind: str, clip: dict) -> None:
    check(recurrent(kind, clip=clip, loss_scale={"kind": "fixed", "factor": 64.0},
                    optimizer={"kind": "adam", "lr": 0.01}), steps=2)


@pytest.mark.parametrize("kind", KINDS)
def test_more_units_and_samples_than_the_small_cases(kind: str) -> None:
    check(recurrent(kind, {"hidden": 13}, data=SEQUENCES | {"batch_size": 12}))


@settings(max_examples=8)
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


# ---- what a run promises ----------------------------------------------------------------------------


def test_sites_are_time_steps_layer_by_layer() -> None:
    sim = Simulator(recurrent("lstm", {"layers": 2}))
    sites = sim.sites
    assert list(sites.name) == [f"layer {layer}, t {t}" for layer in (1, 2) for t in (1, 2, 3)] + ["head"]
    assert list(sites.axis) == ["time"] * 6 + ["layer"]
    assert list(sites.kind) == ["lstm"] * 6 + ["head"]
    assert (list(sites.fan_in), list(sites.fan_out)) == ([7] * 3 + [8] * 3 + [4], [16] * 6 + [3])
    assert list(Simulator(recurrent("gru")).sites.name) == ["t 1", "t 2", "t 3", "head"]
    order = []
    for _ in range(15):
        sim.advance()
        order.append((sim.phase, sim.cursor))
    assert order == [*(("forward", site) for site in range(1, 8)), ("loss", 0),
                     *(("backward", site) for site in range(7, 0, -1))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("norm", ["none", "layer_norm"])
def test_micro_steps_and_whole_steps_are_bit_identical(kind: str, norm: str) -> None:
    experiment = recurrent(kind, {"layers": 2, "norm": {"kind": norm}})
    whole, fine = Simulator(experiment), Simulator(experiment)
    for _ in range(3):
        whole.advance_step()
        for _ in range(2 * len(fine.sites) + 3):
            fine.advance()
            fine.snapshot()
    one, other = whole.snapshot(), fine.snapshot()
    assert torch.equal(whole.network.parameters.values, fine.network.parameters.values)
    for name, values in one.columns.items():
        # spectral norms were read before this update and after it, from weights put back
        near = 1e-12 if name in ("weight_spectral", "recurrent_radius") else 0.0
        np.testing.assert_allclose(values, other.columns[name], rtol=near, atol=0.0, err_msg=name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_goes_on_from_its_state(kind: str) -> None:
    experiment = recurrent(kind)
    straight, resumed = Simulator(experiment), Simulator(experiment)
    for _ in range(2):
        straight.advance_step()
    resumed.restore(straight.state())
    straight.advance_step()
    resumed.advance_step()
    assert torch.equal(straight.network.parameters.values, resumed.network.parameters.values)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_every_site(kind: str) -> None:
    sim = Simulator(recurrent(kind))
    sim.advance_step()
    levels = inspection.tiles(sim, Ask(units=6))
    assert levels.activation.shape == levels.delta.shape == (4, 6)
    assert np.isfinite(levels.activation[:3, :4]).all()
    assert np.isnan(levels.activation[:3, 4:]).all()
    detail = inspection.detail(sim, Ask(site=2))
    assert detail.counts.sum() == 5 * 4  # the candidate of a gated cell alone
    assert detail.value_formula == "φ(z) = tanh z"
    assert inspection.sample(sim, Ask()).outputs.shape == (3,)


def test_further_columns_follow_those_of_every_network(tmp_path: Path) -> None:
    sim = Simulator(recurrent("lstm"))
    ready = sim.snapshot()
    assert ready.missing("forget_mean").all()
    assert list(ready.missing("recurrent_radius")) == [False, False, False, True]
    sim.advance_step()
    tables = RunTables(tmp_path, further=FURTHER_COLUMNS["lstm"])
    tables.add(sim.snapshot())
    tables.close()
    rows = (tmp_path / "layers.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0].split(",") == [*LAYER_COLUMNS, "recurrent_radius", "forget_mean", "input_mean", "output_mean",
                                  "forget_product", "grad_cell_norm"]
    assert rows[-1].endswith(",,,,,,")


@pytest.mark.parametrize(("model", "top", "code"), [
    ({}, {"data": {"kind": "moons"}}, "data_sequence"), ({"activation": {"kind": "softmax"}}, {}, "cell_activation"),
    ({"recurrent_init": {"kind": "lsuv"}}, {}, "cell_lsuv"), ({"weight_init": {"kind": "lsuv"}}, {}, "cell_lsuv"),
    ({"weight_init": {"kind": "values", "values": [0.1]}}, {}, "wrong_length"),
    ({"recurrent_init": {"kind": "values", "values": [((1.0,),)]}}, {}, "wrong_shape")], ids=str)
def test_what_does_not_fit_is_refused(model: dict, top: dict, code: str) -> None:
    with pytest.raises(GradsimError) as caught:
        recurrent("lstm", model, **top)
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_time_steps_and_vanished_gradients_in_float32(kind: str) -> None:
    """Squares underflow in float32 long before the numbers do: norms and factors must not."""
    sequences = SEQUENCES | {"steps": 60}
    model = {"recurrent_init": {"kind": "uniform", "low": -0.1, "high": 0.1}, "bias_init": {"kind": "zeros"}}
    if kind == "lstm":
        model["forget_bias"] = -2.0
    narrow = Simulator(recurrent(kind, model, data=sequences, dtype="float32"))
    wide = Simulator(recurrent(kind, model, data=sequences))
    for sim in (narrow, wide):
        sim.advance_step()
    got, wanted = narrow.snapshot(), wide.snapshot()
    seen = wanted.grad_activation_norm > 1e-30
    assert seen.sum() < 61 or kind == "gru"
    for name in ("grad_activation_norm", "delta_norm", "grad_weight_norm", "factor"):
        np.testing.assert_allclose(getattr(got, name)[seen], getattr(wanted, name)[seen], rtol=2e-4, err_msg=name)
    long = Simulator(recurrent(kind, data=SEQUENCES | {"steps": 1000}))
    long.advance_step()
    assert len(long.sites) == 1001
    assert long.problem is None


def test_the_classic_result() -> None:
    """Over a hundred steps a plain cell loses the gradient; an LSTM with an open forget gate keeps it (Hochreiter 1991)."""
    small = {"kind": "uniform", "low": -0.125, "high": 0.125}
    left = {}
    for kind, own in (("rnn", {}), ("lstm", {"forget_bias": 0.0}), ("lstm", {"forget_bias": 5.0})):
        model = {"hidden": 64, "weight_init": small, "recurrent_init": small, "bias_init": {"kind": "zeros"}, **own}
        sim = Simulator(recurrent(kind, model, data={"kind": "adding", "length": 100, "batch_size": 16}, loss="mse"))
        sim.advance_step()
        norms = sim.snapshot().grad_activation_norm
        left[kind, own.get("forget_bias")] = norms[0] / norms[98]
    assert left["rnn", None] < 1e-20
    assert left["lstm", 0.0] < 1e-15
    assert left["lstm", 5.0] > 0.1


def test_memory_is_foreseen() -> None:
    """The estimate lies above what the tensors of a run take, and not far above."""
    experiment = recurrent("lstm", {"hidden": 32, "layers": 2}, data=SEQUENCES | {"steps": 50})
    sim = Simulator(experiment)
    sim.advance_step()
    held = sum(tensor.numel() * 8 for layer in sim.network.layers for tensor in vars(layer).values()
               if isinstance(tensor, torch.Tensor) and tensor._base is None)
    assert held < memory.estimate(experiment, 12) < 6 * held
