"""One site in depth: the histogram of z under the curves of its activation, and every unit by itself."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gradsim.buffers import Picture
from gradsim.devices import in_float64
from gradsim.inspection.chosen import of_sample, place, round_reach
from gradsim.messages import Ask
from gradsim.parts import SiteDetail, Units
from gradsim.simulator import Simulator
from gradsim.snapshot import Floats, frozen

_BINS = 60
_CURVE_POINTS = 181
_SATURATED = 0.05  # of sup |φ′|


def detail(run: Simulator, ask: Ask) -> SiteDetail:
    """Histogram of z and the activation's curves of site ``ask.site``, over a range that changes in steps of 1, 2, 5.

    Of a gated cell, z is the candidate's, which is what φ is applied to.
    """
    site = place(run, ask)
    chosen = run.network.sites[site - 1]
    z = of_sample(run, ask, chosen.phi_argument).cpu().double().numpy().ravel()
    if not run.holds_forward()[site - 1]:
        z = z[:0]
    finite = z[np.isfinite(z)]
    reach = max(round_reach(float(np.abs(finite).max()) if finite.size else 0.0), 2.0)
    counts, edges = np.histogram(finite, _BINS, (-reach, reach))
    curve_z = np.linspace(-reach, reach, _CURVE_POINTS)
    value = slope = np.zeros(0)
    if chosen.phi.elementwise:
        points = torch.from_numpy(curve_z)
        value, slope = chosen.phi.value(points).numpy().copy(), chosen.phi.slope(points).numpy().copy()
    else:
        curve_z = np.zeros(0)
    return SiteDetail(site, frozen(counts.astype(np.int64)), frozen(edges), frozen(curve_z), frozen(value), frozen(slope),
                      chosen.phi.value_formula, chosen.phi.slope_formula, int(z.size - finite.size))


def units(run: Simulator, ask: Ask) -> Units:
    """Every unit of site ``ask.site``, of images every channel: mean |a|, rms of δ, share saturated, dead or not.

    All are empty as long as no pass has reached the site.
    """
    site = place(run, ask)
    if not run.holds_forward()[site - 1]:
        nothing = frozen(np.zeros(0))
        return Units(site, nothing, nothing, nothing, frozen(np.zeros(0, dtype=bool)))
    picture, row = _picture(run, site)
    a = in_float64(of_sample(run, ask, picture.activation[row]))  # (b, U, pixels)
    delta = in_float64(of_sample(run, ask, picture.delta[row]))
    spread = delta.square().mean((0, 2)).sqrt().cpu().numpy() / run.learning.scale
    if not run.holds_backward()[site - 1]:
        spread = np.zeros(0)
    return Units(site, frozen(a.abs().mean((0, 2)).cpu().numpy()), frozen(spread),
                 frozen(_saturated(run, ask, site, a.shape[1])), frozen((a == 0).all(2).all(0).cpu().numpy()))


def _picture(run: Simulator, site: int) -> tuple[Picture, int]:
    """The picture that shows a site 1…S, and the site's place in it."""
    for picture in run.network.pictures():
        if picture.places.start < site <= picture.places.stop:
            return picture, site - 1 - picture.places.start
    raise LookupError(f"no picture shows site {site}")


def _saturated(run: Simulator, ask: Ask, site: int, count: int) -> Floats:
    """Share of the entries of each unit with |φ′| < 0.05·sup |φ′|, (U,); NaN where φ′ has no bound or is no number."""
    chosen = run.network.sites[site - 1]
    z, bound = of_sample(run, ask, chosen.phi_argument), chosen.phi.sup
    if not chosen.phi.elementwise or bound is None or not np.isfinite(bound) or z.shape[1] % count:
        return np.full(count, np.nan)
    low: Tensor = chosen.phi.slope(z).abs() < _SATURATED * bound
    return in_float64(low.view(len(z), count, -1).to(z.dtype)).mean((0, 2)).cpu().numpy()
