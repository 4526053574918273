"""Numbers as text on pictures: short, with real minus signs in exponents, and honest about zero and NaN."""

from __future__ import annotations

import math

_UP = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNKNOWN = "–"


def superscript(number: int) -> str:
    """−12 as "⁻¹²"."""
    return str(number).translate(_UP)


def subscript(number: int) -> str:
    """12 as "₁₂"."""
    return str(number).translate(_DOWN)


def power_of_ten(exponent: int) -> str:
    """−2 as "10⁻²"."""
    return "10" + superscript(exponent)


def short(value: float, digits: int = 3) -> str:
    """At most ``digits`` significant digits: "0.25", "2.42e-5", "0", "NaN", "∞"."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if value < 0:
        return "−" + short(-value, digits)
    if 1e-3 <= value < 1e5:
        plain = f"{value:.{digits}g}"
        return plain if "e" not in plain else f"{value:.0f}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def even(value: float, digits: int = 3) -> str:
    """Exactly ``digits`` significant digits where the number is plain: "0.230", so that labels in a row match."""
    if value < 0:
        return "−" + even(-value, digits)
    if 1e-3 <= value < 10**digits:
        return f"{value:#.{digits}g}".rstrip(".")
    return short(value, digits)


def percent(share: float) -> str:
    """0.00016 as "0.016 %"."""
    return f"{short(100 * share, 2)} %" if math.isfinite(share) else short(share)


def steps(number: int) -> str:
    """A step number for an axis: "2500", "10k", "1.5M"."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if abs(number) >= max(size, 10_000):
            return f"{number / size:.6g}{unit}"
    return str(number)
