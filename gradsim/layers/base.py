"""What every operation has in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

Kernel = Callable[[], object]


class Operation:
    """One link of the chain.

    Parameters
    ----------
    x, out
        Input (B, n_in) and output (B, n_out), views of buffers.
    grad_out, grad_x
        ∂L/∂out (B, n_out) and ∂L/∂x (B, n_in), views of buffers.
    """

    feeders: Sequence[Operation] = ()  # operations of its own, whose results it takes besides x

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor) -> None:
        self.x, self.out, self.grad_out, self.grad_x = x, out, grad_out, grad_x

    def kernels(self) -> tuple[Kernel, Kernel]:
        """What ``forward`` and ``backward`` do; in small layers, looking things up would cost as much as computing."""
        return self.forward, self.backward

    def forward(self) -> None:
        """Write ``out``."""
        raise NotImplementedError

    def traced(self, x: Tensor) -> Tensor:
        """out for x as torch's own functions give it, which autograd can follow: what the self-check compares with."""
        raise NotImplementedError

    def backward(self) -> None:
        """Write ``grad_x`` (and the gradients of own parameters, if any)."""
        raise NotImplementedError

    def vjp(self, g: Tensor) -> Tensor:
        """Gᵀ → (∂out/∂x)ᵀ g for upstream gradients g (…, B, n_out); returns (…, B, n_in)."""
        raise NotImplementedError
