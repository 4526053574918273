"""The sweep bar: what is swept and compared, and the button that runs it."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gradsim.experiment import Experiment
from gradsim.problems import GradsimError, fail
from gradsim.sweep import Vary
from gradsim.validation import show
from ui import texts
from ui.combo import Combo
from ui.panels.flow import FlowBar, FlowLayout
from ui.session import Session
from ui.sweep_choices import CHOSEN, MOST_SEEDS, MOST_SETTINGS, MOST_STEPS, SETTINGS, Plan, fields_for, settings_for
from ui.theme import LIGHT, Theme
from ui.views.value_axis import label

WIDTHS = (8.5, 15.0)  # of the line of values, in type sizes


class FieldChoice(QWidget):
    """A field and the values it takes, as text; another field brings its own proposal."""

    def __init__(self, first: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first, self._em = first, LIGHT.base_size
        self.fields, self.values = Combo(self), QLineEdit(self)
        self.fields.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.fields)
        row.addWidget(self.values)
        self.fields.activated.connect(self._on_fields_activated)
        self.values.textEdited.connect(self._on_values_edited)
        self.values.textChanged.connect(self._fit)

    def offer(self, experiment: Experiment) -> None:
        """The fields that the experiment has; the chosen one stays if it is among them."""
        chosen, rows = self.path, fields_for(experiment)
        self.fields.clear()
        for row in rows:
            self.fields.addItem(row.text(), row)
        known = [row.path for row in rows]
        self.fields.setCurrentIndex(known.index(chosen) if chosen in known else min(self._first, len(known) - 1))
        if chosen not in known:
            self._propose()

    @property
    def path(self) -> str:
        """The chosen field; "": none yet."""
        row = self.fields.currentData()
        return row.path if row is not None else ""

    def take(self, path: str, values: str) -> None:
        """Choose a field that is offered, with values as they were typed."""
        known = [self.fields.itemData(place).path for place in range(self.fields.count())]
        if path in known:
            self.fields.setCurrentIndex(known.index(path))
            self.values.setText(values)
            self.values.setCursorPosition(0)
            self._mark(False)

    def set_theme(self, theme: Theme) -> None:
        """Room for the values that are there, within reason."""
        self._em = theme.base_size
        self._fit()

    def vary(self) -> Vary:
        """The field with its values; raises GradsimError for what is no number."""
        words = self.values.text().replace("，", ",").replace(";", ",").replace(",", " ").split()
        try:
            return Vary(self.path, tuple(map(_number, words)))
        except ValueError as error:
            self._mark(True)
            raise fail("sweep_values", key=self.fields.currentText(), value=show(str(error))) from None

    def _propose(self) -> None:
        row = self.fields.currentData()
        if row is not None:
            self.values.setText(", ".join(label(value) for value in row.values))
            self.values.setCursorPosition(0)
        self._mark(False)

    def _fit(self) -> None:
        wanted = self.values.fontMetrics().horizontalAdvance(self.values.text()) + 2 * self._em
        self.values.setFixedWidth(round(min(max(wanted, WIDTHS[0] * self._em), WIDTHS[1] * self._em)))
        self.updateGeometry()

    def _mark(self, invalid: bool) -> None:
        self.values.setProperty("invalid", invalid)
        self.values.style().unpolish(self.values)
        self.values.style().polish(self.values)

    def _on_fields_activated(self, place: int) -> None:
        self._propose()

    def _on_values_edited(self, text: str) -> None:
        self._mark(False)


def _number(word: str) -> Any:
    try:
        return int(word)
    except ValueError:
        pass
    try:
        return float(word)
    except ValueError:
        raise ValueError(word) from None


def _beside(word: QLabel, box: QWidget) -> QWidget:
    """A box with its name, which no line break comes between."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(word)
    row.addWidget(box)
    return both


class SweepBar(FlowBar):
    """Fields, seeds and steps with the button in the first line, the settings that are compared in the second."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.x, self.y = FieldChoice(0, self), FieldChoice(1, self)
        self.seeds, self.steps = QSpinBox(self), QSpinBox(self)
        self.seeds.setRange(1, MOST_SEEDS)
        self.seeds.setValue(3)
        self.steps.setRange(0, MOST_STEPS)
        self.run_button = QPushButton(self)
        self.run_button.setProperty("class", "primary")
        self.failed = QLabel(self)
        self.failed.setProperty("class", "muted")
        self._words = {key: QLabel(self) for key in ("x", "y", "seeds", "steps", "settings")}
        self.settings: dict[str, QToolButton] = {row.key: self._toggle(row.key) for row in SETTINGS}
        self._lay_out()
        self.run_button.clicked.connect(self._on_run_clicked)
        session.sweeper.changed.connect(self._show_progress)
        session.sweeper.state_changed.connect(self._show_progress)
        session.document.experiment_changed.connect(self._on_experiment_changed)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Fields as wide as their type needs."""
        for choice in (self.x, self.y):
            choice.set_theme(theme)
        for box in (self.seeds, self.steps):
            box.setFixedWidth(round(4.6 * theme.base_size))

    def run(self) -> None:
        """Run what the bar says; what is no number is told."""
        keys = tuple(key for key, button in self.settings.items() if button.isChecked())
        try:
            plan = Plan(self.x.vary(), self.y.vary(), keys, self.seeds.value(), self.steps.value())
        except GradsimError as error:
            self._session.told.emit(error.problems[0])
            return
        self._session.sweeper.run(*plan.sweeps(self._session.document.experiment))

    def choice(self) -> str:
        settings = [key for key, button in self.settings.items() if button.isChecked()]
        return json.dumps({"x": [self.x.path, self.x.values.text()], "y": [self.y.path, self.y.values.text()],
                           "seeds": self.seeds.value(), "steps": self.steps.value(), "settings": settings})

    def choose(self, word: str) -> None:
        try:
            said = json.loads(word)
            (x, x_values), (y, y_values) = said["x"], said["y"]
            seeds, steps = min(int(said["seeds"]), MOST_SEEDS), min(int(said["steps"]), MOST_STEPS)
            wanted = [key for key in said["settings"] if key in self.settings][:MOST_SETTINGS]
        except (ValueError, TypeError, KeyError, OverflowError):
            return
        for box, path, values in ((self.x, str(x), str(x_values)), (self.y, str(y), str(y_values))):
            box.take(path, values)
        self.seeds.setValue(max(seeds, 1))
        self.steps.setValue(max(steps, 0))
        if wanted:
            for key, button in self.settings.items():
                button.setChecked(key in wanted)

    def retranslate(self) -> None:
        """Word everything again."""
        for key, text in (("x", self.tr("Along")), ("y", self.tr("against")), ("seeds", self.tr("Seeds")),
                          ("steps", self.tr("Steps")), ("settings", self.tr("Compare"))):
            self._words[key].setText(text)
        for box, tip in ((self.x.values, self.tr("The values, separated by commas")),
                         (self.y.values, self.tr("The values, separated by commas")),
                         (self.x.fields, self.tr("The field along the horizontal axis of both pictures")),
                         (self.y.fields, self.tr("The field along the vertical axis of the map")),
                         (self.seeds, self.tr("How often every network is built, each time from another seed")),
                         (self.steps, self.tr("Training steps before the gradient is measured; 0: the first gradient"))):
            box.setToolTip(tip)
            box.setAccessibleName(tip)
        for row in SETTINGS:
            self.settings[row.key].setText(row.text())
        self._offer()
        self._show_progress()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ---- inside -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        above, below = QWidget(self), QWidget(self)
        first, second = FlowLayout(above, 8), FlowLayout(below)
        for widget in (*(_beside(self._words[key], box) for key, box in
                         (("x", self.x), ("y", self.y), ("seeds", self.seeds), ("steps", self.steps))),
                       self.run_button, self.failed):
            first.addWidget(widget)
        for widget in (self._words["settings"], *self.settings.values()):
            second.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(6)
        for words in self._words.values():
            words.setProperty("class", "section")
        for part in (above, below):
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            part.setSizePolicy(policy)
            layout.addWidget(part)

    def _toggle(self, key: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("class", "choice")
        button.setCheckable(True)
        button.setChecked(key in CHOSEN)
        button.toggled.connect(self._allow)
        return button

    def _offer(self) -> None:
        experiment = self._session.document.experiment
        self.x.offer(experiment)
        self.y.offer(experiment)
        fitting = {row.key for row in settings_for(experiment)}
        for key, button in self.settings.items():
            button.setVisible(key in fitting)
        self._allow()
        self.updateGeometry()

    def _allow(self, *_: object) -> None:
        """At least one setting, and not more than there are colours."""
        checked = [button for button in self.settings.values() if button.isChecked() and not button.isHidden()]
        for button in self.settings.values():
            lone, full = checked == [button], len(checked) >= MOST_SETTINGS and button not in checked
            button.setEnabled(not lone and not full)
            why = self.tr("{count} at most: switch another off first").format(count=MOST_SETTINGS) if full else ""
            button.setToolTip(self.tr("At least one is needed") if lone else why)

    def _show_progress(self) -> None:
        sweeper = self._session.sweeper
        done, total = sweeper.progress
        self.run_button.setText(self.tr("Stop · {done} of {total}").format(done=done, total=total) if sweeper.running
                                else self.tr("Run"))
        failed = [one.problem for results in sweeper.results for one in results.every() if one.problem is not None
                  and not one.is_done] if not sweeper.running else []
        self.failed.setVisible(bool(failed))
        if failed:
            self.failed.setText(self.tr("{count} of {total} could not be run").format(count=len(failed), total=total))
            self.failed.setToolTip(texts.sentence(failed[0]))

    def _on_run_clicked(self) -> None:
        if self._session.sweeper.running:
            self._session.sweeper.stop()
        else:
            self.run()

    def _on_experiment_changed(self, experiment: Experiment) -> None:
        self._offer()
