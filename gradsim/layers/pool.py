"""Pool: windows of pixels become one, by their average or their largest."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from gradsim.layers.base import Operation
from gradsim.site_plan import Pooling

aten = torch.ops.aten


class Pool(Operation):
    """out = S x on images: S averages the pixels of a window, or selects the largest (the first of equal ones).

    ∂L/∂x = Sᵀ ∂L/∂out. Tensors are (B, C·H·W). A global average is one window as large as the image.
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, shape: Pooling) -> None:
        super().__init__(x, out, grad_out, grad_x)
        self.shape = shape
        self._x, self._grad_x = self._before(x), self._before(grad_x)
        self._out, self._grad_out = self._after(out), self._after(grad_out)
        self._indices = torch.zeros_like(self._out, dtype=torch.int64)
        if shape.kind == "average":  # windows side by side: one product on rows of windows, faster than torch's own kernel
            assert shape.side == shape.stride * shape.side_out == shape.window * shape.side_out
            column = torch.arange(shape.window * shape.side, device=x.device).unsqueeze(1) % shape.side // shape.window
            chosen = column == torch.arange(shape.side_out, device=x.device)
            self._averages = chosen.to(x) / shape.window**2  # (window·W, W_out)
            self._bands, self._grad_bands = self._by_bands(x), self._by_bands(grad_x)
            self._rows, self._grad_rows = out.view(-1, shape.side_out), grad_out.view(-1, shape.side_out)
        self._window = [shape.window] * 2, [shape.stride] * 2, [0, 0]

    def _before(self, x: Tensor) -> Tensor:
        return x.view(-1, self.shape.channels, self.shape.side, self.shape.side)

    def _after(self, out: Tensor) -> Tensor:
        return out.view(-1, self.shape.channels, self.shape.side_out, self.shape.side_out)

    def _by_bands(self, x: Tensor) -> Tensor:
        """Images as (…, window·W): the pixels of a row of windows are neighbours."""
        return x.view(-1, self.shape.window * self.shape.side)

    def forward(self) -> None:
        if self.shape.kind == "average":
            torch.mm(self._bands, self._averages, out=self._rows)
        else:
            aten.max_pool2d_with_indices.out(self._x, *self._window, [1, 1], False, out=self._out, indices=self._indices)

    def backward(self) -> None:
        if self.shape.kind == "average":
            torch.mm(self._grad_rows, self._averages.t(), out=self._grad_bands)
        else:
            aten.max_pool2d_with_indices_backward.grad_input(self._grad_out, self._x, *self._window, [1, 1], False,
                                                             self._indices, grad_input=self._grad_x)

    def vjp(self, g: Tensor) -> Tensor:
        lead, images = g.shape[:-1], self._after(g.reshape(-1, g.shape[-1]))
        if self.shape.kind == "average":
            return (images.reshape(-1, self.shape.side_out) @ self._averages.to(g.dtype).t()).view(*lead, -1)
        back = images.new_zeros(len(images), self.shape.channels, self.shape.side**2)
        indices = self._indices.flatten(2).repeat(len(images) // len(self._indices), 1, 1)
        return back.scatter_add_(2, indices, images.flatten(2)).reshape(*lead, -1)

    def spread(self, x: Tensor, *places: Tensor | slice) -> Tensor:
        """SᵀS x of images x (b, c, H, W) that stand for some samples (and channels) of the last pass, at ``places``."""
        if self.shape.kind == "max":
            return x * self._counts(places).to(x.dtype)
        averages = self._averages.to(x.dtype)
        return ((self._by_bands(x) @ averages) @ averages.t()).view_as(x)

    def _counts(self, places: tuple[Tensor | slice, ...]) -> Tensor:
        """How many windows have selected each pixel."""
        indices, x = self._indices[places], self._x[places]
        counts: Tensor = aten.max_pool2d_with_indices_backward(torch.ones_like(indices, dtype=x.dtype), x, *self._window,
                                                               [1, 1], False, indices)
        return counts

    def traced(self, x: Tensor) -> Tensor:
        pool = functional.avg_pool2d if self.shape.kind == "average" else functional.max_pool2d
        out: Tensor = pool(self._before(x), self.shape.window, self.shape.stride)
        return out.flatten(1)
