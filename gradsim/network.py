"""Network: an experiment as a list of sites over stacked buffers.

The chain rule is walked explicitly: site l's backward turns g_l = ∂L/∂a_l into δ_l and g_{l−1}. A site sees its own slices
only; that they are slices of stacks is the network's business, and the probes'.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from gradsim import initializers, specs
from gradsim.buffers import Picture
from gradsim.experiment import Experiment
from gradsim.layers import Convolve
from gradsim.layers.dropout import draw_mask
from gradsim.plan import dropout_share, plan
from gradsim.precision import rounding
from gradsim.wiring import Wiring


class Network:
    """The sites of an experiment, their stacks, and the flat parameter vector.

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
    probe_count
        Random probes per estimate, for those who measure this network.
    """

    def __init__(self, experiment: Experiment, batch: int, dtype: torch.dtype, device: torch.device,
                 generator: Generator) -> None:
        self.experiment, self.batch = experiment, batch
        self.plans = plan(experiment)
        wiring = Wiring(experiment, self.plans, batch, dtype, device)
        self.levels, self.parameters = wiring.levels, wiring.parameters
        self.stacks, self.sites = wiring.stacks, wiring.sites
        self._extra_start = wiring.extra_start
        self.probe_count = experiment.probes
        first = self.sites[0].operations[0]
        self._images = first if isinstance(first, Convolve) else None
        if self._images is not None:
            # no step needs the images' own gradient, and it costs as much as a layer
            self._images.passes_back = False
            self.levels.g[0].fill_(1.0)
        self._draw(generator)
        self.rounding = rounding(experiment)
        if self.rounding is not None:
            for site in self.sites:
                site.bind(self.rounding)

    def _draw(self, generator: Generator) -> None:
        model = self.experiment.model
        for layer, site in enumerate(self.sites):
            shape, taps = site.plan.weight_shape, site.plan.taps
            site.weight.copy_(initializers.weight(model.weight_init, shape, generator, layer, taps))
            site.bias.copy_(initializers.bias(model.bias_init, shape[0], generator, layer))
        given = isinstance(model.weight_init, specs.ValuesInit)  # for the layers; projections then begin as the identity
        projection = specs.ScaledInit(kind="identity") if given else model.weight_init
        for site in self.sites:
            if site.skip is not None and site.skip.shortcut is not None:
                convolve = site.skip.shortcut.convolve
                convolve.weight.copy_(initializers.weight(projection, convolve.shape.weight_shape, generator, 0))

    # ---- the pass ---------------------------------------------------------------------------

    def draw_masks(self, generator: Generator) -> None:
        """New masks of all dropouts, input side first; once per step, before its forward pass."""
        for stack in self.stacks:
            if stack.mask is not None:
                draw_mask(stack.mask, dropout_share(self.experiment), generator)

    def note_forward(self) -> None:
        """A whole forward pass has been done without calling its kernels; here they note nothing."""

    def note_backward(self) -> None:
        """The same of a backward pass."""

    @property
    def extra_gradient(self) -> Tensor:
        """Gradient of everything that is neither weight nor bias (norm parameters, residual scales), (E,)."""
        return self.parameters.gradient[self._extra_start:]

    @property
    def inputs(self) -> Tensor:
        """a_0, the batch (B, features)."""
        return self.levels.a[0]

    @property
    def outputs(self) -> Tensor:
        """a_S (B, n_S)."""
        return self.levels.a[-1]

    @property
    def grad_outputs(self) -> Tensor:
        """g_S = ∂L/∂a_S (B, n_S): where the loss starts the backward pass."""
        return self.levels.g[-1]

    @property
    def leaves_inputs_out(self) -> bool:
        """True if g_0 = ∂L/∂inputs is not part of the backward pass; ``pass_back_to_inputs`` then brings it up to date."""
        return self._images is not None

    @property
    def scaled_image(self) -> tuple[int, int, int] | None:
        """(channels, height, width) that a convolutional network has scaled its images to; None for others."""
        if self._images is None:
            return None
        channels, side = self.plans[0].image_before
        return channels, side, side

    def pass_back_to_inputs(self) -> None:
        """Write g_0 from the buffers of the last backward pass, where it was left out."""
        if self._images is not None:
            self._images.pass_back_now()
            if self.rounding is not None:
                self.rounding(self._images.grad_x)

    def collect_weight_gradients(self) -> None:
        """Form ∂L/∂W and ∂L/∂b of every site from the buffers, as far as a backward pass in progress has come."""
        for stack in self.stacks:
            for portion in range(len(stack.portions)):
                stack.collect(portion)

    def finish_weight_gradients(self) -> None:
        """The backward pass is complete, and has formed them portion by portion."""
        self.round_weight_gradients()

    def round_weight_gradients(self) -> None:
        """Round what has been formed to the network's number format."""
        if self.rounding is not None:
            self.rounding(self.parameters.gradient)
            for stack in self.stacks:
                stack.measure_weight_gradients()

    def load(self, values: Tensor) -> None:
        """Take over parameters (P,), rounded to the network's number format."""
        self.parameters.values.copy_(values)
        if self.rounding is not None:
            self.rounding(self.parameters.values)

    def rescale_deltas(self, factor: float) -> None:
        """Multiply what the last pass has left of δ."""
        for stack in self.stacks:
            stack.delta.mul_(factor)

    def pictures(self) -> list[Picture]:
        """What the picture of the network reads."""
        return [Picture(stack.by_unit(stack.u, "activate"), stack.by_unit(stack.delta, "activate"), stack.places,
                        stack.chunks) for stack in self.stacks]

    def scale_to_unit_variance(self, inputs: Tensor, gain: float) -> None:
        """LSUV (Mishkin & Matas 2016): scale each weight so that x Wᵀ has standard deviation ``gain`` on ``inputs``.

        The product is linear in W, so one pass is exact; a layer whose output is constant keeps its weight.
        """
        self.inputs.copy_(inputs)
        for site in self.sites:
            site.forward()
            spread = site.affine.product().std(correction=0)
            site.weight.mul_(torch.where(spread > 0, gain / spread, 1.0))
            site.forward()
