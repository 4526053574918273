"""The formulas of one site as typeset mathematics, with today's numbers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.scene import Scene
from ui.site_formulas import Line, lines
from ui.views.base import Key, View
from ui.views.beside import place_in, selected_name, site_keys
from ui.views.column_text import number_text
from ui.views.drawing import draw_hint
from ui.views.mathtext import Formula, beside, formula, numeral

SIZES = (1.5, 1.35, 1.2, 1.05, 0.95, 0.85, 0.75, 0.65, 0.55, 0.48)  # of the base size: the largest that fits is taken


class SiteFormulaView(View):
    """One line per formula: on the left what is computed, on the right what it comes to."""

    name = "site_formula"
    pause = 0.125

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._layer = self.plot.add_layer(self._paint)
        self.plot.setMinimumHeight(110)

    def title(self) -> str:
        return self.tr("Formulas")

    def subtitle(self) -> str:
        return self.axis.name(self.scene.selected) if self.scene is not None else ""

    def legend(self) -> list[Key]:
        return site_keys(self.scene, self._factors())

    def _factors(self) -> dict[str, str]:
        """The factor of the layer in every run beside, by the run's colour."""
        if self.scene is None:
            return {}
        places = [(strand, place_in(strand, selected_name(self.scene))) for strand in self.scene.strands]
        return {strand.color: f"κ {number_text(strand.snapshot, 'factor', place)}" for strand, place in places if place}

    def help_text(self) -> str:
        return self.tr("What this layer computes on the way forward (blue) and on the way back (orange), and what each "
                       "formula comes to now. σ′ is the slope of the activation, ⊙ the product entry by entry, δ the "
                       "gradient before the activation, u = W x + b where a norm or a sum follows it, BN, LN and RN the "
                       "norms, m the mask of dropout, ⟨ ⟩ a mean over the batch, κ the factor, s = x + α F the sum at the "
                       "end of a residual block, P the projection on its skip. The last lines: what the product of the "
                       "factors behind this layer predicts is left of the gradient (blue), and what was measured "
                       "(orange).")

    def relayout(self) -> None:
        size = self.theme.base_size
        self.plot.set_margins(1.1 * size, 0.4 * size, 1.1 * size, 0.6 * size)
        self.plot.refresh()

    def draw(self, scene: Scene) -> None:
        self.header_changed.emit()
        self._layer.update()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        header = ["formula", "value"]
        return header, [[line.formula, " ".join(str(part) for part in line.value)] for line in self._lines()]

    def _lines(self) -> list[Line]:
        if self.scene is None or self.scene.frame.snapshot.phase == "ready":
            return []
        shot = self.scene.frame.snapshot
        return lines(self.scene.experiment, shot, min(self.scene.selected, len(shot.sites)))

    # ---- painting -----------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        area, found = self.plot.area(), self._lines()
        if not found:
            draw_hint(painter, self.theme, area, self.tr("No values yet: take a step, or play."))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        for share in SIZES:
            size = round(share * self.theme.base_size, 1)
            rows = [(formula(f"${line.formula}$", size), _value(line, size), line) for line in found]
            if _fits(rows, area, size) or share == SIZES[-1]:
                break
        heights = [max(left.ascent + left.descent, right.ascent + right.descent if right else 0) for left, right, _ in rows]
        gap = max((area.height() - sum(heights)) / len(rows), 1.0)
        top = area.top() + gap / 2
        for (left, right, line), height in zip(rows, heights, strict=True):
            ascent = max(left.ascent, right.ascent if right else 0.0)
            self._draw(painter, left, QPointF(area.left(), top + ascent), line.color)
            if right:
                self._draw(painter, right, QPointF(area.right() - right.width, top + ascent), "text")
            top += height + gap

    def _draw(self, painter: QPainter, made: Formula, place: QPointF, color: str) -> None:
        painter.save()
        painter.translate(place)
        painter.fillPath(made.path, QColor(getattr(self.theme, color)))
        painter.restore()


def _value(line: Line, size: float) -> Formula | None:
    """What a line comes to; None where that is not known."""
    pieces = [formula(f"${part}$", size) if isinstance(part, str) else numeral(part, size) for part in line.value]
    return beside(pieces, 0.3 * size) if pieces else None


def _fits(rows: list[tuple[Formula, Formula | None, Line]], area: QRectF, size: float) -> bool:
    height = width = 0.0
    for left, right, _ in rows:
        parts = [part for part in (left, right) if part is not None]
        height += max(part.ascent + part.descent for part in parts) + 0.35 * size
        width = max(width, sum(part.width for part in parts) + 1.5 * size)
    return height <= area.height() and width <= area.width()
