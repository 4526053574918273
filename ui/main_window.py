"""The main window: menus, transport bar, docks and the Chain page, put together. No logic.

It is on screen before numpy, pydantic and pyqtgraph are imported: an empty frame first, then furnished, then with
pictures. So what stands at the top of this file must stay light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QMainWindow, QToolBar, QVBoxLayout, QWidget

from ui.appearance import Appearance
from ui.docks import MARGIN, WIDTHS, Docks
from ui.icons import themed_icon
from ui.preferences import Preferences
from ui.theme import Theme

if TYPE_CHECKING:
    from gradsim.messages import Frame
    from ui.panels.page import Page
    from ui.session import Session
    from ui.views.base import View

DEFAULT_SIZE = QSize(1600, 900)


class MainWindow(QMainWindow):
    """One window, one run: :meth:`furnish` adds the controls, :meth:`add_pictures` the views."""

    closed = Signal()
    painted = Signal()  # for the first time

    def __init__(self, preferences: Preferences, appearance: Appearance) -> None:
        super().__init__()
        self.preferences, self.appearance = preferences, appearance
        self.session: Session | None = None
        self._painted = False
        self.setObjectName("main")
        self.setWindowTitle("Gradsim")
        self.setWindowIcon(themed_icon("gradsim", appearance.theme))
        self.resize(DEFAULT_SIZE.boundedTo(self.screen().availableGeometry().size()))
        self.restoreGeometry(preferences.state("geometry"))

    def furnish(self, session: Session) -> None:
        """Add menus, transport bar, message strip and form."""
        from ui.actions import Actions
        from ui.commands import Commands
        from ui.menu_bar import filled_menu_bar
        from ui.panels.experiment_panel import ExperimentPanel
        from ui.panels.message_strip import MessageStrip
        from ui.panels.transport_bar import TransportBar

        self.session = session
        self.strip = MessageStrip(self)
        self.commands = Commands(self, session, self.preferences, self.appearance)
        self.actions_ = Actions(self.commands, self)
        self.transport = TransportBar(session, self.actions_, self)
        self.experiment_panel = ExperimentPanel(session.document, self.actions_, self)
        self._lay_out()
        self._menus = filled_menu_bar(self)
        self.experiment_panel.offer_examples(self._menus["ready"])
        self.addActions(list(self.actions_.all()))
        self.commands.attach(self.actions_)
        for key in ("export", *self.perspective_keys):
            self.actions_[key].setEnabled(False)  # until there are pictures
        self.appearance.theme_changed.connect(self._on_appearance_theme_changed)
        session.rebuilt.connect(self._on_session_rebuilt)
        self.retranslate()
        self._on_appearance_theme_changed(self.appearance.theme)
        self.restoreState(self.preferences.state("docks"))
        self.setAcceptDrops(True)

    # ---- the pictures -------------------------------------------------------------------------

    def add_pictures(self, perspective: str = "") -> None:
        """Make the views and the layer panel (pyqtgraph is imported here) and start drawing, the perspective shown last
        unless another is named."""
        from ui.panels.layer_dock import LayerDock
        from ui.panels.pages import Pages
        from ui.panels.timeline_bar import TimelineBar

        self.timeline = TimelineBar(self.session, self.actions_, self)
        self.pages = Pages(self.session, self.preferences, self)
        self.layer = LayerDock(self.session, self)
        for part in (self.pages, self.layer, self.timeline):
            part.set_theme(self.appearance.theme)
        self._centre.addWidget(self.pages, 1)
        self._centre.addWidget(self.timeline)
        self.docks.fill(self.docks.layer, self.layer)
        self.pages.made.connect(self._on_pages_made)
        self.pages.chosen.connect(self._on_pages_chosen)
        self.pages.choose(perspective or self.preferences.perspective)
        self.layer.panel.export_requested.connect(self.commands.export_view)
        self.layer.panel.open_requested.connect(self.commands.show_layer)
        for key in ("export", *self.perspective_keys):
            self.actions_[key].setEnabled(True)
        QTimer.singleShot(0, self._restore_widths)
        self.pages.shown.connect(self.session.clock.redraw)
        self.docks.layer.visibilityChanged.connect(self.session.clock.redraw)
        if self.session.frame is not None:
            self._on_session_rebuilt(self.session.frame)
        self.session.clock.set_drawers([self.pages, self.layer])
        self.session.clock.redraw()

    @property
    def views(self) -> list[View]:
        """Every picture that is shown."""
        return [*self.pages.views, self.layer.panel.view]

    def _on_pages_made(self, page: Page) -> None:
        for card in page.cards:
            card.export_requested.connect(self.commands.export_view)
            card.copy_requested.connect(self.commands.copy_view)
            card.data_requested.connect(self.commands.save_data)

    def _on_pages_chosen(self, name: str) -> None:
        self.actions_.check("perspective", name)

    # ---- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        bar = QToolBar(self)
        bar.setObjectName("transport")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self.transport)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)
        middle = QWidget(self)
        self._centre = QVBoxLayout(middle)
        self._centre.setContentsMargins(4, MARGIN, 4, MARGIN)
        self._centre.addWidget(self.strip)
        self.setCentralWidget(middle)
        self.docks = Docks(self)
        self.docks.fill(self.docks.experiment, self.experiment_panel)
        self.docks.narrow(list(self.docks.both))

    @property
    def perspective_keys(self) -> list[str]:
        """The keys of the actions that choose a perspective."""
        return [action.objectName() for action in self.actions_.of_menu("perspective")]

    # ---- words and colours --------------------------------------------------------------------

    def retranslate(self) -> None:
        """Word everything again."""
        from ui.actions import MENUS
        from ui.menus import menu_text

        for key, menu in self._menus.items():
            menu.setTitle(menu_text(MENUS[key]))
        self.actions_.retranslate()
        self.docks.experiment.setWindowTitle(self.tr("Experiment"))
        self.docks.layer.setWindowTitle(self.tr("Layer"))
        self.commands.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.session is not None:
            self.retranslate()
        super().changeEvent(event)

    def _on_appearance_theme_changed(self, theme: Theme) -> None:
        pressed = self.docks.pressed()
        self.actions_.set_theme(theme)
        self.transport.set_theme(theme)
        self.strip.set_theme(theme)
        self.experiment_panel.setMinimumWidth(round(20 * theme.base_size))
        if hasattr(self, "pages"):
            for part in (self.pages, self.layer, self.timeline):
                part.set_theme(theme)
        if self._painted:  # what larger type had widened gives its room back to the pictures
            self.docks.narrow(pressed)
        self.setWindowIcon(themed_icon("gradsim", theme))

    # ---- events -------------------------------------------------------------------------------

    def _on_session_rebuilt(self, frame: Frame) -> None:
        from ui.views.site_axis import SiteAxis

        self.experiment_panel.form.show_sites(frame.snapshot.sites)
        over_time = SiteAxis(frame.snapshot.sites).is_time
        self.actions_.set_over_time(over_time)
        self.transport.set_over_time(over_time)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.session is None:
            self._paint_outline()
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def _paint_outline(self) -> None:
        """Where bar, form, pictures and layer will stand."""
        theme, top = self.appearance.theme, 86
        left, right = WIDTHS
        width, height = self.width(), self.height() - top - MARGIN
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.border))
        painter.setBrush(QColor(theme.card))
        painter.drawRect(-1, -1, width + 2, top - MARGIN)
        for x, wide in ((MARGIN, left - MARGIN), (left + MARGIN, width - left - right - 2 * MARGIN),
                        (width - right, right - MARGIN)):
            painter.drawRoundedRect(x, top, wide, height, 10, 10)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.session is not None:
            self.session.clock.redraw()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.commands.open_path(paths[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session is not None and not self.commands.may_close():
            event.ignore()
            return
        self.preferences.set_state("geometry", self.saveGeometry())
        if self.session is not None:
            self.preferences.set_state("docks", self.saveState())
            self.preferences.set_state("widths", self.docks.widths())
        if hasattr(self, "pages"):
            self.pages.save_layout()
        self.preferences.save()
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.hide()
        if self.session is not None:
            self.session.shutdown()
        self.closed.emit()
        super().closeEvent(event)

    def restore_layout(self) -> None:
        """Back to the default arrangement."""
        self.docks.restore()
        if hasattr(self, "pages"):
            self.pages.restore_layout()

    def _restore_widths(self) -> None:
        self.docks.restore_widths(self.preferences.state("widths"))
