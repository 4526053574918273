"""Sweeps: every run is the run of one Simulator; what cannot be done is said; an end is an end."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from building import small
from patience import PATIENCE, until
from test_cli import ROOT, gradsim, saved, table

from gradsim import GradsimError, Simulator
from gradsim.problems import Problem
from gradsim.sweep import Outcome, Point, Setting, Sweep, Vary, band, columns, row
from gradsim.sweep_runs import default_jobs, outcomes

RELU = Setting("relu", (("model.activation", {"kind": "relu"}), ("model.weight_init", {"kind": "he_normal"})))
DEPTHS = Vary("model.depth", (2, 5))


def swept(*fields: Vary, **rest: Any) -> Sweep:
    return Sweep(small({"width": 4}), fields or (DEPTHS,), **rest)


def test_every_combination_and_seed_is_run_once() -> None:
    sweep = swept(DEPTHS, Vary("model.weight_init.gain", (0.5, 1.0, 2.0)), settings=(Setting(), RELU), seeds=2)
    found = list(outcomes(sweep, 1))
    assert len(found) == len(sweep) == 24
    assert {outcome.point for outcome in found} == set(sweep.points())
    assert {outcome.point.seed for outcome in found} == {3, 4}
    assert all(outcome.is_done and outcome.problem is None for outcome in found)


@pytest.mark.parametrize(("steps", "n_jobs"), [(0, 1), (3, 1), (3, 2)])
def test_the_numbers_are_those_of_single_runs(steps: int, n_jobs: int) -> None:
    sweep = swept(settings=(Setting(), RELU), seeds=2, steps=steps)
    for outcome in outcomes(sweep, n_jobs):
        run = Simulator(sweep.experiment_at(outcome.point))
        for _ in range(steps + 1):
            run.advance_step()
        shot = run.snapshot()
        assert (outcome.step, outcome.sites) == (steps, len(shot.sites))
        assert (outcome.loss, outcome.accuracy, outcome.grad_norm) == (shot.loss, shot.accuracy, shot.grad_norm)
        assert outcome.grad_weight_norm == shot.grad_weight_norm[0]
        assert outcome.grad_activation_norm == shot.grad_activation_norm[0]
        assert outcome.gradient_left == shot.grad_activation_norm[0] / shot.grad_activation_norm[-1]
        assert outcome.factor == shot.factor[0]
        assert outcome.factor_mean ** (len(shot.sites) - 1) == pytest.approx(shot.running_product[0], rel=1e-12)


def test_zeros_stay_zeros_and_numbers_that_are_not_finite_are_said() -> None:
    deep = (("dtype", "float32"), ("model.depth", 10), ("model.activation", {"kind": "relu"}),
            ("model.weight_init", {"kind": "constant", "value": 0.0}))
    sweep = swept(Vary("model.weight_init.value", (0.0, 1e6)), settings=(Setting("", deep),))
    dead, burst = outcomes(sweep, 1)
    assert dead.problem is None
    assert dead.grad_weight_norm == dead.grad_activation_norm == 0.0
    assert burst.problem is not None
    assert burst.problem.code.startswith("nonfinite_")
    assert burst.is_done
    assert not math.isfinite(burst.grad_norm)


def test_a_bad_combination_does_not_stop_the_others() -> None:
    sweep = swept(Vary("model.norm", ({"kind": "none"}, {"kind": "layer_norm", "position": "after_residual"})),
                  settings=(Setting("plain"), Setting("skip", (("model.residual", {"kind": "plain"}),))))
    found = {(one.point.setting, one.point.values[0]): one for one in outcomes(sweep, 1)}
    assert [key for key, one in found.items() if not one.is_done] == [(0, 1)]
    problem = found[0, 1].problem
    assert problem is not None
    assert problem.code == "norm_needs_residual"


def test_a_run_that_cannot_be_built_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradsim import sweep_runs

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no memory\nat all")

    monkeypatch.setattr(sweep_runs, "Simulator", broken)
    found = list(outcomes(swept(), 1))
    assert [str(one.problem) for one in found] == ["The engine failed: no memory."] * 2


@pytest.mark.parametrize(("field", "code"), [
    (Vary("model.depth", (2, 0)), "out_of_range"), (Vary("model.dpth", (2,)), "unknown_key"),
    (Vary("depth", (2,)), "unknown_key"), (Vary("model.widths.0", (2,)), "sweep_field"),
    (Vary("model.depth", ()), "sweep_no_values"), (Vary("model.depth", ("x",)), "not_an_integer"),
    (Vary("model.width", tuple(range(1, 4000)) * 60), "sweep_runs")])
def test_bad_fields_are_refused_before_the_first_run(field: Vary, code: str) -> None:
    with pytest.raises(GradsimError) as caught:
        outcomes(swept(field))
    assert caught.value.problems[0].code == code


def test_closing_ends_the_processes() -> None:
    me = psutil.Process()
    before = set(me.children(recursive=True))
    found = outcomes(swept(Vary("model.depth", (2, 3, 4, 5)), Vary("optimizer.lr", (0.0,)), seeds=200, steps=300), 2)
    next(found)
    workers = {one for one in set(me.children(recursive=True)) - before if "loky" in (line := command_of(one))
               and "resource_tracker" not in line}
    assert workers
    found.close()
    _, alive = psutil.wait_procs(workers, timeout=PATIENCE)
    assert not alive


def command_of(process: psutil.Process) -> str:
    """How a process was started; "" once it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def test_there_is_at_least_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, jobs in ((None, 1), (1, 1), (2, 1), (8, 7)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        assert default_jobs() == jobs


# ---- summaries --------------------------------------------------------------------------------


def made(*values: float, sites: int = 3) -> list[Outcome]:
    return [Outcome(Point(0, (0,), seed), sites=sites, gradient_left=value) for seed, value in enumerate(values)]


def test_median_and_band_over_seeds() -> None:
    values = np.arange(11.0)
    found = band(made(*values))
    assert (found.low, found.median, found.high) == (1.0, 5.0, 9.0)
    assert (found.runs, found.zeros, found.nonfinite, found.failed) == (11, 1, 0, 0)


def test_what_has_no_number_is_counted() -> None:
    failed = Outcome(Point(0, (0,), 9), problem=Problem("sweep_died"))
    found = band([*made(2.0, math.nan, math.inf, 0.0), failed])
    assert (found.low, found.median, found.high) == pytest.approx((0.2, 1.0, 1.8))
    assert (found.runs, found.zeros, found.nonfinite, found.failed) == (5, 1, 2, 1)
    assert math.isnan(band([]).median)


def test_rows_are_empty_where_there_is_no_number() -> None:
    sweep = swept(settings=(Setting("a"),))
    failed, single = (dict(zip(columns(sweep), row(sweep, one), strict=True)) for one in (
        Outcome(Point(0, (1,), 3), problem=Problem("sweep_died")), made(math.nan, sites=1)[0]))
    assert (failed["setting"], failed["model.depth"], failed["seed"], failed["loss"]) == ("a", 5, 3, "")
    assert failed["problem"]
    assert math.isnan(single["gradient_left"])
    assert single["factor_mean"] == ""


# ---- the command --------------------------------------------------------------------------------


def test_the_command_writes_both_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = gradsim("sweep", saved(tmp_path, small()), "--vary", "model.depth=2,4", "--vary",
                   "model.activation.kind=tanh, relu", "--seeds", 2, "--steps", 1, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    header, *rows = table(out / "sweep.csv")
    assert header == ["model.depth", "model.activation.kind", "seed", "step", "sites", "loss", "accuracy", "grad_norm",
                      "grad_weight_norm", "grad_activation_norm", "grad_activation_norm_last", "gradient_left", "factor",
                      "factor_mean", "seconds", "problem"]
    assert [cells[:5] for cells in rows] == [[depth, kind, seed, "1", str(int(depth) + 1)] for depth in "24"
                                             for kind in ("tanh", "relu") for seed in "34"]
    run = Simulator(small({"depth": 4, "activation": {"kind": "relu"}}, seed=4))
    run.advance_step()
    run.advance_step()
    assert rows[-1][header.index("loss")] == repr(run.snapshot().loss)
    report = json.loads((out / "sweep.json").read_text(encoding="utf-8"))
    assert report["experiment"] == small().model_dump(mode="json")
    assert report["fields"] == [{"path": "model.depth", "values": [2, 4]},
                                {"path": "model.activation.kind", "values": ["tanh", "relu"]}]
    assert (report["runs"], report["done"], report["seeds"], report["steps"]) == (8, 8, 2, 1)
    assert set(report["versions"]) == {"gradsim", "python", "torch", "numpy"}


def test_values_may_be_objects(tmp_path: Path) -> None:
    done = gradsim("sweep", saved(tmp_path, small()), "--vary", 'model.norm={"kind": "none"},{"kind": "rms_norm"}', "--out",
                   tmp_path)
    assert done.returncode == 0
    assert [cells[0] for cells in table(tmp_path / "sweep.csv")] == [
        "model.norm", '{"kind": "none"}', '{"kind": "rms_norm"}']


@pytest.mark.parametrize(("arguments", "said"), [
    (["--vary", "model.dpth=2"], "model.dpth: unknown key; allowed here: kind, depth"),
    (["--vary", "model.depth=2,0"], "model.depth: 0 is out of range; allowed: 1 to 1000."),
    (["--vary", "model.depth=two"], 'model.depth: "two" is not a whole number'),
    (["--vary", "model.depth"], "--vary model.depth: expected PATH=v1,v2"),
    (["--vary", "model.depth="], "model.depth: no values to try"),
    (["--vary", "seed=1,2"], "give --seeds"),
    (["--vary", "model.depth=2", "--vary", "model.depth=3"], "model.depth: given twice"),
    (["--vary", "model.depth=2", "--seeds", "0"], "at least 1"),
    ([], "--vary")])
def test_bad_arguments_are_refused_in_one_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = gradsim("sweep", saved(tmp_path, small()), *arguments, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "sweep.csv").exists()


def test_a_missing_file_and_a_folder_that_cannot_be(tmp_path: Path) -> None:
    assert gradsim("sweep", tmp_path / "no.json", "--vary", "model.depth=2", "--out", tmp_path).returncode == 2
    done = gradsim("sweep", path := saved(tmp_path, small()), "--vary", "model.depth=2", "--out", path)
    assert (done.returncode, "cannot be written" in done.stderr) == (2, True)


def test_combinations_that_do_not_fit_leave_the_others(tmp_path: Path) -> None:
    done = gradsim("sweep", saved(tmp_path, small()), "--vary", 'model.residual={"kind":"none"},{"kind":"plain"}', "--vary",
                   'model.norm={"kind":"none"},{"kind":"layer_norm","position":"after_residual"}', "--out", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("1 of 4 runs could not be done. The first: model.norm.position: after_residual needs")
    header, *rows = table(tmp_path / "sweep.csv")
    assert [cells[header.index("loss")] != "" for cells in rows] == [True, False, True, True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupt_keeps_what_is_done(tmp_path: Path) -> None:
    path = saved(tmp_path, small())
    widths = ",".join(map(str, range(1, 3000)))
    command = [sys.executable, str(ROOT / "main.py"), "sweep", str(path), "--vary", f"model.width={widths}", "--out",
               str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: (tmp_path / "sweep.csv").is_file() and len(table(tmp_path / "sweep.csv")) > 3)
        finally:
            process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    count = len(table(tmp_path / "sweep.csv")) - 1
    assert said == f"Interrupted after {count} of 2999 runs; what was computed is kept.\n"
    assert json.loads((tmp_path / "sweep.json").read_text(encoding="utf-8"))["done"] == count
