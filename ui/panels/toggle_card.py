"""Toggle cards: the decisions of a deep network, one click each, with all further kinds behind "more…"."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic.fields import FieldInfo
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gradsim import specs
from gradsim.experiment import Experiment
from ui import texts
from ui.edits import with_field, with_kind
from ui.menu_actions import empty
from ui.network_edits import offered, with_skips
from ui.schema import Kind, field_at, kinds_of

SCALED = "1/sqrt(depth)"


@dataclass(frozen=True)
class ToggleTable:
    """What one card shows: the part it decides, its buttons (kind, label), and how many stand in a row."""

    path: str
    buttons: tuple[tuple[str, str], ...]
    columns: int = 3
    more: bool = False


TOGGLES = (
    ToggleTable("model.activation", (
        ("sigmoid", QT_TRANSLATE_NOOP("Toggle", "Sigmoid")), ("tanh", QT_TRANSLATE_NOOP("Toggle", "Tanh")),
        ("relu", QT_TRANSLATE_NOOP("Toggle", "ReLU")), ("leaky_relu", QT_TRANSLATE_NOOP("Toggle", "Leaky")),
        ("selu", QT_TRANSLATE_NOOP("Toggle", "SELU"))), more=True),
    ToggleTable("model.weight_init", (
        ("xavier_normal", QT_TRANSLATE_NOOP("Toggle", "Xavier")), ("he_normal", QT_TRANSLATE_NOOP("Toggle", "He")),
        ("lecun_normal", QT_TRANSLATE_NOOP("Toggle", "LeCun")),
        ("orthogonal", QT_TRANSLATE_NOOP("Toggle", "Orthog.")),
        ("normal", QT_TRANSLATE_NOOP("Toggle", "Normal"))), more=True),
    ToggleTable("model.recurrent_init", (
        ("orthogonal", QT_TRANSLATE_NOOP("Toggle", "Orthog.")), ("identity", QT_TRANSLATE_NOOP("Toggle", "Identity")),
        ("xavier_normal", QT_TRANSLATE_NOOP("Toggle", "Xavier")), ("he_normal", QT_TRANSLATE_NOOP("Toggle", "He")),
        ("normal", QT_TRANSLATE_NOOP("Toggle", "Normal"))), more=True),
    ToggleTable("model.norm", (
        ("none", QT_TRANSLATE_NOOP("Toggle", "None")), ("batch_norm", QT_TRANSLATE_NOOP("Toggle", "Batch")),
        ("layer_norm", QT_TRANSLATE_NOOP("Toggle", "Layer")), ("rms_norm", QT_TRANSLATE_NOOP("Toggle", "RMS"))),
        columns=4),
    ToggleTable("model.residual", (
        ("none", QT_TRANSLATE_NOOP("Toggle", "Off")), ("plain", QT_TRANSLATE_NOOP("Toggle", "x+F(x)")),
        ("scaled", QT_TRANSLATE_NOOP("Toggle", "scaled")),
        ("post_activation", QT_TRANSLATE_NOOP("Toggle", "σ(x+F)")),
        ("pre_activation", QT_TRANSLATE_NOOP("Toggle", "pre-act.")))),
    ToggleTable("clip", (
        ("none", QT_TRANSLATE_NOOP("Toggle", "Off")), ("norm", QT_TRANSLATE_NOOP("Toggle", "Norm")),
        ("value", QT_TRANSLATE_NOOP("Toggle", "Value")))),
)


def card_field(experiment: Experiment, path: str) -> FieldInfo | None:
    """The declaration of what a card decides; None where the network has no such part."""
    if path == "model.residual" and isinstance(experiment.model, specs.PlainCnn):
        return specs.ResNet.model_fields["residual"]  # with skip links it is a ResNet
    if path != "clip" and path.partition(".")[2] not in type(experiment.model).model_fields:
        return None
    return field_at(type(experiment), path, experiment)


def card_kinds(experiment: Experiment, path: str) -> list[Kind]:
    """The kinds that a card offers for the present network."""
    field = card_field(experiment, path)
    kinds = kinds_of(field.annotation) if field is not None else []
    if path == "model.residual" and experiment.model.family == "convolutional" and kinds:
        kinds = [Kind("none", specs.NoResidual), *kinds]
    names = offered(experiment, path, [kind.name for kind in kinds])
    return [kind for kind in kinds if kind.name in names]


def chosen_key(experiment: Experiment, path: str) -> str:
    """The button (or kind) that stands for the present part; "" where the layers differ."""
    part = experiment.clip if path == "clip" else getattr(experiment.model, path.partition(".")[2], None)
    if isinstance(part, tuple):
        kinds = {spec.kind for spec in part}
        return kinds.pop() if len(kinds) == 1 else ""
    if part is None:
        return "none"
    if getattr(part, "scale", None) == SCALED and part.kind == "plain":
        return "scaled"
    return str(part.kind)


def choose(experiment: Experiment, path: str, key: str) -> Experiment:
    """The experiment with another kind at ``path``; raises GradsimError if it does not fit."""
    if path == "model.residual" and experiment.model.family == "convolutional":
        return with_skips(experiment, key)
    if key == "scaled":
        return with_field(experiment, path, {"kind": "plain", "scale": SCALED})
    if chosen_key(experiment, path) == "scaled":
        return with_field(experiment, path, {"kind": key})
    kinds = {kind.name: kind for kind in card_kinds(experiment, path)}
    return with_kind(experiment, path, kinds[key])


BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Segment(QPushButton):
    """One button of a card; Enter presses it, because Space plays and pauses."""

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.setCheckable(True)
        self.setProperty("class", "segment")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_key = event.reason() in BY_KEY  # after a click everyone knows where it was
        if by_key != bool(self.property("by_key")):
            self.setProperty("by_key", by_key)
            self.style().unpolish(self)
            self.style().polish(self)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ToggleCard(QWidget):
    """The buttons of one decision, as far as the network knows it. ``chosen`` carries the key that was clicked."""

    chosen = Signal(object)

    def __init__(self, table: ToggleTable, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._field: FieldInfo | None = None
        self._kinds: list[Kind] = []
        self._key = ""
        self.caption = QLabel(self)
        self.caption.setProperty("class", "section")
        self.segments = [Segment(key, self) for key, _ in table.buttons]
        self.more: Segment | None = Segment("", self) if table.more else None
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._group = QActionGroup(self)
        self.error = QLabel(self)
        self.error.setProperty("class", "alarm")
        self.error.setWordWrap(True)
        self.error.hide()
        self._grid = QGridLayout()
        self._lay_out()
        self._connect()
        self.show_experiment(experiment)

    def show_experiment(self, experiment: Experiment) -> None:
        """Press the button of the present kind; without a meaning for the network the card hides."""
        field, kinds = card_field(experiment, self.table.path), card_kinds(experiment, self.table.path)
        if field is not None and (field is not self._field or kinds != self._kinds):
            self._field, self._kinds = field, kinds
            self._place_segments()
            self._fill_menu()
            self.retranslate()
        self.setVisible(field is not None)
        self._key = chosen_key(experiment, self.table.path)
        self.set_error("")
        self._press()

    def set_error(self, text: str) -> None:
        """Show what is wrong under the buttons; "" hides it."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def retranslate(self) -> None:
        """The language changed."""
        if self._field is None:
            return
        self.caption.setText(texts.title(self._field))
        self.caption.setToolTip(texts.explanation(self._field))
        for segment, (key, label) in zip(self.segments, self.table.buttons, strict=True):
            segment.setText(QCoreApplication.translate("Toggle", label))
            segment.setToolTip(self._help(key))
        group = self.table.path.rpartition(".")[2]
        for action, kind in zip(self._menu.actions(), self._kinds, strict=True):
            action.setText(texts.kind_name(kind.name, group))
            action.setToolTip(texts.spec_help(kind.spec))
        self._press()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        self._grid.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.caption)
        layout.addLayout(self._grid)
        layout.addWidget(self.error)

    def _place_segments(self) -> None:
        """The buttons of the kinds that there are, in as few columns as the table says."""
        names = {kind.name for kind in self._kinds}
        scalable = any("scale" in kind.spec.model_fields and kind.name == "plain" for kind in self._kinds)
        for segment in self.segments:
            segment.setVisible(segment.key in names or (segment.key == "scaled" and scalable))
            self._grid.removeWidget(segment)
        shown = [segment for segment in self.segments if not segment.isHidden()]
        shown += [self.more] if self.more is not None else []
        columns = min(self.table.columns, len(shown))
        for index, segment in enumerate(shown):
            self._grid.addWidget(segment, index // columns, index % columns)
        for column in range(self.table.columns):
            self._grid.setColumnStretch(column, int(column < columns))

    def _connect(self) -> None:
        for segment in self.segments:
            segment.clicked.connect(self._on_segment_clicked)
        if self.more is not None:
            self.more.clicked.connect(self._on_more_clicked)
        self._group.triggered.connect(self._on_menu_triggered)

    def _fill_menu(self) -> None:
        for action in self._group.actions():
            self._group.removeAction(action)
        empty(self._menu)
        for kind in self._kinds:
            action = QAction(self._menu)
            action.setCheckable(True)
            action.setData(kind.name)
            self._group.addAction(action)
            self._menu.addAction(action)

    def _help(self, key: str) -> str:
        kind = next((kind for kind in self._kinds if kind.name == key), None)
        group = self.table.path.rpartition(".")[2]
        if kind is None:
            return self.tr("x + F(x)/√depth: the branches together stay as large as the input.")
        return f"{texts.kind_name(key, group)}\n{texts.spec_help(kind.spec)}"

    def _press(self) -> None:
        for segment in self.segments:
            segment.setChecked(segment.key == self._key)
        for action in self._group.actions():
            action.setChecked(action.data() == self._key)
        if self.more is None:
            return
        elsewhere = bool(self._key) and self._key not in [segment.key for segment in self.segments]
        self.more.setChecked(elsewhere)
        group = self.table.path.rpartition(".")[2]
        self.more.setText(texts.kind_name(self._key, group).partition(" (")[0] if elsewhere else self.tr("more…"))
        self.more.setToolTip(self.tr("All kinds"))

    def _on_segment_clicked(self) -> None:
        segment = self.sender()
        assert isinstance(segment, Segment)
        self._press()  # the experiment decides what is pressed, not the click
        self.chosen.emit(segment.key)

    def _on_more_clicked(self) -> None:
        self._press()
        assert self.more is not None
        self._menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_menu_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
