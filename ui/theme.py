"""Theme: colours, type sizes and pens of the window and its pictures; light, dark and projector.

The meaning of a colour is the same everywhere: forward blue, backward orange, theory grey, alarm magenta.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QPen

ASSETS = Path(__file__).resolve().parent.parent / "assets"

_LATIN = ("Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
_SIMPLIFIED = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei")
_TRADITIONAL = ("Microsoft JhengHei UI", "PingFang TC", "Noto Sans CJK TC", "Noto Sans TC", "WenQuanYi Micro Hei")
_FAMILIES = {
    "en": (*_LATIN, *_SIMPLIFIED),
    "zh_CN": (*_LATIN, *_SIMPLIFIED),
    "zh_TW": (*_LATIN, *_TRADITIONAL),
}


LARGE = 15  # pixels


@dataclass(frozen=True)
class Theme:
    """Colours as "#rrggbb", type sizes in logical pixels, and the factor on all pen widths."""

    name: str
    dark: bool
    window: str
    card: str
    raised: str  # a block on a card: formula, finding, plot of the layer panel
    border: str
    control: str  # a button at rest
    hover: str
    pressed: str
    track: str  # groove of a slider, track of a scroll bar
    knob: str
    text: str
    muted: str
    faint: str
    grid: str
    accent: str
    accent_hover: str
    on_accent: str
    forward: str
    forward_text: str
    backward: str
    backward_text: str
    theory: str
    histogram: str
    alarm: str
    positive: str  # the sign of a weight, of its gradient or update: told apart by the colour-blind, and from the passes
    negative: str
    ok: str
    strand1: str  # runs compared with the main one; each has a mark of its own, too
    strand2: str
    strand3: str
    base_size: int
    small_size: int
    title_size: int
    pen_scale: float

    @property
    def is_large(self) -> bool:
        """Whether its type is so large that words give way on a small screen."""
        return self.base_size > LARGE

    def font(self, size: int = 0, bold: bool = False) -> QFont:
        """The application's font at ``size`` logical pixels; 0: the base size."""
        font = QFont()
        font.setPixelSize(size or self.base_size)
        font.setBold(bold)
        return font

    def pen(self, color: str, width: float = 1.0) -> QPen:
        """A pen whose width grows with the theme's ``pen_scale``."""
        return pen(color, width * self.pen_scale)


LIGHT = Theme(
    name="light", dark=False, window="#f4f6fa", card="#ffffff", raised="#f7f9fc", border="#dde4ee", control="#edf0f6",
    hover="#e1e7f0", pressed="#d3dce9", track="#dbe2ec", knob="#64748b", text="#172033", muted="#5b6b82",
    faint="#94a3b8", grid="#e3e8f0", accent="#1d74d1", accent_hover="#1a66b8", on_accent="#ffffff", forward="#1d74d1",
    forward_text="#1a66b8", backward="#ea7c1c", backward_text="#b4520a", theory="#8a97ab", histogram="#ccd4df",
    alarm="#d6246e", positive="#0c8577",
    negative="#7a3fc4", ok="#0b7a54",
    strand1="#2e7d1f", strand2="#b59a00", strand3="#7a4a2a", base_size=13, small_size=11, title_size=14, pen_scale=1.0)

DARK = Theme(
    name="dark", dark=True, window="#14181e", card="#1c222b", raised="#232a35", border="#2e3744", control="#2a3240",
    hover="#343e4f", pressed="#3e4a5e", track="#384354", knob="#94a3b8", text="#f1f5f9", muted="#9fb0c5",
    faint="#6b7a90", grid="#2d3642", accent="#5aa7ff", accent_hover="#7ab9ff", on_accent="#0b1524", forward="#5aa7ff",
    forward_text="#7ab9ff", backward="#ff9d3f", backward_text="#ffa95a", theory="#8895a9", histogram="#465163",
    alarm="#ff5c97", positive="#34d3bd",
    negative="#b78cff", ok="#34d399",
    strand1="#8fd16a", strand2="#f0dc4a", strand3="#c9a27e", base_size=13, small_size=11, title_size=14, pen_scale=1.0)

PROJECTOR = Theme(
    name="projector", dark=False, window="#ffffff", card="#ffffff", raised="#f2f4f7", border="#7c8798",
    control="#e6eaf0", hover="#d5dce6", pressed="#c3ccd9", track="#bcc6d4", knob="#2f3a4a", text="#000000",
    muted="#2f3a4a", faint="#5b6777", grid="#c4ccd8", accent="#0b5cad", accent_hover="#094b8f", on_accent="#ffffff",
    forward="#0b5cad", forward_text="#0b5cad", backward="#d95f02", backward_text="#a84300", theory="#5b6777",
    histogram="#b3bdcb", alarm="#b8004f", positive="#00655a",
    negative="#5b21a6", ok="#00613f",
    strand1="#1f5f12", strand2="#8a7300", strand3="#5a3216", base_size=17, small_size=15, title_size=19, pen_scale=1.7)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, PROJECTOR)}


@lru_cache(maxsize=256)
def pen(color: str, width: float = 1.0) -> QPen:
    """A non-cosmetic pen: its width scales with the picture it is drawn into. Shared: copy it before changing it."""
    made = QPen(QColor(color), width)
    made.setCosmetic(False)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def font_families(language: str) -> list[str]:
    """Font families for "en", "zh_CN" or "zh_TW", in the order in which a glyph is looked for.

    A Latin font stands first, for Chinese ones make ∂, ‖, · and … as wide as a Han character. The Chinese one must
    follow by name: left to itself, Qt takes Japanese glyph forms under an English locale.
    """
    return list(_FAMILIES.get(language, _FAMILIES["en"]))


def application_font(theme: Theme, language: str) -> QFont:
    """The font to give to ``QApplication.setFont``."""
    font = QFont(font_families(language))
    font.setPixelSize(theme.base_size)
    return font


def palette(theme: Theme) -> QPalette:
    """The palette for everything the stylesheet does not name."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for name, color in ((role.Window, theme.window), (role.WindowText, theme.text), (role.Base, theme.card),
                        (role.AlternateBase, theme.raised), (role.Text, theme.text), (role.Button, theme.control),
                        (role.ButtonText, theme.text), (role.BrightText, theme.alarm), (role.Light, theme.hover),
                        (role.Midlight, theme.control), (role.Mid, theme.border), (role.Dark, theme.faint),
                        (role.Shadow, theme.border), (role.Highlight, theme.accent),
                        (role.HighlightedText, theme.on_accent), (role.ToolTipBase, theme.raised),
                        (role.ToolTipText, theme.text), (role.PlaceholderText, theme.faint),
                        (role.Link, theme.forward_text), (role.LinkVisited, theme.forward_text)):
        made.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, name, QColor(theme.faint))
    return made


def stylesheet(theme: Theme) -> str:
    """The application's only stylesheet: assets/style.qss with the theme's colours and sizes filled in."""
    values = {field.name: str(getattr(theme, field.name)) for field in fields(theme)}
    values["icons"] = (ASSETS / "icons").as_posix()
    values["check"] = "check-dark" if theme.dark else "check-light"
    source = (ASSETS / "style.qss").read_text(encoding="utf-8")
    return re.sub(r"@\{(\w+)\}", lambda match: values[match[1]], source)
