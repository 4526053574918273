"""Columns: where the input, the sites and the loss stand, in pixels; the same for every plot of the Chain."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.theme import Theme


@dataclass(frozen=True)
class Columns:
    """S + 2 slots across ``width`` pixels: the input and the loss in fixed gutters, equal columns between them.

    Between the gutters the axis shows ``shown``, on which site l covers l − 1/2 … l + 1/2; None: all sites.
    """

    sites: int
    width: float
    gutter: float
    shown: tuple[float, float] | None = None

    @property
    def span(self) -> tuple[float, float]:
        """The range of the axis."""
        return self.shown or (0.5, max(self.sites, 1) + 0.5)

    @property
    def pitch(self) -> float:
        """Distance between the centres of two neighbouring sites."""
        low, high = self.span
        return max(self.width - 2 * self.gutter, 1.0) / (high - low)

    @property
    def visible(self) -> range:
        """The sites of which something is to be seen."""
        low, high = self.span
        return range(max(1, math.floor(low + 0.5)), min(self.sites, math.ceil(high - 0.5)) + 1)

    def at(self, place: float) -> float:
        """Pixels of a place on the axis."""
        return self.gutter + (place - self.span[0]) * self.pitch

    def x(self, slot: int) -> float:
        """Centre of a slot: 0 is the input, 1…S the sites, S + 1 the loss."""
        if slot <= 0:
            return self.gutter / 2
        if slot > self.sites:
            return self.width - self.gutter / 2
        return self.at(slot)

    def site_x(self) -> NDArray[np.float64]:
        """Centres of the sites, (S,)."""
        return self.gutter + (np.arange(1, self.sites + 1) - self.span[0]) * self.pitch

    def starts(self, sites: Iterable[int]) -> list[float]:
        """Left edges of some sites' columns, as far as they are to be seen."""
        edges = [self.at(site - 0.5) for site in sites]
        return [edge for edge in edges if self.gutter <= edge <= max(self.width - self.gutter, self.gutter + 1)]

    def site_at(self, x: float) -> int:
        """The site 1…S whose column holds ``x``; 0 outside."""
        low, high = self.span
        if not 0 <= x - self.gutter <= (high - low) * self.pitch:
            return 0
        return min(max(int(np.floor((x - self.gutter) / self.pitch + low + 0.5)), 1), self.sites)


def gutter(theme: Theme) -> float:
    """Width of the input's and the loss's column: room for an axis label."""
    return 5.4 * theme.base_size


def label_stride(pitch: float, label_width: float) -> int:
    """Every how many columns a label fits without touching the next: 1, 2, 5, 10, 20, ..."""
    for decade in (1, 10, 100, 1000):
        for step in (1, 2, 5):
            if step * decade * pitch >= label_width:
                return step * decade
    return 10_000


def labelled_sites(sites: int, pitch: float, label_width: float) -> list[int]:
    """The sites that get a label: the first, multiples of the stride, and the last, never two too close."""
    stride = label_stride(pitch, label_width)
    if stride == 1:
        return list(range(1, sites + 1))
    inner = [site for site in range(stride, sites + 1, stride)
             if (site - 1) * pitch >= label_width and (sites - site) * pitch >= label_width]
    return sorted({1, *inner, sites}) if (sites - 1) * pitch >= label_width else [1]
