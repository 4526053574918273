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

from gradsim import devices
from gradsim.batch_normed import BatchNormed
from gradsim.buffers import Stack
from gradsim.jacobians import Gain
from gradsim.layers import Convolve, NormalizeImages, Pool
from gradsim.network import Network
from gradsim.pushed import STEP_BUDGET, pushed_gain
from gradsim.sampled_sums import mean
from gradsim.subset import Subset
from gradsim.taps import Taps

EXACT_SIZE = 5e5  # unfolded numbers, up to which every sample and channel is read
_CACHED = 2**17  # numbers


class ImageProbe:
    """The factor of one site with images; the same interface as :class:`gradsim.jacobians.Probe`.

    Attributes
    ----------
    site, subset
        Whose factor it is; the samples and channels that estimates are made from.
    reads_all
        True if sums over samples and channels are taken over all of them.
    """

    is_head = False
    knows_weights = rides = False
    slope_squares = None

    def __init__(self, network: Network, stack: Stack) -> None:
        self.stack, self.sites = stack, network.sites[stack.places]
        self._network, self.site = network, self.sites[0]
        self.has_float64 = devices.has_float64(stack.weight.device)  # it reads what is on the device, too
        plan = self.site.plan
        self._share = 1 / (network.batch * plan.n_out)
        norm = self.site.norm
        self._norm = norm if isinstance(norm, NormalizeImages) else None
        self._image = plan.image_after("activate")
        affine = self.site.affine
        self._convolve = affine if isinstance(affine, Convolve) else None
        self._taps: dict[torch.dtype, Taps] = {}
        unfolded = network.batch * plan.z_width * plan.taps
        self.reads_all = unfolded <= EXACT_SIZE or network.batch < 4 or self._convolve is None
        self.is_exact = self.site.phi.elementwise and (self._norm is None or self.reads_all)
        self.subset = Subset(network.batch, self._image[0], plan.index, stack.weight.device)
        portion = max(1, _CACHED // plan.z_width) if stack.weight.device.type == "cpu" else network.batch
        self._portions = [slice(start, start + portion) for start in range(0, network.batch, portion)]
        folds = self._norm is not None and self._norm.over_batch and self._convolve is not None and self.site.phi.elementwise
        self._folded = BatchNormed([self], network) if folds else None
        self._switches = self.site.phi.switches and (self._norm is None or self._norm.over_batch)
        averages = plan.weight_first and plan.pool is not None and plan.pool.kind == "average" and self._folded is None
        self._sums_squares = self.site.phi.elementwise and self._convolve is not None and not averages
        self._squares = stack.weight.new_zeros((0 if not self._sums_squares else self._image[0], *[self._image[1]] * 2))

    # ---- interface --------------------------------------------------------------------------

    def write_to(self, square: Tensor, error: Tensor | None, weight_norms: Tensor) -> None:
        """From now on ``measure`` writes factor² and its standard error (None: all are exact), (1,) each."""
        self._square, self._error = square, error

    def ride_along(self) -> None:
        """Have the backward pass itself read φ(z) of all samples where it does so anyway: ``measure`` finds the sums."""
        if self._sums_squares:
            self.site.backwards.insert(0, self._keep_squares)

    def _keep_squares(self) -> None:
        self._squares.copy_(self._summed_squares(self._squares.dtype))

    def measure(self, midway: bool = False) -> None:
        """Read the pass just completed, or as far as it has come: see ``write_to``."""
        gain = self.gain(midway=midway)
        self._square.copy_(gain.square)
        if self._error is not None and gain.error is not None:
            self._error.copy_(gain.error)

    def gain(self, stack: Stack | None = None, midway: bool = True) -> Gain:
        """factor² of the site, the branch scale of a block's last site included; ``stack`` may be in another precision.

        What the backward pass has read on its way is not read again if it is complete and not ``midway``.
        """
        stack = stack or self.stack
        site = self.site
        if not site.phi.elementwise:
            found = pushed_gain(site.vjp, self._network, [site], STEP_BUDGET)
            return Gain(*(part.to(stack.bias).unsqueeze(0) for part in found))
        if self._folded is not None:
            square_, error_ = self._folded.gains(stack.weight.dtype, midway)
            return Gain(square_, error_)
        if not self.reads_all:
            self.subset.resize(self._network.probe_count // 2)
        if self._convolve is None:
            total, error_ = self._pooled_head(stack), stack.weight.new_zeros(())
        else:
            of_order = self._weight_first if site.plan.weight_first else self._weight_last
            total, error_ = of_order(stack, self._convolve, midway)
        alpha = 1.0 if site.skip is None else site.skip.alpha
        parts = torch.stack([total, error_]) * self._share * alpha * alpha
        return Gain(*parts.to(stack.weight.dtype).unsqueeze(1))

    def slope_of_pass(self, chunk: int) -> Tensor:
        """φ′(z), (1, B, n); zeros where φ is not elementwise."""
        slope = torch.empty_like(self.stack.z)
        if self.site.phi.elementwise:
            self.site.phi.slope_into(self.stack.z, self.stack.u, slope)
        else:
            slope.zero_()
        return slope

    def summed_squares(self, dtype: torch.dtype, midway: bool) -> Tensor:
        """Σ_batch D SᵀS D 1 as an image (C, H, W)."""
        return self._summed_squares(dtype) if midway or self._squares.dtype != dtype else self._squares

    def _summed_squares(self, dtype: torch.dtype) -> Tensor:
        """The same, read in portions that the cache holds."""
        total: Tensor | None = None
        for rows in self._portions:
            slope = self._slopes(rows, dtype)
            if self.site.pool is not None:
                part = self.site.pool.spread(slope, rows).mul_(slope).sum(0)
            else:
                part = (slope if self._switches else slope.square_()).sum(0)
            total = part if total is None else total.add_(part)
        assert total is not None
        return total

    def within_windows(self, dtype: torch.dtype) -> Tensor | None:
        """Σ_batch φ′φ′ of every two pixels of an averaging pool's windows, (C, w², w²); None without such a pool."""
        pool = self.site.pool
        if pool is None or pool.shape.kind != "average":
            return None
        total: Tensor | None = None
        for rows in self._portions:
            part = Taps.within_windows(self._slopes(rows, dtype), pool.shape)
            total = part if total is None else total.add_(part)
        return total

    @property
    def geometry(self) -> tuple[object, ...] | None:
        """Sites of equal geometry can be measured together by :class:`BatchNormed`; None: the site is measured by itself."""
        plan = self.site.plan
        if self._folded is None:
            return None
        return plan.conv, plan.pool, plan.activation, plan.weight_first, self.reads_all

    # ---- pieces -----------------------------------------------------------------------------

    def _taps_in(self, kernel: Tensor) -> Taps:
        """The tables in the precision of ``kernel``."""
        if kernel.dtype not in self._taps:
            shape = self.site.plan.conv
            assert shape is not None
            self._taps[kernel.dtype] = Taps(shape, kernel)
        return self._taps[kernel.dtype]

    def _slopes(self, rows: slice | Tensor, dtype: torch.dtype) -> Tensor:
        """φ′ of some samples as images (b, C, H, W), freshly made; with γ/s of a norm over the units of a sample."""
        channels, side = self._image
        site, norm = self.site, self._norm
        z = site.preactivation[rows]
        slope = torch.empty_like(z)
        site.phi.slope_into(z, site.output_of_phi[rows], slope)
        slope = slope.to(dtype).view(-1, channels, side, side)
        if norm is not None and not norm.over_batch:
            slope.mul_(norm.inverse[rows].to(dtype).unsqueeze(3) * self._gamma(norm, slope).view(-1, 1, 1))
        return slope

    def _hats(self, norm: NormalizeImages, rows: slice | Tensor, dtype: torch.dtype) -> Tensor:
        """n̂ of some samples as images (b, C, H, W)."""
        channels, side = norm.image
        return norm.hat(rows).to(dtype).view(-1, channels, side, side)

    @staticmethod
    def _gamma(norm: NormalizeImages, like: Tensor) -> Tensor:
        """γ (C,), ones where the norm is not affine."""
        return like.new_ones(norm.image[0]) if norm.gamma is None else norm.gamma.to(like.dtype)

    def _over_samples(self, per_sample: Tensor) -> tuple[Tensor, Tensor]:
        """Mean of what the chosen samples say about the whole, (n,), and its standard error."""
        return mean(per_sample, self._network.batch)

    # ---- φ after the weight: J = S D √κ P A ---------------------------------------------------

    def _weight_first(self, stack: Stack, convolve: Convolve, midway: bool) -> tuple[Tensor, Tensor]:
        kernel = stack.weight[0].view(convolve.kernel_shape)
        taps, pool, norm = self._taps_in(kernel), self.site.pool, self._norm
        together = self.within_windows(kernel.dtype)
        if together is not None and pool is not None:
            main = taps.averaged(together, kernel, pool.shape)
        else:
            main = taps.row_squares(self.summed_squares(kernel.dtype, midway), kernel)
        if norm is None:
            return main.sum(), main.new_zeros(())
        added, error = self._added_within_samples(kernel.dtype, convolve, pool, norm)
        return main.sum() + added, error

    def _added_within_samples(self, dtype: torch.dtype, convolve: Convolve, pool: Pool | None,
                              norm: NormalizeImages) -> tuple[Tensor, Tensor]:
        """The same for norms over the units of a sample, whose γ/s is in φ′; every sample by itself."""
        n = norm.count
        rows = slice(None) if self.reads_all else self.subset.rows
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

    def _weight_last(self, stack: Stack, convolve: Convolve, midway: bool) -> tuple[Tensor, Tensor]:
        norm, kernel = self._norm, stack.weight[0].view(convolve.kernel_shape)
        taps, dtype, batch = self._taps_in(kernel), kernel.dtype, self._network.batch
        main = taps.column_squares(self.summed_squares(dtype, midway), kernel.transpose(0, 1))  # (C_in,)
        if norm is None:
            return main.sum(), main.new_zeros(())
        inverse = norm.inverse.to(dtype)
        twice = 1 + norm.eps * inverse**2  # 2 − n̂ᵀn̂/N
        rows = slice(None) if self.reads_all else self.subset.rows
        d, hat = self._slopes(rows, dtype), self._hats(norm, rows, dtype)
        lost = twice[rows].flatten() * convolve.product((d * hat).flatten(1)).square().sum(1)
        if norm.centred:
            lost += convolve.product(d.flatten(1)).square().sum(1)
        total, error = self._over_samples(lost * (batch / norm.count))
        return main.sum() - total, error

    # ---- a head with global average pooling: J = W S or W S D √κ P ------------------------------

    def _pooled_head(self, stack: Stack) -> Tensor:
        weight, norm = stack.weight[0], self._norm
        pool = self.site.pool
        assert pool is not None
        pixels = pool.shape.side**2
        if self.site.plan.weight_first:
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
