"""States: a run between two steps as numpy arrays, and a run that goes on from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from gradsim.problems import fail

if TYPE_CHECKING:
    from gradsim.simulator import Simulator

State = dict[str, NDArray[np.generic]]


def state_of(run: Simulator) -> State:
    """Weights, optimizer, random state and data order.

    Raises RuntimeError in the middle of a step.
    """
    if not run.between_steps:
        raise RuntimeError("a state can be taken between two steps only")
    rule, loss_scale = run.learning.rule, run.learning.loss_scale
    buffers = {f"optimizer.{name}": value.cpu().numpy().copy() for name, value in rule.buffers.items()}
    return {"steps_done": np.array(run.steps_done), "optimizer_steps": np.array(rule.steps),
            "parameters": rule.values.cpu().numpy().copy(), "loss_scale": np.array(loss_scale.state()),
            "dropout_random": run.masks.get_state().numpy(), **run.batch.state(), **buffers}


def put_into(run: Simulator, state: State) -> None:
    """Give a newly built run of the same experiment the numbers of ``state``.

    Raises GradsimError if they do not fit.
    """
    rule, values = run.learning.rule, run.learning.rule.values
    if state["parameters"].shape != tuple(values.shape):
        raise fail("checkpoint_mismatch", path="state")
    values.copy_(torch.from_numpy(state["parameters"].copy()))
    if run.network.rounding is not None:
        run.network.load(values)
    run.learning.loss_scale.restore(state["loss_scale"])
    rule.steps = int(state["optimizer_steps"])
    for name, value in state.items():
        if name.startswith("optimizer."):
            rule.buffers[name.removeprefix("optimizer.")] = torch.from_numpy(value.copy()).to(values)
    run.batch.restore(state)
    run.masks.set_state(torch.from_numpy(state["dropout_random"].copy()))
