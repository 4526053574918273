"""The weight matrix of one site and its gradient as images."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QLinearGradient, QPainter

from gradsim.parts import Matrices
from ui.scene import Scene, Strand
from ui.views.base import Key, View
from ui.views.beside import parts_beside, site_keys
from ui.views.drawing import CENTRE, LEFT, RIGHT, draw_hint
from ui.views.numbers import short
from ui.views.primitives import Floats
from ui.views.strands import MARKS


class WeightImagesView(View):
    """Left W, right ∂L/∂W: a row per output, a column per input; the sign is the colour, the size its strength."""

    name = "weight_images"
    needs = frozenset({"matrices"})
    pause = 0.1

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._shown: Matrices | None = None
        self._beside: list[tuple[Strand, Matrices]] = []
        self._layer = self.plot.add_layer(self._paint)
        self.plot.setMinimumHeight(90)

    def title(self) -> str:
        return self.tr("W and ∂L/∂W")

    def subtitle(self) -> str:
        if self._shown is None:
            return ""
        rows, columns = self._shown.shape
        text = self.tr("{rows} × {columns} matrix")
        if self._shown.weight.shape != self._shown.shape:
            text = self.tr("{rows} × {columns} matrix, of every block the largest entry")
        return text.format(rows=rows, columns=columns)

    def legend(self) -> list[Key]:
        return site_keys(self.scene)

    def help_text(self) -> str:
        return self.tr("The weight matrix and its gradient, one cell per entry: a row per output, a column per input (of a "
                       "convolution per channel and tap, of a cell the inputs, then the state, gate under gate). The colour "
                       "is the sign, its strength the size; full colour is the number beside the scale. Large matrices are "
                       "shown in blocks: the entry of largest magnitude stands for its block. NaN and ∞ are magenta. While "
                       "runs are compared, every run has a column, W over ∂L/∂W, each image on its own scale.")

    def begin(self) -> None:
        self._shown, self._beside = None, []

    def adopt(self, other: View) -> None:
        super().adopt(other)
        if isinstance(other, WeightImagesView):
            self._shown, self._beside = other._shown, other._beside

    def relayout(self) -> None:
        size = self.theme.small_size
        self.plot.set_margins(1.3 * size, 0.4 * size, 1.3 * size, 0.9 * size)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        before, self._shown = self._shown, scene.frame.parts.matrices or self._shown
        self._beside = parts_beside(scene, "matrices")
        if self._shown is not None and (before is None or before.shape != self._shown.shape):
            self.header_changed.emit()
        self._layer.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        rows: list[list[Any]] = []
        for name in ("weight", "gradient"):
            matrix = getattr(self._shown, name, None)
            if matrix is not None:
                rows += [[name, i + 1, j + 1, value] for i, line in enumerate(matrix.tolist())
                         for j, value in enumerate(line)]
        return ["quantity", "row", "column", "value"], rows

    # ---- painting -----------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        area = self.plot.area()
        if self._shown is None:
            draw_hint(painter, self.theme, area, self.tr("No values yet: take a step, or play."))
            return
        if self.scene is not None and self.scene.strands:
            self._paint_runs(painter, area, self._shown)
            return
        gap = 1.5 * self.theme.base_size
        width = (area.width() - gap) / 2
        for place, (label, color, matrix) in enumerate((("W", "text", self._shown.weight),
                                                        ("∂L/∂W", "backward_text", self._shown.gradient))):
            panel = QRectF(area.left() + place * (width + gap), area.top(), width, area.height())
            self._paint_panel(painter, panel, matrix, label, color)

    def _paint_runs(self, painter: QPainter, area: QRectF, own: Matrices) -> None:
        """A column per run: its mark, then W and ∂L/∂W, each under the number of its fullest colour."""
        theme = self.theme
        runs = [("●", "text", self.tr("Main run"), own),
                *((MARKS[strand.color], strand.color, strand.label, seen) for strand, seen in self._beside)]
        gap, line = 0.8 * theme.small_size, 1.3 * theme.small_size
        width = (area.width() - (len(runs) - 1) * gap) / len(runs)
        height = (area.height() - line) / 2
        bold = theme.font(theme.small_size, bold=True)
        for place, (mark, color, label, seen) in enumerate(runs):
            left = area.left() + place * (width + gap)
            painter.setFont(bold)
            painter.setPen(QColor(getattr(theme, color)))
            text = QFontMetricsF(bold).elidedText(f"{mark} {label}", Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(left, area.top(), width, line), LEFT, text)
            for row, (name, tint, matrix) in enumerate((("W", "text", seen.weight),
                                                        ("∂L/∂W", "backward_text", seen.gradient))):
                panel = QRectF(left, area.top() + line + row * height, width, height - 2)
                self._paint_small(painter, panel, matrix, name, tint)

    def _paint_small(self, painter: QPainter, panel: QRectF, matrix: Floats, name: str, color: str) -> None:
        theme, line = self.theme, 1.3 * self.theme.small_size
        font = theme.font(theme.small_size)
        painter.setFont(font)
        painter.setPen(QColor(getattr(theme, color)))
        reach = _peak(matrix)
        said: tuple[str, ...] = (f"{name} ± {short(reach, 2)}", f"± {short(reach, 2)}", f"± {short(reach, 1)}",
                                short(reach, 1))
        if not matrix.size:
            said = (f"{name} –", "–")
        measure = QFontMetricsF(font)
        text = next((each for each in said if measure.horizontalAdvance(each) <= panel.width()), "…")
        painter.drawText(QRectF(panel.left(), panel.top(), panel.width(), line), LEFT, text)
        if matrix.size:
            self._paint_image(painter, panel.adjusted(0, line, 0, 0), matrix, reach)

    def _paint_panel(self, painter: QPainter, panel: QRectF, matrix: Floats, label: str, color: str) -> None:
        theme = self.theme
        painter.setPen(QColor(getattr(theme, color)))
        narrow = panel.width() < 9 * theme.base_size
        painter.setFont(theme.font(theme.small_size if narrow else theme.base_size, bold=True))
        head = QRectF(panel.left(), panel.top(), panel.width(), 1.4 * theme.base_size)
        painter.drawText(head, LEFT, label)
        room, width = panel.adjusted(0, 1.6 * theme.base_size, 0, 0), painter.fontMetrics().horizontalAdvance(label)
        if not matrix.size:
            draw_hint(painter, theme, room, self.tr("None yet"))
            return
        reach = _peak(matrix)
        painter.setFont(theme.font(theme.small_size))
        if width + painter.fontMetrics().horizontalAdvance(f"± {short(reach)}") + 0.5 * theme.small_size > head.width():
            head.translate(0, 1.5 * theme.small_size)  # under the letter where it has no room beside it
            room.adjust(0, 1.5 * theme.small_size, 0, 0)
        self._paint_scale(painter, head, reach)
        self._paint_image(painter, room, matrix, reach)

    def _paint_image(self, painter: QPainter, room: QRectF, matrix: Floats, reach: float) -> None:
        """The matrix in a frame: zeros look like the card."""
        theme, place = self.theme, _fitted(room, matrix.shape)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, _image(matrix, reach, theme.card, theme.positive, theme.negative, theme.alarm))
        painter.setPen(theme.pen(theme.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)

    def _paint_scale(self, painter: QPainter, head: QRectF, reach: float) -> None:
        """A bar from −reach to reach."""
        theme = self.theme
        painter.setFont(theme.font(theme.small_size))
        said = [f"± {short(reach, digits)}" for digits in (3, 2, 1)]
        text = next((each for each in said if painter.fontMetrics().horizontalAdvance(each) <= head.width()), said[-1])
        painter.setPen(QColor(theme.muted))
        painter.drawText(head, RIGHT, text)
        if head.width() < 16 * theme.base_size:
            return
        width = painter.fontMetrics().horizontalAdvance(text) + theme.small_size
        bar = QRectF(head.right() - width - 5 * theme.small_size, head.center().y() - 3, 5 * theme.small_size, 6)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for at, color in ((0.0, theme.negative), (0.5, theme.card), (1.0, theme.positive)):
            gradient.setColorAt(at, QColor(color))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(bar, gradient)
        painter.setPen(theme.pen(theme.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRectF(bar.left() - 14, head.top(), 12, head.height()), CENTRE, "−")


def _peak(matrix: Floats) -> float:
    """The largest magnitude of all finite entries."""
    return float(np.abs(matrix[np.isfinite(matrix)]).max(initial=0.0))


def _fitted(room: QRectF, shape: tuple[int, ...]) -> QRectF:
    """Square cells where the matrix allows it; very long ones are stretched to stay visible."""
    rows, columns = shape
    cell = min(room.width() / columns, room.height() / rows)
    width = max(cell * columns, min(room.width(), 0.35 * room.height()))
    height = max(cell * rows, min(room.height(), 0.35 * room.width()))
    return QRectF(room.left(), room.top(), width, height)


def _image(matrix: Floats, reach: float, none: str, positive: str, negative: str, broken: str) -> QImage:
    """Between the colours of nothing and of the sign; what is no number has its own."""
    ends = np.array([[QColor(name).red(), QColor(name).green(), QColor(name).blue()] for name in (none, positive, negative)],
                    dtype=float)
    level = np.clip(np.abs(np.nan_to_num(matrix, posinf=0.0, neginf=0.0)) / (reach or 1.0), 0, 1)[..., None]
    color = ends[0] + level * (np.where((matrix < 0)[..., None], ends[2], ends[1]) - ends[0])
    pixels: NDArray[np.uint32] = np.rint(color).astype(np.uint32)
    flat = (0xFF << 24) | (pixels[..., 0] << 16) | (pixels[..., 1] << 8) | pixels[..., 2]
    flat[~np.isfinite(matrix)] = QColor(broken).rgb()
    flat = np.ascontiguousarray(flat)
    rows, columns = flat.shape
    return QImage(flat.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
