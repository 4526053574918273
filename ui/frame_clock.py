"""FrameClock: one timer that asks for the next frame and hands the newest one, once, to the visible views."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gradsim.messages import Ask, Frame

INTERVAL_MS = 16
TEXT_INTERVAL = 0.125


class Drawer(Protocol):
    """What can be drawn from frames: the page of a perspective, the layer panel."""

    def isVisible(self) -> bool: ...
    def needs(self) -> frozenset[str]: ...
    def every(self) -> str: ...
    def draw_frame(self, frame: Frame) -> None: ...


class Asker(Protocol):
    """Where frames are asked for: the engine client."""

    def ask(self, question: Ask) -> bool: ...


class FrameClock(QObject):
    """Asks for a frame as soon as the last one was drawn; sleeps while nothing changes.

    The newest frame is compared by identity and never taken away, so the last one before a pause is always drawn.

    Attributes
    ----------
    latest
        The newest frame.
    watching
        Whether it asks; without, frames that come by themselves are drawn all the same.
    """

    text_due = Signal(object)  # Frame; about eight times a second while running, at once when paused
    drawn = Signal(object)  # Frame

    def __init__(self, asker: Asker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest: Frame | None = None
        self.watching = True
        self.selected = 1
        self.sample = -1
        self.statistics: FrameStatistics | None = None
        self._asker = asker
        self._drawers: list[Drawer] = []
        self._drawn: Frame | None = None
        self._state: tuple[object, ...] = ()
        self._stale = False
        self._arrival = self._text_moment = self._tick = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    @property
    def asleep(self) -> bool:
        """Whether the newest frame is drawn and nothing is being waited for."""
        return not self._timer.isActive()

    def set_drawers(self, drawers: Iterable[Drawer]) -> None:
        """What is drawn, as far as it is visible."""
        self._drawers = list(drawers)

    def offer(self, frame: Frame) -> None:
        """A frame that was asked for has arrived."""
        self.latest, self._arrival = frame, time.perf_counter()
        if self._arrival - self._tick >= INTERVAL_MS / 1000:  # it came late for its tick: do not wait for another
            self._timer.start()
            self._on_timer_timeout()
        elif not self._timer.isActive():
            self._timer.start()

    def want(self) -> None:
        """Something has happened: ask for a frame soon."""
        self._stale = True
        if not self._timer.isActive():
            self._timer.start()

    def redraw(self) -> None:
        """Draw the newest frame again (a view became visible, another layer was chosen)."""
        self._state = ()
        self.want()

    def stop(self) -> None:
        """Ask and draw no more."""
        self._timer.stop()
        self._asker = _Nobody()

    def _on_timer_timeout(self) -> None:
        self._tick = time.perf_counter()
        frame = self.latest
        busy = frame is not None and frame.busy
        if self.watching and (busy or self._stale):  # asked first, so that the engine answers while the window draws
            if self._asker.ask(self._question()):
                self._stale = False
        elif frame is self._drawn:
            self._timer.stop()
        if frame is not None and frame is not self._drawn:
            self._drawn = frame
            self._draw(frame)

    def _question(self) -> Ask:
        """What the visible drawers need."""
        visible = [drawer for drawer in self._drawers if drawer.isVisible()]
        every = next((drawer.every() for drawer in visible if drawer.every()), "")
        wants: frozenset[str] = frozenset().union(*(drawer.needs() for drawer in visible))
        return Ask(wants, site=self.selected, sample=self.sample, every=every)

    def _draw(self, frame: Frame) -> None:
        shot = frame.snapshot
        state = (shot.generation, shot.step, shot.phase, shot.cursor, frame.running, self.selected,
                 tuple((beside.name, beside.progress, beside.snapshot.step) for beside in frame.beside))
        now = time.perf_counter()
        if state != self._state:  # in slow motion most frames show nothing new
            self._state = state
            for drawer in self._drawers:
                if drawer.isVisible():
                    _draw_with(drawer, frame)
            if self.statistics is not None:
                self.statistics.count(time.perf_counter() - self._arrival)
        if not frame.running or now - self._text_moment >= TEXT_INTERVAL:
            self._text_moment = now
            self.text_due.emit(frame)
        self.drawn.emit(frame)


def _draw_with(drawer: Drawer, frame: Frame) -> None:
    """What goes wrong in one drawer is reported and keeps no other from drawing."""
    try:
        drawer.draw_frame(frame)
    except Exception:
        sys.excepthook(*sys.exc_info())


class _Nobody:
    """Answers no question."""

    def ask(self, question: Ask) -> bool:
        return False


class FrameStatistics(QObject):
    """Counts frames, their age and the event loop's delay while it lives; for the bench. All times in seconds."""

    HEARTBEAT_MS = 10

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ages: list[float] = []
        self.delays: list[float] = []
        self._start = self._beat = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(self.HEARTBEAT_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    def count(self, age: float) -> None:
        """A frame has been drawn, ``age`` seconds after it arrived."""
        self.ages.append(age)

    def frames_per_second(self) -> float:
        """Frames drawn per second since the start."""
        return len(self.ages) / max(time.perf_counter() - self._start, 1e-9)

    def _on_timer_timeout(self) -> None:
        now = time.perf_counter()
        self.delays.append(max(0.0, now - self._beat - self.HEARTBEAT_MS / 1000))
        self._beat = now

