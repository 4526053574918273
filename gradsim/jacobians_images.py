"""The factors of sites with images: ‖J‖_F² in closed form, from small matrices of taps instead of Jacobians.

A is the convolution as a matrix, D = diag(φ′), S the pooling, P = I − 11ᵀ/N − n̂n̂ᵀ/N the norm's projector over the N entries
that share a mean, κ = (γ/s)². Rows of A meet only through their taps: with R_c[t, t′] = Σ_i W[c, i, t] W[c, i, t′],
products of A_c with itself are sums of R_c over pairs of taps that fall on the same pixel inside the image (``Taps``).

- φ after the weight: J = S D √κ P A. ‖S D A‖² needs the pixel sums of φ′² only, also with max pooling, which selects rows.
  What P takes away is, with m = Aᵀ1/N and h = Aᵀn̂/N, a few sums over samples; they are of the order 1/N of the whole.
- φ before the weight: J = A D √κ P, where P takes ‖A D 1‖²/N + (2 − n̂ᵀn̂/N)·‖A D n̂‖²/N away.

Those sums run over all samples and channels where that is cheap, else over a few, drawn once: unbiased, with a standard
error.
"""

from __future__ import annotations

import torch
from torch import Tensor

from gradsim.buffers import Stack
from gradsim.jacobians import STEP_BUDGET, Gain, pushed_gain
from gradsim.layers import Convolve, NormalizeImages, Pool
from gradsim.network import Network
from gradsim.subset import Subset
from gradsim.taps import Taps

EXACT_SIZE = 5e5  # unfolded numbers, up to which every sample and channel is read
_CACHED = 2**16  # numbers


class ImageProbe:
    """The factor of one site with images; the same interface as :class:`gradsim.jacobians.Probe`."""

    is_head = False
    knows_weights = False
    slope_squares = None

    def __init__(self, network: Network, stack: Stack) -> None:
        self.stack, self.sites = stack, network.sites[stack.places]
        self._network, self._site = network, self.sites[0]
        plan = self._site.plan
        self._share = 1 / (network.batch * plan.n_out)
        norm = self._site.norm
        self._norm = norm if isinstance(norm, NormalizeImages) else None
        self._image = plan.image_after("activate")
        affine = self._site.affine
        self._convolve = affine if isinstance(affine, Convolve) else None
        self._taps: dict[torch.dtype, Taps] = {}
        unfolded = network.batch * plan.z_width * plan.taps
        self._reads_all = unfolded <= EXACT_SIZE or network.batch < 4 or self._convolve is None
        self.is_exact = self._site.phi.elementwise and (self._norm is None or self._reads_all)
        self._subset = Subset(network.batch, self._image[0], plan.index, stack.weight.device)
        portion = max(1, _CACHED // plan.z_width) if stack.weight.device.type == "cpu" else network.batch
        self._portions = [slice(start, start + portion) for start in range(0, network.batch, portion)]

    # ---- interface --------------------------------------------------------------------------

    def measure(self, square: Tensor, error: Tensor | None, weight_norms: Tensor) -> None:
        """Write factor² and its standard error (None: all are exact), (1,) each."""
        gain = self.gain()
        square.copy_(gain.square)
        if error is not None and gain.error is not None:
            error.copy_(gain.error)

    def gain(self, stack: Stack | None = None) -> Gain:
        """factor² of the site, the branch scale of a block's last site included; ``stack`` may be in another precision."""
        stack = stack or self.stack
        site = self._site
        if not site.phi.elementwise:
            square, error = pushed_gain(site.vjp, self._network, [site], STEP_BUDGET)
            like = stack.bias[:, 0]
            return Gain(torch.full_like(like, square), torch.full_like(like, error))
        if not self._reads_all:
            self._subset.resize(self._network.probe_count // 2)
        if self._convolve is None:
            total, error_ = self._pooled_head(stack), stack.weight.new_zeros(())
        else:
            total, error_ = (self._weight_first if site.plan.weight_first else self._weight_last)(stack, self._convolve)
        alpha = 1.0 if site.skip is None else site.skip.alpha
        parts = torch.stack([total, error_]) * self._share * alpha * alpha
        return Gain(*parts.to(stack.weight.dtype).unsqueeze(1))

    def slope_of_pass(self, chunk: int) -> Tensor:
        """φ′(z), (1, B, n); zeros where φ is not elementwise."""
        slope = torch.empty_like(self.stack.z)
        if self._site.phi.elementwise:
            self._site.phi.slope_into(self.stack.z, self.stack.u, slope)
        else:
            slope.zero_()
        return slope

    # ---- pieces -----------------------------------------------------------------------------

    def _taps_in(self, kernel: Tensor) -> Taps:
        """The tables in the precision of ``kernel``."""
        if kernel.dtype not in self._taps:
            shape = self._site.plan.conv
            assert shape is not None
            self._taps[kernel.dtype] = Taps(shape, kernel)
        return self._taps[kernel.dtype]

    def _slopes(self, rows: slice | Tensor, dtype: torch.dtype) -> Tensor:
        """φ′ of some samples as images (b, C, H, W), freshly made; with γ/s of a norm over the units of a sample."""
        channels, side = self._image
        site, norm = self._site, self._norm
        z = site.preactivation[rows]
        slope = torch.empty_like(z)
        site.phi.slope_into(z, site.output_of_phi[rows], slope)
        slope = slope.to(dtype).view(-1, channels, side, side)
        if norm is not None and not norm.over_batch:
            slope.mul_(norm.inverse[rows].to(dtype).unsqueeze(3) * self._gamma(norm, slope).view(-1, 1, 1))
        return slope

    def _summed_squares(self, dtype: torch.dtype, pool: Pool | None) -> Tensor:
        """Σ_batch D SᵀS D 1 as an image (C, H, W), in portions that the cache holds."""
        total: Tensor | None = None
        for rows in self._portions:
            slope = self._slopes(rows, dtype)
            part = (slope.square_() if pool is None else pool.spread(slope, rows).mul_(slope)).sum(0)
            total = part if total is None else total.add_(part)
        assert total is not None
        return total

    def _hats(self, norm: NormalizeImages, rows: slice | Tensor, dtype: torch.dtype) -> Tensor:
        """n̂ of some samples as images (b, C, H, W)."""
        channels, side = norm.image
        return norm.hat(rows).to(dtype).view(-1, channels, side, side)

    def _chosen_channels(self, norm: NormalizeImages, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """φ′ and n̂ of the samples and channels that sums over channels are taken from, (n, m, H, W) each."""
        if self._reads_all:
            return self._slopes(slice(None), dtype), self._hats(norm, slice(None), dtype)
        subset, side = self._subset, self._image[1]
        site = self._site
        z, u = subset.pick(site.preactivation), subset.pick(site.output_of_phi)
        slope, hat = site.phi.slope(z, u), norm.hat_of(subset.pick(norm.x), subset.channels)
        return slope.to(dtype).view(*z.shape[:2], side, side), hat.to(dtype).view(*z.shape[:2], side, side)

    @staticmethod
    def _gamma(norm: NormalizeImages, like: Tensor) -> Tensor:
        """γ (C,), ones where the norm is not affine."""
        return like.new_ones(norm.image[0]) if norm.gamma is None else norm.gamma.to(like.dtype)

    def _over_samples(self, per_sample: Tensor) -> tuple[Tensor, Tensor]:
        """Mean of what the chosen samples say about the whole, (n,), and its standard error."""
        return _mean(per_sample, self._network.batch)

    # ---- φ after the weight: J = S D √κ P A ---------------------------------------------------

    def _weight_first(self, stack: Stack, convolve: Convolve) -> tuple[Tensor, Tensor]:
        kernel = stack.weight[0].view(convolve.kernel_shape)
        taps, pool, norm = self._taps_in(kernel), self._site.pool, self._norm
        averaged = None
        if pool is not None and pool.shape.kind == "average":
            together = sum(taps.within_windows(self._slopes(rows, kernel.dtype), pool.shape) for rows in self._portions)
            assert isinstance(together, Tensor)
            averaged = taps.averaged(together, kernel, pool.shape)
        if norm is not None and norm.over_batch:
            return self._batch_normed(kernel, taps, pool, norm, averaged)
        main = taps.row_squares(self._summed_squares(kernel.dtype, pool), kernel) if averaged is None else averaged
        if norm is None:
            return main.sum(), main.new_zeros(())
        added, error = self._added_within_samples(kernel.dtype, convolve, pool, norm)
        return main.sum() + added, error

    def _batch_normed(self, kernel: Tensor, taps: Taps, pool: Pool | None, norm: NormalizeImages,
                      averaged: Tensor | None) -> tuple[Tensor, Tensor]:
        """κ·(‖S D A‖² + what P adds), by channel.

        With w = D SᵀS D 1 and v = D SᵀS D n̂, P adds ‖m‖²·1ᵀw + ‖h‖²·n̂ᵀv − 2 m·Aᵀw − 2 h·Aᵀv + 2 (m·h)·1ᵀv, mostly less
        than nothing; the terms without n̂ are exact.
        """
        products, n, batch = taps.products(kernel), norm.count, self._network.batch
        pairs = taps.on_both_axes(self._summed_squares(kernel.dtype, pool), taps.met)  # (C, k·k′, k·k′)
        ones = pairs[:, taps.middle, taps.middle].view(-1, 1, 1) * taps.all_met  # Σw · 1, by pairs of taps
        exact = pairs * (taps.same * (averaged is None) - 2 / n) + ones.mul_(batch / n**2)
        by_channel = (exact.mul_(taps.by_axes(products))).sum((1, 2))
        kappa = (self._gamma(norm, kernel) * norm.inverse.to(kernel.dtype)) ** 2
        added, error = self._added_by_hat(products, taps, pool, norm, kappa)
        return kappa @ (by_channel if averaged is None else by_channel + averaged) + added, error

    def _added_by_hat(self, products: Tensor, taps: Taps, pool: Pool | None, norm: NormalizeImages,
                      kappa: Tensor) -> tuple[Tensor, Tensor]:
        """The terms with n̂: sums over samples, and products of two such sums."""
        n, batch = norm.count, self._network.batch
        d, hat = self._chosen_channels(norm, kappa.dtype)
        subset = None if self._reads_all else self._subset
        v = d * d * hat if pool is None else d * pool.spread(d * hat, *(() if subset is None else subset.places))
        if subset is not None:
            products, kappa = products[subset.channels], kappa[subset.channels]
        count = len(hat)
        unfolded = taps.unfold_back(torch.cat([hat, v]))  # (2n, m, k², H_in·W_in)
        weighted = products.flip(1, 2) @ unfolded[:count]
        # n̂ᵀAAᵀn̂ and n̂ᵀAAᵀv, 1ᵀAAᵀn̂; n̂ᵀv and 1ᵀv; (n, m) each
        hat_hat, hat_v = (weighted * unfolded.view(2, *weighted.shape)).sum((3, 4))
        hat_one, hat_along, one_along = (weighted * taps.unfolded_one).sum((2, 3)), (hat * v).sum((2, 3)), v.sum((2, 3))
        products_of_sums = _products(torch.stack([hat_hat, hat_one]), torch.stack([hat_along, one_along.mul_(2)]), batch)
        terms = products_of_sums.sum(0).div_(n**2).sub_(hat_v, alpha=2 * batch / n).mul_(kappa)
        return self._over_samples(terms.sum(1)) if subset is None else self._over_samples_and_channels(terms)

    def _over_samples_and_channels(self, terms: Tensor) -> tuple[Tensor, Tensor]:
        """The whole sum, and its standard error, from what n samples say about each of m channels, (n, m)."""
        channels = self._image[0]
        from_samples = self._over_samples(terms.sum(1) * (channels / terms.shape[1]))
        from_channels = _mean(terms.mean(0) * channels, channels)
        return from_samples[0], torch.hypot(from_samples[1], from_channels[1])

    def _added_within_samples(self, dtype: torch.dtype, convolve: Convolve, pool: Pool | None,
                              norm: NormalizeImages) -> tuple[Tensor, Tensor]:
        """The same for norms over the units of a sample, whose γ/s is in φ′; every sample by itself."""
        n = norm.count
        rows = slice(None) if self._reads_all else self._subset.rows
        d, hat = self._slopes(rows, dtype), self._hats(norm, rows, dtype)

        def spread(x: Tensor) -> Tensor:
            return (d * (d * x if pool is None else pool.spread(d * x, rows))).flatten(1)

        v, flat_hat = spread(hat), hat.flatten(1)
        h = convolve.vjp(flat_hat) / n
        terms = h.square().sum(1) * (flat_hat * v).sum(1) - 2 * (v * convolve.product(h)).sum(1)
        if norm.centred:
            w, one = spread(torch.ones_like(hat)), torch.ones_like(flat_hat[:1])
            m = convolve.vjp(one) / n
            terms += m.square().sum() * w.sum(1) - 2 * (w * convolve.product(m)).sum(1) + 2 * (h @ m[0]) * v.sum(1)
        return self._over_samples(terms * self._network.batch)

    # ---- φ before the weight: J = A D √κ P ----------------------------------------------------

    def _weight_last(self, stack: Stack, convolve: Convolve) -> tuple[Tensor, Tensor]:
        norm, kernel = self._norm, stack.weight[0].view(convolve.kernel_shape)
        taps, dtype, batch = self._taps_in(kernel), kernel.dtype, self._network.batch
        main = taps.column_squares(self._summed_squares(dtype, None), kernel)  # (C_in,)
        if norm is None:
            return main.sum(), main.new_zeros(())
        inverse = norm.inverse.to(dtype)
        twice = 1 + norm.eps * inverse**2  # 2 − n̂ᵀn̂/N
        if norm.over_batch:
            kappa = (self._gamma(norm, kernel) * inverse) ** 2
            total, error = self._taken_by_channels(kernel, taps, norm, kappa, twice)
            return kappa @ main - total, error
        rows = slice(None) if self._reads_all else self._subset.rows
        d, hat = self._slopes(rows, dtype), self._hats(norm, rows, dtype)
        lost = twice[rows].flatten() * convolve.product((d * hat).flatten(1)).square().sum(1)
        if norm.centred:
            lost += convolve.product(d.flatten(1)).square().sum(1)
        total, error = self._over_samples(lost * (batch / norm.count))
        return main.sum() - total, error

    def _taken_by_channels(self, kernel: Tensor, taps: Taps, norm: NormalizeImages, kappa: Tensor,
                           twice: Tensor) -> tuple[Tensor, Tensor]:
        """Σ_c κ·(‖A_c D 1‖² + (2 − n̂ᵀn̂/N)·‖A_c D n̂‖²)/N."""
        d, hat = self._chosen_channels(norm, kernel.dtype)
        products = taps.products(kernel.transpose(0, 1))
        if not self._reads_all:
            products, kappa, twice = (part[self._subset.channels] for part in (products, kappa, twice))
        unfolded = taps.unfold(torch.cat([d, d * hat]))
        ones, hats = ((products @ unfolded) * unfolded).sum((2, 3)).view(2, *d.shape[:2])
        terms = (ones + hats * twice) * kappa * (self._network.batch / norm.count)
        return self._over_samples(terms.sum(1)) if self._reads_all else self._over_samples_and_channels(terms)

    # ---- a head with global average pooling: J = W S or W S D √κ P ------------------------------

    def _pooled_head(self, stack: Stack) -> Tensor:
        weight, norm = stack.weight[0], self._norm
        pool = self._site.pool
        assert pool is not None
        pixels = pool.shape.side**2
        if self._site.plan.weight_first:
            return weight.square().sum() * (self._network.batch / pixels)
        slope = self._slopes(slice(None), weight.dtype).flatten(2)  # (B, C, H·W); with γ/s of a norm within samples
        squares = weight.square().sum(0) / pixels**2  # (C,)
        if norm is None:
            return slope.square().sum((0, 2)) @ squares
        hat, inverse = norm.hat().to(slope.dtype), norm.inverse.to(slope.dtype)
        gamma, twice = self._gamma(norm, slope), 1 + norm.eps * inverse**2  # 2 − n̂ᵀn̂/N
        if norm.over_batch:
            along = slope.sum(2).square() + twice * (slope * hat).sum(2).square()  # (B, C)
            return (slope.square().sum((0, 2)) - along.sum(0) / norm.count) @ (squares * (gamma * inverse) ** 2)
        along = twice.view(-1, 1) * ((slope * hat).sum(2) @ weight.t() / pixels).square()  # (B, classes)
        if norm.centred:
            along += (slope.sum(2) @ weight.t() / pixels).square()
        return (slope.square().sum(2) @ squares - along.sum(1) / norm.count).sum()


def _mean(values: Tensor, population: int) -> tuple[Tensor, Tensor]:
    """Mean of ``values`` (n,), drawn without replacement from ``population`` ones, and its standard error."""
    count = len(values)
    if count == population:
        return values.mean(), values.new_zeros(())
    return values.mean(), values.std() * ((1 - count / population) / count) ** 0.5


def _products(a: Tensor, b: Tensor, batch: int) -> Tensor:
    """What each of n samples, drawn from ``batch``, says about Σa·Σb over the batch; a, b and result (…, n, m).

    The product of the two estimated sums, made linear in the samples so that their spread tells its error, and freed of the
    bias of estimating both from the same samples.
    """
    count = a.shape[-2]
    pairs = 1.0 if count == batch else batch * (batch - 1) / (count * (count - 1))
    mean_a, mean_b = a.mean(-2, keepdim=True), b.mean(-2, keepdim=True)
    both, means = (a * b).sum(-2, keepdim=True), mean_a * mean_b
    linear = (a * mean_b).addcmul_(mean_a, b).mul_(batch**2)
    return linear.add_(means, alpha=pairs * count**2 - 2 * batch**2).add_(both, alpha=batch / count - pairs)
