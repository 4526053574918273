"""Probes: tensors -> per-site numbers, batched over the stacks; everything leaves the device in one copy.

``Probes.step_numbers`` is what every step records; ``Probes.complete`` adds the remaining columns for a snapshot. Both
only read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim.batch_normed import BatchNormed
from gradsim.jacobians import Probe
from gradsim.jacobians_images import ImageProbe
from gradsim.network import Network
from gradsim.reductions import SAFE, deviations, length, repaired, suspicious

Floats = NDArray[np.float64]
SATURATED = 0.05
LARGEST_DENSE_SPECTRUM = 512


@dataclass(frozen=True)
class StepNumbers:
    """What every step records, before clipping and update; S sites.

    Attributes
    ----------
    norms
        ‖g_0‖ … ‖g_S‖, then S norms each of W, ∂L/∂W and ∂L/∂b, then that of all other parameters' gradients; (4S + 2,).
    factors, factor_errors
        factor and its standard error (0: exact), (S,).
    total
        ‖gradient‖ over all parameters.
    """

    norms: Floats
    factors: Floats
    factor_errors: Floats
    total: float

    @staticmethod
    def unknown(sites: int) -> StepNumbers:
        """Before the first pass."""
        nothing = np.full(sites, np.nan)
        return StepNumbers(np.full(4 * sites + 2, np.nan), nothing, nothing, math.nan)

    def unscaled(self, scale: float) -> Self:
        """The same with a factor on the loss taken out of all gradients."""
        if scale == 1.0:
            return self
        sites = len(self.factors)
        norms = self.norms / scale
        norms[sites + 1:2 * sites + 1] = self.weight_norms
        return replace(self, norms=norms, total=self.total / scale)

    def _part(self, place: int) -> Floats:
        sites = len(self.factors)
        return self.norms[place * sites + 1:(place + 1) * sites + 1]

    @property
    def grad_norms(self) -> Floats:
        """‖g_0‖ … ‖g_S‖, (S+1,)"""
        return self.norms[:len(self.factors) + 1]

    @property
    def weight_norms(self) -> Floats:
        """‖W‖, (S,)"""
        return self._part(1)

    @property
    def grad_weight_norms(self) -> Floats:
        """‖∂L/∂W‖, (S,)"""
        return self._part(2)

    @property
    def grad_bias_norms(self) -> Floats:
        """‖∂L/∂b‖, (S,)"""
        return self._part(3)


class Probes:
    """The probes of one network: what to read, worked out once, and the buffers the kernels write to.

    Attributes
    ----------
    is_exact
        True if every layer's factor has a closed form.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self.factors = [(ImageProbe if stack.plans[0].has_images else Probe)(network, stack) for stack in network.stacks]
        self._hidden = [probe for probe in self.factors if not probe.is_head]
        self.is_exact = all(probe.is_exact for probe in self._hidden)
        self._sites = len(network.sites)
        self._plan_step()
        self._plan_complete()

    # ---- every step -------------------------------------------------------------------------

    def _plan_step(self) -> None:
        network, stacks = self._network, self._network.stacks
        self._rows = [*network.levels.gradients(), *(stack.weight.flatten(1) for stack in stacks),
                      *(stack.grad_weight.flatten(1) for stack in stacks), *(stack.grad_bias for stack in stacks),
                      network.extra_gradient.unsqueeze(0)]  # in the order of StepNumbers.norms
        sizes = [len(rows) for rows in self._rows]
        self._ends = np.cumsum(sizes)
        hidden = sum(len(probe.sites) for probe in self._hidden)
        like = self._rows[0]
        self._step = like.new_zeros(self._ends[-1] + (1 if self.is_exact else 2) * hidden)
        places = torch.split(self._step[:self._ends[-1]], sizes)
        squares, *errors = torch.split(self._step[self._ends[-1]:], hidden)
        runs = len(sizes) - 3 * len(stacks) - 1
        self._gains = [(probe, squares[probe.stack.places], errors[0][probe.stack.places] if not self.is_exact else None,
                        places[runs + place]) for place, probe in enumerate(self._hidden) if probe.geometry is None]
        self._together = [(together, (squares, *errors), indices) for together, indices in self._group()]
        for stack, place in zip(stacks, places[runs + len(stacks):], strict=False):
            stack.write_norms_to(place)
        by_products = {runs + place for place, probe in enumerate(self._hidden) if probe.knows_weights}
        by_products |= set(range(runs + len(stacks), runs + 2 * len(stacks)))
        if network.leaves_inputs_out and len(self._rows[0]) == 1:
            by_products.add(0)  # g_0 is no part of the step
            places[0].fill_(1.0)
        self._norms = [(rows, place) for index, (rows, place) in enumerate(zip(self._rows, places, strict=True))
                       if index not in by_products and rows.shape[1]]
        self._safe = SAFE[like.dtype]
        self._roots = np.sqrt([site.plan.n_out for site in network.sites])

    def _group(self) -> list[tuple[BatchNormed, Tensor]]:
        """Sites that are measured together, with their places (k,) among all."""
        groups: dict[tuple[object, ...], list[ImageProbe]] = {}
        for probe in self._hidden:
            if isinstance(probe, ImageProbe) and probe.geometry is not None:
                groups.setdefault(probe.geometry, []).append(probe)
        return [(BatchNormed(members, self._network),
                 torch.tensor([probe.stack.first for probe in members], device=self._rows[0].device))
                for members in groups.values()]

    def step_numbers(self) -> StepNumbers:
        """The numbers of the pass that has just been completed (after ``collect_weight_gradients``)."""
        for together, targets, places in self._together:
            for target, values in zip(targets, together.gains(self._step.dtype), strict=False):
                target.index_copy_(0, places, values)
        for probe, square, error, weight_norms in self._gains:
            probe.measure(square, error, weight_norms)
        for rows, place in self._norms:
            torch.linalg.vector_norm(rows, dim=1, out=place)
        numbers = _read(self._step)
        count = self._ends[-1]
        known, squares = numbers[:count], numbers[count:]
        low, high = self._safe
        if not (known[:-1].min() > low and known.max() < high):  # false for NaN, too
            known = np.concatenate([repaired(values, rows) for values, rows
                                    in zip(np.split(known, self._ends[:-1]), self._rows, strict=True)])
        hidden = sum(len(probe.sites) for probe in self._hidden)
        return self._numbers(known, squares[:hidden], squares[hidden:])

    def _numbers(self, known: Floats, squares: Floats, errors: Floats) -> StepNumbers:
        s = self._sites
        low, high = self._safe
        if low == SAFE[torch.float32][0] and not (squares.min() > low and squares.max() < high):
            squares = self._repaired_squares(squares)
        factors, all_errors = np.empty(s), np.zeros(s)
        np.sqrt(squares, out=factors[:len(squares)])
        factors[len(squares):] = known[s + 1 + len(squares):2 * s + 1] / self._roots[len(squares):]  # the head's
        if len(errors):
            all_errors[:len(errors)] = root_error(errors, factors[:len(errors)])
        gradients = known[2 * s + 1:]  # of every parameter
        return StepNumbers(known, factors, all_errors, length(gradients))

    def _repaired_squares(self, squares: Floats) -> Floats:
        """factor² again in float64 where float32 squares may have been lost."""
        repaired_parts = []
        for probe in self._hidden:
            values = squares[probe.stack.places]
            wrong = suspicious(values, torch.float32)
            if wrong.any():
                values = np.where(wrong, probe.gain(probe.stack.in_float64()).square.cpu().numpy(), values)
            repaired_parts.append(values)
        return np.concatenate(repaired_parts)

    # ---- the complete snapshot --------------------------------------------------------------

    def _plan_complete(self) -> None:
        sites = self._network.sites
        self._moments = self._rows[0].new_zeros(len(_MOMENTS), self._sites)
        self._readers = [_Reader(probe, self._moments[:, probe.stack.places]) for probe in self.factors]
        coupled = np.array([not site.phi.elementwise for site in sites])
        unbounded = np.array([math.isinf(site.phi.sup) for site in sites])
        z, a = [site.preactivation for site in sites], [site.activation for site in sites]
        self._levels = z + a
        self._sizes = np.array([tensor.numel() for tensor in self._levels], dtype=float).reshape(2, -1)
        units = np.array([site.plan.image_after("activate")[0] for site in sites])
        slopes = np.where(coupled, np.nan, 1 / self._sizes[0])  # NaN: there is no such quantity
        self._shares = np.stack([*(1 / self._sizes), *np.ones((3, len(sites))), slopes, slopes,
                                 np.where(unbounded, np.nan, slopes), 1 / units])

    def complete(self) -> dict[str, Floats]:
        """The columns read from the buffers of the pass that ``step_numbers`` has seen last; (S,) each.

        No weights, nothing of the update.
        """
        for reader in self._readers:
            reader.read()
        numbers = _read(self._moments)
        numbers *= self._shares
        lengths, slope_squares, idle = numbers[2:5], numbers[6], numbers[8]
        low, high = self._safe
        if not (lengths.min() > low and lengths.max() < high):
            self._repair(lengths)
        means = numbers[:2]
        deviation = deviations(means, lengths[:2], self._sizes, self._levels)
        if idle.any():
            self._confirm_dead(idle)
        return {"z_mean": means[0], "z_std": deviation[0], "a_mean": means[1], "a_std": deviation[1],
                "a_rms": lengths[1] / np.sqrt(self._sizes[1]), "delta_norm": lengths[2], "slope_mean": numbers[5],
                "slope_rms": np.sqrt(slope_squares), "saturated_fraction": numbers[7], "dead_fraction": idle}

    def _repair(self, lengths: Floats) -> None:
        for probe in self.factors:
            stack = probe.stack
            for values, tensor in zip(lengths, (stack.z, stack.a, stack.delta), strict=True):
                values[stack.places] = repaired(values[stack.places], tensor.flatten(1))

    def _confirm_dead(self, idle: Floats) -> None:
        """Share of units with zero output on the whole batch, from the share of those whose largest output is 0; (S,)

        A unit of an image is a channel: dead if it is zero at all its pixels.
        """
        for index in np.flatnonzero(idle):
            site = self._network.sites[index]
            u = site.stack.by_unit(site.stack.u, "activate")[site.row]
            idle[index] = float(((u.amax((0, 2)) == 0) & (u.amin((0, 2)) == 0)).double().mean())


def _read(numbers: Tensor) -> Floats:
    """A float64 copy in numpy: the one way from the device."""
    return numbers.cpu().numpy().astype(np.float64)


def root_error(errors: Floats, roots: Floats) -> Floats:
    """Standard error of √x from that of x: se / (2√x)."""
    return np.divide(errors, 2 * roots, out=np.zeros_like(errors), where=roots > 0)


# sums over batch and units, except for the norms and for the number of units whose largest output is 0
_MOMENTS = ("z", "a", "‖z‖", "‖a‖", "‖δ‖", "φ′", "φ′²", "|φ′| < 0.05·sup|φ′|", "largest φ = 0")


class _Reader:
    """Writes the moments of one stack's last pass to ``target`` (9, k), in the order of ``_MOMENTS``."""

    def __init__(self, probe: Probe | ImageProbe, target: Tensor) -> None:
        stack = self._stack = probe.stack
        self._probe = probe
        self._z_sum, self._a_sum, self._z_norm, self._a_norm, self._delta_norm, *rest = target.unbind()
        self._slope_sum, self._slope_squares, self._saturated, self._idle = rest
        self._z, self._a, self._delta = (tensor.flatten(1) for tensor in (stack.z, stack.a, stack.delta))
        self._units, self._but_units = stack.u, [1]
        if stack.plans[0].has_images:
            self._units, self._but_units = stack.by_unit(stack.u, "activate"), [1, 3]
        if probe.is_head:
            self._slope_sum.fill_(self._z.shape[1])
            self._slope_squares.fill_(self._z.shape[1])
        sups = [SATURATED * site.phi.sup for site in probe.sites]
        self._limits = stack.bias.new_tensor(sups).view(-1, 1, 1)

    def read(self) -> None:
        torch.sum(self._z, 1, out=self._z_sum)
        torch.sum(self._a, 1, out=self._a_sum)
        torch.linalg.vector_norm(self._z, dim=1, out=self._z_norm)
        torch.linalg.vector_norm(self._a, dim=1, out=self._a_norm)
        torch.linalg.vector_norm(self._delta, dim=1, out=self._delta_norm)
        torch.sum(self._units.amax(self._but_units) == 0, 1, dtype=self._idle.dtype, out=self._idle)
        if not self._probe.is_head:
            self._read_slopes()

    def _read_slopes(self) -> None:
        squares = self._probe.slope_squares
        for place, rows in enumerate(self._stack.chunks):
            slope = self._probe.slope_of_pass(place)
            flat = slope.flatten(1)
            torch.sum(flat, 1, out=self._slope_sum[rows])
            if squares is None:
                torch.linalg.vector_norm(flat, dim=1, out=self._slope_squares[rows])
            torch.sum(slope.abs_().lt_(self._limits[rows]).flatten(1), 1, out=self._saturated[rows])
        if squares is None:
            self._slope_squares.square_()
        else:
            torch.sum(squares, 1, out=self._slope_squares)


def spectral_norms(network: Network) -> Floats:
    """Largest singular value of every W, (S,); NaN where W is not finite. Of a convolution: of (C_out, C_in·kh·kw)."""
    values = [largest_singular(stack.weight) for stack in network.stacks]
    return np.concatenate(values)


def largest_singular(weight: Tensor) -> Floats:
    """σ_max of each matrix of a stack (k, n_out, n_in): from the smaller Gram matrix, or by Lanczos where that is large."""
    finite = torch.isfinite(weight).flatten(1).all(1)
    result = np.full(len(weight), np.nan)
    usable = weight[finite].double()
    scale = usable.abs().amax((1, 2), keepdim=True).clamp_min(torch.finfo(torch.float64).tiny)
    usable = usable / scale
    if min(usable.shape[1:]) > LARGEST_DENSE_SPECTRUM:
        values = np.array([_lanczos(matrix) for matrix in usable.cpu().numpy()])
    else:
        gram = usable @ usable.mT if usable.shape[1] <= usable.shape[2] else usable.mT @ usable
        values = torch.linalg.eigvalsh(gram)[:, -1].clamp_min(0).sqrt().cpu().numpy()
    result[finite.cpu().numpy()] = values * scale[:, 0, 0].cpu().numpy()
    return result


def _lanczos(matrix: NDArray[np.float64]) -> float:
    if not matrix.any():
        return 0.0
    from scipy.sparse.linalg import svds

    start = np.ones(min(matrix.shape))
    return float(svds(matrix, k=1, v0=start, return_singular_vectors=False, random_state=0)[0])


def count_nonfinite(network: Network) -> Floats:
    """Entries that are NaN or infinite among z, a, ∂L/∂a, ∂L/∂z, W, ∂L/∂W of every site, (S,)."""
    counts = [sum((~torch.isfinite(rows)).flatten(1).sum(1) for rows in
                  (stack.z, stack.a, stack.g, stack.delta, stack.weight, stack.grad_weight))
              for stack in network.stacks]
    return torch.cat([count for count in counts if isinstance(count, Tensor)]).double().cpu().numpy()


def count_zeros(network: Network) -> Floats:
    """Entries of ∂L/∂a that are exactly 0 at every site, (S,): what has underflowed, or is dead."""
    counts = torch.cat([(stack.g == 0).flatten(1).sum(1) for stack in network.stacks])
    return counts.double().cpu().numpy()
