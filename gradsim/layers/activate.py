"""Activate: a = φ(z)."""

from __future__ import annotations

from functools import partial

from torch import Tensor

from gradsim.activations import Activation
from gradsim.layers.base import Kernel, Operation


class Activate(Operation):
    """a = φ(z); δ = ∂L/∂z = ∂L/∂a ⊙ φ′(z). ``x`` is z, ``out`` is a, ``grad_x`` is δ."""

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, phi: Activation) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.phi = phi
        self._tensors = (x, out, grad_out, grad_x)

    def kernels(self) -> tuple[Kernel, Kernel]:
        x, out, grad_out, grad_x = self._tensors
        return partial(self.phi.forward, x, out), partial(self.phi.backward, grad_out, x, out, grad_x)

    def traced(self, x: Tensor) -> Tensor:
        return self.phi.traced(x)

    def vjp(self, g: Tensor) -> Tensor:
        return self.phi.vjp(g, self.x, self.out)


class ActivatePixels(Activate):
    """An activation that couples units (softmax) on images (B, C·H·W): it couples the channels of each pixel."""

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, phi: Activation, channels: int) -> None:
        super().__init__(x, out, grad_out, grad_x, phi)
        self._channels = channels
        self._tensors = (self._pixels(x), self._pixels(out), self._pixels(grad_out), self._pixels(grad_x))

    def _pixels(self, tensor: Tensor) -> Tensor:
        """(…, C·P) as (…, P, C)"""
        return tensor.view(*tensor.shape[:-1], self._channels, -1).transpose(-1, -2)

    def traced(self, x: Tensor) -> Tensor:
        return self.phi.traced(self._pixels(x)).transpose(-1, -2).flatten(-2)

    def vjp(self, g: Tensor) -> Tensor:
        x, out, _, _ = self._tensors
        return self.phi.vjp(self._pixels(g.contiguous()), x, out).transpose(-1, -2).flatten(-2)
