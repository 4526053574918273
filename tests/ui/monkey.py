"""Somebody who presses everything: the real window and engine, driven at random.

``QT_QPA_PLATFORM=offscreen python tests/ui/monkey.py [SEED [SECONDS]]`` prints what was pressed last before anything failed,
and ends with 1 if an exception was raised or the engine failed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QSlider, QWidget

sys.path.insert(0, str(Path(__file__).parents[2]))
from gradsim.experiment import Experiment
from ui.appearance import Appearance
from ui.document import Document
from ui.engine_client import EngineClient
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.session import Session

W = TypeVar("W", bound=QWidget)
EXAMPLES = sorted((Path(__file__).parents[2] / "assets/experiments").glob("*.json"))
TYPED = ("1e9", "-3", "abc", "", "0", "nan", "1", "2", "7", "0.001", "1e-30", "1e400", "100")
PRESSED = (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home,
           Qt.Key.Key_End, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_PageDown, Qt.Key.Key_Delete,
           Qt.Key.Key_F1)
WITH_CONTROL = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_Z, Qt.Key.Key_Y)
SIZES = ((1285, 717), (1366, 768), (1600, 900), (1920, 1080))


class Monkey:
    """Presses, drags, types and opens; every action is one of the methods named in ``ACTIONS``."""

    def __init__(self, window: MainWindow, document: Document, seed: int) -> None:
        self._window, self._document, self._random = window, document, random.Random(seed)
        self.done: deque[str] = deque(maxlen=10)
        self._closer = QTimer(window)
        self._closer.timeout.connect(self._close_what_is_in_the_way)
        self._closer.start(200)

    def act(self) -> None:
        """Do one thing."""
        weights = [weight for _, weight in ACTIONS]
        self._random.choices([action for action, _ in ACTIONS], weights)[0](self)

    def pause(self) -> float:
        """Seconds until the next one."""
        return self._random.choice((0.0, 0.02, 0.1, 0.3))

    def _any(self, kind: type[W], fits: Callable[[W], bool] = lambda widget: True) -> W | None:
        shown = [widget for widget in self._window.findChildren(kind) if widget.isVisible() and widget.isEnabled()]
        found = [widget for widget in shown if fits(widget)]
        return self._random.choice(found) if found else None

    def click(self) -> None:
        if button := self._any(QAbstractButton):
            self.done.append(f"click {button.text() or button.toolTip()[:30]}")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def drag(self) -> None:
        if slider := self._any(QSlider):
            self.done.append("drag")
            for _ in range(self._random.randint(1, 6)):
                slider.setValue(self._random.randint(slider.minimum(), slider.maximum()))
                QTest.qWait(10)

    def choose(self) -> None:
        if combo := self._any(QComboBox, lambda combo: combo.count() > 0):
            place = self._random.choice([place for place in range(combo.count()) if combo.itemText(place)])  # no separator
            self.done.append(f"choose {combo.itemText(place)}")
            combo.setCurrentIndex(place)
            combo.activated.emit(place)

    def type(self) -> None:
        if line := self._any(QLineEdit):
            text = self._random.choice(TYPED)
            self.done.append(f"type {text}")
            line.setFocus()
            line.selectAll()
            QTest.keyClicks(line, text)
            QTest.keyClick(line, Qt.Key.Key_Return)

    def press(self) -> None:
        key = self._random.choice(PRESSED)
        modifier = self._random.choice([Qt.KeyboardModifier.NoModifier] * 4 + [Qt.KeyboardModifier.ShiftModifier])
        self.done.append(f"press {key.name}")
        QTest.keyClick(self._window, key, modifier)

    def press_with_control(self) -> None:
        key = self._random.choice(WITH_CONTROL)
        self.done.append(f"press Ctrl+{key.name}")
        QTest.keyClick(self._window, key, Qt.KeyboardModifier.ControlModifier)

    def point(self) -> None:
        if widget := self._any(QWidget):
            place = QPoint(self._random.randrange(max(1, widget.width())), self._random.randrange(max(1, widget.height())))
            button = self._random.choice([Qt.MouseButton.LeftButton] * 3 + [Qt.MouseButton.MiddleButton])
            self.done.append(f"point at {type(widget).__name__}")
            QTest.mouseMove(widget, place)
            self._random.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))(
                widget, button, Qt.KeyboardModifier.NoModifier, place)

    def open(self) -> None:
        path = self._random.choice(EXAMPLES)
        self.done.append(f"open {path.name}")
        self._document.open(path, "Open")

    def resize(self) -> None:
        self.done.append("resize")
        self._window.resize(*self._random.choice(SIZES))

    def _close_what_is_in_the_way(self) -> None:
        for widget in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if widget is not None and self._random.random() < 0.4:
                widget.close()


ACTIONS: tuple[tuple[Callable[[Monkey], None], int], ...] = (
    (Monkey.click, 30), (Monkey.drag, 10), (Monkey.choose, 10), (Monkey.type, 8), (Monkey.press, 17),
    (Monkey.press_with_control, 5), (Monkey.point, 10), (Monkey.open, 4), (Monkey.resize, 6))


def main(seed: int, seconds: float) -> int:
    """Let a monkey loose; the exit code."""
    application = QApplication([])
    application.setStyle("Fusion")
    QFileDialog.getSaveFileName = staticmethod(lambda *_, **__: ("", ""))
    QFileDialog.getOpenFileName = staticmethod(lambda *_, **__: ("", ""))
    failures: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        preferences = Preferences(Path(folder) / "window.ini")
        appearance = Appearance(application, preferences)
        appearance.apply()
        document, client = Document(Experiment(), preferences), EngineClient()
        session, window = Session(document, client), MainWindow(preferences, appearance)
        window.furnish(session)
        window.commands.asks_before_closing = False
        window.add_pictures()
        monkey = Monkey(window, document, seed)

        def note(what: object) -> None:
            failures.append(what)
            print(f"{what}\n  after: {'; '.join(monkey.done)}\n  with: {document.experiment.to_json()}", flush=True)

        def on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            traceback.print_exception(kind, error, trace)
            note(error)

        sys.excepthook = on_exception
        session.told.connect(lambda problem: note(problem) if problem.code in ("engine_error", "engine_died") else None)
        session.start()
        window.show()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                monkey.act()
            except Exception:
                on_exception(*sys.exc_info())
            QTest.qWait(int(1000 * monkey.pause()))
        window.close()
    print(f"seed {seed}: {len(failures)} failures in {seconds:.0f} s")
    return 1 if failures else 0


if __name__ == "__main__":  # the engine process imports this file, too
    chosen = [float(argument) for argument in sys.argv[1:3]]
    sys.exit(main(int(chosen[0]) if chosen else 0, chosen[1] if len(chosen) > 1 else 60.0))
