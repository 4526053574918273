"""Figures of a headless run, one per view, by matplotlib (imported when first needed). No torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradsim.problems import fail
from gradsim.snapshot import Records, Snapshot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FORWARD, _BACKWARD, _NEUTRAL = "#1f77d0", "#e8731a", "#4b5563"


def save_figures(folder: Path, snapshot: Snapshot, records: Records, kinds: tuple[str, ...]) -> list[Path]:
    """Write factors, gradient, loss and heatmap of the last step in every format of ``kinds`` ("png", "svg", "pdf").

    Raises GradsimError if a file cannot be written.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawings = {"factors": _draw_factors, "gradient": _draw_gradient, "loss": _draw_loss, "heatmap": _draw_heatmap}
    written = []
    # fonttype 3: matplotlib's PDF loses all text of CFF fonts with 42
    with matplotlib.rc_context({"pdf.fonttype": 3, "svg.fonttype": "none", "axes.unicode_minus": False}):
        for name, draw in drawings.items():
            figure = Figure(figsize=(8, 4.5), layout="constrained")
            FigureCanvasAgg(figure)
            draw(figure.add_subplot(), snapshot, records)
            written += [_save(figure, folder / f"{name}.{kind}") for kind in kinds]
    return written


def _save(figure: Any, path: Path) -> Path:
    try:
        figure.savefig(path, dpi=200)
    except OSError as error:
        raise fail("file_unwritable", path=str(path), reason=error.strerror or str(error)) from None
    return path


def _draw_factors(axes: Axes, snapshot: Snapshot, records: Records) -> None:
    factor = snapshot.columns["factor"]
    shown = np.isfinite(factor) & (factor > 0)
    axes.set_yscale("log")
    axes.bar(snapshot.sites.site[shown], factor[shown] - 1, bottom=1, color=_BACKWARD, width=0.6)
    axes.axhline(1, color="black", linewidth=1)
    _mark(axes, snapshot.sites.site, factor)
    axes.set(xlabel="layer", ylabel="factor σ′(z)·w", title=f"Factor per layer, step {snapshot.step}")


def _draw_gradient(axes: Axes, snapshot: Snapshot, records: Records) -> None:
    site, measured = snapshot.sites.site, snapshot.columns["grad_activation_norm"]
    predicted = snapshot.columns["running_product"] * measured[-1]
    axes.set_yscale("log")
    axes.plot(site, _positive(predicted), color=_FORWARD, label="product of factors")
    axes.plot(site, _positive(measured), color=_BACKWARD, marker="o", linestyle="none", label="measured ‖∂L/∂a‖")
    _mark(axes, site, measured)
    axes.set(xlabel="layer", ylabel="‖∂L/∂a‖", title=f"What is left of the gradient, step {snapshot.step}")
    axes.legend()


def _positive(values: Any) -> Any:
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


def _draw_loss(axes: Axes, snapshot: Snapshot, records: Records) -> None:
    axes.plot(records.step, records.loss, color=_FORWARD)
    axes.set(xlabel="step", ylabel="loss", title="Loss")


def _draw_heatmap(axes: Axes, snapshot: Snapshot, records: Records) -> None:
    norms = records.grad_activation_norm
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = np.log10(norms.T)
    levels[~np.isfinite(levels)] = np.nan
    sites = norms.shape[1]
    first, last = (records.step[0], records.step[-1]) if len(records) else (0, 0)
    image = axes.imshow(levels, aspect="auto", cmap="inferno", interpolation="nearest",
                        extent=(first - 0.5, last + 0.5, sites + 0.5, 0.5))
    image.get_cmap().set_bad("#d6d6d6")
    axes.figure.colorbar(image, ax=axes, label="log10 ‖∂L/∂a‖ (grey: zero or not finite)")
    axes.set(xlabel="step", ylabel="layer", title="Gradient over time")


def _mark(axes: Axes, site: Any, values: Any) -> None:
    """Name zeros and non-finite numbers, which a log axis cannot show."""
    for place, value in zip(site.tolist(), values.tolist(), strict=True):
        if value == 0 or not np.isfinite(value):
            axes.annotate("0" if value == 0 else str(value), (place, 0.02), xycoords=("data", "axes fraction"),
                          ha="center", color="#c2185b")
