"""Waiting in tests: for a state, never for a while, and far longer than the slowest machine needs."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil

PATIENCE = 300.0  # seconds
WAIT = 300_000  # milliseconds, for pytest-qt


def until(condition: Callable[[], bool]) -> None:
    """Come back when ``condition`` holds."""
    due = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < due, "what was waited for has not happened"
        time.sleep(0.01)


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended, whether or not the one that started it has taken note of that."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
