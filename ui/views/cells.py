"""Numbers for the tables that views export: empty where there is no such number, so that a NaN is one of the run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradsim.snapshot import Floats, Snapshot


def cells(shot: Snapshot, name: str) -> list[Any]:
    """A column of a snapshot, (S,)."""
    return blank(shot.columns[name], shot.missing(name))


def blank(values: Floats, missing: NDArray[np.bool_]) -> list[Any]:
    """Values, nested as the array is; empty where they are ``missing``."""
    table: list[Any] = np.where(missing, "", values.astype(object)).tolist()
    return table
