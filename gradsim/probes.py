"""Probes: tensors -> per-site numbers, batched over the stacks; everything leaves the device in one copy.

``Probes.step_numbers`` is what every step records; ``Probes.complete`` adds the remaining columns for a snapshot. Both
only read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim.jacobians import Probe
from gradsim.network import Network
from gradsim.reductions import SAFE, moments, norms, repaired, repaired_moments, suspicious

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
    """The probes of one network: what to read, worked out once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        stacks = network.stacks
        self.factors = [Probe(network, stack) for stack in stacks]
        self._hidden = [probe for probe in self.factors if not probe.is_head]
        self._rows = network.levels.gradients()  # in the order of StepNumbers.norms
        self._rows += [stack.weight.flatten(1) for stack in stacks]
        self._rows += [stack.grad_weight.flatten(1) for stack in stacks]
        self._rows += [stack.grad_bias for stack in stacks]
        self._rows.append(network.extra_gradient.unsqueeze(0))
        self._sites, self._safe = len(network.sites), SAFE[self._rows[0].dtype]
        self._count = sum(rows.shape[0] for rows in self._rows)
        self._roots = np.sqrt([site.plan.n_out for site in network.sites])

    def step_numbers(self) -> StepNumbers:
        """The numbers of the pass that has just been completed (after ``collect_weight_gradients``)."""
        gains = [probe.gain() for probe in self._hidden]
        parts = [norms(rows) for rows in self._rows]
        parts += [gain.square for gain in gains]
        parts += [torch.zeros_like(gain.square) if gain.error is None else gain.error for gain in gains
                  if any(gain.error is not None for gain in gains)]
        numbers = torch.cat(parts).double().cpu().numpy()
        known, squares = numbers[:self._count], numbers[self._count:]
        low, high = self._safe
        if not (known[:-1].min() > low and known.max() < high):  # false for NaN, too
            ends = np.cumsum([len(rows) for rows in self._rows])[:-1]
            known = np.concatenate([repaired(values, rows) for values, rows
                                    in zip(np.split(known, ends), self._rows, strict=True)])
        hidden = sum(len(probe.sites) for probe in self._hidden)
        return self._numbers(known, squares[:hidden], squares[hidden:])

    def _numbers(self, known: Floats, squares: Floats, errors: Floats) -> StepNumbers:
        s = self._sites
        low, high = self._safe
        if not (squares.min() > low and squares.max() < high) and low == SAFE[torch.float32][0]:
            squares = self._repaired_squares(squares)
        factors = np.empty(s)
        factors[:len(squares)] = np.sqrt(squares)
        factors[len(squares):] = known[s + 1 + len(squares):2 * s + 1] / self._roots[len(squares):]  # the head's
        all_errors = np.zeros(s)
        if len(errors):
            all_errors[:len(errors)] = _root_error(errors, factors[:len(errors)])
        gradients = known[2 * s + 1:]  # of every parameter
        return StepNumbers(known, factors, all_errors, math.sqrt(gradients @ gradients))

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

    def complete(self) -> dict[str, Floats]:
        """The columns read from the buffers of the last pass alone (no weights, nothing of the update); (S,) each."""
        columns: dict[str, list[Floats]] = {}
        for probe in self.factors:
            for name, values in _stack_columns(probe).items():
                columns.setdefault(name, []).append(values)
        return {name: np.concatenate(values) for name, values in columns.items()}


def _root_error(errors: Floats, roots: Floats) -> Floats:
    """Standard error of √x from that of x: se / (2√x)."""
    return np.divide(errors, 2 * roots, out=np.zeros_like(errors), where=roots > 0)


# ---- the complete snapshot --------------------------------------------------------------------


def _stack_columns(probe: Probe) -> dict[str, Floats]:
    stack = probe.stack
    chunks = [_chunk_numbers(probe, rows) for rows in stack.chunks]
    numbers = torch.cat(chunks, 1).cpu().numpy()
    z_mean, z_std = repaired_moments(numbers[0:2], stack.z.flatten(1))
    a_mean, a_std = repaired_moments(numbers[2:4], stack.a.flatten(1))
    delta, slope_mean, slope_rms, saturated, dead = numbers[4:]
    coupled = np.array([not site.phi.elementwise for site in probe.sites])
    unbounded = np.array([math.isinf(site.phi.sup) for site in probe.sites])
    slope_mean[coupled], slope_rms[coupled], saturated[coupled | unbounded] = np.nan, np.nan, np.nan
    return {"z_mean": z_mean, "z_std": z_std, "a_mean": a_mean, "a_std": a_std, "a_rms": np.hypot(a_mean, a_std),
            "delta_norm": repaired(delta, stack.delta.flatten(1)), "dead_fraction": dead, "slope_mean": slope_mean,
            "slope_rms": slope_rms, "saturated_fraction": saturated}


def _chunk_numbers(probe: Probe, rows: slice) -> Tensor:
    """z and a: mean, deviation; ‖δ‖; φ′: mean, RMS, saturated share; share of units with zero output; (9, k) float64."""
    stack = probe.stack
    z, a, u = stack.z[rows], stack.a[rows], stack.u[rows]
    dead = torch.abs(u, out=probe.scratch(u)).amax(1).eq(0).double().mean(1)
    numbers = [*moments(z.flatten(1), probe.scratch(z).flatten(1)), *moments(a.flatten(1), probe.scratch(a).flatten(1)),
               norms(stack.delta[rows].flatten(1)), *_slope_numbers(probe, rows)]
    return torch.cat([torch.stack(numbers).double(), dead.unsqueeze(0)])


def _slope_numbers(probe: Probe, rows: slice) -> list[Tensor]:
    """Mean and RMS of φ′ and the share of |φ′| < 0.05·sup|φ′|; (k,) each; meaningless where they do not exist."""
    one = probe.stack.bias.new_ones(rows.stop - rows.start)
    if probe.is_head:
        return [one, one, torch.zeros_like(one)]
    slope = probe.slope(rows)
    flat = slope.flatten(1)
    mean, root = flat.mean(1), norms(flat) / flat.shape[1] ** 0.5
    limit = slope.new_tensor([SATURATED * site.phi.sup for site in probe.sites[rows]]).view(-1, 1, 1)
    return [mean, root, slope.abs_().lt_(limit).flatten(1).mean(1)]


def spectral_norms(network: Network) -> Floats:
    """Largest singular value of every W, (S,); NaN where W is not finite."""
    values = [_largest_singular(stack.weight) for stack in network.stacks]
    return np.concatenate(values)


def _largest_singular(weight: Tensor) -> Floats:
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
