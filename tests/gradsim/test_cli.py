"""The headless contract: files, columns, exit codes, interruption."""

from __future__ import annotations

import csv
import io
import json
import math
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import small
from patience import PATIENCE
from written import marked

import main
from gradsim import Experiment, Simulator
from gradsim.snapshot import LAYER_COLUMNS, NUMBER_COLUMNS, STEP_COLUMNS

ROOT = Path(__file__).parents[2]
EXPERIMENT = small({"residual": {"kind": "plain", "every": 2}, "norm": {"kind": "layer_norm"}},
                   optimizer={"kind": "adam"}, clip={"kind": "norm", "max_norm": 0.5})
# steps.csv and layers.csv as DESIGN section 6 spells them
STEPS = ["step", "loss", "accuracy", "grad_norm", "clipped_grad_norm", "clip_scale", "lr", "seconds"]
LAYERS = ["step", "site", "axis", "name", "kind", "fan_in", "fan_out", "z_mean", "z_std", "a_mean", "a_std", "a_rms",
          "slope_mean", "slope_rms", "weight_norm", "weight_rms", "weight_spectral", "factor", "block_factor",
          "running_product", "gain", "grad_activation_norm", "delta_norm", "grad_weight_norm", "clipped_weight_norm",
          "grad_bias_norm", "update_ratio", "dead_fraction", "saturated_fraction", "nonfinite", "theory_factor",
          "theory_q"]


@dataclass(frozen=True)
class Done:
    """What a finished command left behind."""

    returncode: int
    stdout: str
    stderr: str


def gradsim(*arguments: object) -> Done:
    """Carry out ``main.py`` with these arguments, in this process: a process of its own loads torch for seconds."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main.main([str(argument) for argument in arguments])
        except SystemExit as end:  # argparse's way out
            code = int(end.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def program(code: str, *arguments: object) -> list[str]:
    """The command line of a Python program that can import main and gradsim."""
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}", *map(str, arguments)]


def saved(folder: Path, experiment: Experiment = EXPERIMENT) -> Path:
    path = folder / "experiment.json"
    experiment.save(path)
    return path


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def without_seconds(folder: Path) -> tuple[list[list[str]], list[list[str]]]:
    return table(folder / "layers.csv"), [row[:-1] for row in table(folder / "steps.csv")]


def text_of(value: float, missing: bool) -> str:
    return "" if missing else repr(float(value))


# ---- what is written ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of four steps."""
    folder = tmp_path_factory.mktemp("run")
    done = gradsim("run", saved(folder), "--steps", 4, "--out", folder / "new" / "out")
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "new" / "out"


def test_the_columns_are_the_contract(results: Path) -> None:
    layers, steps = table(results / "layers.csv"), table(results / "steps.csv")
    assert layers[0][:len(LAYERS)] == LAYERS
    assert layers[0][len(LAYERS):] in ([], ["factor_se"])
    assert steps[0] == STEPS
    assert (list(LAYER_COLUMNS[:len(LAYERS)]), list(STEP_COLUMNS)) == (LAYERS, STEPS)


def test_a_row_per_step_and_site(results: Path) -> None:
    layers, steps = table(results / "layers.csv")[1:], table(results / "steps.csv")[1:]
    assert [(row[0], row[1]) for row in layers] == [(str(step), str(site)) for step in range(4) for site in range(1, 5)]
    assert [row[0] for row in steps] == ["0", "1", "2", "3"]
    assert [row[4] for row in layers[:4]] == ["dense", "dense", "dense", "head"]
    assert {len(row) for row in layers} == {len(LAYER_COLUMNS)}


def test_the_numbers_are_those_of_the_engine_in_full_precision(results: Path) -> None:
    sim = Simulator(EXPERIMENT)
    layers, steps = table(results / "layers.csv"), table(results / "steps.csv")
    place = {name: index for index, name in enumerate(layers[0])}
    for step in range(4):
        sim.advance_step()
        snapshot = sim.snapshot()
        for name in NUMBER_COLUMNS:
            column = [row[place[name]] for row in layers[1 + 4 * step:5 + 4 * step]]
            values, gaps = getattr(snapshot, name), snapshot.missing(name)
            if name == "nonfinite":
                assert [float(cell) for cell in column] == values.tolist()
            else:
                assert column == [text_of(*cell) for cell in zip(values, gaps, strict=True)], name
        wanted = [getattr(snapshot, name) for name in STEPS[1:-1]]
        assert [float(cell) for cell in steps[1 + step][1:-1]] == wanted


def test_cells_are_empty_where_nothing_exists(results: Path) -> None:
    rows = [dict(zip(LAYER_COLUMNS, row, strict=True)) for row in table(results / "layers.csv")[1:5]]
    assert [row["block_factor"] == "" for row in rows] == [True, False, True, True]
    assert {row["theory_factor"] + row["theory_q"] for row in rows} == {""}
    assert all(row["factor"] for row in rows)


def test_the_report_holds_what_is_needed_to_run_it_again(results: Path) -> None:
    report = json.loads((results / "run.json").read_text(encoding="utf-8"))
    assert Experiment.from_dict(report["experiment"]) == EXPERIMENT
    assert {"gradsim", "python", "torch", "numpy"} <= set(report["versions"])
    assert report["device"] == "cpu"
    assert report["findings"] == []
    assert math.isfinite(report["seconds"])


def test_no_steps_write_the_headers_only(tmp_path: Path) -> None:
    done = gradsim("run", saved(tmp_path), "--steps", 0, "--out", tmp_path)
    assert done.returncode == 0
    assert len(table(tmp_path / "layers.csv")) == len(table(tmp_path / "steps.csv")) == 1


def test_losses_without_classes_have_no_accuracy(tmp_path: Path) -> None:
    path = saved(tmp_path, small(loss="random_readout"))
    assert gradsim("run", path, "--steps", 1, "--out", tmp_path).returncode == 0
    assert table(tmp_path / "steps.csv")[1][2] in ("", "nan")


def test_the_command_as_a_user_types_it_and_no_qt(tmp_path: Path) -> None:
    """In a process of its own: Qt is not even imported, and a bad file is one line and exit code 2."""
    code = """import main
code = main.main(['run', *sys.argv[1:]])
print(code, [name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'pyqtgraph', 'ui')])"""
    done = subprocess.run(program(code, saved(tmp_path), "--steps", 1, "--out", tmp_path), capture_output=True,
                          text=True, timeout=PATIENCE, check=False)
    assert done.stdout.strip() == "0 []", done.stderr
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    command = [sys.executable, "main.py", "run", str(bad), "--steps", "1", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


# ---- what goes wrong ------------------------------------------------------------------------------


def refused(code: int, *arguments: object) -> str:
    """Run and expect this exit code, no traceback, and something said."""
    done = gradsim(*arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert done.stderr.strip()
    return done.stderr


@pytest.mark.parametrize("arguments", [
    ("run",), ("run", "x.json"), ("run", "x.json", "--steps", "-1", "--out", "out"), ("fly",), ("--colour", "red"),
    ("run", "x.json", "--steps", "two", "--out", "out"),
    ("run", "x.json", "--steps", "1", "--out", "out", "--figures", "bmp")],
    ids=" ".join)
def test_bad_arguments(arguments: tuple[str, ...]) -> None:
    assert "usage" in refused(2, *arguments)


@pytest.mark.parametrize(("content", "named"), [
    ("{", "JSON"), ("{}", "bad.json: format is missing"), (marked('{"model": {"depth": -3}}'), "model.depth: -3"),
    (marked('{"version": 9}'), "newer"), (marked('{"colour": 1}'), "colour: unknown key"),
    (marked('{"optimizer": {"kind": "sgd", "lr": "abc"}}'), 'optimizer.lr: "abc"')])
def test_a_bad_file_is_one_sentence(content: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    said = refused(2, "run", path, "--steps", 1, "--out", tmp_path / "out")
    assert named in said
    assert len(said.strip().splitlines()) == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "no such file" in refused(2, "run", tmp_path / "none.json", "--steps", 1, "--out", tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    path = saved(tmp_path)
    assert "cannot be written" in refused(2, "run", path, "--steps", 1, "--out", path / "out")


def test_a_run_that_diverges_keeps_what_it_computed(tmp_path: Path) -> None:
    model = {"depth": 2, "width": 1, "head": "none", "activation": {"kind": "identity"}, "bias_init": {"kind": "zeros"},
             "weight_init": {"kind": "constant", "value": 2.0}}
    data = {"kind": "constant", "samples": 1, "batch_size": 1}
    diverging = small(model, loss="mean_output", dtype="float32", optimizer={"kind": "sgd", "lr": 100.0}, data=data)
    said = refused(1, "run", saved(tmp_path, diverging), "--steps", 100, "--out", tmp_path)
    assert len(said.strip().splitlines()) == 1
    report = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    (finding,) = report["findings"]
    rows = table(tmp_path / "steps.csv")[1:]
    assert finding["kind"].startswith("nonfinite")
    assert [row[0] for row in rows[:finding["step"]]] == [str(step) for step in range(finding["step"])]
    assert finding["step"] > 2


def test_an_experiment_that_would_not_fit_in_memory(tmp_path: Path) -> None:
    huge = small({"depth": 1000, "width": 4096}, data={"kind": "gaussian", "batch_size": 65536, "samples": 65536})
    said = refused(1, "run", saved(tmp_path, huge), "--steps", 1, "--out", tmp_path)
    assert "memory" in said


# ---- interruption ---------------------------------------------------------------------------------

# Runs with a checkpoint after every step, and ends itself in the given way when the given step has been written.
INTERRUPTED = """
import os, signal
import main
from gradsim import checkpoint, cli
cli._CHECKPOINT_PAUSE = -1.0
save, way, last = checkpoint.save, sys.argv.pop(1), int(sys.argv.pop(1))
def saving(run, path):
    save(run, path)
    if run.steps_done == last:
        os.kill(os.getpid(), getattr(signal, way))
checkpoint.save = saving
sys.exit(main.main(['run', *sys.argv[1:]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("way", ["SIGINT", "SIGKILL"])
def test_an_interrupted_run_goes_on_as_if_nothing_had_happened(way: str, tmp_path: Path) -> None:
    path, whole, pieces = saved(tmp_path), tmp_path / "whole", tmp_path / "pieces"
    assert gradsim("run", path, "--steps", 9, "--out", whole).returncode == 0
    arguments = ("run", path, "--steps", 9, "--out", pieces, "--checkpoint")
    broken = subprocess.run(program(INTERRUPTED, way, 4, *arguments[1:]), capture_output=True, text=True, timeout=PATIENCE,
                            check=False)
    assert broken.returncode == (-signal.SIGKILL if way == "SIGKILL" else 1)
    assert "Traceback" not in broken.stderr
    assert 4 <= len(table(pieces / "steps.csv")) - 1 < 9
    assert gradsim(*arguments).returncode == 0
    assert without_seconds(pieces) == without_seconds(whole)


def test_rows_written_after_the_last_checkpoint_are_not_kept_twice(tmp_path: Path) -> None:
    """As after a crash between two checkpoints: the tables are ahead of the checkpoint, the last row is torn."""
    path, whole, pieces = saved(tmp_path), tmp_path / "whole", tmp_path / "pieces"
    assert gradsim("run", path, "--steps", 6, "--out", whole).returncode == 0
    assert gradsim("run", path, "--steps", 3, "--out", pieces, "--checkpoint").returncode == 0
    for name in ("layers.csv", "steps.csv"):
        rows = (whole / name).read_text(encoding="utf-8").splitlines(keepends=True)
        count = 1 + (4 * 5 if name == "layers.csv" else 5)
        (pieces / name).write_text("".join(rows[:count]) + rows[count][:7], encoding="utf-8")
    assert gradsim("run", path, "--steps", 6, "--out", pieces, "--checkpoint").returncode == 0
    assert without_seconds(pieces) == without_seconds(whole)


def test_a_checkpoint_of_another_experiment_is_refused(tmp_path: Path) -> None:
    assert gradsim("run", saved(tmp_path), "--steps", 2, "--out", tmp_path, "--checkpoint").returncode == 0
    other = saved(tmp_path, small({"width": 5}))
    said = refused(2, "run", other, "--steps", 4, "--out", tmp_path, "--checkpoint")
    assert "another experiment" in said


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", bytes(100)], ids=["empty", "torn", "zeros"])
def test_a_damaged_checkpoint_is_refused(damage: bytes, tmp_path: Path) -> None:
    path = saved(tmp_path)
    assert gradsim("run", path, "--steps", 2, "--out", tmp_path, "--checkpoint").returncode == 0
    (checkpoint,) = tmp_path.glob("checkpoint*")
    checkpoint.write_bytes(damage)
    assert "checkpoint" in refused(2, "run", path, "--steps", 4, "--out", tmp_path, "--checkpoint")


def records_of(folder: Path, name: str) -> Any:
    rows = table(folder / "steps.csv")
    return np.array([float(row[rows[0].index(name)]) for row in rows[1:]])


def test_the_loss_of_the_first_row_is_before_any_update(tmp_path: Path) -> None:
    still = small(optimizer={"kind": "sgd", "lr": 0},
                  data={"kind": "gaussian", "features": 4, "samples": 5, "batch_size": 5})
    moving = still.with_value("optimizer.lr", 0.5)
    for name, experiment in (("still", still), ("moving", moving)):
        (tmp_path / name).mkdir()
        path = saved(tmp_path / name, experiment)
        assert gradsim("run", path, "--steps", 3, "--out", tmp_path / name).returncode == 0
    same, changing = records_of(tmp_path / "still", "loss"), records_of(tmp_path / "moving", "loss")
    assert same[0] == same[1] == same[2] == changing[0]
    assert changing[1] < changing[0]
