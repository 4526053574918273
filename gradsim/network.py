"""Network: an experiment as a list of sites over stacked buffers.

The chain rule is walked explicitly: site l's backward turns g_l = ∂L/∂a_l into δ_l and g_{l−1}. A site sees its own slices
only; that they are slices of stacks is the network's business, and the probes'.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from gradsim import activations, initializers, specs
from gradsim.activations import Activation
from gradsim.buffers import Levels, Parameters, Stack, group
from gradsim.experiment import Experiment
from gradsim.layers import Activate, Affine, Normalize, Operation, Skip
from gradsim.layers.norm import Copy
from gradsim.plan import SitePlan, Slot, plan, residual_scale


class Site:
    """One layer: its operations in forward order and the named quantities of DESIGN section 1.

    Attributes
    ----------
    weight, grad_weight (n_out, n_in); bias, grad_bias (n_out)
        Parameters and their gradients (gradients of the last complete pass).
    inputs, activation (B, n)
        a_{l−1} and a_l.
    preactivation, delta (B, n)
        z_l, the argument of φ, and ∂L/∂z_l.
    grad_activation (B, n_out)
        g_l = ∂L/∂a_l.
    gamma, beta
        Parameters of the site's affine norm, None else.
    scale
        The learned residual scale (), on a block's last site, None else.
    """

    def __init__(self, plan: SitePlan, phi: Activation, stack: Stack, row: int) -> None:
        self.plan, self.phi, self.stack, self.row = plan, phi, stack, row
        self.operations: list[Operation] = []
        self._forwards: list[Callable[[], None]] = []
        self._backwards: list[Callable[[], None]] = []
        self.weight, self.bias = stack.weight[row], stack.bias[row]
        self.grad_weight, self.grad_bias = stack.grad_weight[row], stack.grad_bias[row]
        self.inputs, self.activation, self.grad_activation = stack.x[row], stack.a[row], stack.g[row]
        self.gamma: Tensor | None = None
        self.beta: Tensor | None = None
        self.scale: Tensor | None = None
        self.skip_grad: Tensor | None = None
        self.grad_inputs: Tensor | None = None

    @property
    def preactivation(self) -> Tensor:
        """z_l (B, n)"""
        return self.stack.z[self.row]

    @property
    def output_of_phi(self) -> Tensor:
        """φ(z_l) (B, n); equal to ``activation`` where nothing follows φ."""
        return self.stack.u[self.row]

    @property
    def delta(self) -> Tensor:
        """∂L/∂z_l (B, n)"""
        return self.stack.delta[self.row]

    @property
    def affine(self) -> Affine:
        """The operation that holds the weight."""
        return next(item for item in self.operations if isinstance(item, Affine))

    @property
    def skip(self) -> Skip | None:
        """The sum that ends a block here, or None."""
        return next((item for item in self.operations if isinstance(item, Skip) and item.source is not None), None)

    @property
    def norm(self) -> Normalize | None:
        """The norm inside the layer's own map (not one after the residual sum), or None."""
        place = self.plan.slots.index("norm") if "norm" in self.plan.slots else None
        found = self.operations[place] if place is not None else None
        return found if isinstance(found, Normalize) else None

    def add(self, operation: Operation) -> None:
        """Append an operation, in forward order."""
        self.operations.append(operation)
        self._forwards.append(operation.forward)
        self._backwards.insert(0, operation.backward)

    def forward(self) -> None:
        """a_{l−1} → a_l"""
        for step in self._forwards:
            step()

    def backward(self) -> None:
        """g_l → δ_l, g_{l−1}"""
        for step in self._backwards:
            step()
        if self.grad_inputs is not None:  # pre-activation order: the first operation is not the affine one
            branch = self.operations[0].grad_x
            if self.skip_grad is None:
                self.grad_inputs.copy_(branch)
            else:
                torch.add(branch, self.skip_grad, out=self.grad_inputs)

    def vjp(self, g: Tensor) -> Tensor:
        """J_lᵀ g of the site's own map, without the skip; g (…, B, n_out) → (…, B, n_in)."""
        for operation in reversed(self.operations):
            g = operation.vjp(g)
        return g


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
    """

    def __init__(self, experiment: Experiment, batch: int, dtype: torch.dtype, device: torch.device,
                 generator: Generator) -> None:
        self.experiment, self.batch = experiment, batch
        self._dtype, self._device = dtype, device
        self.plans = plan(experiment)
        widths = [self.plans[0].n_in, *(site.n_out for site in self.plans)]
        self.levels = Levels(widths, batch, dtype, device)
        groups = group(self.plans)
        self.parameters = Parameters(self._sizes(groups), dtype, device)
        self.stacks = [self._stack(members) for members in groups]
        self._extra_start = self.parameters.used
        self.sites = [Site(site, activations.build(site.activation), stack, row)
                      for stack in self.stacks for row, site in enumerate(stack.plans)]
        self._wire()
        self._draw(generator)

    # ---- building ---------------------------------------------------------------------------

    def _empty(self, *shape: int) -> Tensor:
        return torch.zeros(shape, dtype=self._dtype, device=self._device)

    def _sizes(self, groups: list[list[SitePlan]]) -> list[int]:
        sizes = []
        for members in groups:
            n_out, n_in = members[0].n_out, members[0].n_in
            sizes += [len(members) * n_out * n_in, len(members) * n_out]
        for site in self.plans:
            sizes += [self._norm_width(site)] * (2 if self._norm_width(site) else 0)
            sizes += [1] * (site.ends_block and residual_scale(self.experiment) is None)
        return sizes

    def _norm_width(self, site: SitePlan) -> int:
        """Length of γ and β of a site, 0 without an affine norm."""
        norm = self.experiment.model.norm
        if not isinstance(norm, specs.Norm) or not norm.affine or site.is_head:
            return 0
        if norm.position == "after_residual":
            return site.n_out if site.ends_block else 0
        return site.z_width

    def _stack(self, members: list[SitePlan]) -> Stack:
        count, first = len(members), members[0]
        weight, grad_weight = self.parameters.take(count, first.n_out, first.n_in)
        span = self.parameters.spans[-1]
        bias, grad_bias = self.parameters.take(count, first.n_out)
        x, _ = self.levels.stacked(first.index - 1, count)
        a, g = self.levels.stacked(first.index, count)
        grad_in = None if first.slots[0] == "affine" else self._empty(count, self.batch, first.n_in)
        stack = Stack(members, weight, bias, grad_weight, grad_bias, span, x, a, g, grad_in)
        for slot in first.slots:
            self._slot_buffers(stack, slot)
        return stack

    def _slot_buffers(self, stack: Stack, slot: Slot) -> None:
        first, count = stack.plans[0], len(stack.plans)
        affine_done = first.slots.index(slot) >= first.slots.index("affine")
        shape = (count, self.batch, first.n_out if affine_done else first.n_in)
        last = slot == first.slots[-1]
        stack.outs[slot] = stack.a if last else self._empty(*shape)
        stack.grads[slot] = stack.g if last else self._empty(*shape)
        if slot in ("norm", "residual_norm"):
            over_batch = self.experiment.model.norm.kind == "batch_norm"
            stack.normalized[slot] = self._empty(*shape)
            stack.inverse[slot] = self._empty(count, 1, shape[2]) if over_batch else self._empty(count, self.batch, 1)

    def _wire(self) -> None:
        for site in self.sites:
            for slot in site.plan.slots:
                site.add(self._operation(site, slot))
            if not isinstance(site.operations[0], Affine):
                site.grad_inputs = self.levels.g[site.plan.index - 1]
        for site in self.sites:
            if site.plan.starts_block:
                skip = self.sites[site.plan.block_end - 1].skip
                assert skip is not None
                site.skip_grad = skip.grad_out
                if isinstance(site.operations[0], Affine):
                    site.operations[0].skip_grad = skip.grad_out

    def _operation(self, site: Site, slot: Slot) -> Operation:
        stack, row = site.stack, site.row
        x, out, grad_out = stack.before(slot)[row], stack.outs[slot][row], stack.grads[slot][row]
        first = site.plan.slots[0] == "affine" == slot
        grad_x = self.levels.g[site.plan.index - 1] if first else stack.grad_before(slot)[row]
        if slot == "affine":
            return Affine(x, out, grad_out, grad_x, site.weight, site.bias)
        if slot == "activate":
            return Activate(x, out, grad_out, grad_x, site.phi)
        if slot == "skip":
            return self._skip(site, x, out, grad_out, grad_x)
        if slot == "residual_norm" and not site.plan.ends_block:
            return Copy(x, out, grad_out, grad_x)
        return self._normalize(site, slot, x, out, grad_out, grad_x)

    def _skip(self, site: Site, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor) -> Skip:
        if not site.plan.ends_block:
            return Skip(x, out, grad_out, grad_x)
        source = self.levels.a[site.plan.block_start - 1]
        alpha = residual_scale(self.experiment)
        if alpha is not None:
            return Skip(x, out, grad_out, grad_x, source, alpha)
        site.scale, grad = (item.view(()) for item in self.parameters.take(1))
        skip = Skip(x, out, grad_out, grad_x, source, site.scale)
        skip.grad_alpha = grad
        return skip

    def _normalize(self, site: Site, slot: Slot, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor) -> Normalize:
        norm = self.experiment.model.norm
        assert isinstance(norm, specs.Norm)
        stack, row = site.stack, site.row
        operation = Normalize(x, out, grad_out, grad_x, norm.kind, norm.eps, stack.normalized[slot][row],
                              stack.inverse[slot][row])
        if norm.affine:
            operation.gamma, operation.grad_gamma = self.parameters.take(x.shape[-1])
            operation.beta, operation.grad_beta = self.parameters.take(x.shape[-1])
            operation.gamma.fill_(1.0)
            site.gamma, site.beta = operation.gamma, operation.beta
            stack.gammas[row] = operation.gamma
        return operation

    def _draw(self, generator: Generator) -> None:
        model = self.experiment.model
        for layer, site in enumerate(self.sites):
            shape = (site.plan.n_out, site.plan.n_in)
            site.weight.copy_(initializers.weight(model.weight_init, shape, generator, layer))
            site.bias.copy_(initializers.bias(model.bias_init, site.plan.n_out, generator, layer))

    # ---- the pass ---------------------------------------------------------------------------

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

    def collect_weight_gradients(self) -> None:
        """Form ∂L/∂W and ∂L/∂b of every site after the backward pass: one product per stack."""
        for stack in self.stacks:
            stack.collect_weight_gradients()

    def scale_to_unit_variance(self, inputs: Tensor, gain: float) -> None:
        """LSUV (Mishkin & Matas 2016): scale each weight so that x Wᵀ has standard deviation ``gain`` on ``inputs``.

        The product is linear in W, so one pass is exact; a layer whose output is constant keeps its weight.
        """
        self.inputs.copy_(inputs)
        for site in self.sites:
            site.forward()
            spread = (site.affine.x @ site.weight.t()).std(correction=0)
            if spread > 0:
                site.weight.mul_(gain / spread)
                site.forward()
