"""The editor of a number: typed exactly, or dragged."""

from __future__ import annotations

import math
from typing import Any

from pydantic.fields import FieldInfo
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from ui import texts
from ui.panels.editor_base import CalmSlider, Editor, ValueLine
from ui.schema import base_type, extra_of

DEBOUNCE_MS = 80
POSITIONS = 1000
LABEL_WIDTH = 84
WIDEST = "0.0005"
PADDING = 18  # of the style sheet, both sides


class NumberEditor(Editor):
    """A number: typed exactly, and dragged where the field declares a slider; the tooltip names the unit."""

    def __init__(self, path: str, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(path, field, parent)
        extra = extra_of(field)
        self._whole = base_type(field.annotation) is int
        self._live = bool(extra.get("live"))
        self._scale = SliderScale(extra["slider"], bool(extra.get("log")), self._whole) if extra.get("slider") else None
        self._gesture = 0
        self.line = ValueLine(self)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.committed.connect(self._on_line_committed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._report_slider)
        self.slider: QSlider | None = self._make_slider() if self._scale is not None else None
        self._lay_out()
        self._fit_line()
        self.retranslate()

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self.line.show_text(number_text(value))
        if self.slider is not None and self._scale is not None and not self.slider.isSliderDown():
            self._timer.stop()
            self.slider.blockSignals(True)
            self.slider.setValue(self._scale.position(value))
            self.slider.blockSignals(False)

    def set_error(self, text: str) -> None:
        super().set_error(text)
        self.line.set_invalid(bool(text))

    def retranslate(self) -> None:
        super().retranslate()
        unit = texts.engine_text(extra_of(self.field).get("unit") or "")
        if unit:
            self.setToolTip(self.tr("{explanation}\nUnit: {unit}").format(explanation=self.toolTip(), unit=unit))
        for control in (self.line, self.slider):
            if control is not None:
                control.setAccessibleName(self.label.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit_line()
        super().changeEvent(event)

    def _fit_line(self) -> None:
        self.line.setFixedWidth(self.line.fontMetrics().horizontalAdvance(WIDEST) + PADDING)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.label, 0 if self.slider is not None else 1)
        if self.slider is not None:
            self.label.setMinimumWidth(LABEL_WIDTH)
            row.addWidget(self.slider, 1)
        row.addWidget(self.line)
        self.rows.addLayout(row)
        self.rows.addWidget(self.error)

    def _make_slider(self) -> QSlider:
        slider = CalmSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(0, POSITIONS)
        slider.setPageStep(POSITIONS // 10)
        slider.setSingleStep(POSITIONS // 50)
        slider.sliderPressed.connect(self._on_slider_pressed)
        slider.sliderReleased.connect(self._on_slider_released)
        slider.valueChanged.connect(self._on_slider_value_changed)
        return slider

    def _on_slider_pressed(self) -> None:
        self._gesture += 1

    def _on_slider_value_changed(self, position: int) -> None:
        assert self._scale is not None
        self.line.show_text(number_text(self._scale.value(position)))
        if self._live:
            self._report_slider()
        else:
            self._timer.start()

    def _on_slider_released(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._report_slider()

    def _report_slider(self) -> None:
        assert self._scale is not None
        assert self.slider is not None
        self.edited.emit(self._scale.value(self.slider.value()), f"{self.path}#{self._gesture}")

    def _on_line_committed(self, text: str) -> None:
        self.edited.emit(parse_number(text, self._whole), "")


class SliderScale:
    """Positions 0…POSITIONS of a slider and the values they stand for."""

    def __init__(self, ends: list[float], log: bool, whole: bool) -> None:
        self._log, self._whole = log, whole
        self._low, self._high = (math.log(ends[0]), math.log(ends[1])) if log else (float(ends[0]), float(ends[1]))

    def value(self, position: int) -> float | int:
        """The value at a position, rounded to what one would type."""
        raw = self._low + (self._high - self._low) * position / POSITIONS
        raw = math.exp(raw) if self._log else raw
        return round(raw) if self._whole else float(f"{raw:.2g}") if self._log else round(raw, 3)

    def position(self, value: float) -> int:
        """The position nearest to a value."""
        if self._log and value <= 0:
            return 0
        place = math.log(value) if self._log else value
        share = (place - self._low) / (self._high - self._low)
        return round(POSITIONS * min(max(share, 0.0), 1.0))


def number_text(value: float) -> str:
    """A number as one would type it."""
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def parse_number(text: str, whole: bool) -> Any:
    """What was typed as a number; the text itself where it is none."""
    plain = text.strip().replace("−", "-")
    try:
        value = float(plain)
    except ValueError:
        return text
    return int(value) if whole and value.is_integer() else value
