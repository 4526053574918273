"""What the picture of the network shows: levels of single units, and one sample with its answer."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gradsim.fitting import TARGET_LOSSES
from gradsim.messages import Ask
from gradsim.parts import Sample, Tiles
from gradsim.simulator import Simulator
from gradsim.snapshot import frozen

_LARGEST_OUTPUT = 4096
_TILE_SAMPLES = 32


def tiles(run: Simulator, ask: Ask) -> Tiles:
    """Mean |a| and mean |δ| of at most ``ask.units`` evenly spaced units of every site, over at most 32 samples.

    NaN at sites that the first pass has not reached.
    """
    sites, units = len(run.sites), ask.units
    activation, delta = np.full((sites, units), np.nan), np.full((sites, units), np.nan)
    for picture in run.network.pictures():
        for source, target in ((picture.activation, activation), (picture.delta, delta)):
            levels = torch.cat([_unit_levels(source[rows, :_TILE_SAMPLES], units) for rows in picture.chunks])
            target[picture.places, :levels.shape[1]] = levels.cpu().double().numpy()
    delta /= run.learning.scale
    activation[~run.holds_forward()] = np.nan
    delta[~run.holds_backward()] = np.nan
    return Tiles(frozen(activation), frozen(delta))


def _unit_levels(stacked: Tensor, units: int) -> Tensor:
    """Of (k, B, units, pixels): means over samples and pixels, (k, units)."""
    width = stacked.shape[2]
    if width > units:
        chosen = torch.linspace(0, width - 1, units, device=stacked.device).round().long()
        stacked = stacked.index_select(2, chosen)
    return stacked.abs().mean((1, 3))


def sample(run: Simulator, ask: Ask) -> Sample:
    """The first sample of the present batch, and the first answer to it, if the forward pass is there."""
    data, target = run.experiment.data, run.batch.targets[0]
    outputs = run.network.outputs[0, :_LARGEST_OUTPUT]
    compared = run.experiment.loss in TARGET_LOSSES
    if compared:
        outputs = outputs[:data.shape[1]]
    if not run.reached_forward()[-1] or run.phase == "ready":
        outputs = outputs[:0]
    inputs = run.batch.inputs[0].cpu().double().numpy().copy()
    image = run.network.scaled_image or data.image
    shown = image[1:] if image is not None and image[0] == 1 else None
    return Sample(frozen(inputs), shown, frozen(outputs.cpu().double().numpy().copy()),
                  int(target.flatten()[0]) if compared and data.task == "classes" else None)
