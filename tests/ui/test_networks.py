"""The form follows the kind of network: its fields, its choices, data that fit, and one step back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gradsim.experiment import Experiment
from gradsim.problems import fail
from ui.document import Document
from ui.edits import whole_blocks, with_field
from ui.network_edits import dragged, network_kinds, offered, suits, with_data, with_network, with_skips
from ui.panels.experiment_form import ExperimentForm
from ui.panels.toggle_card import TOGGLES, card_kinds, chosen_key
from ui.panels.toggle_card import choose as press
from ui.schema import kinds_of

KINDS = [kind.name for kind in network_kinds()]
DATA = [kind.name for kind in kinds_of(Experiment.model_fields["data"].annotation)]
NUMBERS = {"mlp": ["model.depth", "model.width"], "lenet5": [], "alexnet": ["model.width"],
           "plain_cnn": ["model.depth", "model.width", "model.image_size"],
           "resnet": ["model.depth", "model.width", "model.image_size"],
           **{key: ["model.hidden", "model.layers"] for key in ("rnn", "lstm", "gru")}}
NORMS = {"dense": ["none", "batch_norm", "layer_norm", "rms_norm"],
         "convolutional": ["none", "batch_norm", "layer_norm", "rms_norm"], "recurrent": ["none", "layer_norm"]}
SKIPS = {"mlp": ["none", "plain", "scaled", "post_activation", "pre_activation"],
         **{key: ["none", "post_activation", "pre_activation"] for key in ("plain_cnn", "resnet")}}


@pytest.fixture
def form(qtbot: Any, document: Document) -> ExperimentForm:
    made = ExperimentForm(document)
    qtbot.addWidget(made)
    made.resize(280, 900)
    made.show()
    return made


def choose(qtbot: Any, form: ExperimentForm, kind: str) -> None:
    """Choose a network with the keyboard, as a user does."""
    combo = form.network.combo
    place = form.network._choices.index(kind)
    combo.setCurrentIndex(place)
    combo.activated.emit(place)
    QApplication.processEvents()  # what is new gets its place


def shown(form: ExperimentForm, path: str) -> list[str]:
    """The buttons of a card that can be seen."""
    return [segment.key for segment in form.card(path).segments if segment.isVisible()]


# ---- what is shown ------------------------------------------------------------------------------


def test_every_kind_is_offered_by_its_name(form: ExperimentForm) -> None:
    combo = form.network.combo
    names = [combo.itemText(index) for index in range(combo.count()) if combo.itemText(index)]
    assert names == ["Dense network", "LeNet-5", "AlexNet", "Plain CNN", "ResNet", "RNN", "LSTM", "GRU"]
    assert combo.count() == len(names) + 2  # two lines between three families
    assert form.network.geometry().top() < form.cards[0].geometry().top()


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_makes_sense_is_shown(form: ExperimentForm, document: Document, qtbot: Any, kind: str) -> None:
    choose(qtbot, form, kind)
    model = document.experiment.model
    assert model.kind == kind
    assert [editor.path for editor in form.front.editors if editor.path.startswith("model.")] == NUMBERS[kind]
    assert all(editor.isVisible() for editor in form.front.editors)
    assert {"optimizer.lr", "data.batch_size"} <= {editor.path for editor in form.front.editors}
    assert shown(form, "model.norm") == NORMS[model.family]
    assert shown(form, "model.residual") == SKIPS.get(kind, [])
    assert form.card("model.residual").isVisible() == (kind in SKIPS)
    assert form.card("model.recurrent_init").isVisible() == (model.family == "recurrent")
    assert form.single.isVisible() == (kind == "mlp")
    assert shown(form, "model.activation")
    assert shown(form, "clip") == ["none", "norm", "value"]
    form.more.set_open(True)
    edited = {editor.path for editor in form.editors()} | {card.table.path for card in form.cards if card.isVisible()}
    assert {f"model.{name}" for name in type(document.experiment.model).model_fields if name != "kind"} <= edited
    assert form.widget().minimumSizeHint().width() <= 270
    assert not form.horizontalScrollBar().isVisible()
    for editor in form.editors():
        assert len(editor.toolTip()) > 20, editor.path


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_card_offers_can_be_chosen(kind: str) -> None:
    experiment = with_network(Experiment(), kind)
    for table in TOGGLES:
        for offer in card_kinds(experiment, table.path):
            assert chosen_key(press(experiment, table.path, offer.name), table.path) == offer.name


def test_given_weights_are_for_dense_networks(form: ExperimentForm, qtbot: Any) -> None:
    choose(qtbot, form, "lenet5")
    assert "values" not in [action.data() for action in form.card("model.weight_init")._group.actions()]
    assert "values" not in form.editor("model.bias_init")._choices
    choose(qtbot, form, "mlp")
    assert "values" in [action.data() for action in form.card("model.weight_init")._group.actions()]
    assert "values" in form.editor("model.bias_init")._choices


# ---- switching ----------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["mlp", "resnet", "lstm"])
def test_a_switch_is_one_step_and_comes_back_exactly(form: ExperimentForm, document: Document, qtbot: Any,
                                                     first: str) -> None:
    for second in ("mlp", "alexnet", "resnet", "lstm", "gru"):
        document.replace(with_network(with_field(Experiment(), "optimizer.lr", 0.03), first), "first")
        document.undo_stack.clear()
        before = document.experiment
        choose(qtbot, form, second)
        after = document.experiment
        assert document.undo_stack.count() == (second != first)
        assert (after.model.kind, after.optimizer.lr, after.seed) == (second, 0.03, before.seed)
        document.undo_stack.undo()
        assert document.experiment == before
        assert form.network._choices[form.network.combo.currentIndex()] == first
        assert [editor.path for editor in form.front.editors if editor.path.startswith("model.")] == NUMBERS[first]
        document.undo_stack.redo()
        assert document.experiment == after


def test_another_network_comes_as_it_was_published(document: Document) -> None:
    resnet = with_network(Experiment(), "resnet").model
    assert (resnet.activation.kind, resnet.weight_init.kind, resnet.norm.kind) == ("relu", "he_normal", "batch_norm")
    assert with_network(with_network(Experiment(), "resnet"), "lenet5").model.activation.kind == "tanh"


def test_siblings_keep_what_both_have() -> None:
    lstm = with_field(with_field(with_network(Experiment(), "lstm"), "model.hidden", 20), "model.layers", 3)
    gru = with_network(lstm, "gru").model
    assert (gru.hidden, gru.layers) == (20, 3)
    assert with_network(with_network(lstm, "gru"), "lstm").model.forget_bias == 1.0


def test_skip_links_make_a_resnet_of_a_plain_cnn_and_back(form: ExperimentForm, document: Document, qtbot: Any) -> None:
    choose(qtbot, form, "plain_cnn")
    for path, value in (("model.depth", 32), ("model.width", 8), ("model.activation", {"kind": "elu", "alpha": 0.5}),
                        ("model.norm", {"kind": "layer_norm"})):
        document.replace(with_field(document.experiment, path, value), path)
    plain = document.experiment
    off, post, pre = (next(segment for segment in form.card("model.residual").segments if segment.key == key)
                      for key in ("none", "post_activation", "pre_activation"))
    assert off.isChecked()
    qtbot.mouseClick(pre, Qt.MouseButton.LeftButton)
    model = document.experiment.model
    assert (model.kind, model.residual.kind, model.depth, model.width) == ("resnet", "pre_activation", 32, 8)
    assert (model.activation.alpha, model.norm.kind) == (0.5, "layer_norm")
    assert pre.isChecked()
    document.replace(with_field(document.experiment, "model.residual.scale", 0.5), "scale")
    qtbot.mouseClick(post, Qt.MouseButton.LeftButton)
    assert (document.experiment.model.residual.kind, document.experiment.model.residual.scale) == ("post_activation", 0.5)
    qtbot.mouseClick(off, Qt.MouseButton.LeftButton)
    assert document.experiment == plain
    assert form.network.combo.currentText() == "Plain CNN"


def test_a_plain_cnn_of_a_bottleneck_resnet_has_whole_blocks() -> None:
    deep = with_field(with_field(with_network(Experiment(), "resnet"), "model.bottleneck", True), "model.depth", 29)
    assert with_skips(deep, "none").model.depth == 26  # the nearest 6n + 2, halves rounded to even n


def test_depths_come_in_whole_blocks() -> None:
    assert [whole_blocks(depth, False) for depth in (1, 8, 20, 24, 46, 56, 110)] == [8, 8, 20, 26, 44, 56, 110]
    assert [whole_blocks(depth, True) for depth in (1, 20, 56, 110)] == [11, 20, 56, 110]
    resnet = with_network(Experiment(), "resnet")
    assert dragged(resnet, "model.depth", 51) == 50
    assert dragged(resnet, "model.width", 51) == 51
    assert dragged(Experiment(), "model.depth", 51) == 51
    assert with_field(with_field(resnet, "model.depth", 32), "model.bottleneck", True).model.depth == 29


def test_a_drag_of_the_depth_stops_at_whole_blocks(form: ExperimentForm, document: Document, qtbot: Any) -> None:
    choose(qtbot, form, "resnet")
    slider = form.editor("model.depth").slider
    slider.setSliderDown(True)
    with qtbot.waitSignal(document.experiment_changed):
        slider.setValue(470)
    slider.setSliderDown(False)
    assert (document.experiment.model.depth - 2) % 6 == 0
    assert form.editor("model.depth").line.text() == str(document.experiment.model.depth)


@pytest.mark.parametrize(("kind", "path", "text", "words"), [
    ("resnet", "model.depth", "7", ("7", "8 to 1202")), ("resnet", "model.image_size", "abc", ("abc", "8 to 64")),
    ("alexnet", "model.dropout", "1", ("1", "0 to below 1")), ("lstm", "model.hidden", "0", ("0", "1 to 1024")),
    ("gru", "model.layers", "5", ("5", "1 to 4")), ("lstm", "model.forget_bias", "nan", ("finite",))])
def test_a_bad_value_is_explained_and_changes_nothing(form: ExperimentForm, document: Document, qtbot: Any, kind: str,
                                                      path: str, text: str, words: tuple[str, ...]) -> None:
    choose(qtbot, form, kind)
    before = document.experiment
    editor = form.editor(path)
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, text)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert document.experiment == before
    assert editor.error.isVisible()
    assert all(word in editor.error.text() for word in words), editor.error.text()


# ---- data ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_network_gets_data_it_can_read(kind: str) -> None:
    for data in set(DATA) - {"csv", "mnist"}:  # these need a file
        start = with_data(with_field(Experiment(), "data.batch_size", 7), data)
        after = with_network(start, kind)
        assert after.data.kind in offered(after, "data", DATA)
        assert after.data.batch_size == 7
        assert (after.data == start.data) == suits(after.model.family, start.data)


def test_other_data_are_told_in_one_sentence(form: ExperimentForm, document: Document, qtbot: Any) -> None:
    document.replace(with_data(Experiment(), "moons"), "moons")
    notice = form.network.notice
    assert not notice.isVisible()
    choose(qtbot, form, "lenet5")
    assert notice.isVisible()
    assert "Digits" in notice.text()
    assert notice.text().count(".") == 1
    assert set(form.editor("data")._choices) == {name for name in DATA if name in
                                                 offered(document.experiment, "data", DATA)} < set(DATA)
    document.undo_stack.undo()
    assert not notice.isVisible()
    assert document.experiment.data.kind == "moons"
    assert form.editor("data")._choices == DATA
    choose(qtbot, form, "mlp")
    assert not notice.isVisible()


def test_a_recurrent_network_gets_a_sequence_and_shows_its_length(form: ExperimentForm, document: Document,
                                                                  qtbot: Any) -> None:
    choose(qtbot, form, "lstm")
    assert (document.experiment.data.kind, document.experiment.loss) == ("sequential_digits", "cross_entropy")
    assert "Digits in sequence" in form.network.notice.text()
    assert set(form.editor("data")._choices) == {"adding", "copy_memory", "sequential_digits", "gaussian"}
    length = form.editor("data.length")
    length.combo.activated.emit(0)
    assert document.experiment.data.length == 8
    form.editor("data").combo.activated.emit(form.editor("data")._choices.index("copy_memory"))
    QApplication.processEvents()
    assert [editor.path for editor in form.front.editors if editor.path.startswith("data.")] == ["data.delay",
                                                                                                "data.batch_size"]


def test_the_loss_follows_the_targets_and_says_so(form: ExperimentForm, document: Document, qtbot: Any) -> None:
    choose(qtbot, form, "gru")
    data = form.editor("data")
    data.combo.activated.emit(data._choices.index("adding"))
    assert (document.experiment.data.kind, document.experiment.loss) == ("adding", "mse")
    assert "Mean squared error" in data.notice.text()
    QApplication.processEvents()
    assert data.notice.isVisible()
    assert [editor.path for editor in form.front.editors if editor.path == "data.length"]
    assert document.undo_stack.undoText() == "Data"
    choose(qtbot, form, "resnet")
    assert (document.experiment.data.kind, document.experiment.loss) == ("digits", "cross_entropy")
    assert form.network.notice.text().count(".") == 2
    assert not data.notice.isVisible()
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert (document.experiment.data.kind, document.experiment.loss) == ("sequential_digits", "cross_entropy")


def test_what_does_not_fit_is_explained_under_the_network(form: ExperimentForm, document: Document, qtbot: Any,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise fail("batch_norm_batch", value=1)

    monkeypatch.setattr("ui.panels.experiment_form.with_network", refuse)
    choose(qtbot, form, "resnet")
    assert "at least 2 samples" in form.network.error.text()
    assert form.network.error.isVisible()
    assert document.experiment == Experiment()
    assert form.network.combo.currentText() == "Dense network"
