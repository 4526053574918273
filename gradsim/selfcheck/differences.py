"""Finite differences: the engine's own forward pass, a little to both sides of its parameters, against its gradients."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gradsim import training
from gradsim.reports import DIFFERENCE_TOLERANCE, Against, Finding
from gradsim.selfcheck.comparison import length
from gradsim.selfcheck.tracing import Leaf
from gradsim.simulator import Simulator

DIRECTIONS, DEEP = 2, 100  # one direction only for the sites of a network that has more than that
# of the parameter's own size: ∛ε balances rounding and truncation; a longer step where the gradient has vanished, shorter
# ones where a kink lies beside, or where the network is steep
STEPS = (6e-6, 1e-4, 1e-3, 1e-7, 1e-9)
SMALLEST = 0.01  # root mean square that a parameter of smaller entries is taken to have
GOOD = 1e-6  # no other step is tried then
JITTER = 1e-13  # steps so short that the value moves by rounding alone
ROUNDING = 64 * torch.finfo(torch.float64).eps


class Differences:
    """Central differences of one completed pass; its gradients are read, its activations overwritten.

    Parameters are taken from the loss to the input: a site's inputs are then still those of the pass.
    """

    def __init__(self, run: Simulator) -> None:
        self._run, self._sites = run, run.network.sites
        self._scratch = torch.empty_like(run.network.grad_outputs)
        self._generator = torch.Generator().manual_seed(0)

    def compare(self, leaf: Leaf, gradient: Tensor, through_loss: bool) -> Finding:
        """⟨∂L/∂p, u⟩ along random directions u against differences; the worst direction counts.

        Of the loss, unless that changes by less than its own rounding error, lies behind a kink, or ``through_loss`` is
        False; then of ⟨g_l, a_l⟩, whose derivative is the same as long as g_l = ∂L/∂a_l, which autograd vouches for.
        """
        kept, found = leaf.value.clone(), []
        own = len(leaf.users) == 1
        for _ in range(DIRECTIONS if len(self._sites) <= DEEP else 1):
            direction = self._direction(kept)
            finding = None
            if through_loss or not own:
                finding = self._along(leaf, kept, gradient, direction, "loss")
            if own and (finding is None or not (finding.passed and finding.is_sharp)):
                finding = self._along(leaf, kept, gradient, direction, "layer")
            assert finding is not None
            found.append(finding)
        leaf.value.copy_(kept)
        self._forward(leaf, "loss" if through_loss or not own else "layer")
        return max(found, key=lambda finding: (not finding.passed, finding.error))

    def _direction(self, value: Tensor) -> Tensor:
        draws = torch.randn(value.shape, generator=self._generator, dtype=torch.float64).to(value)
        typical = max(length(value) / math.sqrt(value.numel()), SMALLEST)
        return draws * typical

    def _along(self, leaf: Leaf, kept: Tensor, gradient: Tensor, direction: Tensor, through: Against) -> Finding:
        """One direction; if it fails, once more with the rounding error measured instead of estimated."""
        centre, size = self._value(leaf, kept, through)
        rounding = ROUNDING * size
        finding = self._try_steps(leaf, kept, gradient, direction, through, centre, rounding)
        if not finding.passed:
            nearby = [self._value(leaf, kept + number * JITTER * direction, through)[0] for number in range(-4, 5)]
            rounding = 50 * (max(nearby) - min(nearby))
            finding = self._try_steps(leaf, kept, gradient, direction, through, centre, rounding)
        return finding

    def _try_steps(self, leaf: Leaf, kept: Tensor, gradient: Tensor, direction: Tensor, through: Against, centre: float,
                   rounding: float) -> Finding:
        """The step that agrees best, among those that rounding leaves enough digits."""
        slope = float((gradient * direction).sum())
        typical = length(gradient) * length(direction) / math.sqrt(direction.numel())  # of a slope in a random direction
        tried = []
        for step in STEPS:
            above, below = (self._value(leaf, kept + sign * step * direction, through)[0] for sign in (1, -1))
            error, floor = abs((above - below) / (2 * step) - slope), rounding / step
            kink = abs(above - 2 * centre + below) / step
            finding = _finding(leaf.name, error, floor, typical, through)
            if finding.error <= GOOD and finding.is_sharp:
                return finding
            tried.append((finding, kink > DIFFERENCE_TOLERANCE * typical + floor))
        smooth = [finding for finding, kinked in tried if not kinked]
        if not smooth:  # exactly on a kink there is no derivative
            best = min((finding for finding, _ in tried), key=lambda finding: finding.error)
            return Finding(best.quantity, best.error, math.inf, through)
        sharp = [finding for finding in smooth if finding.is_sharp]
        return min(sharp or smooth, key=lambda finding: finding.error)

    def _value(self, leaf: Leaf, value: Tensor, through: Against) -> tuple[float, float]:
        """The differentiated number, and the size of the terms that were summed for it."""
        leaf.value.copy_(value)
        self._forward(leaf, through)
        run = self._run
        if through == "layer":
            site = self._sites[leaf.site]
            terms = site.grad_activation * site.activation
            return float(terms.sum()), float(terms.abs().sum())
        network, batch = run.network, run.batch
        readout = None if batch.readout is None else batch.readout.view_as(network.outputs)
        loss = training.evaluate_loss(run.experiment.loss, network.outputs, batch.targets, readout, self._scratch)
        return float(loss), abs(float(loss)) + float((self._scratch * network.outputs).abs().sum())

    def _forward(self, leaf: Leaf, through: Against) -> None:
        last = leaf.site + 1 if through == "layer" else len(self._sites)
        for site in self._sites[leaf.site:last]:
            for kernel in site.forwards:
                kernel()


def _finding(name: str, error: float, floor: float, typical: float, through: Against) -> Finding:
    quantity = f"difference_{name}"
    if typical == 0.0:
        return Finding(quantity, 0.0 if error <= floor else math.inf, DIFFERENCE_TOLERANCE, through)
    return Finding(quantity, error / typical, max(DIFFERENCE_TOLERANCE, floor / typical), through)
