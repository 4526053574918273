"""NormalizeImages: batch, layer and RMS normalization of images, with one γ and β per channel."""

from __future__ import annotations

import torch
from torch import Tensor

from gradsim.layers.norm import Normalize

aten = torch.ops.aten
_LARGE = 2**14  # numbers


class NormalizeImages(Normalize):
    """out = γ n̂ + β with n̂ = (x − mean) / s, s = √(var + eps); biased variance; tensors are (B, C·H·W).

    batch_norm takes mean and variance of each channel over the batch and all pixels, always of the present batch (Ioffe &
    Szegedy 2015, section 3.2); layer_norm over all channels and pixels of a sample (as group norm with one group, Wu & He
    2018), rms_norm takes no mean. Backward as in :class:`Normalize`, with means over these axes.

    Attributes
    ----------
    image
        Channels and pixels a side.
    mean, inverse
        Mean and 1/s: (C,) for batch_norm; 1/s is (B, 1, 1) else, and the mean is not kept.
    normalized
        n̂ (B, C, H·W); kept for layer_norm and rms_norm only, see :meth:`hat`.
    """

    def __init__(self, x: Tensor, out: Tensor, grad_out: Tensor, grad_x: Tensor, kind: str, eps: float,
                 image: tuple[int, int]) -> None:
        channels, side = image
        self.over_batch, self.image = kind == "batch_norm", image
        inverse = x.new_zeros(channels) if self.over_batch else x.new_zeros(len(x), 1, 1)
        shape = (len(x), channels, side**2)
        super().__init__(x, out, grad_out, grad_x, kind, eps, x.new_zeros(0 if self.over_batch else shape), inverse)
        self._maps = [tensor.view(shape) for tensor in (x, out, grad_out, grad_x)]
        self._images = [tensor.view(len(x), channels, side, side) for tensor in (x, out, grad_out, grad_x)]
        self.mean = torch.zeros_like(inverse)
        self.count = len(x) * side**2 if self.over_batch else channels * side**2  # entries that share a mean
        self._by_kernel = self.over_batch  # torch's own multiplies ∂L/∂out by x, which may leave the range where n̂ does not
        self._axes = (-3, -1) if self.over_batch else (-2, -1)

    def forward(self) -> None:
        if self.over_batch:
            self._forward_over_batch()
            return
        x, out, _, _ = self._maps
        self._standardize(x, self._axes)
        if self.gamma is None or self.beta is None:
            out.copy_(self.normalized)
        else:
            torch.addcmul(self.beta.unsqueeze(1), self.normalized, self.gamma.unsqueeze(1), out=out)

    def _forward_over_batch(self) -> None:
        if self.x.device.type != "cpu":
            x, out, _, _ = self._images
            aten.native_batch_norm.out(x, self.gamma, self.beta, None, None, True, 0.0, self.eps, out=out,
                                       save_mean=self.mean, save_invstd=self.inverse)
            return
        self._by_kernel = self._forward_by_sums()
        if not self._by_kernel:
            self._forward_in_float64()

    def _forward_by_sums(self) -> bool:
        """Three times as fast as torch's kernel; False where squares leave the range of the numbers."""
        x, out, _, _ = self._maps
        torch.div(x.sum(2).sum(0), self.count, out=self.mean)
        torch.sub(x, self.mean.unsqueeze(1), out=out)
        variance = torch.linalg.vector_norm(out, dim=2).square_().sum(0).div_(self.count)
        if not self._range.holds(variance):
            return False
        torch.rsqrt(variance.add_(self.eps), out=self.inverse)
        out.mul_((self.inverse if self.gamma is None else self.inverse * self.gamma).unsqueeze(1))
        if self.beta is not None:
            out.add_(self.beta.unsqueeze(1))
        return True

    def _forward_in_float64(self) -> None:
        x = self._maps[0].double()
        mean = x.mean(self._axes, keepdim=True)
        deviation, square = self._deviation(x, self._axes)
        inverse = torch.rsqrt(square + self.eps)
        hat = deviation * inverse
        if self.gamma is not None and self.beta is not None:
            hat = hat * self.gamma.unsqueeze(1) + self.beta.unsqueeze(1)
        self._maps[1].copy_(hat)
        self.mean.copy_(mean.flatten())
        self.inverse.copy_(inverse.flatten())

    def backward(self) -> None:
        affine = self.grad_gamma is not None and self.grad_beta is not None
        if self._by_kernel:
            x, _, grad_out, target = self._images
            grad_x, grad_gamma, grad_beta = aten.native_batch_norm_backward(
                grad_out, x, self.gamma, None, None, self.mean, self.inverse, True, self.eps, [True, affine, affine])
            target.copy_(grad_x)
        else:
            grad_out = self._maps[2]
            grad_gamma, grad_beta = (grad_out * self.hat()).sum((0, 2)), grad_out.sum((0, 2))
            self.grad_x.copy_(self.vjp(self.grad_out))
        if self.grad_gamma is not None and self.grad_beta is not None:
            self.grad_gamma.copy_(grad_gamma)
            self.grad_beta.copy_(grad_beta)

    def hat(self, rows: Tensor | slice = slice(None)) -> Tensor:
        """n̂ of some samples of the last pass, (b, C, H·W)."""
        if not self.over_batch:
            return self.normalized[rows]
        return (self._maps[0][rows] - self.mean.unsqueeze(1)) * self.inverse.unsqueeze(1)

    def vjp(self, g: Tensor) -> Tensor:
        if self._by_kernel and g.dtype == self.x.dtype and self.x.numel() >= _LARGE:
            return self._vjp_over_batch(g)
        h = g.reshape(*g.shape[:-1], *self._maps[0].shape[1:])
        hat, inverse = self.hat(), self.inverse.unsqueeze(1) if self.over_batch else self.inverse
        h = h if self.gamma is None else h * self.gamma.unsqueeze(1)
        along = (h * hat).mean(self._axes, keepdim=True)
        if self.centred:
            h = h - h.mean(self._axes, keepdim=True)
        return ((h - hat * along) * inverse).flatten(-2)

    def _vjp_over_batch(self, g: Tensor) -> Tensor:
        """The same by the kernel of ``backward``, one upstream gradient after the other: in large images the faster way."""
        x, several = self._images[0], g.reshape(-1, *self._images[0].shape)
        back = [aten.native_batch_norm_backward(one, x, self.gamma, None, None, self.mean, self.inverse, True, self.eps,
                                                [True, False, False])[0] for one in several]
        return (back[0] if len(back) == 1 else torch.stack(back)).view(g.shape)

    def traced(self, x: Tensor) -> Tensor:
        h = x.view(self._maps[0].shape)
        if self.centred:
            h = h - h.mean(self._axes, keepdim=True)
        h = h / ((h * h).mean(self._axes, keepdim=True) + self.eps).sqrt()
        return (h if self.gamma is None or self.beta is None
                else h * self.gamma.unsqueeze(1) + self.beta.unsqueeze(1)).flatten(1)
