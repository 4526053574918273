"""Convolve: h = W ∗ x + b on images."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from gradsim.layers.base import Operation
from gradsim.site_plan import Convolution

aten = torch.ops.aten


class Convolve(Operation):
    """h[o, p] = Σ_{i,t} W[o, i, t]·x[i, p·stride + t − padding] + b[o], a cross-correlation as everywhere in deep learning.

    ∂L/∂x is the transposed convolution of ∂L/∂h; ∂L/∂W[o, i, t] = Σ_{batch,p} ∂L/∂h[o, p]·x[i, p·stride + t − padding] and
    ∂L/∂b[o] = Σ_{batch,p} ∂L/∂h[o, p] are formed in the same backward. Tensors are (B, C·H·W); weights are
    (C_out, C_in·kh·kw), or None for the bias. A gradient that arrives at x over a skip link is added (``skip_grad``).

    Attributes
    ----------
    passes_back
        False leaves ``grad_x`` as it is: nothing in a step needs the gradient of the images themselves.
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, shape: Convolution,
                 weight: tuple[Tensor, Tensor], bias: tuple[Tensor, Tensor] | None) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.shape, self.batch = shape, len(x)
        self.weight = weight[0]
        self.kernel_shape = (shape.filters, shape.channels, shape.kernel, shape.kernel)
        self._kernel, self._grad_kernel = (part.view(self.kernel_shape) for part in weight)
        self.bias = None if bias is None else bias[0]
        self._grad_bias = None if bias is None else bias[1]
        self._x, self._grad_x = self._before(x), self._before(grad_x)
        self._out, self._grad_out = self._after(out), self._after(grad_out)
        self._steps = [shape.stride] * 2, [shape.padding] * 2, [1, 1]
        rest = (shape.side + 2 * shape.padding - shape.kernel) % shape.stride
        self._rest = [rest, rest]  # rows and columns that no output has seen
        self.skip_grad: Tensor | None = None
        self.passes_back = True

    def _before(self, x: Tensor) -> Tensor:
        return x.view(-1, self.shape.channels, self.shape.side, self.shape.side)

    def _after(self, out: Tensor) -> Tensor:
        return out.view(-1, self.shape.filters, self.shape.side_out, self.shape.side_out)

    def forward(self) -> None:
        self._out.copy_(aten.convolution(self._x, self._kernel, self.bias, *self._steps, False, [0, 0], 1))

    def backward(self) -> None:
        has_bias = self._grad_bias is not None
        grad_x, grad_kernel, grad_bias = aten.convolution_backward(
            self._grad_out, self._x, self._kernel, [self.shape.filters] if has_bias else None, *self._steps, False, [0, 0],
            1, [self.passes_back, True, has_bias])
        self._grad_kernel.copy_(grad_kernel)
        if self._grad_bias is not None:
            self._grad_bias.copy_(grad_bias)
        if self.passes_back:
            self._pass_back(grad_x)

    def _pass_back(self, grad_x: Tensor) -> None:
        if self.skip_grad is None:
            self._grad_x.copy_(grad_x)
        else:
            torch.add(grad_x, self._before(self.skip_grad), out=self._grad_x)

    def pass_back_now(self) -> None:
        """Write ``grad_x`` from the buffers of the last backward, if that has left it out."""
        if not self.passes_back:
            shape = self.shape
            under_taps = self.weight.t() @ self._grad_out.flatten(2)  # (B, C_in·k², windows); images have few channels
            self._pass_back(functional.fold(under_taps, shape.side, shape.kernel, 1, shape.padding, shape.stride))

    def product(self, x: Tensor | None = None) -> Tensor:
        """W ∗ x, without the bias; x (…, n_in) → (…, n_out). Without an argument, of the operation's own input."""
        x = self.x if x is None else x
        kernel = self._kernel.to(x.dtype)
        images = self._before(x.reshape(-1, x.shape[-1]))
        out: Tensor = aten.convolution(images, kernel, None, *self._steps, False, [0, 0], 1)
        return out.reshape(*x.shape[:-1], -1)

    def vjp(self, g: Tensor) -> Tensor:
        images = self._after(g.reshape(-1, g.shape[-1]))
        back: Tensor = aten.convolution(images, self._kernel.to(g.dtype), None, *self._steps, True, self._rest, 1)
        return back.reshape(*g.shape[:-1], -1)

    def traced(self, x: Tensor) -> Tensor:
        stride, padding, _ = self._steps
        return functional.conv2d(self._before(x), self.weight.view(self.kernel_shape), self.bias, stride, padding).flatten(1)


class StridedPointwise(Convolve):
    """A convolution of kernel 1×1 that skips pixels: on a CPU a product with those that it takes is three times as fast."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        shape, s = self.shape, self.shape.stride
        self._pixels = self.x.new_zeros(self.batch, shape.channels, shape.side_out**2)
        self._spread = torch.zeros_like(self._x)  # stays zero at the pixels that are skipped
        self._taken, self._spread_taken = (images[:, :, ::s, ::s] for images in (self._x, self._spread))

    def forward(self) -> None:
        self._pixels.view(self._taken.shape).copy_(self._taken)
        torch.matmul(self.weight, self._pixels, out=self._out.flatten(2))
        if self.bias is not None:
            self._out.add_(self.bias.view(-1, 1, 1))

    def backward(self) -> None:
        grad_out = self._grad_out.flatten(2)
        torch.sum(grad_out @ self._pixels.mT, 0, out=self._grad_kernel.flatten(1))
        if self._grad_bias is not None:
            torch.sum(grad_out, (0, 2), out=self._grad_bias)
        if self.passes_back:
            self._spread_taken.copy_((self.weight.t() @ grad_out).view(self._taken.shape))
            self._pass_back(self._spread)


def convolution(x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, shape: Convolution,
                weight: tuple[Tensor, Tensor], bias: tuple[Tensor, Tensor] | None) -> Convolve:
    """The fastest operation for the same map; arguments as of :class:`Convolve`."""
    strided = (shape.kernel, shape.padding) == (1, 0) and shape.stride > 1
    kind = StridedPointwise if strided and x.device.type == "cpu" else Convolve
    return kind(x, out, grad_out, grad_x, shape, weight, bias)
