"""The timeline bar: a scrubber over everything that can be reached, from the first to the furthest micro-step."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from gradsim.messages import Frame, Past
from ui.actions import Actions
from ui.numbers import grouped
from ui.phase_text import micro_step_text
from ui.preferences import MIB
from ui.session import Session
from ui.theme import LIGHT, Theme
from ui.views.primitives import draw_lines

HEIGHT = 28
RADIUS = 6.5
FINE = 3.0  # pixels of a micro-step from which on a drag stops at each of them
MOST = 2**30  # Qt counts in 32 bits
REFRESH = 0.05


class Scrubber(QSlider):
    """A slider over positions. ``sought`` carries the position that the user wants."""

    sought = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.past = Past()
        self._theme = LIGHT
        self._unit = 1  # positions per value
        self._showing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self._on_value_changed)

    # ---- showing ----------------------------------------------------------------------------

    def show_past(self, past: Past) -> None:
        """Take over what can be reached, and the present position unless the user holds the handle."""
        self.past, self._showing = past, True
        self._unit = 1 + (past.furthest - past.first) // MOST
        self.setRange(0, (past.furthest - past.first) // self._unit)
        self.setSingleStep(1)
        self.setPageStep(max(past.micro_steps // self._unit, 1))
        if not self.isSliderDown():
            self.setValue(((past.position if past.target is None else past.target) - past.first) // self._unit)
        self._showing = False
        self.setEnabled(past.furthest > past.first)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take over colours."""
        self._theme = theme
        self.update()

    @property
    def position(self) -> int:
        """The position under the handle."""
        return self.past.first + self.value() * self._unit

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, enabled = self._theme, self.isEnabled()
        painter = QPainter(self)
        middle, at = self.height() / 2, self._x(self.position)
        groove = QRectF(RADIUS, middle - 2, self.width() - 2 * RADIUS, 4)
        painter.setPen(theme.pen(theme.faint))
        if enabled:
            kept = np.unique(np.round(self._x(np.array(self.past.kept, dtype=float) * self.past.micro_steps))) + 0.5
            draw_lines(painter, kept, middle + 4.0, kept, middle + 8.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(groove, 2, 2)
        color = QColor(theme.accent if self.hasFocus() or self.underMouse() else theme.knob)
        painter.setBrush(color if enabled else QColor(theme.track))
        painter.drawRoundedRect(QRectF(groove.left(), groove.top(), max(at - groove.left(), 0), 4), 2, 2)
        painter.drawEllipse(QRectF(at - RADIUS, middle - RADIUS, 2 * RADIUS, 2 * RADIUS))
        if self.past.target is not None:  # how far it has come on its way
            painter.setBrush(QColor(theme.backward))
            here = self._x(self.past.position)
            painter.drawRect(QRectF(here - 1.5, middle - 6, 3, 12))
        painter.end()

    def _x(self, position: float) -> float:
        span = max(self.past.furthest - self.past.first, 1)
        return RADIUS + (position - self.past.first) / span * (self.width() - 2 * RADIUS)

    # ---- being moved ------------------------------------------------------------------------

    def _at(self, x: float, fine: bool) -> int:
        """The value at a pixel: whole steps where micro-steps are too close, unless ``fine``."""
        past = self.past
        span, width = past.furthest - past.first, max(self.width() - 2 * RADIUS, 1.0)
        position = past.first + min(max((x - RADIUS) / width, 0.0), 1.0) * span
        if not fine and width / max(span, 1) < FINE and position < past.furthest - past.micro_steps / 2:
            position = round(position / past.micro_steps) * past.micro_steps
        return (round(position) - past.first) // self._unit

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setSliderDown(True)
        self._grip = (event.position().x(), self.value())
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.setValue(self._at(event.position().x(), False))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.isSliderDown():
            return
        x, fine = event.position().x(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if fine:  # relative to where it was taken, a micro-step every few pixels
            start, value = self._grip
            self.setValue(value + round((x - start) / FINE))
            return
        self.setValue(self._at(x, False))
        self._grip = (x, self.value())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() or event.angleDelta().x()
        if notches:
            self.setValue(self.value() + (self.pageStep() if notches < 0 else -self.pageStep()))
        event.accept()

    def _on_value_changed(self, value: int) -> None:
        if not self._showing:
            self.sought.emit(self.position)


class TimelineBar(QFrame):
    """Back by a step, the scrubber, and where the run stands in words."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, LIGHT
        self._frame: Frame | None = None
        self._shown_at = 0.0
        self.setFixedHeight(HEIGHT)
        self.back = QToolButton(self)
        self.back.setDefaultAction(actions["back_step"])
        self.back.setProperty("class", "flat")
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.scrubber = Scrubber(self)
        self.place = QLabel(self)
        self.place.setProperty("class", "small")
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.scrubber, 1)
        row.addWidget(self.place)
        self.scrubber.sought.connect(self._on_scrubber_sought)
        session.clock.drawn.connect(self._on_clock_drawn)
        session.clock.text_due.connect(self.show_frame)
        self.scrubber.setEnabled(False)
        self.retranslate()

    def show_frame(self, frame: Frame) -> None:
        """Where the run of a frame stands."""
        self._frame, self._shown_at = frame, time.monotonic()
        past = frame.past
        self.scrubber.show_past(past)
        self.back.setEnabled(past.position > past.first)
        self._word(past)
        self._explain(past)

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.setFixedHeight(max(HEIGHT, 2 * theme.base_size))
        self.scrubber.set_theme(theme)
        self.back.setIconSize(QSize(theme.base_size + 3, theme.base_size + 3))
        self.place.setMinimumWidth(round(19 * theme.small_size))

    def retranslate(self) -> None:
        """Word everything again."""
        self.scrubber.setAccessibleName(self.tr("Position in the run"))
        if self._frame is not None:
            self._word(self._frame.past)
            self._explain(self._frame.past)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _word(self, past: Past) -> None:
        if past.target is not None and not self.scrubber.isSliderDown():
            text = self.tr("replaying … {share} %").format(share=int(100 * past.progress))
        elif self._frame is not None:
            text = micro_step_text(self._frame.snapshot.sites, self.scrubber.position, past.micro_steps)
        else:
            text = ""
        if text != self.place.text():
            self.place.setText(text)

    def _explain(self, past: Past) -> None:
        text = self.tr(
            "Drag to any position between step {first} and step {furthest}: it is computed again exactly, and going on "
            "from there is the same run, until a setting is changed. Shift-drag and the arrow keys move by micro-steps, "
            "wheel and page keys by steps. Kept states take {used} of {budget} MB (Edit ▸ Preferences…); the small marks "
            "show some of them.").format(
                first=grouped(past.first // past.micro_steps), furthest=grouped(past.furthest // past.micro_steps),
                used=f"{past.used / MIB:.3g}", budget=f"{past.budget / MIB:.0f}")
        if self.scrubber.toolTip() != text:
            self.scrubber.setToolTip(text)

    def _on_scrubber_sought(self, position: int) -> None:
        self._session.seek(int(position))
        if self._frame is not None:
            self._word(self._frame.past)

    def _on_clock_drawn(self, frame: Frame) -> None:
        """In slow motion and on the way the handle follows; at full speed it stands at the end, and numbers run slower."""
        followed = not frame.running or frame.speed <= 30
        if followed and (frame.past != self.scrubber.past) and time.monotonic() - self._shown_at >= REFRESH:
            self.show_frame(frame)
