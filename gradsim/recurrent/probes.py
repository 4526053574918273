"""The probes of a recurrent network: tensors over all time steps -> per-site numbers, (S,); one copy out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from torch import Tensor

from gradsim.moments import SATURATED
from gradsim.probes import largest_singular
from gradsim.readings import Floats, Reading, known, numbers_of, side_by_side
from gradsim.recurrent.jacobians import gain
from gradsim.recurrent.layer import RecurrentLayer
from gradsim.recurrent.lstm import LstmLayer
from gradsim.recurrent.network import RecurrentNetwork
from gradsim.reductions import deviations, exact_norms, norms, repaired, suspicious
from gradsim.step_numbers import StepNumbers, root_error

LARGEST_DENSE_RADIUS = 512


@dataclass(frozen=True)
class RecurrentNumbers(StepNumbers):
    """As StepNumbers (weight norms are the layer's, gradients of W and b each step's own share), and what gains need.

    Attributes
    ----------
    before
        ‖∂L/∂h_{t−1}‖ of every time step, ‖∂L/∂(what the head reads)‖ of the head; (S,).
    layer_norms
        ‖∂L/∂W‖ of every layer and of the head, (layers + 1,).
    """

    before: Floats
    layer_norms: Floats

    def unscaled(self, scale: float) -> Self:
        if scale == 1.0:
            return self
        return replace(super().unscaled(scale), before=self.before / scale, layer_norms=self.layer_norms / scale)


class RecurrentProbes:
    """Reads a recurrent network; never writes what a run depends on."""

    def __init__(self, network: RecurrentNetwork) -> None:
        self._network, self._layers, self._head = network, network.layers, network.head
        self._steps = network.size.steps
        self.is_exact = all(layer.norm is None for layer in self._layers)
        self._z = [z for layer in self._layers for z in layer.z.unbind()] + [self._head.activation]
        self._a = [a for layer in self._layers for a in layer.a.unbind()] + [self._head.activation]

    def _spread(self, by_layer: Floats) -> Floats:
        """Numbers of the layers and the head, (layers + 1,) → of the sites, (S,)."""
        return np.append(np.repeat(by_layer[:-1], self._steps), by_layer[-1])

    # ---- every step -------------------------------------------------------------------------

    def step_numbers(self) -> Reading[RecurrentNumbers]:
        """The numbers of the pass that has just been completed (after ``collect_weight_gradients``)."""
        layers, head = self._layers, self._head
        gains = [gain(layer, len(layers)) for layer in layers]
        errors = [gain.square.new_zeros(self._steps) if gain.error is None else gain.error for gain in gains]
        known = [layer.step_norms for layer in layers] + [layer.step_bias_norms for layer in layers]
        rows = [layer.g.flatten(1) for layer in layers]
        rows += [tensor.flatten().unsqueeze(0) for layer in layers for tensor in (layer.weight, layer.grad_weight)]
        rows += [tensor.flatten().unsqueeze(0) for tensor in (
            head.grad_inputs, head.grad_activation, head.weight, head.grad_weight, head.grad_bias,
            self._network.parameters.gradient)]
        parts = [gain.square for gain in gains] + errors + known + [norms(row) for row in rows]
        (numbers,) = yield (torch.cat(parts),)
        return (yield from self._assembled(_split(numbers, parts), rows))

    def _assembled(self, numbers: list[Floats], rows: list[Tensor]) -> Reading[RecurrentNumbers]:
        layers, count = self._layers, len(self._layers)
        squares, errors, shares, biases = (numbers[place * count:(place + 1) * count] for place in range(4))
        norms, bias_norms, *further = yield from side_by_side(
            repaired(np.concatenate(numbers[4 * count:]), rows),
            repaired(np.concatenate(biases), [layer.bias_shares for layer in layers]),
            *(self._repaired_squares(layer, values) for layer, values in zip(layers, squares, strict=True)),
            *(_repaired_shares(values, layer) for layer, values in zip(layers, shares, strict=True)))
        squares, shares, measured = further[:count], further[count:], _split(norms, rows)
        g, by_layer = measured[:count], [float(values[0]) for values in measured[count:]]
        arriving, last, head_weight, head_gradient, head_bias, total = by_layer[2 * count:]
        weights = np.array([*by_layer[0:2 * count:2], head_weight])
        factors = np.sqrt(np.concatenate([*squares, [head_weight**2 / len(self._head.bias)]]))
        all_errors = np.append(np.concatenate(errors), 0.0)
        before = np.concatenate([*(values[:-1] for values in g), [arriving]])
        after = np.concatenate([*(values[1:] for values in g), [last]])
        known = np.concatenate([before[:1], after, *shares, [head_gradient], factors, self._spread(weights), bias_norms,
                                [head_bias], [total]])
        return RecurrentNumbers(known, root_error(all_errors, factors), total, before,
                                np.array([*by_layer[1:2 * count:2], head_gradient]))

    def _repaired_squares(self, layer: RecurrentLayer, squares: Floats) -> Reading[Floats]:
        """factor² again in float64 where float32 squares may have been lost."""
        if layer.norm is not None or layer.like.dtype == torch.float64:
            return np.maximum(squares, 0.0)  # rounding may leave a little less than nothing
        wrong = suspicious(squares, torch.float32)
        if not wrong.any():
            return squares
        (wide,) = yield (gain(layer, wide=True).square,)
        return np.where(wrong, np.maximum(wide, 0.0), squares)

    # ---- the complete snapshot ----------------------------------------------------------------

    def complete(self) -> Reading[dict[str, Floats]]:
        """The columns read from the buffers of the last pass alone; (S,) each."""
        moments, further = yield from side_by_side(self._moments(), self._extra())
        return {**moments, **further}

    def _moments(self) -> Reading[dict[str, Floats]]:
        head = self._head.activation.unsqueeze(0)
        parts = [_layer_numbers(layer) for layer in self._layers]
        parts.append(_moments(head, head, self._head.grad_activation.unsqueeze(0), head))
        ones = torch.ones_like(head[:, 0, 0])
        parts[-1] += [ones, ones, torch.zeros_like(ones)]
        columns = [torch.cat(column) for column in zip(*parts, strict=True)]
        (numbers,) = yield (torch.stack(columns),)
        z_mean, z_norm, a_mean, a_norm, delta, idle, slope_mean, slope_rms, saturated = numbers
        deltas = [step for layer in self._layers for step in layer.delta.unbind()] + [self._head.grad_activation]
        z_norm, a_norm, delta = yield from side_by_side(
            _each_repaired(z_norm, self._z), _each_repaired(a_norm, self._a), _each_repaired(delta, deltas))
        sup = self._layers[0].phi.sup
        if not np.isfinite(sup):
            saturated[:-1] = np.nan
        z_sizes, a_sizes = (np.array([tensor.numel() for tensor in tensors]) for tensors in (self._z, self._a))
        z_std, a_std = yield from side_by_side(deviations(z_mean, z_norm, z_sizes, self._z),
                                               deviations(a_mean, a_norm, a_sizes, self._a))
        return {"z_mean": z_mean, "z_std": z_std, "a_mean": a_mean, "a_std": a_std, "a_rms": a_norm / np.sqrt(a_sizes),
                "delta_norm": delta, "dead_fraction": idle, "slope_mean": slope_mean, "slope_rms": slope_rms,
                "saturated_fraction": saturated}

    def _extra(self) -> Reading[dict[str, Floats]]:
        """The further columns of gated cells; NaN at the head."""
        by_layer = [layer.extra() for layer in self._layers]
        names = list(by_layer[0])
        cells = [layer.grad_c.flatten(1) for layer in self._layers if isinstance(layer, LstmLayer)]
        found, norms = yield from side_by_side(
            numbers_of([torch.cat([extra[name] for extra in by_layer]) for name in names]),
            exact_norms(cells) if cells else known(None))
        columns = dict(zip(names, found, strict=True)) | ({} if norms is None else {"grad_cell_norm": norms})
        return {name: np.append(values, np.nan) for name, values in columns.items()}

    # ---- weights ----------------------------------------------------------------------------

    def _weights(self) -> list[Tensor]:
        return [*(layer.weight for layer in self._layers), self._head.weight]

    def weight_norms(self) -> Reading[Floats]:
        """‖[W_x W_h]‖ of every site, (S,)."""
        return self._spread((yield from exact_norms([weight.flatten().unsqueeze(0) for weight in self._weights()])))

    def spectral_norms(self) -> Reading[Floats]:
        """Largest singular value of [W_x W_h] of every site, (S,); NaN where it is not finite."""
        found = yield from side_by_side(*(largest_singular(weight.unsqueeze(0)) for weight in self._weights()))
        return self._spread(np.concatenate(found))

    def radii(self) -> Reading[Floats]:
        """Spectral radius of the candidate's W_h of every time step, (S,); NaN at the head and where it is not finite."""
        found = yield [layer.recurrent[layer.rows("candidate")] for layer in self._layers]
        return self._spread(np.array([*map(spectral_radius, found), np.nan]))

    def count_nonfinite(self) -> Reading[Floats]:
        """Entries that are NaN or infinite among z, h, ∂L/∂h, ∂L/∂z, W and the step's share of ∂L/∂W, (S,)."""
        counts = []
        for layer in self._layers:
            steps = sum(_bad(rows) for rows in (layer.z, layer.a, layer.g[1:], layer.delta))
            steps += torch.cat([_bad(layer.weight_shares(chunk)) for chunk in layer.chunks])
            counts.append(steps + _bad(layer.weight.unsqueeze(0)))
        head = self._head
        outputs, gradient = head.activation, head.grad_activation  # z is a, δ is ∂L/∂a
        tensors = (outputs, outputs, gradient, gradient, head.weight, head.grad_weight)
        counts.append(torch.stack([_bad(tensor.unsqueeze(0)) for tensor in tensors]).sum(0))
        return np.concatenate((yield counts))

    def count_zeros(self) -> Reading[Floats]:
        """Entries of ∂L/∂h_t, and of ∂L/∂outputs, that are exactly 0, (S,)."""
        counts = [(layer.g[1:] == 0).flatten(1).sum(1) for layer in self._layers]
        counts.append((self._head.grad_activation == 0).sum().unsqueeze(0))
        return np.concatenate((yield counts))


def _bad(rows: Tensor) -> Tensor:
    return (~torch.isfinite(rows)).flatten(1).sum(1)


def _split(values: Floats, parts: list[Tensor]) -> list[Floats]:
    """As many of the ``values`` as each part has rows."""
    return np.split(values, np.cumsum([len(part) for part in parts])[:-1])


def _each_repaired(values: Floats, tensors: list[Tensor]) -> Reading[Floats]:
    """``values`` = norms of whole ``tensors``, repaired where need be; (k,)"""
    wrong = np.flatnonzero(suspicious(values, tensors[0].dtype))
    if len(wrong):
        values[wrong] = yield from repaired(values[wrong], [tensors[place].flatten().unsqueeze(0) for place in wrong])
    return values


def _repaired_shares(values: Floats, layer: RecurrentLayer) -> Reading[Floats]:
    wrong = suspicious(values, layer.like.dtype)
    for chunk in layer.chunks:
        if wrong[chunk].any():  # a chunk after the other: the shares are large
            values[chunk] = yield from repaired(values[chunk], [layer.weight_shares(chunk).flatten(1)])
    return values


def _moments(z: Tensor, a: Tensor, delta: Tensor, u: Tensor) -> list[Tensor]:
    """z and a: mean, norm; ‖δ‖; share of units with zero output on the whole batch; (k,) each."""
    flat_z, flat_a = z.flatten(1), a.flatten(1)
    dead = ((u.amax(-1) == 0) & (u.amin(-1) == 0)).to(z.dtype).mean(1)
    return [flat_z.mean(1), norms(flat_z), flat_a.mean(1), norms(flat_a), norms(delta.flatten(1)), dead]


def _layer_numbers(layer: RecurrentLayer) -> list[Tensor]:
    """``_moments`` and, over all gates, the slopes' mean, RMS and saturated share; (T,) each."""
    mean, root, saturated = (layer.empty(layer.steps) for _ in range(3))
    count = len(layer.gates)
    for chunk in layer.chunks:
        own, sigmoid = layer.slopes(chunk)
        parts = [(own, layer.phi.sup, 1 / count)] + ([] if sigmoid is None else [(sigmoid, 0.25, 1 - 1 / count)])
        for slope, sup, share in parts:
            flat = slope.flatten(1)
            mean[chunk] += share * flat.mean(1)
            root[chunk] = torch.hypot(root[chunk], norms(flat) * (share / flat.shape[1]) ** 0.5)
            saturated[chunk] += share * flat.abs_().lt_(SATURATED * sup).mean(1)
    return [*_moments(layer.z, layer.a, layer.delta, layer.a), mean, root, saturated]


def spectral_radius(matrix: Floats) -> float:
    """Largest modulus of the eigenvalues of a square matrix; NaN where it is not finite."""
    if not np.isfinite(matrix).all():
        return float("nan")
    if len(matrix) <= LARGEST_DENSE_RADIUS:
        return _dense_radius(matrix)
    from scipy.sparse.linalg import ArpackNoConvergence, eigs

    try:
        return float(abs(eigs(matrix, k=1, v0=np.ones(len(matrix)), return_eigenvectors=False)[0]))
    except ArpackNoConvergence:
        return _dense_radius(matrix)


def _dense_radius(matrix: Floats) -> float:
    return float(torch.linalg.eigvals(torch.from_numpy(matrix)).abs().max())
