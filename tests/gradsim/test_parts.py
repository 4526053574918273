"""The parts by themselves: what initializers draw, what data sets hold, and the update rules against torch.optim."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from building import ACTIVATIONS, small
from oracle import FUNCTIONS, make_optimizer, scheduled_lr, slope_of, steepest

from gradsim import Experiment, Simulator, activations, data, initializers, rules, schedules, specs, training
from gradsim.layers import Dropout
from gradsim.problems import GradsimError

# ---- activations ----------------------------------------------------------------------------------

GRID = torch.cat([torch.linspace(-30, 30, 1201, dtype=torch.float64), torch.tensor([-0.0, 1e-12, -1e-12, 1e-3])])


def spec_of(kind: str, **options: Any) -> Any:
    return {"leaky_relu": specs.LeakyRelu, "elu": specs.Elu}.get(kind, specs.PlainActivation)(kind=kind, **options)


@pytest.mark.parametrize("kind", [kind for kind in ACTIVATIONS if kind != "softmax"])
def test_value_and_slope_of_an_activation(kind: str) -> None:
    spec = spec_of(kind)
    phi = activations.build(spec)
    torch.testing.assert_close(phi.value(GRID), FUNCTIONS[kind](GRID, spec), rtol=1e-10, atol=0)
    torch.testing.assert_close(phi.slope(GRID), slope_of(spec, GRID), rtol=3e-9, atol=1e-13)
    assert phi.sup == pytest.approx(steepest(spec), rel=1e-7)
    assert phi.value_formula
    assert phi.slope_formula


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_reading_an_activation_changes_none_of_its_arguments(kind: str) -> None:
    phi, z = activations.build(spec_of(kind)), GRID[580:620].reshape(4, 10).clone()
    a, g = phi.value(z).clone(), torch.ones_like(z)
    kept, out = [tensor.clone() for tensor in (z, g, a)], torch.empty_like(z)
    phi.backward(g, z, a, out)
    phi.vjp(g, z, a)
    if phi.elementwise:
        phi.slope_into(z, a, out)
        out.mul_(7)
    assert all(torch.equal(*pair) for pair in zip((z, g, a), kept, strict=True))


def test_every_activation_of_the_file_format_is_there() -> None:
    assert set(activations.ACTIVATIONS) == set(ACTIVATIONS) == set(FUNCTIONS)


# ---- initializers ---------------------------------------------------------------------------------


def draw(spec: Any, shape: tuple[int, int] = (300, 200), seed: int = 0, layer: int = 0) -> torch.Tensor:
    return initializers.weight(spec, shape, torch.Generator().manual_seed(seed), layer)


@pytest.mark.parametrize(("kind", "variance"), [("xavier", 2 / 500), ("he", 2 / 200), ("lecun", 1 / 200)])
@pytest.mark.parametrize("form", ["normal", "uniform"])
@pytest.mark.parametrize("gain", [1.0, 1.7])
def test_scaled_initializers(kind: str, variance: float, form: str, gain: float) -> None:
    weight = draw(specs.ScaledInit(kind=f"{kind}_{form}", gain=gain))
    std = gain * math.sqrt(variance)
    assert float(weight.std()) == pytest.approx(std, rel=0.02)
    assert abs(float(weight.mean())) < 0.02 * std
    kurtosis = float((weight / std).pow(4).mean())
    assert kurtosis == pytest.approx(1.8 if form == "uniform" else 3.0, rel=0.05)
    if form == "uniform":
        assert float(weight.abs().max()) <= math.sqrt(3) * std * (1 + 1e-12)


@pytest.mark.parametrize("shape", [(5, 5), (7, 4), (4, 7), (1, 6), (6, 1)], ids=str)
def test_orthogonal_rows_or_columns(shape: tuple[int, int]) -> None:
    singular = torch.linalg.svdvals(draw(specs.ScaledInit(kind="orthogonal", gain=1.3), shape))
    torch.testing.assert_close(singular, torch.full_like(singular, 1.3), rtol=1e-12, atol=0)


@pytest.mark.parametrize("shape", [(4, 4), (5, 3), (3, 5)], ids=str)
def test_identity_and_constant(shape: tuple[int, int]) -> None:
    doubled = draw(specs.ScaledInit(kind="identity", gain=2.0), shape)
    assert torch.equal(doubled, 2 * torch.eye(*shape, dtype=torch.float64))
    assert torch.equal(draw(specs.ConstantInit(value=-0.3), shape), torch.full(shape, -0.3, dtype=torch.float64))


def test_free_initializers() -> None:
    normal = draw(specs.NormalInit(kind="normal", mean=0.5, std=0.2))
    assert (float(normal.mean()), float(normal.std())) == pytest.approx((0.5, 0.2), rel=0.02)
    truncated = draw(specs.NormalInit(kind="truncated_normal", mean=0.5, std=0.2))
    assert 0.1 <= float(truncated.min()) < 0.11
    assert 0.89 < float(truncated.max()) <= 0.9
    uniform = draw(specs.UniformInit(low=-0.2, high=0.6))
    assert -0.2 <= float(uniform.min()) < -0.19
    assert 0.59 < float(uniform.max()) <= 0.6
    assert float(uniform.mean()) == pytest.approx(0.2, abs=0.01)


def test_values_are_taken_layer_by_layer() -> None:
    spec = specs.ValuesInit(values=(0.5, ((1.0, 2.0), (3.0, 4.0))))
    assert draw(spec, (2, 2), layer=0).tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert draw(spec, (2, 2), layer=1).tolist() == [[1, 2], [3, 4]]


def test_lsuv_gives_every_layer_unit_variance_on_the_first_batch() -> None:
    sim = Simulator(small({"weight_init": {"kind": "lsuv", "gain": 1.5}, "depth": 6, "width": 20,
                           "activation": {"kind": "gelu"}, "bias_init": {"kind": "zeros"}},
                          data={"kind": "gaussian", "features": 9, "samples": 40, "batch_size": 40}))
    sim.advance_step()
    assert sim.snapshot().z_std == pytest.approx([1.5] * 7, rel=1e-10)


def test_initializers_depend_on_the_generator_alone() -> None:
    spec = specs.ScaledInit(kind="he_normal")
    assert torch.equal(draw(spec, seed=5), draw(spec, seed=5))
    assert not torch.equal(draw(spec, seed=5), draw(spec, seed=6))


def test_lsuv_is_done_without_dropout() -> None:
    runs = [Simulator(small({"weight_init": {"kind": "lsuv"}, "dropout": p})) for p in (0.0, 0.5)]
    for plain, dropped in zip(*(sim.network.sites for sim in runs), strict=True):
        assert torch.equal(plain.weight, dropped.weight)


# ---- operations -----------------------------------------------------------------------------------


def test_dropout_alone() -> None:
    x, out, grad_out, grad_x, mask = torch.randn(5, 6, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    dropout = Dropout(x, out, grad_out, grad_x, mask, 0.25)
    dropout.forward()
    assert torch.equal(out, x), "nothing is dropped before the first draw"
    dropout.draw(torch.Generator().manual_seed(1))
    dropout.forward()
    dropout.backward()
    leaf = x.clone().requires_grad_()
    traced = dropout.traced(leaf)
    assert torch.equal(traced, out)
    assert torch.equal(torch.autograd.grad(traced, leaf, grad_out)[0], grad_x)
    assert torch.equal(dropout.vjp(grad_out), grad_x)
    assert 0 < int((out == 0).sum()) < out.numel()


# ---- data -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", [specs.Digits(), specs.Moons(), specs.Circles(), specs.Spirals(classes=3),
                                  specs.Xor(), specs.Blobs(features=3, classes=4), specs.Iris(), specs.Wine(),
                                  specs.BreastCancer(), specs.GaussianData(features=7),
                                  specs.ConstantData(features=3, samples=5)],
                         ids=lambda spec: spec.kind)
def test_what_a_data_set_holds(spec: Any) -> None:
    loaded, features, classes = data.load(spec, 0), *spec.shape
    assert loaded.inputs.shape == (len(loaded), features)
    assert loaded.inputs.dtype == np.float64
    assert set(loaded.targets.tolist()) == set(range(classes))
    assert np.isfinite(loaded.inputs).all()
    np.testing.assert_array_equal(data.load(spec, 0).inputs, loaded.inputs)
    if "samples" in type(spec).model_fields and spec.kind != "constant":
        assert not np.array_equal(data.load(spec, 1).inputs, loaded.inputs)
        assert len(loaded) == spec.samples


def test_the_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    loaded = data.load(specs.Digits(), 0)
    assert (len(loaded), specs.Digits().image) == (1797, (1, 8, 8))
    np.testing.assert_array_equal(loaded.targets, labels)
    standardised = (pixels - pixels.mean()) / pixels.std()
    np.testing.assert_allclose(loaded.inputs, standardised, rtol=1e-12)


def test_rescaled_gaussian_inputs_have_one_length() -> None:
    inputs = data.load(specs.GaussianData(features=16, std=0.7, rescale=True), 3).inputs
    np.testing.assert_allclose(np.linalg.norm(inputs, axis=1), 0.7 * 4, rtol=1e-12)


# ---- update rules ---------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", [
    specs.Sgd(lr=0.1), specs.Sgd(lr=0.1, momentum=0.9),
    specs.Sgd(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
    specs.Adam(), specs.Adam(lr=0.1, beta1=0.5, beta2=0.7, eps=1e-4, weight_decay=0.1),
    specs.AdamW(), specs.AdamW(lr=0.1, beta1=0.5, beta2=0.7, eps=1e-4, weight_decay=0.3), specs.AdamW(weight_decay=0),
    specs.Rmsprop(), specs.Rmsprop(lr=0.1, alpha=0.5, eps=1e-4, momentum=0.9, weight_decay=0.1),
    specs.Adagrad(), specs.Adagrad(lr=0.1, eps=1e-3, weight_decay=0.1)], ids=str)
def test_an_update_rule_is_that_of_torch(spec: Any) -> None:
    random = torch.Generator().manual_seed(0)
    start = torch.randn(50, dtype=torch.float64, generator=random)
    mine, theirs = start.clone(), start.clone().requires_grad_()
    rule, reference = rules.rule(spec, mine), make_optimizer(small().with_value("optimizer", spec), [theirs])
    for step in range(30):
        gradient = torch.randn(50, dtype=torch.float64, generator=random) * 10.0 ** (step % 12 - 6)
        theirs.grad, before = gradient.clone(), mine.clone()
        rule.update(gradient)
        reference.step()
        torch.testing.assert_close(mine, theirs.detach(), rtol=1e-12, atol=1e-14)
        torch.testing.assert_close(before - rule.last_lr * rule.direction, mine, rtol=1e-13, atol=1e-14)
    assert len(rule.buffers) <= rule.memory


def test_decoupled_weight_decay_is_no_gradient() -> None:
    """A gradient of zero: AdamW shrinks the weights by lr·λ, Adam normalises the penalty away."""
    for spec, wanted in ((specs.AdamW(lr=0.1, weight_decay=0.5), 0.95), (specs.Adam(lr=0.1, weight_decay=0.5), 0.9)):
        values = torch.ones(3, dtype=torch.float64)
        rules.rule(spec, values).update(torch.zeros(3, dtype=torch.float64))
        assert values.tolist() == pytest.approx([wanted] * 3, rel=1e-7)


# ---- schedules ------------------------------------------------------------------------------------


@pytest.mark.parametrize("schedule", [
    specs.ConstantRate(), specs.StepRate(every=1), specs.StepRate(every=4, factor=0.5), specs.StepRate(every=3, factor=0),
    specs.CosineRate(steps=10), specs.CosineRate(steps=1), specs.CosineRate(steps=9, final=0.2),
    specs.CosineRate(steps=12, final=0.1, warmup=5), specs.CosineRate(steps=2, warmup=1), specs.WarmupRate(steps=1),
    specs.WarmupRate(steps=7)], ids=str)
def test_a_schedule_is_that_of_torch(schedule: Any) -> None:
    optimizer = specs.Adam(lr=0.3, schedule=schedule)
    found = [schedules.learning_rate(optimizer, step) for step in range(16)]
    assert found == pytest.approx([scheduled_lr(optimizer, step) for step in range(16)], rel=1e-12, abs=1e-16)


def test_a_schedule_reaches_its_end_and_stays() -> None:
    for schedule, end in ((specs.CosineRate(steps=5, final=0.25), 0.25), (specs.WarmupRate(steps=5), 1.0)):
        optimizer = specs.Sgd(lr=2.0, schedule=schedule)
        assert [schedules.learning_rate(optimizer, step) for step in (5, 6, 10**9)] == [2 * end] * 3
    assert schedules.learning_rate(specs.Sgd(schedule=specs.StepRate(every=1)), 10**7) == 0.0


def test_a_warmup_as_long_as_its_schedule_is_refused() -> None:
    schedule = {"kind": "cosine", "steps": 10, "warmup": 10}
    with pytest.raises(GradsimError, match="warmup: 10 must be less"):
        Experiment.from_dict({"optimizer": {"kind": "sgd", "schedule": schedule}})


@pytest.mark.parametrize(("total", "largest", "wanted"), [
    (5.0, 1.0, 1 / (5 + 1e-6)), (0.5, 1.0, 1.0), (0.0, 1.0, 1.0), (1.0, 1.0, 1 / (1 + 1e-6)), (math.inf, 1.0, 0.0),
    (2.0, 0.0, 0.0)])
def test_the_clip_coefficient(total: float, largest: float, wanted: float) -> None:
    assert training.clip_coefficient(total, largest) == pytest.approx(wanted, rel=1e-12)
    assert math.isnan(training.clip_coefficient(math.nan, largest))
