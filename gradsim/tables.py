"""CSV files: numeric columns and a target, read strictly: what cannot be used is refused by line and column. No torch."""

from __future__ import annotations

import csv
import io
import math
import os
import stat
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gradsim.problems import GradsimError, fail
from gradsim.validation import show

LARGEST = 64 * 2**20
MOST_COLUMNS = 65_536
MOST_CLASSES = 1000
MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null", "none"})
TargetKind = Literal["auto", "classes", "values"]


@dataclass(frozen=True)
class Facts:
    """What a table holds, without its numbers: samples, features, classes (or 1 number to predict) and what the target is.

    ``target_range`` is (least, largest) of the numbers to predict, None for classes.
    """

    samples: int
    features: int
    outputs: int
    target_range: tuple[float, float] | None


@dataclass(frozen=True)
class Table:
    """A table that was read: inputs (N, features) float64, standardised by column; classes (N,) int64 or numbers (N, 1)."""

    inputs: NDArray[np.float64]
    targets: NDArray[Any]
    facts: Facts


def read(path: str, target: str, target_kind: TargetKind, scale_target: bool) -> Table:
    """Read a CSV file, or hand out the last one again while the file is the same.

    Parameters
    ----------
    path
        Absolute, from the home folder (~), or from the current folder.
    target
        Name of the target's column (its number, from 1, where the file has no header); "": the last.
    target_kind
        "auto": text and up to 1000 different whole numbers are classes, other numbers are values.
    scale_target
        Give numbers to predict mean 0 and standard deviation 1.

    Raises
    ------
    GradsimError
        The file is missing, too large, not UTF-8, has rows of different lengths, missing values or text in a numeric column.
    """
    if not path:
        raise fail("csv_no_path")
    place = Path(path).expanduser()
    size, changed = inspect(place, LARGEST)
    return _read(str(place.absolute()), size, changed, target, target_kind, scale_target)


def column_names(path: str) -> list[str]:
    """The names of a file's columns, or "1", "2", … where it has no header; raises GradsimError as :func:`read`."""
    place = Path(path).expanduser()
    inspect(place, LARGEST)
    return _open(str(place.absolute())).names


def inspect(path: Path, limit: int) -> tuple[int, int]:
    """(bytes, time of the last change) of a regular file of at most ``limit`` bytes; raises GradsimError."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        raise fail("file_missing", path=str(path)) from None
    except (OSError, ValueError) as error:
        raise fail("file_unreadable", path=str(path), reason=getattr(error, "strerror", None) or str(error)) from None
    if not stat.S_ISREG(found.st_mode):
        raise fail("not_a_file", path=str(path))
    if found.st_size > limit:
        raise fail("data_too_large", path=str(path), size=found.st_size, limit=limit)
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=1)
def _read(path: str, size: int, changed: int, target: str, target_kind: TargetKind, scale_target: bool) -> Table:
    reader = _open(path)
    place = reader.column(target)
    numbers, wanted = reader.columns(place)
    targets, outputs, span = _targets(reader, place, wanted, target_kind, scale_target)
    return Table(standardised(numbers), targets, Facts(len(numbers), numbers.shape[1], outputs, span))


def _open(path: str) -> _Reader:
    try:
        return _Reader(path, Path(path).read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise fail("csv_not_utf8", path=path) from None
    except OSError as error:
        raise fail("file_unreadable", path=path, reason=error.strerror or str(error)) from None


def standardised(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns (N, F) with mean 0 and standard deviation 1; a constant column becomes 0."""
    constant = columns.min(0) == columns.max(0)
    size = np.abs(columns).max(0)
    scaled = columns / np.where(size > 0, size, 1.0)  # squares of very large and very small numbers stay in range
    centred = np.where(constant, 0.0, scaled - scaled.mean(0))
    return np.asarray(centred / np.where(constant, 1.0, centred.std(0)))


class _Reader:
    """The rows of one file, and the names of its columns: from its header, or 1, 2, 3 …

    A first row without any number is the header.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path, self._text = path, text
        self._delimiter = _delimiter(text)
        first = next(self._rows(), None)
        if first is None or len(first[1]) < 2:
            raise fail("csv_columns", path=path, value=0 if first is None else 1, limit=MOST_COLUMNS)
        if len(first[1]) > MOST_COLUMNS:
            raise fail("csv_columns", path=path, value=len(first[1]), limit=MOST_COLUMNS)
        cells = [cell.strip() for cell in first[1]]
        self._has_header = not any(_is_number(cell) for cell in cells)
        self.names = cells if self._has_header else [str(place) for place in range(1, len(cells) + 1)]
        self.lines: list[int] = []

    def column(self, target: str) -> int:
        """Place of the target's column, from 0."""
        if not target:
            return len(self.names) - 1
        if self.names.count(target) != 1:
            raise fail("csv_target", path=self.path, value=show(target), allowed=_listed(self.names),
                       found=self.names.count(target))
        return self.names.index(target)

    def columns(self, target: int) -> tuple[NDArray[np.float64], list[str]]:
        """All columns but the target as numbers (N, F), and the target's cells."""
        numbers, wanted = array("d"), []
        convert = _number if "_" in self._text else float  # float alone, several times as fast, would take 1_000
        for line, row in self._rows(skip_header=True):
            if len(row) != len(self.names):
                raise fail("csv_ragged", path=self.path, line=line, value=len(row), allowed=len(self.names))
            self.lines.append(line)
            wanted.append(row.pop(target).strip())
            try:
                numbers.extend(map(convert, row))
            except ValueError:
                raise self._bad_cell(line, row, target) from None
            if wanted[-1].lower() in MISSING:
                raise fail("csv_missing", path=self.path, line=line, column=show(self.names[target]))
        if len(wanted) < 2:
            raise fail("csv_rows", path=self.path, value=len(wanted))
        columns = np.array(numbers).reshape(len(wanted), -1)
        bad = np.flatnonzero(~np.isfinite(columns).all(1))
        if bad.size:
            line = self.lines[bad[0]]
            row = next(row for number, row in self._rows(skip_header=True) if number == line)
            raise self._bad_cell(line, [cell for place, cell in enumerate(row) if place != target], target)
        return columns, wanted

    def not_a_number(self, line: int, place: int, cell: str) -> GradsimError:
        """The refusal of one cell."""
        code = "csv_missing" if cell.strip().lower() in MISSING else "csv_text"
        values = {"value": show(cell)} if code == "csv_text" else {}
        return fail(code, path=self.path, line=line, column=show(self.names[place]), **values)

    def _bad_cell(self, line: int, row: list[str], target: int) -> GradsimError:
        place = next(place for place, cell in enumerate(row) if not _is_number(cell))
        return self.not_a_number(line, place + (place >= target), row[place])

    def _rows(self, skip_header: bool = False) -> Iterator[tuple[int, list[str]]]:
        """(number of its last line, cells) of every row that is not empty."""
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._delimiter, strict=True)
        skip = skip_header and self._has_header
        try:
            for row in reader:
                if not any(cell.strip() for cell in row):
                    continue
                if not skip:
                    yield reader.line_num, row
                skip = False
        except csv.Error as error:
            raise fail("csv_broken", path=self.path, line=reader.line_num, reason=str(error)) from None


def _delimiter(text: str) -> str:
    """Semicolon, tab or comma: the first of which every one of the first lines has equally many."""
    lines = [line for line in text[:1_000_000].splitlines() if line.strip()][:20]
    for candidate in ";\t,":
        counts = {line.count(candidate) for line in lines}
        if len(counts) == 1 and 0 not in counts:
            return candidate
    return max(",;\t", key=lines[0].count) if lines else ","


def _number(cell: str) -> float:
    """A finite number as it is usually written; raises ValueError."""
    value = float(cell)
    if not math.isfinite(value) or "_" in cell:
        raise ValueError(cell)
    return value


def _is_number(cell: str) -> bool:
    try:
        _number(cell)
    except ValueError:
        return False
    return True


def _targets(reader: _Reader, place: int, cells: list[str], kind: TargetKind, scale: bool
             ) -> tuple[NDArray[Any], int, tuple[float, float] | None]:
    """(targets, outputs, range of the numbers to predict) of the target's cells."""
    bad = next((row for row, cell in enumerate(cells) if not _is_number(cell)), None)
    if kind == "values" and bad is not None:
        raise reader.not_a_number(reader.lines[bad], place, cells[bad])
    labels: list[Any] = [float(cell) for cell in cells] if bad is None else cells
    different = sorted(set(labels))
    whole = bad is None and all(label.is_integer() for label in labels)
    if kind == "values" or (kind == "auto" and bad is None and not (whole and len(different) <= MOST_CLASSES)):
        values = np.array(labels).reshape(-1, 1)
        values = standardised(values) if scale else values
        return values, 1, (float(values.min()), float(values.max()))
    if not 2 <= len(different) <= MOST_CLASSES:
        raise fail("csv_classes", path=reader.path, column=show(reader.names[place]), value=len(different),
                   limit=MOST_CLASSES)
    number = {label: index for index, label in enumerate(different)}
    return np.array([number[label] for label in labels], dtype=np.int64), len(different), None


def _listed(names: list[str]) -> str:
    return ", ".join(show(name) for name in names[:12]) + (", …" if len(names) > 12 else "")
