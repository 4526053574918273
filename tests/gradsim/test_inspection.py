"""One site in depth: singular values against autograd, distributions and images against numpy, single units."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import numpy as np
import pytest
import torch

from gradsim import Experiment, Simulator, inspection
from gradsim.inspection import effort
from gradsim.inspection import spectrum as spectra
from gradsim.inspection.chosen import round_reach
from gradsim.inspection.weights import last_update, weight_gradient
from gradsim.layers import Skip
from gradsim.messages import Ask
from gradsim.recurrent.lstm import LstmLayer
from tests.gradsim.building import NORMS, RESIDUALS, chain, small
from tests.gradsim.oracle_recurrent import RecurrentWorld, parameters_of

IMAGES: dict[str, Any] = {"seed": 1, "dtype": "float64", "device": "cpu", "data": {"kind": "digits", "batch_size": 4}}
LENET = IMAGES | {"model": {"kind": "lenet5", "activation": {"kind": "tanh"}}}
NORMED = IMAGES | {"model": {"kind": "resnet", "depth": 8, "width": 2, "image_size": 8, "norm": {"kind": "batch_norm"}}}
RESNET = IMAGES | {"model": {"kind": "resnet", "depth": 8, "width": 2, "image_size": 8, "activation": {"kind": "softplus"}}}


def sequence(kind: str, **model: Any) -> Experiment:
    return Experiment.from_dict({
        "seed": 2, "dtype": "float64", "device": "cpu", "loss": "mse", "optimizer": {"kind": "sgd", "lr": 0.3},
        "data": {"kind": "adding", "length": 6, "samples": 20, "batch_size": 5},
        "model": {"kind": kind, "hidden": 4} | model})


def singular_values(matrix: torch.Tensor) -> np.ndarray:
    return torch.linalg.svdvals(matrix).numpy()


def close(ours: np.ndarray, theirs: np.ndarray) -> None:
    """To 1e-10 of the largest: smaller ones are known no better than that, by whatever algorithm."""
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10 * theirs.max())


def through(sim: Simulator, first: int, last: int, x: torch.Tensor, skips: bool) -> torch.Tensor:
    """a_last as a function of a_{first−1} = x for the whole batch, by torch's own operations."""
    h, over = x, {}
    for site in sim.network.sites[first - 1:last]:
        over |= {site.plan.index: h} if site.plan.starts_block else {}
        for operation in site.operations:
            if skips and isinstance(operation, Skip) and operation.source is not None and site.plan.block_start in over:
                carried = over[site.plan.block_start]
                for part in operation.shortcut.parts if operation.shortcut is not None else ():
                    carried = part.traced(carried)
                h = carried + operation.alpha * h
            else:
                h = operation.traced(h)
    return h


def jacobian(sim: Simulator, first: int, last: int, sample: int, skips: bool = True) -> torch.Tensor:
    x = sim.network.levels.a[first - 1].clone().requires_grad_()
    y = through(sim, first, last, x, skips)[sample]
    rows = torch.eye(len(y), dtype=torch.float64)
    return torch.autograd.grad(y, x, rows, is_grads_batched=True)[0][:, sample]


DENSE = {
    "plain": {}, "softmax": {"activation": {"kind": "softmax"}}, "no head": {"head": "none", "widths": [4, 5, 3]},
    "dropout": {"dropout": 0.3},
    **{norm: {"norm": {"kind": norm}} for norm in NORMS},
    **{f"{residual} {norm}": {"residual": {"kind": residual, "scale": 0.7}, "norm": {"kind": norm}, "depth": 4}
       for residual in RESIDUALS for norm in ("none", "batch_norm", "layer_norm")},
    "after the sum": {"residual": {"kind": "plain", "every": 2}, "depth": 4,
                      "norm": {"kind": "layer_norm", "position": "after_residual"}},
    "blocks of two": {"residual": {"kind": "pre_activation", "every": 2}, "depth": 5},
}


@pytest.mark.parametrize("model", DENSE.values(), ids=DENSE)
def test_singular_values_of_dense_layers_agree_with_autograd(model: dict[str, Any]) -> None:
    sim = Simulator(small(model, loss="random_readout" if model.get("head") == "none" else "cross_entropy"))
    sim.advance_step()
    for _ in range(len(sim.sites) + 1):
        sim.advance()  # forward and loss of the second step: weights and z are of one pass
    last = len(sim.sites) - (sim.sites.kind[-1] == "head")
    for site in range(1, len(sim.sites) + 1):
        seen = spectra.spectrum(sim, Ask(site=site, sample=2))
        assert (seen.site, seen.sample, seen.absent) == (site, 2, "")
        close(seen.layer, singular_values(jacobian(sim, site, site, 2, skips=False)))
        close(seen.product, singular_values(jacobian(sim, site, max(last, site), 2)))


@pytest.mark.parametrize("document", [LENET, RESNET, NORMED], ids=["lenet5", "resnet", "batch norm"])
def test_singular_values_of_convolutions_agree_with_autograd(document: dict[str, Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(effort, "LARGEST", 700)
    monkeypatch.setattr(effort, "BUDGET", 1e10)
    sim = Simulator(Experiment.from_dict(document))
    for _ in range(len(sim.sites) + 1):
        sim.advance()
    for site in (2, 3, len(sim.sites) - 1):
        seen = spectra.spectrum(sim, Ask(site=site, sample=1))
        assert seen.absent == ("" if seen.layer.size else "too_large")
        if seen.layer.size:
            close(seen.layer, singular_values(jacobian(sim, site, site, 1, skips=False)))
        close(seen.product, singular_values(jacobian(sim, site, len(sim.sites) - 1, 1)))


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_singular_values_of_time_steps_agree_with_autograd(kind: str) -> None:
    sim = Simulator(sequence(kind, layers=2))
    for _ in range(len(sim.sites) + 1):
        sim.advance()
    world = RecurrentWorld(sim.experiment, parameters_of(sim), None)
    layers, _, _ = world.forward(sim.batch.inputs)
    for site in (1, 4, 6, 9):
        moments, t = layers[(site - 1) // 6], (site - 1) % 6
        states = 2 if kind == "lstm" else 1

        def run(state: torch.Tensor, end: int, start: int = t, steps: Any = moments, states: int = states) -> torch.Tensor:
            h, c = state[:, :4], state[:, 4:] if states == 2 else state
            for moment in steps[start:end]:
                _, h, c = world.cell(moment.x.detach(), h, c, moment.own)
            return torch.cat([h, c], 1) if states == 2 else h

        before = [moments[t].before, moments[t].cell_before][:states]
        state = torch.cat([item.detach()[3:4] for item in before], 1)
        fed = [(moment.x, moment.x.detach()[3:4]) for moment in moments]
        for moment, (_, row) in zip(moments, fed, strict=True):
            moment.x = row
        seen = spectra.spectrum(sim, Ask(site=site, sample=3))
        for ours, end in ((seen.layer, t + 1), (seen.product, 6)):
            exact = torch.autograd.functional.jacobian(lambda value, end=end: run(value, end)[0], state)[:, 0]
            close(ours, singular_values(exact))
        for moment, (whole, _) in zip(moments, fed, strict=True):
            moment.x = whole
        assert seen.state == ("(h, c)" if kind == "lstm" else "h")


def ranked(by_sample: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The median of the i-th singular value over the samples, and its 10th and 90th percentile, each one of its values."""
    ordered = np.sort(np.stack(by_sample), axis=0)
    low, middle, high = (ordered[round(share * (len(ordered) - 1))] for share in (0.1, 0.5, 0.9))
    return middle, np.stack([low, high])


@pytest.mark.parametrize("model", DENSE.values(), ids=DENSE)
def test_singular_values_of_a_batch_are_percentiles_of_those_of_its_samples(model: dict[str, Any]) -> None:
    sim = Simulator(small(model, loss="random_readout" if model.get("head") == "none" else "cross_entropy"))
    for _ in range(len(sim.sites) + 1):
        sim.advance()
    last = len(sim.sites) - (sim.sites.kind[-1] == "head")
    for site in (1, len(sim.sites)):
        seen = spectra.spectrum(sim, Ask(site=site))
        assert seen.samples == min(16, sim.network.batch) > 1
        for middle, band, end, skips in ((seen.layer, seen.layer_band, site, False),
                                         (seen.product, seen.product_band, max(last, site), True)):
            exact = [singular_values(jacobian(sim, site, end, sample, skips)) for sample in range(seen.samples)]
            for ours, theirs in zip((middle, band), ranked(exact), strict=True):
                close(ours, theirs)


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_singular_values_along_time_of_a_batch_are_percentiles_of_those_of_its_samples(kind: str) -> None:
    sim = Simulator(sequence(kind, layers=2))
    for _ in range(len(sim.sites) + 1):
        sim.advance()
    for site in (1, 4, 9, len(sim.sites)):
        seen = spectra.spectrum(sim, Ask(site=site))
        alone = [spectra.spectrum(sim, Ask(site=site, sample=sample)) for sample in range(sim.network.batch)]
        assert seen.samples == len(alone) == 5
        for ours, theirs in zip((seen.layer, seen.layer_band), ranked([one.layer for one in alone]), strict=True):
            close(ours, theirs)
        for ours, theirs in zip((seen.product, seen.product_band), ranked([one.product for one in alone]), strict=True):
            close(ours, theirs)


def test_singular_values_are_worked_out_once_per_forward_pass(monkeypatch: Any) -> None:
    sim, asked = Simulator(small()), []
    work_out = spectra.spectrum

    def noted(run: Simulator, ask: Ask) -> Any:
        asked.append((run.step, ask.site, ask.sample))
        return work_out(run, ask)

    monkeypatch.setattr(spectra, "spectrum", noted)

    def seen(site: int, sample: int = -1) -> Any:
        with torch.inference_mode():
            return inspection.parts(sim, Ask(frozenset({"spectrum"}), site, 0, sample)).spectrum

    sim.advance()
    assert seen(1).absent == seen(1).absent == "waiting"
    while sim.phase != "loss":
        sim.advance()
    asked.clear()
    first = seen(1)
    while not sim.between_steps:
        sim.advance()
        assert seen(1) is first
    assert asked == [(0, 1, -1)]
    alone, other = seen(1, 2), seen(2)
    assert (alone.sample, other.site) == (2, 2)
    while sim.phase != "loss":
        sim.advance()
    assert not np.array_equal(seen(1).product, first.product)
    assert asked[-1] == (1, 1, -1)


def test_fewer_samples_stand_for_a_batch_where_one_costs_much(monkeypatch: Any) -> None:
    sim = Simulator(small())
    sim.advance_step()
    every = spectra.spectrum(sim, Ask(site=1)).samples
    monkeypatch.setattr(effort, "CALLS", 0)
    monkeypatch.setattr(effort, "SHARED", 3e3)
    assert 1 < spectra.spectrum(sim, Ask(site=1)).samples < every
    monkeypatch.setattr(effort, "SHARED", 1.0)
    one, first = spectra.spectrum(sim, Ask(site=1)), spectra.spectrum(sim, Ask(site=1, sample=0))
    assert (one.samples, one.layer_band.shape) == (1, (2, 0))
    close(one.product, first.product)


def test_a_look_at_a_dear_product_shows_the_layer_alone(monkeypatch: Any) -> None:
    sim = Simulator(Experiment.from_dict(NORMED))
    sim.advance_step()
    whole = spectra.spectrum(sim, Ask(site=4, sample=0))
    assert whole.absent == ""
    monkeypatch.setattr(effort, "BUDGET", spectra._cost(sim.network, sim.network.sites[3:4], 1))
    seen = spectra.spectrum(sim, Ask(site=4, sample=0))
    assert (seen.absent, seen.product.size) == ("too_large", 0)
    close(seen.layer, whole.layer)


def test_a_sample_that_is_not_finite_is_not_left_out_of_a_batch() -> None:
    sim = Simulator(small({"activation": {"kind": "tanh"}}))
    sim.advance_step()
    with torch.inference_mode():
        sim.network.levels.a[1][3] = torch.nan
    assert np.isfinite(spectra.spectrum(sim, Ask(site=1, sample=2)).layer).all()
    seen = spectra.spectrum(sim, Ask(site=1))
    assert np.isnan(seen.layer).all()
    assert np.isnan(seen.layer_band).all()


def test_a_norm_in_the_cell_and_a_pass_under_way_are_said() -> None:
    normed = Simulator(sequence("lstm", norm={"kind": "layer_norm"}))
    normed.advance_step()
    assert isinstance(normed.network.layers[0], LstmLayer)
    assert spectra.spectrum(normed, Ask(site=2)).absent == "cell_norm"
    sim = Simulator(small())
    assert spectra.spectrum(sim, Ask()).absent == "waiting"
    sim.advance()
    assert spectra.spectrum(sim, Ask()).absent == "waiting"


def test_what_would_take_too_long_is_left_out_and_said(monkeypatch: Any) -> None:
    monkeypatch.setattr(effort, "LARGEST", 3)
    sim = Simulator(small())
    sim.advance_step()
    seen = spectra.spectrum(sim, Ask(site=2))
    assert seen.absent == "too_large"
    assert not seen.layer.size


def test_after_an_update_the_jacobian_is_still_that_of_the_pass() -> None:
    sim = Simulator(small())
    while sim.phase != "clip":
        sim.advance()
    before = spectra.spectrum(sim, Ask(site=2))
    weights = sim.network.parameters.values.clone()
    sim.advance()
    after = spectra.spectrum(sim, Ask(site=2))
    close(after.layer, before.layer)
    close(after.product, before.product)
    assert not torch.equal(weights, sim.network.parameters.values)


def test_zero_and_underflow_of_singular_values() -> None:
    dead = Simulator(chain("relu", [1.0, -1.0, 1.0], [0.0] * 3, 1.0))
    dead.advance_step()
    assert spectra.spectrum(dead, Ask(site=1)).product.tolist() == [0.0]
    deep = Simulator(chain("identity", [0.1] * 250, [0.0] * 250, 1.0))
    deep.advance_step()
    assert spectra.spectrum(deep, Ask(site=1)).product == pytest.approx([1e-250], rel=1e-9)


def test_numbers_that_are_not_finite_have_no_singular_values() -> None:
    sim = Simulator(chain("exponential", [1.0, 800.0, 1.0], [0.0] * 3, 1.0))
    sim.advance_step()
    assert np.isnan(spectra.spectrum(sim, Ask(site=2)).product).all()


# ---- weights ------------------------------------------------------------------------------------


@pytest.mark.parametrize("experiment", [small(), small(optimizer={"kind": "adam", "lr": 0.01}), sequence("gru"),
                                        Experiment.from_dict(LENET)], ids=["dense", "adam", "gru", "lenet5"])
def test_distributions_count_every_entry(experiment: Experiment) -> None:
    sim = Simulator(experiment)
    assert inspection.distributions(sim, Ask()).gradient is None
    assert inspection.distributions(sim, Ask()).update is None
    sim.advance_step()
    sim.advance_step()
    before = sim.network.parameters.values.clone()
    while sim.phase != "clip":
        sim.advance()
    chosen = sim.network.sites[1]
    weight, gradient = chosen.weight.numpy().copy(), chosen.grad_weight.numpy().copy()
    sim.advance()
    update = chosen.weight.numpy() - weight
    assert not torch.equal(before, sim.network.parameters.values)
    seen = inspection.distributions(sim, Ask(site=2))
    for ours, values in ((seen.weight, chosen.weight.numpy()), (seen.gradient, gradient), (seen.update, update)):
        assert ours.counts.sum() == values.size
        assert ours.edges[-1] >= np.abs(values).max() * (1 - 1e-9)
        assert ours.rms == pytest.approx(np.sqrt(np.mean(values**2)), rel=1e-9)


def test_zeros_and_nan_are_counted() -> None:
    sim = Simulator(small({"weight_init": {"kind": "constant", "value": 0.0}}))
    sim.advance()
    zeros = inspection.distributions(sim, Ask(site=2)).weight
    assert zeros.zeros == 16
    assert zeros.counts.sum() == 16
    sim.network.sites[1].weight[0, 0] = torch.nan
    broken = inspection.distributions(sim, Ask(site=2)).weight
    assert (broken.nonfinite, broken.zeros) == (1, 15)


def test_images_are_the_matrices_and_large_ones_keep_the_largest() -> None:
    sim = Simulator(small({"width": 300, "depth": 2}))
    sim.advance_step()
    seen = inspection.matrices(sim, Ask(site=2))
    weight = sim.network.sites[1].weight.numpy()
    assert seen.shape == (300, 300)
    assert seen.weight.shape == (100, 100)
    for i, j in ((0, 0), (17, 99)):
        block = weight[3 * i:3 * i + 3, 3 * j:3 * j + 3]
        assert seen.weight[i, j] == block.flat[np.abs(block).argmax()]
    first = inspection.matrices(sim, Ask(site=1))
    np.testing.assert_array_equal(first.weight[:, 0], [column[np.abs(column).argmax()] for column in np.split(
        sim.network.sites[0].weight.numpy()[:, 0], 100)])


# ---- units and samples ----------------------------------------------------------------------------


def test_units_of_the_batch_and_of_a_sample() -> None:
    sim = Simulator(small({"activation": {"kind": "relu"}, "width": 8, "bias_init": {"kind": "normal", "std": 1.0}}))
    sim.advance_step()
    site = sim.network.sites[1]
    seen = inspection.units(sim, Ask(site=2))
    a, z = site.activation.numpy(), site.preactivation.numpy()
    np.testing.assert_allclose(seen.activation, np.abs(a).mean(0), rtol=1e-12)
    np.testing.assert_array_equal(seen.dead, (a == 0).all(0))
    np.testing.assert_allclose(seen.saturated, (z <= 0).mean(0), rtol=1e-12)
    np.testing.assert_allclose(seen.delta, np.sqrt((site.delta.numpy() ** 2).mean(0)), rtol=1e-12)
    one = inspection.units(sim, Ask(site=2, sample=3))
    np.testing.assert_allclose(one.activation, np.abs(a[3]), rtol=1e-12)
    far = inspection.detail(sim, Ask(site=2, sample=999))
    assert far.counts.sum() == 8, "beyond the batch the last sample is meant"


def test_units_of_images_are_channels_and_of_cells_the_state() -> None:
    conv = Simulator(Experiment.from_dict(LENET))
    conv.advance_step()
    assert len(inspection.units(conv, Ask(site=1)).activation) == 6
    cells = Simulator(sequence("lstm"))
    cells.advance_step()
    assert len(inspection.units(cells, Ask(site=3)).activation) == 4
    assert inspection.units(cells, Ask(site=7)).activation.shape == (1,)


@pytest.mark.parametrize(("largest", "reach"), [(0.0, 0.0), (0.7, 1.0), (1.0, 1.0), (1.1, 2.0),
                                                 (3e-30, 5e-30), (np.inf, 0.0)])
def test_round_reaches(largest: float, reach: float) -> None:
    assert round_reach(largest) == pytest.approx(reach)


# ---- in the middle of a pass --------------------------------------------------------------------

INTO_A_STEP = [small(), small(clip={"kind": "norm", "max_norm": 0.01}), small(optimizer={"kind": "adam", "lr": 0.01}), LENET,
               sequence("rnn"), sequence("lstm")]


@pytest.mark.parametrize("experiment", INTO_A_STEP)
def test_the_last_update_stays_what_it_was_through_the_next_step(experiment: Any) -> None:
    sim = Simulator(experiment if isinstance(experiment, Experiment) else Experiment.from_dict(experiment))
    sim.advance_step()
    before = [site.weight.clone() for site in sim.network.sites]
    sim.advance_step()
    moved = [site.weight - old for site, old in zip(sim.network.sites, before, strict=True)]
    for _ in range(sim.micro_steps - 1):
        sim.advance()
        sim.snapshot()
        for site, delta in zip(sim.network.sites, moved, strict=True):
            torch.testing.assert_close(last_update(sim, site.weight), delta, rtol=1e-9, atol=1e-14)


def test_an_update_that_is_written_over_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    sim, ticks = Simulator(small()), count()
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(ticks)))
    sim.advance_step()
    known = {}
    for portion in range(60):
        sim.advance_until(next(ticks) + 1.5 + portion % 4)  # several micro-steps at once, ever others
        known[sim.phase] = last_update(sim, sim.network.sites[0].weight) is not None
    assert known == {"forward": True, "loss": True, "backward": False, "clip": False, "update": True}


@pytest.mark.parametrize("experiment", INTO_A_STEP[2:])
def test_a_weight_gradient_is_the_newest_there_is(experiment: Any) -> None:
    """In a run without clipping: of the pass in progress where it has been, of the last one else; never of both."""
    sim, ahead = (Simulator(experiment if isinstance(experiment, Experiment) else Experiment.from_dict(experiment))
                  for _ in range(2))
    places = range(1, len(sim.sites) + 1)
    sim.advance_step()
    ahead.advance_step()
    old = [weight_gradient(sim, site).clone() for site in places]
    ahead.advance_step()
    new = [weight_gradient(ahead, site).clone() for site in places]
    for _ in range(sim.micro_steps):
        sim.advance()
        sim.snapshot()
        for site in places:
            shown = weight_gradient(sim, site)
            renewed = sim.phase in ("clip", "update") or (sim.phase == "backward" and sim.reached_backward()[site - 1])
            if renewed or sim.sites.axis[site - 1] == "layer":
                torch.testing.assert_close(shown, (new if renewed else old)[site - 1], rtol=1e-10, atol=1e-14)
            else:
                assert shown is None  # what it was formed from is no longer there


@pytest.mark.parametrize("experiment", [small(), LENET, sequence("lstm")])
def test_the_first_sample_is_never_shown_with_the_answer_to_another(experiment: Any) -> None:
    sim = Simulator(experiment if isinstance(experiment, Experiment) else Experiment.from_dict(experiment))
    assert not inspection.sample(sim, Ask()).outputs.size
    for _ in range(2 * sim.micro_steps):
        sim.advance()
        shown = inspection.sample(sim, Ask())
        np.testing.assert_array_equal(shown.inputs, sim.batch.inputs[0].double().numpy())
        if sim.phase == "forward" and sim.cursor < len(sim.sites):
            assert not shown.outputs.size
        else:
            np.testing.assert_array_equal(shown.outputs, sim.network.outputs[0, :len(shown.outputs)].double().numpy())
            assert shown.outputs.size


@pytest.mark.parametrize("experiment", [small(), LENET, sequence("rnn"), sequence("lstm")])
def test_no_picture_shows_the_loss_scale(experiment: Any) -> None:
    experiment = experiment if isinstance(experiment, Experiment) else Experiment.from_dict(experiment)
    plain, scaled = (Simulator(experiment.with_value("loss_scale", {"kind": "fixed", "factor": factor}))
                     for factor in (1.0, 2.0**12))
    ask = Ask(frozenset(inspection.READERS) - {"spectrum"}, site=2)
    for _ in range(2 * plain.micro_steps):
        plain.advance()
        scaled.advance()
        one, other = (inspection.parts(sim, ask) for sim in (plain, scaled))
        for part, name in (("tiles", "delta"), ("units", "delta"), ("matrices", "gradient"), ("skips", "skip")):
            mine, theirs = (getattr(getattr(parts, part), name) for parts in (one, other))
            np.testing.assert_allclose(mine, theirs, rtol=1e-10)
        for name in ("gradient", "update"):
            mine, theirs = getattr(one.distributions, name), getattr(other.distributions, name)
            assert (mine is None) == (theirs is None)
            if mine is not None:
                assert mine.rms == pytest.approx(theirs.rms, rel=1e-10)


def test_all_outputs_of_a_sample_are_told() -> None:
    sim = Simulator(small({"head": "none", "widths": [4, 100]}, loss="random_readout"))
    sim.advance_step()
    assert inspection.sample(sim, Ask()).outputs.shape == (100,)
