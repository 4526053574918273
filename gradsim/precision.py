"""Number formats below float32: every stored number is rounded to the format, and the loss is scaled against underflow.

The tensors themselves are float32, and each result is rounded to bfloat16 or float16 before anything reads it. That is the
arithmetic of the half-precision units of a GPU, which multiply exactly, sum in float32 and round once at the end, so that
what underflows, overflows or loses digits here does so there (Micikevicius et al. 2018; Kalamkar et al. 2019). As in their
recipe, the update works on a float32 copy of the parameters.
"""

from __future__ import annotations

from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim import specs
from gradsim.experiment import Experiment

HALF = {"bfloat16": torch.bfloat16, "float16": torch.float16}


def storage(experiment: Experiment) -> torch.dtype:
    """The type of all tensors of a run."""
    return torch.float64 if experiment.dtype == "float64" else torch.float32


class Rounding:
    """Rounds tensors, in place, to the nearest number of a narrower format."""

    def __init__(self, dtype: torch.dtype) -> None:
        self.dtype = dtype

    def __call__(self, tensor: Tensor) -> None:
        tensor.copy_(tensor.to(self.dtype))


def leave(tensor: Tensor) -> None:
    """What float32 and float64 do in place of a :class:`Rounding`: nothing."""


def rounding(experiment: Experiment) -> Rounding | None:
    """The rounding that the experiment's ``dtype`` asks for; None for float32 and float64."""
    dtype = HALF.get(experiment.dtype)
    return None if dtype is None else Rounding(dtype)


class LossScale:
    """The factor on ∂L/∂a_S, taken out of the parameters' gradient again.

    A fixed number, or dynamic (torch.amp.GradScaler): 2¹⁶ at first; halved, and the step left out, when the gradient is not
    finite; doubled after 2,000 steps in a row that were.

    Attributes
    ----------
    factor
        The scale of the step to come.
    """

    START, GROWTH, BACKOFF, INTERVAL, LARGEST = 2.0**16, 2.0, 0.5, 2000, 2.0**24

    def __init__(self, spec: specs.LossScaleSpec) -> None:
        self.factor = spec.factor if isinstance(spec, specs.FixedLossScale) else 1.0
        self.dynamic = isinstance(spec, specs.DynamicLossScale)
        if self.dynamic:
            self.factor = self.START
        self._in_a_row = 0

    def note(self, finite: bool) -> None:
        """A step's gradient was finite, or not."""
        if not self.dynamic:
            return
        self._in_a_row = self._in_a_row + 1 if finite else 0
        if not finite:
            self.factor *= self.BACKOFF
        elif self._in_a_row == self.INTERVAL:
            self.factor, self._in_a_row = min(self.factor * self.GROWTH, self.LARGEST), 0

    def state(self) -> list[float]:
        """What :meth:`restore` needs."""
        return [self.factor, float(self._in_a_row)]

    def restore(self, state: NDArray[Any]) -> None:
        """Go on where ``state`` was taken."""
        self.factor, self._in_a_row = float(state[0]), int(state[1])
