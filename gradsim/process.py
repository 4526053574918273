"""The engine process: a Host behind a pipe.

Works in slices and looks at the pipe between two of them; ends when the pipe closes or the window process is gone.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from gradsim.messages import Command, Refused, Reply, Stop
from gradsim.problems import Problem, engine_error, first_line
from gradsim.wire import Writer

if TYPE_CHECKING:
    from gradsim.host import Host

log = logging.getLogger(__name__)


def main(connection: Connection[Any, Any]) -> None:
    """Serve commands until Stop, or until the other end is gone. Entry point of the engine process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the window's to handle
    end_with_parent()
    try:
        from gradsim.host import Host
    except (ImportError, OSError) as error:  # a broken torch installation: say so instead of dying again and again
        refuse_everything(connection, error)
        return
    gc.freeze()  # modules stay: no later collection looks through them
    gc.enable()
    _serve(connection, Host())


def _serve(connection: Connection[Any, Any], host: Host) -> None:
    writer = Writer()
    try:
        while True:
            while connection.poll(host.delay()):
                command = connection.recv()
                if isinstance(command, Stop):
                    return
                connection.send_bytes(writer.dumps(_answer(host, command)))
            host.work()
    except (EOFError, OSError):
        return


def _answer(host: Host, command: Command) -> Reply:
    try:
        return host.handle(command)
    except Exception as error:
        log.exception("the engine could not answer %s", type(command).__name__)
        return Refused((engine_error(error),))


def refuse_everything(connection: Connection[Any, Any], error: Exception) -> None:
    """Answer every command with why there is no engine, until Stop."""
    problem = Problem("engine_gone", {"reason": first_line(error)})
    try:
        while not isinstance(connection.recv(), Stop):
            connection.send(Refused((problem,)))
    except (EOFError, OSError):
        return


def end_with_parent() -> None:
    """Leave at once when the window process is gone, even from the middle of a long kernel."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
