"""Canvas: a pyqtgraph plot without axes, menus or automatic ranges, on which our own items draw in pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.theme import LIGHT
from ui.views.items import Paint, PixelItem

Range = tuple[float, float]
WHEEL = 1.25  # how many times as much a notch of the wheel shows


class Canvas(pg.PlotWidget):
    """The area between the margins shows ``x_range`` × ``y_range``; wheel and drag move it where that is allowed.

    Signals: ``resized``; ``moved`` (the shown range changed); ``clicked``, ``hovered`` (a QPointF in pixels);
    ``left`` (the mouse went away); ``double_clicked`` (a QPointF; to be answered with :meth:`restore_all` where nothing lies
    there that could be opened); ``restored`` (back to the range asked for); ``failed`` (a layer could not be painted).
    Where ``steered`` is set, the horizontal range is somebody else's: wheel and drag then tell it ``wheeled`` (factor, x in
    pixels) and ``dragged`` (pixels).
    """

    resized = Signal()
    moved = Signal()
    clicked = Signal(object)
    double_clicked = Signal(object)
    hovered = Signal(object)
    left = Signal()
    restored = Signal()
    failed = Signal()
    wheeled = Signal(float, float)
    dragged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)
        self._items: list[PixelItem] = []
        self._home: tuple[Range, Range] = ((0.0, 1.0), (0.0, 1.0))
        self._at_home = True
        self._setting = False
        self.pressed_at: Any = None
        self._dragged_to: float | None = None
        self.steered = False  # pressed_at: where a mouse button went down, None while none is
        self.margins = (0.0, 0.0, 0.0, 0.0)
        self._shown = self._home
        self._area = QRectF(0, 0, 1, 1)
        self._color = QColor(LIGHT.card)
        self._fill = True
        self._movable = False
        self.vector = False
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.layout.setSpacing(0)
        for name in ("left", "bottom", "right", "top"):
            plot.hideAxis(name)
        self.box = plot.getViewBox()
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0)
        self.set_movable(False, False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.set_background(LIGHT.card)
        self.box.sigRangeChanged.connect(self._on_box_range_changed)

    # ---- content ----------------------------------------------------------------------------

    def add_layer(self, paint_with: Paint, still: bool = False) -> PixelItem:
        """Add an item on top of the others."""
        item = PixelItem(paint_with, self.failed.emit, still, level=len(self._items))
        item.set_rect(self._scene_rect())
        self.scene().addItem(item)
        self._items.append(item)
        if len(self._items) == 1:
            self.set_background(self._color.name())
        return item

    def refresh(self) -> None:
        """Draw every layer anew."""
        for item in self._items:
            item.refresh()

    def set_vector(self, vector: bool, background: bool = False) -> None:
        """True: no layer is kept as a pixmap (for a picture that scales); the background is drawn if wanted."""
        self.vector = vector
        for item in self._items:
            item.vector = vector
        self._box_wanted(not vector)
        self._fill = background or not vector
        self.set_background(self._color.name())

    def set_background(self, color: str) -> None:
        """The colour behind everything; a still first layer holds it, which saves filling it at every frame."""
        self._color = QColor(color)
        held = bool(self._items) and self._items[0].still and not self.vector
        self.setBackground(self._color if self._fill and not held else None)
        if self._items:
            self._items[0].background = self._color
        self.refresh()

    def _box_wanted(self, wanted: bool) -> None:
        """pyqtgraph's own items are only there for the mouse; they would leave invisible shapes in a vector file."""
        self.getPlotItem().setVisible(wanted and self._movable)

    # ---- geometry ---------------------------------------------------------------------------

    def set_margins(self, left: float, top: float, right: float, bottom: float) -> None:
        """Pixels kept free around the plotted area."""
        if (left, top, right, bottom) != self.margins:
            self.margins = (left, top, right, bottom)
            self._place()
            self.getPlotItem().layout.setContentsMargins(left, top, right, bottom)
            self.refresh()

    def area(self) -> QRectF:
        """The plotted area in pixels."""
        return self._area

    def _place(self) -> None:
        left, top, right, bottom = self.margins
        self._area = QRectF(left, top, max(self.width() - left - right, 1.0), max(self.height() - top - bottom, 1.0))

    def set_range(self, x_range: Range, y_range: Range) -> None:
        """The range to show, and to come back to; a range the user has moved to is kept until then."""
        if (x_range, y_range) == self._home:
            return
        self._home = (x_range, y_range)
        if self._at_home:
            self.restore()

    def set_movable(self, x: bool, y: bool) -> None:
        """Which directions wheel and drag may move."""
        self._movable = x or y
        self.box.setMouseEnabled(x, y)
        self._box_wanted(True)

    def restore(self) -> None:
        """Back to the range the view asked for."""
        self._setting = True
        self.box.setRange(xRange=self._home[0], yRange=self._home[1], padding=0, disableAutoRange=True)
        self._setting = False
        self._at_home = True
        self.refresh()

    def set_x_range(self, x_range: Range) -> None:
        """Show another horizontal range, wherever the vertical one has been moved to."""
        self._home, setting = (x_range, self._home[1]), self._setting
        self._setting = True
        self.box.setXRange(*x_range, padding=0)
        self._setting = setting

    def show_like(self, other: Canvas) -> None:
        """Show the range that ``other`` shows, grown or moved as it is."""
        x_range, y_range = other.shown()
        self._at_home = False
        self.box.setRange(xRange=x_range, yRange=y_range, padding=0)

    def shown(self) -> tuple[Range, Range]:
        """The range shown now: x, y."""
        return self._shown

    def to_x(self, values: ArrayLike) -> NDArray[np.float64]:
        """Data to pixels, horizontally."""
        (low, high), area = self._shown[0], self._area
        return area.left() + (np.asarray(values, dtype=float) - low) * (area.width() / (high - low))

    def to_y(self, values: ArrayLike) -> NDArray[np.float64]:
        """Data to pixels, upwards."""
        (low, high), area = self._shown[1], self._area
        return area.bottom() - (np.asarray(values, dtype=float) - low) * (area.height() / (high - low))

    def data_at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels to data."""
        (x0, x1), (y0, y1) = self.shown()
        area = self.area()
        return (x0 + (x - area.left()) * (x1 - x0) / area.width(), y0 + (area.bottom() - y) * (y1 - y0) / area.height())

    def _scene_rect(self) -> QRectF:
        return QRectF(0, 0, self.width(), self.height())

    # ---- Qt ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is None or not hasattr(self, "_items"):  # pyqtgraph calls this in its own constructor
            return
        self._place()
        for item in self._items:
            item.set_rect(self._scene_rect())
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_A and not event.modifiers():
            self.restore_all()
            return
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(event.position())

    def restore_all(self) -> None:
        """Back to what is shown at first, also where the range is somebody else's."""
        self.restore()
        self.restored.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.steered:
            super().wheelEvent(event)
            return
        turned = event.angleDelta()
        if self._movable and event.position().x() < self._area.left():  # over the numbers of the vertical axis
            self._zoom_y(WHEEL ** (-turned.y() / 120), event.position().y())
            event.accept()
            return
        if turned.x():
            self.dragged.emit(float(turned.x()) / 2)
        if turned.y():
            self.wheeled.emit(WHEEL ** (-turned.y() / 120), event.position().x())
        event.accept()

    def _zoom_y(self, factor: float, at: float) -> None:
        """Show ``factor`` times as much vertically, around a height in pixels."""
        (low, high), y = self._shown[1], self.data_at(0.0, at)[1]
        self.box.setYRange(y - (y - low) * factor, y + (high - y) * factor, padding=0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed_at = event.position()
        self._dragged_to = event.position().x() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        start, self.pressed_at, self._dragged_to = self.pressed_at, None, None
        if start is not None and event.button() == Qt.MouseButton.LeftButton:
            moved = event.position() - start
            if abs(moved.x()) + abs(moved.y()) < 4:
                self.clicked.emit(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self.steered and self._dragged_to is not None:
            x = event.position().x()
            self.dragged.emit(x - self._dragged_to)
            self._dragged_to = x
        self.hovered.emit(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def _on_box_range_changed(self, *_: Any) -> None:
        if not self._setting:
            self._at_home = False
        (x0, x1), (y0, y1) = self.box.viewRange()
        self._shown = ((float(x0), float(x1)), (float(y0), float(y1)))
        self.refresh()
        self.moved.emit()
