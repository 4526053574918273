"""Probes: tensors -> per-site numbers, batched over the stacks; everything leaves the device in one copy.

``step_numbers`` is what every step records; ``complete`` adds the remaining columns for a snapshot. Both only read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim import jacobians
from gradsim.buffers import Stack
from gradsim.jacobians import stack_slope
from gradsim.network import Network
from gradsim.reductions import batch_sum, moments, norms, repaired, suspicious

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
    gains = [jacobians.stack_gain(network, stack, _slope(network, stack)) for stack in network.stacks]
    parts: list[Tensor] = [norms(rows) for rows in levels]
    for stack in network.stacks:
        parts += [norms(stack.weight.flatten(1)), norms(stack.grad_weight.flatten(1)), norms(stack.grad_bias)]
    for gain in gains:
        parts += [gain.square, gain.error]
    extra = network.extra_gradient
    parts.append(norms(extra.unsqueeze(0)))
    numbers = torch.cat(parts).double().cpu().numpy()
    return _sorted_out(network, numbers, levels)


def _slope(network: Network, stack: Stack) -> Tensor | None:
    return None if stack.plans[0].is_head else stack_slope(stack, network.sites[stack.places])


def _sorted_out(network: Network, numbers: Floats, levels: list[Tensor]) -> StepNumbers:
    place = 0

    def next_rows(rows: Tensor) -> Floats:
        nonlocal place
        values = numbers[place:place + len(rows)]
        place += len(rows)
        return repaired(values, rows)

    grads = np.concatenate([next_rows(rows) for rows in levels])
    triples = [(next_rows(stack.weight.flatten(1)), next_rows(stack.grad_weight.flatten(1)), next_rows(stack.grad_bias))
               for stack in network.stacks]
    weights, grad_weights, grad_biases = (np.concatenate(items) for items in zip(*triples, strict=True))
    squares, errors = [], []
    for stack in network.stacks:
        count = len(stack.plans)
        squares.append(_repaired_squares(network, stack, numbers[place:place + count]))
        errors.append(numbers[place + count:place + 2 * count])
        place += 2 * count
    extra = repaired(numbers[place:], network.extra_gradient.unsqueeze(0))
    factors = np.sqrt(np.concatenate(squares))
    total = float(np.linalg.norm(np.concatenate([grad_weights, grad_biases, extra])))
    return StepNumbers(grads, weights, grad_weights, grad_biases, factors, _root_error(np.concatenate(errors), factors),
                       total)


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
    wide = stack.in_float64()
    sites = network.sites[stack.places]
    slope = stack_slope(stack, sites)
    gain = jacobians.stack_gain(network, wide, None if slope is None else slope.double())
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
    z_mean, z_std = moments(stack.z.flatten(1))
    a_mean, a_std = moments(stack.a.flatten(1))
    rest = [norms(stack.delta.flatten(1)), _dead(stack.u), *_slope_numbers(network, stack)]
    delta, dead, slope_mean, slope_rms, saturated = torch.stack([item.double() for item in rest]).cpu().numpy()
    return {"z_mean": z_mean, "z_std": z_std, "a_mean": a_mean, "a_std": a_std, "a_rms": np.hypot(a_mean, a_std),
            "delta_norm": repaired(delta, stack.delta.flatten(1)), "dead_fraction": dead, "slope_mean": slope_mean,
            "slope_rms": slope_rms, "saturated_fraction": saturated}


def _dead(u: Tensor) -> Tensor:
    """Share of units with zero output on the whole batch; (k,)"""
    return 1 - torch.any(u, 1).to(u.dtype).mean(1)


def _slope_numbers(network: Network, stack: Stack) -> list[Tensor]:
    """Mean and RMS of φ′ and the share of |φ′| < 0.05·sup|φ′|; NaN where they do not exist; (k,) each."""
    sites = network.sites[stack.places]
    one = stack.weight.new_ones(len(sites))
    if stack.plans[0].is_head:
        return [one, one, 0 * one]
    slope = stack_slope(stack, sites)
    if slope is None:
        rows = [_slope_row(site.phi.slope(site.preactivation), site.phi.sup) if site.phi.elementwise
                else one.new_full((3,), torch.nan) for site in sites]
        return list(torch.stack(rows, 1))
    size = slope.shape[1] * slope.shape[2]
    sups = [site.phi.sup for site in sites]
    limit = slope.new_tensor([SATURATED * sup for sup in sups]).view(-1, 1, 1)
    saturated = (slope.abs() < limit).flatten(1).to(slope.dtype).mean(1)
    saturated[torch.tensor([sup == float("inf") for sup in sups], device=slope.device)] = torch.nan
    return [batch_sum(slope).sum(1) / size, (batch_sum(slope * slope).sum(1) / size).sqrt(), saturated]


def _slope_row(slope: Tensor, sup: float) -> Tensor:
    saturated = (slope.abs() < SATURATED * sup).to(slope.dtype).mean()
    if sup == float("inf"):
        saturated = saturated * torch.nan
    return torch.stack([slope.mean(), slope.square().mean().sqrt(), saturated])


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
