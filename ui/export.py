"""Saving pictures and tables (see :mod:`ui.pictures`), and the dialog that asks how a picture is to be saved."""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.pictures import (
    DOTS_PER_INCH,
    FORMATS,
    copy_to_clipboard,
    save_table,
    save_view,
    save_window,
    view_image,
)
from ui.theme import THEMES, Theme
from ui.views.base import View

__all__ = ["ExportDialog", "copy_to_clipboard", "save_table", "save_view", "save_window", "view_image"]

PREVIEW = QSize(560, 260)
LEAST = QSize(360, 200)
CENTIMETRES_PER_INCH = 2.54


class ExportDialog(QDialog):
    """Accepted: :meth:`save` writes the picture with the chosen options; the caller asks for the path."""

    def __init__(self, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._unit_shown = "px"
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(60)
        self._soon.timeout.connect(self._on_soon_timeout)
        self._make_fields()
        self._lay_out()
        self._connect()
        self._on_options_changed()

    # ---- what was chosen --------------------------------------------------------------------

    def kind(self) -> str:
        """"png", "svg" or "pdf"."""
        return str(self._format.currentData())

    def size_px(self) -> tuple[int, int]:
        """Width and height of the picture in pixels at the chosen resolution."""
        factor = self._dpi.value() / CENTIMETRES_PER_INCH if self._unit.currentData() == "cm" else 1.0
        return max(round(self._width.value() * factor), 1), max(round(self._height.value() * factor), 1)

    def scale(self) -> float:
        """Pixels of the picture per logical pixel; less than the resolution says where the layout needs more room."""
        width, height = self.size_px()
        return min(self._dpi.value() / DOTS_PER_INCH, width / LEAST.width(), height / LEAST.height())

    def theme(self) -> Theme:
        """The theme of the picture."""
        return THEMES.get(str(self._theme.currentData()), self._view.theme)

    def transparent(self) -> bool:
        """Whether the background is left out."""
        return self._transparent.isChecked()

    def suggested_name(self) -> str:
        """A file name for the picture."""
        return f"{self._view.name}.{self.kind()}"

    def file_filter(self) -> str:
        """For a file dialog."""
        return f"{self.kind().upper()} (*.{self.kind()})"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture; raises GradsimError."""
        save_view(self._view, path, self._layout_size(), self.scale(), self.theme(), self.transparent())

    # ---- inside -----------------------------------------------------------------------------

    def _layout_size(self) -> tuple[float, float]:
        width, height = self.size_px()
        return width / self.scale(), height / self.scale()

    def _make_fields(self) -> None:
        self._format, self._unit, self._theme = QComboBox(), QComboBox(), QComboBox()
        for kind in FORMATS:
            self._format.addItem(kind.upper(), kind)
        self._unit.addItem(self.tr("pixels"), "px")
        self._unit.addItem(self.tr("cm"), "cm")
        for name, text in (("light", self.tr("Light")), ("dark", self.tr("Dark")),
                           ("projector", self.tr("Projector")), ("", self.tr("As on screen"))):
            self._theme.addItem(text, name)
        self._width, self._height, self._dpi = QDoubleSpinBox(), QDoubleSpinBox(), QSpinBox()
        self._dpi.setRange(48, 1200)
        self._dpi.setValue(192)
        self._dpi.setSuffix(" dpi")
        ratio = max(min(self._view.width() / max(self._view.height() + 30, 1), 6.0), 0.8)
        for box, value in ((self._width, 2400.0), (self._height, round(2400 / ratio))):
            box.setDecimals(0)
            box.setRange(100, 20_000)
            box.setValue(value)
        self._transparent = QCheckBox(self.tr("Transparent background"))
        self._preview = QLabel()
        self._preview.setFixedSize(PREVIEW)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Save picture"))
        size = QHBoxLayout()
        for widget in (self._width, QLabel("×"), self._height, self._unit, self._dpi):
            size.addWidget(widget)
        size.addStretch(1)
        form = QFormLayout()
        form.addRow(self.tr("Format"), self._format)
        form.addRow(self.tr("Size"), size)
        form.addRow(self.tr("Colours"), self._theme)
        form.addRow("", self._transparent)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setText(self.tr("Save…"))
        self._buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self._preview)
        layout.addLayout(form)
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        for combo in (self._format, self._theme):
            combo.currentIndexChanged.connect(self._on_options_changed)
        for box in (self._width, self._height, self._dpi):
            box.valueChanged.connect(self._on_options_changed)
        self._unit.currentIndexChanged.connect(self._on_unit_changed)
        self._transparent.toggled.connect(self._on_options_changed)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _on_unit_changed(self, *_: Any) -> None:
        """The same size in the other unit."""
        unit = str(self._unit.currentData())
        if unit == self._unit_shown:
            return
        self._unit_shown = unit
        per_cm = self._dpi.value() / CENTIMETRES_PER_INCH
        for box in (self._width, self._height):
            value = box.value() / per_cm if unit == "cm" else box.value() * per_cm
            box.setDecimals(1 if unit == "cm" else 0)
            box.setRange(1 if unit == "cm" else 100, 500 if unit == "cm" else 20_000)
            box.setValue(value)
        self._on_options_changed()

    def _on_options_changed(self, *_: Any) -> None:
        self._soon.start()

    def _on_soon_timeout(self) -> None:
        """Draw the preview."""
        size = self._layout_size()
        scale = min(PREVIEW.width() / size[0], PREVIEW.height() / size[1], 1.0) * self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(view_image(self._view, size, scale, self.theme()))
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._preview.setPixmap(pixmap)
