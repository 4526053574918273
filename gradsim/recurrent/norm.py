"""CellNorm: layer normalization inside a recurrent cell."""

from __future__ import annotations

import torch
from torch import Tensor

from gradsim.buffers import Parameters
from gradsim.layers.squares import SquareRange


class CellNorm:
    """z = γ ⊙ n̂ + b with n̂ = (y − mean) / √(var + eps), mean and variance over the H units of each gate and sample.

    y is what would be the pre-activation but for its bias, b the layer's bias. Backward, with q = γ ⊙ ∂L/∂z:
    ∂L/∂y = (q − mean(q) − n̂·mean(q n̂)) / √(var + eps). Source: Ba et al. 2016.

    Attributes
    ----------
    normalized (T, G, H, B), inverse (T, G, 1, B)
        n̂ and 1/√(var + eps).
    gamma, grad_gamma
        (G·H), or None without affine.
    """

    def __init__(self, steps: int, gates: int, hidden: int, batch: int, eps: float, affine: bool,
                 parameters: Parameters) -> None:
        self._eps, self._hidden = eps, hidden
        self._range = SquareRange(parameters.values, eps)
        self.normalized = parameters.values.new_zeros(steps, gates, hidden, batch)
        self.inverse = parameters.values.new_zeros(steps, gates, 1, batch)
        self.gamma: Tensor | None = None
        self.grad_gamma: Tensor | None = None
        if affine:
            self.gamma, self.grad_gamma = parameters.take(gates * hidden)
            self.gamma.fill_(1.0)

    def _column(self, gates: slice) -> Tensor | None:
        """γ of some gates, (g, H, 1)."""
        return None if self.gamma is None else self.gamma.view(-1, self._hidden, 1)[gates]

    def forward(self, t: int, y: Tensor, z: Tensor, bias: Tensor, gates: slice = slice(None)) -> None:
        """Normalise y (g·H, B) of some gates at step t into z (g·H, B); bias (g·H)."""
        normalized, inverse = self.normalized[t - 1, gates], self.inverse[t - 1, gates]
        deviation, square = self._range.measured(y.view(normalized.shape), _deviation)
        torch.rsqrt(square + self._eps, out=inverse)
        torch.mul(deviation, inverse, out=normalized)
        gamma, out = self._column(gates), z.view(normalized.shape)
        torch.add(normalized if gamma is None else normalized * gamma, bias.view(-1, self._hidden, 1), out=out)

    def backward(self, t: int, delta: Tensor, out: Tensor, gates: slice = slice(None)) -> None:
        """∂L/∂z (g·H, B) → ∂L/∂y, written to ``out`` (g·H, B)."""
        normalized, inverse = self.normalized[t - 1, gates], self.inverse[t - 1, gates]
        out.view(normalized.shape).copy_(self._pull(delta.view(normalized.shape), normalized, inverse, gates))

    def pull(self, chunk: slice, g: Tensor) -> Tensor:
        """The same for the steps of a chunk at once: (k, G, H, B) → (k, G, H, B)."""
        return self._pull(g, self.normalized[chunk], self.inverse[chunk], slice(None))

    def _pull(self, g: Tensor, normalized: Tensor, inverse: Tensor, gates: slice) -> Tensor:
        gamma = self._column(gates)
        q = g if gamma is None else g * gamma
        along = (q * normalized).mean(-2, keepdim=True)
        return (q - q.mean(-2, keepdim=True) - normalized * along) * inverse

    def collect(self, delta: Tensor) -> None:
        """∂L/∂γ = Σ δ ⊙ n̂ from δ of all steps (T, G·H, B)."""
        if self.grad_gamma is not None:
            torch.sum(delta * self.normalized.flatten(1, 2), (0, 2), out=self.grad_gamma)


def _deviation(y: Tensor) -> tuple[Tensor, Tensor]:
    """y − mean over the units, and the mean of its squares."""
    y = y - y.mean(1, keepdim=True)
    return y, (y * y).mean(1, keepdim=True)
