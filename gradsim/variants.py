"""Variants: the runs beside a run. The same seed gives them the same batches; they stay at its step and phase."""

from __future__ import annotations

import time

import torch

from gradsim.messages import Ask, Beside, Variant
from gradsim.problems import GradsimError, Problem, engine_error, fail
from gradsim.simulator import Simulator
from gradsim.timeline import Timeline
from gradsim.variant_run import VariantRun

MOST = 3


class Variants:
    """At most :data:`MOST` variants; ``main`` is always the timeline of the run that they stand beside."""

    def __init__(self) -> None:
        self._all: list[VariantRun] = []
        self._former: Timeline | None = None  # of the run that another was gone on with
        self._dropped: list[tuple[str, Problem]] = []

    def set(self, wanted: tuple[Variant, ...], main: Timeline) -> None:
        """Have these variants; those that are there already, by name and patch, go on.

        Raises
        ------
        GradsimError
            If there are too many, or one cannot be made; all stay as they were then.
        """
        if len(wanted) > MOST:
            raise fail("too_many_variants", value=len(wanted), limit=MOST)
        if main.target is not None and any(spec.branch for spec in wanted):
            main.seek(main.target)  # a branch starts where the run is on its way to
        self._all = [self._present(spec) or _made(spec, main, self._former) for spec in wanted]
        self._former = None

    def _present(self, spec: Variant) -> VariantRun | None:
        known = (variant for variant in self._all if (variant.spec.name, variant.spec.patch) == (spec.name, spec.patch))
        return next(known, None)

    def give(self, name: str) -> VariantRun:
        """End a variant; its run and its timeline are the caller's. Raises GradsimError if there is none of the name."""
        chosen = next((variant for variant in self._all if variant.spec.name == name), None)
        if chosen is None:
            raise fail("variant_gone", variant=name)
        self._all.remove(chosen)
        return chosen

    def rebuild(self, main: Timeline, former: Timeline | None = None) -> None:
        """Another run has been built: make all variants of it from the seed; those that do not fit it end.

        A variant that will be like the ``former`` run is that run.
        """
        before, self._all = self._all, []
        self._former = former
        for variant in before:
            try:
                spec = Variant(variant.spec.name, variant.spec.patch)
                self._all.append(_made(spec, main, former))
            except GradsimError as error:
                self._dropped.append((variant.spec.name, error.problems[0]))
            except RuntimeError as error:
                self._dropped.append((variant.spec.name, engine_error(error)))

    def restart(self) -> None:
        """The run is back at its seed."""
        self._former = None
        for variant in self._all:
            variant.restart()

    def are_there(self, main: Timeline) -> bool:
        """Whether all stand where the run does, as far as they can."""
        return not self._all or all(variant.is_there(main) for variant in self._all)

    def follow(self, main: Timeline, deadline: float, hurry: bool) -> bool:
        """Go to where the run is until time.perf_counter() reaches ``deadline``; returns whether all are there.

        ``hurry``: the run goes at full speed.
        """
        if not self._all:
            return True
        self._take_changes(main)
        for variant in self._all:
            with _Threads(variant.run, main.run):
                variant.follow(main, deadline, hurry)
            if time.perf_counter() >= deadline:
                break  # one after another: a network that has been begun is in the cache
        return self.are_there(main)

    def _take_changes(self, main: Timeline) -> None:
        for variant in list(self._all):
            try:
                variant.take_changes(main)
            except GradsimError as error:
                self._all.remove(variant)
                self._dropped.append((variant.spec.name, error.problems[0]))

    def want_every(self, column: str) -> None:
        """From now on this column is to be known at every step; "": none."""
        for variant in self._all:
            variant.looks.every = column

    def frame(self, main: Timeline, ask: Ask, running: bool, full_speed: bool, quick: bool) -> tuple[Beside, ...]:
        """What the window is told of them; the last three as in :meth:`gradsim.looks.Looks.frame`."""
        with torch.inference_mode():
            return tuple(variant.beside(main, ask, running, full_speed, quick) for variant in self._all)

    def take_dropped(self) -> tuple[tuple[str, Problem], ...]:
        """Variants that ended since this was last asked, and why."""
        dropped, self._dropped = tuple(self._dropped), []
        return dropped


def _made(spec: Variant, main: Timeline, former: Timeline | None) -> VariantRun:
    return VariantRun(spec, main, main.budget // (MOST + 1), share=1 / MOST, former=former)


class _Threads:
    """Within it the process computes with the threads that a variant takes, after it with those of the run."""

    def __init__(self, variant: Simulator, main: Simulator) -> None:
        self._inside, self._after = variant.threads, main.threads

    def __enter__(self) -> None:
        if self._inside != self._after:
            torch.set_num_threads(self._inside)

    def __exit__(self, *_: object) -> None:
        if self._inside != self._after:
            torch.set_num_threads(self._after)
