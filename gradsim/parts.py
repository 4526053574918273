"""Parts: what a picture needs beyond the columns of a snapshot, sent when asked for. Read-only numpy, no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradsim.snapshot import Floats


@dataclass(frozen=True)
class Tiles:
    """Per-unit levels for the picture of the network, (S, U): means over at most 32 samples; NaN behind a layer's last unit.

    A layer wider than U shows U evenly spaced units; ``activation`` is the mean of |φ(z)|, ``delta`` that of |∂L/∂z|.
    """

    activation: Floats
    delta: Floats


@dataclass(frozen=True)
class Sample:
    """The first sample of the batch: its input, what it is, and the network's output for it."""

    inputs: Floats
    image_shape: tuple[int, int] | None
    outputs: Floats
    target: int | None


@dataclass(frozen=True)
class SiteDetail:
    """One site in depth: the histogram of z over batch and units, and the activation's curves over the same range.

    counts (K,), edges (K+1,); curve_z, curve_value, curve_slope (M,), empty where φ is not elementwise (softmax).
    ``nonfinite_z`` entries of z are not in the histogram.
    """

    site: int
    counts: NDArray[np.int64]
    edges: Floats
    curve_z: Floats
    curve_value: Floats
    curve_slope: Floats
    value_formula: str
    slope_formula: str
    nonfinite_z: int


@dataclass(frozen=True)
class Parts:
    """What was asked for by the name of its field; None where it was not."""

    tiles: Tiles | None = None
    detail: SiteDetail | None = None
    sample: Sample | None = None
