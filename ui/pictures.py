"""Pictures and tables of views and of the window: PNG, SVG, PDF, CSV and the clipboard.

A view is never resized for its picture: a second one of the same class, never shown, adopts its scene and is drawn at
the wanted size, in the wanted theme.
"""

from __future__ import annotations

import csv
import io
import math
import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter, QResizeEvent, QTextDocument
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from gradsim.experiment import write_atomically
from gradsim.problems import fail
from ui.theme import LIGHT, Theme
from ui.views.base import View
from ui.views.header import header_html

DOTS_PER_INCH = 96
MOST_PIXELS = 200_000_000
FORMATS = ("png", "svg", "pdf")


def save_view(view: View, path: str | os.PathLike[str], size: tuple[float, float] = (1200, 500), scale: float = 2.0,
              theme: Theme | None = LIGHT, transparent: bool = False) -> None:
    """Write a view's picture.

    Parameters
    ----------
    path
        ``.png``, ``.svg`` or ``.pdf``.
    size
        Width and height of the layout in logical pixels (1/96 inch); text and lines keep their size in it.
    scale
        PNG only: pixels per logical pixel. The file has ``size`` × ``scale`` pixels, rounded.
    theme
        None: the one the view has on screen.

    Raises
    ------
    GradsimError
        For an unknown suffix, a picture too large, or a path that cannot be written.
    """
    target = Path(path)
    kind = _kind(target)
    picture = Picture(view, size, theme or view.theme, transparent)
    try:
        write_atomically(target, encoded(picture, kind, scale, target))
    finally:
        picture.discard()


def save_window(widget: QWidget, path: str | os.PathLike[str], scale: float = 2.0) -> None:
    """Write a picture of a whole window as it is now: PNG (``scale`` pixels per logical pixel), SVG or PDF."""
    target = Path(path)
    write_atomically(target, encoded(Grab(widget), _kind(target), scale, target))


def view_image(view: View, size: tuple[float, float], scale: float = 2.0, theme: Theme | None = None) -> QImage:
    """A view's picture of ``size`` × ``scale`` pixels."""
    picture = Picture(view, size, theme or view.theme, transparent=False)
    try:
        return image_of(picture, scale)
    finally:
        picture.discard()


def copy_to_clipboard(view: View) -> None:
    """Put the view's picture, as large as on screen and twice as fine, on the clipboard."""
    size = (max(view.width(), 200), max(view.height() + 30, 120))
    QGuiApplication.clipboard().setImage(view_image(view, size))


def save_table(view: View, path: str | os.PathLike[str]) -> None:
    """Write the numbers a view draws as CSV, floats in full precision."""
    target = Path(path)
    if target.suffix.lower() != ".csv":
        raise fail("file_unwritable", path=str(target), reason=_suffix_reason(target, ("csv",)))
    header, rows = view.table()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[repr(cell) if isinstance(cell, float) else cell for cell in row] for row in rows])
    write_atomically(target, text.getvalue().encode())


def _kind(path: Path) -> str:
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise fail("file_unwritable", path=str(path), reason=_suffix_reason(path, FORMATS))
    return kind


def _suffix_reason(path: Path, allowed: tuple[str, ...]) -> str:
    return f"{path.suffix or '∅'} ∉ {{{', '.join('.' + kind for kind in allowed)}}}"


class Picture:
    """A view with its title and legend above it, drawn at a size of its own."""

    def __init__(self, view: View, size: tuple[float, float], theme: Theme, transparent: bool) -> None:
        self.size = QSizeF(*size)
        self._theme, self._transparent = theme, transparent
        self._view = type(view)()
        self._top = round(2.6 * theme.base_size) if view.title() else 0
        self._view.set_vector(True)
        self._view.resize(math.ceil(size[0]), max(math.ceil(size[1]) - self._top, 1))
        self._view.ensurePolished()
        self._view.layout().activate()
        self._view.plot.resize(self._view.size())
        # Qt tells a widget that is never shown nothing of its size
        self._view.plot.resizeEvent(QResizeEvent(self._view.size(), QSize()))
        self._view.adopt(view)
        self._view.set_theme(theme)
        self._view.plot.show_like(view.plot)

    def draw(self, painter: QPainter) -> None:
        """Draw everything into ``self.size``, beginning at (0, 0)."""
        if not self._transparent:
            painter.fillRect(QRectF(0, 0, self.size.width(), self.size.height()), QColor(self._theme.card))
        self._draw_title(painter)
        source = QRectF(self._view.plot.rect())
        self._view.plot.scene().render(painter, source.translated(0, self._top), source,
                                       Qt.AspectRatioMode.IgnoreAspectRatio)

    def discard(self) -> None:
        """Forget the second view."""
        self._view.deleteLater()

    def _draw_title(self, painter: QPainter) -> None:
        if not self._top:
            return
        theme, left = self._theme, 14.0
        font = theme.font(theme.title_size, bold=True)
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        box = QRectF(left, 0, self.size.width() - left, self._top)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, middle, self._view.title())
        used = painter.boundingRect(box, middle, self._view.title()).width() + 1.2 * theme.base_size
        document = QTextDocument()
        document.setDefaultFont(theme.font(theme.small_size))
        document.setDocumentMargin(0)
        document.setHtml(header_html(self._view, theme, box.width() - used - 8))
        painter.translate(left + used, (self._top - document.size().height()) / 2 + 1)
        document.drawContents(painter)
        painter.restore()


class Grab:
    """A widget as it is on screen."""

    def __init__(self, widget: QWidget) -> None:
        self.size = QSizeF(widget.size())
        self._widget = widget

    def draw(self, painter: QPainter) -> None:
        """Draw the widget and its children; nothing is repainted on screen meanwhile."""
        views = self._widget.findChildren(View)
        try:
            for view in views:
                view.set_vector(True, background=True)
            self._widget.render(painter, QPoint(0, 0))
        finally:
            for view in views:
                view.set_vector(False)


def encoded(picture: Picture | Grab, kind: str, scale: float, path: Path) -> bytes:
    """The bytes of a file of ``kind`` (png, svg, pdf); ``path`` is only named in an error."""
    if kind == "svg":
        return _svg(picture)
    if kind == "pdf":
        return _pdf(picture)
    if picture.size.width() * picture.size.height() * scale * scale > MOST_PIXELS:
        raise fail("file_unwritable", path=str(path), reason=f"> {MOST_PIXELS:,} px")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image_of(picture, scale).save(buffer, "PNG")
    return bytes(buffer.data().data())


def image_of(picture: Picture | Grab, scale: float) -> QImage:
    """Pixels: ``scale`` per logical pixel."""
    image = QImage((picture.size * scale).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDotsPerMeterX(round(DOTS_PER_INCH * scale / 0.0254))
    image.setDotsPerMeterY(round(DOTS_PER_INCH * scale / 0.0254))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    picture.draw(painter)
    painter.end()
    return image


def _svg(picture: Picture | Grab) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # Qt writes the nested clips of widgets wrongly (seen in 6.11); SVG Tiny has no clips, and widgets hardly need them
    version = QSvgGenerator.SvgVersion.SvgTiny12 if isinstance(picture, Grab) else QSvgGenerator.SvgVersion.Svg11
    generator = QSvgGenerator(version)
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_PER_INCH)
    generator.setSize(picture.size.toSize())
    generator.setViewBox(QRectF(0, 0, picture.size.width(), picture.size.height()))
    generator.setTitle("Gradsim")
    painter = QPainter(generator)
    picture.draw(painter)
    painter.end()
    # pyqtgraph's cosmetic pens; few programs understand the attribute, and the others scale their strokes
    return bytes(buffer.data().data()).replace(b' vector-effect="non-scaling-stroke"', b"")


def _pdf(picture: Picture | Grab) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    inches = picture.size / DOTS_PER_INCH
    writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    picture.draw(painter)
    painter.end()
    return bytes(buffer.data().data())
