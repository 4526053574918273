"""Gradsim's engine: ``from gradsim import Experiment, Simulator``. Importing the package loads no torch (lazy names)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gradsim.experiment import Experiment
    from gradsim.problems import GradsimError
    from gradsim.simulator import Simulator
    from gradsim.snapshot import Snapshot

__version__ = "0.1.0"
__all__ = ["Experiment", "GradsimError", "Simulator", "Snapshot", "__version__"]

_HOMES = {"Experiment": "experiment", "GradsimError": "problems", "Simulator": "simulator", "Snapshot": "snapshot"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
