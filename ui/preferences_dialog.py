"""The preferences: how much memory going back in time may take, and what it takes now."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from gradsim.messages import Frame
from ui.dialogs import HelpDialog
from ui.preferences import BUDGETS, MIB, Preferences
from ui.session import Session


class PreferencesDialog(HelpDialog):
    """Choices take effect at once and are remembered."""

    def __init__(self, session: Session, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self._caption, self._used_caption, self.used, self._note = (QLabel(self) for _ in range(4))
        self.budget = QComboBox(self)
        for size in BUDGETS:
            self.budget.addItem("", size)
        self.budget.setCurrentIndex(BUDGETS.index(preferences.budget))
        self._note.setWordWrap(True)
        self._note.setProperty("class", "muted")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow(self._caption, self.budget)
        form.addRow(self._used_caption, self.used)
        self.body.addLayout(form)
        self.body.addWidget(self._note)
        self._caption.setBuddy(self.budget)
        self.budget.currentIndexChanged.connect(self._on_budget_current_index_changed)
        session.clock.text_due.connect(self._on_clock_text_due)
        self.setMinimumWidth(430)
        self.retranslate()

    def retranslate(self) -> None:
        """Word everything again."""
        self.setWindowTitle(self.tr("Preferences"))
        self._caption.setText(self.tr("&Memory for going back in time"))
        for place, size in enumerate(BUDGETS):
            text = self.tr("{size} MB") if size < 1024 else self.tr("{size} GB")
            self.budget.setItemText(place, text.format(size=size if size < 1024 else size // 1024))
        self._used_caption.setText(self.tr("Used now"))
        self._note.setText(self.tr(
            "States of the run (weights, optimizer, order of the data) are kept along the way. When they fill this memory, "
            "every second one is dropped: any step can still be reached exactly, but computing it again takes longer."))
        if self._session.frame is not None:
            self._on_clock_text_due(self._session.frame)

    def _on_budget_current_index_changed(self, place: int) -> None:
        self._preferences.budget = BUDGETS[place]
        self._session.client.keep(BUDGETS[place] * MIB)
        self._session.clock.want()

    def _on_clock_text_due(self, frame: Frame) -> None:
        past = frame.past
        self.used.setText(self.tr("{used} MB of {budget} MB, back to step {first}").format(
            used=f"{past.used / MIB:.3g}", budget=f"{past.budget / MIB:.0f}", first=past.first // past.micro_steps))
