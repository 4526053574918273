"""The single links of a small network: weights, gradients and the last update, as matrices."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from gradsim.inspection.weights import last_update, weight_gradient
from gradsim.messages import Ask
from gradsim.network import Network
from gradsim.parts import Links, is_small
from gradsim.simulator import Simulator
from gradsim.snapshot import Floats, frozen


def links(run: Simulator, ask: Ask) -> Links:
    """W, ∂L/∂W and ΔW of every site; nothing where the network is not small."""
    network = run.network
    if not isinstance(network, Network) or not is_small(run.sites):
        return Links((), (), ())
    weight = tuple(_numpy(site.weight) for site in network.sites)
    updates = (last_update(run, site.weight) for site in network.sites)
    moved = tuple(_unknown(site.weight) if update is None else _numpy(update)
                  for site, update in zip(network.sites, updates, strict=True))
    return Links(weight, _gradients(run, network), moved)


def _gradients(run: Simulator, network: Network) -> tuple[Floats, ...]:
    """∂L/∂W, unknown where a backward pass in progress has not been."""
    reached = run.reached_backward() if run.phase == "backward" else np.ones(len(network.sites), dtype=bool)
    found = (weight_gradient(run, site + 1) if there else None for site, there in enumerate(reached))
    return tuple(_unknown(site.weight) if gradient is None else _numpy(gradient)
                 for site, gradient in zip(network.sites, found, strict=True))


def _numpy(matrix: Tensor) -> Floats:
    return frozen(matrix.cpu().double().numpy().copy())


def _unknown(matrix: Tensor) -> Floats:
    return frozen(np.full(tuple(matrix.shape), np.nan))
