"""Captured passes: on a CUDA GPU a whole forward or backward pass is recorded once and launched as one from then on.

Hundreds of small kernels take longer to be launched from Python, one by one, than to be computed. A CUDA graph launches the
same kernels, on the same tensors, in the same order. It is used only if it gives bit by bit what the kernels have given one
by one; single micro-steps, and the rest of a pass that has begun with them, are done one by one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import torch
from torch import Tensor

from gradsim.layers import Kernel

log = logging.getLogger(__name__)
_ALONE = 2  # passes done kernel by kernel before one is recorded: what is made at first use is there by then


class CapturedPass:
    """All kernels of one direction.

    Parameters
    ----------
    kernels
        What the pass does; none of them may wait for the device, or draw random numbers.
    results
        The tensors that show whether a recording does the same.
    note
        Tells the network that a whole pass has been done: kernels that note something in passing have not been called.
    """

    def __init__(self, kernels: Sequence[Kernel], results: Sequence[Tensor], note: Callable[[], None]) -> None:
        self._kernels, self._results, self._note = kernels, results, note
        self._alone = _ALONE
        self._replay: Callable[[], None] | None = None

    def launch(self) -> bool:
        """Do the whole pass; False if there is no recording, so that its kernels are to be called."""
        if self._replay is None:
            self._alone -= 1
            return self._alone == -1 and self._capture()
        self._replay()
        self._note()
        return True

    def _capture(self) -> bool:
        """Do the pass and record it; False if that is not possible, or the recording does something else."""
        self._call()
        expected = [result.clone() for result in self._results]
        try:
            replay = record(self._call)
        except RuntimeError as error:
            log.warning("a pass cannot be recorded as a CUDA graph: %s", error)
            return False
        replay()
        if not all(torch.equal(*pair) for pair in zip(self._results, expected, strict=True)):
            log.warning("a pass recorded as a CUDA graph gives other numbers, and is not used")
            return False
        self._replay = replay
        self._note()
        return True

    def _call(self) -> None:
        for kernel in self._kernels:
            kernel()


def passes(network: Any, device: torch.device) -> dict[int, CapturedPass]:
    """The passes of a network that can be recorded, by the place of their first micro-step in a step."""
    if device.type != "cuda":
        return {}
    forward = list(chain.from_iterable(site.forwards for site in network.sites))
    backward = list(chain.from_iterable(site.backwards for site in reversed(network.sites)))
    return {0: CapturedPass(forward, [network.outputs], network.note_forward),
            len(network.sites) + 1: CapturedPass(backward, [network.parameters.gradient], network.note_backward)}


def record(work: Callable[[], None]) -> Callable[[], None]:
    """What ``work`` hands to the present CUDA device, as one graph; returns what launches it.

    Raises RuntimeError if it does what a graph cannot hold.
    """
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay
