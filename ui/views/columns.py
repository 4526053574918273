"""Columns: where the input, the sites and the loss stand, in pixels; the same for every plot of the Chain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ui.theme import Theme


@dataclass(frozen=True)
class Columns:
    """S + 2 slots across ``width`` pixels: the input and the loss in fixed gutters, S equal columns between them."""

    sites: int
    width: float
    gutter: float

    @property
    def pitch(self) -> float:
        """Distance between the centres of two neighbouring sites."""
        return max(self.width - 2 * self.gutter, 1.0) / max(self.sites, 1)

    def x(self, slot: int) -> float:
        """Centre of a slot: 0 is the input, 1…S the sites, S + 1 the loss."""
        if slot <= 0:
            return self.gutter / 2
        if slot > self.sites:
            return self.width - self.gutter / 2
        return self.gutter + (slot - 0.5) * self.pitch

    def site_x(self) -> NDArray[np.float64]:
        """Centres of the sites, (S,)."""
        return self.gutter + (np.arange(self.sites) + 0.5) * self.pitch

    def site_at(self, x: float) -> int:
        """The site 1…S whose column holds ``x``; 0 outside."""
        site = int(np.floor((x - self.gutter) / self.pitch)) + 1
        return site if 1 <= site <= self.sites else 0


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
