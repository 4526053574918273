"""The headless command ``sweep``: an experiment with other values of its fields, as a table. No Qt."""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from gradsim.cli import BAD_INPUT, DONE, FAILED, folder_for, interrupts, say, versions
from gradsim.experiment import Experiment, write_atomically
from gradsim.problems import GradsimError, fail
from gradsim.sweep import BAND, NUMBERS, Outcome, Sweep, Vary, columns, row


def run(arguments: argparse.Namespace) -> int:
    """``sweep FILE --vary PATH=v1,v2 … --out DIR``: writes sweep.csv and sweep.json; returns the exit code."""
    try:
        sweep = Sweep(Experiment.load(arguments.file), _fields(arguments.vary), seeds=arguments.seeds, steps=arguments.steps)
        folder = folder_for(Path(arguments.out))
    except GradsimError as error:
        return say(error, BAD_INPUT)
    try:
        from gradsim.sweep_runs import outcomes
    except (ImportError, OSError) as error:
        return say(f"PyTorch cannot be loaded ({str(error).splitlines()[0]}); install it with: "
                   "python -m pip install -r requirements.txt", FAILED)
    try:
        return _Files(sweep, folder).fill(outcomes(sweep))
    except GradsimError as error:
        return say(error, FAILED if error.problems[0].code == "sweep_died" else BAD_INPUT)
    except OSError as error:
        return say(f"The sweep failed: {error.strerror or error}", FAILED)


class _Files:
    """sweep.csv grows by a row as a run comes back; at the end its rows are put in order."""

    def __init__(self, sweep: Sweep, folder: Path) -> None:
        self._sweep, self._folder = sweep, folder
        self._order = {point: place for place, point in enumerate(sweep.points())}
        self._done: list[Outcome] = []

    def fill(self, found: Iterator[Outcome]) -> int:
        started = time.perf_counter()
        stopped = False
        path = self._folder / "sweep.csv"
        try:
            stream = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise fail("file_unwritable", path=str(path), reason=error.strerror or str(error)) from None
        try:
            with interrupts(_stop), stream, closing(found):  # type: ignore[type-var]
                self._collect(stream, found)
        except KeyboardInterrupt:
            stopped = True
        finally:
            self._finish(path, time.perf_counter() - started)
        return self._tell(stopped)

    def _collect(self, stream: TextIO, found: Iterator[Outcome]) -> None:
        writer = csv.writer(stream)
        writer.writerow(columns(self._sweep))
        for outcome in found:
            writer.writerow(row(self._sweep, outcome))
            stream.flush()
            self._done.append(outcome)

    def _finish(self, path: Path, seconds: float) -> None:
        self._done.sort(key=lambda outcome: self._order[outcome.point])
        kept = path.with_suffix(".csv.part")
        with kept.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([columns(self._sweep), *(row(self._sweep, one) for one in self._done)])
        kept.replace(path)
        write_atomically(self._folder / "sweep.json",
                         (json.dumps(self._report(seconds), indent=2, ensure_ascii=False) + "\n").encode())

    def _report(self, seconds: float) -> dict[str, Any]:
        sweep = self._sweep
        return {"format": "gradsim-sweep", "version": 1, "experiment": sweep.experiment.model_dump(mode="json"),
                "fields": [{"path": field.path, "values": list(field.values)} for field in sweep.fields],
                "settings": [{"label": one.label, "patch": dict(one.patch)} for one in sweep.settings],
                "seeds": sweep.seeds, "steps": sweep.steps, "columns": list(NUMBERS), "band": list(BAND),
                "runs": len(sweep), "done": sum(one.is_done for one in self._done), "versions": versions(),
                "seconds": seconds}

    def _tell(self, stopped: bool) -> int:
        if stopped:
            return say(f"Interrupted after {len(self._done)} of {len(self._sweep)} runs; what was computed is kept.", FAILED)
        broken = [one.problem for one in self._done if not one.is_done]
        if broken:
            return say(f"{len(broken)} of {len(self._sweep)} runs could not be done. The first: {broken[0]}", FAILED)
        return DONE


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


# ---- what to vary -------------------------------------------------------------------------------


def _fields(texts: list[str]) -> tuple[Vary, ...]:
    """``PATH=v1,v2,…`` as fields: every value is JSON, or else a name."""
    fields: list[Vary] = []
    for text in texts:
        path, equals, values = text.partition("=")
        path = path.strip()
        if not equals or not path:
            raise fail("sweep_text", value=text)
        if path == "seed":
            raise fail("sweep_seed")
        if path in {field.path for field in fields}:
            raise fail("sweep_twice", key=path)
        fields.append(Vary(path, _values(values)))
    return tuple(fields)


def _values(text: str) -> tuple[Any, ...]:
    try:
        return tuple(json.loads(f"[{text}]"))
    except (ValueError, RecursionError):
        return tuple(_value(part.strip()) for part in text.split(",") if part.strip())


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
