"""The self-check of recurrent networks: a trace through time, and the factors of the time steps."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional

from gradsim import specs
from gradsim.fitting import recurrent
from gradsim.recurrent import RecurrentNetwork
from gradsim.recurrent.layer import RecurrentLayer
from gradsim.reports import Against, Finding
from gradsim.selfcheck.cells import Cell
from gradsim.selfcheck.comparison import SPREAD
from gradsim.selfcheck.factors import ERRORS, PROJECTIONS, factor_finding
from gradsim.selfcheck.tracing import Leaf, rounded

PORTION = 2**20  # numbers of z of the time steps whose Jacobians are taken together


def work(network: RecurrentNetwork) -> list[float]:
    """Multiplications of a forward pass through each site, (S,)."""
    by_layer = [layer.weight.numel() * network.batch for layer in network.layers for _ in range(layer.steps)]
    return [float(count) for count in (*by_layer, network.head.weight.numel() * len(network.outputs))]


class RecurrentTrace:
    """One forward pass with autograd, from the engine's inputs and parameters alone; attributes as of ``Trace``.

    ``z`` holds a 0 that is added to z_t: its gradient is the ∂L/∂z_t of all gates, also where one of them acts on another.
    """

    def __init__(self, network: RecurrentNetwork, noise: Generator | None = None) -> None:
        self.z: list[Tensor | None] = []
        self.a: list[Tensor] = []
        self.leaves: list[Leaf] = []
        size = network.size
        below = list(network.inputs.clone().view(network.batch, size.steps, size.features).unbind(1))
        for place, layer in enumerate(network.layers):
            cell = self._cell(network, layer, place * size.steps)
            below = self._through_time(cell, layer, below, noise)
        self._read(network, below[size.steps - size.answers:], noise)

    def _cell(self, network: RecurrentNetwork, layer: RecurrentLayer, start: int) -> Cell:
        steps = set(range(start, start + layer.steps))
        leaves = [Leaf(name, start, value, value.clone().requires_grad_(), steps)
                  for name, value in _parameters(layer).items()]
        self.leaves += leaves
        return cell_of(network, layer, {leaf.name: leaf.traced for leaf in leaves})

    def _through_time(self, cell: Cell, layer: RecurrentLayer, inputs: list[Tensor],
                      noise: Generator | None) -> list[Tensor]:
        h = c = inputs[0].new_zeros(len(inputs[0]), layer.hidden)
        found = []
        for x in inputs:
            shift = x.new_zeros(len(x), len(layer.bias)).requires_grad_()
            h, c = cell.step(x, h, c, shift, noise)
            self.z.append(shift)
            found.append(h)
        self.a += found
        return found

    def _read(self, network: RecurrentNetwork, states: list[Tensor], noise: Generator | None) -> None:
        head, site = network.head, len(network.sites) - 1
        leaves = [Leaf(name, site, value, value.clone().requires_grad_(), {site})
                  for name, value in (("weight", head.weight), ("bias", head.bias))]
        self.leaves += leaves
        rows = torch.stack(states, 1).flatten(0, 1)  # the answers of a sample are neighbours
        z = rounded(functional.linear(rows, leaves[0].traced, leaves[1].traced), noise)
        self.z.append(z)
        self.a.append(z.clone())


def _parameters(layer: RecurrentLayer) -> dict[str, Tensor]:
    """The parameters of a layer by the names of ``Cell``: views into the network's flat vector."""
    found = {"input_weight": layer.weight[:, :layer.features], "recurrent_weight": layer.recurrent, "bias": layer.bias,
             "hidden_bias": getattr(layer, "hidden_bias", None), "gamma": None if layer.norm is None else layer.norm.gamma}
    return {name: value for name, value in found.items() if value is not None}


def cell_of(network: RecurrentNetwork, layer: RecurrentLayer, parameters: dict[str, Tensor]) -> Cell:
    """The cell of a layer with these parameters."""
    model = recurrent(network.experiment.model)
    eps = model.norm.eps if isinstance(model.norm, specs.CellNorm) else None
    return Cell(model.kind, layer.phi, parameters, eps)


# ---- factors ----------------------------------------------------------------------------------


def compare_factors(network: RecurrentNetwork, factors: list[float], errors: list[float], budget: float) -> list[Finding]:
    """The engine's factor of every site and its standard error against autograd's Jacobians, (S,).

    Row by row at every time step if that costs less than ``budget`` multiplications, else at as many as it pays for, evenly
    spread, and by random projections at the others.
    """
    cost = sum(work(network)) * network.size.hidden
    stride, steps, found = math.ceil(cost / budget), network.size.steps, []
    for place, layer in enumerate(network.layers):
        jacobians = _Jacobians(network, layer)
        part = slice(place * steps, (place + 1) * steps)
        own = jacobians.compare(list(range(steps - 1, -1, -stride)), factors[part], errors[part])
        rest = jacobians.compare([t for t in range(steps) if t not in own], factors[part], errors[part], estimate=True)
        found += [finding for _, finding in sorted((own | rest).items())]
    head = network.head.weight
    gain = float(torch.linalg.matrix_norm(head)) / math.sqrt(len(head))
    return [*found, factor_finding(factors[-1], gain, 0.0, "jacobian")]


class _Jacobians:
    """Autograd's Jacobians of a layer's time steps: ∂h_t/∂h_{t−1} with c_{t−1} held, ∂c_t/∂c_{t−1} with h_{t−1} held."""

    def __init__(self, network: RecurrentNetwork, layer: RecurrentLayer) -> None:
        self._layer = layer
        self._cell = cell_of(network, layer, {name: value.clone() for name, value in _parameters(layer).items()})
        self._cells: Tensor | None = getattr(layer, "c", None)
        self._portion = max(1, PORTION // layer.z[0].numel())

    def compare(self, places: list[int], factors: list[float], errors: list[float],
                estimate: bool = False) -> dict[int, Finding]:
        """Findings of time steps (from 0), by time step."""
        found: dict[int, Finding] = {}
        for start in range(0, len(places), self._portion):
            portion = places[start:start + self._portion]
            gains, spread = self._estimates(portion) if estimate else (self._gains(portion), [0.0] * len(portion))
            allowed = [ERRORS * math.hypot(errors[place], error) for place, error in zip(portion, spread, strict=True)]
            against: Against = "projections" if estimate else "jacobian"
            findings = [factor_finding(factors[place], gain, most, against)
                        for place, gain, most in zip(portion, gains, allowed, strict=True)]
            if not estimate and not all(finding.passed for finding in findings):  # perhaps rounding alone does that
                moved = self._gains(portion, torch.Generator().manual_seed(start))
                findings = [factor_finding(factors[place], gain, most + SPREAD * abs(other - gain), against)
                            for place, gain, most, other in zip(portion, gains, allowed, moved, strict=True)]
            found |= dict(zip(portion, findings, strict=True))
        return found

    def _gains(self, places: list[int], noise: Generator | None = None) -> list[float]:
        """√(mean_batch ‖J_t‖_F² / H), exactly."""
        paths, square = self._paths(places, noise), torch.zeros(len(places), dtype=torch.float64)
        for unit in range(self._layer.hidden):
            for state, out in paths:
                row = torch.zeros_like(out)
                row[:, unit] = 1.0
                square += self._pulled_square(out, state, row, len(places))
        return self._roots(square)

    def _estimates(self, places: list[int]) -> tuple[list[float], list[float]]:
        """The same by Hutchinson's random signs, and the standard errors."""
        generator, paths, samples = torch.Generator().manual_seed(places[0]), self._paths(places, None), []
        for _ in range(PROJECTIONS):
            square = torch.zeros(len(places), dtype=torch.float64)
            for state, out in paths:
                signs = torch.randint(0, 2, out.shape, generator=generator).to(out) * 2 - 1
                square += self._pulled_square(out, state, signs, len(places))
            samples.append(square)
        squares = torch.stack(samples)
        gains = self._roots(squares.mean(0))
        spread = squares.std(0) / math.sqrt(PROJECTIONS) / (self._layer.hidden * self._layer.h.shape[-1])
        return gains, [float(error) / (2 * gain) if gain else 0.0 for error, gain in zip(spread, gains, strict=True)]

    def _paths(self, places: list[int], noise: Generator | None) -> list[tuple[Tensor, Tensor]]:
        """(state before, state after) of each path; time steps and samples are rows."""
        x, before = (_rows(tensor[places]) for tensor in (self._layer.x, self._layer.h))
        cells = torch.zeros_like(before) if self._cells is None else _rows(self._cells[places])
        h, c = (rounded(state, noise).clone().requires_grad_() for state in (before, cells))
        later_h, later_c = self._cell.step(x, h, c, None, noise)
        return [(h, later_h)] if self._cells is None else [(h, later_h), (c, later_c)]

    def _pulled_square(self, out: Tensor, state: Tensor, grad: Tensor, count: int) -> Tensor:
        """‖Jᵀ grad‖² of each time step, (k,)."""
        pulled, = torch.autograd.grad(out, state, grad, retain_graph=True)
        return pulled.square().view(count, -1).sum(1).cpu()

    def _roots(self, squares: Tensor) -> list[float]:
        share = self._layer.hidden * self._layer.h.shape[-1]
        return [math.sqrt(float(square) / share) for square in squares]


def _rows(stacked: Tensor) -> Tensor:
    """(k, n, B) → (k·B, n)"""
    return stacked.clone().transpose(1, 2).flatten(0, 1)
