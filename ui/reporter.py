"""The reporter: every unexpected error goes to a log file and, as one sentence, to the window. It never exits."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import Counter
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from ui.preflight import platform_sentence

LOG = logging.getLogger("gradsim")
_LEVELS = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO,
           QtMsgType.QtWarningMsg: logging.WARNING}


def log_path() -> Path:
    """The log file of the present user."""
    return Path(platformdirs.user_log_dir("gradsim", appauthor=False)) / "gradsim.log"


def start_log(path: Path) -> logging.Handler:
    """Write the log to ``path``; where that is impossible, to stderr."""
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


class Reporter(QObject):
    """Installs itself as the hook for uncaught exceptions of all threads and for Qt's messages."""

    failed = Signal(object)  # one line: what went wrong

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: Counter[object] = Counter()

    def install(self) -> None:
        """Take over the hooks."""
        sys.excepthook = self.on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(self._on_qt_message)

    def on_exception(self, kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        """Log an uncaught exception and tell the window."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value, trace)
            return
        if not self._is_news(kind, trace):
            return
        LOG.critical("uncaught exception", exc_info=(kind, value, trace))
        self.failed.emit(f"{kind.__name__}: {value}".partition("\n")[0])

    def _is_news(self, kind: type[BaseException], trace: TracebackType | None) -> bool:
        """False for most repetitions: what fails at every frame would fill the log in a minute."""
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = (kind.__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace is not None else kind.__name__
        self._seen[place] += 1
        return str(self._seen[place]).rstrip("0") == "1"  # 1, 10, 100, …

    def _on_thread_exception(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            self.on_exception(hook.exc_type, hook.exc_value, hook.exc_traceback)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:  # Qt would abort the process after this; say why instead
            LOG.critical("Qt: %s", message)
            print(platform_sentence(), file=sys.stderr, flush=True)
            os._exit(1)
        LOG.log(_LEVELS.get(kind, logging.ERROR), "Qt: %s", message)
