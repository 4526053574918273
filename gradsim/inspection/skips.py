"""How much of the gradient at a residual block's input came over the skip, and how much through the branch."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.layers import Affine, Convolve
from gradsim.messages import Ask
from gradsim.network import Network
from gradsim.parts import Skips
from gradsim.simulator import Simulator
from gradsim.snapshot import frozen

_LEAST_SHARE = 1e-4  # of a branch whose gradient is still known to enough digits as a difference
_AT_ONCE = 2**20  # numbers that are worked on at once


def skips(run: Simulator, ask: Ask) -> Skips:
    """The shares of every block of the last pass; see :class:`Skips`."""
    sites, network = run.sites, run.network
    ends = np.unique(sites.block_end[sites.block_end > 0])
    shares = np.full((len(ends), 3), np.nan)
    if isinstance(network, Network):
        now, before = _known(run, ends)
        blocks = [_Block(network, place, int(ends[place])) for place in np.flatnonzero(now | before).tolist()]
        faint = [block for block in blocks if block.branch is None and network.rounding is not None]
        faint += _measure([block for block in blocks if block not in faint], shares)
        _measure_faint([block for block in faint if now[block.place]], shares)
        if any(before[block.place] for block in faint):
            with run.observer.weights_before_update():
                _measure_faint([block for block in faint if before[block.place]], shares)
    return Skips(frozen(sites.block_start[ends - 1]), frozen(ends), *(frozen(column.copy()) for column in shares.T))


class _Block:
    """The gradients of one block: over the skip, (B, n), and through the branch where the network keeps it."""

    def __init__(self, network: Network, place: int, end: int) -> None:
        first, skip = network.sites[network.plans[end - 1].block_start - 1], network.sites[end - 1].skip
        assert skip is not None
        self.place, self._entry = place, first.operations[0]
        self.whole, self.skip = network.levels.g[first.plan.index - 1], skip.grad_source
        self.branch: Tensor | None = None
        if not isinstance(self._entry, Affine | Convolve):  # pre-activation order
            self.branch = first.stack.grad_before(first.plan.slots[0])[first.row]

    def branch_anew(self) -> Tensor:
        """The same from the branch's first operation, which must show the weights of the pass."""
        return self._entry.vjp(self._entry.grad_out)


def _known(run: Simulator, ends: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which blocks hold the gradients of a pass with the present weights, and which with those before the last update."""
    starts, nothing = run.sites.block_start[ends - 1], np.zeros(len(ends), dtype=bool)
    measured = np.full(len(ends), run.observer.measured_once)
    if run.phase == "clip":
        return ~nothing, nothing
    if run.phase in ("update", "forward"):
        return nothing, measured
    if run.phase == "loss":  # has overwritten the gradient at the very end
        return nothing, measured & (ends < len(run.sites)) & (not run.learning.loss_scale.dynamic)
    if run.phase == "backward":
        now = starts >= run.cursor
        # the gradient that the pass hands on to the end of a block is there before the pass is
        lost = run.learning.loss_scale.dynamic or run.direction_is_overwritten
        return now, measured & (ends < run.cursor - 1) & (not lost)
    return nothing, nothing


def _measure(blocks: list[_Block], shares: NDArray[np.float64]) -> list[_Block]:
    """Write skip, branch and cosine to the blocks' rows of ``shares``; returns those whose branch is too faint for that."""
    faint: list[_Block] = []
    for chunk in _chunks(blocks):
        skip, whole = (torch.stack([getattr(block, name).flatten() for block in chunk]) for name in ("skip", "whole"))
        branch = whole - skip
        clear = branch.abs().amax(1) > _LEAST_SHARE * whole.abs().amax(1)
        kept = [block.branch is not None for block in chunk]
        if any(kept):
            branch = torch.stack([part.flatten() if block.branch is None else block.branch.flatten()
                                  for block, part in zip(chunk, branch, strict=True)])
        good = clear | torch.tensor(kept, device=clear.device)
        shares[[block.place for block in chunk]] = _shares(skip, branch)
        faint += [block for block, fine in zip(chunk, good.tolist(), strict=True) if not fine]
    return faint


def _measure_faint(blocks: list[_Block], shares: NDArray[np.float64]) -> None:
    for chunk in _chunks(blocks):
        shares[[block.place for block in chunk]] = _shares(torch.stack([block.skip.flatten() for block in chunk]),
                                                           torch.stack([block.branch_anew().flatten() for block in chunk]))


def _chunks(blocks: list[_Block]) -> list[list[_Block]]:
    """Neighbours of one size, a few at a time."""
    found = []
    for size, members in groupby(blocks, key=_size):
        same, portion = list(members), max(1, _AT_ONCE // size)
        found += [same[start:start + portion] for start in range(0, len(same), portion)]
    return found


def _size(block: _Block) -> int:
    return block.skip.numel()


def _shares(g_skip: Tensor, g_branch: Tensor) -> NDArray[np.float64]:
    """‖g_skip‖ / ‖g_in‖, ‖g_branch‖ / ‖g_in‖ and the cosine between the two, (k, 3); of rows (k, N)."""
    skip, branch = in_float64(g_skip), in_float64(g_branch)
    largest = torch.maximum(skip.abs().amax(1), branch.abs().amax(1)).unsqueeze(1)
    scale = torch.where(largest > 0, largest, torch.ones_like(largest))
    skip, branch = skip / scale, branch / scale
    norms = torch.stack([torch.linalg.vector_norm(part, dim=1) for part in (skip, branch, skip + branch)])
    of_skip, of_branch, of_both = norms.cpu().numpy()
    product = (skip * branch).sum(1).cpu().numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.stack([of_skip / of_both, of_branch / of_both, product / (of_skip * of_branch)], 1)
    return np.where(np.isfinite(shares), shares, np.nan)
