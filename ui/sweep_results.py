"""SweepResults: what has come back of a sweep so far, summed up place by place."""

from __future__ import annotations

from gradsim.sweep import Band, Outcome, Sweep, band

Place = tuple[int, tuple[int, ...]]
"""Index of the setting, and index of each field's value."""


class SweepResults:
    """The outcomes of one sweep. ``revision`` grows with each."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.revision = 0
        self._found: dict[Place, list[Outcome]] = {}
        self._bands: dict[tuple[Place, str], Band] = {}

    def __len__(self) -> int:
        return sum(map(len, self._found.values()))

    def add(self, outcome: Outcome) -> None:
        """Take in the outcome of one run."""
        place = (outcome.point.setting, outcome.point.values)
        self._found.setdefault(place, []).append(outcome)
        self._bands = {key: made for key, made in self._bands.items() if key[0] != place}
        self.revision += 1

    def outcomes(self, place: Place) -> list[Outcome]:
        """All runs of one place that are back."""
        return self._found.get(place, [])

    def band(self, place: Place, column: str) -> Band:
        """``column`` at one place over the seeds that are back."""
        key = (place, column)
        if key not in self._bands:
            self._bands[key] = band(self.outcomes(place), column)
        return self._bands[key]

    def every(self) -> list[Outcome]:
        """All outcomes, in the order of the sweep's points."""
        order = {point: at for at, point in enumerate(self.sweep.points())}
        return sorted((one for found in self._found.values() for one in found), key=lambda one: order[one.point])
