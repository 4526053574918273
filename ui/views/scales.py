"""Colour scales: which colour a number has, and the marks of what a scale cannot show."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from ui.views.primitives import Floats
from ui.views.ranges import Range, Tick, decade_ticks, factor_ticks, grown, linear_ticks, log10_or_nan, round_step

COLOURS = {"zero": "#6f93a8", "broken": "#12d6e8"}
LEVELS = 256
ZERO, BROKEN, BLANK = LEVELS, LEVELS + 1, LEVELS + 2


class Scale:
    """A range of numbers as colours; it only ever grows within a run. The base: numbers as they are.

    Class attributes: ``table`` names pyqtgraph's colour map, ``zero_apart`` says that an exact zero is not on the scale.
    """

    table = "magma"
    zero_apart = False

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """A new run."""
        self._range: Range | None = None

    @property
    def range(self) -> Range:
        """The shown range, in mapped numbers."""
        return self._range or (0.0, 1.0)

    def map(self, values: Floats) -> Floats:
        """The numbers along the scale; NaN for what it cannot show."""
        return np.where(np.isfinite(values), values, np.nan)

    def grow(self, mapped: Floats) -> bool:
        """Take mapped numbers in; returns whether the range has changed."""
        wanted = self._grown(mapped)
        changed, self._range = wanted != self._range, wanted
        return changed

    def _grown(self, mapped: Floats) -> Range | None:
        raise NotImplementedError

    def ticks(self, most: int) -> list[Tick]:
        """Labels along the scale."""
        return linear_ticks(self.range, most)

    def colours(self, blank: str) -> NDArray[np.uint32]:
        """LEVELS colours, then those of an exact zero, of what is not finite, and of what is not known; 0xffRRGGBB."""
        table = pg.colormap.get(self.table).getLookupTable(0.0, 1.0, LEVELS).astype(np.uint32)
        scale = (0xFF << 24) | (table[:, 0] << 16) | (table[:, 1] << 8) | table[:, 2]
        own = [QColor(COLOURS["zero"]).rgb(), QColor(COLOURS["broken"]).rgb(), QColor(blank).rgb()]
        return np.concatenate([scale, np.array(own, dtype=np.uint32)])

    def indices(self, values: Floats, mapped: Floats, missing: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """The places of numbers in :meth:`colours`."""
        low, high = self.range
        places = np.nan_to_num((mapped - low) * ((LEVELS - 1) / (high - low)), nan=0.0)
        index = np.clip(places, 0, LEVELS - 1).astype(np.int64)
        if self.zero_apart:
            index[values == 0] = ZERO
        index[np.isnan(mapped) & (index != ZERO)] = BROKEN
        if missing is not None:
            index[missing] = BLANK
        return index


class LogScale(Scale):
    """log10 of magnitudes."""

    zero_apart = True

    @property
    def range(self) -> Range:
        return self._range or (-6.0, 0.0)

    def map(self, values: Floats) -> Floats:
        return log10_or_nan(values)

    def _grown(self, mapped: Floats) -> Range | None:
        return grown(self._range, mapped, 2.0, least=6.0)

    def ticks(self, most: int) -> list[Tick]:
        return decade_ticks(self.range, most)


class RatioScale(LogScale):
    """log10 of factors, with 1 in the middle: below it shrinks, above it grows."""

    table = "CET-D1"

    @property
    def range(self) -> Range:
        return self._range or (-1.0, 1.0)

    def _grown(self, mapped: Floats) -> Range | None:
        return _symmetric(self._range, mapped, 0.5)

    def ticks(self, most: int) -> list[Tick]:
        return factor_ticks(self.range, most)


class VanishingScale(RatioScale):
    """log10 of products of factors: what is further from 1 than ``MOST`` decades has the last colour."""

    MOST = 6.0

    def _grown(self, mapped: Floats) -> Range | None:
        return super()._grown(np.clip(mapped, -self.MOST, self.MOST))


class SignedScale(Scale):
    """Numbers with a sign, 0 in the middle."""

    table = "CET-D1"

    @property
    def range(self) -> Range:
        return self._range or (-1.0, 1.0)

    def _grown(self, mapped: Floats) -> Range | None:
        return _symmetric(self._range, mapped, 0.0)


class ShareScale(Scale):
    """Shares from 0 to 1."""

    def _grown(self, mapped: Floats) -> Range | None:
        return (0.0, 1.0)


class CountScale(Scale):
    """Numbers of things, from 0."""

    def _grown(self, mapped: Floats) -> Range | None:
        wanted = grown(self._range, np.append(mapped, [0.0, 1.0]), 1.0)
        if wanted is None or wanted == self._range:
            return wanted
        step = round_step(wanted[1], 4)
        return 0.0, float(np.ceil(wanted[1] / step) * step)


def _symmetric(present: Range | None, mapped: Floats, quantum: float) -> Range | None:
    """A range around 0 that holds the finite numbers; a round one if ``quantum`` is 0."""
    finite = np.abs(mapped[np.isfinite(mapped)])
    if not finite.size:
        return present
    reach = float(finite.max())
    if present is not None and reach <= present[1]:
        return present
    step = quantum or round_step(max(reach, 1e-300), 2)
    reach = max(float(np.ceil(reach / step - 1e-9) * step), quantum or 1e-3)
    return -reach, reach
