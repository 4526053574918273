"""What the picture of the network says of itself."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.views.keys import Key

translate = QCoreApplication.translate


def network_legend(skips: bool, answer: bool) -> list[Key]:
    """The coloured words in the title: with residual blocks; with the right class known."""
    keys = [Key("■", "forward", translate("NetworkView", "forward: mean |a|")),
            Key("■", "backward", translate("NetworkView", "backward: log₁₀ |∂L/∂z|"))]
    if skips:
        keys += [Key("⌒", "backward", translate("NetworkView", "skip")),
                 Key("—", "backward", translate("NetworkView", "branch"))]
    if answer:
        keys.append(Key("■", "ok", translate("NetworkView", "right class")))
    return keys


def network_help(is_time: bool, neurons: bool, skips: bool, answer: bool, mouse: str) -> str:
    """Of a recurrent net; with single units and links; with residual blocks; with classes; what the mouse does."""
    columns = translate("NetworkView", "One column per layer, one tile per unit or channel.")
    if is_time:
        columns = translate("NetworkView", "One column per time step, layer by layer, one tile per unit.")
    parts = [columns, translate(
        "NetworkView", "On the way forward (blue) a tile shows the size of the unit's activation, on the way back "
        "(orange) log₁₀ |∂L/∂z|, both as means over up to 32 samples of the batch: pale tiles towards the input "
        "mean that the gradient is dying out. Grey tiles get a gradient of exactly zero, magenta tiles hold NaN or "
        "infinity. The dot is the pass in progress."), mouse, translate(
        "NetworkView", "Where not all columns are shown, the strip below shows all of them; its frame can be dragged.")]
    if answer:
        parts.append(translate(
            "NetworkView", "Bars at the right end: the outputs for the first sample of the batch, as probabilities where "
            "the loss is cross-entropy; green is that of the right class."))
    if neurons:
        parts.append(translate(
            "NetworkView", "Lines are the single weights, their gradients or the last update: as thick as the "
            "number is large, coloured by its sign."))
    parts.append(translate(
        "NetworkView", "While runs are compared, each has a strip below: a cell per layer, the mean of its units, "
        "on the same scale; at its right end its loss."))
    if skips:
        parts.append(translate(
            "NetworkView", "At the input of a residual block ∂L/∂x is the sum of what came over the skip (the +1, "
            "or its projection) and of what came through the branch. Arcs are as thick as ‖skip‖ / ‖∂L/∂x‖, the "
            "lines under them as ‖branch‖ / ‖∂L/∂x‖ (over narrow blocks: wide and narrow bars as high as these); "
            "the two add up as vectors, not as numbers."))
    return " ".join(parts)
