"""The choice of what the network's lines show."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.combo import Combo

MODES = ("weight", "gradient", "update", "tiles")


class LinkModes(Combo):
    """One of MODES: a field of :class:`gradsim.parts.Links`, or tiles instead of units and links."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItems([""] * len(MODES))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.retranslate()

    @property
    def choice(self) -> Any:
        """What is chosen."""
        return MODES[self.currentIndex()]

    def choose(self, word: str) -> None:
        """Choose one of MODES; any other word changes nothing."""
        if word in MODES:
            self.setCurrentIndex(MODES.index(word))

    def retranslate(self) -> None:
        """Word everything again."""
        words = (self.tr("lines: W"), self.tr("lines: ∂L/∂W"), self.tr("lines: ΔW"), self.tr("tiles"))
        for index, text in enumerate(words):
            self.setItemText(index, text)
        self.setToolTip(self.tr("What the lines between the units show: weights, their gradients, the last update; or tiles "
                                "instead"))
