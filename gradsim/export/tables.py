"""The tables of a headless run: layers.csv and steps.csv, full precision, empty where there is no such quantity."""

from __future__ import annotations

import csv
import math
import os
from pathlib import Path
from typing import Any, TextIO

from gradsim.problems import fail
from gradsim.snapshot import COUNTS, LAYER_COLUMNS, NUMBER_COLUMNS, SITE_COLUMNS, STEP_COLUMNS, Snapshot


class RunTables:
    """Writes a row per step and site, and a row per step, as the run goes.

    Parameters
    ----------
    folder
        Where the files go; it must exist.
    further
        Names of the columns that the network has beyond LAYER_COLUMNS.
    keep_steps
        Rows of the first ``keep_steps`` steps in existing files are kept (a run that goes on from a checkpoint); 0 starts
        new files.

    Raises
    ------
    GradsimError
        If a file cannot be written.
    """

    def __init__(self, folder: Path, keep_steps: int = 0, further: tuple[str, ...] = ()) -> None:
        self._further = further
        self._layers = _open(folder / "layers.csv", LAYER_COLUMNS + further, keep_steps)
        self._steps = _open(folder / "steps.csv", STEP_COLUMNS, keep_steps)
        self._layer_writer, self._step_writer = csv.writer(self._layers), csv.writer(self._steps)

    def add(self, snapshot: Snapshot) -> None:
        """Write the rows of one step."""
        self._layer_writer.writerows(layer_rows(snapshot, self._further))
        self._step_writer.writerow(step_row(snapshot))

    def flush(self) -> None:
        """Make sure that everything written so far survives a crash."""
        for stream in (self._layers, self._steps):
            stream.flush()
            os.fsync(stream.fileno())

    def close(self) -> None:
        """Finish the files."""
        self._layers.close()
        self._steps.close()


def layer_rows(snapshot: Snapshot, further: tuple[str, ...] = ()) -> list[list[Any]]:
    """A row of LAYER_COLUMNS, and of ``further`` ones, per site."""
    columns: list[list[Any]] = [[snapshot.step] * len(snapshot.sites)]
    columns += [getattr(snapshot.sites, name).tolist() for name in SITE_COLUMNS]
    for name in (*NUMBER_COLUMNS, "factor_se", *further):
        values, missing = snapshot.columns[name].tolist(), snapshot.missing(name).tolist()
        if name in COUNTS:
            values = [value if math.isnan(value) else int(value) for value in values]
        columns.append(["" if gap else value for value, gap in zip(values, missing, strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


def step_row(snapshot: Snapshot) -> list[Any]:
    """The values of STEP_COLUMNS; accuracy is empty where there are no classes."""
    row: list[Any] = [getattr(snapshot, name) for name in STEP_COLUMNS]
    place = STEP_COLUMNS.index("accuracy")
    if math.isnan(row[place]):
        row[place] = ""
    return row


def _open(path: Path, header: tuple[str, ...], keep_steps: int) -> TextIO:
    try:
        kept = _rows_before(path, keep_steps) if keep_steps else []
        stream = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise fail("file_unwritable", path=str(path), reason=error.strerror or str(error)) from None
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerows(kept)
    return stream


def _rows_before(path: Path, steps: int) -> list[list[str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows, None)
        return [row for row in rows if row and row[0].isdigit() and int(row[0]) < steps]
