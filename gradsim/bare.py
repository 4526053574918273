"""What the benchmark compares with: a plain PyTorch training step of the network that a simulator holds."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gradsim import specs
from gradsim.bare_images import convolutional
from gradsim.recurrent import RecurrentNetwork
from gradsim.recurrent.lstm import LstmLayer
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
        recurrent = isinstance(sim.network, RecurrentNetwork)
        self.network = _network(sim)
        self.criterion: nn.Module = nn.MSELoss() if recurrent else nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.network.parameters(), lr=sim.experiment.optimizer.lr)
        self._inputs, self._targets = sim.batch.all_samples
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


def _network(sim: Simulator) -> nn.Module:
    if isinstance(sim.network, RecurrentNetwork):
        return _Lstm(sim.network)
    return convolutional(sim.network) if sim.network.scaled_image is not None else _dense(sim)


class _Lstm(nn.Module):
    """torch's LSTM of one layer, all time steps in one call, and the head on the last one."""

    def __init__(self, network: RecurrentNetwork) -> None:
        super().__init__()
        size, layer = network.size, network.layers[0]
        assert isinstance(layer, LstmLayer)
        assert size.layers == 1
        self._steps = (size.steps, size.features)
        self.lstm = nn.LSTM(size.features, size.hidden, batch_first=True, device=layer.like.device)
        self.head = nn.Linear(size.hidden, size.outputs, device=layer.like.device)
        order = [layer.rows(gate) for gate in ("input", "forget", "candidate", "output")]
        weight = torch.cat([layer.weight[rows] for rows in order])
        with torch.no_grad():
            for parameter, value in zip(self.lstm.parameters(), (
                    weight[:, :size.features], weight[:, size.features:],
                    torch.cat([layer.bias[rows] for rows in order]), torch.zeros_like(layer.bias)), strict=True):
                parameter.copy_(value)
            self.head.weight.copy_(network.head.weight)
            self.head.bias.copy_(network.head.bias)

    def forward(self, inputs: Tensor) -> Tensor:
        """(B, T·F) → (B, n)"""
        outputs: Tensor = self.head(self.lstm(inputs.view(len(inputs), *self._steps))[0][:, -1])
        return outputs


def _dense(sim: Simulator) -> nn.Sequential:
    layers: list[nn.Module] = []
    for site in sim.network.sites:
        linear = nn.Linear(site.plan.n_in, site.plan.n_out, device=sim.device)
        with torch.no_grad():
            linear.weight.copy_(site.weight)
            linear.bias.copy_(site.bias)
        layers += [linear] if site.plan.is_head else [linear, nn.Tanh()]
    return nn.Sequential(*layers)
