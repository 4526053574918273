"""Layer activations: give single layers another activation than the rest."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from gradsim.experiment import Experiment
from ui import texts
from ui.panels.editor_base import CalmCombo
from ui.schema import accepts_list, field_at, kinds_of


class LayerActivations(QWidget):
    """A layer number, the activation of that layer, and which layers use what; for networks that allow a list."""

    chosen = Signal(object, object)  # layer 1…L, kind

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._activations: list[str] = []
        self._kinds = [kind.name for kind in kinds_of(field_at(type(experiment), "model.activation",
                                                               experiment).annotation)]
        self.label = QLabel(self)
        self.layer = QSpinBox(self)
        self.layer.setMinimum(1)
        self.layer.setFixedWidth(62)
        self.layer.valueChanged.connect(self._on_layer_value_changed)
        self.kind = CalmCombo(self)
        self.kind.setSizeAdjustPolicy(CalmCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(4)
        self.kind.activated.connect(self._on_kind_activated)
        self.summary = QLabel(self)
        self.summary.setProperty("class", "small")
        self.summary.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.label)
        row.addWidget(self.layer)
        row.addWidget(self.kind, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.summary)
        self.retranslate()
        self.show_experiment(experiment)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the activations of ``experiment``, if its layers have some of their own."""
        if not has_layer_activations(experiment):
            return
        self._activations = [spec.kind for spec in experiment.model.activations]
        self.layer.blockSignals(True)
        self.layer.setMaximum(len(self._activations))
        self.layer.blockSignals(False)
        self._show_layer()

    def retranslate(self) -> None:
        """The language changed."""
        self.label.setText(self.tr("Layer"))
        self.kind.clear()
        for kind in self._kinds:
            self.kind.addItem(texts.kind_name(kind, "activation"))
        self.setToolTip(self.tr("Choose another activation for a single layer."))
        self._show_layer()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_layer(self) -> None:
        kinds = self._activations
        if not kinds:
            return
        self.kind.setCurrentIndex(self._kinds.index(kinds[self.layer.value() - 1]))
        self.summary.setText(", ".join(runs(kinds)) if len(set(kinds)) > 1 else "")
        self.summary.setVisible(bool(self.summary.text()))

    def _on_layer_value_changed(self) -> None:
        self._show_layer()

    def _on_kind_activated(self, index: int) -> None:
        self.chosen.emit(self.layer.value(), self._kinds[index])


def has_layer_activations(experiment: Experiment) -> bool:
    """Whether the network takes a list of activations, one per layer."""
    return accepts_list(field_at(type(experiment), "model.activation", experiment).annotation)


def runs(kinds: list[str]) -> list[str]:
    """Which layers use what, in words: "1–3 ReLU", "4 Tanh"."""
    found, first = [], 1
    for kind, group in groupby(kinds):
        last = first + len(list(group)) - 1
        layers = str(first) if first == last else f"{first}–{last}"
        found.append(f"{layers} {texts.kind_name(kind, 'activation')}")
        first = last + 1
    return found
