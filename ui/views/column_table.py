"""The columns that a picture over time can show: their names, and the scale that fits their numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from ui.views.scales import CountScale, LogScale, RatioScale, Scale, ShareScale, SignedScale


@dataclass(frozen=True)
class Column:
    """A column of the tables: its symbol, what it is in words (English), and its kind of scale."""

    symbol: str
    source: str
    scale: type[Scale] = LogScale

    def title(self) -> str:
        """What a list of columns says."""
        return f"{self.symbol}  {QCoreApplication.translate('Column', self.source)}"

    def text(self) -> str:
        """What it is in words."""
        return QCoreApplication.translate("Column", self.source)


COLUMNS: dict[str, Column] = {
    "grad_activation_norm": Column("‖∂L/∂a‖", QT_TRANSLATE_NOOP("Column", "gradient")),
    "delta_norm": Column("‖∂L/∂z‖", QT_TRANSLATE_NOOP("Column", "gradient before the activation")),
    "grad_weight_norm": Column("‖∂L/∂W‖", QT_TRANSLATE_NOOP("Column", "weight gradient")),
    "clipped_weight_norm": Column("‖∂L/∂W‖ᶜ", QT_TRANSLATE_NOOP("Column", "weight gradient after clipping")),
    "grad_bias_norm": Column("‖∂L/∂b‖", QT_TRANSLATE_NOOP("Column", "bias gradient")),
    "grad_zeros": Column("∂L/∂a = 0", QT_TRANSLATE_NOOP("Column", "gradients that underflowed to zero"), CountScale),
    "factor": Column("σ′·w", QT_TRANSLATE_NOOP("Column", "factor"), RatioScale),
    "factor_se": Column("± σ′·w", QT_TRANSLATE_NOOP("Column", "standard error of the factor")),
    "block_factor": Column("+1", QT_TRANSLATE_NOOP("Column", "factor of a residual block"), RatioScale),
    "gain": Column("‖gₗ₋₁‖/‖gₗ‖", QT_TRANSLATE_NOOP("Column", "measured gain"), RatioScale),
    "running_product": Column("Π", QT_TRANSLATE_NOOP("Column", "product of the factors behind"), RatioScale),
    "update_ratio": Column("‖ΔW‖/‖W‖", QT_TRANSLATE_NOOP("Column", "update ratio")),
    "weight_norm": Column("‖W‖", QT_TRANSLATE_NOOP("Column", "weights")),
    "weight_rms": Column("rms W", QT_TRANSLATE_NOOP("Column", "size of a weight")),
    "weight_spectral": Column("‖W‖₂", QT_TRANSLATE_NOOP("Column", "spectral norm of the weights"), RatioScale),
    "z_mean": Column("z̄", QT_TRANSLATE_NOOP("Column", "mean of z"), SignedScale),
    "z_std": Column("std z", QT_TRANSLATE_NOOP("Column", "spread of z")),
    "a_mean": Column("ā", QT_TRANSLATE_NOOP("Column", "mean of the activation"), SignedScale),
    "a_std": Column("std a", QT_TRANSLATE_NOOP("Column", "spread of the activation")),
    "a_rms": Column("rms a", QT_TRANSLATE_NOOP("Column", "size of the activation")),
    "slope_mean": Column("σ′ mean", QT_TRANSLATE_NOOP("Column", "mean slope"), SignedScale),
    "slope_rms": Column("σ′ rms", QT_TRANSLATE_NOOP("Column", "size of the slope")),
    "dead_fraction": Column("a ≡ 0", QT_TRANSLATE_NOOP("Column", "dead units"), ShareScale),
    "saturated_fraction": Column("σ′ ≈ 0", QT_TRANSLATE_NOOP("Column", "saturated"), ShareScale),
    "nonfinite": Column("NaN, ∞", QT_TRANSLATE_NOOP("Column", "numbers that are not finite"), CountScale),
    "theory_factor": Column("√χ", QT_TRANSLATE_NOOP("Column", "factor in theory"), RatioScale),
    "theory_q": Column("q", QT_TRANSLATE_NOOP("Column", "variance of z in theory")),
    "recurrent_radius": Column("ρ(Wₕ)", QT_TRANSLATE_NOOP("Column", "spectral radius of the recurrent weights"), RatioScale),
    "forget_mean": Column("f̄", QT_TRANSLATE_NOOP("Column", "forget gate"), ShareScale),
    "input_mean": Column("ī", QT_TRANSLATE_NOOP("Column", "input gate"), ShareScale),
    "output_mean": Column("ō", QT_TRANSLATE_NOOP("Column", "output gate"), ShareScale),
    "forget_product": Column("Πf", QT_TRANSLATE_NOOP("Column", "product of the later forget gates")),
    "grad_cell_norm": Column("‖∂L/∂c‖", QT_TRANSLATE_NOOP("Column", "gradient at the cell state")),
    "reset_mean": Column("r̄", QT_TRANSLATE_NOOP("Column", "reset gate"), ShareScale),
    "update_mean": Column("ū", QT_TRANSLATE_NOOP("Column", "update gate"), ShareScale),
}
"""In the order in which they are offered."""


def column_of(name: str) -> Column:
    """A column that is not in the table yet is called what the tables call it."""
    return COLUMNS.get(name) or Column(name, "")
