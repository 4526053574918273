"""Start the window: the engine's process first, so that torch loads beside Qt; then everything else."""

from __future__ import annotations

import argparse
import os
import sys
import time

from ui.engine_process import EngineProcess


def run(options: argparse.Namespace) -> int:
    """Open the window as the command line says; returns the exit code.

    Exit codes: 0 closed by the user (or the picture is written), 1 the run or the window failed, 2 bad file.
    """
    started = time.perf_counter()
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
    if options.screenshot and sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    process = EngineProcess()
    try:
        from ui.application import open_window
    except ImportError as error:
        from ui.preflight import import_sentence

        process.end()
        print(import_sentence(error), file=sys.stderr)
        return 1
    return open_window(options, process, started)
