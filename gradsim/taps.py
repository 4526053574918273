"""Taps: products of a convolution's matrix with itself, from its kernel and the geometry alone.

A has a row for every output channel and pixel (c, p), a column for every input channel and pixel. Tap t = (y, x) of output
pixel p lies on input pixel p·stride + t − padding, if that is inside the image. Rows of one channel meet in
R_c[t, t′] = Σ_i W[c, i, t] W[c, i, t′], wherever taps t and t′ of two pixels fall on the same input pixel. Images are
(…, C, H, W), kernels (C_out, C_in, k, k).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from gradsim.site_plan import Convolution, Pooling


class Taps:
    """The geometry of one convolution; both axes of the image behave alike, so that tables are of one dimension.

    Attributes
    ----------
    inside
        (k, H_out): 1 where tap t of output p is inside the image.
    used
        (k, H_in): 1 where an output has tap t on input q.
    met
        (k·k′, H_out): 1 where tap t of output p is inside, on an input on which another output has its tap t′.
    same
        (k·k′, k·k′), by axes (y·y′, x·x′): 1 where t = t′.
    all_met
        (k·k′, k·k′), by axes: the number of outputs for which t and t′ meet.
    middle
        Place of the middle tap, which is inside for every output, in k·k′.
    """

    def __init__(self, shape: Convolution, like: Tensor) -> None:
        self._shape = shape
        k, reach = shape.kernel, shape.side_out * shape.stride
        taps, outputs, inputs = torch.arange(k), torch.arange(shape.side_out), torch.arange(shape.side)
        pixel = outputs * shape.stride + taps.unsqueeze(1) - shape.padding
        inside = (pixel >= 0) & (pixel < shape.side)
        origin = pixel.unsqueeze(1) + shape.padding - taps.view(1, -1, 1)  # stride × the output that has its tap t′ there
        reached = (origin % shape.stride == 0) & (origin >= 0) & (origin < reach)
        back = inputs + shape.padding - taps.unsqueeze(1)
        self.inside = inside.to(like)
        self.used = ((back % shape.stride == 0) & (back >= 0) & (back < reach)).to(like)
        self.met = (inside.unsqueeze(1) & reached).flatten(0, 1).to(like)
        self.same = torch.outer(torch.eye(k).flatten(), torch.eye(k).flatten()).to(like)
        self.all_met = torch.outer(self.met.sum(1), self.met.sum(1))
        self._overlaps: dict[int, Tensor] = {}  # by window: which taps overlap for each two of its pixels
        self.middle = k // 2 * (k + 1)
        self.unfolded_one = self.unfold_back(like.new_ones(1, 1, shape.side_out, shape.side_out))

    @staticmethod
    def on_both_axes(images: Tensor, table: Tensor) -> Tensor:
        """Σ_{y,x} images[…, y, x]·table[a, y]·table[b, x] → (…, a, b)"""
        return table @ (images @ table.t())

    def row_squares(self, weights: Tensor, kernel: Tensor) -> Tensor:
        """Σ_p weights[c, p]·‖row (c, p) of A‖² for each output channel c, (C_out,)."""
        return (self.on_both_axes(weights, self.inside) * kernel.square().sum(1)).sum((1, 2))

    def column_squares(self, weights: Tensor, kernel: Tensor) -> Tensor:
        """Σ_q weights[i, q]·‖column (i, q) of A‖² for each input channel i, (C_in,); ``kernel`` (C_in, C_out, k, k)."""
        return (self.on_both_axes(weights, self.used) * kernel.square().sum(1)).sum((1, 2))

    @staticmethod
    def products(kernel: Tensor) -> Tensor:
        """R[c, t, t′], (C, k², k²)."""
        flat = kernel.flatten(2)
        return flat.transpose(1, 2) @ flat

    def by_axes(self, products: Tensor) -> Tensor:
        """R as (C, y·y′, x·x′)."""
        k = self._shape.kernel
        return products.view(-1, k, k, k, k).transpose(2, 3).reshape(-1, k * k, k * k)

    def unfold_back(self, images: Tensor) -> Tensor:
        """The output pixels that have a tap on each input pixel, by tap in reverse order; (b, C, k², H_in·W_in)."""
        shape = self._shape
        if shape.stride > 1:
            length = (shape.side_out - 1) * shape.stride + 1
            dilated = images.new_zeros(*images.shape[:2], length, length)
            dilated[..., ::shape.stride, ::shape.stride] = images
            images = dilated
        before = shape.kernel - 1 - shape.padding
        after = shape.side + shape.kernel - 1 - before - images.shape[-1]
        return _windows(functional.pad(images, (before, after, before, after)), shape.kernel, 1)

    def unfold(self, images: Tensor) -> Tensor:
        """The input pixels under the taps of each output pixel, (b, C, k², H_out·W_out)."""
        shape = self._shape
        return _windows(functional.pad(images, (shape.padding,) * 4), shape.kernel, shape.stride)

    @staticmethod
    def within_windows(slope: Tensor, pool: Pooling) -> Tensor:
        """Σ φ′_i φ′_j over samples and windows for every two pixels i, j of a window, (C, w², w²)."""
        w, side = pool.window, pool.side_out
        cut = slope[..., :side * w, :side * w].reshape(*slope.shape[:2], side, w, side, w)  # (B, C, y, i, x, j)
        pixels = cut.permute(1, 3, 5, 0, 2, 4).reshape(slope.shape[1], w * w, -1)  # (C, w², B·windows)
        return pixels @ pixels.transpose(1, 2)

    def averaged(self, together: Tensor, kernel: Tensor, pool: Pooling) -> Tensor:
        """‖S D A‖² by output channel (C,) for averages S over windows side by side; a convolution without padding.

        Rows of a window overlap in the same way everywhere: pixels i and j share the taps with t − t′ = j − i.
        ``together`` is what ``within_windows`` gives.
        """
        shape, w = self._shape, pool.window
        assert (shape.padding, shape.stride, pool.stride) == (0, 1, w)
        k = shape.kernel
        if w not in self._overlaps:
            moved = torch.arange(w).unsqueeze(1) - torch.arange(w)  # i − j
            taps = torch.arange(k).unsqueeze(1) - torch.arange(k)  # t − t′
            same = moved.view(w, w, 1, 1) == -taps  # along one axis, (w, w, k, k)
            self._overlaps[w] = torch.einsum("ijya,mnxb->yxabimjn", same.to(kernel), same.to(kernel)).reshape(k**4, w**4)
        overlap = self.products(kernel).flatten(1) @ self._overlaps[w]
        total: Tensor = (together.flatten(1) * overlap).sum(1)
        return total / w**4


def _windows(images: Tensor, kernel: int, stride: int) -> Tensor:
    """The pixels under each tap of a kernel, (b, C, k², windows); several times as fast as torch's unfold."""
    windows = images.unfold(2, kernel, stride).unfold(3, kernel, stride)  # (b, C, H, W, k, k)
    return windows.permute(0, 1, 4, 5, 2, 3).reshape(*images.shape[:2], kernel**2, -1)
