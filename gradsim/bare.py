"""What the benchmark compares with: a plain PyTorch training step of the network that a simulator holds."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gradsim import specs
from gradsim.simulator import Simulator


class Training:
    """A network of torch.nn modules with the simulator's starting weights, on its batches, with its loss and optimizer.

    Attributes
    ----------
    network, criterion, optimizer
        The parts of the step.
    """

    def __init__(self, sim: Simulator) -> None:
        assert isinstance(sim.experiment.optimizer, specs.Sgd)
        self.network = nn.Sequential(*_layers(sim))
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=sim.experiment.optimizer.lr)
        self._inputs = torch.from_numpy(sim.dataset.inputs).to(sim.device, torch.float32)
        self._targets = torch.from_numpy(sim.dataset.targets).to(sim.device)
        self._size, self._place = sim.batch.size, 0

    def batch(self) -> tuple[Tensor, Tensor]:
        """The next inputs and targets."""
        rows = slice(self._place, self._place + self._size)
        self._place = (self._place + self._size) % (len(self._targets) - self._size)
        return self._inputs[rows], self._targets[rows]

    def step(self) -> None:
        """Forward, backward, update."""
        inputs, targets = self.batch()
        self.optimizer.zero_grad()
        self.criterion(self.network(inputs), targets).backward()
        self.optimizer.step()


def _layers(sim: Simulator) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for site in sim.network.sites:
        linear = nn.Linear(site.plan.n_in, site.plan.n_out, device=sim.device)
        with torch.no_grad():
            linear.weight.copy_(site.weight)
            linear.bias.copy_(site.bias)
        layers += [linear] if site.plan.is_head else [linear, nn.Tanh()]
    return layers
