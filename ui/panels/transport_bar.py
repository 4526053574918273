"""The transport bar: reset, play, one micro-step, layer, phase, step; the speed; and the run's four numbers."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from gradsim.experiment import Experiment
from gradsim.messages import FULL_SPEED, Frame
from ui.actions import Actions
from ui.icons import themed_icon
from ui.numbers import grouped, short
from ui.session import FASTEST, SLOWEST, Session
from ui.theme import LIGHT, Theme

SPEED_POSITIONS = 60
UNITS = ("micro", "layer", "phase", "step")


def speed_at(position: int) -> float:
    """Layers per second at a position of the slider; the rightmost is full speed."""
    if position >= SPEED_POSITIONS:
        return FULL_SPEED
    speed = SLOWEST * (FASTEST / SLOWEST) ** (position / (SPEED_POSITIONS - 1))
    return float(f"{speed:.2g}")


def position_of(speed: float) -> int:
    """The position of the slider nearest to a speed."""
    if math.isinf(speed):
        return SPEED_POSITIONS
    share = math.log(max(speed, SLOWEST) / SLOWEST) / math.log(FASTEST / SLOWEST)
    return min(round(share * (SPEED_POSITIONS - 1)), SPEED_POSITIONS - 1)


class Reading(QWidget):
    """A number under its name."""

    def __init__(self, ems: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ems = ems
        self.caption, self.value = QLabel(self), QLabel("—", self)
        self.caption.setProperty("class", "small")
        self.value.setProperty("class", "title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.caption)
        layout.addWidget(self.value)

    def show_number(self, text: str, explanation: str = "", past: bool = False) -> None:
        """Write the number and what it is; pale if it is one of the ``past``."""
        self.value.setText(text)
        if explanation != self.toolTip():
            self.setToolTip(explanation)
        if past != bool(self.value.property("past")):
            self.value.setProperty("past", past)
            self.value.style().unpolish(self.value)
            self.value.style().polish(self.value)

    def set_theme(self, theme: Theme) -> None:
        """Keep the width while the number changes."""
        self.setMinimumWidth(round(self._ems * theme.title_size))


class TransportBar(QFrame):
    """Buttons read from the table of actions; numbers read from the frames."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "bar")
        self._session, self._actions, self._theme = session, actions, LIGHT
        self._frame: Frame | None = None
        self._over_time = False
        self.buttons = {key: self._button(key) for key in ("reset", "back_micro", "play", *UNITS, "reseed", "export")}
        self.speed = QSlider(Qt.Orientation.Horizontal, self)
        self.speed.setProperty("class", "accent")
        self.speed.setRange(0, SPEED_POSITIONS)
        self.speed.setMinimumWidth(70)
        self.speed.setMaximumWidth(150)
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.valueChanged.connect(self._on_speed_value_changed)
        self.speed_caption, self.speed_value = QLabel(self), QLabel(self)
        self.speed_caption.setProperty("class", "muted")
        self.step, self.loss = Reading(4, self), Reading(4.3, self)
        self.accuracy, self.seed = Reading(4.6, self), Reading(3, self)
        self.device = QLabel(self)
        self.device.setProperty("class", "chip")
        self.device.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self.buttons["play"].setProperty("class", "primary")
        session.state_changed.connect(self.show_state)
        session.clock.text_due.connect(self.show_frame)
        session.document.experiment_changed.connect(self.show_experiment)
        self.retranslate()
        self.show_state()
        self.show_experiment(session.document.experiment)

    # ---- showing ----------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """The numbers of a frame: step, loss and accuracy are of one step, or are told apart."""
        self._frame = frame
        shot = frame.snapshot
        waits = shot.phase in ("ready", "forward")  # for the loss of its step
        before = waits and not math.isnan(shot.loss)
        in_passing = before and frame.running and frame.speed == FULL_SPEED  # then the last step with a loss is shown
        of = shot.step - before
        told = self.tr("Of the batch of step {step}, before its update").format(step=grouped(of))
        if waits and not in_passing:
            told = self.tr("Of the batch of step {step}; that of step {next} has not reached the loss yet").format(
                step=grouped(of), next=grouped(shot.step)) if before else self.tr("The batch has not reached the loss yet")
        self.step.show_number(grouped(of if in_passing else shot.step))
        self.loss.show_number(short(shot.loss, before or not waits), told, before and not in_passing)
        accuracy = "—" if math.isnan(shot.accuracy) else f"{shot.accuracy * 100:.1f}\u202f%"
        self.accuracy.show_number(accuracy, told, before and not in_passing)
        name = "CPU" if frame.device == "cpu" else frame.device.upper()
        self.device.setText(f"{name} · {self._session.document.experiment.dtype}")

    def show_experiment(self, experiment: Experiment) -> None:
        """The seed of the present experiment."""
        self.seed.value.setText(str(experiment.seed))

    def show_state(self) -> None:
        """Play or pause, and the speed in words."""
        running = self._session.running
        self._actions["play"].setIcon(themed_icon("pause" if running else "play", self._theme, self._theme.on_accent))
        speed = self._session.speed
        self.speed.blockSignals(True)
        self.speed.setValue(position_of(speed))
        self.speed.blockSignals(False)
        self.speed_value.setText(self._speed_text(speed))

    def _speed_text(self, speed: float) -> str:
        if math.isinf(speed):
            return self.tr("full speed")
        if speed == 1:
            return self.tr("1 time step/s") if self._over_time else self.tr("1 layer/s")
        text = self.tr("{number} time steps/s") if self._over_time else self.tr("{number} layers/s")
        return text.format(number=f"{speed:g}")

    def set_over_time(self, over_time: bool) -> None:
        """Whether a network's sites are time steps: the bar then speaks of those."""
        if over_time != self._over_time:
            self._over_time = over_time
            self._set_widths()
            self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        for button in self.buttons.values():
            button.setIconSize(QSize(theme.base_size + 5, theme.base_size + 5))
        self.buttons["play"].setMinimumWidth(theme.base_size * 4)
        self._set_widths()
        for reading in (self.step, self.loss, self.accuracy, self.seed):
            reading.set_theme(theme)
        large = theme.is_large  # the bar must still fit on a small screen
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if large else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for unit in UNITS:
            self.buttons[unit].setToolButtonStyle(style)
        self.speed_caption.setVisible(not large)
        self.show_state()

    def _set_widths(self) -> None:
        """Room for the longest speed, so that nothing moves while the slider does."""
        self.speed_value.setMinimumWidth(self._theme.base_size * (8 if self._over_time else 7))

    def retranslate(self) -> None:
        """Word everything again."""
        self.speed_caption.setText(self.tr("Speed"))
        self.speed.setToolTip(
            self.tr("From one time step per second to full speed, as fast as the engine goes (+ and −)") if self._over_time
            else self.tr("From one layer per second to full speed, as fast as the engine goes (+ and −)"))
        self.speed.setAccessibleName(self.tr("Speed"))
        for reading, text in ((self.step, self.tr("Step")), (self.loss, self.tr("Loss")),
                              (self.accuracy, self.tr("Accuracy")), (self.seed, self.tr("Seed"))):
            reading.caption.setText(text)
        self.device.setToolTip(self.tr("Where the run is computed, and in which number format"))
        layer = self.tr("time step") if self._over_time else self.tr("layer")
        for unit, word in zip(UNITS, (self.tr("micro"), layer, self.tr("phase"), self.tr("step")), strict=True):
            self._actions[unit].setIconText(word)  # a button shows its action's icon text
        self.show_state()
        if self._frame is not None:
            self.show_frame(self._frame)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ---- building ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(6)
        for key in ("reset", "back_micro", "play", *UNITS):
            row.addWidget(self.buttons[key])
        row.addSpacing(8)
        row.addWidget(self.speed_caption)
        row.addWidget(self.speed, 2)
        row.addWidget(self.speed_value)
        row.addSpacing(8)
        for reading in (self.step, self.loss, self.accuracy, self.seed):
            row.addWidget(reading)
            row.addSpacing(6)
        row.addWidget(self.buttons["reseed"])
        row.addStretch(1)
        row.addWidget(self.device)
        row.addWidget(self.buttons["export"])

    def _button(self, key: str) -> QToolButton:
        button = QToolButton(self)
        action: QAction = self._actions[key]
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if key in UNITS:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _on_speed_value_changed(self, position: int) -> None:
        self._session.set_speed(speed_at(position))
