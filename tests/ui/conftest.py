"""The window of the tests: real document, client and widgets, a stand-in for the engine; and a search for leaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMenu
from stand_in import LocalEngine

from gradsim.experiment import Experiment
from ui.appearance import Appearance
from ui.document import Document
from ui.engine_client import EngineClient
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.session import Session

WAIT = 20_000


@pytest.fixture(autouse=True)
def no_leaks(qapp: QApplication) -> Iterator[None]:
    """A test leaves no top-level widget and no thread behind."""
    widgets, threads = set(QApplication.topLevelWidgets()), set(threading.enumerate())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in widgets and widget.parent() is None
            and type(widget) is not QMenu]  # pyqtgraph's menus have no parent: they go with their plots, later
    assert not left, f"left behind: {left}"
    running = [thread for thread in threading.enumerate() if thread not in threads and not thread.daemon]
    writers = [thread for thread in threading.enumerate() if thread.name == "gradsim-engine-writer"]
    assert not running + writers, f"left running: {running + writers}"


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


@pytest.fixture
def make_shell(qtbot: Any, qapp: QApplication, preferences: Preferences) -> Iterator[Callable[..., Shell]]:
    """Build windows; they are closed and their engines ended after the test."""
    made: list[Shell] = []

    def make(start: Callable[[], Any] = LocalEngine, experiment: Experiment | None = None,
             kept: Preferences = preferences) -> Shell:
        qapp.setStyle("Fusion")
        appearance = Appearance(qapp, kept)
        appearance.apply()
        document = Document(experiment or Experiment(), kept)
        client = EngineClient(spawn=start)
        session = Session(document, client)
        window = MainWindow(session, kept, appearance)
        window.commands.asks_before_closing = False
        qtbot.addWidget(window)
        made.append(Shell(kept, appearance, document, client, session, window))
        window.resize(1366, 768)
        window.add_pictures()
        session.start()
        window.show()
        return made[-1]

    yield make
    for shell in made:
        shell.session.shutdown()
        shell.appearance.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # before the application is dressed again
    for shell in made:
        shell.appearance._translations.use("en")


@pytest.fixture
def shell(make_shell: Callable[..., Shell], qtbot: Any) -> Shell:
    """A window whose first network is built and drawn."""
    made = make_shell()
    qtbot.waitUntil(made.idle, timeout=WAIT)
    return made
