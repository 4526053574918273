"""The sites of a recurrent network, worked out from the experiment before a single tensor is made. No torch.

Sites are time steps, layer by layer, t = 1…T inside each; the linear head is the last one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradsim import specs
from gradsim.experiment import Experiment
from gradsim.fitting import GATES, recurrent
from gradsim.snapshot import Sites, frozen


@dataclass(frozen=True)
class Unrolled:
    """The measures of a recurrent network.

    Attributes
    ----------
    steps, features
        T and the inputs per time step.
    hidden, layers, gates
        H, the layers on top of each other, and the number of gates of a cell (rnn 1, lstm 4, gru 3).
    outputs, answers
        Outputs of the head, and the number R of last time steps that it reads.
    """

    steps: int
    features: int
    hidden: int
    layers: int
    gates: int
    outputs: int
    answers: int

    def inputs_of(self, layer: int) -> int:
        """Inputs per time step of layer 1…"""
        return self.features if layer == 1 else self.hidden


@dataclass(frozen=True)
class TimeSite:
    """One time step of one layer, or the head (``layer`` and ``t`` are 0 there).

    ``n_in``, ``n_out`` are the shape of the weight [W_x W_h] of all gates.
    """

    index: int
    layer: int
    t: int
    n_in: int
    n_out: int
    name: str
    kind: str
    activation: specs.PlainActivation | specs.LeakyRelu | specs.Elu

    @property
    def is_head(self) -> bool:
        """True for the last site."""
        return self.layer == 0

    @property
    def ends_block(self) -> bool:
        """There are no residual blocks along time."""
        return False


def measures(experiment: Experiment) -> Unrolled:
    """The measures of a recurrent experiment."""
    model, data = recurrent(experiment.model), experiment.data
    assert data.sequence is not None
    steps, features = data.sequence
    return Unrolled(steps, features, model.hidden, model.layers, len(GATES[model.kind]), data.shape[1], data.answers)


def plan(experiment: Experiment) -> list[TimeSite]:
    """The sites of a recurrent experiment in the order of the forward pass, (S,) = layers·T + 1."""
    model, size = recurrent(experiment.model), measures(experiment)
    sites: list[TimeSite] = []
    for layer in range(1, size.layers + 1):
        n_in = size.inputs_of(layer) + size.hidden
        for t in range(1, size.steps + 1):
            name = f"t {t}" if size.layers == 1 else f"layer {layer}, t {t}"
            sites.append(TimeSite(len(sites) + 1, layer, t, n_in, size.gates * size.hidden, name, model.kind,
                                  model.activation))
    identity = specs.PlainActivation(kind="identity")
    return [*sites, TimeSite(len(sites) + 1, 0, 0, size.hidden, size.outputs, "head", "head", identity)]


def describe(sites: list[TimeSite]) -> Sites:
    """The sites as the arrays that snapshots carry."""
    nothing = np.zeros(len(sites), dtype=np.int64)
    return Sites(
        site=frozen(np.array([site.index for site in sites])),
        axis=frozen(np.array(["layer" if site.is_head else "time" for site in sites])),
        name=frozen(np.array([site.name for site in sites])),
        kind=frozen(np.array([site.kind for site in sites])),
        fan_in=frozen(np.array([site.n_in for site in sites])),
        fan_out=frozen(np.array([site.n_out for site in sites])),
        block_start=frozen(nothing), block_end=frozen(nothing),
        activation=frozen(np.array([site.activation.kind for site in sites])),
    )
