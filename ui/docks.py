"""The two docks of the window, the form on the left and the layer on the right: their places and their widths."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

MARGIN = 10
WIDTHS = (292, 318)


class Docks(QObject):
    """Makes the docks of a window, and remembers how wide they were."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.experiment = self._dock("experiment", Qt.DockWidgetArea.LeftDockWidgetArea)
        self.layer = self._dock("layer", Qt.DockWidgetArea.RightDockWidgetArea)
        self.layer.setWidget(QWidget(window))

    @property
    def both(self) -> tuple[QDockWidget, QDockWidget]:
        """The left one, the right one."""
        return self.experiment, self.layer

    def fill(self, dock: QDockWidget, widget: QWidget) -> None:
        """Put a widget into a dock, with a margin towards the edges of the window."""
        right = dock is self.layer
        frame = QWidget(self._window)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0 if right else MARGIN, MARGIN, MARGIN if right else 0, MARGIN)
        layout.addWidget(widget)
        dock.setWidget(frame)

    def pressed(self) -> list[QDockWidget]:
        """Those that are as narrow as what is in them allows."""
        return [dock for dock in self.both if not dock.isFloating() and dock.width() <= dock.minimumSizeHint().width()]

    def narrow(self, docks: list[QDockWidget]) -> None:
        """Give these docks their first width again."""
        widths = [WIDTHS[self.both.index(dock)] for dock in docks]
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)

    def restore(self) -> None:
        """Both shown, at their edges, as wide as at first."""
        for dock in self.both:
            dock.setFloating(False)
            dock.show()
            self.narrow([dock])
        self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.experiment)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.layer)

    def widths(self) -> QByteArray:
        """How wide they are, to be remembered."""
        return QByteArray(f"{self.experiment.width()} {self.layer.width()}".encode())

    def restore_widths(self, kept: QByteArray) -> None:
        """As wide as they were, now that the pictures hold their place: an empty centre gives its room away."""
        words = bytes(kept.data()).split()
        widths = [int(word) for word in words if word.isdigit()]
        if len(widths) != len(WIDTHS):
            widths = list(WIDTHS)
        widths = [min(width, self._window.width() // 3) for width in widths]
        self._window.resizeDocks(list(self.both), widths, Qt.Orientation.Horizontal)

    def _dock(self, name: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(self._window)
        dock.setObjectName(name)
        dock.setTitleBarWidget(QWidget(dock))
        dock.topLevelChanged.connect(self._on_dock_top_level_changed)
        self._window.addDockWidget(area, dock)
        return dock

    def _on_dock_top_level_changed(self, floating: bool) -> None:
        dock = self.sender()
        assert isinstance(dock, QDockWidget)
        # an undocked window needs a frame to be moved and closed by; a docked panel has a title of its own
        dock.setTitleBarWidget(None if floating else QWidget(dock))  # type: ignore[arg-type]
