"""The experiment form: made from the fields, one click per toggle, bad values explained, drags folded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradsim.experiment import Experiment
from ui.document import Document
from ui.edits import with_field
from ui.network_edits import with_network
from ui.panels.editor_base import Editor
from ui.panels.experiment_form import ExperimentForm
from ui.panels.field_editors import ChoiceEditor, FlagEditor, ListEditor, ScaleEditor
from ui.panels.number_editor import DEBOUNCE_MS, NumberEditor, SliderScale, number_text, parse_number
from ui.panels.option_rows import HIDDEN
from ui.panels.text_editor import TextEditor
from ui.panels.toggle_card import TOGGLES, chosen_key
from ui.schema import field_at, kinds_of, specs_of

NO_CARD = {("mlp", "model.recurrent_init"), ("resnet", "model.recurrent_init"), ("lstm", "model.residual")}


@pytest.fixture
def form(qtbot: Any, document: Document) -> ExperimentForm:
    made = ExperimentForm(document)
    qtbot.addWidget(made)
    made.resize(280, 700)
    made.show()
    return made


def type_into(qtbot: Any, editor: Editor, text: str) -> None:
    line = editor.line  # type: ignore[attr-defined]
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


# ---- toggles --------------------------------------------------------------------------------


@pytest.mark.parametrize(("network", "table"), [(network, table) for network in ("mlp", "resnet", "lstm")
                                                for table in TOGGLES if (network, table.path) not in NO_CARD])
def test_every_button_is_one_click(form: ExperimentForm, document: Document, qtbot: Any, network: str, table: Any):
    document.replace(with_network(document.experiment, network), "network")
    card = form.card(table.path)
    for segment in reversed([segment for segment in card.segments if segment.isVisible()]):
        before = document.undo_stack.count()
        qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)
        assert segment.isChecked(), segment.key
        assert [other for other in card.segments if other.isChecked()] == [segment]
        assert document.undo_stack.count() <= before + 1
        assert chosen_key(document.experiment, table.path) == segment.key
    assert card.segments[0].isChecked()


def test_scaled_residual(form: ExperimentForm, document: Document, qtbot: Any):
    scaled = next(segment for segment in form.card("model.residual").segments if segment.key == "scaled")
    qtbot.mouseClick(scaled, Qt.MouseButton.LeftButton)
    residual = document.experiment.model.residual
    assert (residual.kind, residual.scale) == ("plain", "1/sqrt(depth)")
    plain = next(segment for segment in form.card("model.residual").segments if segment.key == "plain")
    qtbot.mouseClick(plain, Qt.MouseButton.LeftButton)
    assert document.experiment.model.residual.scale == 1.0


@pytest.mark.parametrize("path", ["model.activation", "model.weight_init"])
def test_every_kind_is_in_the_menu(form: ExperimentForm, document: Document, path: str):
    card = form.card(path)
    names = [kind.name for kind in kinds_of(field_at(Experiment, path, document.experiment).annotation)]
    assert [action.data() for action in card._group.actions()] == names
    for action in card._group.actions():
        action.trigger()
        part = getattr(document.experiment.model, path.partition(".")[2])
        assert part.kind == action.data()
        assert card.more.isChecked() == (action.data() not in [segment.key for segment in card.segments])


def test_choosing_keeps_the_gain(form: ExperimentForm, document: Document, qtbot: Any):
    type_into(qtbot, form.editor("model.weight_init.gain"), "1.5")
    qtbot.mouseClick(form.card("model.weight_init").segments[1], Qt.MouseButton.LeftButton)
    assert (document.experiment.model.weight_init.kind, document.experiment.model.weight_init.gain) == ("he_normal", 1.5)


def test_a_kind_that_does_not_fit_is_explained(form: ExperimentForm, document: Document, qtbot: Any):
    document.replace(document.experiment.with_value("data.batch_size", 1), "Batch")
    card = form.card("model.norm")
    qtbot.mouseClick(card.segments[1], Qt.MouseButton.LeftButton)
    assert "batch_norm" in card.error.text()
    assert card.error.isVisible()
    assert document.experiment.model.norm.kind == "none"
    assert card.segments[0].isChecked()


# ---- fields ---------------------------------------------------------------------------------


def test_every_field_has_an_editor(form: ExperimentForm, document: Document, tmp_path: Path):
    """Whatever kinds are chosen, each of their fields can be edited."""
    (tmp_path / "table.csv").write_text("a,b\n1,x\n2,y\n")
    for path in ("data", "optimizer", "clip", "model.activation", "model.weight_init", "model.bias_init", "model.norm",
                 "model.residual", "optimizer.schedule"):
        for kind in kinds_of(field_at(Experiment, path, document.experiment).annotation):
            value: dict[str, Any] = {"kind": kind.name}
            if kind.name == "values":
                value["values"] = [0.1] * 11
            if kind.name == "csv":
                value["path"] = str(tmp_path / "table.csv")
            document.replace(with_field(Experiment(), path, value), path)
            for name in kind.spec.model_fields:
                if name not in HIDDEN:
                    form.editor(f"{path}.{name}")
    for path in ("title", "seed", "dtype", "device", "loss", "model.depth", "model.width", "model.widths",
                 "model.head"):
        form.editor(path)


@pytest.mark.parametrize(("path", "text", "words"), [
    ("model.depth", "-3", ("-3", "1 to 1000")), ("model.depth", "2.5", ("2.5", "1 to 1000")),
    ("optimizer.lr", "abc", ("abc", "0 to")), ("optimizer.lr", "nan", ("NaN", "finite")),
    ("optimizer.lr", "1e999", ("finite",)), ("optimizer.lr", "-1", ("-1",)), ("model.width", "", ("1 to 4096",)),
    ("data.batch_size", "70000", ("70000",)), ("seed", "-1", ("-1",)),
])
def test_a_bad_value_is_explained_and_changes_nothing(form: ExperimentForm, document: Document, qtbot: Any,
                                                      path: str, text: str, words: tuple[str, ...]):
    form.more.set_open(True)
    editor = form.editor(path)
    type_into(qtbot, editor, text)
    if not text:
        editor.line.committed.emit("")
    assert document.experiment == Experiment()
    assert editor.error.isVisible()
    assert all(word in editor.error.text() for word in words), editor.error.text()
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    assert not editor.error.isVisible()
    assert editor.line.text() != text


def test_typing_is_exact_even_outside_the_slider(form: ExperimentForm, document: Document, qtbot: Any):
    type_into(qtbot, form.editor("model.depth"), "777")
    assert document.experiment.model.depth == 777
    assert form.editor("model.depth").slider.value() == 1000
    type_into(qtbot, form.editor("optimizer.lr"), "1.25e-7")
    assert document.experiment.optimizer.lr == 1.25e-7
    assert form.editor("optimizer.lr").line.text() == "1.25e-07"


def test_a_drag_of_a_structural_field_is_debounced_and_one_edit(form: ExperimentForm, document: Document, qtbot: Any):
    slider = form.editor("model.depth").slider
    slider.setSliderDown(True)
    with qtbot.waitSignal(document.experiment_changed):
        for position in range(500, 600, 5):
            slider.setValue(position)
    slider.setValue(900)
    slider.setSliderDown(False)
    assert document.experiment.model.depth == form.editor("model.depth")._scale.value(900)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.experiment.model.depth == 10
    assert form.editor("model.depth").line.text() == "10"


@pytest.mark.parametrize("after", [{"model": {"kind": "plain_cnn", "depth": 8}}, {"model": {"residual": {"kind": "none"}}}])
def test_a_drag_on_its_way_does_not_reach_another_experiment(form: ExperimentForm, document: Document, qtbot: Any,
                                                             after: dict[str, Any]):
    document.replace(Experiment.from_dict({"model": {"residual": {"kind": "plain", "every": 2}}}), "Open")
    slider = form.editor("model.residual.every").slider
    slider.setValue(slider.value() + 200)
    another = Experiment.from_dict(after)
    document.replace(another, "Open")
    qtbot.wait(3 * DEBOUNCE_MS)
    assert document.experiment == another
    assert document.undo_stack.count() == 2


def test_a_drag_of_a_live_field_acts_at_once(form: ExperimentForm, document: Document):
    slider = form.editor("optimizer.lr").slider
    slider.setSliderDown(True)
    seen = set()
    for position in range(100, 900, 50):
        slider.setValue(position)
        seen.add(document.experiment.optimizer.lr)
    slider.setSliderDown(False)
    assert len(seen) == 16
    assert document.undo_stack.count() == 1


def test_combos_flags_lists_and_scales(form: ExperimentForm, document: Document, qtbot: Any):
    form.more.set_open(True)
    loss = form.editor("loss")
    assert isinstance(loss, ChoiceEditor)
    loss.combo.activated.emit(1)
    assert document.experiment.loss == "mse"
    nesterov = form.editor("optimizer.nesterov")
    assert isinstance(nesterov, FlagEditor)
    nesterov.box.click()
    assert document.experiment.optimizer.nesterov
    widths = form.editor("model.widths")
    assert isinstance(widths, ListEditor)
    type_into(qtbot, widths, "64, 32, 16")
    assert document.experiment.model.widths == (64, 32, 16)
    assert document.experiment.model.depth == 3
    type_into(qtbot, form.editor("model.depth"), "5")
    assert document.experiment.model.widths == (64, 32, 16, 16, 16)
    type_into(qtbot, widths, "64, x")
    assert widths.error.isVisible()
    type_into(qtbot, widths, " ")
    assert document.experiment.model.widths is None
    qtbot.mouseClick(form.card("model.residual").segments[1], Qt.MouseButton.LeftButton)
    scale = form.editor("model.residual.scale")
    assert isinstance(scale, ScaleEditor)
    type_into(qtbot, scale, "0.3")
    assert document.experiment.model.residual.scale == 0.3
    scale.combo.activated.emit(2)
    assert document.experiment.model.residual.scale == "learned"
    assert not scale.line.isVisible()
    title = form.editor("title")
    assert isinstance(title, TextEditor)
    title.line.setText("梯度")
    qtbot.keyClick(title.line, Qt.Key.Key_Return)
    assert document.experiment.title == "梯度"


def test_a_schedule_is_chosen_and_survives_another_optimizer(form: ExperimentForm, document: Document, qtbot: Any):
    form.more.set_open(True)
    form.editor("optimizer.schedule").combo.activated.emit(1)
    assert document.experiment.optimizer.schedule.kind == "step"
    assert form.editor("optimizer.schedule.factor").isVisible()
    type_into(qtbot, form.editor("optimizer.schedule.every"), "7")
    form.editor("optimizer").combo.activated.emit(3)
    assert document.experiment.optimizer.kind == "rmsprop"
    assert (document.experiment.optimizer.schedule.kind, document.experiment.optimizer.schedule.every) == ("step", 7)
    form.editor("optimizer.schedule").combo.activated.emit(2)
    type_into(qtbot, form.editor("optimizer.schedule.warmup"), "5000")
    assert "5000" in form.editor("optimizer.schedule.warmup").error.text()


def test_another_data_set_keeps_the_batch(form: ExperimentForm, document: Document, qtbot: Any):
    type_into(qtbot, form.editor("data.batch_size"), "32")
    form.editor("data").combo.activated.emit(1)
    assert (document.experiment.data.kind, document.experiment.data.batch_size) == ("moons", 32)
    assert form.editor("data.noise").isVisible()


def test_single_layers(form: ExperimentForm, document: Document):
    form.single.set_open(True)
    form.layers.layer.setValue(3)
    form.layers.kind.activated.emit(form.layers._kinds.index("relu"))
    assert [spec.kind for spec in document.experiment.model.activations].index("relu") == 2
    assert not any(segment.isChecked() for segment in form.card("model.activation").segments)
    assert "3 ReLU" in form.layers.summary.text()
    form.layers.kind.activated.emit(form.layers._kinds.index("sigmoid"))
    assert document.experiment == Experiment()


def test_missing_skips_are_told(form: ExperimentForm, document: Document, qtbot: Any):
    from stand_in import FakeEngine

    document.replace(Experiment.from_dict({"model": {"kind": "mlp", "widths": [32, 32],
                                                     "residual": {"kind": "plain"}}}), "x")
    engine = FakeEngine()
    engine.experiment = document.experiment
    form.show_sites(engine._sites())
    assert "1" in form.skips.text()
    assert form.skips.isVisible()
    qtbot.mouseClick(form.card("model.residual").segments[0], Qt.MouseButton.LeftButton)
    assert not form.skips.isVisible()


def test_nothing_is_clipped_and_there_is_no_horizontal_scroll_bar(form: ExperimentForm, document: Document):
    form.more.set_open(True)
    form.single.set_open(True)
    assert form.widget().minimumSizeHint().width() <= 270
    assert not form.horizontalScrollBar().isVisible()


def test_every_field_explains_itself(form: ExperimentForm):
    for editor in form.editors():
        assert len(editor.toolTip()) > 20, editor.path
    live, structural = form.editor("optimizer.lr").toolTip(), form.editor("model.depth").toolTip()
    assert live != structural
    assert "1 to 1000" in structural


def test_undo_shows_in_the_form(form: ExperimentForm, document: Document, qtbot: Any):
    qtbot.mouseClick(form.card("model.activation").segments[2], Qt.MouseButton.LeftButton)
    document.undo_stack.undo()
    assert form.card("model.activation").segments[0].isChecked()


def test_the_wheel_scrolls_the_form_and_changes_no_value(form: ExperimentForm, document: Document, qtbot: Any):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    widgets: list[QWidget] = [form.editor("optimizer.lr").slider, form.editor("loss").combo]
    for widget in widgets:
        event = QWheelEvent(QPointF(5, 5), widget.mapToGlobal(QPointF(5, 5)), QPoint(0, 0), QPoint(0, -120),
                            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(widget, event)
    assert document.experiment == Experiment()


# ---- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(("ends", "log", "whole"), [([1, 100], True, True), ([1e-5, 10], True, False),
                                                    ([0, 0.99], False, False), ([1, 8], False, True)])
def test_a_slider_reaches_its_ends_and_comes_back(ends: list[float], log: bool, whole: bool):
    scale = SliderScale(ends, log, whole)
    assert scale.value(0) == pytest.approx(ends[0])
    assert scale.value(1000) == pytest.approx(ends[1])
    for position in range(0, 1001, 50):
        again = scale.value(scale.position(scale.value(position)))
        assert again == pytest.approx(scale.value(position), rel=0.02, abs=1e-3)
    assert scale.position(-5) == 0
    assert scale.position(1e9) == 1000


def test_numbers_are_read_as_typed():
    assert parse_number(" −1.5 ", False) == -1.5
    assert parse_number("1e2", True) == 100
    assert isinstance(parse_number("1e2", True), int)
    assert parse_number("1,5", False) == "1,5"
    assert number_text(1e-5) == "1e-05"


def test_all_models_are_reached():
    assert {"Mlp", "Digits", "LeakyRelu", "ClipValue", "Residual", "Adam"} <= {spec.__name__
                                                                              for spec in specs_of(Experiment)}


def test_number_editor_has_a_slider_only_where_declared(form: ExperimentForm):
    assert isinstance(form.editor("seed"), NumberEditor)
    assert form.editor("seed").slider is None
