"""The experiment panel: a card with the title, undo and redo, and the form."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.document import Document
from ui.panels.experiment_form import ExperimentForm


class ExperimentPanel(QFrame):
    """What the left dock shows."""

    def __init__(self, document: Document, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self.title = QLabel(self)
        self.title.setProperty("class", "title")
        self.form = ExperimentForm(document, self)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(0)
        row.addWidget(self.title, 1)
        for key in ("undo", "redo"):
            button = QToolButton(self)
            button.setProperty("class", "flat")
            button.setDefaultAction(actions[key])
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 8, 1, 8)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.form, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """The language changed."""
        self.title.setText(self.tr("Experiment"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
