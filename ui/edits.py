"""Edits of an experiment that keep its parts fitting together: each takes a value and gives a new one. No Qt."""

from __future__ import annotations

from typing import Any

from gradsim.experiment import Experiment
from gradsim.fitting import weight_shapes
from gradsim.problems import GradsimError
from ui.schema import Kind


def with_field(experiment: Experiment, path: str, value: Any) -> Experiment:
    """Replace the field at a dotted path; lists with one entry per layer follow the depth, the depth the kind of blocks.

    Raises
    ------
    GradsimError
        If the value is not allowed.
    """
    document = experiment.model_dump(mode="json")
    *parents, last = path.split(".")
    place = document
    for name in parents:
        place = place[name]
    place[last] = value
    if path in ("model.depth", "model.widths") and experiment.model.family == "dense":
        _follow_depth(document["model"], path)
    if path == "model.bottleneck":
        document["model"]["depth"] = whole_blocks(document["model"]["depth"], value is True)
    return Experiment.from_dict(document) if path == "loss" else with_fitting_loss(document, experiment)


def with_fitting_loss(document: dict[str, Any], before: Experiment) -> Experiment:
    """The experiment, with a loss for numbers if its targets are numbers now, and one for classes if they were until now.

    Raises
    ------
    GradsimError
        If something else does not fit.
    """
    try:
        after = Experiment.from_dict(document)
    except GradsimError as error:
        if error.problems[0].code not in ("loss_needs_classes", "bce_range"):
            raise
        return Experiment.from_dict(document | {"loss": "mse"})
    if (before.data.task, after.data.task, after.loss) == ("values", "classes", "mse"):
        return after.with_value("loss", "cross_entropy")
    return after


def with_kind(experiment: Experiment, path: str, kind: Kind) -> Experiment:
    """Choose another kind for the part at ``path``; options that both kinds have are kept if they are one model's."""
    present = _part(experiment, path)
    options: dict[str, Any] = {}
    if type(present) is kind.spec:
        options = present.model_dump(mode="json")
    elif "schedule" in kind.spec.model_fields:
        options = {"schedule": experiment.optimizer.schedule.model_dump(mode="json")}
    if kind.name == "values":
        options = {"values": [1.0 if path.endswith("weight_init") else 0.0 for _ in weight_shapes(experiment)]}
    return with_field(experiment, path, {**options, "kind": kind.name})


def with_layer_activation(experiment: Experiment, layer: int, kind: str) -> Experiment:
    """Give one hidden layer (1…L) another activation; if all are then alike, the list becomes one for all."""
    each = [spec.model_dump(mode="json") for spec in experiment.model.activations]
    each[layer - 1] = {"kind": kind}
    alike = all(spec == each[0] for spec in each)
    return with_field(experiment, "model.activation", each[0] if alike else each)


def whole_blocks(depth: int, bottleneck: bool) -> int:
    """The depth nearest to ``depth`` of three equal stages: 6n + 2, with bottleneck blocks 9n + 2 (n ≥ 1)."""
    stages = 9 if bottleneck else 6
    return max(round((depth - 2) / stages), 1) * stages + 2


def _part(experiment: Experiment, path: str) -> Any:
    part: Any = experiment
    for name in path.split("."):
        part = getattr(part, name)
    return part


def _follow_depth(model: dict[str, Any], path: str) -> None:
    """Lengthen lists with their last entry, or cut them; the list of widths and the depth agree."""
    if path == "model.widths" and isinstance(model["widths"], list):
        model["depth"] = len(model["widths"])
    depth = model["depth"]
    if not isinstance(depth, int) or not 1 <= depth <= 1000:
        return
    for name in ("widths", "activation"):
        if isinstance(model[name], list) and model[name]:
            model[name] = _resized(model[name], depth)
    layers = depth + (model["head"] == "linear")
    for name in ("weight_init", "bias_init"):
        values = model[name].get("values")
        if values and all(isinstance(value, (int, float)) for value in values):
            model[name]["values"] = _resized(values, layers)


def _resized(entries: list[Any], length: int) -> list[Any]:
    return [*entries[:length], *[entries[-1]] * (length - len(entries))]
