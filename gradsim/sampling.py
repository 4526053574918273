"""Batches: which samples each step sees, from the experiment's seed."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from gradsim.data import Dataset
from gradsim.experiment import Experiment
from gradsim.plan_conv import Network, image_side
from gradsim.precision import rounding


class Batches:
    """Shuffled mini-batches without replacement; a new order every epoch; a short rest at an epoch's end is left out.

    Attributes
    ----------
    size
        Samples per step, B: the batch size, or all samples where there are fewer.
    inputs, targets, readout
        The present batch: (B, features); classes (B,) or (B, R) int64, or numbers (B, n); and v (B, n) of random_readout or
        None.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset, outputs: int, dtype: torch.dtype, device: torch.device,
                 inputs: Tensor) -> None:
        self.size = len(inputs)
        self.inputs = inputs
        self._all_inputs = scaled(torch.from_numpy(dataset.inputs).to(device=device, dtype=dtype), experiment)
        rounded = rounding(experiment)
        if rounded is not None:
            rounded(self._all_inputs)
        targets = torch.from_numpy(dataset.targets)
        self._all_targets = targets.to(device=device, dtype=dtype if targets.is_floating_point() else None)
        self._readouts: Tensor | None = None
        if experiment.loss == "random_readout":
            draws = torch.randn(len(dataset), outputs, generator=generator(experiment.seed, "readout"), dtype=torch.float64)
            self._readouts = draws.to(device=device, dtype=dtype)
        self._generator = generator(experiment.seed, "order")
        self._order = torch.arange(len(dataset), device=device)
        self._inputs, self._targets, self._epoch_readouts = self._all_inputs, self._all_targets, self._readouts
        self._place = len(dataset)
        self.targets = self._all_targets[:self.size]
        self.readout = None if self._readouts is None else self._readouts[:self.size]
        self.inputs.copy_(self._all_inputs[:self.size])

    @property
    def all_samples(self) -> tuple[Tensor, Tensor]:
        """Inputs (N, features), as the network takes them, and targets (N,) of the whole data set."""
        return self._all_inputs, self._all_targets

    def next(self) -> None:
        """Put the next batch into ``inputs``, ``targets`` and ``readout``."""
        if self.size == len(self._order):
            return  # every step sees all samples, in their own order
        if self._place + self.size > len(self._order):
            self._shuffle(torch.randperm(len(self._order), generator=self._generator))
            self._place = 0
        rows = slice(self._place, self._place + self.size)
        self._place += self.size
        self.inputs.copy_(self._inputs[rows])
        self.targets = self._targets[rows]
        if self._epoch_readouts is not None:
            self.readout = self._epoch_readouts[rows]

    def _shuffle(self, order: Tensor) -> None:
        """Lay out an epoch in the given order, so that a batch is a slice."""
        self._order = order.to(self.inputs.device)
        self._inputs, self._targets = self._all_inputs[self._order], self._all_targets[self._order]
        self._epoch_readouts = None if self._readouts is None else self._readouts[self._order]

    def state(self) -> dict[str, NDArray[np.generic]]:
        """What :meth:`restore` needs to go on with the same batches."""
        return {"order": self._order.cpu().numpy(), "place": np.array(self._place),
                "order_random": self._generator.get_state().numpy()}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Go on where ``state`` was taken (between two steps)."""
        self._shuffle(torch.from_numpy(state["order"].copy()))
        self._place = int(state["place"])
        self._generator.set_state(torch.from_numpy(state["order_random"].copy()))


def scaled(inputs: Tensor, experiment: Experiment) -> Tensor:
    """Images (N, C·H·W) scaled bilinearly to the size that the experiment's network takes; other inputs as they are."""
    model, image = experiment.model, experiment.data.image
    if not isinstance(model, Network) or image is None:
        return inputs
    side = image_side(model)
    images = inputs.view(-1, *image)
    if image[1:] == (side, side):
        return inputs
    return functional.interpolate(images, (side, side), mode="bilinear", align_corners=False).flatten(1)


def generator(seed: int, purpose: str) -> torch.Generator:
    """A generator for one purpose ("weights", "order", "readout", "dropout"), derived from the experiment's seed."""
    number = {"weights": 2, "order": 3, "readout": 4, "dropout": 5}[purpose]
    derived = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(derived >> 1))
