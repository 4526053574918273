"""Formulas as outlines: matplotlib's mathtext typesets, Qt paints. matplotlib is imported with the first formula."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QPainterPath

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79  # matplotlib.path.Path's codes


@dataclass(frozen=True)
class Formula:
    """An outline with its baseline at y = 0, y downwards; ``width``, and how far it reaches above and below."""

    path: QPainterPath
    width: float
    ascent: float
    descent: float


@lru_cache(maxsize=512)
def formula(source: str, size: float) -> Formula:
    """Typeset ``source``, TeX between dollar signs, at ``size`` pixels."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    outline = TextPath((0, 0), source, size=size, prop=FontProperties(family="DejaVu Sans", math_fontfamily="stix"))
    path = QPainterPath()
    points, codes = outline.vertices.tolist(), outline.codes.tolist()
    place = 0
    while place < len(codes):
        code = codes[place]
        if code == _MOVE:
            path.moveTo(points[place][0], -points[place][1])
        elif code == _LINE:
            path.lineTo(points[place][0], -points[place][1])
        elif code == _CLOSE:
            path.closeSubpath()
        elif code == _QUADRATIC:
            (x1, y1), (x, y) = points[place:place + 2]
            path.quadTo(x1, -y1, x, -y)
            place += 1
        elif code == _CUBIC:
            (x1, y1), (x2, y2), (x, y) = points[place:place + 3]
            path.cubicTo(x1, -y1, x2, -y2, x, -y)
            place += 2
        place += 1
    path.setFillRule(path.fillRule().WindingFill)
    box = path.boundingRect()
    return Formula(path, box.right(), -box.top(), box.bottom())


def number(value: float) -> str:
    """A number as TeX, without dollar signs."""
    if math.isnan(value):
        return r"\mathrm{NaN}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 5:
        return f"{value:#.3g}".rstrip(".") if exponent < 3 else f"{value:.0f}"
    mantissa = f"{value / 10.0**exponent:.2f}" if exponent > -300 else f"{value * 1e300 / 10.0**(exponent + 300):.2f}"
    return rf"{mantissa}\times 10^{{{exponent}}}"
