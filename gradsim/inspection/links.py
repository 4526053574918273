"""The single links of a small network: weights, gradients and the last update, as matrices."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from gradsim.buffers import view
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
    return Links(weight, _gradients(run, network), _updates(run, network))


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


def _updates(run: Simulator, network: Network) -> tuple[Floats, ...]:
    """ΔW = −lr·direction of the last update; exactly 0 where that was left out."""
    rule, values = run.rule, run.network.parameters.values
    if rule.direction.shape != values.shape:
        return tuple(_unknown(site.weight) for site in network.sites)
    share = 0.0 if run.skipped else -rule.last_lr
    found: list[Floats] = []
    for stack in network.stacks:
        found += [_numpy(share * matrix) for matrix in view(rule.direction, stack.weight_span)]
    return tuple(found)


def _numpy(matrix: Tensor) -> Floats:
    return frozen(matrix.double().cpu().numpy().copy())


def _unknown(matrix: Tensor) -> Floats:
    return frozen(np.full(tuple(matrix.shape), np.nan))
