"""Ranges and ticks of axes: ranges grow to fit and never shrink within a run, ticks are round."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import ArrayLike

from ui.views.numbers import power_of_ten, short

Range = tuple[float, float]
Tick = tuple[float, str]


def log10_or_nan(values: ArrayLike) -> np.ndarray:
    """log10 where the value is finite and positive, NaN elsewhere."""
    values = np.asarray(values, dtype=float)
    good = np.isfinite(values) & (values > 0)
    return np.log10(np.where(good, values, 1.0)) + np.where(good, 0.0, np.nan)


def grown(present: Range | None, values: ArrayLike, quantum: float, least: float = 0.0,
          pad: float = 0.0) -> Range | None:
    """``present`` enlarged to hold the finite ``values`` with ``pad`` to spare, in multiples of ``quantum``.

    A range that does not exist yet spans at least ``least``. None if there is neither a range nor a value.
    """
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return present
    low, high = float(finite.min()) - pad, float(finite.max()) + pad
    if present is not None and present[0] <= low and high <= present[1]:
        return present
    low, high = math.floor(low / quantum) * quantum, math.ceil(high / quantum) * quantum
    if present is not None:
        return min(low, present[0]), max(high, present[1])
    if high - low < least:
        low = high - least
    return low, high


_REACHES = tuple(-math.log10(factor) for factor in (0.98, 0.95, 0.9, 0.8, 0.65, 0.5))


def around_one(present: Range | None, logs: ArrayLike, wide: Range) -> Range | None:
    """A range for log10 of factors that is as far as they are from 1, which stands in its middle.

    What is further from 1 than a factor of about 2 gets ``wide``, enlarged as by :func:`grown`; a range never shrinks.
    """
    finite = np.asarray(logs, dtype=float)
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return present
    reach = float(np.abs(finite).max())
    for step in _REACHES:
        if reach <= 0.85 * step and (present is None or present[1] <= step):  # the rest is for the numbers at the bars
            return -step, step
    narrow = present is None or present[1] <= _REACHES[-1]
    return grown(wide if narrow else present, finite, 0.5, pad=0.12)


def round_step(span: float, most: int) -> float:
    """The smallest 1, 2 or 5 times a power of ten of which at most ``most`` fit in ``span``."""
    if span <= 0 or not math.isfinite(span):
        return 1.0
    raw = span / max(most, 1)
    decade = 10.0 ** math.floor(math.log10(raw))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if factor * decade >= raw * (1 - 1e-9):
            return factor * decade
    return 10 * decade


def linear_ticks(shown: Range, most: int) -> list[Tick]:
    """Round values in ``shown``, with their labels."""
    low, high = shown
    for finer in range(4):
        step = round_step(high - low, most + finer)
        first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
        if last > first:  # one label alone tells no scale
            break
    largest = max(abs(first), abs(last)) * step
    return [(index * step, _plain(index * step, step, largest)) for index in range(first, min(last, first + 50) + 1)]


def decade_ticks(shown: Range, most: int) -> list[Tick]:
    """Decades in ``shown`` (log10), thinned to at most ``most``, with their labels."""
    low, high = math.ceil(shown[0] - 1e-9), math.floor(shown[1] + 1e-9)
    stride = max(1, math.ceil((high - low + 1) / max(most, 1)))
    for nice in (1, 2, 3, 4, 5, 10, 20, 25, 50, 100, 150, 200, 300):
        if nice >= stride:
            stride = nice
            break
    return [(float(e), power_of_ten(e)) for e in range(low, high + 1) if e % stride == 0]


_HALVES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0, 40.0, 100.0)
_THIRDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


def factor_ticks(shown: Range, most: int) -> list[Tick]:
    """1, 0.5, 0.25, 0.1, … and 2, 4, 10, … in ``shown`` (log10) while there is room, else 1, 0.3, 0.1, …, decades beyond.

    Where all are near 1: round numbers on both sides of it, 0.98, 1, 1.02.
    """
    low, high = shown
    if high - low < 0.5:
        return _near_one(10.0 ** low, 10.0 ** high, most)
    for values in (_HALVES, _THIRDS) if high - low <= 2.6 else ():
        ticks = [(math.log10(v), short(v)) for v in values if low - 1e-9 <= math.log10(v) <= high + 1e-9]
        if len(ticks) <= most:
            return ticks
    ticks = decade_ticks(shown, most)
    plain = high <= 4 and low >= -4
    return [(at, short(10.0 ** at)) if plain else (at, label) for at, label in ticks]


def _near_one(low: float, high: float, most: int) -> list[Tick]:
    """Round numbers from ``low`` to ``high``, at their logarithms; about as many on both sides of 1."""
    values = [value for value, _ in linear_ticks((low, high), most)]
    for step in (round_step(high - low, max(most, 3)), round_step(high - low, max(most, 3)) / 2):
        first, last = math.ceil((low - 1) / step - 1e-6), math.floor((high - 1) / step + 1e-6)
        if first < 0 < last and last - first < most + 2:
            values = [1 + place * step for place in range(first, last + 1)]
            break
    return [(math.log10(value), re.sub(r"\.?0+e", "e", short(value, 6))) for value in values if value > 0]


def step_limit(last: int) -> int:
    """A round number of steps that is at least ``last``: the right end of a time axis, which so moves rarely."""
    size = 10
    while True:
        for factor in (1, 1.5, 2, 3, 4, 5, 7.5):
            if factor * size >= last:
                return round(factor * size)
        size *= 10


def _plain(value: float, step: float, largest: float) -> str:
    place = math.floor(math.log10(step) + 1e-9)
    digits = max(0, -place)
    if digits > 6 or largest < 1e-3 or abs(value) >= 1e5:
        least = math.floor(math.log10(abs(value))) - place + 1 if value else 1  # or neighbours would read the same
        return re.sub(r"\.?0+e", "e", short(value, max(3, least)))  # round values: the zeros would only cost room
    return f"{value:.{digits}f}".replace("-", "−")
