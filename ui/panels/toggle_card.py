"""Toggle cards: the five decisions of a deep network, one click each, with all further kinds behind "more…"."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gradsim.experiment import Experiment
from ui import texts
from ui.edits import with_field, with_kind
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


def chosen_key(experiment: Experiment, path: str) -> str:
    """The button (or kind) that stands for the present part; "" where the layers differ."""
    if path == "model.activation":
        kinds = {spec.kind for spec in experiment.model.activations}
        return kinds.pop() if len(kinds) == 1 else ""
    part = experiment.clip if path == "clip" else getattr(experiment.model, path.partition(".")[2])
    if getattr(part, "scale", None) == SCALED and part.kind == "plain":
        return "scaled"
    return str(part.kind)


def choose(experiment: Experiment, path: str, key: str) -> Experiment:
    """The experiment with another kind at ``path``; raises GradsimError if it does not fit."""
    kinds = {kind.name: kind for kind in kinds_of(field_at(type(experiment), path, experiment).annotation)}
    if key == "scaled":
        return with_field(experiment, path, {"kind": "plain", "scale": SCALED})
    if chosen_key(experiment, path) == "scaled":
        return with_field(experiment, path, {"kind": key})
    return with_kind(experiment, path, kinds[key])


class Segment(QPushButton):
    """One button of a card; Enter presses it, because Space plays and pauses."""

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.setCheckable(True)
        self.setProperty("class", "segment")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ToggleCard(QWidget):
    """The buttons of one decision. ``chosen`` carries the key that was clicked."""

    chosen = Signal(object)

    def __init__(self, table: ToggleTable, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._field = field_at(type(experiment), table.path, experiment)
        self._kinds: list[Kind] = kinds_of(self._field.annotation)
        self._key = ""
        self.caption = QLabel(self)
        self.caption.setProperty("class", "section")
        self.segments = [Segment(key, self) for key, _ in table.buttons]
        self.more: Segment | None = Segment("", self) if table.more else None
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self.error = QLabel(self)
        self.error.setProperty("class", "alarm")
        self.error.setWordWrap(True)
        self.error.hide()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.show_experiment(experiment)

    def show_experiment(self, experiment: Experiment) -> None:
        """Press the button of the present kind."""
        self._key = chosen_key(experiment, self.table.path)
        self.set_error("")
        self._press()

    def set_error(self, text: str) -> None:
        """Show what is wrong under the buttons; "" hides it."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def retranslate(self) -> None:
        """The language changed."""
        self.caption.setText(texts.title(self._field))
        self.caption.setToolTip(texts.explanation(self._field))
        for segment, (key, label) in zip(self.segments, self.table.buttons, strict=True):
            segment.setText(QCoreApplication.translate("Toggle", label))
            segment.setToolTip(self._help(key))
        self._fill_menu()
        self._press()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(4)
        shown = [*self.segments, self.more] if self.more is not None else list(self.segments)
        for index, segment in enumerate(shown):
            grid.addWidget(segment, index // self.table.columns, index % self.table.columns)
        for column in range(self.table.columns):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.caption)
        layout.addLayout(grid)
        layout.addWidget(self.error)

    def _connect(self) -> None:
        for segment in self.segments:
            segment.clicked.connect(self._on_segment_clicked)
        if self.more is not None:
            self.more.clicked.connect(self._on_more_clicked)
        self._group.triggered.connect(self._on_menu_triggered)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
        self._menu.setToolTipsVisible(True)
        group = self.table.path.rpartition(".")[2]
        for kind in self._kinds:
            action = QAction(texts.kind_name(kind.name, group), self._group)
            action.setCheckable(True)
            action.setData(kind.name)
            action.setToolTip(texts.spec_help(kind.spec))
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
