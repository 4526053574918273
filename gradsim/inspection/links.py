"""The single links of a small network: weights, gradients and the last update, as matrices."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from gradsim.inspection.weights import last_update
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
    """∂L/∂W; formed anew where a backward pass is under way, for the network does that at the pass's end."""
    known = run.observer.measured_once
    if run.phase not in ("backward", "clip"):
        return tuple(_numpy(site.grad_weight) if known else _unknown(site.weight) for site in network.sites)
    if run.phase == "clip":
        return tuple(_numpy(site.grad_weight) for site in network.sites)
    reached = run.reached_backward()
    return tuple(_numpy(site.affine.grad_out.t() @ site.affine.x / run.scale) if there else _unknown(site.weight)
                 for site, there in zip(network.sites, reached, strict=True))


def _numpy(matrix: Tensor) -> Floats:
    return frozen(matrix.double().cpu().numpy().copy())


def _unknown(matrix: Tensor) -> Floats:
    return frozen(np.full(tuple(matrix.shape), np.nan))
