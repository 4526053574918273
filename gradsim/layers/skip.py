"""Skip: the sum at the end of a residual block."""

from __future__ import annotations

import torch
from torch import Tensor

from gradsim.layers.base import Operation
from gradsim.layers.shortcut import Shortcut


class Skip(Operation):
    """out = source + α·x, where x is the branch F and ``source`` the block's input; without a source, out = x.

    ∂L/∂x = α·∂L/∂out; the source receives ∂L/∂out itself, the "+1" path. A learned α has ∂L/∂α = Σ ∂L/∂out ⊙ x.
    With a ``shortcut`` the source is its output, and the block's input receives what it passes back.

    Attributes
    ----------
    hands_on
        True where ∂L/∂x is ∂L/∂out, in the same buffer.
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, source: Tensor | None = None,
                 alpha: float | Tensor = 1.0, shortcut: Shortcut | None = None) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.source, self.alpha, self.shortcut = source, alpha, shortcut
        self.grad_alpha: Tensor | None = None
        self.hands_on = False
        if shortcut is not None:
            self.feeders = shortcut.parts

    @property
    def grad_source(self) -> Tensor:
        """What the block's input receives over the skip, (B, n)."""
        return self.grad_out if self.shortcut is None else self.shortcut.grad_x

    def forward(self) -> None:
        if self.shortcut is not None:
            self.shortcut.forward()
        if self.source is None:
            self.out.copy_(self.x)
        elif isinstance(self.alpha, Tensor):
            torch.addcmul(self.source, self.x, self.alpha, out=self.out)
        else:
            torch.add(self.source, self.x, alpha=self.alpha, out=self.out)

    def traced(self, x: Tensor) -> Tensor:
        return x if self.source is None else self.source + x * self.alpha

    def backward(self) -> None:
        if self.shortcut is not None:
            self.shortcut.backward()
        if self.hands_on:
            return
        if self.grad_alpha is not None:
            self.grad_alpha.copy_(torch.sum(self.grad_out * self.x))
        if self.source is None:
            self.grad_x.copy_(self.grad_out)
        else:
            torch.mul(self.grad_out, self.alpha, out=self.grad_x)

    def vjp(self, g: Tensor) -> Tensor:
        return g if self.source is None else g * self.alpha

    def vjp_source(self, g: Tensor) -> Tensor:
        """The same for the block's input, over the skip."""
        return g if self.shortcut is None else self.shortcut.vjp(g)
