"""Squares: where the mean squares that a norm divides by leave the range of float32, and cannot be trusted.

The square of 1e25 is infinite in float32, that of 1e-25 is 0: 1/√(mean square) would be 0 or infinite where it is neither.
"""

from __future__ import annotations

import torch
from torch import Tensor


class SquareRange:
    """Tells whether mean squares have kept their digits.

    Parameters
    ----------
    like
        What is squared. Float64 is always trusted, there being nothing wider, and so is what lies on a GPU, where asking
        would wait for the device: there the squares are those of torch's own norms.
    eps
        What is added to the mean square. Where it is large enough, squares that have vanished do no harm.
    """

    def __init__(self, like: Tensor, eps: float) -> None:
        bound: float = torch.finfo(like.dtype).tiny ** 0.5
        self._asks = like.dtype == torch.float32 and like.device.type == "cpu"
        self._least, self._most = 0.0 if eps > bound else bound, 1 / bound

    def holds(self, squares: Tensor) -> bool:
        """False where one of the mean squares is too large or too small, or not a number."""
        if not self._asks:
            return True
        if self._least == 0.0:
            return float(squares.max()) <= self._most
        least, most = torch.aminmax(squares)
        return self._least <= float(least) and float(most) <= self._most
