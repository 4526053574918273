"""The phase line: what the last micro-step was, and its formula."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gradsim.snapshot import Snapshot
from ui.numbers import short, subscript


def phase_text(shot: Snapshot) -> str:
    """ "Backward · layer 4 of 10   ∂L/∂a₄ = W₅ᵀδ₅" """
    if shot.phase == "forward":
        return _forward(shot)
    if shot.phase == "backward":
        return _backward(shot)
    if shot.phase == "loss":
        text = QCoreApplication.translate("Phase", "Loss   L = {loss}")
        return text.format(loss=short(shot.loss))
    if shot.phase == "clip":
        text = QCoreApplication.translate("Phase", "Clipping   gradient × {scale}")
        return text.format(scale=short(shot.clip_scale))
    if shot.phase == "update":
        return QCoreApplication.translate("Phase", "Update   W ← W − η ∂L/∂W")
    return QCoreApplication.translate("Phase", "Ready at step {step}").format(step=shot.step)


def phase_color(phase: str) -> str:
    """The label class of a phase: its colour."""
    return {"forward": "forward", "backward": "backward"}.get(phase, "muted")


def _forward(shot: Snapshot) -> str:
    place, index, before = _place(shot), subscript(shot.cursor), subscript(shot.cursor - 1)
    source = "x" if shot.cursor == 1 else f"a{before}"
    return QCoreApplication.translate("Phase", "Forward · {place}   {formula}").format(
        place=place, formula=f"z{index} = W{index} {source} + b{index}")


def _backward(shot: Snapshot) -> str:
    last = shot.cursor == len(shot.sites)
    index, after = subscript(shot.cursor), subscript(shot.cursor + 1)
    formula = f"∂L/∂a{index}" if last else f"∂L/∂a{index} = W{after}ᵀ δ{after}"
    return QCoreApplication.translate("Phase", "Backward · {place}   {formula}").format(
        place=_place(shot), formula=formula)


def _place(shot: Snapshot) -> str:
    hidden = int((shot.sites.kind != "head").sum())
    if 0 < shot.cursor <= len(shot.sites) and shot.sites.kind[shot.cursor - 1] == "head":
        return QCoreApplication.translate("Phase", "head")
    return QCoreApplication.translate("Phase", "layer {number} of {count}").format(number=shot.cursor, count=hidden)
