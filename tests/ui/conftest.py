"""The window of the tests: real document, client and widgets, a stand-in for the engine; and a search for leaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE, WAIT
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMenu
from stand_in import LocalEngine

from gradsim.experiment import Experiment
from gradsim.messages import FULL_SPEED
from ui.appearance import Appearance
from ui.document import Document
from ui.engine_client import EngineClient
from ui.main_window import MainWindow
from ui.perspectives import PERSPECTIVES
from ui.preferences import Preferences
from ui.session import Session


@pytest.fixture(autouse=True)
def no_leaks(qapp: QApplication) -> Iterator[None]:
    """A test leaves no top-level widget and no thread behind."""
    widgets, threads = set(QApplication.topLevelWidgets()), set(threading.enumerate())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in widgets and widget.parent() is None
            and type(widget) is not QMenu and widget.objectName() != "Form"]  # pyqtgraph's own: they go with their plots
    assert not left, f"left behind: {left}"
    running = [thread for thread in threading.enumerate() if thread not in threads
               and (not thread.daemon or thread.name == "gradsim-engine-writer")]
    for thread in running:
        thread.join(PATIENCE)
    assert not [thread for thread in running if thread.is_alive()], f"left running: {running}"


@dataclass
class Shell:
    """A window with all it stands on."""

    preferences: Preferences
    appearance: Appearance
    document: Document
    client: EngineClient
    session: Session
    window: MainWindow

    def edit(self, path: str, value: Any) -> None:
        """Change a field of the document as the form does."""
        self.document.replace(self.document.experiment.with_value(path, value), path)

    @property
    def step(self) -> int:
        """The step of the newest frame."""
        return self.session.frame.snapshot.step if self.session.frame else -1

    def idle(self) -> bool:
        """Whether every command is answered and the newest frame is drawn."""
        clock = self.session.clock
        return clock.asleep and not self.client.is_pending(object) and clock.latest is not None


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "window.ini")


@pytest.fixture
def document(preferences: Preferences) -> Document:
    return Document(Experiment(), preferences)


def build_shell(qapp: QApplication, kept: Preferences, start: Callable[[], Any] = LocalEngine) -> Shell:
    """A window on screen, its engine starting."""
    qapp.setStyle("Fusion")
    appearance = Appearance(qapp, kept)
    appearance.apply()
    document = Document(Experiment(), kept)
    client = EngineClient(spawn=start)
    session = Session(document, client)
    window = MainWindow(kept, appearance)
    window.furnish(session)
    window.commands.asks_before_closing = False
    window.resize(1366, 768)
    window.add_pictures()
    session.start()
    window.show()
    return Shell(kept, appearance, document, client, session, window)


def end_shell(shell: Shell) -> None:
    """Close a window and forget it."""
    shell.window.commands.asks_before_closing = False
    shell.window.close()
    shell.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shell.appearance._translations.use("en")
    shell.appearance.deleteLater()


@pytest.fixture
def make_shell(qapp: QApplication, preferences: Preferences) -> Iterator[Callable[..., Shell]]:
    """Build windows of the test's own; they are closed and their engines ended after it."""
    made: list[Shell] = []

    def make(start: Callable[[], Any] = LocalEngine, kept: Preferences = preferences) -> Shell:
        made.append(build_shell(qapp, kept, start))
        return made[-1]

    yield make
    for shell in made:
        end_shell(shell)


@pytest.fixture(scope="module")
def shared_shell(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """One window for the tests of a module: building it takes longer than most tests."""
    shell = build_shell(qapp, Preferences(tmp_path_factory.mktemp("shared") / "window.ini"))
    for perspective in reversed(PERSPECTIVES):  # made at the first visit, which no single test shall be blamed for
        shell.window.pages.choose(perspective.name)
    yield shell
    end_shell(shell)


@pytest.fixture
def shell(shared_shell: Shell, qtbot: Any) -> Shell:
    """The shared window as it was at first: paused, its first network built and drawn."""
    shell = shared_shell
    shell.session.pause()
    shell.session.set_speed(FULL_SPEED)
    shell.session.select(1)
    shell.document.take_template(Experiment(), "")
    shell.document.undo_stack.clear()
    shell.preferences.clear_recent()
    shell.client.build(Experiment())
    shell.window.show()
    shell.window.pages.choose("chain")
    shell.window.restore_layout()
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    shell.window.strip.clear()
    return shell
