"""What an experiment needs in memory, estimated before a tensor is made."""

from __future__ import annotations

import math

import torch

from gradsim import devices
from gradsim.experiment import Experiment
from gradsim.fitting import RECURRENT
from gradsim.plan import plan
from gradsim.plan_recurrent import measures
from gradsim.problems import fail
from gradsim.rules import RULES

_CHUNK = 2**19  # numbers that recurrent layers work on at once
_SHARE = 0.85  # of what is free; the rest stays for the window and the system


def estimate(experiment: Experiment, samples: int) -> int:
    """Bytes needed for parameters, gradients, the optimizer, stacked buffers, probes and data; at its peak."""
    if isinstance(experiment.model, RECURRENT):
        return _estimate_recurrent(experiment, samples)
    number = 8 if experiment.dtype == "float64" else 4
    batch = min(experiment.data.batch_size, samples)
    sites = plan(experiment)
    shapes = [site.weight_shape for site in sites]
    weights = sum(n_out * n_in + n_out for n_out, n_in in shapes)
    weights += sum(math.prod(site.shortcut.weight_shape) for site in sites if site.shortcut is not None)
    copies = 2 + RULES[experiment.optimizer.kind].memory + 1 + 1  # values, gradient, optimizer, direction, snapshot's copy
    buffers = batch * sum((2 * (len(site.slots) + 2) + ("dropout" in site.slots)) * max(site.n_in, site.n_out, site.z_width)
                          for site in sites)
    probes = 4 * max(n_out * n_in for n_out, n_in in shapes) + 6 * sum(site.z_width for site in sites) * batch
    drawn = 8 * 3 * max(n_out * n_in for n_out, n_in in shapes)  # initial weights are drawn in float64
    inputs = 8 * experiment.data.shape[0] + 2 * number * sites[0].n_in  # twice: laid out anew
    data = samples * (inputs + experiment.data.dense_outputs * (8 + 2 * number))
    return number * (weights * copies + buffers + probes) + drawn + data


def _estimate_recurrent(experiment: Experiment, samples: int) -> int:
    number = 8 if experiment.dtype == "float64" else 4
    size, batch = measures(experiment), min(experiment.data.batch_size, samples)
    count = size.gates * size.hidden
    weights = size.outputs * (size.hidden + 1)
    a_step = views = 0
    for layer in range(1, size.layers + 1):
        width = size.inputs_of(layer) + size.hidden + 1
        weights += count * width
        a_step += width + 6 * count + 8 * size.hidden  # inputs; z, δ, gates, slopes and copies; h, g, c and their kin
        views += 24 * 1000  # bytes of the views that a time step keeps
    copies = 2 + RULES[experiment.optimizer.kind].memory + 1 + 1  # values, gradient, optimizer, direction, snapshot's copy
    widest = count * max(batch, size.features + size.hidden, 2 * size.hidden)
    probes = 4 * count * batch * size.steps + 4 * max(widest, min(_CHUNK, widest * size.steps))
    data = samples * experiment.data.shape[0] * (8 + number)
    return number * (weights * (copies + 6) + (a_step * batch + 1) * size.steps + probes) + views * size.steps + data


def check(experiment: Experiment, samples: int, device: torch.device, times: float = 1.0) -> None:
    """Refuse, with the estimate, an experiment that would not fit ``times`` over; raises GradsimError."""
    free = devices.free_memory(device)
    need, available = int(times * estimate(experiment, samples)), int(free * _SHARE)
    if need > available:
        raise fail("too_large", need=_show(need), available=_show(available))


def _show(size: int) -> str:
    for unit, factor in (("GiB", 2**30), ("MiB", 2**20)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
