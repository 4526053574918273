"""Page: the pictures of one perspective as docks: they can be moved, taken out, enlarged, closed, and put back."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from ui.perspectives import Perspective
from ui.session import Session
from ui.theme import Theme
from ui.views.base import View
from ui.views.card import Card
from ui.views.column_view import ColumnView
from ui.views.span import Span

VERSION = 1


class Page(QMainWindow):
    """The cards of a perspective. ``arranged`` tells that a card came or went and the views want drawing."""

    arranged = Signal()

    def __init__(self, perspective: Perspective, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)  # a part of the window, not one of its own
        self.perspective = perspective
        self.bar = perspective.bar(session, self) if perspective.bar is not None else None
        if self.bar is not None:
            self.setMenuWidget(self.bar)
        self.rows = [[Card(kind(), self) for kind, _ in row.views] for row in perspective.rows]
        self.span = Span(self)
        for view in self.views:
            if isinstance(view, ColumnView):
                view.share(self.span)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self._enlarged: Card | None = None
        self._before, self._saved = QByteArray(), QByteArray()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._settle)
        self._default = True  # the shares of the table hold until something is moved
        for card in self.cards:
            card.enlarge_requested.connect(self.toggle_enlarged)
            card.visibilityChanged.connect(self._on_card_visibility_changed)
            card.topLevelChanged.connect(self._on_card_top_level_changed)
        self.arrange()

    @property
    def cards(self) -> list[Card]:
        """All cards, from top left to bottom right."""
        return [card for row in self.rows for card in row]

    @property
    def views(self) -> list[View]:
        """The pictures in the cards."""
        return [card.view for card in self.cards]

    def set_theme(self, theme: Theme) -> None:
        """Hand the theme to the bar and the cards."""
        if self.bar is not None:
            self.bar.set_theme(theme)
        for card in self.cards:
            card.set_theme(theme)

    # ---- the arrangement ------------------------------------------------------------------------

    def arrange(self) -> None:
        """All cards where the table has them."""
        self._enlarged, self._saved = None, QByteArray()
        self._default = False  # no room is shared out while cards are missing
        for card in self.cards:
            card.setFloating(False)
            self.removeDockWidget(card)
        above: Card | None = None
        for row in self.rows:
            if above is None:
                self.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, row[0])
            else:
                self.splitDockWidget(above, row[0], Qt.Orientation.Vertical)
            above = row[0]
        for row in self.rows:
            for left, right in itertools.pairwise(row):
                self.splitDockWidget(left, right, Qt.Orientation.Horizontal)
        for card in self.cards:
            card.show()
        self._default = True  # after the docks have told that they were moved
        self._share()

    def state(self) -> QByteArray:
        """The arrangement, to be restored at the next start; empty where it is that of the table."""
        if self._default or not self._saved.isEmpty():
            return self._saved
        return self._before if self._enlarged is not None else self.saveState(VERSION)

    def restore(self, state: QByteArray) -> None:
        """Take over a saved arrangement once the page has its size; one that cannot be read leaves that of the table."""
        self._saved = state

    def _settle(self) -> None:
        saved, self._saved = self._saved, QByteArray()
        if saved.isEmpty():
            return
        if self.restoreState(saved, VERSION) and any(not card.isHidden() for card in self.cards):
            self._default = False
        else:
            self.arrange()
        self.arranged.emit()

    def toggle_enlarged(self, view: View) -> None:
        """Let the card of ``view`` fill the page, or bring all cards back."""
        card = next(card for card in self.cards if card.view is view)
        enlarged = self._enlarged
        if enlarged is not None:
            self._enlarged = None
            self.restoreState(self._before, VERSION)
        if enlarged is not card:
            self._before, self._enlarged = self.saveState(VERSION), card
            card.setFloating(False)
            for other in self.cards:
                other.setVisible(other is card)
        self.arranged.emit()

    def _share(self) -> None:
        """Give every row and card its share of the page."""
        for heads, shares, extent, way in self._splits():
            total = sum(shares)
            self.resizeDocks(heads, [round(extent * share / total) for share in shares], way)

    def _splits(self) -> list[tuple[list[Card], list[int], int, Qt.Orientation]]:
        heights = [row.height for row in self.perspective.rows]
        splits = [([row[0] for row in self.rows], heights, self.height(), Qt.Orientation.Vertical)]
        splits += [(cards, [share for _, share in row.views], self.width(), Qt.Orientation.Horizontal)
                   for cards, row in zip(self.rows, self.perspective.rows, strict=True) if len(cards) > 1]
        return splits

    # ---- Qt -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._late.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._default:
            self._share()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:  # on a separator: nothing else lets it through
            self._default = False
        return super().event(event)

    def _on_card_visibility_changed(self) -> None:
        self.arranged.emit()

    def _on_card_top_level_changed(self) -> None:
        self._default = False
        self.arranged.emit()
