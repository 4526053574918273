"""Singular values along time: of a time step's Jacobian, and of the product of it and all later ones."""

from __future__ import annotations

import torch
from torch import Tensor

from gradsim.devices import in_float64
from gradsim.inspection import effort
from gradsim.inspection.graded import Graded
from gradsim.inspection.singular import Found, resolved, singular
from gradsim.recurrent.lstm import LstmLayer
from gradsim.recurrent.network import TimeStep


def through_time(step: TimeStep, first: int, most: int) -> Found:
    """Of the state's step h_{t−1} → h_t (of an LSTM both h and c), and of all later steps of the layer."""
    layer, t = step.layer, step.plan.t
    if layer.norm is not None:
        return Found(absent="cell_norm")
    size = layer.hidden * (2 if isinstance(layer, LstmLayer) else 1)
    if size > effort.LARGEST:
        return Found()
    cost = effort.LATER * float(size**2 * (size + layer.weight.shape[0]) * (layer.steps - t))
    whole = cost <= effort.BUDGET
    samples = effort.affordable((cost if whole else 0.0) + (1 + whole) * effort.decomposition(size, size), most)
    rows = slice(first, first + samples)
    own = _step_jacobians(step, t, rows)
    if not whole:
        return Found(singular(own))
    times = layer.steps - t + 1
    affordable = effort.affordable(cost + times * (effort.CALLS + effort.taking_up(size, size)), samples)
    product, scale, kept = own, own.new_zeros(samples, 1, 1), [own[:affordable]]
    for later in range(t + 1, layer.steps + 1):
        jacobians = _step_jacobians(step, later, rows)
        kept.append(jacobians[:affordable])
        product = jacobians @ product
        largest = product.abs().amax((1, 2), keepdim=True)
        largest = torch.where(torch.isfinite(largest) & (largest > 0), largest, 1.0)
        product, scale = product / largest, scale + largest.log10()

    def graded(sample: int, condition: float) -> Graded:
        found = Graded(size, condition)
        for jacobians in kept:
            found.take_up(jacobians[sample].cpu().numpy() @ found.basis)
        return found

    return resolved(singular(own), singular(product, scale.flatten()), graded, affordable)


def _step_jacobians(step: TimeStep, t: int, rows: slice) -> Tensor:
    """∂h_t/∂h_{t−1} (S, H, H) of some samples, of an LSTM ∂(h_t, c_t)/∂(h_{t−1}, c_{t−1}) (S, 2H, 2H)."""
    layer, chunk = step.layer, slice(t - 1, t)
    e, m = layer.hidden_map(chunk)
    weights = in_float64(layer.recurrent).view(len(layer.gates), layer.hidden, layer.hidden)
    hidden = _weighted(e[0, :, rows].view(len(layer.gates), layer.hidden, -1), weights)
    if m is not None:
        hidden = hidden + _diagonals(m[0, :, rows])
    if not isinstance(layer, LstmLayer):
        return hidden
    to_gates, to_c = layer.cell_slopes(t)
    to_c, forget = to_c[:, rows], layer.gate(layer.gated[chunk], "forget")[0, :, rows]
    cell = _weighted(to_gates[1:, :, rows], weights[1:])
    carried = torch.cat([_diagonals(in_float64(to_c) * in_float64(forget)), _diagonals(forget)], 1)
    return torch.cat([torch.cat([hidden, cell], 1), carried], 2)


def _weighted(slopes: Tensor, weights: Tensor) -> Tensor:
    """Σ_gates diag(slopes) W for slopes (G, H, S) and weights (G, H, H): (S, H, H)."""
    return torch.einsum("ghs,ghk->shk", in_float64(slopes), weights)


def _diagonals(values: Tensor) -> Tensor:
    """(H, S) → (S, H, H)."""
    return torch.diag_embed(in_float64(values).t())
