"""The line after a picture's title: subtitle and legend, shortened to the width there is."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from ui.theme import Theme
from ui.views.base import Key, View

GAP = "\u00a0\u00a0\u00a0"


def header_html(view: View, theme: Theme, width: float = 1e9, metrics: QFontMetricsF | None = None) -> str:
    """Subtitle and legend as rich text of at most ``width`` pixels.

    The legend comes first when room is short: the subtitle is shortened, then left out, then the last keys are.
    """
    metrics = metrics or QFontMetricsF(theme.font(theme.small_size))
    gap = metrics.horizontalAdvance(GAP)
    keys, used = [], 0.0
    for key in view.legend():
        used += metrics.horizontalAdvance(f"{key.mark} {key.text}") * _widening(key) + gap
        if used > width:
            break
        keys.append(_key_html(key, theme))
    subtitle, room = view.subtitle(), width - used
    if metrics.horizontalAdvance(subtitle) > room:
        subtitle = metrics.elidedText(subtitle, Qt.TextElideMode.ElideRight, room - 4) if room > 80 else ""
    parts = [f'<span style="color:{theme.muted}">{escape(subtitle)}</span>'] if subtitle else []
    return GAP.join([*parts, *keys])


def _widening(key: Key) -> float:
    return 1.12 if key.color.endswith("_text") else 1.02


def _key_html(key: Key, theme: Theme) -> str:
    """Keys of a text colour are coloured and strong, others have a coloured mark only."""
    color = key.color if key.color.startswith("#") else str(getattr(theme, key.color))
    strong = key.color.endswith("_text")
    style = f"color:{color};font-weight:600" if strong else f"color:{theme.muted}"
    return f'<span style="color:{color}">{key.mark}</span> <span style="{style}">{escape(key.text)}</span>'
