"""Observer: puts the probes' numbers together into records and snapshots.

What each step must know anyway (norms of gradients and weights, factors) is measured once, after the backward pass; a
snapshot adds the rest from the same buffers. In the middle of a pass, sites that it has not reached keep their last values.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from gradsim import probes, specs
from gradsim.blocks import BlockFactors, running_product
from gradsim.buffers import view
from gradsim.gaps import Gaps, Marks, reached
from gradsim.nonfinite import nan_preactivations
from gradsim.probes import Probes
from gradsim.readings import Reading, known, side_by_side, take, timed
from gradsim.reductions import exact_norms
from gradsim.rules import Rule
from gradsim.snapshot import NUMBER_COLUMNS, Sites, Snapshot, frozen
from gradsim.step_numbers import StepNumbers

if TYPE_CHECKING:
    from gradsim.simulator import Simulator

Floats = NDArray[np.float64]


class Observer:
    """Reads a network and its update rule; never writes what a run depends on.

    Attributes
    ----------
    numbers
        The numbers of the last complete pass.
    measured_once
        Whether there has been one.
    whole_step
        The last step whose complete pass has been looked at, −1: none.
    spectrum
        The last singular values that were asked for, behind what they are of.
    """

    def __init__(self, network: Any, rule: Rule) -> None:
        self._network, self._rule = network, rule
        self._probes = self._make_probes(network)
        self._count = len(network.sites)
        self._zeros = frozen(np.zeros(self._count))
        nothing = self._nothing = frozen(np.full(self._count, np.nan))
        self.numbers = StepNumbers.unknown(self._count)
        self.measured_once = False
        self._left_out = False  # the last update
        self._product = nothing, -1  # of the last complete forward pass, and its step
        self._input_gain = math.nan, -1  # and its step
        self.whole_step = -1
        self.spectrum: tuple[Any, Any] = None, None
        self._weight_roots = np.sqrt([site.weight.numel() for site in network.sites])
        self._clipped = nothing
        self._clipped_total = math.nan
        self._spectral = nothing
        self._spectral_step: int | None = None  # whose weights they belong to
        self.spectral_seconds = 0.0
        self._blocks = BlockFactors(network)
        self._last_columns: dict[str, Floats] = {}
        self._gap_finder = Gaps(network, self._blocks.ends)

    def _make_probes(self, network: Any) -> Any:
        return Probes(network)

    # ---- every step -------------------------------------------------------------------------

    def measure(self, scale: float = 1.0) -> Reading[None]:
        """Take the numbers of the pass just completed, before clipping and update; ``scale`` is the loss's."""
        numbers = yield from self._probes.step_numbers()
        self.numbers = numbers.unscaled(scale)
        self.measured_once = True

    def total_norm(self, clip: specs.ClipSpec) -> float:
        """‖gradient‖ over all parameters in the norm that ``clip`` asks for."""
        if isinstance(clip, specs.ClipNorm) and clip.norm_type == "inf":
            return float(self._network.parameters.gradient.abs().max())
        return self.numbers.total

    def note_clipping(self, clip: specs.ClipSpec, scale: float) -> None:
        """Keep the gradient's norms after clipping."""
        if not isinstance(clip, specs.ClipValue):
            norms = self.numbers.grad_weight_norms
            self._clipped = norms if scale == 1.0 else norms * scale
            self._clipped_total = self.numbers.total * scale
            return
        whole = [self._network.parameters.gradient.unsqueeze(0)]
        self._clipped, total = take(side_by_side(self._gradient_norms(), exact_norms(whole)))
        self._clipped_total = float(total[0])

    def _gradient_norms(self) -> Reading[Floats]:
        """‖∂L/∂W‖ as it stands now, (S,)."""
        return exact_norms([stack.grad_weight.flatten(1) for stack in self._network.stacks])

    def note_no_clipping(self) -> None:
        """The step ended before its gradient was clipped."""
        self._clipped, self._clipped_total = self._nothing, math.nan

    @property
    def clipped_total(self) -> float:
        """‖gradient‖ over all parameters after clipping."""
        return self._clipped_total

    def smallest_weight(self) -> float:
        """The least ‖W‖ of any site in the pass just completed."""
        return float(self.numbers.weight_norms.min())

    def record(self, run: Simulator) -> tuple[list[float], Floats]:
        """The row of the history: STEP_FIELDS, and SITE_FIELDS one after the other, (3S,)."""
        return self._scalars(run), self.numbers.recorded

    def _scalars(self, run: Simulator) -> list[float]:
        clip_scale = run.learning.clip_scale
        return [run.loss, run.accuracy, self.numbers.total, self._clipped_total, clip_scale, run.lr, run.seconds]

    # ---- snapshots --------------------------------------------------------------------------

    def snapshot(self, run: Simulator, refresh_spectral: bool) -> Snapshot:
        """The complete state of ``run``."""
        columns = dict.fromkeys((*NUMBER_COLUMNS, "factor_se"), self._nothing)
        if run.phase == "ready":
            self._weights_only(run, columns)
        else:
            with np.errstate(divide="ignore", invalid="ignore"), self._weight_gradients(run):  # 0/0 is a NaN of the run
                self._read_all(run, columns, refresh_spectral)
        self._last_columns = columns
        return self._snapshot(run, columns)

    @contextmanager
    def _weight_gradients(self, run: Simulator) -> Iterator[None]:
        """∂L/∂W of the sites that a backward pass in progress has reached; afterwards those of the last complete one."""
        if run.phase not in ("loss", "backward"):
            yield
            return
        gradient = self._network.parameters.gradient
        kept = gradient.clone()
        self._network.collect_weight_gradients()
        self._network.round_weight_gradients()
        try:
            yield
        finally:
            gradient.copy_(kept)

    def _read_all(self, run: Simulator, columns: dict[str, Floats], refresh_spectral: bool) -> None:
        self._left_out = run.learning.left_out
        if run.phase == "update":
            self.whole_step = run.step
        refresh = (refresh_spectral or self._spectral_step is None) and self._spectral_step != run.step
        blocks = self._blocks.due(run.reached_forward(), run.step)
        inputs = self._network.leaves_inputs_out and bool(run.reached_backward()[0])
        moved = run.phase == "update" and (self._rule.steps > 0 or run.learning.skipped)
        with self.weights_before_update() if run.phase == "update" and (refresh or blocks or inputs) else nullcontext():
            numbers, found, _, zeros, updates, *_ = take(side_by_side(
                self._numbers_now(run), self._probes.complete(), run.learning.answer.hear(),
                known(None) if self._network.rounding is None else self._count_zeros(),
                self._update_norms() if moved and not run.learning.skipped else known(self._zeros),
                self._blocks.renew(blocks, run.step),
                self._refresh_input_gain(run.step) if inputs else known(None),
                self._renew_spectral(run.step) if refresh else known(None)))
        columns.update(found)
        columns["delta_norm"] /= run.learning.scale
        if zeros is not None:
            columns["grad_zeros"] = zeros
        if not self.measured_once:
            self._leave_out_empty_buffers(run, columns)
        self._measured(run, columns, numbers)
        self._leave_out_slopes_of_nan(run.sites, columns)
        if self._network.leaves_inputs_out and self._input_gain[1] < run.step - (not run.reached_backward()[0]):
            columns["gain"][0] = np.nan
        columns["running_product"] = self._product_of_a_pass(run, columns)
        if moved:
            columns["update_ratio"] = self._zeros if run.learning.skipped else updates / columns["weight_norm"]
        columns["nonfinite"] = self._nonfinite_counts(columns)

    def _leave_out_empty_buffers(self, run: Simulator, columns: dict[str, Floats]) -> None:
        """The first pass is under way: where it has not been, nothing has been read."""
        for name, values in columns.items():
            columns[name] = np.where(reached(run, name), values, np.nan)

    def _leave_out_slopes_of_nan(self, sites: Sites, columns: dict[str, Floats]) -> None:
        """A kink has some slope at a z that is NaN, too: what is made of it is NaN, as for all other functions."""
        if not np.isnan(columns["z_mean"]).any():
            return
        nan = nan_preactivations(self._network) & (sites.activation != "identity")
        for name in ("factor", "slope_mean", "slope_rms", "saturated_fraction"):
            columns[name] = np.where(nan, np.nan, columns[name])
        for end in {*sites.block_end[nan]} - {0}:
            columns["block_factor"] = np.where(sites.site == end, np.nan, columns["block_factor"])

    def _renew_spectral(self, step: int) -> Reading[None]:
        self._spectral, self.spectral_seconds = yield from timed(self._spectral_norms())
        self._spectral_step = step

    def _spectral_norms(self) -> Reading[Floats]:
        return probes.spectral_norms(self._network)

    def keep_pass(self, run: Simulator) -> None:
        """Look at the pass just completed, if nobody has: single micro-steps are to write over it piece by piece."""
        if run.phase == "update" and self.whole_step != run.step:
            self.snapshot(run, refresh_spectral=False)

    def glance(self, run: Simulator) -> Snapshot:
        """A snapshot that reads no tensor: what every step measures is new, the rest is of the last complete snapshot."""
        columns = dict(self._last_columns)
        with np.errstate(divide="ignore", invalid="ignore"):
            self._measured(run, columns, self.numbers)
        if not self._blocks.exist:  # whose factors are of the last look: no product of two passes
            columns["running_product"] = self._running_product(columns["factor"], columns["block_factor"], run.sites)
        return self._snapshot(run, columns)

    def _snapshot(self, run: Simulator, columns: dict[str, Floats]) -> Snapshot:
        return Snapshot(generation=run.generation, step=run.step, phase=run.phase, cursor=run.cursor,
                        **dict(zip(("loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr", "seconds"),
                                   self._scalars(run), strict=True)),
                        sites=run.sites, columns={name: frozen(values) for name, values in columns.items()},
                        gaps=self._gaps(run, columns))

    def _weights_only(self, run: Simulator, columns: dict[str, Floats]) -> None:
        spectral = known(None) if self._spectral_step == run.step else self._renew_spectral(run.step)
        columns["weight_norm"], _ = take(side_by_side(self._weight_norms(), spectral))
        columns["nonfinite"] = self._zeros
        self._finish_weights(columns)

    def _weight_norms(self) -> Reading[Floats]:
        return exact_norms([stack.weight.flatten(1) for stack in self._network.stacks])

    def _finish_weights(self, columns: dict[str, Floats]) -> None:
        columns["weight_rms"] = columns["weight_norm"] / self._weight_roots
        columns["weight_spectral"] = self._spectral

    def _measured(self, run: Simulator, columns: dict[str, Floats], numbers: StepNumbers) -> None:
        columns["weight_norm"] = numbers.weight_norms
        self._finish_weights(columns)
        columns["factor"] = numbers.factors
        if self._blocks.exist or not self._probes.is_exact:
            self._add_errors(columns, numbers.factor_errors)
        columns["grad_activation_norm"] = numbers.grad_norms[1:]
        columns["gain"] = self._gain(numbers, run)
        columns["grad_weight_norm"], columns["grad_bias_norm"] = numbers.grad_weight_norms, numbers.grad_bias_norms
        columns["clipped_weight_norm"] = self._clipped
        if run.phase == "backward":  # what this pass has renewed is not yet clipped
            columns["clipped_weight_norm"] = np.where(run.reached_backward(), np.nan, self._clipped)

    def _add_errors(self, columns: dict[str, Floats], factor_error: Floats) -> None:
        columns["block_factor"], block_error = self._blocks.factors, self._blocks.errors
        columns["factor_se"] = np.where(factor_error > 0, factor_error, np.where(block_error > 0, block_error, np.nan))

    def _gain(self, numbers: StepNumbers, run: Simulator) -> Floats:
        """‖g_{l−1}‖ / ‖g_l‖: of the pass in progress where it has reached site l, else of the last complete one."""
        gains = self.numbers.grad_norms[:-1] / self.numbers.grad_norms[1:]
        if numbers is not self.numbers:
            gains = np.where(run.reached_backward(), numbers.grad_norms[:-1] / numbers.grad_norms[1:], gains)
        if self._network.leaves_inputs_out:
            gains[0] = self._input_gain[0]
        return gains

    def _refresh_input_gain(self, step: int) -> Reading[None]:
        """‖g_0‖ / ‖g_1‖ of the first site, whose g_0 is left out of the backward pass."""
        self._network.pass_back_to_inputs()
        before, after = yield from exact_norms([g.flatten().unsqueeze(0) for g in self._network.levels.g[:2]])
        self._input_gain = float(before / after), step

    def _product_of_a_pass(self, run: Simulator, columns: dict[str, Floats]) -> Floats:
        """Of the pass in progress once it has reached every site, until then of the one before."""
        if run.phase != "forward" or run.reached_forward().all():
            self._product = self._running_product(columns["factor"], columns["block_factor"], run.sites), run.step
        elif self.measured_once and self._product[1] < run.step - 1:
            blocks = np.where(run.reached_forward(), np.nan, columns["block_factor"])  # renewed already
            self._product = self._running_product(self.numbers.factors, blocks, run.sites), run.step - 1
        return self._product[0]

    def _running_product(self, factor: Floats, block_factor: Floats, sites: Sites) -> Floats:
        return running_product(factor, block_factor, sites)

    def _numbers_now(self, run: Simulator) -> Reading[StepNumbers]:
        """The step's numbers, with those sites renewed that a pass in progress has reached."""
        old = self.numbers
        if run.phase not in ("forward", "loss", "backward"):
            return old
        forward = run.reached_forward()
        backward = run.reached_backward()
        new = (yield from self._probes.step_numbers(midway=True)).unscaled(run.learning.scale)
        levels = np.concatenate([[False], backward]) | np.concatenate([backward, [run.phase == "loss"]])
        fresh = StepNumbers.fresh(forward, backward, levels)
        return StepNumbers(np.where(fresh, new.values, old.values),
                           np.where(forward, new.factor_errors, old.factor_errors), old.total)

    @contextmanager
    def weights_before_update(self) -> Iterator[None]:
        """Show the weights that the last complete pass has seen; the present ones are put back bit by bit."""
        values, rule = self._network.parameters.values, self._rule
        if self._left_out or rule.direction.shape != values.shape:
            yield
            return
        kept, before = values.clone(), rule.previous
        if before is None:
            before = torch.add(rule.values, rule.direction, alpha=rule.last_lr)
            lost = before.abs() <= torch.finfo(before.dtype).eps * rule.values.abs()
            before.masked_fill_(lost, 0.0)  # only rounding is left of what was 0: a learned scale before its first update
        self._network.load(before)
        try:
            yield
        finally:
            values.copy_(kept)

    def _update_norms(self) -> Reading[Floats]:
        """‖ΔW‖ of every site from the direction of the last update."""
        direction = self._rule.direction
        if direction is self._network.parameters.gradient:
            return self._rule.last_lr * self._clipped
        rows = [view(direction, stack.weight_span).flatten(1) for stack in self._network.stacks]
        return self._rule.last_lr * (yield from exact_norms(rows))

    def _nonfinite_counts(self, columns: dict[str, Floats]) -> Floats:
        read = ("z_mean", "a_rms", "delta_norm", "grad_activation_norm", "weight_norm", "grad_weight_norm")
        if math.isfinite(sum(float(columns[name].sum()) for name in read)):  # a sum is finite only if all its terms are
            return self._zeros
        return take(self._count_nonfinite())

    def _count_zeros(self) -> Reading[Floats]:
        return probes.count_zeros(self._network)

    def _count_nonfinite(self) -> Reading[Floats]:
        return probes.count_nonfinite(self._network)

    def _gaps(self, run: Simulator, columns: dict[str, Floats]) -> Marks:
        return self._gap_finder.of(run, columns, clipped=self._clipped is not self._nothing)
