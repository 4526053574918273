"""The parts of a frame, read from a run when they are asked for: levels of single units, one site in depth, one sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gradsim.fitting import TARGET_LOSSES
from gradsim.links import links
from gradsim.messages import Ask
from gradsim.parts import Parts, Sample, SiteDetail, Tiles
from gradsim.simulator import Simulator
from gradsim.skips import skips
from gradsim.snapshot import frozen

_BINS = 60
_CURVE_POINTS = 181
_LARGEST_OUTPUT = 64
_TILE_SAMPLES = 32


def parts(run: Simulator, ask: Ask) -> Parts:
    """Everything that ``ask`` wants to know."""
    return Parts(**{name: READERS[name](run, ask) for name in ask.wants})


def tiles(run: Simulator, ask: Ask) -> Tiles:
    """Mean |a| and mean |δ| of at most ``ask.units`` evenly spaced units of every site, over at most 32 samples."""
    sites, units = len(run.sites), ask.units
    activation, delta = np.full((sites, units), np.nan), np.full((sites, units), np.nan)
    for picture in run.network.pictures():
        for source, target in ((picture.activation, activation), (picture.delta, delta)):
            levels = torch.cat([_unit_levels(source[rows, :_TILE_SAMPLES], units) for rows in picture.chunks])
            target[picture.places, :levels.shape[1]] = levels.double().cpu().numpy()
    return Tiles(frozen(activation), frozen(delta))


def _unit_levels(stacked: Tensor, units: int) -> Tensor:
    """Of (k, B, units, pixels): means over samples and pixels, (k, units)."""
    width = stacked.shape[2]
    if width > units:
        chosen = torch.linspace(0, width - 1, units, device=stacked.device).round().long()
        stacked = stacked.index_select(2, chosen)
    return stacked.abs().mean((1, 3))


def detail(run: Simulator, ask: Ask) -> SiteDetail:
    """Histogram of z and the activation's curves of site ``ask.site``, over a range that changes in steps of 1, 2, 5.

    Of a gated cell, z is the candidate's, which is what φ is applied to.
    """
    site = min(ask.site, len(run.sites))
    chosen = run.network.sites[site - 1]
    z = chosen.phi_argument.detach().double().cpu().numpy().ravel()
    finite = z[np.isfinite(z)]
    reach = _nice_reach(float(np.abs(finite).max()) if finite.size else 1.0)
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


def _nice_reach(largest: float) -> float:
    """The smallest of 1, 2, 5, 10 … that is at least 2 and holds ``largest``."""
    reach = max(largest, 2.0)
    decade = 10.0 ** np.floor(np.log10(reach))
    return float(next(step * decade for step in (1.0, 2.0, 5.0, 10.0) if step * decade >= reach))


def sample(run: Simulator, ask: Ask) -> Sample:
    """The first sample of the present batch, and the first answer to it."""
    data, target = run.experiment.data, run.batch.targets[0]
    outputs = run.network.outputs[0, :_LARGEST_OUTPUT]
    compared = run.experiment.loss in TARGET_LOSSES
    if compared:
        outputs = outputs[:data.shape[1]]
    inputs = run.batch.inputs[0].double().cpu().numpy()
    image = run.network.scaled_image or data.image
    shown = image[1:] if image is not None and image[0] == 1 else None
    return Sample(frozen(inputs), shown, frozen(outputs.double().cpu().numpy()),
                  int(target.flatten()[0]) if compared and data.task == "classes" else None)


READERS: dict[str, Callable[[Simulator, Ask], Any]] = {"tiles": tiles, "detail": detail, "sample": sample,
                                                         "links": links, "skips": skips}
"""How each field of :class:`Parts` is read."""
