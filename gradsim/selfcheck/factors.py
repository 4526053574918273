"""Factors against autograd's Jacobian of each site's own map: row by row where that is cheap, else by random projections."""

from __future__ import annotations

import math
import warnings
from functools import reduce

import torch
from torch import Tensor

from gradsim.layers import Operation
from gradsim.reports import AUTOGRAD_TOLERANCE, Against, Finding
from gradsim.selfcheck.comparison import SPREAD
from gradsim.selfcheck.tracing import carry_out, rounded
from gradsim.site import Site

PROJECTIONS = 16
CANCELLED = 1e-14  # of the squared gains of a site's links, taken apart, may be left in its own squared gain
ERRORS = 6.0  # standard errors that an estimate may be off


def compare_factor(site: Site, factor: float, standard_error: float, work: float, budget: float) -> Finding:
    """The engine's factor and its standard error against ‖J‖_F / √(B·n_out).

    Parameters
    ----------
    work, budget
        Multiplications of one pass through the site, and how many the Jacobian may cost.
    """
    generator = torch.Generator().manual_seed(site.plan.index)
    jacobian = _Jacobian(site.operations)
    if jacobian.rows * work > budget:
        value, error = jacobian.estimate(generator)
        return factor_finding(factor, value, ERRORS * math.hypot(error, standard_error), "projections")
    value, allowed = jacobian.gain(), ERRORS * standard_error
    finding = factor_finding(factor, value, allowed, "jacobian")
    if not finding.passed:  # perhaps rounding alone does that: where links of the site cancel each other
        moved = _Jacobian(site.operations, generator).gain()
        apart = math.prod(_gain_of(operation) for operation in site.operations)
        lost = CANCELLED * apart**2 / (factor + value) if factor + value else 0.0
        finding = factor_finding(factor, value, allowed + SPREAD * abs(moved - value) + lost, "jacobian")
    return finding


def factor_finding(factor: float, reference: float, allowed: float, against: Against) -> Finding:
    """A factor against its reference, where ``allowed`` is the difference that rounding or estimating leaves."""
    difference = abs(factor - reference)
    if reference == 0.0:
        return Finding("factor", 0.0 if difference == 0.0 else math.inf, AUTOGRAD_TOLERANCE, against)
    return Finding("factor", difference / reference, max(AUTOGRAD_TOLERANCE, allowed / reference), against)


def _gain_of(operation: Operation) -> float:
    return _Jacobian([operation]).estimate(torch.Generator().manual_seed(0))[0]


def _by_sample(values: Tensor, factors: Tensor) -> Tensor:
    return values * factors.view(-1, *[1] * (values.ndim - 1))


class _Jacobian:
    """Autograd's Jacobian of some operations in a row, over the whole batch."""

    def __init__(self, operations: list[Operation], noise: torch.Generator | None = None) -> None:
        self._x = rounded(operations[0].x.detach().clone(), noise).requires_grad_()
        self._out = reduce(lambda value, operation: carry_out(operation, value, noise), operations, self._x)
        self._coupled = self._mixes_samples()
        self.rows = self._out.numel() if self._coupled else self._out[0].numel()

    def _mixes_samples(self) -> bool:
        if len(self._x) == 1:
            return False
        # where they do not mix, a sample's gradient is scaled by exactly the power of two that its upstream gradient is
        powers = 2.0 ** (torch.arange(len(self._x), device=self._x.device) % 5).to(self._x)
        seed = 1 + (torch.arange(self._out.numel(), device=self._x.device) % 7).to(self._x).view_as(self._out)
        return not torch.equal(self._pulled(_by_sample(seed, powers)), _by_sample(self._pulled(seed), powers))

    def _pulled(self, grad: Tensor, batched: bool = False) -> Tensor:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # kernels without a batching rule are slower, not wrong
            return torch.autograd.grad(self._out, self._x, grad, retain_graph=True, is_grads_batched=batched)[0]

    def gain(self) -> float:
        """‖J‖_F / √(B·n_out), exactly."""
        out, square = self._out, 0.0
        portion = max(1, 2**22 // out.numel())
        for start in range(0, self.rows, portion):
            count = min(portion, self.rows - start)
            seeds = torch.zeros((count, *out.shape), dtype=out.dtype, device=out.device)
            flat = seeds.view(count, -1) if self._coupled else seeds.view(count, len(out), -1)
            for row in range(count):
                flat[row, ..., start + row] = 1.0
            square += float(self._pulled(seeds, batched=True).square().sum())
        return math.sqrt(square / out.numel())

    def estimate(self, generator: torch.Generator) -> tuple[float, float]:
        """The same by Hutchinson's random signs, and its standard error."""
        samples = []
        for _ in range(PROJECTIONS):
            signs = torch.randint(0, 2, self._out.shape, generator=generator).to(self._out) * 2 - 1
            samples.append(float(self._pulled(signs).square().sum()) / self._out.numel())
        squares = torch.tensor(samples, dtype=torch.float64)
        value = math.sqrt(float(squares.mean()))
        error = float(squares.std()) / math.sqrt(PROJECTIONS)
        return value, error / (2 * value) if value else 0.0
