"""Key: an entry of a legend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A mark ("●", "—"), the name of its colour in the theme, and what it stands for."""

    mark: str
    color: str
    text: str
