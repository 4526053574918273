"""Gains of Jacobians that have no closed form, through the chain itself.

The identity is pushed backward where that is cheap enough, else random signs are (Hutchinson), and the standard error is
told.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.network import Network
from gradsim.site import Site

STEP_BUDGET = 2e7  # multiplications spent at every step on pushing the identity through single layers

_CACHED = 2**17  # numbers
_LEAST, _ACCURATE = 4, 5e-3  # so many probes are enough, pushed one by one, if they tell factor² to this relative error

Vjp = Callable[[Tensor], Tensor]


def pushed_gain(vjp: Vjp, network: Network, members: list[Site], budget: float) -> tuple[Tensor, Tensor]:
    """Σ_batch ‖J‖² / (B n_out) by pushing the identity, or random signs where that costs more than ``budget``.

    Returns the squared gain and its standard error (0 where it is exact), () float64. On the CPU large vectors are pushed in
    portions, and no more of them once the error is small.
    """
    batch, n = network.batch, members[-1].plan.n_out
    coupled = network.experiment.model.norm.kind == "batch_norm"  # J of the whole batch is not block diagonal
    cost = sum(site.plan.multiplications for site in members) * batch * n * (batch if coupled else 1)
    like = members[-1].activation
    if cost <= budget:
        square = _identity_pushed(vjp, like, coupled) / (batch * n)
        return square, torch.zeros_like(square)
    random, probes = np.random.default_rng(members[-1].plan.index), network.probe_count
    portion = max(1, _CACHED // (batch * n)) if like.device.type == "cpu" else probes
    samples = in_float64(like.new_empty(0))
    while len(samples) < probes:
        more = _random_signs_pushed(vjp, like, min(portion, probes - len(samples)), random)
        samples = torch.cat([samples, more / (batch * n)])
        if _LEAST <= len(samples) < probes and _error(samples) <= _ACCURATE * samples.mean():
            break
    return samples.mean(), _error(samples)


def _error(samples: Tensor) -> Tensor:
    """Standard error of the mean of independent ``samples`` (n,)."""
    return samples.std() / len(samples)**0.5 if len(samples) > 1 else torch.full_like(samples[0], math.inf)


def _random_signs_pushed(vjp: Vjp, like: Tensor, probes: int, random: np.random.Generator) -> Tensor:
    """‖Jᵀv‖² for some vectors v of random signs, (probes,)."""
    return in_float64(vjp(random_signs((probes, *like.shape), like, random))).square().sum((1, 2))


def random_signs(shape: tuple[int, ...], like: Tensor, random: np.random.Generator) -> Tensor:
    """Random ±1 of the type of ``like``, a bit drawn for each."""
    count = math.prod(shape)
    bits = np.unpackbits(np.frombuffer(random.bytes(-(-count // 8)), np.uint8), count=count)
    return torch.from_numpy(bits).to(like).mul_(2).sub_(1).view(shape)


def _identity_pushed(vjp: Vjp, like: Tensor, coupled: bool) -> Tensor:
    batch, n = like.shape
    if not coupled:
        basis = torch.eye(n, dtype=like.dtype, device=like.device).unsqueeze(1).expand(n, batch, n)
        return in_float64(vjp(basis)).square().sum()
    basis = torch.eye(batch * n, dtype=like.dtype, device=like.device).view(batch * n, batch, n)
    return in_float64(vjp(basis)).square().sum()
