"""Skip: the sum at the end of a residual block."""

from __future__ import annotations

import torch
from torch import Tensor

from gradsim.layers.base import Operation


class Skip(Operation):
    """out = source + α·x, where x is the branch F and ``source`` the block's input; without a source, out = x.

    ∂L/∂x = α·∂L/∂out; the source receives ∂L/∂out itself, the "+1" path. A learned α has ∂L/∂α = Σ ∂L/∂out ⊙ x.
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, source: Tensor | None = None,
                 alpha: float | Tensor = 1.0) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.source, self.alpha = source, alpha
        self.grad_alpha: Tensor | None = None

    def forward(self) -> None:
        if self.source is None:
            self.out.copy_(self.x)
        elif isinstance(self.alpha, Tensor):
            torch.addcmul(self.source, self.x, self.alpha, out=self.out)
        else:
            torch.add(self.source, self.x, alpha=self.alpha, out=self.out)

    def traced(self, x: Tensor) -> Tensor:
        return x if self.source is None else self.source + x * self.alpha

    def backward(self) -> None:
        if self.source is None:
            self.grad_x.copy_(self.grad_out)
            return
        if self.grad_alpha is not None:
            self.grad_alpha.copy_(torch.sum(self.grad_out * self.x))
        torch.mul(self.grad_out, self.alpha, out=self.grad_x)

    def vjp(self, g: Tensor) -> Tensor:
        return g if self.source is None else g * self.alpha
