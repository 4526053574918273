"""WarmUp: what a first look at a layer needs and takes long to import, imported beside the window in a quiet moment."""

from __future__ import annotations

import logging
import threading
import time

from PySide6.QtCore import QObject, QTimer

LOG = logging.getLogger("gradsim")
QUIET_MS = 1500
"""After the first network is drawn: the start is over, and the engine has its libraries."""
PATIENCE = 5.0
"""Seconds that the end of the program, its window gone, waits at most for an import that is under way."""


class WarmUp(QObject):
    """Typesets one formula on a thread of its own, so that matplotlib is there before the Layer perspective is opened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.begin)

    def start(self, *_: object) -> None:
        """Begin after a quiet moment; further calls change nothing."""
        if self._thread is None and not self._quiet.isActive():
            self._quiet.start()

    def begin(self) -> None:
        """Begin now."""
        if self._thread is None:
            self._thread = threading.Thread(target=_typeset_one, name="gradsim-warm-up", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """The program is about to end: begin no more, and let what has begun come to its end, but not for long."""
        self._quiet.stop()
        if self._thread is not None:
            self._thread.join(PATIENCE)


def _typeset_one() -> None:
    started = time.perf_counter()
    try:
        from ui.views.mathtext import formula

        formula(r"$\frac{\partial L}{\partial a_{1}}$", 13.0)
    except Exception:  # the picture that needs it says so when it is drawn
        LOG.warning("formulas are not ready", exc_info=True)
    else:
        LOG.info("formulas ready after %.2f s beside the window", time.perf_counter() - started)
