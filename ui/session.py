"""Session: the run as the window sees it. Edits and buttons become commands, frames become curves and pictures."""

from __future__ import annotations

import random

from PySide6.QtCore import QCoreApplication, QObject, Signal

from gradsim.experiment import Experiment
from gradsim.messages import (
    FULL_SPEED,
    Advance,
    Ask,
    Build,
    Change,
    Check,
    Command,
    Compare,
    Frame,
    Pause,
    Play,
    Refused,
    Reset,
    Retreat,
    Seek,
    Unit,
)
from gradsim.problems import Problem
from ui.curves import Curves
from ui.document import Document
from ui.engine_client import EngineClient
from ui.frame_clock import FrameClock
from ui.looks import Looks
from ui.scene import Scene
from ui.sweeper import Sweeper
from ui.variants import Variants

SLOWEST, FASTEST = 1.0, 2000.0
SEEDS = 10_000
PREVIEW = ("forward", "loss", "backward")  # a new network is shown with its first gradient, before any update


class Session(QObject):
    """One document, the engine that runs it, and what has come back.

    ``running`` is what the user wants; it follows the engine when that pauses by itself.
    """

    rebuilt = Signal(object)  # Frame of a new network
    state_changed = Signal()  # running, speed, connected
    told = Signal(object)  # Problem that the user must be told
    given_up = Signal(object)  # Problem: there is no engine any more

    def __init__(self, document: Document, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.client = client
        self.clock = FrameClock(client, self)
        self.curves, self.looks = Curves(), Looks()
        self.variants = Variants(self)
        self.sweeper = Sweeper(self)
        self.running = False
        self.speed = FULL_SPEED
        self.frame: Frame | None = None
        self.experiment: Experiment | None = None  # what the engine runs
        self._sent = document.experiment
        self._sought: int | None = None
        self._adopted = (self.curves, self.looks)
        self._notice: Problem | None = None  # a paused run repeats its notice in every frame
        self.sweeper.changed.connect(self.clock.redraw)
        self.sweeper.told.connect(self.told)
        document.experiment_changed.connect(self._on_document_experiment_changed)
        document.experiment_changed.connect(self.variants.exchange)  # after the engine was told of the experiment
        client.frame_arrived.connect(self._on_client_frame_arrived)
        client.refused.connect(self._on_client_refused)
        client.engine_died.connect(self._on_client_engine_died)
        client.engine_given_up.connect(self._on_client_engine_given_up)

    def start(self) -> None:
        """Connect to the engine and build the document's experiment."""
        self.client.start()
        self._sent = self.document.experiment
        self.client.build(self._sent)

    def shutdown(self) -> None:
        """Stop drawing and end the engine."""
        self.clock.stop()
        self.sweeper.shutdown()
        self.client.shutdown()

    # ---- transport --------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause."""
        if self.running:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Run on at the chosen speed; without an engine there is nothing that could."""
        if self.client.pid is None:
            return
        self._notice = None  # why a run cannot go on is told again
        self._set_running(True)
        self._send(Play(self.speed))

    def pause(self) -> None:
        """Stop running."""
        self._set_running(False)
        self._send(Pause())

    def advance(self, unit: Unit) -> None:
        """Go on by one micro-step, layer, phase or step, and stay paused."""
        self._set_running(False)
        if not self.client.is_pending(Advance):  # a held key must not pile up work in front of the next picture
            self._send(Advance(unit))

    def retreat(self, unit: Unit) -> None:
        """Go back by one micro-step, layer, phase or step, and stay paused."""
        self._set_running(False)
        if not self.client.is_pending(Retreat):
            self._send(Retreat(unit))

    def seek(self, position: int) -> None:
        """Go to a position (micro-steps since the seed), and stay there paused; while it is on its way the newest wins."""
        self._set_running(False)
        if self.client.is_pending(Seek):
            self._sought = position  # sent when the one before is answered: dragging must not pile up work
        else:
            self._send(Seek(position))

    def seek_step(self, step: int) -> None:
        """Go to the end of a step."""
        if self.frame is not None:
            self.seek((step + 1) * self.frame.past.micro_steps)

    def reset(self) -> None:
        """Back to step 0 with the same seed."""
        self._set_running(False)
        self._send(Reset())

    def reseed(self) -> None:
        """The same experiment from another seed."""
        seed = self.document.experiment.seed
        while seed == self.document.experiment.seed:
            seed = random.randrange(SEEDS)
        text = QCoreApplication.translate("Session", "New seed")
        self.document.replace(self.document.experiment.with_value("seed", seed), text)

    def set_speed(self, speed: float) -> None:
        """Layers per second, FULL_SPEED: as fast as the engine goes."""
        if speed == self.speed:
            return
        self.speed = speed
        if self.running:
            self._send(Play(speed))
        self.state_changed.emit()

    def select(self, site: int) -> None:
        """Choose the site that is described in depth."""
        last = len(self.frame.snapshot.sites) if self.frame is not None else 1
        self.clock.selected = min(max(site, 1), last)
        self.clock.redraw()

    def choose_sample(self, sample: int) -> None:
        """Choose whose numbers the pictures of a layer show: 0…B−1, −1: the whole batch."""
        self.clock.sample = sample
        self.clock.redraw()

    def scene(self, frame: Frame) -> Scene | None:
        """What the views draw of a frame; None before there is an experiment."""
        if self.experiment is None:
            return None
        return Scene(self.experiment, frame, self.curves, self.clock.selected, self.variants.strands(), self.looks,
                     self.sweeper.results)

    def adopt(self, name: str, experiment: Experiment, text: str, curves: Curves, looks: Looks) -> None:
        """Go on with the run of a variant: its experiment, its weights, its past; what is known of it comes along."""
        self._adopted = (curves, looks)
        self._sent = experiment
        self.client.build(experiment, adopt=name)
        self.document.replace(experiment, text)

    def take_over(self, experiment: Experiment) -> None:
        """Make an experiment that a picture has told of the present one."""
        text = QCoreApplication.translate("Session", "Take over from the sweep")
        kept = {"title": self.document.experiment.title}
        self.document.replace(experiment.model_copy(update=kept), text)

    def check(self) -> bool:
        """Have the engine check itself, unless it does already; returns whether an answer is to come."""
        if not self.client.is_pending(Check):
            self._send(Check())
        return self.client.is_pending(Check)

    def restart_engine(self) -> None:
        """Try again after the engine was given up."""
        self.client.restart()

    # ---- replies ----------------------------------------------------------------------------

    def _on_client_frame_arrived(self, frame: Frame, command: Command) -> None:
        self.frame = frame
        if isinstance(command, Build):
            self._on_built(frame, command)
        elif isinstance(command, Change):
            self.experiment = command.experiment
        elif isinstance(command, Seek):
            self._seek_again()
        self._follow_timeline(frame)
        self.curves.extend(frame.records)
        self.variants.take_frame(frame, command)
        if not self.client.is_pending(Play, Pause, Advance, Retreat, Seek, Reset, Build) and not isinstance(command, Build):
            self._set_running(frame.running)
        if isinstance(command, Ask):
            self.clock.offer(frame)
        else:
            self.clock.want()
        if frame.notice is not None and frame.notice != self._notice:
            self.told.emit(frame.notice)
        self._notice = frame.notice or (None if frame.running else self._notice)

    def _seek_again(self) -> None:
        sought, self._sought = self._sought, None
        if sought is not None:
            self._send(Seek(sought))

    def _follow_timeline(self, frame: Frame) -> None:
        """Forget what belongs to another future; show the settings that were in force where the run has gone."""
        known = frame.past.furthest // frame.past.micro_steps
        if known <= self.curves.last_step:
            self.curves.forget_from(known)
        self.looks.forget_from(known)
        self.looks.add(look for look in frame.looks
                       if look.generation == frame.snapshot.generation and look.step < known)
        if frame.settings is None or self.client.is_pending(Change, Build):
            return
        present = self.document.experiment
        self.experiment = self._sent = frame.settings.model_copy(update={"title": present.title, "device": present.device})
        text = QCoreApplication.translate("Session", "Settings of step {step}").format(step=frame.snapshot.step)
        self.document.replace(self.experiment, text, "timeline")

    def _on_built(self, frame: Frame, command: Build) -> None:
        self.experiment = command.experiment
        if command.adopt:
            self.curves, self.looks = self._adopted
        else:
            if command.checkpoint:
                self.curves.forget_from(frame.snapshot.step)
            else:
                self.curves.clear()
            self.looks.clear()
        sites = len(frame.snapshot.sites)
        self.clock.selected = min(self.clock.selected, sites)
        self.rebuilt.emit(frame)
        if self.running:
            if not frame.running and not self.client.is_pending(Play):
                self._send(Play(self.speed))
        elif not command.checkpoint and not command.adopt:
            for _ in PREVIEW:
                self._send(Advance("phase"))

    def _on_client_refused(self, refused: Refused, command: Command) -> None:
        if isinstance(command, (Build, Change)):
            self._sent = self.experiment or self._sent
            self.document.refuse(command.experiment)
        elif isinstance(command, (Play, Advance, Retreat, Seek)):
            self._set_running(False)
            self._sought = None
        elif isinstance(command, Compare):
            self.variants.take_refusal()
        self.clock.want()
        for problem in refused.problems:
            self.told.emit(problem)

    def _on_client_engine_died(self, problem: Problem) -> None:
        self._sought = None
        self.told.emit(problem)

    def _on_client_engine_given_up(self, problem: Problem) -> None:
        self._sought = None
        self._set_running(False)
        self.given_up.emit(problem)

    def _on_document_experiment_changed(self, experiment: Experiment) -> None:
        if experiment == self._sent:
            return
        live = self.client.pid is not None and self._sent.is_live_change(experiment)
        self._sent = experiment
        if live:
            self._send(Change(experiment))
        else:
            self.client.build(experiment)

    def _send(self, command: Command) -> None:
        self.client.send(command)

    def _set_running(self, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.state_changed.emit()
