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
from gradsim.reductions import SAFE, deviations, norms, repaired, suspicious

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
        # -1: measure; a stack whose factors give these norms on the way; or the norms themselves
        self._by_products: list[int | Tensor] = [-1] * len(self._rows)
        self._by_products += [place if probe.knows_weights else -1 for place, probe in enumerate(self.factors)]
        self._rows += [stack.weight.flatten(1) for stack in stacks]
        self._by_products += [stack.grad_weight_norms for stack in stacks]
        self._rows += [stack.grad_weight.flatten(1) for stack in stacks]
        self._rows += [stack.grad_bias for stack in stacks]
        self._rows.append(network.extra_gradient.unsqueeze(0))
        self._by_products += [-1] * (len(self._rows) - len(self._by_products))
        self._exact = all(probe.is_exact for probe in self.factors)
        self._sites, self._safe = len(network.sites), SAFE[self._rows[0].dtype]
        self._count = sum(rows.shape[0] for rows in self._rows)
        sites = network.sites
        self._roots = np.sqrt([site.plan.n_out for site in sites])
        self._z, self._a = [site.preactivation for site in sites], [site.activation for site in sites]
        self._a_roots = np.sqrt([a.numel() for a in self._a])
        self._coupled = np.array([not site.phi.elementwise for site in sites])
        self._unsaturated = self._coupled | np.array([math.isinf(site.phi.sup) for site in sites])

    def step_numbers(self) -> StepNumbers:
        """The numbers of the pass that has just been completed (after ``collect_weight_gradients``)."""
        gains = [probe.gain() for probe in self._hidden]
        parts = []
        for rows, by_product in zip(self._rows, self._by_products, strict=True):
            if isinstance(by_product, Tensor):
                parts.append(by_product)
                continue
            known_norms = gains[by_product].weight_norms if by_product >= 0 else None
            parts.append(norms(rows) if known_norms is None else known_norms)
        parts += [gain.square for gain in gains]
        if not self._exact:
            parts += [torch.zeros_like(gain.square) if gain.error is None else gain.error for gain in gains]
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
        parts = [_stack_numbers(probe) for probe in self.factors]
        numbers = torch.cat(parts, 1).double().cpu().numpy()
        z_mean, z_norm, a_mean, a_norm, delta_norm, slope_mean, slope_rms, saturated, idle = numbers
        low, high = self._safe
        lengths = numbers[1:5:3]  # ‖z‖ and ‖δ‖
        if not (min(lengths.min(), a_norm.min()) > low and max(lengths.max(), a_norm.max()) < high):
            for probe in self.factors:
                places = probe.stack.places
                z_norm[places] = repaired(z_norm[places], probe.stack.z.flatten(1))
                a_norm[places] = repaired(a_norm[places], probe.stack.a.flatten(1))
                delta_norm[places] = repaired(delta_norm[places], probe.stack.delta.flatten(1))
        slope_mean[self._coupled] = slope_rms[self._coupled] = np.nan
        saturated[self._unsaturated] = np.nan
        return {"z_mean": z_mean, "z_std": deviations(z_mean, z_norm, self._z), "a_mean": a_mean,
                "a_std": deviations(a_mean, a_norm, self._a), "a_rms": a_norm / self._a_roots, "delta_norm": delta_norm,
                "dead_fraction": self._dead(idle), "slope_mean": slope_mean, "slope_rms": slope_rms,
                "saturated_fraction": saturated}

    def _dead(self, idle: Floats) -> Floats:
        """Share of units with zero output on the whole batch, from the share of those whose largest output is 0; (S,)"""
        for index in np.flatnonzero(idle):
            u = self._network.sites[index].output_of_phi
            idle[index] = float(((u.amax(0) == 0) & (u.amin(0) == 0)).double().mean())
        return idle


def _root_error(errors: Floats, roots: Floats) -> Floats:
    """Standard error of √x from that of x: se / (2√x)."""
    return np.divide(errors, 2 * roots, out=np.zeros_like(errors), where=roots > 0)


# ---- the complete snapshot --------------------------------------------------------------------


def _stack_numbers(probe: Probe) -> Tensor:
    """z and a: mean, norm; ‖δ‖; φ′: mean, RMS, saturated share; share of units whose largest output is 0; (9, k)."""
    stack = probe.stack
    z, a = stack.z.flatten(1), stack.a.flatten(1)
    idle = (stack.u.amax(1) == 0).to(z.dtype).mean(1)
    delta = norms(stack.delta.flatten(1))
    return torch.stack([z.mean(1), norms(z), a.mean(1), norms(a), delta, *_slope_numbers(probe), idle])


def _slope_numbers(probe: Probe) -> list[Tensor]:
    """Mean and RMS of φ′ and the share of |φ′| < 0.05·sup|φ′|; (k,) each; meaningless where they do not exist."""
    one = probe.stack.bias.new_ones(len(probe.sites))
    if probe.is_head:
        return [one, one, torch.zeros_like(one)]
    mean, root, saturated = torch.empty((3, len(one)), dtype=one.dtype, device=one.device)
    limits = one.new_tensor([SATURATED * site.phi.sup for site in probe.sites]).view(-1, 1, 1)
    for rows in probe.stack.chunks:
        slope = probe.slope(rows)
        flat = slope.flatten(1)
        torch.mean(flat, 1, out=mean[rows])
        torch.linalg.vector_norm(flat, dim=1, out=root[rows])
        torch.mean(slope.abs_().lt_(limits[rows]).flatten(1), 1, out=saturated[rows])
    return [mean, root.div_((probe.stack.z.shape[1] * probe.stack.z.shape[2]) ** 0.5), saturated]


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
