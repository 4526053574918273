"""The document: edits are values, undone in one stack; files; bad files change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from written import marked

from gradsim.experiment import Experiment
from gradsim.problems import GradsimError
from ui.document import Document
from ui.preferences import RECENT, Preferences


def edited(document: Document, path: str, value: object) -> Experiment:
    return document.experiment.with_value(path, value)


def test_an_edit_is_announced_and_undone(document: Document, qtbot):
    old = document.experiment
    with qtbot.waitSignal(document.experiment_changed) as announced:
        document.replace(edited(document, "optimizer.lr", 0.5), "Learning rate")
    assert announced.args == [document.experiment]
    assert document.modified
    document.undo_stack.undo()
    assert document.experiment == old
    assert not document.modified
    document.undo_stack.redo()
    assert document.experiment.optimizer.lr == 0.5


def test_the_same_value_is_no_edit(document: Document):
    document.replace(Experiment(), "nothing")
    assert not document.undo_stack.canUndo()


def test_the_edits_of_one_drag_are_undone_together(document: Document):
    for depth in (11, 12, 13):
        document.replace(edited(document, "model.depth", depth), "Depth", "model.depth#1")
    document.replace(edited(document, "model.depth", 20), "Depth", "model.depth#2")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.experiment.model.depth == 13
    document.undo_stack.undo()
    assert document.experiment.model.depth == 10


def test_drags_of_two_fields_are_two_edits(document: Document):
    document.replace(edited(document, "model.depth", 11), "Depth", "model.depth#1")
    document.replace(edited(document, "model.width", 32), "Width", "model.width#1")
    assert document.undo_stack.count() == 2


def test_save_and_open(document: Document, tmp_path: Path):
    document.replace(edited(document, "seed", 7), "Seed")
    document.save(tmp_path / "实验.json")
    assert not document.modified
    document.replace(edited(document, "seed", 8), "Seed")
    assert document.modified
    document.open(tmp_path / "实验.json", "Open")
    assert document.experiment.seed == 7
    assert document.path == tmp_path / "实验.json"


def test_opening_is_undone_with_its_path(document: Document, tmp_path: Path):
    Experiment(seed=5).save(tmp_path / "a.json")
    document.open(tmp_path / "a.json", "Open")
    document.undo_stack.undo()
    assert (document.experiment, document.path, document.modified) == (Experiment(), None, False)


def test_a_ready_experiment_belongs_to_no_file(document: Document, tmp_path: Path):
    document.save(tmp_path / "a.json")
    document.take_template(Experiment(seed=3), "Ready")
    assert document.path is None
    assert not document.modified


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"{" * 100_000, b"{}",
                                     *(marked(text).encode() for text in (
                                         '{"seed": "x"}', '{"nonsense": 1}', '{"version": 99}', '{"format": "other"}',
                                         '{"model": {"kind": "mlp", "depth": -3}}',
                                         '{"optimizer": {"kind": "sgd", "lr": NaN}}'))])
def test_a_bad_file_changes_nothing(document: Document, tmp_path: Path, content: bytes):
    place = tmp_path / "bad.json"
    place.write_bytes(content)
    with pytest.raises(GradsimError):
        document.open(place, "Open")
    assert document.experiment == Experiment()
    assert document.path is None
    assert not document.undo_stack.canUndo()


def test_a_missing_file_or_a_folder(document: Document, tmp_path: Path):
    for place in (tmp_path / "none.json", tmp_path):
        with pytest.raises(GradsimError):
            document.open(place, "Open")


def test_saving_where_nothing_can_be_written(document: Document, tmp_path: Path):
    document.replace(edited(document, "seed", 7), "Seed")
    with pytest.raises(GradsimError):
        document.save(tmp_path / "no folder" / "a.json")
    assert document.path is None
    assert document.modified


def test_a_refused_edit_is_forgotten(document: Document):
    refused = edited(document, "model.depth", 999)
    document.replace(refused, "Depth")
    document.refuse(refused)
    assert document.experiment == Experiment()
    assert not document.undo_stack.canUndo()
    assert not document.undo_stack.canRedo()


def test_a_refusal_of_what_was_already_replaced_is_no_matter(document: Document):
    refused = edited(document, "model.depth", 999)
    document.replace(refused, "Depth")
    document.replace(edited(document, "model.depth", 5), "Depth")
    document.refuse(refused)
    assert document.experiment.model.depth == 5


def test_recent_files(document: Document, preferences: Preferences, tmp_path: Path):
    for number in range(RECENT + 3):
        document.save(tmp_path / f"{number}.json")
    document.save(tmp_path / "5.json")
    assert [path.stem for path in preferences.recent][:3] == ["5", "12", "11"]
    assert len(preferences.recent) == RECENT
    assert preferences.folder == tmp_path


@pytest.mark.parametrize("text", ["", "garbage", "[General]\ntheme=@Variant(\\0)\nlanguage=xx\nzoom=abc\nrecent=@Invalid()",
                                  "[General]\nrecent=1\nzoom=9999\n[state]\ngeometry=1\n", "\0\0\0"])
def test_broken_preferences_count_as_not_set(tmp_path: Path, text: str):
    place = tmp_path / "broken.ini"
    place.write_text(text, encoding="utf-8")
    preferences = Preferences(place)
    assert preferences.theme == "system"
    assert preferences.language == "system"
    assert preferences.zoom == 100
    assert isinstance(preferences.recent, list)
    assert preferences.state("geometry").isEmpty()
    assert preferences.folder.is_dir()


def test_the_end_of_a_document_is_silent(document, qtbot):
    said = []
    document.replace(Experiment(seed=2), "Seed")
    document.history_changed.connect(lambda: said.append(document.undo_stack.canUndo()))
    document.undo_stack.undo()
    assert said == [False]
    shiboken6.delete(document)
    assert len(said) == 1
