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
from gradsim.reductions import moments, norms, repaired, repaired_moments, suspicious

Floats = NDArray[np.float64]
SATURATED = 0.05
LARGEST_DENSE_SPECTRUM = 512


@dataclass(frozen=True)
class StepNumbers:
    """What every step records, before clipping and update; S sites.

    grad_norms (S+1): ‖g_0‖ … ‖g_S‖; weight_norms, grad_weight_norms, grad_bias_norms, factors, factor_errors (S);
    total: ‖gradient‖ over all parameters.
    """

    grad_norms: Floats
    weight_norms: Floats
    grad_weight_norms: Floats
    grad_bias_norms: Floats
    factors: Floats
    factor_errors: Floats
    total: float


class Probes:
    """The probes of one network: what to read, worked out once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        stacks = network.stacks
        self.factors = [Probe(network, stack) for stack in stacks]
        self._rows = network.levels.gradients()  # in this order: S+1 levels, then S weights, S gradients, S bias gradients
        self._rows += [stack.weight.flatten(1) for stack in stacks]
        self._rows += [stack.grad_weight.flatten(1) for stack in stacks]
        self._rows += [stack.grad_bias for stack in stacks]
        if network.extra_gradient.numel():
            self._rows.append(network.extra_gradient.unsqueeze(0))
        self._sites = len(network.sites)
        self._fan_out = np.array([site.plan.n_out for site in network.sites])

    def step_numbers(self) -> StepNumbers:
        """The numbers of the pass that has just been completed (after ``collect_weight_gradients``)."""
        gains = [probe.gain() for probe in self.factors if not probe.is_head]
        parts = [norms(rows) for rows in self._rows]
        count = sum(len(part) for part in parts)
        parts += [gain.square for gain in gains]
        if not all(probe.is_exact for probe in self.factors):
            parts += [gain.error for gain in gains]
        numbers = torch.cat(parts).double().cpu().numpy()
        hidden = sum(len(gain.square) for gain in gains)
        squares, errors = numbers[count:count + hidden], numbers[count + hidden:]
        dtype = self._rows[0].dtype
        if suspicious(numbers[:count], dtype).any():
            ends = np.cumsum([len(rows) for rows in self._rows])[:-1]
            pieces = zip(np.split(numbers[:count], ends), self._rows, strict=True)
            numbers = np.concatenate([repaired(values, rows) for values, rows in pieces])
        if dtype != torch.float64 and suspicious(squares, dtype).any():
            squares = self._repaired_squares(squares)
        return self._named(numbers, squares, errors)

    def _named(self, numbers: Floats, squares: Floats, errors: Floats) -> StepNumbers:
        s = self._sites
        grads, weights, grad_weights = numbers[:s + 1], numbers[s + 1:2 * s + 1], numbers[2 * s + 1:3 * s + 1]
        factors = weights / np.sqrt(self._fan_out)  # the head's
        factors[:len(squares)] = np.sqrt(squares)
        all_errors = np.zeros(s)
        if len(errors):
            all_errors[:len(errors)] = _root_error(errors, factors[:len(errors)])
        rest = numbers[2 * s + 1:4 * s + 2]  # every parameter's gradient, the norms' and scales' last
        return StepNumbers(grads, weights, grad_weights, numbers[3 * s + 1:4 * s + 1], factors, all_errors,
                           math.sqrt(rest @ rest))

    def _repaired_squares(self, squares: Floats) -> Floats:
        """factor² again in float64 where float32 squares may have been lost."""
        repaired_parts = []
        for probe in self.factors:
            if probe.is_head:
                continue
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
    delta, dead, slope_mean, slope_rms, saturated = numbers[4:]
    return {"z_mean": z_mean, "z_std": z_std, "a_mean": a_mean, "a_std": a_std, "a_rms": np.hypot(a_mean, a_std),
            "delta_norm": repaired(delta, stack.delta.flatten(1)), "dead_fraction": dead, "slope_mean": slope_mean,
            "slope_rms": slope_rms, "saturated_fraction": saturated}


def _chunk_numbers(probe: Probe, rows: slice) -> Tensor:
    """z and a: mean, deviation; ‖δ‖, dead share, φ′: mean, RMS, saturated share; (9, k) float64."""
    stack = probe.stack
    rest = [norms(stack.delta[rows].flatten(1)), _dead(stack.u[rows]), *_slope_numbers(probe, rows)]
    return torch.cat([moments(stack.z[rows].flatten(1)), moments(stack.a[rows].flatten(1)),
                      torch.stack([item.double() for item in rest])])


def _dead(u: Tensor) -> Tensor:
    """Share of units with zero output on the whole batch; (k,)"""
    return (u.abs().amax(1) == 0).double().mean(1)


def _slope_numbers(probe: Probe, rows: slice) -> list[Tensor]:
    """Mean and RMS of φ′ and the share of |φ′| < 0.05·sup|φ′|; NaN where they do not exist; (k,) each."""
    sites = probe.sites[rows]
    one = probe.stack.weight.new_ones(len(sites))
    if probe.is_head:
        return [one, one, 0 * one]
    slope = probe.slope(rows)
    flat = slope.flatten(1)
    sups = [site.phi.sup for site in sites]
    limit = slope.new_tensor([SATURATED * sup for sup in sups]).view(-1, 1, 1)
    numbers = [flat.mean(1), norms(flat) / flat.shape[1] ** 0.5]
    below = torch.empty_like(slope)
    numbers.append(torch.lt(slope.abs(), limit, out=below).flatten(1).mean(1))
    numbers[2][torch.tensor([math.isinf(sup) for sup in sups], device=slope.device)] = torch.nan
    coupled = torch.tensor([not site.phi.elementwise for site in sites], device=slope.device)
    return [item.masked_fill(coupled, torch.nan) for item in numbers]


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
