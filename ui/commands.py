"""Commands: what the actions of the table do, and how the window tells what happened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QMessageBox

from gradsim.messages import Unit
from gradsim.problems import GradsimError, Problem
from ui import texts
from ui.appearance import Appearance
from ui.menus import example_title
from ui.panels.transport_bar import position_of, speed_at
from ui.preferences import MIB, Preferences
from ui.session import Session

if TYPE_CHECKING:
    from ui.actions import Actions
    from ui.exporter import Exporter
    from ui.main_window import MainWindow
    from ui.views.base import View

SPEED_JUMP = 3


class Commands(QObject):
    """The handlers named in ``actions.ACTIONS``."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences,
                 appearance: Appearance) -> None:
        super().__init__(window)
        self.window, self.session = window, session
        self.document, self.preferences, self.appearance = session.document, preferences, appearance
        self.asks_before_closing = True
        self._actions: Actions | None = None
        self._exporter: Exporter | None = None
        session.client.keep(preferences.budget * MIB)
        session.told.connect(self.tell_problem)
        session.given_up.connect(self._on_session_given_up)
        window.strip.action_clicked.connect(self._on_strip_action_clicked)
        self.document.file_changed.connect(self.retranslate)
        self.document.history_changed.connect(self.retranslate)

    def attach(self, actions: Actions) -> None:
        """The actions whose state follows the document and the preferences."""
        self._actions = actions
        actions.check("theme", self.preferences.theme)
        actions.check("language", self.preferences.language)
        self.retranslate()

    def retranslate(self) -> None:
        """The window's title, and what undo and redo would do."""
        title = self.document.path.name if self.document.path else example_title(self.document.experiment.title)
        self.window.setWindowTitle(f"{title or self.tr('Untitled')}[*] – Gradsim")
        self.window.setWindowModified(self.document.modified)
        if self._actions is None:
            return
        stack = self.document.undo_stack
        for key, able, text, plain in (("undo", stack.canUndo(), stack.undoText(), self.tr("&Undo")),
                                       ("redo", stack.canRedo(), stack.redoText(), self.tr("&Redo"))):
            action = self._actions[key]
            action.setEnabled(able)
            action.setText(self.tr("{verb}: {edit}").format(verb=plain, edit=text) if text else plain)

    # ---- messages -----------------------------------------------------------------------------

    def tell_problem(self, problem: Problem) -> None:
        """Show a problem's sentence in the window."""
        self.window.strip.tell(partial(texts.sentence, problem))

    def tell_error(self, error: GradsimError) -> None:
        """Show all sentences of an error."""
        for problem in error.problems:
            self.tell_problem(problem)

    def _on_session_given_up(self, problem: Problem) -> None:
        self.window.strip.tell(partial(texts.sentence, problem), "restart", self.tr("Restart engine"))

    def _on_strip_action_clicked(self, key: str) -> None:
        if key == "restart":
            self.session.restart_engine()

    # ---- files --------------------------------------------------------------------------------

    def open(self) -> None:
        """Choose a file and open it."""
        path, _ = QFileDialog.getOpenFileName(self.window, self.tr("Open experiment"), str(self.preferences.folder),
                                              self.tr("Experiments (*.json);;All files (*)"))
        if path:
            self.open_path(path)

    def open_path(self, path: str) -> None:
        """Open a file; a bad one is explained and changes nothing."""
        try:
            self.document.open(path, self.tr("Open {name}").format(name=Path(path).name))
        except GradsimError as error:
            self.tell_error(error)

    def open_ready(self, path: str) -> None:
        """Take over one of the ready experiments."""
        from gradsim.experiment import Experiment

        try:
            experiment = Experiment.load(path)
        except GradsimError as error:
            self.tell_error(error)
            return
        self.document.take_template(experiment, example_title(experiment.title))

    def save(self) -> bool:
        """Save to the document's file, or ask for one; returns whether it was saved."""
        self._finish_typing()
        return self.save_as() if self.document.path is None else self._save_to(None)

    def save_as(self) -> bool:
        """Ask for a file and save to it."""
        self._finish_typing()
        name = self.document.path or self.preferences.folder / "experiment.json"
        path, _ = QFileDialog.getSaveFileName(self.window, self.tr("Save experiment"), str(name),
                                              self.tr("Experiments (*.json);;All files (*)"))
        return bool(path) and self._save_to(path if Path(path).suffix else f"{path}.json")

    def _finish_typing(self) -> None:
        """Take over what stands in the field that is being edited, as leaving it would."""
        line = self.window.focusWidget()
        if isinstance(line, QLineEdit):
            line.editingFinished.emit()

    def _save_to(self, path: str | None) -> bool:
        try:
            self.document.save(path)
        except GradsimError as error:
            self.tell_error(error)
            return False
        return True

    def may_close(self) -> bool:
        """Ask about unsaved changes, if there are any."""
        self._finish_typing()
        if not self.document.modified or not self.asks_before_closing:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(self.window, self.tr("Unsaved changes"),
                                      self.tr("The experiment has been changed. Save it?"),
                                      buttons.Save | buttons.Discard | buttons.Cancel, buttons.Save)
        return answer == buttons.Discard or (answer == buttons.Save and self.save())

    def quit(self) -> None:
        """Close the window."""
        self.window.close()

    # ---- pictures -----------------------------------------------------------------------------

    def export(self) -> None:
        """Ask which picture to save: the window, or one of its views."""
        button = self.window.transport.buttons["export"]
        self.exporter().choose(button.mapToGlobal(button.rect().bottomLeft()))

    def export_view(self, view: View) -> None:
        """Save one picture."""
        self.exporter().save_view(view)

    def copy_view(self, view: View) -> None:
        """Put one picture on the clipboard."""
        self.exporter().copy(view)

    def save_data(self, view: View) -> None:
        """Save the numbers of one picture."""
        self.exporter().save_data(view)

    def exporter(self) -> Exporter:
        """Made when it is first needed."""
        if self._exporter is None:
            from ui.exporter import Exporter

            self._exporter = Exporter(self.window, self.preferences, self.tell_error)
        return self._exporter

    # ---- edit ---------------------------------------------------------------------------------

    def undo(self) -> None:
        """Undo the last edit."""
        self.document.undo_stack.undo()

    def redo(self) -> None:
        """Redo the edit that was undone."""
        self.document.undo_stack.redo()

    def show_preferences(self) -> None:
        """The preferences; a second click brings the dialog to the front."""
        from ui.preferences_dialog import PreferencesDialog

        if not self._raised(PreferencesDialog):
            PreferencesDialog(self.session, self.preferences, self.window).show()

    # ---- run ----------------------------------------------------------------------------------

    def play(self) -> None:
        """Play or pause."""
        self.session.toggle()

    def advance(self, unit: Unit) -> None:
        """One micro-step, layer, phase or step."""
        self.session.advance(unit)

    def retreat(self, unit: Unit) -> None:
        """Back by one micro-step, layer, phase or step."""
        self.session.retreat(unit)

    def reset(self) -> None:
        """Back to step 0."""
        self.session.reset()

    def reseed(self) -> None:
        """Another seed."""
        self.session.reseed()

    def change_speed(self, direction: int) -> None:
        """Faster or slower."""
        self.session.set_speed(speed_at(max(0, position_of(self.session.speed) + SPEED_JUMP * direction)))

    def select(self, direction: int) -> None:
        """Select the next or the previous layer."""
        self.session.select(self.session.clock.selected + direction)

    def show_check(self) -> None:
        """The self-check; a second click brings the dialog to the front."""
        from ui.check_dialog import CheckDialog

        if not self._raised(CheckDialog):
            CheckDialog(self.session, self.appearance, self.window).show()

    # ---- view, help ---------------------------------------------------------------------------

    def choose_perspective(self, name: str) -> None:
        """Chain and its siblings."""
        self.window.pages.choose(name)

    def show_layer(self) -> None:
        """Everything about the selected layer."""
        self.window.pages.choose("layer")

    def choose_theme(self, name: str) -> None:
        """Light, dark, projector, or the system's."""
        self.appearance.choose_theme(name)

    def choose_language(self, name: str) -> None:
        """English, Simplified or Traditional Chinese, or the system's."""
        self.appearance.choose_language(name)

    def zoom(self, direction: int) -> None:
        """Larger, smaller or normal type."""
        self.appearance.zoom(direction)

    def full_screen(self) -> None:
        """Fill the screen, or give it back."""
        if self.window.isFullScreen():
            self.window.showNormal()
        else:
            self.window.showFullScreen()

    def restore_layout(self) -> None:
        """All panels and cards where they were at first."""
        self.window.restore_layout()

    def show_shortcuts(self) -> None:
        """The table of shortcuts; a second click brings the dialog to the front."""
        from ui.dialogs import ShortcutsDialog

        if not self._raised(ShortcutsDialog):
            ShortcutsDialog(self.window.actions_, self.window).show()

    def show_about(self) -> None:
        """Versions and licences; a second click brings the dialog to the front."""
        from ui.dialogs import AboutDialog

        if not self._raised(AboutDialog):
            AboutDialog(self.window).show()

    def _raised(self, kind: type[QDialog]) -> bool:
        dialog = self.window.findChild(kind)
        if dialog is not None:
            dialog.raise_()
            dialog.activateWindow()
        return dialog is not None
