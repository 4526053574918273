"""The one place that knows which network belongs to which kind of model."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import torch
from torch import Generator

from gradsim import plan, plan_recurrent
from gradsim.experiment import Experiment
from gradsim.fitting import RECURRENT, weight_shapes
from gradsim.network import Network
from gradsim.observer import Observer
from gradsim.rules import Rule
from gradsim.snapshot import Sites

if TYPE_CHECKING:  # the window opens with a dense network, and shall not wait for others
    from gradsim.recurrent import RecurrentNetwork

_BIG_LAYER = 2**25  # multiplications per layer above which several threads pay


def sites(experiment: Experiment) -> Sites:
    """The sites of an experiment's network, before it is built."""
    if isinstance(experiment.model, RECURRENT):
        return plan_recurrent.describe(plan_recurrent.plan(experiment))
    return plan.describe(plan.plan(experiment))


def largest_layer(experiment: Experiment) -> int:
    """Multiplications of the largest layer for one sample (of a recurrent network: with its inputs, at one time step)."""
    if isinstance(experiment.model, RECURRENT):
        return max(n_out * n_in for n_out, n_in in weight_shapes(experiment))
    return max(site.multiplications for site in plan.plan(experiment))


def threads(experiment: Experiment, batch: int) -> int:
    """One thread for small layers, where handing out work costs more than it saves; half of the cores for large ones.

    Threads of torch wait for each other busily: one that shares its core with the window makes a step forty times as long.
    """
    largest = largest_layer(experiment)
    return max(1, (os.cpu_count() or 1) // 2) if largest * batch > _BIG_LAYER else 1


def build(experiment: Experiment, batch: int, dtype: torch.dtype, device: torch.device,
          generator: Generator) -> Network | RecurrentNetwork:
    """The network of an experiment; arguments as of :class:`Network`."""
    if not isinstance(experiment.model, RECURRENT):
        return Network(experiment, batch, dtype, device, generator)
    from gradsim.recurrent import RecurrentNetwork

    return RecurrentNetwork(experiment, batch, dtype, device, generator)


def observer(network: Network | RecurrentNetwork, rule: Rule) -> Observer:
    """The observer that reads this network."""
    if isinstance(network, Network):
        return Observer(network, rule)
    from gradsim.recurrent.observer import RecurrentObserver

    return RecurrentObserver(network, rule)
