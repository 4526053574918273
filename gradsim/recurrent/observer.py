"""RecurrentObserver: the observer of a network whose sites are time steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gradsim.buffers import view
from gradsim.gaps import Marks
from gradsim.observer import Observer
from gradsim.readings import Reading, side_by_side
from gradsim.recurrent.network import RecurrentNetwork
from gradsim.recurrent.probes import RecurrentNumbers, RecurrentProbes
from gradsim.reductions import exact_norms
from gradsim.snapshot import FURTHER_COLUMNS, Floats, Sites, frozen
from gradsim.step_numbers import StepNumbers

if TYPE_CHECKING:
    from gradsim.simulator import Simulator


class RecurrentObserver(Observer):
    """As its base; what belongs to a layer (norms of W, the update ratio, the spectral radius) stands at all its time steps.

    ``gain`` is ‖∂L/∂h_{t−1}‖/‖∂L/∂h_t‖, at the head ‖∂L/∂(what it reads)‖/‖∂L/∂outputs‖. ``running_product`` follows time
    inside a site's own layer and then the head; the way up from layer to layer is left out. ``clipped_weight_norm`` is the
    step's own share of ∂L/∂W, scaled as its layer's whole gradient was.
    """

    _network: RecurrentNetwork
    _probes: RecurrentProbes

    def __init__(self, network: RecurrentNetwork, rule: Any) -> None:
        self._steps = network.size.steps
        super().__init__(network, rule)
        nothing = np.full(self._count, np.nan)
        self.numbers = RecurrentNumbers(np.full(5 * self._count + 2, np.nan), nothing, math.nan, nothing,
                                        np.full(network.size.layers + 1, np.nan))
        self._radii = frozen(nothing)
        self._forgotten = frozen(nothing), -1  # forget_product of the last complete pass, and its step

    def _make_probes(self, network: Any) -> Any:
        return RecurrentProbes(network)

    def _spread(self, by_layer: Floats) -> Floats:
        return np.append(np.repeat(by_layer[:-1], self._steps), by_layer[-1])

    def _by_layer(self, flat: Any) -> Reading[Floats]:
        """Norms of the weights' parts of a flat parameter-like vector, (layers + 1,)."""
        rows = [view(flat, layer.span)[:, :-1].flatten() for layer in self._network.layers]
        rows.append(view(flat, self._network.head.span).flatten())
        return exact_norms([row.unsqueeze(0) for row in rows])

    def _gradient_norms(self) -> Reading[Floats]:
        now, before = (yield from self._by_layer(self._network.parameters.gradient)), self._layer_norms
        kept = np.divide(now, before, out=np.zeros_like(now), where=before > 0)
        return self.numbers.grad_weight_norms * self._spread(kept)

    @property
    def _layer_norms(self) -> Floats:
        assert isinstance(self.numbers, RecurrentNumbers)
        return self.numbers.layer_norms

    def _update_norms(self) -> Reading[Floats]:
        return self._rule.last_lr * self._spread((yield from self._by_layer(self._rule.direction)))

    def _weight_norms(self) -> Reading[Floats]:
        return self._probes.weight_norms()

    def _spectral_norms(self) -> Reading[Floats]:
        radii: Floats
        norms: Floats
        radii, norms = yield from side_by_side(self._probes.radii(), self._probes.spectral_norms())
        self._radii = frozen(radii)
        return norms

    def _count_zeros(self) -> Reading[Floats]:
        return self._probes.count_zeros()

    def _count_nonfinite(self) -> Reading[Floats]:
        return self._probes.count_nonfinite()

    def _finish_weights(self, columns: dict[str, Floats]) -> None:
        super()._finish_weights(columns)
        columns["recurrent_radius"] = self._radii
        for name in FURTHER_COLUMNS[self._network.experiment.model.kind]:
            columns.setdefault(name, self._nothing)

    def _running_product(self, factor: Floats, block_factor: Floats, sites: Sites) -> Floats:
        later = factor[:-1].reshape(-1, self._steps).copy()
        later[:, :-1] = np.cumprod(later[:, :0:-1], 1)[:, ::-1]
        later[:, -1] = 1.0
        return np.append(later.ravel() * factor[-1], 1.0)

    def _gain(self, numbers: StepNumbers, run: Simulator) -> Floats:
        assert isinstance(numbers, RecurrentNumbers)
        old = self.numbers
        assert isinstance(old, RecurrentNumbers)
        with np.errstate(divide="ignore", invalid="ignore"):
            gains = old.before / old.grad_norms[1:]
            if numbers is not old:
                gains = np.where(run.reached_backward(), numbers.before / numbers.grad_norms[1:], gains)
        return gains

    def _numbers_now(self, run: Simulator) -> Reading[StepNumbers]:
        old = self.numbers
        assert isinstance(old, RecurrentNumbers)
        if run.phase not in ("forward", "loss", "backward"):
            return old
        forward, backward = run.reached_forward(), run.reached_backward()
        new = (yield from self._probes.step_numbers()).unscaled(run.learning.scale)
        arrived = backward.copy()
        arrived[-1] |= run.phase == "loss"
        fresh = StepNumbers.fresh(forward, backward, np.concatenate([backward[:1], arrived]))
        return RecurrentNumbers(np.where(fresh, new.values, old.values),
                                np.where(forward, new.factor_errors, old.factor_errors), old.total,
                                np.where(backward, new.before, old.before), old.layer_norms)

    def _read_all(self, run: Simulator, columns: dict[str, Floats], refresh_spectral: bool) -> None:
        super()._read_all(run, columns, refresh_spectral)
        if "grad_cell_norm" in columns:
            columns["grad_cell_norm"] = columns["grad_cell_norm"] / run.learning.scale
            columns["forget_product"] = self._forgotten_in_a_pass(run, columns["forget_product"])

    def _forgotten_in_a_pass(self, run: Simulator, product: Floats) -> Floats:
        """Π f over later time steps: of the pass in progress where it has been through all steps of the layer."""
        done = run.reached_forward().copy()
        done[:-1] = np.repeat(done[self._steps - 1:-1:self._steps], self._steps)
        if done[:-1].all():
            self._forgotten = product, run.step
        kept, step = self._forgotten
        return np.where(done, product, kept if step == run.step - 1 else np.nan)

    def _gaps(self, run: Simulator, columns: dict[str, Floats]) -> Marks:
        gaps = super()._gaps(run, columns)
        head = np.arange(self._count) == self._count - 1
        if run.phase == "ready":
            return {name: gap for name, gap in gaps.items() if name != "recurrent_radius"} | {"recurrent_radius": head}
        further = FURTHER_COLUMNS[self._network.experiment.model.kind]
        gaps |= {name: gaps.get(name, head) | head for name in further}
        if run.phase == "forward" and "forget_product" in gaps:
            gaps["forget_product"] = np.isnan(columns["forget_product"])
        return gaps
