"""RecurrentNetwork: an experiment unrolled over its time steps, as a list of sites."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Generator, Tensor

from gradsim import activations, initializers, specs
from gradsim.buffers import Parameters, Picture
from gradsim.experiment import Experiment
from gradsim.fitting import recurrent
from gradsim.layers import Affine, Kernel
from gradsim.plan_recurrent import TimeSite, measures, plan
from gradsim.precision import leave, rounding
from gradsim.recurrent.gru import GruLayer
from gradsim.recurrent.layer import RecurrentLayer
from gradsim.recurrent.lstm import LstmLayer
from gradsim.recurrent.norm import CellNorm
from gradsim.recurrent.rnn import RnnLayer

LAYERS: dict[str, type[RecurrentLayer]] = {"rnn": RnnLayer, "lstm": LstmLayer, "gru": GruLayer}


class TimeStep:
    """One time step of one layer, seen as a site: samples first, (B, n).

    ``weight`` and ``bias`` are those of the layer, ``grad_weight`` and ``grad_bias`` this step's own share of their
    gradients; ``inputs`` is [x_t h_{t−1}]. ``forwards`` and ``backwards`` are what the two passes do here.
    """

    def __init__(self, plan: TimeSite, layer: RecurrentLayer) -> None:
        self.plan, self.layer, self.phi = plan, layer, layer.phi
        self.weight, self.bias = layer.weight, layer.bias
        self.forwards: list[Kernel] = [partial(layer.forward, plan.t)]
        self.backwards: list[Kernel] = [partial(layer.backward, plan.t)]
        self.norm = None  # γ belongs to the layer
        self._place = plan.t - 1

    @property
    def inputs(self) -> Tensor:
        """[x_t h_{t−1}], (B, F+H)."""
        return self.layer.both[self._place].t()

    @property
    def preactivation(self) -> Tensor:
        """z_t of all gates, (B, G·H)."""
        return self.layer.z[self._place].t()

    @property
    def phi_argument(self) -> Tensor:
        """The argument of φ alone, (B, H)."""
        return self.layer.phi_argument[self._place].t()

    @property
    def activation(self) -> Tensor:
        """h_t, (B, H)."""
        return self.layer.a[self._place].t()

    @property
    def grad_activation(self) -> Tensor:
        """∂L/∂h_t in total, (B, H)."""
        return self.layer.g[self.plan.t].t()

    @property
    def delta(self) -> Tensor:
        """∂L/∂z_t, (B, G·H)."""
        return self.layer.delta[self._place].t()

    @property
    def grad_weight(self) -> Tensor:
        """This step's share of ∂L/∂[W_x W_h], (G·H, F+H)."""
        return self.layer.weight_shares(slice(self._place, self._place + 1))[0]

    def formed_grad_weight(self) -> Tensor:
        """The same: it is formed anew whenever it is asked for."""
        return self.grad_weight

    @property
    def grad_bias(self) -> Tensor:
        """This step's share of ∂L/∂b, with the candidate's hidden bias of a GRU behind, (G·H) or (4H)."""
        return self.layer.bias_shares[self._place]


class Head:
    """The linear head on the last R outputs of the last layer: rows are samples, and inside them the R time steps.

    outputs (B·R, n) = h W ᵀ + b; what comes back arrives at the R time steps.
    """

    def __init__(self, plan: TimeSite, layer: RecurrentLayer, batch: int, answers: int, parameters: Parameters) -> None:
        self.plan, self.phi = plan, activations.build(plan.activation)
        self.weight, self.grad_weight = parameters.take(plan.n_out, plan.n_in)
        self.span = parameters.spans[-1]
        self.bias, self.grad_bias = parameters.take(plan.n_out)
        empty, rows = layer.empty, batch * answers
        self.inputs, self.grad_inputs = empty(rows, plan.n_in), empty(rows, plan.n_in)
        self.activation, self.grad_activation = empty(rows, plan.n_out), empty(rows, plan.n_out)
        affine = Affine(self.inputs, self.activation, self.grad_activation, self.grad_inputs, self.weight, self.bias)
        forward, backward = affine.kernels()
        self.forwards: list[Kernel] = [self._read_steps, forward, self._round_outputs]
        self.backwards: list[Kernel] = [backward, self._hand_to_steps]
        self._read = layer.a[layer.steps - answers:].permute(2, 0, 1)  # (B, R, H)
        arriving = empty(answers, plan.n_in, batch)
        self._arriving = arriving.permute(2, 0, 1)
        layer.arriving[layer.steps - answers + 1:] = list(arriving.unbind())
        self.norm = None
        self.rounding: Callable[[Tensor], None] = leave
        self._by_sample = (batch, answers, plan.n_in)

    @property
    def preactivation(self) -> Tensor:
        """The outputs, (B·R, n)."""
        return self.activation

    phi_argument = preactivation

    @property
    def delta(self) -> Tensor:
        """∂L/∂outputs, (B·R, n)."""
        return self.grad_activation

    def _read_steps(self) -> None:
        """h of the last R steps → inputs."""
        self.inputs.view(self._by_sample).copy_(self._read)

    def _hand_to_steps(self) -> None:
        """∂L/∂inputs → ∂L/∂h of the last R steps."""
        self.rounding(self.grad_inputs)
        self._arriving.copy_(self.grad_inputs.view(self._by_sample))

    def _round_outputs(self) -> None:
        self.rounding(self.activation)

    def formed_grad_weight(self) -> Tensor:
        """∂L/∂W (n_out, n_in) from the buffers of the backward pass."""
        return self.grad_activation.t() @ self.inputs

    def collect_weight_gradients(self) -> None:
        """∂L/∂W and ∂L/∂b."""
        self.grad_weight.copy_(self.formed_grad_weight())
        torch.sum(self.grad_activation, 0, out=self.grad_bias)


class RecurrentNetwork:
    """The layers of an experiment, unrolled, and the flat parameter vector; as ``Network``, one site per micro-step.

    Parameters
    ----------
    experiment
        What to build.
    batch
        Samples per step, B.
    generator
        Source of the initial weights (CPU).

    Attributes
    ----------
    inputs (B, T·F), outputs (B·R, n), grad_outputs (B·R, n)
        The batch, what the head makes of it, and where the loss starts the backward pass.
    sites
        Time steps, layer by layer, then the head.
    leaves_inputs_out, scaled_image
        As of Network: every pass reaches the inputs, which are no images.
    """

    leaves_inputs_out = False
    scaled_image = None

    def __init__(self, experiment: Experiment, batch: int, dtype: torch.dtype, device: torch.device,
                 generator: Generator) -> None:
        self.experiment, self.batch = experiment, batch
        self.rounding = rounding(experiment)
        self.size, self.plans = measures(experiment), plan(experiment)
        self.parameters = Parameters(self._sizes(), dtype, device)
        self.layers = [self._layer(layer) for layer in range(1, self.size.layers + 1)]
        self.probe_count = experiment.probes
        self.head = Head(self.plans[-1], self.layers[-1], batch, self.size.answers, self.parameters)
        self.inputs = self.layers[0].empty(batch, self.size.steps * self.size.features)
        self._connect()
        if self.rounding is not None:
            self.head.rounding = self.rounding
            for layer in self.layers:
                layer.rounding = self.rounding
        steps = [TimeStep(site, self.layers[site.layer - 1]) for site in self.plans[:-1]]
        self.sites: list[TimeStep | Head] = [*steps, self.head]
        self._draw(generator)

    # ---- building ---------------------------------------------------------------------------

    def _sizes(self) -> list[int]:
        size, model = self.size, recurrent(self.experiment.model)
        count = size.gates * size.hidden
        sizes = [size.outputs * size.hidden, size.outputs]
        for layer in range(1, size.layers + 1):
            sizes += [count * (size.inputs_of(layer) + size.hidden + 1)]
            sizes += [count] * (isinstance(model.norm, specs.CellNorm) and model.norm.affine)
            sizes += [size.hidden] * (model.kind == "gru")
        return sizes

    def _layer(self, layer: int) -> RecurrentLayer:
        size, model = self.size, recurrent(self.experiment.model)
        norm = None
        if isinstance(model.norm, specs.CellNorm):
            norm = CellNorm(size.steps, size.gates, size.hidden, self.batch, model.norm.eps, model.norm.affine,
                            self.parameters)
        return LAYERS[model.kind](size.steps, size.inputs_of(layer), size.hidden, self.batch, self.parameters,
                                  activations.build(model.activation), norm)

    def _connect(self) -> None:
        size = self.size
        self.layers[0].inputs_from = self.inputs.view(self.batch, size.steps, size.features).permute(1, 2, 0)
        for below, above in zip(self.layers, self.layers[1:], strict=False):
            above.inputs_from = below.a
            above.grad_below = list(below.empty(size.steps, size.hidden, self.batch).unbind())
            below.arriving[1:] = above.grad_below

    def _draw(self, generator: Generator) -> None:
        """Every gate's W_x and W_h are drawn as matrices of their own, (H, F) and (H, H)."""
        model, size = recurrent(self.experiment.model), self.size
        for place, layer in enumerate(self.layers):
            layer.weight[:, :layer.features] = _gates(model.weight_init, layer, layer.features, generator, place)
            layer.recurrent.copy_(_gates(model.recurrent_init, layer, size.hidden, generator, place))
            layer.bias.copy_(initializers.bias(model.bias_init, len(layer.bias), generator, place))
            explicit = isinstance(model.bias_init, specs.ValuesBias)
            if isinstance(model, specs.Lstm) and not explicit:
                layer.bias[layer.rows("forget")] += model.forget_bias
            if isinstance(layer, GruLayer) and not explicit:
                layer.hidden_bias.copy_(initializers.bias(model.bias_init, size.hidden, generator, place))
        shape = (size.outputs, size.hidden)
        self.head.weight.copy_(initializers.weight(model.weight_init, shape, generator, size.layers))
        self.head.bias.copy_(initializers.bias(model.bias_init, size.outputs, generator, size.layers))

    # ---- the pass ---------------------------------------------------------------------------

    @property
    def outputs(self) -> Tensor:
        """(B·R, n)"""
        return self.head.activation

    @property
    def grad_outputs(self) -> Tensor:
        """∂L/∂outputs (B·R, n)."""
        return self.head.grad_activation

    def finish_weight_gradients(self) -> None:
        """Form the gradients of all parameters after the backward pass."""
        self.collect_weight_gradients()
        self.round_weight_gradients()

    def round_weight_gradients(self) -> None:
        """Round what has been formed to the network's number format."""
        if self.rounding is not None:
            self.rounding(self.parameters.gradient)

    def collect_weight_gradients(self) -> None:
        """Form the gradients of all parameters, as far as a backward pass in progress has come."""
        for layer in self.layers:
            layer.collect_weight_gradients()
        self.head.collect_weight_gradients()

    def load(self, values: Tensor) -> None:
        """Take over parameters (P,), rounded to the network's number format."""
        self.parameters.values.copy_(values)
        if self.rounding is not None:
            self.rounding(self.parameters.values)

    def note_forward(self) -> None:
        """A whole forward pass has been done without calling its kernels."""
        for layer in self.layers:
            layer.note_forward()

    def note_backward(self) -> None:
        """The same of a backward pass."""
        for layer in self.layers:
            layer.note_backward()

    def draw_masks(self, generator: Generator) -> None:
        """There is no dropout along time."""

    @property
    def probe_count(self) -> int:
        """Random vectors per estimate of a factor without a closed form."""
        return self.layers[0].probe_count

    @probe_count.setter
    def probe_count(self, count: int) -> None:
        for layer in self.layers:
            layer.probe_count = count

    def rescale_deltas(self, factor: float) -> None:
        """Multiply what the last pass has left of δ."""
        for layer in self.layers:
            layer.rescale_deltas(factor)

    def pictures(self) -> list[Picture]:
        """What the picture of the network reads; of gated cells δ of the candidate."""
        steps, found = self.size.steps, []
        for place, layer in enumerate(self.layers):
            a, delta = _pixels(layer.a.mT), _pixels(layer.delta[:, layer.rows("candidate")].mT)
            found.append(Picture(a, delta, slice(place * steps, (place + 1) * steps), layer.chunks))
        outputs, delta = _pixels(self.head.activation.unsqueeze(0)), _pixels(self.head.delta.unsqueeze(0))
        return [*found, Picture(outputs, delta, slice(len(self.sites) - 1, len(self.sites)), [slice(0, 1)])]


def _pixels(units: Tensor) -> Tensor:
    """(k, B, n) → (k, B, n, 1): a unit is one number."""
    return units.unsqueeze(3)


def _gates(spec: specs.WeightInit, layer: RecurrentLayer, columns: int, generator: Generator, place: int) -> Tensor:
    """The weights of all gates of a layer for ``columns`` inputs, (G·H, columns)."""
    if isinstance(spec, specs.ValuesInit):
        return initializers.weight(spec, (len(layer.weight), columns), generator, place).to(layer.like)
    drawn = [initializers.weight(spec, (layer.hidden, columns), generator, place) for _ in layer.gates]
    return torch.cat(drawn).to(layer.like)
