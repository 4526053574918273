"""Activate: a = φ(z)."""

from __future__ import annotations

from torch import Tensor

from gradsim.activations import Activation
from gradsim.layers.base import Operation


class Activate(Operation):
    """a = φ(z); δ = ∂L/∂z = ∂L/∂a ⊙ φ′(z). ``x`` is z, ``out`` is a, ``grad_x`` is δ."""

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, phi: Activation) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.phi = phi

    def forward(self) -> None:
        self.phi.forward(self.x, self.out)

    def traced(self, x: Tensor) -> Tensor:
        return self.phi.traced(x)

    def backward(self) -> None:
        self.phi.backward(self.grad_out, self.x, self.out, self.grad_x)

    def vjp(self, g: Tensor) -> Tensor:
        return self.phi.vjp(g, self.x, self.out)
