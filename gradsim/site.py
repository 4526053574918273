"""Site: one layer of a network, its operations and the quantities measured there."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor

from gradsim.activations import Activation
from gradsim.buffers import Stack
from gradsim.layers import Affine, Convolve, Kernel, Normalize, Operation, Pool, Skip
from gradsim.precision import Rounding
from gradsim.site_plan import SitePlan


class Site:
    """One layer: its operations in forward order and the named quantities of DESIGN section 1.

    Attributes
    ----------
    weight, grad_weight (n_out, n_in); bias, grad_bias (n_out)
        Parameters and their gradients (gradients of the last complete pass); of a convolution the matrix
        (C_out, C_in·kh·kw).
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
    forwards, backwards
        What the two passes do here, one after the other.
    """

    def __init__(self, plan: SitePlan, phi: Activation, stack: Stack, row: int) -> None:
        self.plan, self.phi, self.stack, self.row = plan, phi, stack, row
        self.operations: list[Operation] = []
        self.forwards: list[Kernel] = []
        self.backwards: list[Kernel] = []
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
    def phi_argument(self) -> Tensor:
        """What φ is applied to, (B, n): z_l."""
        return self.preactivation

    @property
    def output_of_phi(self) -> Tensor:
        """φ(z_l) (B, n); equal to ``activation`` where nothing follows φ."""
        return self.stack.u[self.row]

    @property
    def delta(self) -> Tensor:
        """∂L/∂z_l (B, n)"""
        return self.stack.delta[self.row]

    @property
    def affine(self) -> Affine | Convolve:
        """The operation that holds the weight."""
        return next(item for item in self.operations if isinstance(item, Affine | Convolve))

    @property
    def pool(self) -> Pool | None:
        """The pooling, or None."""
        return next((item for item in self.operations if isinstance(item, Pool)), None)

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

    @property
    def ends_in_norm(self) -> bool:
        """True where a norm stands after the residual sum."""
        return "residual_norm" in self.plan.slots and self.plan.ends_block

    @property
    def mask(self) -> Tensor | None:
        """Dropout's mask in this step (B, n), or None where nothing is dropped."""
        return None if self.stack.mask is None else self.stack.mask[self.row]

    def bind(self, rounding: Rounding | None = None) -> None:
        """Fill ``forwards`` and ``backwards`` once all is connected; ``rounding`` of what every operation writes."""
        kernels = [operation.kernels() for operation in self.operations]
        self.forwards = [forward for forward, _ in kernels]
        self.backwards = [backward for _, backward in reversed(kernels)]
        outs = [operation.out for operation in self.operations]
        grads = [operation.grad_x for operation in reversed(self.operations)]
        if self.grad_inputs is not None:
            self.backwards.append(partial(self._add_skip, self.grad_inputs))
            grads.append(self.grad_inputs)
        if rounding is not None:
            self.forwards = [_then_round(*pair, rounding) for pair in zip(self.forwards, outs, strict=True)]
            self.backwards = [_then_round(*pair, rounding) for pair in zip(self.backwards, grads, strict=True)]
            if self.skip is not None and self.skip.shortcut is not None:
                self.skip.shortcut.rounding = rounding
        portion = self.stack.portion_of(self.row)
        if portion is not None:
            self.backwards.append(partial(self.stack.collect, portion))

    def formed_grad_weight(self) -> Tensor:
        """∂L/∂W (n_out, n_in) from the buffers of the backward pass that has just been here."""
        affine = self.affine
        return self.grad_weight if isinstance(affine, Convolve) else affine.grad_out.t() @ affine.x

    def forward(self) -> None:
        """a_{l−1} → a_l"""
        for kernel in self.forwards:
            kernel()

    def _add_skip(self, grad_inputs: Tensor) -> None:
        """g_{l−1} in pre-activation order, where the first operation is not the affine one."""
        branch = self.stack.grad_before(self.plan.slots[0])[self.row]
        if self.skip_grad is None:
            grad_inputs.copy_(branch)
        else:
            torch.add(branch, self.skip_grad, out=grad_inputs)

    def vjp(self, g: Tensor) -> Tensor:
        """J_lᵀ g of the site's own map, without the skip; g (…, B, n_out) → (…, B, n_in)."""
        for operation in reversed(self.operations):
            g = operation.vjp(g)
        return g


def _then_round(action: Kernel, written: Tensor, rounding: Rounding) -> Kernel:
    def both() -> None:
        action()
        rounding(written)

    return both
