"""Where the first number of a step that is not finite has appeared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from gradsim.network import Network
from gradsim.problems import Problem

if TYPE_CHECKING:
    from gradsim.recurrent import RecurrentNetwork


def first_nonfinite(network: Network | RecurrentNetwork, step: int, loss: float) -> Problem | None:
    """Where the first number that is not finite appeared, in the order of the pass; None if only a norm overflowed."""

    def finite(tensor: Tensor) -> bool:
        return bool(torch.isfinite(tensor).all())

    sites = network.sites
    for site in sites:
        for quantity, tensor in (("W", site.weight), ("z", site.preactivation), ("a", site.activation)):
            if not finite(tensor):
                return _nonfinite(step, "forward", site.plan.index, quantity)
    if not math.isfinite(loss):
        return _nonfinite(step, "loss", 0, "L")
    for site in reversed(sites):
        for quantity, tensor in (("∂L/∂a", site.grad_activation), ("∂L/∂z", site.delta), ("∂L/∂W", site.grad_weight)):
            if not finite(tensor):
                return _nonfinite(step, "backward", site.plan.index, quantity)
    for site in reversed(sites):
        if site.norm is not None and site.norm.grad_gamma is not None and not finite(site.norm.grad_gamma):
            return _nonfinite(step, "backward", site.plan.index, "∂L/∂γ")
    return None


def _nonfinite(step: int, phase: str, site: int, quantity: str) -> Problem:
    return Problem(f"nonfinite_{phase}", {"step": step, "phase": phase, "site": site, "quantity": quantity})
