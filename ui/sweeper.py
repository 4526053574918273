"""Sweeper: runs sweeps in a process of their own, beside the engine, and collects what comes back."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from gradsim.messages import Refused, Stop
from gradsim.problems import Problem
from gradsim.sweep import Outcome, Sweep, Swept
from ui.engine_process import EngineProcess, serve_sweeps
from ui.sweep_results import SweepResults

POLL_MS = 20
READ_MESSAGES = 64


class Sweeper(QObject):
    """Runs sweeps one after the other; the process is started by the first and kept for the next.

    ``results`` are those of the sweeps of the last :meth:`run`, in their order.
    """

    changed = Signal()  # results
    state_changed = Signal()  # running
    told = Signal(object)  # Problem

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: tuple[SweepResults, ...] = ()
        self.running = False
        self.spawn: Callable[[], Any] = partial(EngineProcess, serve_sweeps)
        self._process: Any = None
        self._at = 0
        self._notifier: QSocketNotifier | None = None
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._read)

    @property
    def progress(self) -> tuple[int, int]:
        """Runs that are back, and all."""
        return sum(map(len, self.results)), sum(len(one.sweep) for one in self.results)

    @property
    def pid(self) -> int | None:
        """Process id, None where there is no process."""
        return self._process.pid if self._process is not None else None

    def run(self, *sweeps: Sweep) -> None:
        """Forget the last results and run these."""
        self.stop()
        self.results = tuple(map(SweepResults, sweeps))
        self._at = 0
        if self._process is None:
            self._start()
        self._process.send(sweeps[0])
        self._set_running(True)
        self.changed.emit()

    def stop(self) -> None:
        """End a sweep; what has come back is kept."""
        if self.running:
            self._end()
            self._set_running(False)

    def shutdown(self) -> None:
        """End the process; takes less than a second."""
        self._end()
        self.running = False

    # ---- the process --------------------------------------------------------------------------

    def _start(self) -> None:
        self._process = self.spawn()
        if sys.platform == "win32":  # a named pipe has no notifier
            self._poll.start()
            return
        self._notifier = QSocketNotifier(self._process.connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _end(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        self._poll.stop()
        process, self._process = self._process, None
        if process is not None:
            process.end(Stop())

    def _read(self) -> None:
        came = False
        for _ in range(READ_MESSAGES):  # bounded, so that the window's own events get their turn
            try:
                if self._process is None or not self._process.connection.poll():
                    break
                reply = self._process.connection.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                self._fail(Problem("sweep_died"))
                break
            came = True
            self._take(reply)
        if came:
            self.changed.emit()

    def _take(self, reply: Any) -> None:
        if isinstance(reply, Outcome):
            self.results[self._at].add(reply)
        elif isinstance(reply, Refused):
            self._fail(*reply.problems)
        elif isinstance(reply, Swept):
            self._at += 1
            if self._at < len(self.results):
                self._process.send(self.results[self._at].sweep)
            else:
                self._set_running(False)

    def _fail(self, *problems: Problem) -> None:
        was_running = self.running
        self._end()
        self._set_running(False)
        for problem in problems if was_running else ():
            self.told.emit(problem)

    def _set_running(self, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.state_changed.emit()
