"""The factors of convolutions with batch norm: all sites of one geometry at once, folded into the channels.

Formulas and names are those of :mod:`gradsim.jacobians_images`. Most of what P adds or takes away is small matrices by
channel, and many of them: one set of kernels per geometry instead of one per site.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from gradsim.jacobians import BranchScales
from gradsim.layers import Convolve, NormalizeImages
from gradsim.network import Network
from gradsim.sampled_sums import mean, products
from gradsim.site import Site
from gradsim.subset import Subset
from gradsim.taps import Taps


class Member(Protocol):
    """One site, and how to read it."""

    site: Site
    subset: Subset
    reads_all: bool

    def summed_squares(self, dtype: torch.dtype, midway: bool) -> Tensor:
        """Σ_batch D SᵀS D 1 as an image (C, H, W)."""

    def within_windows(self, dtype: torch.dtype) -> Tensor | None:
        """Σ φ′φ′ of the pixels of an averaging pool's windows, (C, w², w²); None without such a pool."""


class BatchNormed:
    """Sites with the same convolution, pooling, φ and order of operations, and a norm over the batch; k of them.

    All read the whole batch, or all read a subset.
    """

    def __init__(self, members: Sequence[Member], network: Network) -> None:
        self._members, self._network, self._batch = members, network, network.batch
        self._sites = [member.site for member in members]
        first = self._sites[0]
        self._norms = [site.norm for site in self._sites if isinstance(site.norm, NormalizeImages)]
        convolve = first.affine
        assert isinstance(convolve, Convolve)
        self._kernel_shape, self._conv = convolve.kernel_shape, convolve.shape
        self._pool = first.pool
        self._weight_first = first.plan.weight_first
        self._image = first.plan.image_after("activate")
        self._weights = [site.weight for site in self._sites]
        self._inverses = [norm.inverse for norm in self._norms]
        self._gammas = [norm.gamma for norm in self._norms if norm.gamma is not None]
        self._share = 1 / (network.batch * first.plan.n_out)
        self._branch_scales = BranchScales(self._sites, first.weight)
        self._taps: dict[torch.dtype, Taps] = {}

    def gains(self, dtype: torch.dtype, midway: bool) -> tuple[Tensor, Tensor]:
        """factor² of the sites and its standard error, (k,) each; computed in ``dtype``.

        The pass may be ``midway``; if it is complete, it knows the sums of φ′² already.
        """
        for member in self._members:
            member.subset.resize(self._network.probe_count // 3)
        weights = torch.stack(self._weights).to(dtype).view(len(self._sites), *self._kernel_shape)
        kernels = (weights if self._weight_first else weights.transpose(1, 2)).flatten(0, 1)  # by channel of z
        if dtype not in self._taps:
            self._taps[dtype] = Taps(self._conv, kernels)
        inverse = torch.cat(self._inverses).to(dtype)
        kappa = (inverse * torch.cat(self._gammas).to(dtype) if self._gammas else inverse).square()
        squares = torch.cat([member.summed_squares(dtype, midway) for member in self._members])  # (k·C, H, W)
        of_order = self._added if self._weight_first else self._taken
        total, error = of_order(kernels, self._taps[dtype], inverse, kappa, squares)
        scales = self._branch_scales.squares(slice(None)) * self._share
        return total * scales, error * scales

    @property
    def _reads_all(self) -> bool:
        return self._members[0].reads_all

    # ---- what both orders read ----------------------------------------------------------------

    def _by_site(self, channels: Tensor) -> Tensor:
        """Sums over the channels of each site, (k·C,) → (k,)."""
        return channels.view(len(self._sites), -1).sum(1)

    def _chosen(self, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """φ′ and n̂ of the samples and channels that sums over channels are taken from, (k, n, m, H, W) each."""
        z, u, x = (torch.stack([self._part(tensor, member) for tensor, member in zip(tensors, self._members, strict=True)])
                   for tensors in ([site.preactivation for site in self._sites],
                                   [site.output_of_phi for site in self._sites], [norm.x for norm in self._norms]))
        means, inverses = (self._pick(torch.cat(parts)).view(len(z), 1, -1, 1)
                           for parts in ([norm.mean for norm in self._norms], self._inverses))
        slope, hat = self._sites[0].phi.slope(z, u), x.sub_(means).mul_(inverses)
        shape = (*z.shape[:3], self._image[1], self._image[1])
        return slope.to(dtype).view(shape), hat.to(dtype).view(shape)

    def _part(self, tensor: Tensor, member: Member) -> Tensor:
        """The chosen part (n, m, P) of (B, C·P)."""
        return tensor.view(len(tensor), self._image[0], -1) if self._reads_all else member.subset.pick(tensor)

    def _pick(self, by_channel: Tensor) -> Tensor:
        """The part (k, m, …) of (k·C, …) that belongs to the chosen channels."""
        count, channels = len(self._sites), self._image[0]
        if self._reads_all:
            return by_channel.view(count, channels, *by_channel.shape[1:])
        places = torch.cat([member.subset.channels + place * channels for place, member in enumerate(self._members)])
        return by_channel[places].view(count, -1, *by_channel.shape[1:])

    def _estimated(self, terms: Tensor) -> tuple[Tensor, Tensor]:
        """The whole sum, and its standard error, from what n samples say about each of m channels, (k, n, m)."""
        if self._reads_all:
            return mean(terms.sum(2), self._batch)
        channels = self._image[0]
        value, from_samples = mean(terms.sum(2) * (channels / terms.shape[2]), self._batch)
        _, from_channels = mean(terms.mean(1) * channels, channels)
        return value, torch.hypot(from_samples, from_channels)

    # ---- φ after the weight: J = S D √κ P A ---------------------------------------------------

    def _added(self, kernels: Tensor, taps: Taps, inverse: Tensor, kappa: Tensor,
               squares: Tensor) -> tuple[Tensor, Tensor]:
        """κ·(‖S D A‖² + what P adds).

        With w = D SᵀS D 1 and v = D SᵀS D n̂, P adds ‖m‖²·1ᵀw + ‖h‖²·n̂ᵀv − 2 m·Aᵀw − 2 h·Aᵀv + 2 (m·h)·1ᵀv, mostly less
        than nothing; the terms without n̂ are exact.
        """
        overlaps, n, dtype = taps.products(kernels), self._norms[0].count, kernels.dtype
        windows = [member.within_windows(dtype) for member in self._members]
        together = [window for window in windows if window is not None]
        pairs = taps.on_both_axes(squares, taps.met)  # (k·C, k·k′, k·k′)
        ones = pairs[:, taps.middle, taps.middle].view(-1, 1, 1) * taps.all_met  # Σw · 1, by pairs of taps
        exact = pairs * (taps.same * (not together) - 2 / n) + ones.mul_(self._batch / n**2)
        by_channel = exact.mul_(taps.by_axes(overlaps)).sum((1, 2))
        if together and self._pool is not None:
            by_channel += taps.averaged(torch.cat(together), kernels, self._pool.shape)
        added, error = self._added_by_hat(overlaps, taps, kappa)
        return self._by_site(kappa * by_channel) + added, error

    def _added_by_hat(self, overlaps: Tensor, taps: Taps, kappa: Tensor) -> tuple[Tensor, Tensor]:
        """The terms with n̂: sums over samples, and products of two such sums."""
        n, batch = self._norms[0].count, self._batch
        d, hat = self._chosen(kappa.dtype)
        v = self._through_pool(d, hat)
        unfolded = taps.unfold_back(torch.cat([hat, v]).flatten(0, 1))
        of_hat, of_v = unfolded.view(2, *hat.shape[:2], *unfolded.shape[1:])
        one = taps.unfolded_one.view(1, 1, 1, *of_hat.shape[3:])
        met = torch.stack([of_hat @ other.mT for other in (of_hat, of_v, one)])  # (3, k, n, m, k², k²), by taps in reverse
        # n̂ᵀAAᵀn̂ and n̂ᵀAAᵀv, 1ᵀAAᵀn̂; n̂ᵀv and 1ᵀv; (k, n, m) each
        hat_hat, hat_v, hat_one = met.mul_(self._pick(overlaps).flip(2, 3).unsqueeze(1)).sum((4, 5))
        hat_along, one_along = (hat * v).sum((3, 4)), v.sum((3, 4))
        of_sums = products(torch.stack([hat_hat, hat_one]), torch.stack([hat_along, one_along.mul_(2)]), batch)
        terms = of_sums.sum(0).div_(n**2).sub_(hat_v, alpha=2 * batch / n).mul_(self._pick(kappa).unsqueeze(1))
        return self._estimated(terms)

    def _through_pool(self, d: Tensor, x: Tensor) -> Tensor:
        """D SᵀS D x, (k, n, m, H, W)."""
        if self._pool is None:
            return d * d * x
        through = []
        for site, member, slope, image in zip(self._sites, self._members, d, x, strict=True):
            assert site.pool is not None
            through.append(slope * site.pool.spread(slope * image, *(() if self._reads_all else member.subset.places)))
        return torch.stack(through)

    # ---- φ before the weight: J = A D √κ P ----------------------------------------------------

    def _taken(self, kernels: Tensor, taps: Taps, inverse: Tensor, kappa: Tensor,
               squares: Tensor) -> tuple[Tensor, Tensor]:
        """κ·(‖A D‖² − (‖A D 1‖² + (2 − n̂ᵀn̂/N)·‖A D n̂‖²)/N)"""
        norm, dtype = self._norms[0], kernels.dtype
        main = taps.column_squares(squares, kernels)  # (k·C_in,)
        twice = 1 + norm.eps * inverse**2  # 2 − n̂ᵀn̂/N
        d, hat = self._chosen(dtype)
        unfolded = taps.unfold(torch.cat([d, d * hat]).flatten(0, 1))
        unfolded = unfolded.view(2, *d.shape[:2], *unfolded.shape[1:])
        met = (unfolded @ unfolded.mT).mul_(self._pick(taps.products(kernels)).unsqueeze(1))
        ones, hats = met.sum((4, 5))  # (k, n, m) each
        share = self._pick(kappa).unsqueeze(1) * (self._batch / norm.count)
        lost, error = self._estimated((ones + hats * self._pick(twice).unsqueeze(1)) * share)
        return self._by_site(kappa * main) - lost, error
