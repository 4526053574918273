"""Initializers: how weights and biases are drawn, by name.

All draws are float64 on the CPU from an explicit generator, so that every dtype and device starts from the same numbers.
A new initializer is one function in :data:`WEIGHTS` and its name in ``specs``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor
from torch.nn import init

from gradsim import specs


class Shape(NamedTuple):
    """A weight matrix, and how many places of a kernel its columns belong to (1 if dense)."""

    n_out: int
    n_in: int
    taps: int = 1

    @property
    def matrix(self) -> tuple[int, int]:
        return self.n_out, self.n_in


Fill = Callable[[Any, Shape, Generator, int], Tensor]


def _normal(shape: tuple[int, int], std: float, generator: Generator, mean: float = 0.0) -> Tensor:
    return torch.randn(shape, generator=generator, dtype=torch.float64) * std + mean


def _uniform(shape: tuple[int, int], low: float, high: float, generator: Generator) -> Tensor:
    return torch.rand(shape, generator=generator, dtype=torch.float64) * (high - low) + low


def _variance(kind: str, shape: Shape) -> float:
    """Var W for unit gain: Glorot & Bengio 2010; He et al. 2015; LeCun et al. 1998.

    The fans of a convolution are C_in·kh·kw and C_out·kh·kw.
    """
    fan_in, fan_out = shape.n_in, shape.n_out * shape.taps
    return {"xavier": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[kind]


def _scaled(spec: specs.ScaledInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    kind, form = spec.kind.split("_")
    std = spec.gain * math.sqrt(_variance(kind, shape))
    if form == "normal":
        return _normal(shape.matrix, std, generator)
    return _uniform(shape.matrix, -std * math.sqrt(3), std * math.sqrt(3), generator)


def _orthogonal(spec: specs.ScaledInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    weight = torch.empty(shape.matrix, dtype=torch.float64)
    init.orthogonal_(weight, gain=spec.gain, generator=generator)
    return weight


def _identity(spec: specs.ScaledInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    """Each output is its input; a convolution has ones at the centre of its kernels (as torch.nn.init.dirac_)."""
    weight = torch.zeros(shape.n_out, shape.n_in // shape.taps, shape.taps, dtype=torch.float64)
    weight[:, :, shape.taps // 2].fill_diagonal_(spec.gain)
    return weight.flatten(1)


def _constant(spec: specs.ConstantInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    return torch.full(shape.matrix, spec.value, dtype=torch.float64)


def _free_normal(spec: specs.NormalInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    return _normal(shape.matrix, spec.std, generator, spec.mean)


def _truncated(spec: specs.NormalInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    weight = torch.empty(shape.matrix, dtype=torch.float64)
    init.trunc_normal_(weight, 0.0, 1.0, -2.0, 2.0, generator=generator)
    return weight * spec.std + spec.mean


def _free_uniform(spec: specs.UniformInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    return _uniform(shape.matrix, spec.low, spec.high, generator)


def _values(spec: specs.ValuesInit, shape: Shape, generator: Generator, layer: int) -> Tensor:
    value = torch.tensor(spec.values[layer], dtype=torch.float64)
    return value.expand(shape.matrix).clone()


WEIGHTS: dict[str, Fill] = {
    "xavier_normal": _scaled, "xavier_uniform": _scaled, "he_normal": _scaled, "he_uniform": _scaled,
    "lecun_normal": _scaled, "lecun_uniform": _scaled, "orthogonal": _orthogonal, "identity": _identity,
    "lsuv": _orthogonal,  # Mishkin & Matas 2016: orthogonal first, then scaled on data by Network.scale_to_unit_variance
    "constant": _constant, "normal": _free_normal, "truncated_normal": _truncated, "uniform": _free_uniform,
    "values": _values,
}


def weight(spec: specs.WeightInit, shape: tuple[int, int], generator: Generator, layer: int, taps: int = 1) -> Tensor:
    """Draw one weight matrix.

    Parameters
    ----------
    spec
        The initializer and its options.
    shape
        (n_out, n_in).
    layer
        0…, input side first; selects the entry of ``values``.
    taps
        kh·kw of a convolution, whose matrix is (C_out, C_in·kh·kw).

    Returns
    -------
    Tensor (n_out, n_in), float64, CPU.
    """
    return WEIGHTS[spec.kind](spec, Shape(*shape, taps), generator, layer)


def bias(spec: specs.BiasInit, n_out: int, generator: Generator, layer: int) -> Tensor:
    """Draw one bias vector (n_out,), float64, CPU; arguments as in :func:`weight`."""
    shape = (1, n_out)
    if isinstance(spec, specs.ConstantBias):
        return torch.full((n_out,), spec.value, dtype=torch.float64)
    if isinstance(spec, specs.NormalBias):
        return _normal(shape, spec.std, generator)[0]
    if isinstance(spec, specs.UniformBias):
        return _uniform(shape, spec.low, spec.high, generator)[0]
    if isinstance(spec, specs.ValuesBias):
        return torch.tensor(spec.values[layer], dtype=torch.float64).expand(n_out).clone()
    return torch.zeros(n_out, dtype=torch.float64)
