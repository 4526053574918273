"""Activations: value and derivative side by side, by name.

Each class is one function φ with its derivative φ′ written out; both formulas are the ones shown on screen. At kinks the
derivative is PyTorch's choice (relu′(0) = 0, leaky_relu′(0) = slope, elu′(0) = α, hardtanh′(±1) = 0).
A new activation is one new class here and its name in ``specs``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from gradsim import specs

_SELU_SCALE = 1.0507009873554805  # λ, α of Klambauer et al. 2017, as in torch
_SELU_ALPHA = 1.6732632423543772
_SOFTPLUS_LINEAR = 20.0  # torch's softplus is linear beyond this


@cache
def _constant_one(dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.ones((), dtype=dtype, device=device)


def one(like: Tensor) -> Tensor:
    """1 as a tensor () of the same type, made once."""
    return _constant_one(like.dtype, like.device)


class Activation:
    """One function φ, applied elementwise unless ``elementwise`` is False.

    Attributes
    ----------
    rises
        True if φ′ is nowhere negative.
    switches
        True if φ′ is 0 or 1 everywhere, its own square.
    sup
        Supremum of |φ′|; math.inf where φ′ is unbounded.
    value_formula, slope_formula
        φ and φ′ as plain text with z, σ and a = φ(z).
    """

    elementwise: ClassVar[bool] = True
    rises: ClassVar[bool] = True
    switches: ClassVar[bool] = False
    sup: float = 1.0
    value_formula: str = ""
    slope_formula: str = ""

    def value(self, z: Tensor) -> Tensor:
        """φ(z), any shape."""
        raise NotImplementedError

    def traced(self, z: Tensor) -> Tensor:
        """φ(z) by torch's own function; overridden where ``value`` is written out."""
        return self.value(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        """φ′(z), same shape; ``a`` = φ(z) where it is already known."""
        raise NotImplementedError

    def slope_into(self, z: Tensor, a: Tensor, out: Tensor) -> None:
        """Write φ′(z) to ``out``; same shapes, ``a`` = φ(z)."""
        out.copy_(self.slope(z, a))

    def forward(self, z: Tensor, out: Tensor) -> None:
        """Write φ(z) to ``out``; same shapes."""
        out.copy_(self.value(z))

    def backward(self, g: Tensor, z: Tensor, a: Tensor, out: Tensor) -> None:
        """Write δ = g ⊙ φ′(z) to ``out``; all (B, n)."""
        torch.mul(g, self.slope(z, a), out=out)

    def vjp(self, g: Tensor, z: Tensor, a: Tensor) -> Tensor:
        """δ for any number of upstream gradients g (…, B, n) at once."""
        return g * self.slope(z, a)


class Identity(Activation):
    value_formula, slope_formula = "φ(z) = z", "φ′(z) = 1"

    def value(self, z: Tensor) -> Tensor:
        return z

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return torch.ones_like(z)

    def backward(self, g: Tensor, z: Tensor, a: Tensor, out: Tensor) -> None:
        out.copy_(g)


class Sigmoid(Activation):
    sup = 0.25
    value_formula, slope_formula = "σ(z) = 1 / (1 + e⁻ᶻ)", "σ′(z) = σ(z)·(1 − σ(z))"

    def value(self, z: Tensor) -> Tensor:
        return torch.sigmoid(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        s = torch.sigmoid(z) if a is None else a
        return (1 - s) * s

    def slope_into(self, z: Tensor, a: Tensor, out: Tensor) -> None:
        torch.sub(one(a), a, out=out).mul_(a)

    def forward(self, z: Tensor, out: Tensor) -> None:
        torch.sigmoid(z, out=out)

    def backward(self, g: Tensor, z: Tensor, a: Tensor, out: Tensor) -> None:
        torch.ops.aten.sigmoid_backward.grad_input(g, a, grad_input=out)


class Tanh(Activation):
    value_formula, slope_formula = "φ(z) = tanh z", "φ′(z) = 1 − tanh² z"

    def value(self, z: Tensor) -> Tensor:
        return torch.tanh(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        t = torch.tanh(z) if a is None else a
        return 1 - t * t

    def slope_into(self, z: Tensor, a: Tensor, out: Tensor) -> None:
        torch.addcmul(one(a), a, a, value=-1, out=out)

    def forward(self, z: Tensor, out: Tensor) -> None:
        if z.is_cpu and z.dtype == torch.float32:  # numpy takes a sixth of torch's time here, and is as exact (1 ulp)
            np.tanh(z.numpy(), out=out.numpy())
        else:
            torch.tanh(z, out=out)

    def backward(self, g: Tensor, z: Tensor, a: Tensor, out: Tensor) -> None:
        torch.ops.aten.tanh_backward.grad_input(g, a, grad_input=out)


class HardTanh(Activation):
    switches = True
    value_formula, slope_formula = "φ(z) = max(−1, min(1, z))", "φ′(z) = 1 for −1 < z < 1, else 0"

    def value(self, z: Tensor) -> Tensor:
        return functional.hardtanh(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return ((z > -1) & (z < 1)).to(z.dtype)


class SoftSign(Activation):
    value_formula, slope_formula = "φ(z) = z / (1 + |z|)", "φ′(z) = 1 / (1 + |z|)²"

    def value(self, z: Tensor) -> Tensor:
        return z / (1 + z.abs())

    def traced(self, z: Tensor) -> Tensor:
        return functional.softsign(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return (1 + z.abs()).pow(-2)


class Relu(Activation):
    switches = True
    value_formula, slope_formula = "φ(z) = max(0, z)", "φ′(z) = 1 for z > 0, else 0"

    def value(self, z: Tensor) -> Tensor:
        return torch.relu(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return (z > 0).to(z.dtype)

    def slope_into(self, z: Tensor, a: Tensor, out: Tensor) -> None:
        torch.gt(a, 0, out=out)  # a, as z is: the backward pass reads it anyway

    def forward(self, z: Tensor, out: Tensor) -> None:
        torch.clamp_min(z, 0, out=out)

    def backward(self, g: Tensor, z: Tensor, a: Tensor, out: Tensor) -> None:
        torch.ops.aten.threshold_backward.grad_input(g, a, 0, grad_input=out)

    def vjp(self, g: Tensor, z: Tensor, a: Tensor) -> Tensor:
        back: Tensor = torch.ops.aten.threshold_backward(g, a.expand_as(g), 0)
        return back


class LeakyRelu(Activation):
    value_formula, slope_formula = "φ(z) = z for z > 0, else {slope:g}·z", "φ′(z) = 1 for z > 0, else {slope:g}"

    def __init__(self, negative_slope: float = 0.01) -> None:
        self._negative = negative_slope
        self.value_formula = self.value_formula.format(slope=negative_slope)
        self.slope_formula = self.slope_formula.format(slope=negative_slope)

    def value(self, z: Tensor) -> Tensor:
        return functional.leaky_relu(z, self._negative)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return torch.where(z > 0, torch.ones_like(z), self._negative)


class Elu(Activation):
    value_formula, slope_formula = "φ(z) = z for z > 0, else {a:g}·(eᶻ − 1)", "φ′(z) = 1 for z > 0, else {a:g}·eᶻ"

    def __init__(self, alpha: float = 1.0) -> None:
        self._alpha = alpha
        self.sup = max(1.0, alpha)
        self.value_formula = self.value_formula.format(a=alpha)
        self.slope_formula = self.slope_formula.format(a=alpha)

    def value(self, z: Tensor) -> Tensor:
        return functional.elu(z, self._alpha)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return torch.where(z > 0, torch.ones_like(z), self._alpha * torch.exp(z.clamp_max(0)))


class Selu(Activation):
    sup = _SELU_SCALE * _SELU_ALPHA
    value_formula = "φ(z) = λ·z for z > 0, else λα·(eᶻ − 1); λ = 1.0507, α = 1.6733"
    slope_formula = "φ′(z) = λ for z > 0, else λα·eᶻ"

    def value(self, z: Tensor) -> Tensor:
        return torch.selu(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        negative = _SELU_SCALE * _SELU_ALPHA * torch.exp(z.clamp_max(0))
        return torch.where(z > 0, torch.full_like(z, _SELU_SCALE), negative)


class Gelu(Activation):
    rises = False
    # φ″(z) = (2 − z²)·pdf(z) vanishes at z = √2
    sup = 0.5 * (1 + math.erf(1.0)) + math.sqrt(2) * math.exp(-1) / math.sqrt(2 * math.pi)
    value_formula, slope_formula = "φ(z) = z·Φ(z)", "φ′(z) = Φ(z) + z·Φ′(z), Φ: normal distribution function"

    def value(self, z: Tensor) -> Tensor:
        return functional.gelu(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        cdf = 0.5 * (1 + torch.erf(z * math.sqrt(0.5)))
        return cdf + z * torch.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)


class Silu(Activation):
    rises = False
    sup = 1.0998393201288669  # at z = 2.39935728051546…
    value_formula, slope_formula = "φ(z) = z·σ(z)", "φ′(z) = σ(z)·(1 + z·(1 − σ(z)))"

    def value(self, z: Tensor) -> Tensor:
        return functional.silu(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        s = torch.sigmoid(z)
        return s * (1 + z * (1 - s))


class Mish(Activation):
    rises = False
    sup = 1.0884981612517279  # at z = 1.49057117948…
    value_formula = "φ(z) = z·tanh(ln(1 + eᶻ))"
    slope_formula = "φ′(z) = t + z·σ(z)·(1 − t²), t = tanh(ln(1 + eᶻ))"

    def value(self, z: Tensor) -> Tensor:
        return functional.mish(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        t = torch.tanh(functional.softplus(z))
        return t + z * torch.sigmoid(z) * (1 - t * t)


class SoftPlus(Activation):
    value_formula, slope_formula = "φ(z) = ln(1 + eᶻ)", "φ′(z) = σ(z)"

    def value(self, z: Tensor) -> Tensor:
        return functional.softplus(z, threshold=_SOFTPLUS_LINEAR)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return torch.where(z > _SOFTPLUS_LINEAR, torch.ones_like(z), torch.sigmoid(z))


class Exponential(Activation):
    sup = math.inf
    value_formula, slope_formula = "φ(z) = eᶻ", "φ′(z) = eᶻ"

    def value(self, z: Tensor) -> Tensor:
        return torch.exp(z)

    def slope(self, z: Tensor, a: Tensor | None = None) -> Tensor:
        return torch.exp(z) if a is None else a


class Softmax(Activation):
    """Couples the units of a sample: ∂a_i/∂z_j = a_i·(δ_ij − a_j); there is no elementwise slope."""

    elementwise = False
    sup = math.inf
    value_formula, slope_formula = "φ(z)ᵢ = eᶻⁱ / Σⱼ eᶻʲ", "∂φᵢ/∂zⱼ = φᵢ·(δᵢⱼ − φⱼ)"

    def value(self, z: Tensor) -> Tensor:
        return torch.softmax(z, -1)

    def backward(self, g: Tensor, z: Tensor, a: Tensor, out: Tensor) -> None:
        out.copy_(self.vjp(g, z, a))

    def vjp(self, g: Tensor, z: Tensor, a: Tensor) -> Tensor:
        return a * (g - (g * a).sum(-1, keepdim=True))


ACTIVATIONS: dict[str, Callable[..., Activation]] = {
    "identity": Identity, "sigmoid": Sigmoid, "tanh": Tanh, "hardtanh": HardTanh, "softsign": SoftSign, "relu": Relu,
    "leaky_relu": LeakyRelu, "elu": Elu, "selu": Selu, "gelu": Gelu, "silu": Silu, "mish": Mish,
    "softplus": SoftPlus, "exponential": Exponential, "softmax": Softmax,
}


def build(spec: specs.PlainActivation | specs.LeakyRelu | specs.Elu) -> Activation:
    """The activation that ``spec`` describes."""
    options: dict[str, Any] = spec.model_dump(exclude={"kind"})
    return ACTIVATIONS[spec.kind](**options)
