"""EngineClient: sends commands to the engine process, hands its replies to the window, and replaces a dead engine."""

from __future__ import annotations

import dataclasses
import logging
import pickle
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from gradsim.experiment import Experiment
from gradsim.messages import (
    BUDGET,
    Ask,
    Build,
    Change,
    Checked,
    Command,
    Frame,
    Keep,
    Pause,
    Play,
    Refused,
    Reply,
    Stop,
)
from gradsim.problems import Problem
from gradsim.wire import Reader
from ui.engine_process import EngineProcess

LOG = logging.getLogger(__name__)
DEATHS = 3  # in a row, after which an engine is given up
DEATHS_WITHIN = 30.0  # seconds from one to the next
POLL_MS = 4
READ_MESSAGES = 8


class EngineClient(QObject):
    """The window's end of the pipe.

    Every command gets one reply, in order, so the oldest unanswered command is the one a reply belongs to.
    Frames of an older generation than the newest build that was not refused are dropped.
    """

    frame_arrived = Signal(object, object)  # Frame, the command it answers
    refused = Signal(object, object)  # Refused, the command it answers
    checked = Signal(object)  # Report
    engine_died = Signal(object)  # Problem; a new engine goes on
    engine_given_up = Signal(object)  # Problem; restart() tries again

    def __init__(self, process: EngineProcess | None = None, spawn: Callable[[], EngineProcess] = EngineProcess,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spawn = spawn
        self._process = process
        self._notifier: QSocketNotifier | None = None
        self._reader = Reader()
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._read)
        self._folder = Path(tempfile.mkdtemp(prefix="gradsim-"))
        self._pending: deque[Command] = deque()
        self._budget = BUDGET
        self._builds: list[Build] = []  # accepted last, then the ones in flight
        self._held: list[tuple[Frame, Command]] = []  # of the old network, in case the new one is refused
        self._play: Play | None = None
        self._checkpoint_step = -1
        self._deaths: list[float] = []

    # ---- state ------------------------------------------------------------------------------

    @property
    def pid(self) -> int | None:
        """Process id of the engine, None where there is none."""
        return self._process.pid if self._process is not None else None

    @property
    def generation(self) -> int:
        """Number of the newest build that was not refused."""
        return self._builds[-1].generation if self._builds else 0

    @property
    def autosave(self) -> Path:
        """Where the engine writes its checkpoints."""
        return self._folder / "autosave"

    def is_pending(self, *kinds: type) -> bool:
        """Whether a command of one of these kinds waits for its reply."""
        return any(isinstance(command, kinds) for command in self._pending)

    # ---- commands ---------------------------------------------------------------------------

    def start(self) -> None:
        """Start the engine, or take over the process that was given."""
        if self._process is None:
            self._process = self._spawn()
        self._reader = Reader()
        if sys.platform == "win32":  # a named pipe has no notifier
            self._poll.start()
        else:
            self._notifier = QSocketNotifier(self._process.connection.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._read)

    def build(self, experiment: Experiment, adopt: str = "") -> None:
        """Build an experiment from its seed, or go on with a variant's run of it, under a new generation number."""
        self.send(Build(experiment, self.generation + 1, autosave=str(self.autosave), budget=self._budget, adopt=adopt))

    def keep(self, budget: int) -> None:
        """From now on the engine may keep ``budget`` bytes of states for going back."""
        self._budget = budget
        self._builds = [dataclasses.replace(build, budget=budget) for build in self._builds]
        if self._builds:
            self.send(Keep(budget))

    def send(self, command: Command) -> None:
        """Send a command; without an engine only a Build does anything: it starts one."""
        if isinstance(command, Build):
            self._builds.append(command)
            self._checkpoint_step = -1  # a checkpoint of the old build does not fit the new one
        if self._process is None:
            if not isinstance(command, Build):
                return
            self.start()
        if isinstance(command, Play):
            self._play = command
        elif isinstance(command, Pause):
            self._play = None
        self._pending.append(command)
        if self._process is not None:
            self._process.send(command)

    def ask(self, question: Ask) -> bool:
        """Ask for a frame, unless one is already on its way; returns whether it was asked."""
        if self._process is None or self.is_pending(Ask):
            return False
        self.send(question)
        return True

    def restart(self) -> None:
        """Start a new engine where the last one was given up."""
        self._deaths.clear()
        if self._process is None and self._builds:
            self._resume()

    def shutdown(self) -> None:
        """End the engine and remove its checkpoints; takes less than a second."""
        if self._process is not None:
            process = self._let_go()
            process.end(Stop())
        shutil.rmtree(self._folder, ignore_errors=True)

    # ---- replies ----------------------------------------------------------------------------

    def _read(self) -> None:
        for _ in range(READ_MESSAGES):  # bounded, so that the window's own events get their turn
            if self._process is None:
                return
            try:
                if not self._process.connection.poll():
                    return
                reply = self._reader.loads(self._process.connection.recv_bytes())
            except (EOFError, OSError, pickle.UnpicklingError):
                self._on_engine_lost()
                return
            self._on_reply(reply)

    def _on_reply(self, reply: Reply) -> None:
        command: Command = self._pending.popleft() if self._pending else Ask()
        if isinstance(reply, Refused):
            self._on_refused(reply, command)
            return
        if isinstance(reply, Checked):
            self.checked.emit(reply.report)
            return
        if isinstance(command, Build):
            self._builds = [build for build in self._builds if build.generation >= command.generation]
            if self._builds:
                self._builds[0] = dataclasses.replace(self._builds[0], adopt="")  # another engine has no such variant
            self._held.clear()
        elif isinstance(command, Change) and self._builds:
            self._builds[-1] = dataclasses.replace(self._builds[-1], experiment=command.experiment)
        if reply.settings is not None and self._builds and reply.snapshot.generation == self._builds[-1].generation:
            self._builds[-1] = dataclasses.replace(self._builds[-1], experiment=reply.settings)
        if reply.snapshot.generation < self.generation:
            self._held.append((reply, command))
            return
        self._deliver(reply, command)

    def _deliver(self, reply: Frame, command: Command) -> None:
        self._checkpoint_step = reply.checkpoint_step
        if not reply.running and not self.is_pending(Play):
            self._play = None
        self.frame_arrived.emit(reply, command)

    def _on_refused(self, reply: Refused, command: Command) -> None:
        if any(problem.code == "engine_gone" for problem in reply.problems):
            self._let_go().end()
            self.engine_given_up.emit(reply.problems[0])
            return
        if isinstance(command, Build):
            self._builds = [build for build in self._builds if build.generation != command.generation]
            if command.checkpoint:  # the saved state cannot be used: the run starts again at its seed
                LOG.warning("checkpoint refused: %s", reply.problems)
                self.engine_died.emit(Problem("checkpoint_unusable"))
                self.send(dataclasses.replace(command, generation=command.generation + 1, checkpoint=""))
                return
        self.refused.emit(reply, command)
        if isinstance(command, Build):
            self._release()

    def _release(self) -> None:
        """The newest build was refused: the frames of the network that goes on count after all."""
        current = [(frame, command) for frame, command in self._held if frame.snapshot.generation >= self.generation]
        self._held = [] if current else self._held
        for frame, command in current:
            self._deliver(frame, command)

    # ---- a dead engine ----------------------------------------------------------------------

    def _on_engine_lost(self) -> None:
        process = self._let_go()
        reason = _how_it_ended(process.exit_code())
        process.end()
        LOG.error("the engine process ended: %s", reason)
        now = time.monotonic()
        in_a_row = bool(self._deaths) and now - self._deaths[-1] < DEATHS_WITHIN
        self._deaths = [*self._deaths, now] if in_a_row else [now]
        if len(self._deaths) >= DEATHS or not self._builds:
            self.engine_given_up.emit(Problem("engine_gone", {"reason": reason}))
            return
        self.engine_died.emit(Problem("engine_died", {"reason": reason, "step": max(self._checkpoint_step, 0)}))
        self._resume()

    def _resume(self) -> None:
        """A new engine goes on with the last experiment at its last checkpoint, and runs if the old one ran."""
        build, play = self._builds[-1], self._play
        checkpoint = str(self.autosave) if self._checkpoint_step >= 0 else ""
        self._builds.clear()
        self.send(dataclasses.replace(build, generation=build.generation + 1, checkpoint=checkpoint, adopt=""))
        if play is not None:
            self.send(play)

    def _let_go(self) -> EngineProcess:
        """Stop listening and return the process, which is ours no more."""
        process = self._process
        assert process is not None
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        self._poll.stop()
        self._process = None
        self._pending.clear()
        self._held.clear()
        return process


def _how_it_ended(code: int | None) -> Problem:
    """A process whose pipe is closed has usually ended, but it may hang on its way out: then there is no exit code."""
    return Problem("pipe_closed") if code is None else Problem("exit_code", {"code": code})
