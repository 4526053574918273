"""ValueAxis: where the values of a swept field stand: by their logarithm where they span a decade, else as they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradsim.validation import show
from ui.views.numbers import short
from ui.views.primitives import Floats

WIDE = 8.0
"""Ratio of the largest to the smallest value from which on the axis is logarithmic."""


class ValueAxis:
    """``places`` (n,) of the values; names, and other things without an order, stand side by side."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values
        self._numeric = all(_is_number(value) for value in values)
        numbers = np.array(values, dtype=float) if self._numeric else np.arange(len(values), dtype=float)
        self._log = bool(self._numeric and len(numbers) > 1 and numbers.min() > 0
                         and numbers.max() >= WIDE * numbers.min())
        self.places: Floats = np.log10(numbers) if self._log else numbers

    def place(self, value: Any) -> float:
        """Where a value stands, which need not be one of the axis; NaN if it cannot."""
        if not self._numeric:
            return float(self.values.index(value)) if value in self.values else np.nan
        if not _is_number(value) or (self._log and value <= 0):
            return np.nan
        return float(np.log10(value)) if self._log else float(value)

    def index(self, value: Any) -> float:
        """Its place among the values counted from 0, between two of them in proportion; NaN outside."""
        order = np.argsort(self.places)
        return float(np.interp(self.place(value), self.places[order], order.astype(float), left=np.nan, right=np.nan))

    def range(self) -> tuple[float, float]:
        """From the first place to the last with a little room."""
        low, high = float(self.places.min()), float(self.places.max())
        room = 0.06 * (high - low) or 0.5
        return low - room, high + room

    def labels(self) -> list[str]:
        """The values as text."""
        return [label(value) for value in self.values]


def label(value: Any) -> str:
    """A value as text."""
    if _is_number(value):
        return str(value) if isinstance(value, int) else short(float(value))
    if isinstance(value, dict) and "kind" in value:
        return str(value["kind"])
    return value if isinstance(value, str) else show(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
