"""Where the first number of a step that is not finite has appeared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from gradsim.network import Network
from gradsim.problems import Problem
from gradsim.readings import read

if TYPE_CHECKING:
    from gradsim.recurrent import RecurrentNetwork


_FORWARD = (("W", "weight"), ("z", "preactivation"), ("a", "activation"))
_BACKWARD = (("∂L/∂a", "grad_activation"), ("∂L/∂z", "delta"), ("∂L/∂W", "grad_weight"))


def first_nonfinite(network: Network | RecurrentNetwork, step: int, loss: float) -> Problem | None:
    """Where the first number that is not finite appeared, in the order of the pass; None if only a norm overflowed."""
    sites = network.sites
    places: list[tuple[str, Any, Any, str, str]] = [("forward", site, site, *names) for site in sites for names in _FORWARD]
    places += [("backward", site, site, *names) for site in reversed(sites) for names in _BACKWARD]
    places += [("backward", site, site.norm, "∂L/∂γ", "grad_gamma") for site in reversed(sites)
               if site.norm is not None and site.norm.grad_gamma is not None]
    (finite,) = read(torch.stack([torch.isfinite(getattr(owner, name)).all() for _, _, owner, _, name in places]))
    bad = [place for place, fine in zip(places, finite, strict=True) if not fine]
    if not math.isfinite(loss) and (not bad or bad[0][0] != "forward"):
        return _nonfinite(step, "loss", 0, "L")
    if not bad:
        return None
    phase, site, _, quantity, _ = bad[0]
    return _nonfinite(step, phase, site.plan.index, quantity)


def nan_preactivations(network: Network | RecurrentNetwork) -> NDArray[np.bool_]:
    """Whether any z of a site is NaN, (S,)."""
    (found,) = read(torch.stack([torch.isnan(site.preactivation).any() for site in network.sites]))
    return np.asarray(found > 0)


def _nonfinite(step: int, phase: str, site: int, quantity: str) -> Problem:
    return Problem(f"nonfinite_{phase}", {"step": step, "phase": phase, "site": site, "quantity": quantity})
