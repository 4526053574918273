"""What of the network's picture is under the mouse besides a column, and what is said of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF

from ui.scene import Scene
from ui.theme import Theme
from ui.views.ends import output_at
from ui.views.neurons import Hit
from ui.views.numbers import UNKNOWN, percent, short
from ui.views.site_axis import SiteAxis, heading

translate = QCoreApplication.translate


@dataclass(frozen=True)
class End:
    """The picture of the input, or an output (0-based; −1: beside their bars)."""

    is_input: bool
    place: int = -1


def end_at(scene: Scene, theme: Theme, boxes: tuple[QRectF, QRectF], at: QPointF) -> End | None:
    """The end under a point; ``boxes`` are where input and loss stand."""
    sample = scene.frame.parts.sample
    if sample is None:
        return None
    if boxes[1].contains(at):
        return End(False, output_at(theme, boxes[1], sample, at.y()))
    return End(True) if boxes[0].contains(at) else None


def subject_lines(scene: Scene, axis: SiteAxis, subject: object) -> tuple[str, ...]:
    """A title and numbers of a unit, a link or an end."""
    if isinstance(subject, Hit):
        return _unit_lines(scene, axis, subject) if subject.source is None else _link_lines(scene, axis, subject)
    assert isinstance(subject, End)
    return _input_lines(scene) if subject.is_input else _output_lines(scene, subject.place)


def _input_lines(scene: Scene) -> tuple[str, ...]:
    """What the picture of the input is."""
    sample = scene.frame.parts.sample
    title = translate("UnitText", "Input: the first sample of the batch")
    if sample is None:
        return (title,)
    lines = [title, translate("UnitText", "numbers: {count}").format(count=sample.inputs.size)]
    if sample.target is not None:
        lines.append(translate("UnitText", "of class {number}").format(number=sample.target))
    return tuple(lines)


def _output_lines(scene: Scene, place: int) -> tuple[str, ...]:
    """One output for the first sample (0-based), or (−1) what all of them lead to."""
    sample, shot = scene.frame.parts.sample, scene.frame.snapshot
    loss = translate("UnitText", "loss of the batch {value}").format(value=short(shot.loss))
    if sample is None or place < 0:
        return (translate("UnitText", "Outputs for the first sample of the batch"), loss)
    title = translate("UnitText", "Output {number}").format(number=place)
    if place == sample.target:
        title = translate("UnitText", "Output {number}: the right class").format(number=place)
    lines = [title, f"a = {short(float(sample.outputs[place]))}"]
    if scene.experiment.loss == "cross_entropy" and np.isfinite(sample.outputs).all():
        shares = np.exp(sample.outputs - sample.outputs.max())
        lines.append(f"softmax {percent(float(shares[place] / shares.sum()))}")
    return (*lines, loss)


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
