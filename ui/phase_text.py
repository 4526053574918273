"""The phase line: what the last micro-step was, and its formula."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetrics

from gradsim.experiment import Experiment
from gradsim.snapshot import Sites, Snapshot
from ui import formulas
from ui.layer_algebra import Order, order
from ui.numbers import grouped, short
from ui.views.site_axis import SiteAxis


def phase_text(shot: Snapshot, experiment: Experiment) -> str:
    """ "Backward · layer 4 of 10   ∂L/∂a₄ = W₅ᵀδ₅" """
    if shot.phase == "forward":
        return _forward(shot, order(experiment, shot.sites, shot.cursor))
    if shot.phase == "backward":
        return _backward(shot, order(experiment, shot.sites, min(shot.cursor + 1, len(shot.sites))))
    if shot.phase == "loss":
        text = QCoreApplication.translate("Phase", "Loss   L = {loss}")
        return text.format(loss=short(shot.loss))
    if shot.phase == "clip":
        return _clipping(shot)
    if shot.phase == "update":
        if math.isnan(shot.clip_scale):
            return QCoreApplication.translate("Phase", "Update left out: the gradient is not finite")
        text = QCoreApplication.translate("Phase", "Update   {formula}")
        return text.format(formula=formulas.update(experiment.optimizer))
    return QCoreApplication.translate("Phase", "Ready at step {step}").format(step=shot.step)


def fitted_phase(text: str, metrics: QFontMetrics, room: int) -> str:
    """A phase line cut to ``room`` pixels; what it says of the place gives way to the formula."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    where, gap, formula = text.rpartition("   ")
    left = room - metrics.horizontalAdvance(gap + formula)
    if not where or left < metrics.horizontalAdvance("mmmm"):
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    return metrics.elidedText(where, Qt.TextElideMode.ElideRight, left) + gap + formula


def _clipping(shot: Snapshot) -> str:
    if math.isnan(shot.clip_scale):
        return QCoreApplication.translate("Phase", "Clipping   the gradient is not finite")
    if shot.clip_scale == 1 and not math.isclose(shot.clipped_grad_norm, shot.grad_norm, rel_tol=1e-6):  # entry by entry
        text = QCoreApplication.translate("Phase", "Clipping   ‖gradient‖ {before} → {after}")
        return text.format(before=short(shot.grad_norm), after=short(shot.clipped_grad_norm))
    text = QCoreApplication.translate("Phase", "Clipping   gradient × {scale}")
    return text.format(scale=short(shot.clip_scale))


def micro_step_text(sites: Sites, position: int, micro_steps: int) -> str:
    """ "step 37 · backward, layer 4": the micro-step that leads to a position (their number since the seed)."""
    if position <= 0:
        return QCoreApplication.translate("Phase", "step 0 · ready")
    step, place = divmod(position - 1, micro_steps)
    count = (micro_steps - 3) // 2
    axis = SiteAxis(sites)
    if place < count:
        text = QCoreApplication.translate("Phase", "step {step} · forward, {place}")
    elif place == count:
        text = QCoreApplication.translate("Phase", "step {step} · loss")
    elif place <= 2 * count:
        text = QCoreApplication.translate("Phase", "step {step} · backward, {place}")
    elif place == 2 * count + 1:
        text = QCoreApplication.translate("Phase", "step {step} · clipping")
    else:
        text = QCoreApplication.translate("Phase", "step {step} · update")
    return text.format(step=grouped(step), place=axis.name(place + 1 if place < count else 2 * count + 1 - place))


def phase_color(phase: str) -> str:
    """The label class of a phase: its colour."""
    return {"forward": "forward", "backward": "backward"}.get(phase, "muted")


def _forward(shot: Snapshot, order: Order) -> str:
    return QCoreApplication.translate("Phase", "Forward · {place}   {formula}").format(
        place=_place(shot), formula=formulas.forward(shot.sites, shot.cursor, order))


def _backward(shot: Snapshot, order: Order) -> str:
    return QCoreApplication.translate("Phase", "Backward · {place}   {formula}").format(
        place=_place(shot), formula=formulas.backward(shot.sites, shot.cursor, order))


def _place(shot: Snapshot) -> str:
    axis, site = SiteAxis(shot.sites), shot.cursor
    if axis.is_head(site):
        return axis.name(site)
    if not axis.is_time:
        text = QCoreApplication.translate("Phase", "layer {number} of {count}")
        return text.format(number=site, count=int((shot.sites.kind != "head").sum()))
    if not axis.starts:
        return QCoreApplication.translate("Phase", "time step {number} of {count}").format(
            number=axis.time(site), count=axis.steps)
    return QCoreApplication.translate("Phase", "layer {layer}, time step {number} of {count}").format(
        layer=(site - 1) // axis.steps + 1, number=axis.time(site), count=axis.steps)
