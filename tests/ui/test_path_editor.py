"""Data from files in the form: the dialogs, what they set, and what happens when they are cancelled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog

from gradsim.experiment import Experiment
from ui.document import Document
from ui.panels.experiment_form import ExperimentForm
from ui.panels.option_rows import KindEditor
from ui.panels.path_editor import PathEditor


@pytest.fixture
def form(qtbot: Any, document: Document) -> ExperimentForm:
    made = ExperimentForm(document)
    qtbot.addWidget(made)
    made.resize(280, 700)
    made.show()
    return made


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the dialogs answer; ``columns`` receives what the last one offered."""
    given: dict[str, Any] = {"path": "", "target": ("", False), "columns": []}

    def choose(parent: Any, title: str, label: str, columns: list[str], *rest: Any) -> tuple[str, bool]:
        given["columns"] = columns
        return given["target"]

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(given["path"]), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(given["path"]))
    monkeypatch.setattr(QInputDialog, "getItem", choose)
    return given


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    (folder / name).write_text(text)
    return folder / name


def choose_kind(form: ExperimentForm, name: str) -> KindEditor:
    editor = form.editor("data")
    assert isinstance(editor, KindEditor)
    editor.combo.activated.emit(editor._choices.index(name))
    return editor


def test_choosing_csv_asks_for_the_file_and_the_column(form: ExperimentForm, document: Document, tmp_path: Path,
                                                       answers: dict[str, Any]):
    answers |= {"path": written(tmp_path, "kind,a,b\nx,1,2\ny,2,1\nx,3,3\n"), "target": ("kind", True)}
    choose_kind(form, "csv")
    data = document.experiment.data
    assert (data.kind, data.path, data.target) == ("csv", str(answers["path"]), "kind")
    assert answers["columns"] == ["kind", "a", "b"]
    assert data.shape == (2, 2)
    assert form.editor("data.path").line.text() == str(answers["path"])


@pytest.mark.parametrize("cancelled", ["path", "target"])
def test_a_cancelled_dialog_changes_nothing(form: ExperimentForm, document: Document, tmp_path: Path,
                                            answers: dict[str, Any], cancelled: str):
    if cancelled == "target":
        answers["path"] = written(tmp_path, "1,2\n3,4\n")
    editor = choose_kind(form, "csv")
    assert document.experiment == Experiment()
    assert editor.combo.currentText() == "Digits (1,797)"


def test_numbers_to_predict_take_a_loss_that_fits(form: ExperimentForm, document: Document, tmp_path: Path,
                                                  answers: dict[str, Any]):
    answers |= {"path": written(tmp_path, "a,b\n1,0.5\n2,0.25\n"), "target": ("b", True)}
    choose_kind(form, "csv")
    assert (document.experiment.loss, document.experiment.data.target) == ("mse", "b")
    document.undo_stack.undo()
    assert document.experiment == Experiment()


def test_a_bad_table_is_explained_under_the_field(form: ExperimentForm, document: Document, tmp_path: Path,
                                                  answers: dict[str, Any]):
    answers |= {"path": written(tmp_path, "a,b\n1,0\n,1\n"), "target": ("b", True)}
    editor = choose_kind(form, "csv")
    assert document.experiment == Experiment()
    assert "line 3" in editor.error.text()
    assert editor.error.isVisible()


def test_another_file_is_looked_for_with_the_button(form: ExperimentForm, document: Document, tmp_path: Path, qtbot: Any,
                                                    answers: dict[str, Any]):
    answers |= {"path": written(tmp_path, "a,b\n1,0\n2,1\n"), "target": ("b", True)}
    choose_kind(form, "csv")
    editor = form.editor("data.path")
    assert isinstance(editor, PathEditor)
    answers |= {"path": written(tmp_path, "a;b;c\n1;0;x\n2;1;y\n", "other.csv"), "target": ("c", True)}
    qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    assert document.experiment.data.shape == (2, 2)
    assert document.experiment.data.path.endswith("other.csv")
    answers |= {"path": "", "target": ("", False)}
    qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    assert document.experiment.data.path.endswith("other.csv")


def test_choosing_mnist_asks_for_the_folder(form: ExperimentForm, document: Document, tmp_path: Path, qtbot: Any,
                                            answers: dict[str, Any]):
    choose_kind(form, "mnist")
    assert document.experiment == Experiment()
    answers["path"] = tmp_path
    choose_kind(form, "mnist")
    assert document.experiment.data.directory == str(tmp_path)
    answers["path"] = tmp_path / "other"
    editor = form.editor("data.directory")
    qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    assert document.experiment.data.directory == str(tmp_path / "other")
