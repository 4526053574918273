"""The experiment panel: a card with the title, undo and redo, and the form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

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
        self.examples = QToolButton(self)
        self.examples.setProperty("class", "flat")
        self.examples.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.examples.hide()
        row.addWidget(self.examples)
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

    def offer_examples(self, menu: QMenu) -> None:
        """Show a button that opens the menu of the ready experiments."""
        self.examples.setMenu(menu)
        self.examples.show()

    def retranslate(self) -> None:
        """The language changed."""
        self.examples.setText(self.tr("Examples"))
        self.examples.setToolTip(self.tr("Ready experiments, each showing one thing"))
        self.title.setText(self.tr("Experiment"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
