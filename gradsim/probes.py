"""Probes: tensors -> per-site numbers, batched over the stacks; everything leaves the device in one copy.

``step_numbers`` is what every step records; ``complete`` adds the remaining columns for a snapshot. Both only read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim import jacobians
from gradsim.buffers import Stack
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


def step_numbers(network: Network) -> StepNumbers:
    """The numbers of the pass that has just been completed (after ``collect_weight_gradients``)."""
    levels = network.levels.gradients()
    gains = [jacobians.stack_gain(network, stack) for stack in network.stacks]
    rows = levels + [item for stack in network.stacks for item in _parameter_rows(stack)]
    rows.append(network.extra_gradient.unsqueeze(0))
    measured = [norms(item) for item in rows]
    numbers = torch.cat([*measured, *(gain.square for gain in gains), *(gain.error for gain in gains)])
    return _sorted_out(network, numbers.double().cpu().numpy(), rows, len(levels))


def _parameter_rows(stack: Stack) -> tuple[Tensor, Tensor, Tensor]:
    return stack.weight.flatten(1), stack.grad_weight.flatten(1), stack.grad_bias


def _sorted_out(network: Network, numbers: Floats, rows: list[Tensor], levels: int) -> StepNumbers:
    """Cut the one vector from the device into its parts, and repair what float32 lost."""
    ends = np.cumsum([len(item) for item in rows])
    pieces = [repaired(values, item) for values, item in zip(np.split(numbers[:ends[-1]], ends[:-1]), rows, strict=True)]
    squares, errors = np.split(numbers[ends[-1]:], 2)
    squares = np.concatenate([_repaired_squares(network, stack, squares[stack.places]) for stack in network.stacks])
    factors = np.sqrt(squares)
    weights, grad_weights, grad_biases = (np.concatenate(pieces[levels + i:-1:3]) for i in range(3))
    total = float(np.linalg.norm(np.concatenate([grad_weights, grad_biases, pieces[-1]])))
    return StepNumbers(np.concatenate(pieces[:levels]), weights, grad_weights, grad_biases, factors,
                       _root_error(errors, factors), total)


def _root_error(errors: Floats, roots: Floats) -> Floats:
    """Standard error of √x from that of x: se / (2√x)."""
    return np.divide(errors, 2 * roots, out=np.zeros_like(errors), where=roots > 0)


def _repaired_squares(network: Network, stack: Stack, squares: Floats) -> Floats:
    """factor² again in float64 where float32 squares may have been lost."""
    if stack.weight.dtype == torch.float64:
        return squares
    wrong = suspicious(np.sqrt(np.abs(squares)), torch.float32) | np.isnan(squares)
    if not wrong.any() or stack.plans[0].is_head:
        return squares
    gain = jacobians.stack_gain(network, stack.in_float64())
    return np.where(wrong, gain.square.cpu().numpy(), squares)


# ---- the complete snapshot --------------------------------------------------------------------


def complete(network: Network) -> dict[str, Floats]:
    """The columns that are read from the buffers of the last pass alone (no weights, nothing of the update); (S,) each."""
    columns: dict[str, list[Floats]] = {}
    for stack in network.stacks:
        for name, values in _stack_columns(network, stack).items():
            columns.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in columns.items()}


def _stack_columns(network: Network, stack: Stack) -> dict[str, Floats]:
    chunks = [_chunk_numbers(network, stack, rows) for rows in stack.chunks()]
    numbers = torch.cat(chunks, 1).cpu().numpy()
    z_mean, z_std = repaired_moments(numbers[0:2], stack.z.flatten(1))
    a_mean, a_std = repaired_moments(numbers[2:4], stack.a.flatten(1))
    delta, dead, slope_mean, slope_rms, saturated = numbers[4:]
    return {"z_mean": z_mean, "z_std": z_std, "a_mean": a_mean, "a_std": a_std, "a_rms": np.hypot(a_mean, a_std),
            "delta_norm": repaired(delta, stack.delta.flatten(1)), "dead_fraction": dead, "slope_mean": slope_mean,
            "slope_rms": slope_rms, "saturated_fraction": saturated}


def _chunk_numbers(network: Network, stack: Stack, rows: slice) -> Tensor:
    """z and a: mean, deviation; ‖δ‖, dead share, φ′: mean, RMS, saturated share; (9, k) float64."""
    rest = [norms(stack.delta[rows].flatten(1)), _dead(stack.u[rows]), *_slope_numbers(network, stack, rows)]
    return torch.cat([moments(stack.z[rows].flatten(1)), moments(stack.a[rows].flatten(1)),
                      torch.stack([item.double() for item in rest])])


def _dead(u: Tensor) -> Tensor:
    """Share of units with zero output on the whole batch; (k,)"""
    return (u.abs().amax(1) == 0).double().mean(1)


def _slope_numbers(network: Network, stack: Stack, rows: slice) -> list[Tensor]:
    """Mean and RMS of φ′ and the share of |φ′| < 0.05·sup|φ′|; NaN where they do not exist; (k,) each."""
    sites = network.sites[stack.places]
    one = stack.weight.new_ones(len(sites[rows]))
    if stack.plans[0].is_head:
        return [one, one, 0 * one]
    slope = jacobians.stack_slope(stack, sites, rows)
    flat = slope.flatten(1)
    sups = [site.phi.sup for site in sites[rows]]
    limit = slope.new_tensor([SATURATED * sup for sup in sups]).view(-1, 1, 1)
    numbers = [flat.mean(1), norms(flat) / flat.shape[1] ** 0.5]
    below = torch.empty_like(slope)
    numbers.append(torch.lt(slope.abs_(), limit, out=below).flatten(1).mean(1))
    numbers[2][torch.tensor([math.isinf(sup) for sup in sups], device=slope.device)] = torch.nan
    coupled = torch.tensor([not site.phi.elementwise for site in sites[rows]], device=slope.device)
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
