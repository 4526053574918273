"""What the Sweep perspective offers: fields with good values to try, and settings to compare, as tables.

A new one is a row here; a row is offered where it fits the present experiment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gradsim.experiment import Experiment
from gradsim.patches import Patch, patched
from gradsim.problems import GradsimError
from gradsim.sweep import Setting, Sweep, Vary

MOST_SEEDS = 50
MOST_STEPS = 10_000
MOST_SETTINGS = 4  # colours that can be told apart


@dataclass(frozen=True)
class FieldRow:
    """A field: its path, its name, the values that are proposed."""

    path: str
    source: str
    values: tuple[Any, ...]

    def text(self) -> str:
        """Its name, translated."""
        return QCoreApplication.translate("Sweeps", self.source)


@dataclass(frozen=True)
class SettingRow:
    """A setting: its key, what its button says, and the patch that it makes of an experiment."""

    key: str
    source: str
    make: Callable[[Experiment], Patch]

    def text(self) -> str:
        """What its button and the legend say, translated."""
        return QCoreApplication.translate("Sweeps", self.source)


GAINS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)

BLOCKS = (8, 14, 20, 32)  # depths of convolutional networks: 6n + 2

FIELDS: tuple[FieldRow, ...] = (
    FieldRow("model.depth", QT_TRANSLATE_NOOP("Sweeps", "Depth"), (2, 4, 8, 16, 32)),
    FieldRow("data.length", QT_TRANSLATE_NOOP("Sweeps", "Time steps"), (8, 16, 32, 64)),
    FieldRow("model.weight_init.gain", QT_TRANSLATE_NOOP("Sweeps", "Weight gain"), GAINS),
    FieldRow("model.weight_init.std", QT_TRANSLATE_NOOP("Sweeps", "Weight std"), (0.03, 0.06, 0.12, 0.25, 0.5, 1.0)),
    FieldRow("model.recurrent_init.gain", QT_TRANSLATE_NOOP("Sweeps", "Recurrent gain"), (0.7, 0.85, 1.0, 1.2, 1.4)),
    FieldRow("model.width", QT_TRANSLATE_NOOP("Sweeps", "Width"), (8, 16, 32, 64, 128)),
    FieldRow("model.hidden", QT_TRANSLATE_NOOP("Sweeps", "Hidden units"), (8, 16, 32, 64)),
    FieldRow("data.batch_size", QT_TRANSLATE_NOOP("Sweeps", "Batch size"), (8, 16, 32, 64, 128)),
    FieldRow("optimizer.lr", QT_TRANSLATE_NOOP("Sweeps", "Learning rate"), (0.001, 0.01, 0.1, 1.0)),
)


def fields_for(experiment: Experiment) -> list[FieldRow]:
    """The fields that the experiment has, with the values that fit it."""
    found = []
    for row in FIELDS:
        if row.path == "model.depth" and experiment.model.family != "dense":
            row = FieldRow(row.path, row.source, BLOCKS)
        values = tuple(value for value in row.values if _fits(experiment, ((row.path, value),)))
        if values:
            found.append(FieldRow(row.path, row.source, values))
    return found


def present_value(experiment: Experiment, path: str) -> Any:
    """The field's value now; None where the experiment has no such field."""
    part: Any = experiment
    for name in path.split("."):
        part = getattr(part, name, None)
    return part


def _with(**parts: Any) -> Callable[[Experiment], Patch]:
    patch = tuple((f"model.{name}", value) for name, value in parts.items())
    return lambda experiment: patch


SETTINGS: tuple[SettingRow, ...] = (
    SettingRow("now", QT_TRANSLATE_NOOP("Sweeps", "As it is"), lambda experiment: ()),
    SettingRow("he_relu", QT_TRANSLATE_NOOP("Sweeps", "ReLU + He"),
               _with(activation={"kind": "relu"}, weight_init={"kind": "he_normal"})),
    SettingRow("xavier_tanh", QT_TRANSLATE_NOOP("Sweeps", "Tanh + Xavier"),
               _with(activation={"kind": "tanh"}, weight_init={"kind": "xavier_normal"})),
    SettingRow("orthogonal", QT_TRANSLATE_NOOP("Sweeps", "Tanh + orthogonal"),
               _with(activation={"kind": "tanh"}, weight_init={"kind": "orthogonal"})),
    SettingRow("batch_norm", QT_TRANSLATE_NOOP("Sweeps", "+ batch norm"), _with(norm={"kind": "batch_norm"})),
    SettingRow("layer_norm", QT_TRANSLATE_NOOP("Sweeps", "+ layer norm"), _with(norm={"kind": "layer_norm"})),
    SettingRow("residual", QT_TRANSLATE_NOOP("Sweeps", "+ residual"), _with(residual={"kind": "plain"})),
    SettingRow("lstm", QT_TRANSLATE_NOOP("Sweeps", "LSTM"),
               lambda experiment: (("model.kind", "lstm"),) if experiment.model.kind == "rnn" else (("model.none", 0),)),
)
CHOSEN = ("now", "he_relu", "batch_norm", "residual")
"""The settings that are compared until others are chosen."""


def settings_for(experiment: Experiment) -> list[SettingRow]:
    """The settings that fit the experiment and change it, after what it is now."""
    return [row for row in SETTINGS if row.key == "now" or _changes(experiment, row.make(experiment))]


def _changes(experiment: Experiment, patch: Patch) -> bool:
    return _fits(experiment, patch) and patched(experiment, patch) != experiment


def _fits(experiment: Experiment, patch: Patch) -> bool:
    try:
        patched(experiment, patch)
    except GradsimError:
        return False
    return True


@dataclass(frozen=True)
class Plan:
    """What the bar says: the field of the horizontal axis, that of the map's vertical one, and the rest."""

    x: Vary
    y: Vary
    settings: tuple[str, ...] = CHOSEN
    seeds: int = 3
    steps: int = 0

    def sweeps(self, experiment: Experiment) -> tuple[Sweep, ...]:
        """The sweep of the curves, and that of the map."""
        rows = [row for row in settings_for(experiment) if row.key in self.settings] or [SETTINGS[0]]
        chosen = tuple(Setting(row.key, row.make(experiment)) for row in rows)
        curves = Sweep(experiment, (self.x,), chosen, self.seeds, self.steps)
        if self.y.path == self.x.path or not self.y.values:
            return (curves,)
        return curves, Sweep(experiment, (self.x, self.y), (Setting(),), self.seeds, self.steps)
