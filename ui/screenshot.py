"""Screenshot: run a number of steps in the real window, draw the last frame, write the picture, and quit."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from gradsim.messages import Advance, Build, Command, Frame, Refused
from gradsim.problems import Problem
from ui.main_window import MainWindow
from ui.panels.sweep_bar import SweepBar
from ui.session import Session

SETTLE_MS = 150
AT_ONCE = 64


class Screenshot(QObject):
    """Without a path the window stays open, paused after the steps. ``code`` is the exit code."""

    def __init__(self, window: MainWindow, session: Session, path: str | None, steps: int,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.code = 0
        self._window, self._session, self._path = window, session, path
        self._steps = steps
        self._completed = -1
        self._done = False
        window.commands.asks_before_closing = path is None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settle_timeout)
        session.client.frame_arrived.connect(self._on_client_frame_arrived)
        session.client.refused.connect(self._on_client_refused)
        session.given_up.connect(self._on_session_given_up)
        session.sweeper.state_changed.connect(session.clock.redraw)
        session.clock.drawn.connect(self._on_clock_drawn)

    def _on_client_frame_arrived(self, frame: Frame, command: Command) -> None:
        if self._done or self._session.client.is_pending(Advance, Build):
            return
        completed = frame.snapshot.step + (frame.snapshot.phase == "update")
        stuck = completed == self._completed  # a run that became NaN goes no further
        self._completed = completed
        if completed < self._steps and not stuck:
            for _ in range(min(self._steps - completed, AT_ONCE)):
                self._session.client.send(Advance("step"))
            return
        self._done = True

    def _on_clock_drawn(self, frame: Frame) -> None:
        if not self._done or self._path is None or not hasattr(self._window, "pages"):
            return
        bar, sweeper = self._window.pages.page.bar, self._session.sweeper
        if isinstance(bar, SweepBar) and not sweeper.results:
            bar.run()  # there is nothing to see before it
        if not sweeper.running:
            self._settle.start()

    def _on_settle_timeout(self) -> None:
        assert self._path is not None
        self._session.clock.drawn.disconnect(self._on_clock_drawn)
        if not self._window.grab().save(self._path):
            self._fail(f"{self._path}: the picture cannot be written.")
            return
        self._window.close()

    def _on_client_refused(self, refused: Refused, command: Command) -> None:
        if self._path is not None:
            self._fail("; ".join(str(problem) for problem in refused.problems))

    def _on_session_given_up(self, problem: Problem) -> None:
        if self._path is not None:
            self._fail(str(problem))

    def _fail(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)
        self.code = 1
        self._window.close()
        QApplication.exit(1)
