"""Formulas and numbers as outlines: matplotlib's mathtext typesets, Qt paints.

matplotlib is imported with the first formula, which may be on another thread.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath, QTransform

_SIZE = 100.0  # pixels that formulas are typeset at, and scaled from
_TYPESETTER = threading.Lock()  # matplotlib's parser keeps what it is doing in one place
_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79  # matplotlib.path.Path's codes


@dataclass(frozen=True)
class Formula:
    """An outline with its baseline at y = 0, y downwards; ``width``, and how far it reaches above and below."""

    path: QPainterPath
    width: float
    ascent: float
    descent: float


@lru_cache(maxsize=2048)
def formula(source: str, size: float) -> Formula:
    """Typeset ``source``, TeX between dollar signs, at ``size`` pixels."""
    made, scale = _typeset(source), size / _SIZE
    path = QTransform.fromScale(scale, scale).map(made.path)
    path.setFillRule(Qt.FillRule.WindingFill)
    return Formula(path, scale * made.width, scale * made.ascent, scale * made.descent)


@lru_cache(maxsize=512)
def _typeset(source: str) -> Formula:
    """At one size, for that takes milliseconds: at others a formula is the same, larger or smaller."""
    with _TYPESETTER:
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import TextPath

        outline = TextPath((0, 0), source, size=_SIZE, prop=FontProperties(family="DejaVu Sans", math_fontfamily="stix"))
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
    box = path.boundingRect()
    return Formula(path, box.right(), -box.top(), box.bottom())


def numeral(value: float, size: float) -> Formula:
    """A number, put together from outlines of its characters: typesetting one takes milliseconds, and numbers change."""
    mantissa, exponent = _parts(value)
    path, at = QPainterPath(), 0.0
    for character in mantissa:
        at = _append(path, character, size, at, 0.0)
    if exponent:
        for character in (r"\times", "1", "0"):
            at = _append(path, character, size, at, 0.0)
        for character in exponent:
            at = _append(path, character, 0.7 * size, at, 0.38 * size)
    box = path.boundingRect()
    return Formula(path, at, -box.top(), max(box.bottom(), 0.0))


def beside(pieces: list[Formula], gap: float) -> Formula:
    """Formulas one after the other on one baseline."""
    path, at = QPainterPath(), 0.0
    for place, piece in enumerate(pieces):
        at += gap if place else 0.0
        path.addPath(piece.path.translated(at, 0.0))
        at += piece.width
    return Formula(path, at, max(piece.ascent for piece in pieces), max(piece.descent for piece in pieces))


def _append(path: QPainterPath, character: str, size: float, at: float, raised: float) -> float:
    made, advance = formula(f"${{{character}}}$", size), _advance(character, size)
    middle = (advance - made.width) / 2 if character == r"\times" else 0.0  # its room is on both sides
    path.addPath(made.path.translated(at + middle, -raised))
    return at + advance


@lru_cache(maxsize=256)
def _advance(character: str, size: float) -> float:
    """How far the next character stands behind this one: what it moves the second of two 0 by."""
    between = f"{{{character}}}" if character == "-" else character  # the sign of an exponent is no operation
    return formula(f"$0{between}0$", size).width - formula("$00$", size).width


def _parts(value: float) -> tuple[str, str]:
    """Mantissa and exponent as characters; an exponent only where the number is not written out."""
    if math.isnan(value):
        return "NaN", ""
    if math.isinf(value):
        return ("" if value > 0 else "-") + "∞", ""
    if value == 0:
        return "0", ""
    mantissa, exponent = f"{value:.2e}".split("e")
    if -4 <= int(exponent) < 5:
        return (f"{value:#.3g}".rstrip(".") if int(exponent) < 3 else f"{value:.0f}"), ""
    return mantissa, str(int(exponent))
