"""Convolutional networks: every per-site number against the oracle, and what is their own."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from oracle import FACTORS, batch_of
from oracle_conv import ConvOracle, conv_parameters_of
from strategies import conv_experiments

from gradsim import Experiment, Simulator, checkpoint, initializers, inspection, specs
from gradsim.jacobians_images import ImageProbe
from gradsim.layers import Convolve, NormalizeImages, convolution
from gradsim.messages import Ask
from gradsim.plan import plan
from gradsim.problems import GradsimError
from gradsim.site_plan import Convolution
from gradsim.subset import Subset

BIAS = {"kind": "normal", "std": 0.2}
TINY = {"depth": 8, "width": 2, "image_size": 8, "bias_init": BIAS, "activation": {"kind": "silu"}}
NORMS = ("none", "batch_norm", "layer_norm", "rms_norm")


def experiment(model: dict[str, Any], batch: int = 2, **top: Any) -> Experiment:
    return Experiment.from_dict({"dtype": "float64", "device": "cpu", "seed": 3, "optimizer": {"kind": "sgd", "lr": 0.05},
                                 "data": {"kind": "digits", "batch_size": batch}, "model": model} | top)


def check(chosen: Experiment, steps: int = 1, with_factors: bool = True) -> None:
    """Walk the engine and the oracle side by side; every step starts from the engine's own weights."""
    sim = Simulator(chosen)
    oracle = ConvOracle(chosen, sim, with_factors=with_factors)
    for _ in range(steps):
        before = conv_parameters_of(sim)
        sim.advance_step()
        assert oracle.step(batch_of(sim), before).is_finite()
        oracle.check(sim.snapshot(), skip=() if with_factors else FACTORS)
        oracle.check_parameters(sim)


def norm(kind: str, affine: bool = True) -> dict[str, Any]:
    return {"kind": kind} | ({} if kind == "none" else {"eps": 0.1, "affine": affine})


# ---- against the oracle ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NORMS)
@pytest.mark.parametrize("model", [
    {"kind": "plain_cnn"}, {"kind": "resnet", "residual": {"scale": "1/sqrt(depth)"}},
    {"kind": "resnet", "residual": {"kind": "pre_activation", "scale": 0.5}}], ids=["plain", "post", "pre"])
def test_norm_in_plain_and_residual_nets(kind: str, model: dict) -> None:
    check(experiment(TINY | model | {"norm": norm(kind, affine=model["kind"] == "resnet")}))


@pytest.mark.parametrize("residual", ["post_activation", "pre_activation"])
def test_learned_scale_and_bottlenecks(residual: str) -> None:
    check(experiment(TINY | {"kind": "resnet", "depth": 11, "width": 1, "bottleneck": True,
                             "residual": {"kind": residual, "scale": "learned"}}), steps=2)


@pytest.mark.parametrize("residual", ["post_activation", "pre_activation"])
def test_softmax_couples_the_channels_of_a_pixel(residual: str) -> None:
    check(experiment(TINY | {"kind": "resnet", "activation": {"kind": "softmax"}, "residual": {"kind": residual}}))


@pytest.mark.parametrize("kind", ["none", "batch_norm"])
def test_alexnet_with_its_factors(kind: str) -> None:
    check(experiment({"kind": "alexnet", "width": 1, "norm": norm(kind), "bias_init": BIAS}))


@pytest.mark.parametrize("pooling", ["average", "max"])
@pytest.mark.parametrize("kind", NORMS)
def test_lenet5(kind: str, pooling: str) -> None:
    check(experiment({"kind": "lenet5", "norm": norm(kind), "pooling": pooling, "bias_init": BIAS}), 2, with_factors=False)


@pytest.mark.parametrize("pooling", ["average", "max"])
@pytest.mark.parametrize("kind", NORMS)
def test_factors_with_pooling_are_those_of_the_pushed_identity(kind: str, pooling: str) -> None:
    sim = Simulator(experiment({"kind": "lenet5", "norm": norm(kind), "pooling": pooling}))
    sim.advance_step()
    site = sim.network.sites[1]
    with torch.inference_mode():
        outputs = site.activation.numel()
        rows = torch.eye(outputs, dtype=torch.float64).view(outputs, *site.activation.shape)
        exact = float(site.vjp(rows).square().sum() / outputs)
        probe = ImageProbe(sim.network, site.stack)
        assert float(probe.gain().square) == pytest.approx(exact, rel=1e-10)


@settings(max_examples=8)
@given(conv_experiments())
def test_any_small_convolutional_experiment(chosen: Experiment) -> None:
    sim = Simulator(chosen)
    oracle = ConvOracle(chosen, sim)
    sim.advance_step()
    if oracle.step(batch_of(sim)).is_finite():
        oracle.check(sim.snapshot())
        oracle.check_parameters(sim)


# ---- estimates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [
    TINY | {"kind": "resnet", "width": 6}, TINY | {"kind": "resnet", "width": 6, "residual": {"kind": "pre_activation"}},
    TINY | {"kind": "resnet", "width": 4, "norm": norm("layer_norm")}], ids=["post", "pre", "layer_norm"])
def test_an_estimated_factor_is_unbiased_and_knows_its_error(model: dict) -> None:
    sim = Simulator(experiment(model, batch=8))
    sim.advance_step()
    with torch.inference_mode():
        probe = ImageProbe(sim.network, sim.network.sites[3].stack)
        exact = float(probe.gain().square)
        assert probe.is_exact
        probe.reads_all = False
        found = []
        for seed in range(150):
            probe.subset = Subset(8, sim.network.sites[3].plan.image_after("activate")[0], seed, torch.device("cpu"))
            gain = probe.gain()
            found.append((float(gain.square), float(gain.error)))
    values, errors = np.array(found).T
    assert abs(values.mean() - exact) < 4 * values.std() / 150**0.5
    assert 0 < values.std() < 0.02 * exact
    assert np.sqrt((errors**2).mean()) == pytest.approx(values.std(), rel=0.35)


def test_an_estimate_is_told_as_one() -> None:
    sim = Simulator(experiment({"kind": "resnet", "depth": 8, "width": 16}, batch=16, dtype="float32"))
    sim.advance_step()
    snapshot = sim.snapshot()
    assert (snapshot.factor_se[:3] > 0).all()
    assert np.isnan(snapshot.factor_se[-1])  # the head's is exact


# ---- runs -----------------------------------------------------------------------------------------


def small_resnet(**top: Any) -> Experiment:
    return experiment(TINY | {"kind": "resnet"}, batch=6, **top)


def test_micro_steps_and_looking_change_nothing() -> None:
    chosen = experiment(TINY | {"kind": "resnet", "width": 1})
    whole, micro = Simulator(chosen), Simulator(chosen)
    for _ in range(2):
        whole.advance_step()
        for place in range(2 * len(micro.sites) + 3):
            micro.advance()
            if place % 3:
                micro.snapshot()
            inspection.tiles(micro, Ask(units=4))
            inspection.detail(micro, Ask(site=3))
    assert torch.equal(whole.network.parameters.values, micro.network.parameters.values)
    for name in ("loss", "grad_activation_norm", "factor"):
        np.testing.assert_array_equal(getattr(whole.history.since(0), name), getattr(micro.history.since(0), name))


def test_a_checkpoint_goes_on_with_the_same_run(tmp_path: Any) -> None:
    first, second = Simulator(small_resnet()), Simulator(small_resnet())
    first.advance_step()
    checkpoint.save(first, tmp_path / "run.npz")
    checkpoint.restore(second, tmp_path / "run.npz")
    first.advance_step()
    second.advance_step()
    assert torch.equal(first.network.parameters.values, second.network.parameters.values)


def test_the_gain_of_the_first_layer_is_there_although_no_step_needs_it() -> None:
    sim = Simulator(small_resnet())
    sim.advance_step()
    snapshot = sim.snapshot()
    inputs = sim.batch.inputs.clone()
    assert not snapshot.missing("gain")[0]
    assert snapshot.gain[0] > 0
    sim.advance_step()
    assert sim.glance().gain[0] == snapshot.gain[0]  # of the last complete look
    assert not torch.equal(inputs, sim.batch.inputs)


def test_images_are_scaled_once_and_shown_as_the_network_sees_them() -> None:
    sim = Simulator(experiment({"kind": "lenet5"}))
    sample = inspection.sample(sim, Ask())
    assert sample.image_shape == (32, 32)
    assert sample.inputs.shape == (1024,)
    sim.advance()
    tiles = inspection.tiles(sim, Ask(units=8))
    assert (~np.isnan(tiles.activation[0])).sum() == 6  # one level per channel


def test_lsuv_gives_every_convolution_unit_variance() -> None:
    sim = Simulator(experiment(TINY | {"kind": "plain_cnn", "weight_init": {"kind": "lsuv"}, "norm": norm("none"),
                                       "bias_init": {"kind": "zeros"}}, batch=1797))
    sim.advance_step()
    assert sim.snapshot().z_std == pytest.approx([1.0] * 8, rel=1e-10)


# ---- shapes ---------------------------------------------------------------------------------------


def test_lenet5_has_its_shape_of_1998() -> None:
    sites = plan(experiment({"kind": "lenet5"}))
    assert [site.n_out for site in sites] == [6 * 14 * 14, 16 * 5 * 5, 120, 84, 10]
    assert [site.z_width for site in sites[:2]] == [6 * 28 * 28, 16 * 10 * 10]
    sites_shown = Simulator(experiment({"kind": "lenet5"})).sites
    assert list(sites_shown.kind) == ["conv", "conv", "dense", "dense", "head"]
    assert list(sites_shown.fan_in) == [25, 150, 400, 120, 84]
    assert list(sites_shown.fan_out) == [150, 400, 120, 84, 10]


@pytest.mark.parametrize(("model", "convolutions", "projections"), [
    ({"kind": "resnet", "depth": 20}, 19, 2), ({"kind": "plain_cnn", "depth": 56}, 55, 0),
    ({"kind": "resnet", "depth": 110, "residual": {"kind": "pre_activation"}}, 109, 2),
    ({"kind": "resnet", "depth": 29, "bottleneck": True}, 28, 3), ({"kind": "alexnet"}, 5, 0)], ids=str)
def test_layers_of_a_network(model: dict, convolutions: int, projections: int) -> None:
    sites = plan(experiment(model))
    assert sum(site.conv is not None for site in sites) == convolutions
    assert sum(site.shortcut is not None for site in sites) == projections
    assert sites[-1].is_head
    assert all(before.n_out == after.n_in for before, after in pairwise(sites))


@pytest.mark.parametrize(("model", "sentence"), [
    ({"kind": "resnet", "depth": 21}, "model.depth: 21 does not fit; three stages of equal blocks have 20 or 26 layers."),
    ({"kind": "resnet", "depth": 32, "bottleneck": True},
     "model.depth: 32 does not fit; three stages of equal blocks have 29 or 38 layers."),
    ({"kind": "plain_cnn", "image_size": 4}, "model.image_size: 4 is out of range; allowed: 8 to 64."),
    ({"kind": "lenet5", "weight_init": {"kind": "values", "values": [1.0]}},
     "model.weight_init.values: the length 1 does not fit; expected 5.")], ids=str)
def test_what_is_refused(model: dict, sentence: str) -> None:
    with pytest.raises(GradsimError) as caught:
        experiment(model)
    assert str(caught.value) == sentence


def test_data_without_images_are_refused() -> None:
    with pytest.raises(GradsimError, match="lenet5 needs images, but moons has none"):
        experiment({"kind": "lenet5"}, data={"kind": "moons"})


def test_initializers_of_a_convolution() -> None:
    random = torch.Generator().manual_seed(0)
    he = initializers.weight(specs.ScaledInit(kind="he_normal"), (64, 32 * 9), random, 0, 9)
    assert float(he.std()) == pytest.approx((2 / (32 * 9)) ** 0.5, rel=0.02)
    xavier = initializers.weight(specs.ScaledInit(kind="xavier_normal"), (64, 32 * 9), random, 0, 9)
    assert float(xavier.std()) == pytest.approx((2 / ((32 + 64) * 9)) ** 0.5, rel=0.02)
    kernel = torch.nn.init.dirac_(torch.empty(3, 5, 3, 3, dtype=torch.float64))
    identity = initializers.weight(specs.ScaledInit(kind="identity", gain=1.0), (3, 45), random, 0, 9)
    assert torch.equal(identity, kernel.flatten(1))


def test_an_experiment_without_a_kind_is_a_dense_network() -> None:
    assert Experiment.from_dict({"model": {"depth": 2}}).model.kind == "mlp"


@pytest.mark.parametrize("side", [3, 40])
@pytest.mark.parametrize("affine", [True, False])
def test_the_norm_passes_several_gradients_back_as_autograd_does(side: int, affine: bool) -> None:
    random = torch.Generator().manual_seed(1)
    shape = (6, 2 * side**2)
    x, out, grad_out, grad_x = (torch.randn(shape, generator=random, dtype=torch.float64) for _ in range(4))
    norm = NormalizeImages(x, out, grad_out, grad_x, "batch_norm", 1e-3, (2, side))
    if affine:
        norm.gamma, norm.beta = torch.tensor([0.5, -2.0], dtype=torch.float64), torch.ones(2, dtype=torch.float64)
    norm.forward()
    g = torch.randn(3, *shape, generator=random, dtype=torch.float64)
    with torch.enable_grad():
        leaf = x.clone().requires_grad_()
        traced = norm.traced(leaf)
        wanted = torch.stack([torch.autograd.grad(traced, leaf, one, retain_graph=True)[0] for one in g])
    torch.testing.assert_close(norm.vjp(g), wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("with_skip", [True, False])
@pytest.mark.parametrize("side", [6, 7])
def test_a_pointwise_convolution_that_skips_pixels(side: int, with_skip: bool, bias: bool) -> None:
    generator = torch.Generator().manual_seed(5)
    shape = Convolution(channels=3, side=side, filters=4, kernel=1, stride=2, padding=0)

    def numbers(*size: int) -> torch.Tensor:
        return torch.randn(*size, generator=generator, dtype=torch.float64)

    x, weight, offset = numbers(2, 3 * side**2), numbers(4, 3), numbers(4)
    grad_out, skip_grad = numbers(2, 4 * shape.side_out**2), numbers(2, 3 * side**2)
    results = []
    for make in (convolution, Convolve):
        out, grad_x = torch.empty_like(grad_out), torch.empty_like(x)
        grads = torch.empty_like(weight), torch.empty_like(offset)
        operation = make(x, out, grad_out, grad_x, shape, (weight, grads[0]), (offset, grads[1]) if bias else None)
        operation.skip_grad = skip_grad if with_skip else None
        operation.forward()
        operation.backward()
        results.append([out, grad_x, grads[0], *([grads[1]] if bias else [])])
    assert type(convolution(x, out, grad_out, grad_x, shape, (weight, grads[0]), None)) is not Convolve
    for found, expected in zip(*results, strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("norm", ["none", "batch_norm", "layer_norm"])
@pytest.mark.parametrize("probes", [2, 3])
def test_any_number_of_random_vectors(probes: int, norm: str) -> None:
    sim = Simulator(Experiment.from_dict({"probes": probes, "data": {"kind": "digits", "batch_size": 64},
                                          "model": {"kind": "resnet", "depth": 8, "norm": {"kind": norm}}}))
    sim.advance_step()
    seen = sim.snapshot()
    assert np.isfinite(seen.factor).all()
    assert np.isfinite(seen.block_factor[seen.sites.site == seen.sites.block_end]).all()
