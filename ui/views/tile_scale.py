"""What the colours of the network's tiles mean; one scale for all runs in a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gradsim.parts import Tiles
from ui.views.primitives import Floats
from ui.views.ranges import grown, log10_or_nan

LEVELS = 64


class TileScale:
    """``highest`` is the activation of the fullest blue, ``decades`` the ends of the orange scale."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """A new network: the scales begin anew."""
        self.highest, self.decades = 0.0, (-4, 0)
        self._range: tuple[float, float] | None = None

    def take(self, seen: Sequence[Tiles]) -> None:
        """Hold the levels of all of them."""
        activation = np.concatenate([tiles.activation.ravel() for tiles in seen])
        peak = float(activation[np.isfinite(activation)].max(initial=0.0))
        if peak > self.highest or peak < 0.2 * self.highest:
            self.highest = 1.25 * peak
        logs = np.concatenate([log10_or_nan(tiles.delta).ravel() for tiles in seen])
        self._range = grown(self._range, logs, 1.0, least=4.0)
        low, high = self._range or (-4.0, 0.0)
        self.decades = (round(low), round(high))

    def forward(self, activation: Floats) -> NDArray[np.int64]:
        """Levels 0…63 of mean |a|, from 0 on."""
        share = np.nan_to_num(activation / (self.highest or 1.0), nan=0.0, posinf=1.0)
        return (np.clip(share, 0.0, 1.0) * (LEVELS - 1)).astype(np.int64)

    def backward(self, delta: Floats) -> NDArray[np.int64]:
        """Levels 0…63 of mean |∂L/∂z|, logarithmic."""
        low, high = self._range or (-4.0, 0.0)
        share = np.nan_to_num((log10_or_nan(delta) - low) / (high - low), nan=0.0)
        return (np.clip(share, 0.0, 1.0) * (LEVELS - 1)).astype(np.int64)
