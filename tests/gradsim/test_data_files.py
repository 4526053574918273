"""Data from files: CSV tables and IDX images are read exactly, and whatever cannot be used is refused in one sentence."""

from __future__ import annotations

import csv
import gzip
import json
import math
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import small
from data_files import IMAGES, LABELS, idx, images_and_labels, mnist_folder, table
from test_oracle import check
from written import marked

import main
from gradsim import Experiment, GradsimError, Simulator, data, specs, tables


def sentence(document: dict[str, Any], **top: Any) -> str:
    """Why an experiment on ``document`` is refused, when it is made or when it is built."""
    with pytest.raises(GradsimError) as caught:
        Simulator(small(data=document, **top))
    assert len(caught.value.problems) == 1
    return str(caught.value)


# ---- CSV: what is read ----------------------------------------------------------------------------


def test_a_table_of_numbers_and_a_class(tmp_path: Path) -> None:
    spec = small(data=table(tmp_path, "a,b,kind\n1,10,cat\n2,10,dog\n3,10,cat\n6,10,ant\n")).data
    loaded = data.load(spec, 0)
    column = np.array([1.0, 2, 3, 6])
    np.testing.assert_allclose(loaded.inputs[:, 0], (column - 3) / column.std(), rtol=1e-14)
    assert loaded.inputs[:, 1].tolist() == [0, 0, 0, 0]
    assert loaded.targets.tolist() == [1, 2, 1, 0]
    assert (spec.shape, spec.task, spec.samples) == ((2, 3), "classes", 4)


@pytest.mark.parametrize("text", [
    "a;b;c\n1;2;0\n3;5;1\n", "a\tb\tc\n1\t2\t0\n3\t5\t1\n", "1,2,0\n3,5,1\n", "\ufeffa,b,c\r\n1,2,0\r\n3,5,1\r\n",
    '"a","b, or so","c"\n"1","2","0"\n3,5,1', " a , b , c \n 1 , 2 , 0 \n 3 , 5 , 1 \n\n,,\n",
    "a,b,c\n1e0,2.0,0\n3,+5,1.0\n",
    "a,b,c\n1,2,no\n3,5,yes\n"], ids=range(8))
def test_the_same_table_in_other_clothes(tmp_path: Path, text: str) -> None:
    loaded = data.load(small(data=table(tmp_path, text)).data, 0)
    np.testing.assert_allclose(loaded.inputs, [[-1, -1], [1, 1]], rtol=1e-14)
    assert loaded.targets.tolist() == [0, 1]


@pytest.mark.parametrize(("target", "wanted"), [("a", [0, 1, 1]), ("c", [2, 1, 0]), ("", [2, 1, 0])])
def test_the_target_is_chosen_by_name(tmp_path: Path, target: str, wanted: list[int]) -> None:
    document = table(tmp_path, "a,b,c\n1,0.5,9\n2,0.25,8\n2,0.75,7\n") | {"target": target}
    assert data.load(small(data=document).data, 0).targets.tolist() == wanted


def test_without_a_header_the_target_is_chosen_by_number(tmp_path: Path) -> None:
    document = table(tmp_path, "x,1,0.5\ny,2,0.25\n") | {"target": "1"}
    assert data.load(small(data=document).data, 0).targets.tolist() == [0, 1]


def test_whole_numbers_are_classes_in_their_order(tmp_path: Path) -> None:
    spec = small(data=table(tmp_path, "a,y\n1,10\n2,9\n3,-1\n4,10.0\n")).data
    assert data.load(spec, 0).targets.tolist() == [2, 1, 0, 2]


@pytest.mark.parametrize(("cells", "kind", "task"), [
    ("1.5 2 3", "auto", "values"), ("1 2 3", "auto", "classes"), ("1 2 3", "values", "values"),
    ("1.5 2 3", "classes", "classes"),
    (" ".join(map(str, range(1001))), "auto", "values"), (" ".join(map(str, range(1000))), "auto", "classes")],
    ids=range(6))
def test_what_is_a_class_and_what_a_number(tmp_path: Path, cells: str, kind: str, task: str) -> None:
    text = "".join(f"{place},{cell}\n" for place, cell in enumerate(cells.split()))
    spec = small(data=table(tmp_path, "a,y\n" + text) | {"target_kind": kind}, loss="mse").data
    loaded = data.load(spec, 0)
    assert spec.task == task
    assert loaded.targets.dtype == (np.int64 if task == "classes" else np.float64)
    assert loaded.targets.shape == ((len(loaded), 1) if task == "values" else (len(loaded),))


def test_numbers_to_predict_are_standardised_or_not(tmp_path: Path) -> None:
    document = table(tmp_path, "a,y\n1,0.5\n2,0.75\n3,0.25\n")
    scaled = data.load(small(data=document, loss="mse").data, 0).targets
    assert (scaled.mean(), scaled.std()) == (pytest.approx(0), pytest.approx(1))
    plain = small(data=document | {"scale_target": False}, loss="bce")
    assert data.load(plain.data, 0).targets.tolist() == [[0.5], [0.75], [0.25]]
    assert "bce needs classes" in sentence(document, loss="bce")
    check(plain, steps=2)


def test_standardising_survives_extremes() -> None:
    columns = np.array([[1e308, 1e-300, 0.1], [-1e308, 2e-300, 0.1], [0.0, 3e-300, 0.1]])
    result = tables.standardised(columns)
    np.testing.assert_allclose(result[:, 0], [math.sqrt(1.5), -math.sqrt(1.5), 0], atol=1e-12)
    np.testing.assert_allclose(result[:, 1], [-math.sqrt(1.5), 0, math.sqrt(1.5)], atol=1e-12)
    assert result[:, 2].tolist() == [0, 0, 0]


def test_a_table_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = table(tmp_path, "1,2,0\n3,5,1\n") | {"path": "table.csv"}
    monkeypatch.chdir(tmp_path)
    experiment = small(data=document)
    assert experiment.data.shape == (2, 2)
    assert json.loads(experiment.to_json())["data"]["path"] == "table.csv"


# ---- CSV: what is refused -------------------------------------------------------------------------

BAD_TABLES: list[tuple[str | bytes, dict[str, str], tuple[str, ...]]] = [
    ("", {}, ("columns is 0;", "2 to")), ("a\n1\n2\n", {}, ("columns is 1;", "2 to")),
    ("a,b\n", {}, ("rows of data is 0;", "at least 2")),
    ("1,2\n", {}, ("rows of data is 1;",)),
    ("a,b\n1,0\n2,1,3\n", {}, ("line 3 is 3;", "expected 2")), ("a,b,c\n1,2,0\n\n3,1\n", {}, ("line 4 is 2;", "expected 3")),
    ("a,b\n1,0\n,1\n", {}, ("line 3", 'column "a"', "missing")),
    ("a,b\n1,0\nNA,1\n", {}, ("line 3", 'column "a"', "missing")),
    ("a,b\n1,0\n2,\n", {}, ("line 3", 'column "b"', "missing")),
    ("a,b\nnan,0\n2,1\n", {}, ("line 2", 'column "a"', "missing")),
    ("a,b\n1,0\nx,1\n", {}, ("line 3", 'column "a"', '"x"', "not a finite number")),
    ("a,b\n1,0\ninf,1\n", {}, ("line 3", '"inf"')), ("a,b\n1,0\n1_0,1\n", {}, ("line 3", '"1_0"')),
    ('a,b\n1,0\n"1,5",1\n', {}, ("line 3", '"1,5"')),
    ("a,b\n0,1\n1,2\n", {"target": "c"}, ("data.target", '"c"', '"a", "b"')),
    ("a,a\n0,1\n1,2\n", {"target": "a"}, ("data.target", "2 columns of the name")),
    ("a,b\n1,x\n2,x\n", {}, ('target "b" is 1;', "2 to 1000")),
    ("a,b\n1,0\n2,u\n", {"target_kind": "values"}, ("line 3", 'column "b"', '"u"')),
    ("a,b\n" + "".join(f"1,x{row}\n" for row in range(1001)), {}, ("is 1001;", "target_kind")),
    (b"a,b\n1,\xff\n2,1\n", {}, ("UTF-8",)), ('a,b\n1,"0\n2,1\n', {}, ("line 3", "not a line of a CSV file")),
    ("a,b\n1,0\n2," + "x" * 200_000 + "\n", {}, ("not a line of a CSV file",))]


@pytest.mark.parametrize(("text", "options", "words"), BAD_TABLES, ids=range(len(BAD_TABLES)))
def test_a_bad_table_is_refused(tmp_path: Path, text: str | bytes, options: dict[str, str], words: tuple[str, ...]) -> None:
    said = sentence(table(tmp_path, text) | options)
    assert all(word in said for word in words), said
    assert len(said) < 400


def test_paths_that_are_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "choose a CSV file" in sentence({"kind": "csv"})
    assert "no such file" in sentence({"kind": "csv", "path": str(tmp_path / "gone.csv")})
    assert "not a file" in sentence({"kind": "csv", "path": str(tmp_path)})
    assert "cannot be read" in sentence({"kind": "csv", "path": "a\0b"})
    assert "cannot be read" in sentence({"kind": "csv", "path": "a" * 4096})
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "not a file" in sentence({"kind": "csv", "path": str(tmp_path / "pipe")})
    monkeypatch.setattr(tables, "LARGEST", 10)
    assert "11 bytes is too large" in sentence(table(tmp_path, "a,b\n1,0\n2,1"))


def test_numbers_have_no_cross_entropy(tmp_path: Path) -> None:
    assert "cross_entropy needs classes" in sentence(table(tmp_path, "a,y\n1,0.5\n2,0.75\n"))


def test_a_file_with_a_missing_table_is_refused_as_a_whole(tmp_path: Path) -> None:
    document = table(tmp_path, "1,2,0\n3,5,1\n")
    small(data=document).save(tmp_path / "experiment.json")
    Path(document["path"]).unlink()
    with pytest.raises(GradsimError, match="no such file"):
        Experiment.load(tmp_path / "experiment.json")


# ---- CSV: files change ----------------------------------------------------------------------------


def test_a_run_keeps_the_table_it_began_with(tmp_path: Path) -> None:
    experiment = small(data=table(tmp_path, "1,2,0\n3,5,1\n"))
    sim = Simulator(pickle.loads(pickle.dumps(experiment)))
    table(tmp_path, "1,2,7,0\n3,5,8,1\n3,5,8,2\n")
    sim.reset()
    sim.advance_step()
    assert math.isfinite(sim.loss)
    assert experiment.data.shape == (2, 2)
    with pytest.raises(GradsimError, match="has changed since it was read"):
        Simulator(experiment)
    again = experiment.with_value("optimizer.lr", 0.01)
    assert again.data.shape == (3, 3)
    assert not experiment.is_live_change(again)


def test_a_table_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = small(data=table(tmp_path, "1,2,0\n3,5,1\n"))
    monkeypatch.setattr(csv, "reader", None)
    edited = experiment.with_value("optimizer.lr", 0.01)
    Simulator(edited).advance_step()
    assert experiment.is_live_change(edited)


# ---- IDX ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_idx_files(tmp_path: Path, packed: bool) -> None:
    spec = specs.Mnist(directory=str(mnist_folder(tmp_path, packed=packed)), samples=10)
    loaded = data.load(spec, 0)
    images, labels = images_and_labels()
    pixels = images[:10].reshape(10, 784)
    np.testing.assert_allclose(loaded.inputs, (pixels - pixels.mean()) / pixels.std(), rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(loaded.targets, labels[:10])
    assert (spec.shape, spec.image) == ((784, 10), (1, 28, 28))
    assert len(data.load(specs.Mnist(directory=str(tmp_path)), 0)) == 12


GOOD_IMAGES, GOOD_LABELS = images_and_labels()
BAD_IDX: list[tuple[dict[str, bytes], tuple[str, ...]]] = [
    ({"images": idx(GOOD_LABELS)}, (IMAGES, "00 00 08 01", "expected 00 00 08 03")), ({"labels": b""}, (LABELS, "0 bytes")),
    ({"images": b"\x1f\x8b\x08\x00rest"}, ("starts with 1f 8b 08 00",)),
    ({"images": idx(GOOD_IMAGES)[:12]}, (IMAGES, "starts with")),
    ({"images": idx(GOOD_IMAGES)[:-1]}, ("the length after the header is 9407", "9408", "incomplete")),
    ({"labels": idx(GOOD_LABELS) + b"0"}, ("the length after the header is 13", "promises 12")),
    ({"labels": idx(GOOD_LABELS[:0])}, ("the length after the header is 0",)),
    ({"images": idx(images_and_labels(side=27)[0])}, ("27×27", "28×28")),
    ({"labels": idx(GOOD_LABELS[:11])}, ("images: 12, of labels: 11",)),
    ({"labels": idx(GOOD_LABELS + 1)}, ("label 10", "0 to 9"))]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("content", "words"), BAD_IDX, ids=range(len(BAD_IDX)))
def test_bad_idx_files_are_refused(tmp_path: Path, content: dict[str, bytes], words: tuple[str, ...], packed: bool) -> None:
    said = sentence({"kind": "mnist", "directory": str(mnist_folder(tmp_path, packed=packed, **content))})
    assert all(word in said for word in words), said


def test_folders_that_are_not_mnist(tmp_path: Path) -> None:
    assert "choose the folder" in sentence({"kind": "mnist"})
    assert f"no {IMAGES} (or {IMAGES}.gz)" in sentence({"kind": "mnist", "directory": str(tmp_path)})
    assert "no train-images" in sentence({"kind": "mnist", "directory": "a\0b"})
    mnist_folder(tmp_path)
    (tmp_path / LABELS).unlink()
    assert f"no {LABELS}" in sentence({"kind": "mnist", "directory": str(tmp_path)})
    (tmp_path / f"{LABELS}.gz").write_bytes(idx(GOOD_LABELS))
    assert "not a complete gzip file" in sentence({"kind": "mnist", "directory": str(tmp_path)})
    (tmp_path / f"{LABELS}.gz").write_bytes(gzip.compress(idx(GOOD_LABELS))[:-9])
    assert "not a complete gzip file" in sentence({"kind": "mnist", "directory": str(tmp_path)})


def test_an_experiment_on_mnist_opens_without_the_files() -> None:
    experiment = small(data={"kind": "mnist", "directory": "/elsewhere"})
    assert Experiment.from_dict(json.loads(experiment.to_json())) == experiment


# ---- from the command line ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "idx", "idx.gz"])
def test_a_run_on_files(tmp_path: Path, kind: str) -> None:
    if kind == "csv":
        document = table(tmp_path, "a,b,y\n" + "".join(f"{row},{row % 7},{row * 0.5}\n" for row in range(20)))
        small(data=document, loss="mse").save(tmp_path / "experiment.json")
    else:
        folder = mnist_folder(tmp_path, packed=kind == "idx.gz")
        small(data={"kind": "mnist", "directory": str(folder), "batch_size": 4}).save(tmp_path / "experiment.json")
    assert main.main(["run", str(tmp_path / "experiment.json"), "--steps", "3", "--out", str(tmp_path / "out")]) == 0
    rows = list(csv.DictReader((tmp_path / "out" / "steps.csv").read_text().splitlines()))
    assert len(rows) >= 3
    assert (rows[0]["accuracy"] == "") == (kind == "csv")
    assert all(float(row["loss"]) > 0 for row in rows)


def test_a_missing_table_ends_a_run_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "experiment.json").write_text(
        marked('{"data": {"kind": "csv", "path": "/elsewhere/table.csv"}}'))
    assert main.main(["run", str(tmp_path / "experiment.json"), "--steps", "3", "--out", str(tmp_path / "out")]) == 2
    assert "/elsewhere/table.csv: there is no such file." in capsys.readouterr().err
