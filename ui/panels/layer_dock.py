"""The layer panel in its card, drawn by the frame clock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gradsim.messages import Frame
from ui.panels.layer_panel import LayerPanel
from ui.session import Session
from ui.theme import Theme


class LayerDock(QFrame):
    """What the right dock shows: the selected layer in depth."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self._session = session
        self.panel = LayerPanel(self)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.panel)
        area.viewport().setAutoFillBackground(False)
        self.panel.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 12, 12)
        layout.addWidget(area)

    def draw_frame(self, frame: Frame) -> None:
        """Draw a frame."""
        if scene := self._session.scene(frame):
            self.panel.render_scene(scene)

    def needs(self) -> frozenset[str]:
        """Parts of a frame that are drawn."""
        return self.panel.view.needs | {"skips"}

    def every(self) -> str:
        """No column is wanted at every step."""
        return ""

    def set_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.panel.set_theme(theme)
        self.setMinimumWidth(round(21.5 * theme.base_size))
