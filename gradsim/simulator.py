"""Simulator: one running experiment, one micro-step at a time.

A step is: forward of site 1…S, the loss, backward of site S…1, clipping, the update. :meth:`Simulator.advance` does one of
these; :meth:`Simulator.advance_step` a whole step with the same kernels in the same order, so both are bit-identical.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from gradsim import captured, data, devices, memory, networks, precision, specs, states
from gradsim.experiment import Experiment
from gradsim.history import History
from gradsim.layers import Kernel
from gradsim.learning import Learning
from gradsim.network import Network
from gradsim.problems import Problem
from gradsim.sampling import Batches, generator
from gradsim.snapshot import Phase, Snapshot
from gradsim.states import State


class Simulator:
    """A run of one experiment; ``dataset`` is that of another run with the same data and seed.

    Attributes
    ----------
    experiment, network, batch
        What runs, its sites, and the present mini-batch.
    masks
        Where dropout's masks come from.
    learning
        The loss, the optimizer, and what they have done in the present step.
    history
        The numbers of every completed step, bounded.
    step, phase, cursor
        Index of the step in progress or just completed, and the last micro-step: its phase and its site (1…S, or 0).
    generation
        Handed on in every snapshot.
    threads
        Threads that its kernels take; set for the process when it is built.

    Raises
    ------
    GradsimError
        From the constructor: the device is not there, or the experiment would not fit in memory.
    """

    def __init__(self, experiment: Experiment, generation: int = 0, dataset: data.Dataset | None = None) -> None:
        self.experiment, self.generation = experiment, generation
        self.device = devices.find(experiment)
        devices.make_exact(self.device)
        self._dtype = precision.storage(experiment)
        memory.check(experiment, getattr(experiment.data, "samples", 1), self.device)
        self.dataset = data.load(experiment.data, experiment.seed) if dataset is None else dataset
        memory.check(experiment, len(self.dataset), self.device)
        self.sites = networks.sites(experiment)
        self.history = History(len(self.sites))
        self.reset()

    def reset(self) -> None:
        """Back to step 0 with the same seed: the same run again."""
        self._rebuild()
        self.history.clear()

    def _rebuild(self) -> None:
        experiment = self.experiment
        size = min(experiment.data.batch_size, len(self.dataset))
        self.threads = networks.threads(experiment, size)
        torch.set_num_threads(self.threads)
        self.masks = generator(experiment.seed, "dropout")
        self.network = networks.build(experiment, size, self._dtype, self.device, generator(experiment.seed, "weights"))
        outputs = self.network.outputs.numel() // size
        self.batch = Batches(experiment, self.dataset, outputs, self._dtype, self.device, self.network.inputs)
        init = experiment.model.weight_init
        if init.kind == "lsuv" and isinstance(init, specs.ScaledInit) and isinstance(self.network, Network):
            self.network.scale_to_unit_variance(self.batch.inputs.clone(), init.gain)
        self.learning = Learning(experiment, self.network, self.batch)
        self.observer = networks.observer(self.network, self.learning.rule)
        self.step, self.cursor = 0, 0
        self.phase: Phase = "ready"
        self._micro_steps = self._sequence()
        self._captured = captured.passes(self.network, self.device)
        self._next = 0
        self._seconds = 0.0

    def change(self, experiment: Experiment) -> None:
        """Take over live fields (learning rate, clipping …) at the next step; weights are kept.

        Raises ValueError for an experiment that differs in structure.
        """
        if not self.experiment.is_live_change(experiment):
            raise ValueError("a structural change needs a new Simulator")
        self.experiment = experiment
        self.learning.rule.spec = experiment.optimizer
        self.network.probe_count = experiment.probes

    # ---- stepping ---------------------------------------------------------------------------

    def _sequence(self) -> list[MicroStep]:
        sites = self.network.sites
        forward: list[MicroStep] = [("forward", site.plan.index, site.forwards, None) for site in sites]
        backward: list[MicroStep] = [("backward", site.plan.index, site.backwards, None) for site in reversed(sites)]
        rest: list[MicroStep] = [("clip", 0, [], Simulator._clip), ("update", 0, [], Simulator._update)]
        return [*forward, ("loss", 0, [], Simulator._take_loss), *backward, *rest]

    def advance(self) -> None:
        """One micro-step; does nothing after a non-finite number was found."""
        self.advance_until(0.0)

    def advance_step(self) -> None:
        """Complete the step in progress, or do a whole one; does nothing after a non-finite number was found."""
        self.advance_until(math.inf)

    def advance_until(self, deadline: float) -> None:
        """At least one micro-step, and more until time.perf_counter() reaches ``deadline`` or the step is complete."""
        if self.problem is not None:
            return
        started = time.perf_counter()
        with torch.inference_mode():
            if self._next == 0 and deadline <= started:  # by single micro-steps: what the pass has not reached stays visible
                self.observer.keep_pass(self)
            self._begin()
            place, learning = self._next, self.learning
            captured = self._captured if deadline > started else {}
            while place < len(self._micro_steps):
                if place in captured and captured[place].launch():
                    place += len(self.sites)
                    self.phase, self.cursor, *_ = self._micro_steps[place - 1]
                else:
                    self._do(place, deadline <= started)
                    place += 1
                if time.perf_counter() >= deadline or learning.problem is not None:
                    break
        self._next = place % len(self._micro_steps)
        self._end(started)

    def _do(self, place: int, alone: bool) -> None:
        """One micro-step, ``alone`` if nothing else is asked for."""
        self.phase, self.cursor, kernels, action = self._micro_steps[place]
        if self.phase == "loss" and alone:  # the backward pass is looked into
            self.learning.rule.keep_direction(self.network.parameters.gradient)
        for kernel in kernels:
            kernel()
        if action is not None:
            action(self)

    def _begin(self) -> None:
        if self._next == 0:
            self.step += self.phase != "ready"
            self._seconds = 0.0
            self.batch.next()
            self.network.draw_masks(self.masks)

    def _end(self, started: float) -> None:
        self._seconds += time.perf_counter() - started
        if self.phase == "update":
            self.history.append(self.step, *self.observer.record(self))

    @property
    def between_steps(self) -> bool:
        """True if no step is in progress."""
        return self._next == 0

    @property
    def micro_steps(self) -> int:
        """Number of micro-steps of a step."""
        return len(self._micro_steps)

    @property
    def position(self) -> int:
        """Number of micro-steps done since the seed."""
        return self.steps_done * self.micro_steps + self._next

    def micro_step_before(self, position: int) -> tuple[Phase, int]:
        """Phase and site (0: none) of the micro-step that leads to a ``position`` ≥ 1; ("ready", 0) for 0."""
        return self._micro_steps[(position - 1) % self.micro_steps][:2] if position > 0 else ("ready", 0)

    @property
    def next_phase(self) -> Phase:
        """Phase of the micro-step that comes next."""
        return self._micro_steps[self._next][0]

    def _take_loss(self) -> None:
        self.learning.take_loss(self.experiment)

    def _clip(self) -> None:
        self.learning.clip(self.experiment, self.observer, self.step)

    def _update(self) -> None:
        self.learning.update(self.observer)

    # ---- reading ----------------------------------------------------------------------------

    def snapshot(self, refresh_spectral: bool = True) -> Snapshot:
        """Everything known now, as numpy; inspecting never changes the run.

        ``refresh_spectral=False`` keeps the last spectral norms, which cost more than all other columns together.
        """
        with torch.inference_mode():
            return self.observer.snapshot(self, refresh_spectral)

    def glance(self) -> Snapshot:
        """A snapshot that costs almost nothing: see :meth:`Observer.glance`. A complete one must have been taken before."""
        return self.observer.glance(self)

    # ---- checkpoints ------------------------------------------------------------------------

    def state(self) -> State:
        """What :func:`gradsim.states.state_of` takes of it, between two steps."""
        return states.state_of(self)

    def restore(self, state: State) -> None:
        """Go on from ``state`` of the same experiment; the history keeps the steps before it.

        Raises GradsimError if it does not fit.
        """
        self._rebuild()
        states.put_into(self, state)
        self.history.forget_from(int(state["steps_done"]))
        self.step = int(state["steps_done"])  # phase stays "ready": nothing of this step has been computed yet

    def reached_forward(self) -> NDArray[np.bool_]:
        """Sites whose forward quantities belong to the step in progress, (S,)."""
        return np.asarray(self.sites.site <= self.cursor) | (self.phase != "forward")

    def reached_backward(self) -> NDArray[np.bool_]:
        """Sites whose gradients belong to the step in progress, (S,)."""
        if self.phase == "backward":
            return np.asarray(self.sites.site >= self.cursor)
        return np.full(len(self.sites), self.phase in ("clip", "update"))

    def holds_forward(self) -> NDArray[np.bool_]:
        """Sites whose buffers hold the numbers of a forward pass: the one in progress or the one before, (S,)."""
        if self.observer.measured_once:
            return np.ones(len(self.sites), dtype=bool)
        return self.reached_forward() & (self.phase != "ready")

    def holds_backward(self) -> NDArray[np.bool_]:
        """The same of a backward pass, (S,)."""
        return self.reached_backward() | self.observer.measured_once

    @property
    def problem(self) -> Problem | None:
        """Set when a number that is not finite appeared; the run then goes no further."""
        return self.learning.problem

    @property
    def loss(self) -> float:
        """L of the step in progress, once its forward pass is complete, or of the last one; NaN before the first."""
        return self.learning.answer.loss

    @property
    def accuracy(self) -> float:
        """Share of right answers in the same forward pass; NaN where there are no classes."""
        return self.learning.answer.accuracy

    @property
    def lr(self) -> float:
        """Learning rate of the update of the step in progress or just completed."""
        return self.learning.lr(self.experiment, updated=self.phase == "update")

    @property
    def direction_is_overwritten(self) -> bool:
        """True while the last update's direction is no longer what it was: a backward pass writes to the same memory."""
        return self.learning.rule.direction is self.network.parameters.gradient and self.phase in ("backward", "clip")

    @property
    def seconds(self) -> float:
        """Computing time of the step in progress or just completed."""
        return self._seconds

    @property
    def steps_done(self) -> int:
        """Number of completed steps since the seed."""
        return self.step + (self.phase == "update")


# phase, site, what is done there and by the run; the latter gets the run handed in: a bound method would keep every
# discarded run alive in a cycle
MicroStep = tuple[Phase, int, list[Kernel], "Callable[[Simulator], None] | None"]
