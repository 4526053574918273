"""Squares: where the mean squares that a norm divides by leave the range of float32, and cannot be trusted.

The square of 1e25 is infinite in float32, that of 1e-25 is 0: 1/√(mean square) would be 0 or infinite where it is neither.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gradsim import devices


class SquareRange:
    """Takes mean squares so that they keep their digits.

    Parameters
    ----------
    like
        What is squared. Float64 is always trusted: there is nothing wider.
    eps
        What is added to the mean square. Where it is large enough, squares that have vanished do no harm.
    """

    def __init__(self, like: Tensor, eps: float) -> None:
        bound: float = torch.finfo(like.dtype).tiny ** 0.5
        narrow = like.dtype == torch.float32 and devices.has_float64(like.device)
        self._asks, self._never_trusts = narrow and like.is_cpu, narrow and not like.is_cpu
        self._least, self._most = 0.0 if eps > bound else bound, 1 / bound

    def measured(self, x: Tensor, measure: Callable[[Tensor], tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        """What ``measure`` makes of x, mean squares being the second; of x in float64 where they leave the range.

        On a GPU always, if it has float64: asking would wait for it.
        """
        if self._never_trusts:
            return measure(x.double())
        found = measure(x)
        return found if self.holds(found[1]) else measure(x.double())

    def holds(self, squares: Tensor) -> bool:
        """False where one of the mean squares is too large or too small, or not a number."""
        if not self._asks:
            return True
        if self._least == 0.0:
            return float(squares.max()) <= self._most
        least, most = torch.aminmax(squares)
        return self._least <= float(least) and float(most) <= self._most
