"""Card: a view in a dock with its title, its legend, and buttons to explain, export and enlarge it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QMenu,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme
from ui.views.base import View
from ui.views.card_header import CardHeader


class Card(QDockWidget):
    """Signals carry the view: ``export_requested``, ``copy_requested``, ``data_requested``, ``enlarge_requested``.

    Docked, the header is what the card is dragged by; undocked, the system's frame is, and the header stands inside.
    """

    export_requested = Signal(object)
    copy_requested = Signal(object)
    data_requested = Signal(object)
    enlarge_requested = Signal(object)

    def __init__(self, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.setObjectName(view.name)
        self._help, self._export, self._enlarge = self._button("?"), self._button("⤓"), self._button("⤢")
        self._head = CardHeader(view.tools, [self._help, self._export], self._enlarge)
        self._head.double_clicked.connect(self._on_enlarge_clicked)
        self._body = QFrame()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(1, 0, 1, 4)
        self._inside.setSpacing(0)
        self._inside.addWidget(view, 1)
        self._wear("card-head", "card-body")
        self.setTitleBarWidget(self._head)
        self.setWidget(self._body)
        self._export.clicked.connect(self._on_export_clicked)
        self._enlarge.clicked.connect(self._on_enlarge_clicked)
        self._help.clicked.connect(self._on_help_clicked)
        self.topLevelChanged.connect(self._on_self_top_level_changed)
        view.header_changed.connect(self._on_view_header_changed)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Hand the theme to the view."""
        self.view.set_theme(theme)

    def retranslate(self) -> None:
        """Word everything again."""
        self._help.setAccessibleName(self.tr("Explain this picture"))
        self._export.setToolTip(self.tr("Save picture…"))
        self._export.setAccessibleName(self.tr("Save picture…"))
        self._enlarge.setToolTip(self.tr("Enlarge, or back again"))
        self._enlarge.setAccessibleName(self.tr("Enlarge, or back again"))
        self._on_view_header_changed()

    # ---- Qt -----------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_view_header_changed()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Save picture…")).triggered.connect(self._on_export_clicked)
        menu.addAction(self.tr("Copy picture")).triggered.connect(self._on_copy_triggered)
        menu.addAction(self.tr("Save data (CSV)…")).triggered.connect(self._on_data_triggered)
        menu.addSeparator()
        menu.addAction(self.tr("Explain this picture")).triggered.connect(self._on_help_clicked)
        menu.addAction(self.tr("Enlarge, or back again")).triggered.connect(self._on_enlarge_clicked)
        text = self.tr("Put back into the window") if self.isFloating() else self.tr("Take out of the window")
        menu.addAction(text).triggered.connect(self._on_float_triggered)
        menu.addAction(self.tr("Close (View ▸ Pictures brings it back)")).triggered.connect(self.close)
        menu.popup(event.globalPos())

    # ---- inside -------------------------------------------------------------------------------

    def _button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setProperty("class", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _wear(self, head: str, body: str) -> None:
        for part, name in ((self._head, head), (self._body, body)):
            part.setProperty("class", name)
            part.style().unpolish(part)
            part.style().polish(part)

    def _on_self_top_level_changed(self, floating: bool) -> None:
        if floating:
            self.setTitleBarWidget(None)  # type: ignore[arg-type]
            self._inside.insertWidget(0, self._head)
        else:
            self._inside.removeWidget(self._head)
            self.setTitleBarWidget(self._head)
        self._head.show()
        self._wear("flat" if floating else "card-head", "flat" if floating else "card-body")

    def _on_view_header_changed(self) -> None:
        self.setWindowTitle(self.view.title())
        self._help.setToolTip(f"<p>{self.view.help_text()}</p>")
        self._head.say(self.view)

    def _on_export_clicked(self, *_: Any) -> None:
        self.export_requested.emit(self.view)

    def _on_copy_triggered(self, *_: Any) -> None:
        self.copy_requested.emit(self.view)

    def _on_data_triggered(self, *_: Any) -> None:
        self.data_requested.emit(self.view)

    def _on_enlarge_clicked(self, *_: Any) -> None:
        self.enlarge_requested.emit(self.view)

    def _on_float_triggered(self, *_: Any) -> None:
        self.setFloating(not self.isFloating())

    def _on_help_clicked(self, *_: Any) -> None:
        QToolTip.showText(self._head.mapToGlobal(self._head.rect().bottomLeft()), self._help.toolTip(), self._head)
