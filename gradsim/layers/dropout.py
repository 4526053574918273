"""Dropout: units silenced at random, the same ones forward and backward."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from gradsim.layers.base import Operation


class Dropout(Operation):
    """out = m ⊙ x with m = 0 for the share p of the entries and 1/(1 − p) for the others: inverted dropout, so that
    E[out] = x (Srivastava et al. 2014, in the form of torch.nn.Dropout).

    ∂L/∂x = m ⊙ ∂L/∂out. The mask belongs to the step: it is drawn before the forward pass, and the site's Jacobian, its
    factor and gain are those of the network with this mask in it (the mean of factor² over masks is 1/(1 − p) times that
    without dropout where it follows φ). Until the first draw the mask is 1 everywhere.

    Parameters
    ----------
    mask
        m, a buffer of the shape of ``x`` that the operation fills; neighbours may share one stacked tensor.
    p
        Share of the entries that is silenced, 0 ≤ p < 1.
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, mask: Tensor, p: float) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.mask, self.p = mask, p
        mask.fill_(1.0)

    def draw(self, generator: Generator) -> None:
        """A new mask; see :func:`draw_mask`."""
        draw_mask(self.mask, self.p, generator)

    def forward(self) -> None:
        torch.mul(self.x, self.mask, out=self.out)

    def backward(self) -> None:
        torch.mul(self.grad_out, self.mask, out=self.grad_x)

    def vjp(self, g: Tensor) -> Tensor:
        return g * self.mask

    def traced(self, x: Tensor) -> Tensor:
        """The same map as differentiable torch code."""
        return x * self.mask


def draw_mask(mask: Tensor, p: float, generator: Generator) -> None:
    """Fill ``mask`` with 0 (share p) and 1/(1 − p).

    Drawn on the CPU in float32, so that every dtype and device sees the same masks.
    """
    kept = torch.rand(mask.shape, generator=generator, dtype=torch.float32) >= p
    mask.copy_(kept).mul_(1 / (1 - p))
