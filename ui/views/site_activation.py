"""The activation of the Layer perspective, with the choice of one sample or the whole batch."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox

from ui.scene import Scene
from ui.views.activation import ActivationView
from ui.views.base import View


class SiteActivationView(ActivationView):
    """As its base; its tool chooses whose numbers all pictures of the layer show: of the batch, or of one sample."""

    name = "site_activation"
    background = "card"

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.sample = QSpinBox(self)
        self.sample.hide()
        self.sample.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.sample.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.sample.setRange(0, 1)
        self.sample.setKeyboardTracking(False)
        self.sample.valueChanged.connect(self._on_sample_value_changed)
        self.tools.append(self.sample)
        self._word()

    def draw(self, scene: Scene) -> None:
        self.sample.setMaximum(scene.experiment.data.batch_size)
        super().draw(scene)

    def retranslate(self) -> None:
        self._word()
        super().retranslate()

    def adopt(self, other: View) -> None:
        if isinstance(other, SiteActivationView):
            self.sample.setMaximum(other.sample.maximum())
            self.sample.setValue(other.sample.value())
        super().adopt(other)

    def _word(self) -> None:
        self.sample.setSpecialValueText(self.tr("batch"))
        self.sample.setPrefix(self.tr("sample "))
        self.sample.setToolTip(self.tr("Whose numbers the pictures of the layer show: those of the whole batch (0), or of "
                                       "one sample of it"))

    def _on_sample_value_changed(self, number: int) -> None:
        self.sample_chosen.emit(number - 1)
