"""The main window: menus, transport bar, docks and the Chain page, put together. No logic.

It is on screen before numpy, pydantic and pyqtgraph are imported: an empty frame first, then furnished, then with
pictures. So what stands at the top of this file must stay light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar, QVBoxLayout, QWidget

from ui.appearance import Appearance
from ui.icons import themed_icon
from ui.preferences import Preferences
from ui.theme import Theme

if TYPE_CHECKING:
    from gradsim.messages import Frame
    from ui.panels.page import Page
    from ui.session import Session
    from ui.views.base import View

DEFAULT_SIZE = QSize(1600, 900)
MARGIN = 10
DOCK_WIDTHS = (292, 318)


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
        from ui.panels.experiment_panel import ExperimentPanel
        from ui.panels.message_strip import MessageStrip
        from ui.panels.transport_bar import TransportBar

        self.session = session
        self.strip = MessageStrip(self)
        self.commands = Commands(self, session, self.preferences, self.appearance)
        self.actions_ = Actions(self.commands, self)
        self.transport = TransportBar(session, self.actions_, self)
        self.experiment_panel = ExperimentPanel(session.document, self.actions_, self)
        self._menus: dict[str, QMenu] = {}
        self._lay_out()
        self._add_menus()
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
        self.layer_dock.setWidget(self._framed(self.layer, right=True))
        self.pages.made.connect(self._on_pages_made)
        self.pages.chosen.connect(self._on_pages_chosen)
        self.pages.choose(perspective or self.preferences.perspective)
        self.layer.panel.export_requested.connect(self.commands.export_view)
        self.layer.panel.open_requested.connect(self.commands.show_layer)
        for key in ("export", *self.perspective_keys):
            self.actions_[key].setEnabled(True)
        QTimer.singleShot(0, self._restore_widths)
        self.pages.shown.connect(self.session.clock.redraw)
        self.layer_dock.visibilityChanged.connect(self.session.clock.redraw)
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
        self.experiment_dock = self._dock("experiment", Qt.DockWidgetArea.LeftDockWidgetArea)
        self.experiment_dock.setWidget(self._framed(self.experiment_panel, right=False))
        self.layer_dock = self._dock("layer", Qt.DockWidgetArea.RightDockWidgetArea)
        self.layer_dock.setWidget(QWidget(self))
        self.resizeDocks([self.experiment_dock, self.layer_dock], list(DOCK_WIDTHS), Qt.Orientation.Horizontal)

    def _dock(self, name: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(self)
        dock.setObjectName(name)
        dock.setTitleBarWidget(QWidget(dock))
        dock.topLevelChanged.connect(self._on_dock_top_level_changed)
        self.addDockWidget(area, dock)
        return dock

    def _framed(self, widget: QWidget, right: bool) -> QWidget:
        frame = QWidget(self)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0 if right else MARGIN, MARGIN, MARGIN if right else 0, MARGIN)
        layout.addWidget(widget)
        return frame

    def _add_menus(self) -> None:
        from ui.menus import PicturesMenu, ReadyMenu, RecentMenu

        for key in ("file", "edit", "run", "view", "help"):
            self._menus[key] = self.menuBar().addMenu("")
            self._menus[key].addActions(self.actions_.of_menu(key))
        file, view = self._menus["file"], self._menus["view"]
        self._menus["recent"] = RecentMenu(self.preferences, self.commands, self)
        self._menus["ready"] = ReadyMenu(self.commands, self)
        self._menus["pictures"] = PicturesMenu(self)
        self.experiment_panel.offer_examples(self._menus["ready"])
        save = self.actions_["save"]
        file.insertMenu(self.actions_["open"], self._menus["ready"])
        file.insertMenu(save, self._menus["recent"])
        for key in ("save", "export", "quit"):
            file.insertSeparator(self.actions_[key])
        first = self.actions_["larger"]
        for key in ("perspective", "theme", "language"):
            self._menus[key] = QMenu(self)
            self._menus[key].addActions(self.actions_.of_menu(key))
            view.insertMenu(first, self._menus[key])
        view.insertSeparator(first)
        view.insertSeparator(self.actions_["full_screen"])
        docks: list[QAction] = [self.experiment_dock.toggleViewAction(), self.layer_dock.toggleViewAction()]
        view.insertMenu(self.actions_["restore_layout"], self._menus["pictures"])
        view.insertActions(self.actions_["restore_layout"], docks)
        self._menus["edit"].insertSeparator(self.actions_["preferences"])
        for key in ("reset", "faster", "check", "next_layer"):
            self._menus["run"].insertSeparator(self.actions_[key])

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
        self.experiment_dock.setWindowTitle(self.tr("Experiment"))
        self.layer_dock.setWindowTitle(self.tr("Layer"))
        self.commands.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.session is not None:
            self.retranslate()
        super().changeEvent(event)

    def _on_appearance_theme_changed(self, theme: Theme) -> None:
        docks = self.experiment_dock, self.layer_dock
        pressed = [dock for dock in docks if not dock.isFloating() and dock.width() <= dock.minimumSizeHint().width()]
        self.actions_.set_theme(theme)
        self.transport.set_theme(theme)
        self.strip.set_theme(theme)
        self.experiment_panel.setMinimumWidth(round(20 * theme.base_size))
        if hasattr(self, "pages"):
            for part in (self.pages, self.layer, self.timeline):
                part.set_theme(theme)
        if self._painted:  # what larger type had widened gives its room back to the pictures
            widths = [DOCK_WIDTHS[docks.index(dock)] for dock in pressed]
            self.resizeDocks(pressed, widths, Qt.Orientation.Horizontal)
        self.setWindowIcon(themed_icon("gradsim", theme))

    # ---- events -------------------------------------------------------------------------------

    def _on_session_rebuilt(self, frame: Frame) -> None:
        from ui.views.site_axis import SiteAxis

        self.experiment_panel.form.show_sites(frame.snapshot.sites)
        over_time = SiteAxis(frame.snapshot.sites).is_time
        self.actions_.set_over_time(over_time)
        self.transport.set_over_time(over_time)

    def _on_dock_top_level_changed(self, floating: bool) -> None:
        dock = self.sender()
        assert isinstance(dock, QDockWidget)
        # an undocked window needs a frame to be moved and closed by; a docked panel has a title of its own
        dock.setTitleBarWidget(None if floating else QWidget(dock))  # type: ignore[arg-type]

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
        left, right = DOCK_WIDTHS
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
            widths = f"{self.experiment_dock.width()} {self.layer_dock.width()}"
            self.preferences.set_state("widths", QByteArray(widths.encode()))
        if hasattr(self, "pages"):
            self.pages.save_layout()
        self.preferences.save()
        self.hide()
        if self.session is not None:
            self.session.shutdown()
        self.closed.emit()
        super().closeEvent(event)

    def restore_layout(self) -> None:
        """Back to the default arrangement."""
        for dock, width in zip((self.experiment_dock, self.layer_dock), DOCK_WIDTHS, strict=True):
            dock.setFloating(False)
            dock.show()
            self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.experiment_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.layer_dock)
        if hasattr(self, "pages"):
            self.pages.restore_layout()

    def _restore_widths(self) -> None:
        """Docks as wide as they were, now that the pictures hold their place: an empty centre gives its room away."""
        words = bytes(self.preferences.state("widths").data()).split()
        widths = [int(word) for word in words if word.isdigit()]
        if len(widths) != len(DOCK_WIDTHS):
            widths = list(DOCK_WIDTHS)
        widths = [min(width, self.width() // 3) for width in widths]
        self.resizeDocks([self.experiment_dock, self.layer_dock], widths, Qt.Orientation.Horizontal)
