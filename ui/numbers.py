"""Numbers and symbols as the transport bar writes them."""

from __future__ import annotations

import math

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def subscript(number: int) -> str:
    """A layer's number as an index: 12 -> ₁₂."""
    return str(number).translate(_SUBSCRIPTS)


def short(value: float, known: bool = True) -> str:
    """A number in four digits; "—" where it does not exist."""
    if not known:
        return "—"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.4g}".replace("-", "−")


def grouped(number: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u202f")
