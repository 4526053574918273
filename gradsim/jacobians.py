"""The gain of a layer's Jacobian, seen from behind: factor = sqrt(mean_batch ‖J_l‖_F² / n_out).

Closed forms where they exist, as few passes over the stacked tensors as possible:

- no norm: J = diag(φ′)·W, so ‖J‖² = Σ_i φ′_i² ‖W_i‖²;
- batch norm: J of the whole batch; the projector of each unit has squared row norm 1 − 1/B − n̂_b²(2 − mean n̂²)/B;
- layer and RMS norm: rows c_i·W_i, centred and freed of their part along n̂, through the Gram matrix W Wᵀ;
- dropout: its mask multiplies φ′, or the norm's output where a norm stands between the two.

Everything else (softmax, a norm after the residual sum) is :mod:`gradsim.pushed` through the chain itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from gradsim.buffers import Stack
from gradsim.layers import Normalize
from gradsim.network import Network
from gradsim.pushed import STEP_BUDGET, pushed_gain
from gradsim.site import Site

SMALL = 8  # up to this width or batch the explicit form is used: the Gram form would cancel there


@dataclass
class Gain:
    """Squared gains of the sites of a stack, ``square`` (k,) = factor², and their standard errors (None: exact)."""

    square: Tensor
    error: Tensor | None = None


class Probe:
    """The factors of one stack; what does not change from step to step is worked out once.

    Attributes
    ----------
    rides
        Whether the passes themselves measure: see ``ride_along``.
    has_float64
        Whether ``gain`` can read a stack in float64.
    """

    geometry = None  # sites are measured by stacks
    rides, has_float64 = False, True

    def __init__(self, network: Network, stack: Stack) -> None:
        self.stack, self.sites = stack, network.sites[stack.places]
        self._network = network
        self.is_head = stack.plans[0].is_head
        same = all(site.plan.activation == self.sites[0].plan.activation for site in self.sites)
        self._phi = self.sites[0].phi if same and self.sites[0].phi.elementwise else None
        self._special = [row for row, site in enumerate(self.sites) if not site.phi.elementwise or site.ends_in_norm]
        self._plain = all(site.skip is None for site in self.sites)
        self._branch_scales = BranchScales(self.sites, stack.weight)
        self._share = 1 / (network.batch * stack.plans[0].n_out)
        self._norm = self.sites[0].norm
        self._weight_first = stack.plans[0].weight_first
        self._lengths, self._slope_sums = stack.bias.new_empty(2, len(self.sites), stack.z.shape[2])
        self._chunks = self._divide()
        self._slope_kept = False

    def _divide(self) -> list[_Chunk]:
        """The chunks of the stack; a single one keeps its slopes beside their squares, for a snapshot."""
        stack, count = self.stack, len(self.stack.chunks)
        scratch = torch.empty_like(stack.z[stack.chunks[0]])
        squares = torch.empty_like(scratch) if count == 1 else scratch
        return [_Chunk(stack.z[rows], stack.u[rows], None if stack.mask is None else stack.mask[rows],
                       scratch[:len(stack.z[rows])], squares[:len(stack.z[rows])], self._slope_sums[rows], self.sites[rows])
                for rows in stack.chunks]

    @property
    def knows_weights(self) -> bool:
        """True if ``measure`` comes with ‖W‖."""
        return not self.is_head and self._norm is None and not self._special

    @property
    def is_exact(self) -> bool:
        """True if every factor of the stack has a closed form."""
        return not self._special

    def write_to(self, square: Tensor, error: Tensor | None, weight_norms: Tensor) -> None:
        """From now on ``measure`` writes factor², its standard error (None: all are exact) and, if ``knows_weights``, ‖W‖.

        (k,) each.
        """
        self._square, self._error, self._weight_norms = square, error, weight_norms
        self._products = [(square[rows].view(-1, 1, 1), self._lengths[rows].unsqueeze(1),
                           self._slope_sums[rows].unsqueeze(2)) for rows in self.stack.chunks]

    def ride_along(self) -> None:
        """Have the passes themselves measure what they can, while W and a are in the cache: ``measure`` is needed in the
        middle of one only.

        What is read of a portion here is what its layers read next, one by one: it reaches the cache in one go.
        """
        self.rides = self.knows_weights
        if self.rides:
            for portion, rows in enumerate(self.stack.portions):
                self.sites[rows][0].forwards.insert(0, partial(self._read_weights, portion))
            for place, rows in enumerate(self.stack.chunks):
                self.sites[rows][-1].backwards.insert(0, partial(self._read_slopes, place))

    def measure(self, midway: bool = False) -> None:
        """Read the pass just completed, or as far as it has come (``midway``): see ``write_to``."""
        if not self.knows_weights:
            gain = self.gain()
            self._square.copy_(gain.square)
            if self._error is not None and gain.error is not None:
                self._error.copy_(gain.error)
            return
        for portion in range(len(self.stack.portions)):
            self._read_weights(portion)
        for place in range(len(self._chunks)):
            self._read_slopes(place)

    def _read_weights(self, portion: int) -> None:
        """‖W‖ and ‖W_i‖²"""
        rows = self.stack.portions[portion]
        lengths = self._lengths[rows]
        _row_lengths(self.stack.weight[rows], self._weight_first, lengths)
        torch.linalg.vector_norm(lengths, dim=1, out=self._weight_norms[rows])
        lengths.square_()

    def _read_slopes(self, place: int) -> None:
        """Σ_batch φ′² (masked by dropout), and factor² = Σ_i ‖W_i‖² Σ_batch φ′_i² / (B·n_out), times α² at a block's end."""
        chunk = self._chunks[place]
        slope = self._slope(chunk)
        masked = slope if chunk.mask is None else torch.mul(slope, chunk.mask, out=chunk.square)
        torch.mul(masked, masked, out=chunk.square)
        torch.sum(chunk.square, 1, out=chunk.sums)
        square, lengths, slopes = self._products[place]
        torch.baddbmm(square, lengths, slopes, beta=0, alpha=self._share, out=square)
        if not self._plain:
            square.mul_(self._branch_scales.squares(self.stack.chunks[place]).view_as(square))
        self._slope_kept = len(self._chunks) == 1

    @property
    def slope_squares(self) -> Tensor | None:
        """Σ_batch φ′² (k, n) of the pass that ``measure`` has seen last; None where it has not formed them."""
        return self._slope_sums if self.knows_weights and self.stack.mask is None else None

    def gain(self, stack: Stack | None = None) -> Gain:
        """factor² of every site (not of a head), the branch scale of a block's last site included.

        ``stack`` may be a copy in another precision.
        """
        stack = stack or self.stack
        result = Gain(stack.bias.new_zeros(len(self.sites)))
        if len(self._special) < len(self.sites):
            result = self._unnormalized(stack) if self._norm is None else self._normalized(stack, self._norm)
            result.square.mul_(self._share)
            if not self._plain:
                result.square.mul_(self._branch_scales.squares(slice(None)).to(result.square))
        if self._special:
            result.error = torch.zeros_like(result.square)
        for row in self._special:
            site = self.sites[row]
            found = pushed_gain(site.vjp, self._network, [site], STEP_BUDGET / len(self._special))
            result.square[row], result.error[row] = found  # type: ignore[index]
        return result

    def _unnormalized(self, stack: Stack) -> Gain:
        """Σ_batch ‖diag(φ′)·W‖_F² = Σ_i (Σ_batch φ′_i²)·‖W_i‖² (columns instead of rows in pre-activation order)."""
        parts = []
        for rows, chunk in zip(stack.chunks, self._chunks, strict=True):
            slope = self._slope(chunk).to(stack.weight)
            squares = (slope if stack.mask is None else slope * stack.mask[rows]).square().sum(1)
            parts.append((squares * _row_squares(stack.weight[rows], self._weight_first)).sum(1))
        return Gain(torch.cat(parts))

    def _normalized(self, stack: Stack, norm: Normalize) -> Gain:
        parts = [_closed_form(stack, rows, self._slope(chunk).to(stack.weight), norm)
                 for rows, chunk in zip(stack.chunks, self._chunks, strict=True)]
        return Gain(torch.cat(parts))

    def _slope(self, chunk: _Chunk) -> Tensor:
        """φ′(z) of a chunk (k, B, n), in the network's precision; zeros where φ couples units.

        The result lies in a scratch buffer that is warm in the cache: the next call overwrites it, and the caller may.
        """
        self._slope_kept = False
        if self._phi is not None:
            self._phi.slope_into(chunk.z, chunk.u, chunk.slope)
            return chunk.slope
        for place, site in enumerate(chunk.sites):
            if site.phi.elementwise:
                site.phi.slope_into(chunk.z[place], chunk.u[place], chunk.slope[place])
            else:
                chunk.slope[place].zero_()
        return chunk.slope

    def slope_of_pass(self, place: int) -> Tensor:
        """φ′ of the sites ``stack.chunks[place]``, (k, B, n), of the pass that ``measure`` has seen last.

        Not computed again if it is still there; the caller may overwrite it.
        """
        if not self._slope_kept:
            return self._slope(self._chunks[place])
        self._slope_kept = False
        return self._chunks[0].slope


class BranchScales:
    """α where a site ends a block, 1 elsewhere; tensors as ``like``."""

    def __init__(self, sites: list[Site], like: Tensor) -> None:
        scales = [1.0 if site.skip is None else site.skip.alpha for site in sites]
        fixed = like.new_tensor([0.0 if isinstance(scale, Tensor) else scale for scale in scales])
        learned = any(isinstance(scale, Tensor) for scale in scales)
        self._learned = [scale if isinstance(scale, Tensor) else value
                         for scale, value in zip(scales, fixed.unbind(), strict=True)] if learned else []
        self._fixed = fixed.square()

    def squares(self, rows: slice) -> Tensor:
        """α² of some sites in this pass, (k,)."""
        return torch.stack(self._learned[rows]).square() if self._learned else self._fixed[rows]


@dataclass(frozen=True)
class _Chunk:
    """Sites whose temporaries stay in the cache: z, φ(z) and dropout's mask; scratch for φ′ and φ′², (k, B, n) each.

    ``sums`` (k, n) receives Σ_batch φ′².
    """

    z: Tensor
    u: Tensor
    mask: Tensor | None
    slope: Tensor
    square: Tensor
    sums: Tensor
    sites: list[Site]


# ---- closed forms -----------------------------------------------------------------------------


def _closed_form(stack: Stack, chosen: slice, slope: Tensor, norm: Normalize) -> Tensor:
    """Σ_batch ‖J‖_F² of the chosen sites with a norm, without branch scale; slope (k, B, n) may be overwritten. (k,)"""
    weight_first = stack.plans[0].weight_first
    before = stack.slots.index("norm") < stack.slots.index("activate")
    kept = stack.mask[chosen] if stack.mask is not None and _drops_norm(stack) else None
    if kept is None and stack.mask is not None:
        slope = slope.mul_(stack.mask[chosen])
    weight = stack.weight[chosen]
    gamma = torch.stack([_gamma(stack, row) for row in range(len(stack.plans))[chosen]])  # (k, n)
    hat, inverse = stack.normalized["norm"][chosen], stack.inverse["norm"][chosen]
    if norm.kind == "batch_norm":
        scale = _row_squares(weight, weight_first) * (gamma * inverse.squeeze(1)) ** 2
        return (torch.sum(slope.square_() * _batch_projector(hat, kept), 1) * scale).sum(1)
    rows = weight if weight_first else weight.transpose(1, 2)  # (k, n, m), n = width of the norm
    gammas = gamma.unsqueeze(1).expand_as(slope) if kept is None else gamma.unsqueeze(1) * kept
    # the norm's projector N stands between what multiplies its output (outer) and what feeds it (inner)
    if before == weight_first:  # φ′ follows the norm on the side of the output gradient
        outer, inner = (slope * gammas, torch.ones_like(slope)) if weight_first else (slope, gammas)
    else:
        outer, inner = (gammas, slope) if weight_first else (torch.ones_like(slope), slope * gammas)
    sums = _unit_projected(rows, outer, inner, hat, norm.centred)  # (k, B)
    return (sums * inverse.squeeze(2) ** 2).sum(1)


def _drops_norm(stack: Stack) -> bool:
    """True where the norm stands between φ and dropout, so that the mask multiplies the norm's output."""
    return stack.slots.index("activate") < stack.slots.index("norm") < stack.slots.index("dropout")


def _gamma(stack: Stack, row: int) -> Tensor:
    width = stack.normalized["norm"].shape[-1]
    gamma = stack.gammas.get(row)
    return gamma if gamma is not None else stack.weight.new_ones(width)


def _row_lengths(weight: Tensor, weight_first: bool, out: Tensor) -> None:
    """Norms of the rows of W (n_out), or of its columns (n_in) in pre-activation order; (k, n)."""
    if weight_first:
        torch.linalg.vector_norm(weight, dim=2, out=out)
    else:
        torch.sum(weight * weight, 1, out=out).sqrt_()


def _row_squares(weight: Tensor, weight_first: bool) -> Tensor:
    """The squares of ``_row_lengths``."""
    lengths = weight.new_empty(len(weight), weight.shape[1 if weight_first else 2])
    _row_lengths(weight, weight_first, lengths)
    return lengths.square_()


def _batch_projector(hat: Tensor, kept: Tensor | None = None) -> Tensor:
    """Squared column norms of diag(kept)·P, P = I − 11ᵀ/B − n̂n̂ᵀ/B over the batch, per unit; hat (k, B, n) → (k, B, n)."""
    batch = hat.shape[1]
    if batch <= SMALL:
        eye = torch.eye(batch, dtype=hat.dtype, device=hat.device).view(1, batch, batch, 1)
        rows = (eye - (1 + hat.unsqueeze(1) * hat.unsqueeze(2)) / batch).square_()  # (k, B, B, n)
        return (rows if kept is None else rows * kept.square().unsqueeze(1)).sum(2)
    square = hat * hat
    if kept is None:
        return 1 - 1 / batch - square * (2 - square.mean(1, keepdim=True)) / batch
    weight = kept * kept
    sums = (weight, 2 * weight * hat, weight * square)
    constant, linear, quadratic = (item.sum(1, keepdim=True) / batch**2 for item in sums)
    return weight * (1 - 2 * (1 + square) / batch) + constant + linear * hat + quadratic * square


def _unit_projected(rows: Tensor, outer: Tensor, inner: Tensor, hat: Tensor, centred: bool) -> Tensor:
    """Σ_i outer_i² ‖(P·diag(inner)·rows)_i‖² per sample, P = I − [11ᵀ/n] − n̂n̂ᵀ/n over the units.

    rows (k, n, m); outer, inner, hat (k, B, n). Returns (k, B).
    """
    n = rows.shape[1]
    if n <= SMALL:
        scaled = inner.unsqueeze(3) * rows.unsqueeze(1)  # (k, B, n, m)
        along = (hat.unsqueeze(3) * scaled).mean(2, keepdim=True)
        free = scaled - hat.unsqueeze(3) * along - (scaled.mean(2, keepdim=True) if centred else 0.0)
        return (outer ** 2 * free.square().sum(3)).sum(2)
    gram = rows @ rows.transpose(1, 2)  # (k, n, n)
    d, e = inner, hat * inner
    gram_e = torch.bmm(e, gram)  # (k, B, n): (G e)_i, G symmetric
    q = (e * gram_e).sum(2, keepdim=True)
    square = d * d * gram.diagonal(dim1=1, dim2=2).unsqueeze(1) - (2 / n) * e * gram_e + hat * hat * q / n**2
    if centred:
        gram_d = torch.bmm(d, gram)
        square += (d * gram_d).sum(2, keepdim=True) / n**2 - (2 / n) * d * gram_d
        square += (2 / n**2) * hat * (d * gram_e).sum(2, keepdim=True)
    return (outer ** 2 * square).sum(2)
