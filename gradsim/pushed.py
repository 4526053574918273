"""Gains of Jacobians that have no closed form, through the chain itself.

The identity is pushed backward where that is cheap enough, else random signs are (Hutchinson), and the standard error is
told.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gradsim.network import Network
from gradsim.site import Site

STEP_BUDGET = 2e7  # multiplications spent at every step on pushing the identity through single layers

Vjp = Callable[[Tensor], Tensor]


def pushed_gain(vjp: Vjp, network: Network, members: list[Site], budget: float) -> tuple[float, float]:
    """Σ_batch ‖J‖² / (B n_out) by pushing the identity, or random signs where that costs more than ``budget``.

    Returns the squared gain and its standard error (0 where it is exact).
    """
    batch, n = network.batch, members[-1].plan.n_out
    coupled = network.experiment.model.norm.kind == "batch_norm"  # J of the whole batch is not block diagonal
    cost = sum(site.plan.multiplications for site in members) * batch * n * (batch if coupled else 1)
    like = members[-1].activation
    if cost <= budget:
        return _identity_pushed(vjp, like, coupled) / (batch * n), 0.0
    generator = torch.Generator().manual_seed(members[-1].plan.index)
    probes = network.probe_count
    signs = torch.randint(0, 2, (probes, batch, n), generator=generator).to(like) * 2 - 1
    samples = vjp(signs).double().square().sum((1, 2)) / (batch * n)  # (probes,)
    return float(samples.mean()), float(samples.std() / probes**0.5)


def _identity_pushed(vjp: Vjp, like: Tensor, coupled: bool) -> float:
    batch, n = like.shape
    if not coupled:
        basis = torch.eye(n, dtype=like.dtype, device=like.device).unsqueeze(1).expand(n, batch, n)
        return float(vjp(basis).double().square().sum())
    basis = torch.eye(batch * n, dtype=like.dtype, device=like.device).view(batch * n, batch, n)
    return float(vjp(basis).double().square().sum())
