"""Subset: a few samples and channels of a batch of images, drawn once."""

from __future__ import annotations

import torch
from torch import Tensor

_LEAST = 3  # samples and channels, so that a standard error can be told


class Subset:
    """Samples and channels in an order drawn once; the first few of both are the subset.

    Attributes
    ----------
    rows, channels
        Indices of the chosen samples (n,) and channels (m,).
    """

    def __init__(self, batch: int, channels: int, seed: int, device: torch.device) -> None:
        random = torch.Generator().manual_seed(seed)
        self._rows = torch.randperm(batch, generator=random).to(device)
        self._channels = torch.randperm(channels, generator=random).to(device)
        self._wanted = -1  # nothing has been chosen yet

    def resize(self, wanted: int) -> None:
        """Choose ``wanted`` samples and channels, but at least three, and no more than there are."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self.rows, self.channels = self._rows[:max(_LEAST, wanted)], self._channels[:max(_LEAST, wanted)]
        self._flat = (self.rows.unsqueeze(1) * len(self._channels) + self.channels).flatten()

    @property
    def places(self) -> tuple[Tensor, Tensor]:
        """Rows (n, 1) and channels (m,), to index (B, C, …) with."""
        return self.rows.unsqueeze(1), self.channels

    def pick(self, images: Tensor) -> Tensor:
        """The chosen part of (B, C·P): (n, m, P)."""
        pixels = images.view(len(self._rows) * len(self._channels), -1)
        return pixels.index_select(0, self._flat).view(len(self.rows), len(self.channels), -1)
