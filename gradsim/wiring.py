"""Wiring: the stacked buffers of a network, and the operations that read and write them."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gradsim import activations, specs
from gradsim.buffers import ConvolutionStack, Levels, Parameters, Stack, group
from gradsim.experiment import Experiment
from gradsim.layers import (
    Activate,
    ActivatePixels,
    Affine,
    Convolve,
    Dropout,
    Normalize,
    NormalizeImages,
    Operation,
    Pool,
    Shortcut,
    Skip,
    convolution,
)
from gradsim.layers.norm import Copy
from gradsim.plan import dropout_share, residual_scale
from gradsim.site import Site
from gradsim.site_plan import Image, SitePlan, Slot

Tensors = tuple[Tensor, Tensor, Tensor, Tensor]


class Wiring:
    """Makes the tensors of a network and connects its sites.

    Attributes
    ----------
    levels, parameters, stacks, sites
        What has been made: see :class:`gradsim.network.Network`.
    extra_start
        Where, in the flat parameter vector, the weights and biases of the sites end and all other parameters begin.
    """

    def __init__(self, experiment: Experiment, plans: list[SitePlan], batch: int, dtype: torch.dtype,
                 device: torch.device) -> None:
        self.experiment, self.plans, self.batch = experiment, plans, batch
        self._dtype, self._device = dtype, device
        self._shared: dict[tuple[int, ...], Tensor] = {}
        self.levels = Levels([plans[0].n_in, *(site.n_out for site in plans)], batch, dtype, device)
        groups = group(plans)
        self.parameters = Parameters(self._sizes(groups), dtype, device)
        self.stacks = [self._stack(members) for members in groups]
        self.extra_start = self.parameters.used
        self.sites = [Site(site, activations.build(site.activation), stack, row)
                      for stack in self.stacks for row, site in enumerate(stack.plans)]
        self._connect()

    # ---- buffers ----------------------------------------------------------------------------

    def _empty(self, *shape: int) -> Tensor:
        return torch.zeros(shape, dtype=self._dtype, device=self._device)

    def _sizes(self, groups: list[list[SitePlan]]) -> list[int]:
        sizes = []
        for members in groups:
            n_out, n_in = members[0].weight_shape
            sizes += [len(members) * n_out * n_in, len(members) * n_out]
        for site in self.plans:
            norm_width = self._norm_width(site)
            sizes += [norm_width] * (2 if norm_width else 0)
            sizes += [1] * (site.ends_block and residual_scale(self.experiment) is None)
            if site.shortcut is not None:
                sizes += [math.prod(site.shortcut.weight_shape), *[site.shortcut.filters] * (2 if norm_width else 0)]
        return sizes

    def _norm_width(self, site: SitePlan) -> int:
        """Length of γ and β of a site, 0 without an affine norm."""
        norm = self.experiment.model.norm
        if isinstance(norm, specs.NoNorm) or not norm.affine:
            return 0
        if isinstance(norm, specs.ConvNorm):
            return site.image_after("norm")[0] if "norm" in site.slots else 0
        if isinstance(norm, specs.Norm) and norm.position == "after_residual":
            return site.n_out if site.ends_block else 0
        return 0 if site.is_head else site.z_width

    def _stack(self, members: list[SitePlan]) -> Stack:
        count, first = len(members), members[0]
        weight, grad_weight = self.parameters.take(count, *first.weight_shape)
        span = self.parameters.spans[-1]
        bias, grad_bias = self.parameters.take(count, first.weight_shape[0])
        x, _ = self.levels.stacked(first.index - 1, count)
        a, g = self.levels.stacked(first.index, count)
        grad_in = None if first.slots[0] == "affine" else self._empty(count, self.batch, first.n_in)
        kind = Stack if first.conv is None else ConvolutionStack
        stack = kind(members, weight, bias, grad_weight, grad_bias, span, x, a, g, grad_in)
        for slot in first.slots:
            self._slot_buffers(stack, slot)
        if "skip" in first.slots and residual_scale(self.experiment) == 1.0:  # the sum hands its gradient on as it is
            stack.grads[first.slots[first.slots.index("skip") - 1]] = stack.grads["skip"]
        return stack

    def _slot_buffers(self, stack: Stack, slot: Slot) -> None:
        first, count = stack.plans[0], len(stack.plans)
        shape = (count, self.batch, first.width_after(slot))
        last = slot == first.slots[-1]
        stack.outs[slot] = stack.a if last else self._empty(*shape)
        make = self._passing if self._is_passing(stack, slot) else self._empty
        stack.grads[slot] = stack.g if last else make(*shape)
        if slot == "dropout":
            stack.mask = self._empty(*shape)
        if slot in ("norm", "residual_norm") and not first.has_images:
            over_batch = self.experiment.model.norm.kind == "batch_norm"
            stack.normalized[slot] = self._empty(*shape)
            stack.inverse[slot] = self._empty(count, 1, shape[2]) if over_batch else self._empty(count, self.batch, 1)

    @staticmethod
    def _is_passing(stack: Stack, slot: Slot) -> bool:
        """Whether only the operation that comes next reads a gradient: that of a convolution's output in front of a norm.

        The first site's is read once more, see ``Network.pass_back_to_inputs``.
        """
        return slot == "affine" and "norm" in stack.slots[1:] and isinstance(stack, ConvolutionStack) and stack.first > 0

    def _passing(self, *shape: int) -> Tensor:
        """The one buffer for all gradients of this shape that nobody reads later: it stays in the cache."""
        if shape not in self._shared:
            self._shared[shape] = self._empty(*shape)
        return self._shared[shape]

    # ---- operations -------------------------------------------------------------------------

    def _connect(self) -> None:
        for site in self.sites:
            for slot in site.plan.slots:
                site.operations.append(self._operation(site, slot))
            if not isinstance(site.operations[0], Affine | Convolve):
                site.grad_inputs = self.levels.g[site.plan.index - 1]
        for site in self.sites:
            if site.plan.starts_block:
                skip = self.sites[site.plan.block_end - 1].skip
                assert skip is not None
                site.skip_grad = skip.grad_source
                if isinstance(site.operations[0], Affine | Convolve):
                    site.operations[0].skip_grad = skip.grad_source
        for site in self.sites:
            site.bind()

    def _operation(self, site: Site, slot: Slot) -> Operation:
        stack, row = site.stack, site.row
        x, out, grad_out = stack.before(slot)[row], stack.outs[slot][row], stack.grads[slot][row]
        first = site.plan.slots[0] == "affine" == slot
        grad_x = self.levels.g[site.plan.index - 1] if first else stack.grad_before(slot)[row]
        tensors = (x, out, grad_out, grad_x)
        if slot == "affine":
            return self._weight(site, tensors)
        if slot == "activate":
            channels, side = site.plan.image_after(slot)
            if side > 1 and not site.phi.elementwise:
                return ActivatePixels(*tensors, site.phi, channels)
            return Activate(*tensors, site.phi)
        if slot == "pool":
            assert site.plan.pool is not None
            return Pool(*tensors, site.plan.pool)
        if slot == "dropout":
            assert site.mask is not None
            return Dropout(*tensors, site.mask, dropout_share(self.experiment))
        if slot == "skip":
            skip = self._skip(site, *tensors)
            skip.hands_on = stack.grad_before(slot) is stack.grads[slot]
            return skip
        if slot == "residual_norm" and not site.plan.ends_block:
            return Copy(*tensors)
        if site.plan.has_images:
            norm = self._normalize_images(tensors, site.plan.image_after(slot))
            site.gamma, site.beta = norm.gamma, norm.beta
            return norm
        return self._normalize(site, slot, *tensors)

    def _weight(self, site: Site, tensors: Tensors) -> Operation:
        conv = site.plan.conv
        if conv is None:
            return Affine(*tensors, site.weight, site.bias)
        return convolution(*tensors, conv, (site.weight, site.grad_weight), (site.bias, site.grad_bias))

    def _skip(self, site: Site, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor) -> Skip:
        if not site.plan.ends_block:
            return Skip(x, out, grad_out, grad_x)
        shortcut = self._shortcut(site, grad_out)
        source = self.levels.a[site.plan.block_start - 1] if shortcut is None else shortcut.out
        alpha = residual_scale(self.experiment)
        if alpha is not None:
            return Skip(x, out, grad_out, grad_x, source, alpha, shortcut)
        site.scale, grad = (item.view(()) for item in self.parameters.take(1))
        skip = Skip(x, out, grad_out, grad_x, source, site.scale, shortcut)
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

    def _shortcut(self, site: Site, grad_sum: Tensor) -> Shortcut | None:
        """The projection on the skip of the block that ends here, or None; ``grad_sum`` is ∂L/∂ the block's sum."""
        shape = site.plan.shortcut
        if shape is None:
            return None
        x, n_out = self.levels.a[site.plan.block_start - 1], grad_sum.shape[1]
        normed = site.plan.weight_first and "norm" in site.plan.slots
        weight = self.parameters.take(*shape.weight_shape)
        projected = self._empty(self.batch, n_out)
        grad_projected = self._passing(self.batch, n_out) if normed else grad_sum
        convolve = convolution(x, projected, grad_projected, torch.zeros_like(x), shape, weight, None)
        if not normed:
            return Shortcut(convolve, None)
        tensors = (projected, self._empty(self.batch, n_out), grad_sum, grad_projected)
        return Shortcut(convolve, self._normalize_images(tensors, (shape.filters, shape.side_out)))

    def _normalize_images(self, tensors: Tensors, image: Image) -> NormalizeImages:
        norm = self.experiment.model.norm
        assert isinstance(norm, specs.ConvNorm)
        operation = NormalizeImages(*tensors, norm.kind, norm.eps, image)
        if norm.affine:
            operation.gamma, operation.grad_gamma = self.parameters.take(image[0])
            operation.beta, operation.grad_beta = self.parameters.take(image[0])
            operation.gamma.fill_(1.0)
        return operation
