"""The process of the window's sweeps: takes a Sweep, sends the Outcome of every run as it comes, then Swept.

A sweep that cannot be run is answered with Refused. It ends with the pipe, with the window, or in the middle of a sweep when
anything is sent to it.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from gradsim.messages import Refused
from gradsim.problems import GradsimError, engine_error
from gradsim.process import end_with_parent, refuse_everything
from gradsim.sweep import Outcome, Sweep, Swept

log = logging.getLogger(__name__)
POLITENESS = 5


def main(connection: Connection[Any, Any]) -> None:
    """Run sweeps until the other end is gone. Entry point of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    end_with_parent()
    if hasattr(os, "nice"):
        os.nice(POLITENESS)  # the engine and the window go first
    # a daemon, so that the window's interpreter never waits for us; but Python denies children to those
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    try:
        import gradsim.sweep_runs  # noqa: F401
    except (ImportError, OSError) as error:
        refuse_everything(connection, error)
        return
    gc.enable()
    try:
        while isinstance(sweep := connection.recv(), Sweep) and _answer(connection, sweep):
            pass
    except (EOFError, OSError):
        return


def _leave(number: int, frame: object) -> None:
    sys.exit(0)  # the generator's end takes its processes along


def _answer(connection: Connection[Any, Any], sweep: Sweep) -> bool:
    """Run a sweep; returns whether to wait for another."""
    from gradsim.sweep_runs import outcomes

    try:
        if not _send_all(connection, outcomes(sweep)):
            return False
        connection.send(Swept())
    except GradsimError as error:
        connection.send(Refused(error.problems))
    except (EOFError, OSError):
        return False
    except Exception as error:
        log.exception("the sweep failed")
        connection.send(Refused((engine_error(error),)))
    return True


def _send_all(connection: Connection[Any, Any], found: Iterator[Outcome]) -> bool:
    try:
        for outcome in found:
            connection.send(outcome)
            if connection.poll():
                return False
    finally:
        found.close()  # type: ignore[attr-defined]
    return True
