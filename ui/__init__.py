"""The window: PySide6 and pyqtgraph. It never imports torch; the engine runs in its own process."""
