"""Parts: what a picture needs beyond the columns of a snapshot, sent when asked for. Read-only numpy, no torch."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from gradsim.snapshot import Floats, Sites, frozen

SMALL_SITES, SMALL_UNITS, SMALL_INPUTS = 17, 16, 64
BESIDE = frozenset({"tiles", "detail", "units", "distributions", "matrices", "spectrum"})
"""The fields of :class:`Parts` that are read of the runs beside the run, too."""


@dataclass(frozen=True)
class Tiles:
    """Per-unit levels for the picture of the network, (S, U): means over at most 32 samples; NaN behind a layer's last unit,
    and everywhere at sites that the first pass has not reached.

    A layer wider than U shows U evenly spaced units; ``activation`` is the mean of |φ(z)|, ``delta`` that of |∂L/∂z|.
    """

    activation: Floats
    delta: Floats


@dataclass(frozen=True)
class Sample:
    """The first sample of the batch: its input, what it is, and the network's output for it, empty before there is one."""

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
class Links:
    """The single links of a network that is small (:func:`is_small`), one matrix (n_out, n_in) per site; empty for others.

    ``weight`` is W as it is now. ``gradient`` is ∂L/∂W, after clipping once that is done, NaN at sites that the backward
    pass in progress has not reached. ``update`` is ΔW = −lr·direction of the last update, NaN before the first.
    """

    weight: tuple[Floats, ...]
    gradient: tuple[Floats, ...]
    update: tuple[Floats, ...]


@dataclass(frozen=True)
class Skips:
    """How ∂L/∂x at the input x of every residual block came there, k blocks.

    At the block's sum s = skip(x) + α·F(x) the gradient splits: ∂L/∂x = g_skip + g_branch, where g_skip = ∂L/∂s, or what
    the projection on the skip passes back of it, and g_branch = α·(∂F/∂x)ᵀ ∂L/∂s.

    Attributes
    ----------
    start, end
        First and last site (1…S) of the block, (k,).
    skip, branch
        ‖g_skip‖ / ‖∂L/∂x‖ and ‖g_branch‖ / ‖∂L/∂x‖, norms over batch and units, (k,); NaN where a pass in progress is
        inside the block, before the first pass, and where ∂L/∂x is 0 or not finite.
    cosine
        Of the angle between g_skip and g_branch, (k,): 1 they add up, 0 they are independent, −1 they cancel; NaN where one
        of them is 0.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    skip: Floats
    branch: Floats
    cosine: Floats

    def of(self, site: int) -> int:
        """Place of the block that holds ``site`` (1…S); −1 where no skip passes it."""
        found = np.flatnonzero((self.start <= site) & (site <= self.end))
        return int(found[0]) if len(found) else -1


@dataclass(frozen=True)
class Units:
    """The units of one site, U of them (of images the channels; 0: no pass has been there), over the batch or one sample.

    activation, delta (U,)
        Mean |a|, and the root mean square of ∂L/∂z, empty before there is one.
    saturated (U,)
        Share of entries with |φ′| < 0.05·sup |φ′|; NaN where φ′ has no bound.
    dead (U,)
        Whether a is exactly 0 everywhere.
    """

    site: int
    activation: Floats
    delta: Floats
    saturated: Floats
    dead: NDArray[np.bool_]


@dataclass(frozen=True)
class Distribution:
    """counts (K,) between edges (K+1,); the root mean square; how many entries are exactly 0, how many not finite."""

    counts: NDArray[np.int64]
    edges: Floats
    rms: float
    zeros: int
    nonfinite: int


@dataclass(frozen=True)
class Distributions:
    """How W, ∂L/∂W and the last update ΔW of one site are distributed; None before there is one."""

    site: int
    weight: Distribution | None
    gradient: Distribution | None
    update: Distribution | None


@dataclass(frozen=True)
class Matrices:
    """W and ∂L/∂W of one site as images, at most 128×128 cells; ``shape`` is that of W. An empty gradient: none yet.

    Where a cell stands for a block of entries, it is the one of largest magnitude.
    """

    site: int
    shape: tuple[int, int]
    weight: Floats
    gradient: Floats


def no_band() -> Floats:
    """Percentiles of nothing, (2, 0)."""
    return frozen(np.zeros((2, 0)))


@dataclass(frozen=True)
class Spectrum:
    """Singular values, largest first: of the site's J_l = ∂a_l/∂a_{l−1} and of the product behind it.

    layer (k,)
        Of the site's own map, without a skip; the median over the samples where several are asked for.
    product (m,)
        Of ∂a_L/∂a_{l−1}, L the last hidden layer (along time: the last time step of the layer), skips included; likewise.
    sample
        0…B−1, the first of the ``samples``.
    absent
        Why one of them is empty: "too_large" (it would take too long), "cell_norm" (a norm inside the cell), "waiting" (the
        forward pass is under way), or "".
    state
        "a", or "h" or "(h, c)": what the Jacobians are of.
    samples
        How many samples the values are of.
    layer_band (2, k), product_band (2, m)
        The 10th and 90th percentile of the i-th singular value over the samples; (2, 0) for one sample. As the median, each
        is a value of one of the samples: nothing is interpolated.
    """

    site: int
    sample: int
    layer: Floats
    product: Floats
    absent: str
    state: str
    samples: int = 1
    layer_band: Floats = field(default_factory=no_band)
    product_band: Floats = field(default_factory=no_band)


def is_small(sites: Sites) -> bool:
    """Whether single units and links can be told apart: few dense layers of few units."""
    dense = bool(np.isin(sites.kind, ("dense", "head")).all()) and sites.axis[0] == "layer"
    return bool(dense and len(sites) <= SMALL_SITES and sites.fan_out.max() <= SMALL_UNITS
                and sites.fan_in[0] <= SMALL_INPUTS and sites.fan_in[1:].max(initial=0) <= SMALL_UNITS)


@dataclass(frozen=True)
class Parts:
    """What was asked for by the name of its field; None where it was not."""

    tiles: Tiles | None = None
    detail: SiteDetail | None = None
    sample: Sample | None = None
    links: Links | None = None
    skips: Skips | None = None
    units: Units | None = None
    distributions: Distributions | None = None
    matrices: Matrices | None = None
    spectrum: Spectrum | None = None

    def over(self, older: Parts) -> Parts:
        """These parts, and what ``older`` knows where these know nothing."""
        newer = {item.name: getattr(self, item.name) for item in fields(self)}
        return replace(older, **{name: part for name, part in newer.items() if part is not None})
