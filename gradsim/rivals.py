"""What people use today to look at gradients, measured beside Gradsim where it is installed.

Each rival watches a plain training step as its documentation says: TensorBoard writes a histogram of every parameter and its
gradient in every step, Weights & Biases watches parameters and gradients of every step offline, Cockpit tracks its "economy"
quantities.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gradsim.bare import Training
from gradsim.simulator import Simulator

Step = Callable[[], None]


@dataclass(frozen=True)
class Rival:
    """A tool: its name, the modules it needs, and how it makes a watched step that writes to a folder."""

    name: str
    modules: tuple[str, ...]
    watch: Callable[[Training, str], contextlib.AbstractContextManager[Step]]


@contextlib.contextmanager
def _tensorboard(training: Training, folder: str) -> Iterator[Step]:
    tensorboard: Any = importlib.import_module("torch.utils.tensorboard")
    steps = 0
    with tensorboard.SummaryWriter(folder) as writer:

        def step() -> None:
            nonlocal steps
            training.step()
            for name, parameter in training.network.named_parameters():
                writer.add_histogram(name, parameter, steps)
                writer.add_histogram(f"{name}.grad", parameter.grad, steps)
            steps += 1

        yield step


@contextlib.contextmanager
def _wandb(training: Training, folder: str) -> Iterator[Step]:
    wandb: Any = importlib.import_module("wandb")
    os.environ["WANDB_SILENT"] = "true"
    run = wandb.init(mode="offline", dir=folder)
    wandb.watch(training.network, log="all", log_freq=1)

    def step() -> None:
        training.step()
        run.log({"step": 1})

    try:
        yield step
    finally:
        run.finish()


@contextlib.contextmanager
def _cockpit(training: Training, folder: str) -> Iterator[Step]:
    import torch

    backpack: Any = importlib.import_module("backpack")
    cockpit: Any = importlib.import_module("cockpit")
    configuration: Any = importlib.import_module("cockpit.utils.configuration").configuration
    backpack.extend(training.network)
    backpack.extend(training.criterion)
    each = torch.nn.CrossEntropyLoss(reduction="none")
    watch = cockpit.Cockpit(training.network.parameters(), quantities=configuration("economy"))
    steps = 0

    def step() -> None:
        nonlocal steps
        inputs, targets = training.batch()
        training.optimizer.zero_grad()
        outputs = training.network(inputs)
        loss = training.criterion(outputs, targets)
        info = {"batch_size": len(inputs), "individual_losses": each(outputs, targets), "loss": loss,
                "optimizer": training.optimizer}
        with watch(steps, info=info):
            loss.backward(create_graph=watch.create_graph(steps))
        training.optimizer.step()
        steps += 1

    yield step


RIVALS = (Rival("TensorBoard, histograms every step", ("tensorboard",), _tensorboard),
          Rival("wandb.watch every step, offline", ("wandb",), _wandb),
          Rival("Cockpit, economy", ("cockpit", "backpack"), _cockpit))


def installed(rival: Rival) -> bool:
    """True if all that the rival needs can be imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for name in rival.modules:
                importlib.import_module(name)
        except ImportError:
            return False
    return True


@contextlib.contextmanager
def watched(rival: Rival, sim: Simulator) -> Iterator[Step]:
    """A training step of ``sim``'s network with the rival watching, writing to a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rival.watch(Training(sim), folder) as step:
            yield step
