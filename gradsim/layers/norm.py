"""Normalize: batch, layer and RMS normalization, and the plain copy that stands where a site has none."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from gradsim.layers.base import Operation
from gradsim.layers.squares import SquareRange


class Normalize(Operation):
    """out = γ n̂ + β with n̂ = (x − mean) / s, s = √(var + eps); biased variance.

    batch_norm takes mean and variance over the batch (Ioffe & Szegedy 2015), layer_norm over the units of a sample (Ba et
    al. 2016), rms_norm takes no mean and the mean square over the units (Zhang & Sennrich 2019).
    Backward, with h = γ ⊙ ∂L/∂out and means over the same axis: ∂L/∂x = (h − mean(h) − n̂·mean(h n̂)) / s.

    Attributes
    ----------
    normalized
        n̂ (B, n).
    inverse
        1/s: (1, n) for batch_norm, (B, 1) else.
    gamma, beta, grad_gamma, grad_beta
        (n,), or None where the norm is not affine.
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, kind: str, eps: float,
                 normalized: Tensor, inverse: Tensor) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.kind, self.eps = kind, eps
        self.normalized, self.inverse = normalized, inverse
        self.axis = -2 if kind == "batch_norm" else -1
        self.centred = kind != "rms_norm"
        self._range = SquareRange(x, eps)
        self.gamma: Tensor | None = None
        self.beta: Tensor | None = None
        self.grad_gamma: Tensor | None = None
        self.grad_beta: Tensor | None = None

    def forward(self) -> None:
        self._standardize(self.x, self.axis)
        if self.gamma is None or self.beta is None:
            self.out.copy_(self.normalized)
        else:
            torch.addcmul(self.beta, self.normalized, self.gamma, out=self.out)

    def _standardize(self, x: Tensor, axes: int | tuple[int, int]) -> None:
        """x → 1/s and n̂."""
        deviation, square = self._range.measured(x, partial(self._deviation, axes=axes))
        torch.rsqrt(square + self.eps, out=self.inverse)
        torch.mul(deviation, self.inverse, out=self.normalized)

    def _deviation(self, x: Tensor, axes: int | tuple[int, int]) -> tuple[Tensor, Tensor]:
        """x − mean, and the mean of its squares."""
        if self.centred:
            x = x - x.mean(axes, keepdim=True)
        return x, (x * x).mean(axes, keepdim=True)

    def traced(self, x: Tensor) -> Tensor:
        if self.kind == "batch_norm":
            # not functional.batch_norm, which refuses eps = 0
            return torch.batch_norm(x, self.gamma, self.beta, None, None, True, 0.0, self.eps, False)
        if self.kind == "layer_norm":
            return functional.layer_norm(x, x.shape[-1:], self.gamma, self.beta, self.eps)
        out = functional.rms_norm(x, list(x.shape[-1:]), self.gamma, self.eps)
        return out if self.beta is None else out + self.beta

    def backward(self) -> None:
        if self.grad_gamma is not None and self.grad_beta is not None:
            torch.sum(self.grad_out * self.normalized, 0, out=self.grad_gamma)
            torch.sum(self.grad_out, 0, out=self.grad_beta)
        self.grad_x.copy_(self.vjp(self.grad_out))

    def vjp(self, g: Tensor) -> Tensor:
        h = g if self.gamma is None else g * self.gamma
        along = (h * self.normalized).mean(self.axis, keepdim=True)
        if self.centred:
            h = h - h.mean(self.axis, keepdim=True)
        return (h - self.normalized * along) * self.inverse


class Copy(Operation):
    """out = x: stands where neighbouring sites have a norm and this one has none."""

    def forward(self) -> None:
        self.out.copy_(self.x)

    def traced(self, x: Tensor) -> Tensor:
        return x

    def backward(self) -> None:
        self.grad_x.copy_(self.grad_out)

    def vjp(self, g: Tensor) -> Tensor:
        return g
