"""Number formats below float32, and loss scaling."""

from __future__ import annotations

import csv
import math
from typing import Any

import numpy as np
import pytest
import torch
from building import document, small

from gradsim import Experiment, checkpoint
from gradsim.precision import HALF, LossScale
from gradsim.simulator import Simulator
from gradsim.snapshot import LAYER_COLUMNS
from gradsim.specs import DynamicLossScale
from main import main

KINDS = ({}, {"norm": {"kind": "layer_norm"}}, {"norm": {"kind": "batch_norm", "position": "after_activation"}},
         {"residual": {"kind": "pre_activation"}, "norm": {"kind": "rms_norm"}}, {"residual": {"kind": "post_activation"}},
         {"dropout": 0.4, "activation": {"kind": "relu"}})
CELLS = ("rnn", "lstm", "gru")
CELL_NORMS = ({"kind": "none"}, {"kind": "layer_norm"})
DYNAMIC = {"kind": "dynamic"}


def stepped(steps: int, **fields: Any) -> Simulator:
    sim = Simulator(small(**fields))
    for _ in range(steps):
        sim.advance_step()
    return sim


def cells(kind: str, model: dict[str, Any] | None = None, steps: int = 3, **top: Any) -> Simulator:
    """A small recurrent network, not yet stepped."""
    data = {"kind": "gaussian", "features": 3, "steps": steps, "samples": 12, "classes": 3, "batch_size": 5}
    made = document(**({"data": data} | top))
    return Simulator(Experiment.from_dict(made | {"model": {"kind": kind, "hidden": 4, "layers": 2} | (model or {})}))


def deep(dtype: str, scale: Any) -> Simulator:
    """Twelve sigmoid layers: ∂L/∂a_1 is about 1e-8, below float16's smallest number."""
    return stepped(1, model={"depth": 12, "width": 16, "activation": {"kind": "sigmoid"}}, dtype=dtype,
                   loss_scale=scale)


@pytest.mark.parametrize("dtype", HALF)
@pytest.mark.parametrize("model", KINDS)
def test_every_stored_number_is_one_of_the_format(dtype: str, model: dict[str, Any]) -> None:
    sim = stepped(3, model=model, dtype=dtype)
    network = sim.network
    for stack in network.stacks:
        for tensor in (stack.x, stack.a, stack.g, *stack.outs.values(), *stack.grads.values()):
            assert torch.equal(tensor, tensor.to(HALF[dtype]).float())
    values = network.parameters.values
    assert torch.equal(values, values.to(HALF[dtype]).float())
    assert torch.equal(values, sim.learning.rule.values.to(HALF[dtype]).float())
    assert not torch.equal(values, sim.learning.rule.values)


@pytest.mark.parametrize(("dtype", "digits"), [("bfloat16", 2.0**-7), ("float16", 2.0**-10)])
def test_a_rounded_run_stays_near_the_exact_one(dtype: str, digits: float) -> None:
    rounded, exact = (stepped(1, dtype=kind).snapshot() for kind in (dtype, "float64"))
    for name in ("grad_activation_norm", "grad_weight_norm", "a_rms", "factor"):
        assert rounded.columns[name] == pytest.approx(exact.columns[name], rel=20 * digits)
    assert rounded.loss == pytest.approx(exact.loss, rel=20 * digits)


def test_zeros_of_the_gradient_are_counted_and_a_scaled_loss_has_none() -> None:
    lost, kept, exact = deep("float16", {"factor": 1.0, "kind": "fixed"}), deep("float16", DYNAMIC), deep("float64", DYNAMIC)
    zeros = lost.snapshot().columns["grad_zeros"]
    assert zeros.tolist() == [int((site.grad_activation == 0).sum()) for site in lost.network.sites]
    assert zeros[0] == lost.network.sites[0].grad_activation.numel()
    assert lost.snapshot().grad_activation_norm[0] == 0.0
    assert kept.snapshot().columns["grad_zeros"][0] == 0
    for name in ("grad_activation_norm", "delta_norm", "grad_weight_norm", "grad_bias_norm"):
        assert kept.snapshot().columns[name] == pytest.approx(exact.snapshot().columns[name], rel=0.05)
    assert "grad_zeros" not in exact.snapshot().columns


@pytest.mark.parametrize("factor", [2.0**-20, 3.0, 65536.0])
def test_a_factor_on_the_loss_changes_no_number_shown(factor: float) -> None:
    plain, scaled = (stepped(4, loss_scale={"kind": "fixed", "factor": number}, clip={"kind": "norm", "max_norm": 0.1})
                     for number in (1.0, factor))
    for name, values in plain.snapshot().columns.items():
        np.testing.assert_allclose(scaled.snapshot().columns[name], values, rtol=1e-12, err_msg=name)
    assert scaled.snapshot().grad_norm == pytest.approx(plain.snapshot().grad_norm, rel=1e-12)
    assert scaled.learning.clip_scale == pytest.approx(plain.learning.clip_scale, rel=1e-12) != 1.0


def assert_same(whole: Simulator, micro: Simulator) -> None:
    """Three steps at once end where micro-steps do that are looked at one by one."""
    for _ in range(3):
        whole.advance_step()
        micro.advance()
        while not micro.between_steps:
            micro.snapshot()
            micro.advance()
    assert torch.equal(whole.learning.rule.values, micro.learning.rule.values)


def overflowing(scale: Any) -> Simulator:
    """A gradient of about 30 at the input, which 2¹⁶ lifts beyond 65,504."""
    return Simulator(small(dtype="float16", loss="random_readout", loss_scale=scale,
                           model={"activation": {"kind": "identity"}, "weight_init": {"kind": "normal", "std": 3.0}}))


def test_a_dynamic_scale_leaves_out_the_step_that_overflows() -> None:
    sim = overflowing(DYNAMIC)
    before = sim.learning.rule.values.clone()
    sim.advance_step()
    snapshot = sim.snapshot()
    assert sim.problem is None
    assert sim.learning.skipped
    assert torch.equal(sim.learning.rule.values, before)
    assert math.isinf(snapshot.grad_norm) or math.isnan(snapshot.grad_norm)
    assert math.isnan(snapshot.clip_scale)
    assert snapshot.update_ratio.tolist() == [0.0] * len(snapshot.sites)
    assert sim.learning.loss_scale.factor == 2.0**15
    while sim.learning.skipped:
        sim.advance_step()
    assert sim.learning.loss_scale.factor < 2.0**15
    assert not torch.equal(sim.learning.rule.values, before)
    assert np.isfinite(sim.snapshot().delta_norm).all()
    assert len(sim.history) == sim.steps_done


def test_a_fixed_scale_that_overflows_stops_the_run_and_says_where() -> None:
    sim = overflowing({"kind": "fixed", "factor": 65536.0})
    sim.advance_step()
    assert sim.problem is not None
    assert sim.problem.code == "nonfinite_backward"


def test_micro_steps_and_whole_steps_are_the_same_run() -> None:
    whole, micro = (Simulator(small({"norm": {"kind": "layer_norm"}}, dtype="float16", loss_scale=DYNAMIC))
                    for _ in range(2))
    assert_same(whole, micro)


def test_a_checkpoint_goes_on_with_the_unrounded_weights_and_the_scale(tmp_path: Any) -> None:
    run, again = overflowing(DYNAMIC), overflowing(DYNAMIC)
    for _ in range(6):
        run.advance_step()
    checkpoint.save(run, tmp_path / "run")
    checkpoint.restore(again, tmp_path / "run")
    assert again.learning.loss_scale.factor == run.learning.loss_scale.factor
    for sim in (run, again):
        sim.advance_step()
    assert torch.equal(run.learning.rule.values, again.learning.rule.values)
    assert torch.equal(run.network.parameters.values, again.network.parameters.values)


def test_the_table_has_a_column_for_the_zeros(tmp_path: Any) -> None:
    file = tmp_path / "experiment.json"
    small(dtype="float16").save(file)
    assert main(["run", str(file), "--steps", "2", "--out", str(tmp_path)]) == 0
    with (tmp_path / "layers.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == [*LAYER_COLUMNS, "grad_zeros"]
    assert {row["grad_zeros"] for row in rows} == {"0"}


def test_the_dynamic_scale_is_that_of_torch() -> None:
    ours = LossScale(DynamicLossScale())
    scaler = torch.amp.GradScaler("cpu")
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight])
    for step in range(4100):
        finite = step not in (3, 4, 2500)
        weight.grad = torch.full((1,), 1.0 if finite else math.inf)
        scaler.scale(weight.sum())
        scaler.step(optimizer)
        scaler.update()
        ours.note(finite)
        assert ours.factor == scaler.get_scale(), step


def test_the_rounding_ends_where_the_format_does() -> None:
    from gradsim.precision import Rounding

    tensor = torch.tensor([65519.0, 65520.0, 2.0**-25, 2.0**-25 * 1.001])
    Rounding(torch.float16)(tensor)
    assert tensor.tolist() == [65504.0, math.inf, 0.0, 2.0**-24]


# ---- through time ---------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", HALF)
@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("norm", CELL_NORMS, ids=str)
def test_every_number_a_cell_keeps_is_one_of_the_format(dtype: str, kind: str, norm: dict[str, Any]) -> None:
    sim = cells(kind, {"norm": norm}, dtype=dtype)
    for _ in range(3):
        sim.advance_step()
    head = sim.network.head
    kept = [head.inputs, head.activation, head.grad_activation, head.grad_inputs, sim.network.parameters.values]
    for layer in sim.network.layers:
        kept += [layer.x, layer.h, layer.z, layer.g, layer.delta, layer.raw_delta, layer.hidden_delta, *layer.grad_below]
        kept += [getattr(layer, name) for name in ("gated", "q", "c", "phi_c", "grad_c") if hasattr(layer, name)]
    for tensor in kept:
        assert torch.equal(tensor, tensor.to(HALF[dtype]).float())
    assert not torch.equal(sim.network.parameters.values, sim.learning.rule.values)


@pytest.mark.parametrize(("dtype", "digits"), [("bfloat16", 2.0**-7), ("float16", 2.0**-10)])
@pytest.mark.parametrize("kind", CELLS)
def test_a_rounded_cell_stays_near_the_exact_one(kind: str, dtype: str, digits: float) -> None:
    rounded, exact = (cells(kind, dtype=wanted) for wanted in (dtype, "float64"))
    for sim in (rounded, exact):
        sim.advance_step()
    for name in ("grad_activation_norm", "grad_weight_norm", "a_rms", "factor", "gain"):
        assert rounded.snapshot().columns[name] == pytest.approx(exact.snapshot().columns[name], rel=40 * digits)


@pytest.mark.parametrize("kind", CELLS)
def test_cells_step_by_step_and_at_once_are_the_same_run(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradsim.recurrent.layer.CACHED", 200)  # sums over several chunks of time steps
    whole, micro = (cells(kind, steps=40, dtype="float16", loss_scale=DYNAMIC) for _ in range(2))
    assert len(whole.network.layers[0].chunks) > 3
    assert_same(whole, micro)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("factor", [2.0**-20, 3.0, 65536.0])
def test_a_factor_on_the_loss_changes_no_number_of_a_cell(kind: str, factor: float) -> None:
    plain, scaled = (cells(kind, loss_scale={"kind": "fixed", "factor": number}) for number in (1.0, factor))
    for _ in range(3):
        plain.advance_step()
        scaled.advance_step()
    for name, values in plain.snapshot().columns.items():
        np.testing.assert_allclose(scaled.snapshot().columns[name], values, rtol=1e-11, err_msg=name)


def test_a_gradient_that_underflows_on_its_way_through_time_is_counted() -> None:
    short = {"layers": 1, "recurrent_init": {"kind": "identity", "gain": 0.4}}
    lost, exact = (cells("rnn", short, steps=30, dtype=dtype) for dtype in ("float16", "float64"))
    for sim in (lost, exact):
        sim.advance_step()
    seen = lost.snapshot()
    assert seen.columns["grad_zeros"].tolist() == [int((site.grad_activation == 0).sum()) for site in lost.network.sites]
    assert seen.columns["grad_zeros"][0] == 20
    assert seen.grad_activation_norm[0] == 0.0
    assert exact.snapshot().grad_activation_norm[0] > 0.0
    assert seen.missing("recurrent_radius").tolist() == [False] * 30 + [True]
