"""Curves: the window's own bounded record of a whole run, for curves and heatmaps that span all of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gradsim.snapshot import SITE_FIELDS, Records

Floats = NDArray[np.float64]

NUMBER_NAMES = ("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr")
BUDGET = 24 * 2**20
MOST = 2048


class Curves:
    """At most ``capacity`` bins of ``stride`` steps each; when they are full, every second is dropped.

    A bin holds the numbers of its first step, the smallest and largest finite loss and the smallest clip scale of all
    its steps, and whether any of its losses was not finite. ``revision`` changes whenever bins that were there change.
    """

    def __init__(self, capacity: int | None = None) -> None:
        self._wanted = capacity
        self.revision = 0
        self._make(0)

    def __len__(self) -> int:
        """Number of bins in use."""
        return self._used

    # ---- reading: views of the bins in use, oldest first --------------------------------------

    @property
    def step(self) -> NDArray[np.int64]:
        """First step of each bin, (n,)."""
        return self._step[:self._used]

    def number(self, name: str) -> Floats:
        """One of NUMBER_NAMES at each bin's first step, (n,)."""
        return self._numbers[name][:self._used]

    def site_values(self, name: str) -> Floats:
        """One of SITE_FIELDS at each bin's first step, (n, S)."""
        return self._values[name][:self._used]

    @property
    def loss_low(self) -> Floats:
        """Smallest finite loss in each bin, NaN where there is none, (n,)."""
        return self._low[:self._used]

    @property
    def loss_high(self) -> Floats:
        """Largest finite loss in each bin, NaN where there is none, (n,)."""
        return self._high[:self._used]

    @property
    def smallest_clip(self) -> Floats:
        """Smallest clip scale in each bin, (n,)."""
        return self._clip[:self._used]

    @property
    def nonfinite_loss(self) -> NDArray[np.bool_]:
        """Whether a loss in the bin was NaN or infinite, (n,)."""
        return self._bad[:self._used]

    @property
    def last_step(self) -> int:
        """The last step seen, −1: none."""
        return self._last

    # ---- writing ----------------------------------------------------------------------------

    def extend(self, records: Records) -> None:
        """Add steps. Steps that were seen before (the run went back to a checkpoint) replace what followed them."""
        if not len(records):
            return
        if records.grad_activation_norm.shape[1] != self._sites or not self._used:
            self._make(records.grad_activation_norm.shape[1])
            self.revision += 1
        if records.step[0] <= self._last:
            self.forget_from(int(records.step[0]))
        start = 0
        while start < len(records):
            if self._seen >= self.capacity * self.stride:
                self._halve()
            start += self._take(records, start, self.capacity * self.stride - self._seen)
        self._last = int(records.step[-1])

    def clear(self) -> None:
        """Forget everything."""
        self._make(self._sites)
        self.revision += 1

    def forget_from(self, step: int) -> None:
        """Forget the steps numbered ``step`` and later."""
        kept = int(np.searchsorted(self.step, step))
        if not kept:
            self.clear()
            return
        inside = min(step - int(self._step[kept - 1]), self.stride)
        self._shorten_last(kept - 1, inside)
        self._used, self._seen, self._last = kept, (kept - 1) * self.stride + inside, step - 1
        self.revision += 1

    # ---- inside -----------------------------------------------------------------------------

    def _make(self, sites: int) -> None:
        self._sites = sites
        most = int(np.clip(BUDGET // (8 * len(SITE_FIELDS) * max(sites, 1)), 64, MOST))
        self.capacity = (self._wanted or most) // 2 * 2
        self.stride = 1
        self._used = self._seen = 0
        self._last = -1
        n = self.capacity
        self._step = np.zeros(n, dtype=np.int64)
        self._numbers = {name: np.full(n, np.nan) for name in NUMBER_NAMES}
        self._values = {name: np.empty((n, sites)) for name in SITE_FIELDS}
        self._low, self._high, self._clip = np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan)
        self._bad = np.zeros(n, dtype=bool)

    def _take(self, records: Records, start: int, most: int) -> int:
        """Add up to ``most`` rows from ``start``; returns how many."""
        count = min(len(records) - start, most)
        rows = slice(start, start + count)
        places = (self._seen + np.arange(count)) // self.stride
        first = np.flatnonzero((self._seen + np.arange(count)) % self.stride == 0)
        new = places[first]
        self._step[new] = records.step[rows][first]
        for name, values in self._numbers.items():
            values[new] = getattr(records, name)[rows][first]
        for name, values in self._values.items():
            values[new] = getattr(records, name)[rows][first]
        for extreme in (self._low, self._high, self._clip):
            extreme[new] = np.nan
        self._bad[new] = False
        self._take_extremes(places, records.loss[rows], records.clip_scale[rows])
        self._seen += count
        self._used = (self._seen + self.stride - 1) // self.stride
        return count

    def _take_extremes(self, places: NDArray[np.int64], loss: Floats, clip: Floats) -> None:
        finite = np.where(np.isfinite(loss), loss, np.nan)
        np.fmin.at(self._low, places, finite)
        np.fmax.at(self._high, places, finite)
        np.fmin.at(self._clip, places, clip)
        self._bad[places[~np.isfinite(loss)]] = True

    def _halve(self) -> None:
        """Join neighbouring bins; the stride doubles."""
        half = self.capacity // 2
        pairs = slice(0, 2 * half)
        for values in (self._step, *self._numbers.values(), *self._values.values()):
            values[:half] = values[pairs][::2].copy()
        for values, join in ((self._low, np.fmin), (self._high, np.fmax), (self._clip, np.fmin)):
            values[:half] = join(values[pairs][::2], values[pairs][1::2])
        self._bad[:half] = self._bad[pairs][::2] | self._bad[pairs][1::2]
        self.stride *= 2
        self._used = half
        self._seen = half * self.stride
        self.revision += 1

    def _shorten_last(self, place: int, inside: int) -> None:
        """The bin at ``place`` ends after ``inside`` steps: its extremes are not known any more, its first step is."""
        if inside >= self.stride:
            return
        loss = self._numbers["loss"][place]
        self._bad[place] = not np.isfinite(loss)
        self._low[place] = self._high[place] = loss if np.isfinite(loss) else np.nan
        self._clip[place] = self._numbers["clip_scale"][place]
