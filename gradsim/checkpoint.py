"""Checkpoints: a run's state in one file, written atomically; numpy arrays only, so that reading executes nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np

from gradsim.experiment import Experiment, write_atomically
from gradsim.problems import fail
from gradsim.simulator import Simulator


def save(run: Simulator, path: Path) -> None:
    """Write the run's state between two steps. Raises GradsimError if the file cannot be written."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, experiment=np.array(run.experiment.to_json()), **run.state())
    write_atomically(path, stream.getvalue())


def restore(run: Simulator, path: Path) -> None:
    """Go on where the checkpoint was taken.

    Raises
    ------
    GradsimError
        If the file cannot be read, or belongs to an experiment of another structure.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            state = {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise fail("file_unreadable", path=str(path), reason=str(error) or type(error).__name__) from None
    wrong = fail("checkpoint_mismatch", path=str(path))
    if "experiment" not in state or "parameters" not in state:
        raise wrong
    saved = Experiment.from_dict(_document(state.pop("experiment")))
    if not saved.with_value("device", run.experiment.device).is_live_change(run.experiment):
        raise wrong
    run.restore(state)


def _document(text: np.ndarray[tuple[()], np.dtype[np.str_]]) -> object:
    import json

    try:
        return json.loads(str(text))
    except ValueError:
        return None
