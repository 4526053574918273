"""Moments: what a complete snapshot reads of z, a, ∂L/∂z and φ′ of dense and convolutional sites; one copy out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.jacobians import Probe
from gradsim.jacobians_images import ImageProbe
from gradsim.network import Network
from gradsim.readings import Floats, Reading, side_by_side
from gradsim.reductions import SAFE, deviations, repaired

SATURATED = 0.05
# sums over batch and units, except for the norms and for the number of units whose outputs do not add up to 0
_ROWS = ("z", "a", "‖z‖", "‖a‖", "‖δ‖", "φ′", "φ′²", "|φ′| < 0.05·sup|φ′|", "Σ_batch φ ≠ 0")


class Moments:
    """The columns that are read from the buffers of the last pass: no weights, nothing of the update."""

    def __init__(self, network: Network, probes: Sequence[Probe | ImageProbe]) -> None:
        self._network = network
        sites = network.sites
        self._moments = network.outputs.new_zeros(len(_ROWS), len(sites))
        self._readers = [_Reader(probe, self._moments[:, probe.stack.places]) for probe in probes]
        self._stacks = [probe.stack for probe in probes]
        self._low, self._high = SAFE[self._moments.dtype]
        self._levels = [site.preactivation for site in sites] + [site.activation for site in sites]
        self._sizes = np.array([tensor.numel() for tensor in self._levels], dtype=float).reshape(2, -1)
        self._roots = np.sqrt(self._sizes[1])
        self._units = np.array([site.plan.image_after("activate")[0] for site in sites])
        coupled = np.array([not site.phi.elementwise for site in sites])
        unbounded = np.array([math.isinf(site.phi.sup) for site in sites])
        slopes = np.where(coupled, np.nan, 1 / self._sizes[0])  # NaN: there is no such quantity
        self._shares = np.stack([*(1 / self._sizes), *np.ones((3, len(sites))), slopes, slopes,
                                 np.where(unbounded, np.nan, slopes), np.ones(len(sites))])

    def columns(self) -> Reading[dict[str, Floats]]:
        """(S,) each."""
        for reader in self._readers:
            reader.read()
        (numbers,) = yield (self._moments,)
        numbers *= self._shares
        means, lengths, active = numbers[:2], numbers[2:5], numbers[8]
        idle = self._units - active
        deviation, _ = yield from side_by_side(self._deviations(means, lengths), self._confirm_dead(idle))
        return {"z_mean": means[0], "z_std": deviation[0], "a_mean": means[1], "a_std": deviation[1],
                "a_rms": lengths[1] / self._roots, "delta_norm": lengths[2], "slope_mean": numbers[5],
                "slope_rms": np.sqrt(numbers[6]), "saturated_fraction": numbers[7], "dead_fraction": idle}

    def _deviations(self, means: Floats, lengths: Floats) -> Reading[Floats]:
        """Standard deviations of z and a, (2, S), and ``lengths`` (3, S) repaired in place."""
        if not (lengths.min() > self._low and lengths.max() < self._high):
            rows = [getattr(stack, name).flatten(1) for name in ("z", "a", "delta") for stack in self._stacks]
            lengths[:] = (yield from repaired(lengths.ravel(), rows)).reshape(lengths.shape)
        return (yield from deviations(means, lengths[:2], self._sizes, self._levels))

    def _confirm_dead(self, idle: Floats) -> Reading[None]:
        """Number of units whose outputs add up to 0 → share of those with zero output on the whole batch, in place; (S,)

        A unit of an image is a channel: dead if it is zero at all its pixels.
        """
        places = np.flatnonzero(idle)
        if not len(places):
            return
        outputs = [site.stack.by_unit(site.stack.u, "activate")[site.row] for site in
                   (self._network.sites[place] for place in places)]
        idle[places] = yield [in_float64(((u.amax((0, 2)) == 0) & (u.amin((0, 2)) == 0)).to(u)).mean() for u in outputs]


class _Reader:
    """Writes the moments of one stack's last pass to ``target`` (9, k), in the order of ``_ROWS``."""

    def __init__(self, probe: Probe | ImageProbe, target: Tensor) -> None:
        stack = self._stack = probe.stack
        self._probe = probe
        self._z_sum, self._a_sum, self._z_norm, self._a_norm, self._delta_norm, *rest = target.unbind()
        self._slope_sum, self._slope_squares, self._saturated, self._active = rest
        self._z, self._a, self._delta = (tensor.flatten(1) for tensor in (stack.z, stack.a, stack.delta))
        self._units, self._but_units = stack.u, [1]
        if stack.plans[0].has_images:
            self._units, self._but_units = stack.by_unit(stack.u, "activate"), [1, 3]
        self._unit_sums = stack.u.new_empty(len(stack.plans), self._units.shape[2])
        self._ends_in_phi = stack.a is stack.u
        if probe.is_head:
            self._slope_sum.fill_(self._z.shape[1])
            self._slope_squares.fill_(self._z.shape[1])
        self._rises = all(site.phi.rises for site in probe.sites)
        sups = [SATURATED * site.phi.sup for site in probe.sites]
        limits = stack.bias.new_tensor(sups).view(-1, 1, 1)
        self._chunks = [(limits[rows], self._slope_sum[rows], self._slope_squares[rows], self._saturated[rows])
                        for rows in stack.chunks]

    def read(self) -> None:
        torch.sum(self._z, 1, out=self._z_sum)
        torch.linalg.vector_norm(self._z, dim=1, out=self._z_norm)
        torch.sum(self._units, self._but_units, out=self._unit_sums)
        torch.sum(self._unit_sums if self._ends_in_phi else self._a, 1, out=self._a_sum)
        torch.linalg.vector_norm(self._unit_sums, 0, dim=1, out=self._active)
        torch.linalg.vector_norm(self._a, dim=1, out=self._a_norm)
        torch.linalg.vector_norm(self._delta, dim=1, out=self._delta_norm)
        if not self._probe.is_head:
            self._read_slopes()

    def _read_slopes(self) -> None:
        squares = self._probe.slope_squares
        for place, (limits, total, square, saturated) in enumerate(self._chunks):
            slope = self._probe.slope_of_pass(place)
            flat = slope.flatten(1)
            torch.sum(flat, 1, out=total)
            if squares is None:
                torch.linalg.vector_norm(flat, dim=1, out=square)
            steepness = slope if self._rises else slope.abs_()
            steepness.lt_(limits)
            torch.sum(flat, 1, out=saturated)
        if squares is None:
            self._slope_squares.square_()
        else:
            torch.sum(squares, 1, out=self._slope_squares)
