"""What is said of a single unit or link of the network's picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from ui.scene import Scene
from ui.views.neurons import Hit
from ui.views.numbers import UNKNOWN, short
from ui.views.site_axis import SiteAxis, heading

translate = QCoreApplication.translate


def hit_lines(scene: Scene, axis: SiteAxis, hit: Hit) -> tuple[str, ...]:
    """A title and numbers."""
    return _unit_lines(scene, axis, hit) if hit.source is None else _link_lines(scene, axis, hit)


def _unit_lines(scene: Scene, axis: SiteAxis, hit: Hit) -> tuple[str, ...]:
    title = _unit(axis, hit.level, hit.unit)
    parts = scene.frame.parts
    if hit.level == 0:
        value = float(parts.sample.inputs.ravel()[hit.unit]) if parts.sample is not None else math.nan
        return title, translate("UnitText", "x = {value} in the first sample of the batch").format(value=short(value))
    if parts.tiles is None:
        return (title,)
    activation = float(parts.tiles.activation[hit.level - 1, hit.unit])
    delta = float(parts.tiles.delta[hit.level - 1, hit.unit])
    return (title, translate("UnitText", "mean |a| = {activation}").format(activation=_known(scene, activation)),
            translate("UnitText", "mean |∂L/∂z| = {delta}").format(delta=_known(scene, delta)))


def _link_lines(scene: Scene, axis: SiteAxis, hit: Hit) -> tuple[str, ...]:
    links, source = scene.frame.parts.links, hit.source
    assert source is not None
    title = f"{_unit(axis, hit.level - 1, source)} → {_unit(axis, hit.level, hit.unit)}"
    if links is None or not links.weight:
        return (title,)
    weight, gradient, update = (float(matrices[hit.level - 1][hit.unit, source])
                                for matrices in (links.weight, links.gradient, links.update))
    return (title, f"w = {short(weight)}", f"∂L/∂w = {_known(scene, gradient)}", f"Δw = {_known(scene, update)}")


def _known(scene: Scene, value: float) -> str:
    """A NaN in a healthy run is a number that is not there yet."""
    if math.isnan(value) and math.isfinite(scene.frame.snapshot.loss):
        return UNKNOWN
    return short(value)


def _unit(axis: SiteAxis, level: int, unit: int) -> str:
    if level == 0:
        return translate("UnitText", "Input {number}").format(number=unit + 1)
    sites = axis.sites
    name = heading(str(sites.name[level - 1])) if sites is not None else str(level)
    return translate("UnitText", "{place}, unit {number}").format(place=name, number=unit + 1)
