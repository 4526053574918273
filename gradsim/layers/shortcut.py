"""Shortcut: the map on a skip link whose ends differ in shape."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from gradsim.layers.convolve import Convolve
from gradsim.layers.norm_images import NormalizeImages
from gradsim.precision import leave


class Shortcut:
    """A convolution (1×1, without a bias) and, if there is one, a norm (He et al. 2016, option B).

    ``out`` (B, n_out) is what the block's sum takes up; ``backward`` writes ∂L/∂x to ``grad_x`` (B, n_in) from the gradient
    of the sum, and the gradients of its own parameters. ``rounding`` is applied to all that is written.
    """

    def __init__(self, convolve: Convolve, norm: NormalizeImages | None) -> None:
        self.convolve, self.norm = convolve, norm
        self.rounding: Callable[[Tensor], None] = leave
        self.parts: list[Convolve | NormalizeImages] = [convolve] if norm is None else [convolve, norm]
        self.out, self.grad_x = self.parts[-1].out, convolve.grad_x

    def forward(self) -> None:
        """x → out"""
        for part in self.parts:
            part.forward()
            self.rounding(part.out)

    def backward(self) -> None:
        """∂L/∂out → ∂L/∂x"""
        for part in reversed(self.parts):
            part.backward()
            self.rounding(part.grad_x)

    def vjp(self, g: Tensor) -> Tensor:
        """(∂out/∂x)ᵀ g for upstream gradients g (…, B, n_out)."""
        for part in reversed(self.parts):
            g = part.vjp(g)
        return g
