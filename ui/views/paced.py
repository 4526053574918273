"""Text that follows a running net a few times a second: nobody reads faster, and laying text out is dear."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")
REFRESH_SECONDS = 0.12


class Paced(Generic[Made]):
    """Keeps what was made for a key for a short while."""

    def __init__(self) -> None:
        self._key: object = None
        self._made: list[Made] = []
        self._made_at = 0.0

    def get(self, key: object, running: bool, make: Callable[[], Made]) -> Made:
        """What ``make`` returns, or returned a moment ago for the same key while the net runs."""
        now = time.monotonic()
        if not self._made or not running or key != self._key or now - self._made_at >= REFRESH_SECONDS:
            self._key, self._made, self._made_at = key, [make()], now
        return self._made[0]
