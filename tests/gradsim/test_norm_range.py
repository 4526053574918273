"""Norms of numbers whose squares leave the range of float32: the square of 1e25 is infinite there, that of 1e-25 is 0."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from gradsim import Experiment, Simulator
from gradsim.layers.norm import Normalize
from gradsim.layers.norm_images import NormalizeImages

Maker = Callable[[Tensor, Tensor, str, float], Normalize]
KINDS = ("batch_norm", "layer_norm", "rms_norm")
SIZES = [(1.0, 1e-5), (1e25, 1e-5), (1e36, 1e-5), (1e-25, 0.0), (1e-36, 0.0), (1e-25, 1e-5)]


def dense(x: Tensor, grad_out: Tensor, kind: str, eps: float) -> Normalize:
    inverse = x.new_zeros((1, x.shape[1]) if kind == "batch_norm" else (len(x), 1))
    return Normalize(x, torch.zeros_like(x), grad_out, torch.zeros_like(x), kind, eps, torch.zeros_like(x), inverse)


def images(x: Tensor, grad_out: Tensor, kind: str, eps: float) -> NormalizeImages:
    return NormalizeImages(x, torch.zeros_like(x), grad_out, torch.zeros_like(x), kind, eps, (3, 4))


@pytest.mark.parametrize(("size", "eps"), SIZES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", [dense, images])
def test_a_norm_of_float32_is_that_of_float64(make: Maker, kind: str, size: float, eps: float) -> None:
    random = torch.Generator().manual_seed(2)
    x, grad_out = (torch.randn(8, 48, generator=random, dtype=torch.float64) for _ in range(2))
    found = []
    for dtype in (torch.float32, torch.float64):
        norm = make((x * size).to(dtype), (grad_out * size).to(dtype), kind, eps)
        norm.gamma, norm.beta = (torch.full((3 if make is images else 48,), value, dtype=dtype) for value in (0.5, -1.0))
        norm.grad_gamma, norm.grad_beta = torch.zeros_like(norm.gamma), torch.zeros_like(norm.beta)
        norm.forward()
        norm.backward()
        results = (norm.out, norm.inverse, norm.grad_x, norm.vjp(norm.grad_out), norm.grad_gamma, norm.grad_beta)
        found.append([result.double() for result in results])
    for single, double in zip(*found, strict=True):
        assert (single - double).norm() <= 1e-5 * double.norm() + 1e-44  # ∂L/∂γ may be less than float32's least


@pytest.mark.parametrize("make", [dense, images])
@pytest.mark.parametrize("kind", KINDS)
def test_a_norm_of_nothing_but_zeros_is_zero(make: Maker, kind: str) -> None:
    x = torch.zeros(8, 48)
    norm = make(x, torch.ones_like(x), kind, 1e-5)
    norm.forward()
    assert not norm.out.any()
    assert norm.inverse == pytest.approx(1e-5**-0.5)


@pytest.mark.parametrize("scale", [1e24, 1e-25])
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_norm_inside_a_cell_takes_weights_of_any_size(kind: str, scale: float) -> None:
    found = []
    for dtype in ("float32", "float64"):
        sim = Simulator(Experiment.from_dict({
            "dtype": dtype, "model": {"kind": kind, "hidden": 8, "norm": {"kind": "layer_norm", "eps": 0.0}}, "loss": "mse",
            "data": {"kind": "adding", "length": 6, "batch_size": 8}, "optimizer": {"kind": "sgd", "lr": 0.0}}))
        with torch.inference_mode():
            for layer in sim.network.layers:
                layer.weight.mul_(scale)
        sim.advance_step()
        found.append(sim.snapshot())
    single, double = found
    for name in ("z_std", "a_rms", "grad_activation_norm", "delta_norm", "grad_weight_norm", "factor", "gain"):
        assert getattr(single, name) == pytest.approx(getattr(double, name), rel=2e-3, nan_ok=True), name
    assert not single.nonfinite.any()
