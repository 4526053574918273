"""StepNumbers: what every step records. No torch here."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gradsim.snapshot import Floats


@dataclass(frozen=True)
class StepNumbers:
    """What every step records, before clipping and update; S sites.

    Attributes
    ----------
    values
        ‖g_0‖ … ‖g_S‖, then S each of ‖∂L/∂W‖, factor, ‖W‖ and ‖∂L/∂b‖, then ‖gradient‖ of all other parameters; (5S + 2,).
    factor_errors
        The standard error of factor (0: exact), (S,).
    total
        ‖gradient‖ over all parameters.
    """

    values: Floats
    factor_errors: Floats
    total: float

    @staticmethod
    def unknown(sites: int) -> StepNumbers:
        """Before the first pass."""
        return StepNumbers(np.full(5 * sites + 2, np.nan), np.full(sites, np.nan), math.nan)

    def unscaled(self, scale: float) -> Self:
        """The same with a factor on the loss taken out of all gradients."""
        if scale == 1.0:
            return self
        sites = len(self.factor_errors)
        values = self.values / scale
        values[2 * sites + 1:4 * sites + 1] = self.values[2 * sites + 1:4 * sites + 1]
        return replace(self, values=values, total=self.total / scale)

    def _part(self, place: int) -> Floats:
        sites = len(self.factor_errors)
        return self.values[place * sites + 1:(place + 1) * sites + 1]

    @property
    def recorded(self) -> Floats:
        """Those of ``snapshot.SITE_FIELDS``, one field after the other, (3S,)."""
        return self.values[1:3 * len(self.factor_errors) + 1]

    @property
    def grad_norms(self) -> Floats:
        """‖g_0‖ … ‖g_S‖, (S+1,)"""
        return self.values[:len(self.factor_errors) + 1]

    @property
    def grad_weight_norms(self) -> Floats:
        """‖∂L/∂W‖, (S,)"""
        return self._part(1)

    @property
    def factors(self) -> Floats:
        """factor, (S,)"""
        return self._part(2)

    @property
    def weight_norms(self) -> Floats:
        """‖W‖, (S,)"""
        return self._part(3)

    @property
    def grad_bias_norms(self) -> Floats:
        """‖∂L/∂b‖, (S,)"""
        return self._part(4)

    @staticmethod
    def fresh(forward: NDArray[np.bool_], backward: NDArray[np.bool_], levels: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of ``values`` belong to a pass in progress that has reached the sites ``forward``, ``backward`` (S,).

        ``levels`` (S+1,) tells it of ‖g_0‖ … ‖g_S‖.
        """
        return np.concatenate([levels, backward, forward, forward, backward, [False]])


def root_error(errors: Floats, roots: Floats) -> Floats:
    """Standard error of √x from that of x: se / (2√x)."""
    return np.divide(errors, 2 * roots, out=np.zeros_like(errors), where=roots > 0)
