"""The compare bar: the runs that are compared as chips, and buttons that add one in a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gradsim.patches import Patch
from ui.menu_actions import empty
from ui.panels.flow import FlowBar, FlowLayout
from ui.session import Session
from ui.theme import LIGHT, Theme
from ui.variants import MOST, Entry, percent_done
from ui.views.strands import MARKS
from ui.what_if import BRANCHES, WHAT_IF, WhatIf, offered

WIDEST = 330  # pixels of a chip's words


class Chip(QFrame):
    """One run: its mark, its differences in words, and buttons to take it over or to end it."""

    removed = Signal(str)
    promoted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "chip")
        self.name = ""
        self.mark, self.words = QLabel(self), QLabel(self)
        self.promote, self.remove = QToolButton(self), QToolButton(self)
        self.promote.setText("⤴")
        self.remove.setText("✕")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(3)
        for part in (self.mark, self.words, self.promote, self.remove):
            row.addWidget(part)
        for button, slot in ((self.promote, self._on_promote_clicked), (self.remove, self._on_remove_clicked)):
            button.setProperty("class", "flat")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)

    def show_run(self, mark: str, color: str, words: str, tip: str) -> None:
        """Say which run it is; a long text is shortened, and whole in the tooltip."""
        coloured = f'<span style="color:{color}">{mark}</span>'
        self.mark.setText(coloured)
        metrics = QFontMetricsF(self.words.font())
        self.words.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, WIDEST))
        self.setToolTip(tip)

    def offer(self, name: str, promote: str, remove: str) -> None:
        """The variant that its buttons act on, and what they say; "": they are hidden."""
        self.name = name
        for button, tip in ((self.promote, promote), (self.remove, remove)):
            button.setVisible(bool(name))
            button.setToolTip(tip)
            button.setAccessibleName(tip)

    def _on_promote_clicked(self) -> None:
        self.promoted.emit(self.name)

    def _on_remove_clicked(self) -> None:
        self.removed.emit(self.name)


class CompareBar(FlowBar):
    """Chips in the first line, buttons in the second; both go on in further lines where there is no room."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, LIGHT
        self.chips = [Chip(self) for _ in range(MOST + 1)]
        self.hint, self.question = QLabel(self), QLabel(self)
        self.buttons: dict[str, QToolButton] = {row.key: self._button() for row in WHAT_IF}
        self.branch = self._button()
        self.branch.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.branch)
        self.branch.setMenu(self.menu)
        self._patches: dict[str, Patch] = {}
        self._branches: dict[str, Patch] = {}
        self._lay_out()
        for chip in self.chips:
            chip.removed.connect(session.variants.remove)
            chip.promoted.connect(session.variants.promote)
        for button in self.buttons.values():
            button.clicked.connect(self._on_button_clicked)
        self.menu.triggered.connect(self._on_menu_triggered)
        session.variants.changed.connect(self.refresh)
        session.document.experiment_changed.connect(self.refresh)
        session.rebuilt.connect(self.refresh)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of the marks."""
        self._theme = theme
        for chip in self.chips:
            chip.setMinimumHeight(2 * theme.base_size)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Say again what runs, and offer what fits."""
        self._show_chips()
        self.hint.setText(self.tr("Press a button, then play: its run keeps step, on the same batches."))
        self.hint.setVisible(not self._session.variants.entries)
        self.question.setText(self.tr("What if…"))
        self.branch.setText(self.tr("Branch from here ▾"))
        self.branch.setToolTip(self.tr("A variant that starts from the present state of the run, weights and all"))
        rows = offered(WHAT_IF, self._session.document.experiment)
        self._patches = {row.key: patch for row, patch in rows}
        compared = [entry.spec.patch for entry in self._session.variants.entries if not entry.spec.branch]
        for row in WHAT_IF:
            self.buttons[row.key].setVisible(row.key in self._patches and self._patches[row.key] not in compared)
            self.buttons[row.key].setText(row.text())
        self._fill_menu(offered(BRANCHES, self._session.document.experiment))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self.refresh()
        super().changeEvent(event)

    # ---- inside -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.question.setProperty("class", "section")
        self.hint.setProperty("class", "muted")
        runs, buttons = QWidget(self), QWidget(self)
        above, below = FlowLayout(runs), FlowLayout(buttons)
        for widget in (*self.chips, self.hint):
            above.addWidget(widget)
        for widget in (self.question, *self.buttons.values(), self.branch):
            below.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(6)
        for part in (runs, buttons):
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            part.setSizePolicy(policy)
            layout.addWidget(part)

    def _button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("class", "choice")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _show_chips(self) -> None:
        main, *others = self.chips
        title = self._session.document.experiment.title
        main.show_run("●", self._theme.text, self.tr("Main run"), title or self.tr("The experiment at the left"))
        main.offer("", "", "")
        entries = self._session.variants.entries
        for place, chip in enumerate(others):
            chip.setVisible(place < len(entries))
            if place < len(entries):
                self._show_entry(chip, entries[place])
        self.updateGeometry()

    def _show_entry(self, chip: Chip, entry: Entry) -> None:
        whole = entry.words
        if entry.beside is not None and entry.beside.start >= 0:
            whole = self.tr("{differences}, from step {step}").format(differences=whole, step=entry.beside.start)
        brief = entry.label if self._theme.is_large else whole  # the pictures need the room more
        brief, whole = (self._with_state(entry, words) for words in (brief, whole))
        chip.show_run(MARKS[entry.color], getattr(self._theme, entry.color), brief, whole)
        chip.offer(entry.spec.name,
                   self.tr("Go on with this run: its settings, its weights, its past. One with the present settings "
                           "stays beside it"),
                   self.tr("Compare with this run no longer"))

    def _with_state(self, entry: Entry, words: str) -> str:
        """Whether it stands still, or how far it has come."""
        if entry.problem is not None:
            return self.tr("{differences} (stopped)").format(differences=words)
        if (share := percent_done(entry)) < 100:
            return self.tr("{differences} ({share} % computed)").format(differences=words, share=share)
        return words

    def _fill_menu(self, rows: list[tuple[WhatIf, Patch]]) -> None:
        empty(self.menu)
        self._branches = {row.key: patch for row, patch in rows}
        for row, _ in rows:
            action = self.menu.addAction(row.text())
            action.setObjectName(row.key)

    def _on_button_clicked(self) -> None:
        for key, button in self.buttons.items():
            if button is self.sender():
                self._session.variants.add(self._patches[key])

    def _on_menu_triggered(self, action: QAction) -> None:
        self._session.variants.add(self._branches[action.objectName()], branch=True)
