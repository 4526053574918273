"""The line after a picture's title: subtitle and legend, shortened to the width there is."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from ui.theme import Theme
from ui.views.base import Key, View

GAP = "\u00a0\u00a0\u00a0"
LEAST = 6.0
"""Widths of a letter that the name of a run is at least given."""


def header_html(view: View, theme: Theme, width: float = 1e9, metrics: QFontMetricsF | None = None) -> str:
    """Subtitle and legend as rich text of at most ``width`` pixels.

    The legend comes first when room is short: the subtitle is shortened, then left out, then the last keys are.
    """
    metrics = metrics or QFontMetricsF(theme.font(theme.small_size))
    keys = fitting(view.legend(), width, metrics)
    subtitle, room = view.subtitle(), width - sum(_extent(key, metrics) for key in keys)
    if metrics.horizontalAdvance(subtitle) > room:
        subtitle = metrics.elidedText(subtitle, Qt.TextElideMode.ElideRight, room - 4) if room > 80 else ""
    parts = [f'<span style="color:{theme.muted}">{escape(subtitle)}</span>{GAP}'] if subtitle else []
    return "".join([*parts, *(_key_html(key, theme) for key in keys)]).removesuffix(GAP)


def legend_html(keys: list[Key], theme: Theme, width: float, metrics: QFontMetricsF) -> str:
    """Keys alone, in the same way."""
    return "".join(_key_html(key, theme) for key in fitting(keys, width, metrics)).removesuffix(GAP)


def fitting(keys: list[Key], width: float, metrics: QFontMetricsF) -> list[Key]:
    """As many of ``keys`` as fit, in their order: first marks of runs, a little of their names, other keys, whole names.

    Where not even all marks of runs fit, none is shown.
    """
    runs = [key for key in keys if key.is_run]
    bare = [replace(key, text="") for key in runs]
    brief = [replace(key, text=metrics.elidedText(key.text, Qt.TextElideMode.ElideRight,
                                                  LEAST * metrics.horizontalAdvance("n"))) for key in runs]
    shown = next((some for some in (brief, bare) if _sum(some, metrics) <= width), [])
    rest, kept = width - _sum(shown, metrics), []
    for key in keys:
        if not key.is_run and (rest := rest - _extent(key, metrics)) >= 0:
            kept.append(key)
        elif not key.is_run:
            rest += _extent(key, metrics)
            break
    if shown is brief:
        shown = _widened(runs, brief, rest, metrics)
    names = dict(zip(map(id, runs), shown, strict=False))
    return [names.get(id(key), key) for key in keys if key in kept or id(key) in names]


def _widened(runs: list[Key], brief: list[Key], rest: float, metrics: QFontMetricsF) -> list[Key]:
    """The names of runs again, with an equal share of ``rest`` pixels more for each that wants it."""
    made: list[Key] = []
    for left, key, less in zip(range(len(runs), 0, -1), runs, brief, strict=True):
        more = _extent(key, metrics) - _extent(less, metrics)
        if more > rest / left:
            room = metrics.horizontalAdvance(less.text) + rest / left - 2
            made.append(replace(key, text=metrics.elidedText(key.text, Qt.TextElideMode.ElideRight, room)))
        else:
            made.append(key)
        rest -= max(_extent(made[-1], metrics) - _extent(less, metrics), 0.0)
    return made


def _sum(keys: list[Key], metrics: QFontMetricsF) -> float:
    return sum(_extent(key, metrics) for key in keys)


def _extent(key: Key, metrics: QFontMetricsF) -> float:
    """Pixels that a key takes with the gap after it."""
    if not key.text:
        return metrics.horizontalAdvance(f"{key.mark}\u00a0")
    wider = 1.12 if key.color.endswith("_text") else 1.02
    return metrics.horizontalAdvance(f"{key.mark} {key.text}") * wider + metrics.horizontalAdvance(GAP)


def _key_html(key: Key, theme: Theme) -> str:
    """Keys of a text colour are coloured and strong, others have a coloured mark only; a gap follows."""
    color = key.color if key.color.startswith("#") else str(getattr(theme, key.color))
    strong = key.color.endswith("_text")
    style = f"color:{color};font-weight:600" if strong else f"color:{theme.muted}"
    text = f' <span style="{style}">{escape(key.text)}</span>{GAP}' if key.text else "\u00a0"
    return f'<span style="color:{color}">{key.mark}</span>{text}'
