"""Probes: tensors -> per-site numbers, batched over the stacks; everything leaves the device in one copy.

``Probes.step_numbers`` is what every step records; ``Probes.complete`` adds the remaining columns for a snapshot. Both
only read.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gradsim.batch_normed import BatchNormed
from gradsim.devices import in_float64
from gradsim.jacobians import Probe
from gradsim.jacobians_images import ImageProbe
from gradsim.moments import Moments
from gradsim.network import Network
from gradsim.readings import Floats, Reading, known, numbers_of, side_by_side
from gradsim.reductions import SAFE, length, repaired, suspicious
from gradsim.step_numbers import StepNumbers, root_error

LARGEST_DENSE_SPECTRUM = 512


class Probes:
    """The probes of one network: what to read, worked out once, and the buffers the kernels write to.

    Attributes
    ----------
    is_exact
        True if every layer's factor has a closed form.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self.factors = [(ImageProbe if stack.plans[0].has_images else Probe)(network, stack) for stack in network.stacks]
        self._hidden = [probe for probe in self.factors if not probe.is_head]
        self.is_exact = all(probe.is_exact for probe in self._hidden)
        self._sites = len(network.sites)
        self._no_errors = np.zeros(self._sites)
        self._plan_step()
        self._moments = Moments(network, self.factors)

    # ---- every step -------------------------------------------------------------------------

    def _plan_step(self) -> None:
        network, stacks, count = self._network, self._network.stacks, self._sites
        g = network.levels.gradients()
        self._rows = [*g, *(stack.grad_weight.flatten(1) for stack in stacks),
                      *(stack.weight.flatten(1) for stack in stacks), *(stack.grad_bias for stack in stacks),
                      network.extra_gradient.unsqueeze(0)]
        self._factors = slice(2 * count + 1, 3 * count + 1)
        self._step = self._rows[0].new_ones(5 * count + 2 + (0 if self.is_exact else count))  # in the order of StepNumbers
        before, squares, after, errors = torch.split(self._step, [2 * count + 1, count, 2 * count + 1,
                                                                  len(self._step) - 5 * count - 2])
        places = [*torch.split(before, [len(rows) for rows in self._rows[:len(g) + len(stacks)]]),
                  *torch.split(after, [len(rows) for rows in self._rows[len(g) + len(stacks):]])]
        errors.zero_()
        places[-1].zero_()  # where there are no other parameters
        gradients, weights = places[len(g):len(g) + len(stacks)], places[len(g) + len(stacks):]
        for stack, place in zip(stacks, gradients, strict=True):
            stack.write_norms_to(place, before[stack.first + 1:stack.first + 1 + len(stack.plans)])
        for probe, place in zip(self._hidden, weights, strict=False):
            probe.write_to(squares[probe.stack.places], errors[probe.stack.places] if len(errors) else None, place)
            probe.ride_along()
        self._alone = [probe for probe in self._hidden if probe.geometry is None]
        self._together = [(together, (squares, errors) if len(errors) else (squares,), indices)
                          for together, indices in self._group()]
        known_weights = [place for probe, place in zip(self._hidden, weights, strict=False) if probe.knows_weights]
        by_products = [*places[:len(g)], *gradients, *known_weights]
        self._norms = [(rows, place) for rows, place in zip(self._rows, places, strict=True)
                       if rows.shape[1] and not any(place is known for known in by_products)]
        if not network.leaves_inputs_out:
            self._norms.append((self._rows[0][:1], before[:1]))  # ‖g_0‖: of all others the network takes care
        self._low, self._high = SAFE[self._step.dtype]
        head = self.factors[-1]
        self._head_root = math.sqrt(head.stack.plans[0].n_out) if head.is_head else None

    def _group(self) -> list[tuple[BatchNormed, Tensor]]:
        """Sites that are measured together, with their places (k,) among all."""
        groups: dict[tuple[object, ...], list[ImageProbe]] = {}
        for probe in self._hidden:
            if isinstance(probe, ImageProbe) and probe.geometry is not None:
                groups.setdefault(probe.geometry, []).append(probe)
        return [(BatchNormed(members, self._network),
                 torch.tensor([probe.stack.first for probe in members], device=self._rows[0].device))
                for members in groups.values()]

    def step_numbers(self, midway: bool = False) -> Reading[StepNumbers]:
        """The numbers of the pass that has just been completed (and its weight gradients formed), or has come ``midway``."""
        for together, targets, places in self._together:
            for target, found in zip(targets, together.gains(self._step.dtype, midway), strict=False):
                target.index_copy_(0, places, found)
        for probe in self._alone:
            if midway or not probe.rides:
                probe.measure(midway)
        for rows, norms in self._norms:
            torch.linalg.vector_norm(rows, dim=1, out=norms)
        count = 5 * self._sites + 2
        (measured,) = yield (self._step,)
        values, errors = measured[:count], measured[count:]
        usual = bool(values[:-1].min() > self._low and values.max() < self._high)  # false for NaN, too
        if not usual:
            yield from self._repair_step(values)
        return self._finished(values, errors, usual)

    def _finished(self, values: Floats, errors: Floats, usual: bool) -> StepNumbers:
        """Roots of squares, and what follows from the other numbers; ``usual``: no square can underflow or overflow."""
        s = self._sites
        factors, all_errors = values[self._factors], self._no_errors
        np.sqrt(factors, out=factors)
        if self._head_root is not None:
            factors[-1] = values[4 * s] / self._head_root
        if len(errors):
            all_errors = root_error(errors, factors)
        gradients = (values[s + 1:2 * s + 1], values[4 * s + 1:])  # of every parameter
        total = math.sqrt(sum(part @ part for part in gradients)) if usual else length(np.concatenate(gradients))
        return StepNumbers(values, all_errors, total)

    def _repair_step(self, values: Floats) -> Reading[None]:
        """Norms again in float64 where their squares may have been lost, and factor² where the network's type loses them."""
        squares = values[self._factors]
        probes = [probe for probe in self._hidden if self._step.dtype == torch.float32 and probe.has_float64
                  and suspicious(squares[probe.stack.places], torch.float32).any()]
        norms = np.delete(values, self._factors)
        norms, again = yield from side_by_side(
            repaired(norms, self._rows), numbers_of([probe.gain(probe.stack.in_float64()).square for probe in probes]))
        values[:self._factors.start], values[self._factors.stop:] = np.split(norms, [self._factors.start])
        for probe, exact in zip(probes, again, strict=True):
            part = squares[probe.stack.places]
            np.copyto(part, exact, where=suspicious(part, torch.float32))

    def complete(self) -> Reading[dict[str, Floats]]:
        """The columns read from the buffers of the pass that ``step_numbers`` has seen last: see :class:`Moments`."""
        return self._moments.columns()


def spectral_norms(network: Network) -> Reading[Floats]:
    """Largest singular value of every W, (S,); NaN where W is not finite. Of a convolution: of (C_out, C_in·kh·kw)."""
    weights = [stack.weight for stack in network.stacks]
    large = [min(weight.shape[1:]) > LARGEST_DENSE_SPECTRUM for weight in weights]
    found: list[Floats] = yield from side_by_side(*(known(np.zeros(0)) if too_large else largest_singular(weight)
                                                    for weight, too_large in zip(weights, large, strict=True)))
    for place in np.flatnonzero(large):  # one after the other: memory
        found[place] = yield from largest_singular(weights[place])
    return np.concatenate(found)


def largest_singular(weight: Tensor) -> Reading[Floats]:
    """σ_max of each matrix of a stack (k, n_out, n_in): from the smaller Gram matrix, or by Lanczos where that is large.

    Both on the CPU: a GPU would have to be waited for at every stack.
    """
    finite = torch.isfinite(weight).flatten(1).all(1)
    scale = in_float64(torch.where(finite, weight.abs().amax((1, 2)), 1.0)).clamp_min(torch.finfo(torch.float64).tiny)
    usable = in_float64(torch.where(finite.view(-1, 1, 1), weight, 0.0)) / scale.view(-1, 1, 1)
    if min(usable.shape[1:]) > LARGEST_DENSE_SPECTRUM:
        found, scales, matrices = yield (finite, scale, usable)
        values = np.array([_lanczos(matrix) for matrix in matrices])
    else:
        gram = usable @ usable.mT if usable.shape[1] <= usable.shape[2] else usable.mT @ usable
        found, scales, grams = yield (finite, scale, gram)
        values = torch.linalg.eigvalsh(torch.from_numpy(grams))[:, -1].clamp_min(0).sqrt().numpy()
    return np.where(found, values * scales, np.nan)


def _lanczos(matrix: NDArray[np.float64]) -> float:
    if not matrix.any():
        return 0.0
    from scipy.sparse.linalg import svds

    start = np.ones(min(matrix.shape))
    return float(svds(matrix, k=1, v0=start, return_singular_vectors=False, random_state=0)[0])


def count_nonfinite(network: Network) -> Reading[Floats]:
    """Entries that are NaN or infinite among z, a, ∂L/∂a, ∂L/∂z, W, ∂L/∂W of every site, (S,)."""
    counts = [sum((~torch.isfinite(rows)).flatten(1).sum(1) for rows in
                  (stack.z, stack.a, stack.g, stack.delta, stack.weight, stack.grad_weight))
              for stack in network.stacks]
    return np.concatenate((yield [count for count in counts if isinstance(count, Tensor)]))


def count_zeros(network: Network) -> Reading[Floats]:
    """Entries of ∂L/∂a that are exactly 0 at every site, (S,): what has underflowed, or is dead."""
    return np.concatenate((yield [(stack.g == 0).flatten(1).sum(1) for stack in network.stacks]))
