"""Affine: h = x Wᵀ + b."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from gradsim.layers.base import Kernel, Operation


class Affine(Operation):
    """h = x Wᵀ + b with W (n_out, n_in), b (n_out).

    ∂L/∂x = ∂L/∂h · W. The gradients ∂L/∂W = (∂L/∂h)ᵀ x and ∂L/∂b = Σ_batch ∂L/∂h are formed for all layers at once
    by the network. A gradient that arrives at x over a skip link is added on the way (``skip_grad``).
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, weight: Tensor, bias: Tensor) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.weight, self.bias = weight, bias
        self._transposed = weight.t()
        self.skip_grad: Tensor | None = None

    def kernels(self) -> tuple[Kernel, Kernel]:
        forward = partial(torch.addmm, self.bias, self.x, self._transposed, out=self.out)  # (B, n_in)(n_in, n_out)
        if self.skip_grad is None:
            return forward, partial(torch.mm, self.grad_out, self.weight, out=self.grad_x)  # (B, n_out)(n_out, n_in)
        return forward, partial(torch.addmm, self.skip_grad, self.grad_out, self.weight, out=self.grad_x)

    def traced(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.weight, self.bias)

    def product(self) -> Tensor:
        """x Wᵀ, without the bias, of the present input; (B, n_out)."""
        return self.x @ self._transposed

    def vjp(self, g: Tensor) -> Tensor:
        return g @ self.weight
