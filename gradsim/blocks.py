"""BlockFactors: the gains of whole residual blocks, skip included, taken once per pass; and the product they belong to."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.jacobians import SMALL
from gradsim.layers import Activate, Skip
from gradsim.network import Network
from gradsim.pushed import Vjp, pushed_gain
from gradsim.readings import Reading
from gradsim.site import Site
from gradsim.snapshot import Floats, Sites
from gradsim.step_numbers import root_error

EXACT_BUDGET = 1e8  # multiplications spent per snapshot on pushing the identity through blocks


class BlockFactors:
    """The factors of blocks, block by block as a pass goes.

    Attributes
    ----------
    ends
        True at the last sites of blocks, (S,).
    exist
        True if there are any.
    factors, errors
        At these sites factor and its standard error (0: exact), of the last pass that has been ``taken``, NaN and 0
        elsewhere; (S,).
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self.ends: NDArray[np.bool_] = np.array([site.plan.ends_block for site in network.sites])
        self.exist = bool(self.ends.any())
        self.factors: Floats = np.full(len(self.ends), np.nan)
        self.errors: Floats = np.zeros(len(self.ends))
        self._steps = np.full(len(self.ends), -1)  # whose pass they belong to

    def due(self, reached: NDArray[np.bool_], step: int) -> list[int]:
        """0-based last sites of the blocks to be taken; ``reached`` (S,) are those that the pass of ``step`` has reached.

        Others are unknown from now on, unless they are of the pass before.
        """
        if not self.exist:
            return []
        old = self.ends & ~reached & (self._steps < step - 1)
        if old.any():
            self.factors, self.errors = np.where(old, np.nan, self.factors), np.where(old, 0.0, self.errors)
        return np.flatnonzero(self.ends & reached & (self._steps != step)).tolist()

    def renew(self, ends: list[int], step: int) -> Reading[None]:
        """Renew the blocks that end at ``ends``, from buffers and weights of the pass of ``step``."""
        if not ends:
            return
        factors, errors = self.factors.copy(), self.errors.copy()
        squares, square_errors = yield _gains(self._network, ends)
        factors[ends] = np.sqrt(squares)
        errors[ends] = root_error(square_errors, factors[ends])
        self._steps[ends] = step
        self.factors, self.errors = factors, errors


def running_product(factor: Floats, block_factor: Floats, sites: Sites) -> Floats:
    """Π of DESIGN section 1: what the chain rule predicts is left of the gradient at each site, (S,); 1 at the last."""
    count = len(factor)
    if not sites.has_blocks:
        result = np.ones(count)
        np.cumprod(factor[:0:-1], out=result[-2::-1] if count > 1 else result[:0])
        return result
    after_end = np.ones(count + 1)  # product over everything after site l, for l at the end of a block or outside one
    result = np.ones(count)
    for index in range(count - 1, -1, -1):
        inside_later = index + 1 < count and sites.block_start[index + 1] == sites.block_start[index] > 0
        if inside_later:
            result[index] = result[index + 1] * factor[index + 1]
        elif index + 1 < count:
            result[index] = after_end[index + 1]
        end = sites.block_end[index] - 1
        if sites.block_start[index] == 0:
            after_end[index] = result[index] * factor[index]
        elif sites.block_start[index] == index + 1:
            after_end[index] = result[end] * block_factor[end]
    return result


def _gains(network: Network, ends: list[int]) -> tuple[Tensor, Tensor]:
    """Squared gains of the residual blocks with the 0-based last sites ``ends``, and their standard errors; (n,) each."""
    budget = EXACT_BUDGET / sum(site.plan.ends_block for site in network.sites)
    gains = []
    for site in (network.sites[end] for end in ends):
        members = network.sites[site.plan.block_start - 1:site.plan.block_end]
        value = _single_layer_block(network, site) if len(members) == 1 else None
        if value is not None:
            gains.append((value, torch.zeros_like(value)))
        else:
            gains.append(pushed_gain(_vjp(members), network, members, budget))
    squares, errors = zip(*gains, strict=True)
    return torch.stack(squares), torch.stack(errors)


def _single_layer_block(network: Network, site: Site) -> Tensor | None:
    """‖I + αφ′W‖² and its kin for a block of one layer without a norm; None where there is no closed form."""
    skip, n, post = site.skip, site.plan.n_out, isinstance(site.operations[-1], Activate)
    if site.plan.has_images or skip is None or not site.phi.elementwise or n <= SMALL:
        return None
    if site.norm is not None or site.ends_in_norm or (post and site.mask is not None):
        return None
    slope = in_float64(site.phi.slope(site.preactivation))
    if site.mask is not None:
        slope = slope * in_float64(site.mask)
    weight, alpha = in_float64(site.weight), skip.alpha
    if isinstance(alpha, Tensor):
        alpha = in_float64(alpha)
    if post:  # D (I + αW)
        whole = alpha * weight + torch.eye(n, dtype=torch.float64, device=weight.device)
        return (slope.square().sum(0) * whole.square().sum(1)).sum() / (network.batch * n)
    squares = weight.square().sum(1 if site.plan.weight_first else 0)
    cross = (slope.sum(0) * weight.diagonal()).sum()
    total = network.batch * n + 2 * alpha * cross + alpha**2 * (slope.square().sum(0) * squares).sum()
    return total / (network.batch * n)


def _vjp(members: list[Site]) -> Vjp:
    """Jᵀ of a whole block, skip included."""

    def through(g: Tensor) -> Tensor:
        last = members[-1]
        operations = list(reversed(last.operations))
        place, skip = next((i, item) for i, item in enumerate(operations) if isinstance(item, Skip))
        for operation in operations[:place]:
            g = operation.vjp(g)
        direct = skip.vjp_source(g)
        for operation in operations[place:]:
            g = operation.vjp(g)
        for site in reversed(members[:-1]):
            g = site.vjp(g)
        return g + direct

    return through
