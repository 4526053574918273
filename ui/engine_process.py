"""The engine process as seen from the window: spawn it, write to its pipe, end it.

Nothing of Qt, numpy or torch is imported here: the process starts before the window's own libraries load.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import queue
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

PATIENCE = 0.3


def serve(connection: Connection) -> None:
    """Run the engine in the child process until the pipe closes."""
    _serve(connection, "gradsim.process")


def serve_sweeps(connection: Connection) -> None:
    """Run sweeps in the child process until the pipe closes."""
    _serve(connection, "gradsim.sweep_process")


def _serve(connection: Connection, module: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal reaches the window, whose end ends us
    gc.disable()  # a sixth of torch's import is looking for garbage where there is none; on again once it is there
    try:
        # by name, so that nothing in the window's process can import torch through this module
        entry = importlib.import_module(module).main
    except (ImportError, OSError) as error:
        _refuse_everything(connection, str(error))
        return
    entry(connection)


def _refuse_everything(connection: Connection, reason: str) -> None:
    """Answer the first command with what is missing, and end."""
    from gradsim.messages import Refused
    from gradsim.problems import Problem

    try:
        connection.recv()
        connection.send(Refused((Problem("engine_gone", {"reason": reason}),)))
    except (EOFError, OSError):
        return


class EngineProcess:
    """One engine process with its pipe; :meth:`send` never blocks the caller."""

    def __init__(self, target: Callable[[Connection], None] = serve) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, child_end = context.Pipe()
        self._process = context.Process(target=target, args=(child_end,), name="gradsim-engine", daemon=True)
        self._process.start()
        child_end.close()
        self._outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # a large experiment fills the pipe while the engine loads or is itself writing: not on the window's thread
        self._writer = threading.Thread(target=self._write, name="gradsim-engine-writer", daemon=True)
        self._writer.start()

    @property
    def pid(self) -> int | None:
        """The process id."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """How the process ended, once it has; waits a moment for a process that has just closed its pipe."""
        self._process.join(PATIENCE)
        return self._process.exitcode

    def send(self, command: Any) -> None:
        """Queue a command; an engine that is gone is noticed by the reader."""
        self._outbox.put(command)

    def end(self, farewell: Any = None) -> None:
        """End the process: ask it (``farewell`` is sent), then insist; returns within about a second."""
        if farewell is not None:
            self._outbox.put(farewell)
        self._outbox.put(None)
        for insist in (self._process.terminate, self._process.kill):
            self._process.join(PATIENCE)
            if self._process.exitcode is None:
                insist()
        self._process.join(PATIENCE)
        self._writer.join(PATIENCE)
        self.connection.close()

    def _write(self) -> None:
        while (command := self._outbox.get()) is not None:
            try:
                self.connection.send(command)
            except OSError:
                return
