"""Key: an entry of a legend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A mark ("●", "—"), the name of its colour in the theme, and what it stands for.

    ``is_run``: it names a run that is compared; where there is little room its text is shortened, but its mark stays.
    """

    mark: str
    color: str
    text: str
    is_run: bool = False
