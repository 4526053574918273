"""The Qt side of the start: application, document, engine client and window, wired; then the event loop."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from ui.appearance import Appearance
from ui.engine_process import EngineProcess
from ui.main_window import MainWindow
from ui.preferences import Preferences, default_path
from ui.preflight import CHINESE_FONTS
from ui.reporter import Reporter, log_path, start_log
from ui.warm_up import WarmUp

if TYPE_CHECKING:
    from gradsim.experiment import Experiment
    from ui.screenshot import Screenshot
    from ui.session import Session

LOG = logging.getLogger("gradsim")
DEFAULT_EXPERIMENT = Path(__file__).resolve().parent.parent / "assets" / "experiments" / "01-sigmoid-ten-layers.json"


class Application(QObject):
    """Owns what lives as long as the window."""

    furnished = Signal()  # session and controls are there

    def __init__(self, options: argparse.Namespace, process: EngineProcess, started: float) -> None:
        super().__init__()
        self._started = started
        self.reporter = Reporter(self)
        self.reporter.install()  # before Qt looks for a display, which ends the process where there is none
        self.application = QApplication(sys.argv[:1])
        self.application.setApplicationName("Gradsim")
        self.application.setStyle("Fusion")
        # a picture is taken of the default window, whatever the user has arranged
        self._folder = tempfile.TemporaryDirectory(prefix="gradsim-") if options.screenshot else None
        self.preferences = Preferences(Path(self._folder.name) / "window.ini" if self._folder else default_path())
        if options.theme:
            self.preferences.theme = options.theme
        if options.language:
            self.preferences.language = options.language
        self.appearance = Appearance(self.application, self.preferences, self)
        self.appearance.apply()
        self.window = MainWindow(self.preferences, self.appearance)
        if options.size:
            self.window.resize(*options.size)
        self.session: Session | None = None
        self.screenshot: Screenshot | None = None
        self.warm_up = WarmUp(self)
        self._options, self._process = options, process
        self._opened: Experiment | None = _load(options.experiment) if options.experiment else None
        self._told: list[str] = []
        self.reporter.failed.connect(self._on_reporter_failed)
        self.window.painted.connect(self._on_window_painted)
        self._wake: socket.socket | None = None
        self._closed = False
        self.window.closed.connect(self._on_window_closed)

    def show(self) -> None:
        """Show the window; it is furnished after its first paint."""
        self.window.show()
        self._heed_signals()

    def run(self) -> int:
        """Show the window and run until it is closed; returns the exit code."""
        self.show()
        if seconds := os.environ.get("GRADSIM_QUIT_AFTER"):
            QTimer.singleShot(round(1000 * float(seconds)), self.window.close)
        code = self.application.exec()
        self.warm_up.end()
        if self.window.session is None:
            self._process.end()
        if self._folder is not None:
            self._folder.cleanup()
        return self.screenshot.code if self.screenshot is not None and not code else code

    def _on_window_painted(self) -> None:
        LOG.info("window visible after %.2f s", time.perf_counter() - self._started)
        QTimer.singleShot(0, self._furnish)

    def _furnish(self) -> None:
        """Connect document, engine and window."""
        if self._closed:
            return
        from ui.document import Document
        from ui.engine_client import EngineClient
        from ui.session import Session

        document = Document(_load(DEFAULT_EXPERIMENT), self.preferences, self)
        if self._opened is not None:
            document.start_with(self._opened, self._options.experiment)
        self.session = session = Session(document, EngineClient(self._process, parent=self), self)
        session.start()
        self.window.furnish(session)
        for line in self._told:
            self.window.strip.tell(partial(_failure_sentence, line))
        if self._options.screenshot or self._options.steps:
            from ui.screenshot import Screenshot

            self.screenshot = Screenshot(self.window, session, self._options.screenshot, self._options.steps or 0, self)
        if not self._options.screenshot:  # a picture is done before there is a quiet moment
            session.rebuilt.connect(self.warm_up.start)
        self.furnished.emit()
        QTimer.singleShot(0, self._add_pictures)

    def _add_pictures(self) -> None:
        if self._closed:
            return
        self.window.add_pictures(self._options.perspective or "")
        LOG.info("complete after %.2f s", time.perf_counter() - self._started)
        if self.appearance.language != "en" and not _has_chinese_fonts():
            self.window.strip.tell(_fonts_sentence)

    def _on_window_closed(self) -> None:
        self._closed = True  # at once: what has still been to be made is not made

    def _on_reporter_failed(self, line: str) -> None:
        if self.window.session is None:
            self._told.append(line)
        else:
            self.window.strip.tell(partial(_failure_sentence, line))

    def _heed_signals(self) -> None:
        """Ctrl+C in the terminal, or a polite kill, closes the window as its button does."""
        if sys.platform == "win32":
            return
        self._wake, end = socket.socketpair()
        self._wake.setblocking(False)
        end.setblocking(False)
        self._wake_end = end
        signal.set_wakeup_fd(end.fileno())
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, _ignore)
        notifier = QSocketNotifier(self._wake.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._on_wake_activated)

    def _on_wake_activated(self) -> None:
        assert self._wake is not None
        self._wake.recv(16)
        if self.window.session is not None:
            self.window.commands.asks_before_closing = False
        for widget in QApplication.topLevelWidgets():
            if widget.isModal():
                widget.close()  # a question that is open keeps the window from closing
        QTimer.singleShot(0, self.window.close)


def open_window(options: argparse.Namespace, process: EngineProcess, started: float) -> int:
    """Open the window (or write its picture) and run until it is closed; returns the exit code."""
    start_log(log_path())
    try:
        parts = Application(options, process, started)
    except BadFileError as error:
        process.end()
        print(error, file=sys.stderr)
        return 2
    return parts.run()


class BadFileError(Exception):
    """The experiment named on the command line cannot be read."""


def _load(path: str | Path) -> Experiment:
    from gradsim.experiment import Experiment
    from gradsim.problems import GradsimError

    try:
        return Experiment.load(path)
    except GradsimError as error:
        raise BadFileError(str(error)) from None


def _has_chinese_fonts() -> bool:
    system = QFontDatabase.WritingSystem
    return any(QFontDatabase.families(name) for name in (system.SimplifiedChinese, system.TraditionalChinese))


def _fonts_sentence() -> str:
    return QCoreApplication.translate(
        "Application", "No font with Chinese characters is installed; on Debian, install the package {package}."
    ).format(package=CHINESE_FONTS)


def _failure_sentence(line: str) -> str:
    return QCoreApplication.translate(
        "Application", "Something went wrong inside Gradsim ({reason}); the run goes on. Details are in {path}."
    ).format(reason=line, path=log_path())


def _ignore(number: int, frame: object) -> None:
    """The wake-up socket tells the event loop."""
