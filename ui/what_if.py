"""What if …: settings that are worth a comparison, as a table. A row is offered where it fits and makes a difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gradsim.experiment import Experiment
from gradsim.patches import Patch, patched
from gradsim.problems import GradsimError

Make = Callable[[Experiment], Patch]


@dataclass(frozen=True)
class WhatIf:
    """One row: its key, what its button says, and the patch it makes of an experiment; an empty patch: not offered."""

    key: str
    source: str
    make: Make

    def text(self) -> str:
        """What its button says, translated."""
        return QCoreApplication.translate("WhatIf", self.source)


def offered(rows: tuple[WhatIf, ...], experiment: Experiment) -> list[tuple[WhatIf, Patch]]:
    """The rows that fit ``experiment`` and differ from it, with their patches."""
    found = []
    for row in rows:
        patch = row.make(experiment)
        if row.key == SAME or (patch and _fits(experiment, patch)):
            found.append((row, patch))
    return found


def _fits(experiment: Experiment, patch: Patch) -> bool:
    try:
        return patched(experiment, patch) != experiment
    except GradsimError:
        return False


# ---- patches ----------------------------------------------------------------------------------------


def _init(before: str, after: str) -> Make:
    def make(experiment: Experiment) -> Patch:
        init = experiment.model.weight_init
        if not init.kind.startswith(before):
            return ()
        return (("model.weight_init", {**init.model_dump(mode="json"), "kind": init.kind.replace(before, after)}),)
    return make


def _activation(before: tuple[str, ...], after: str) -> Make:
    def make(experiment: Experiment) -> Patch:
        present = experiment.model.activation
        return () if getattr(present, "kind", "") not in before else (("model.activation", {"kind": after}),)
    return make


def _part(path: str, before: str, after: dict[str, Any]) -> Make:
    """Another kind of the part at ``path`` if it is ``before`` now, or ("!") if it is anything else than that."""
    def make(experiment: Experiment) -> Patch:
        part: Any = experiment
        for name in path.split("."):
            part = getattr(part, name, None)
        kind = getattr(part, "kind", None)
        wanted = kind is not None and (kind != before[1:] if before.startswith("!") else kind == before)
        return ((path, after),) if wanted else ()
    return make


def _model(before: str, after: str) -> Make:
    return lambda experiment: (("model.kind", after),) if experiment.model.kind == before else ()


def _rate(factor: float) -> Make:
    return lambda experiment: (("optimizer.lr", float(f"{factor * experiment.optimizer.lr:.6g}")),)


def _momentum(value: float) -> Make:
    return lambda experiment: (("optimizer.momentum", value),) if hasattr(experiment.optimizer, "momentum") else ()


def _seed(experiment: Experiment) -> Patch:
    return (("seed", experiment.seed + 1),)


SAME = "same"
CLIP = {"kind": "norm", "max_norm": 1.0}

WHAT_IF: tuple[WhatIf, ...] = (
    WhatIf("he", QT_TRANSLATE_NOOP("WhatIf", "He instead of Xavier"), _init("xavier", "he")),
    WhatIf("xavier", QT_TRANSLATE_NOOP("WhatIf", "Xavier instead of He"), _init("he", "xavier")),
    WhatIf("relu", QT_TRANSLATE_NOOP("WhatIf", "ReLU instead of sigmoid"), _activation(("sigmoid",), "relu")),
    WhatIf("relu_tanh", QT_TRANSLATE_NOOP("WhatIf", "ReLU instead of tanh"), _activation(("tanh",), "relu")),
    WhatIf("sigmoid", QT_TRANSLATE_NOOP("WhatIf", "Sigmoid instead of ReLU"), _activation(("relu",), "sigmoid")),
    WhatIf("batch_norm", QT_TRANSLATE_NOOP("WhatIf", "+ batch norm"), _part("model.norm", "none", {"kind": "batch_norm"})),
    WhatIf("layer_norm", QT_TRANSLATE_NOOP("WhatIf", "+ layer norm"),
           lambda experiment: (("model.norm", {"kind": "layer_norm"}),) if experiment.model.family == "recurrent"
           and experiment.model.norm.kind == "none" else ()),
    WhatIf("no_norm", QT_TRANSLATE_NOOP("WhatIf", "− normalization"), _part("model.norm", "!none", {"kind": "none"})),
    WhatIf("residual", QT_TRANSLATE_NOOP("WhatIf", "+ residual"), _part("model.residual", "none", {"kind": "plain"})),
    WhatIf("resnet", QT_TRANSLATE_NOOP("WhatIf", "+ residual"), _model("plain_cnn", "resnet")),
    WhatIf("no_residual", QT_TRANSLATE_NOOP("WhatIf", "− residual"), _part("model.residual", "!none", {"kind": "none"})),
    WhatIf("lstm", QT_TRANSLATE_NOOP("WhatIf", "LSTM instead of RNN"), _model("rnn", "lstm")),
    WhatIf("clip", QT_TRANSLATE_NOOP("WhatIf", "+ clip"), _part("clip", "none", CLIP)),
    WhatIf("no_clip", QT_TRANSLATE_NOOP("WhatIf", "− clip"), _part("clip", "!none", {"kind": "none"})),
    WhatIf("seed", QT_TRANSLATE_NOOP("WhatIf", "Other seed"), _seed),
)
"""Variants from the seed, one button each."""

BRANCHES: tuple[WhatIf, ...] = (
    WhatIf("faster", QT_TRANSLATE_NOOP("WhatIf", "Learning rate × 10"), _rate(10.0)),
    WhatIf("slower", QT_TRANSLATE_NOOP("WhatIf", "Learning rate ÷ 10"), _rate(0.1)),
    WhatIf("clip", QT_TRANSLATE_NOOP("WhatIf", "+ clip"), _part("clip", "none", CLIP)),
    WhatIf("no_clip", QT_TRANSLATE_NOOP("WhatIf", "− clip"), _part("clip", "!none", {"kind": "none"})),
    WhatIf("momentum", QT_TRANSLATE_NOOP("WhatIf", "Momentum 0.9"), _momentum(0.9)),
    WhatIf("no_momentum", QT_TRANSLATE_NOOP("WhatIf", "No momentum"), _momentum(0.0)),
    WhatIf("adam", QT_TRANSLATE_NOOP("WhatIf", "Adam instead of SGD"), _part("optimizer", "sgd", {"kind": "adam"})),
    WhatIf("sgd", QT_TRANSLATE_NOOP("WhatIf", "SGD instead of Adam"), _part("optimizer", "adam", {"kind": "sgd"})),
    WhatIf("relu", QT_TRANSLATE_NOOP("WhatIf", "ReLU instead of sigmoid"), _activation(("sigmoid",), "relu")),
    WhatIf("relu_tanh", QT_TRANSLATE_NOOP("WhatIf", "ReLU instead of tanh"), _activation(("tanh",), "relu")),
    WhatIf(SAME, QT_TRANSLATE_NOOP("WhatIf", "The same settings"), lambda experiment: ()),
)
"""Branches from the run's present state."""
