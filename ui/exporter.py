"""Exporter: asks which picture, how, and where to, and tells what could not be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu

from gradsim.problems import GradsimError
from ui.export import ExportDialog, copy_to_clipboard, save_table, save_window
from ui.preferences import Preferences
from ui.views.base import View

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WINDOW_FORMATS = "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"


class Exporter(QObject):
    """Saves pictures and tables of the window's views; ``tell`` shows an error."""

    def __init__(self, window: MainWindow, preferences: Preferences,
                 tell: Callable[[GradsimError], None]) -> None:
        super().__init__(window)
        self._window, self._preferences, self._tell = window, preferences, tell
        self._dialog: ExportDialog | None = None

    def choose(self, place: QPoint) -> QMenu:
        """Ask at a place on screen which picture is meant: the window, or one of the views shown."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Whole window…")).setData(None)
        menu.addSeparator()
        for view in self._window.views:
            menu.addAction(f"{view.title()}…").setData(view)
        menu.triggered.connect(self._on_menu_triggered)
        menu.popup(place)
        return menu

    def save_view(self, view: View) -> None:
        """Ask how one picture is to be saved, then where to."""
        self._dialog = ExportDialog(view, self._window)
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()

    def save_window(self) -> None:
        """Save the window as it is now."""
        path, chosen = self._ask_path("gradsim.png", WINDOW_FORMATS)
        if path:
            suffix = Path(path).suffix or "." + chosen.partition(" ")[0].lower()
            self._try(lambda: save_window(self._window, Path(path).with_suffix(suffix)))

    def save_data(self, view: View) -> None:
        """Save the numbers a view draws."""
        path, _ = self._ask_path(f"{view.name}.csv", "CSV (*.csv)")
        if path:
            self._try(lambda: save_table(view, path if Path(path).suffix else f"{path}.csv"))

    def copy(self, view: View) -> None:
        """Put a view's picture on the clipboard."""
        copy_to_clipboard(view)

    def _on_menu_triggered(self, action: QAction) -> None:
        view = action.data()
        if view is None:
            self.save_window()
        else:
            self.save_view(view)

    def _on_dialog_finished(self, result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is None or result != QDialog.DialogCode.Accepted:
            return
        path, _ = self._ask_path(dialog.suggested_name(), dialog.file_filter())
        if path:
            self._try(lambda: dialog.save(path if Path(path).suffix else f"{path}.{dialog.kind()}"))

    def _ask_path(self, name: str, formats: str) -> tuple[str, str]:
        path, chosen = QFileDialog.getSaveFileName(self._window, self.tr("Save picture or data"),
                                                   str(self._preferences.folder / name), formats)
        if path:
            self._preferences.folder = Path(path).parent
        return path, chosen

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except GradsimError as error:
            self._tell(error)
