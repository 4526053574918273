"""Readings: how numbers come from the device, all that is asked for at one time in one copy.

A reading is a generator: it hands its kernels to the device, yields the tensors that it wants to know, and is sent their
numbers. Several of them side by side yield theirs together, so that the program waits for a GPU once and not for each.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Floats = NDArray[np.float64]
T = TypeVar("T")
Reading: TypeAlias = Generator[Sequence[Tensor], Sequence[Floats], T]


def read(*tensors: Tensor) -> list[Floats]:
    """Float64 copies in numpy, of any shapes and types."""
    far = [tensor for tensor in tensors if not tensor.is_cpu]
    here = iter(_fetched(far) if far else ())
    return [(tensor if tensor.is_cpu else next(here)).numpy().astype(np.float64) for tensor in tensors]


def _fetched(tensors: Sequence[Tensor]) -> Iterator[Tensor]:
    """Copies on the CPU, made in one go."""
    parts = [tensor.flatten().view(torch.uint8) for tensor in tensors]
    flat = torch.cat(parts).cpu()
    for tensor, bytes_ in zip(tensors, torch.split(flat, [len(part) for part in parts]), strict=True):
        yield bytes_.clone().view(tensor.dtype).view(tensor.shape)  # cloned: aligned


def take(reading: Reading[T]) -> T:
    """Do a reading: a copy from the device for each time it wants to know something."""
    try:
        wanted = next(reading)
        while True:
            wanted = reading.send(read(*wanted))
    except StopIteration as end:
        result: T = end.value
        return result


def side_by_side(*readings: Reading[Any]) -> Reading[list[Any]]:
    """Several readings as one, whose result is the list of theirs; their kernels are handed out in the order given."""
    results: list[Any] = [None] * len(readings)
    answers: list[Sequence[Floats] | None] = [None] * len(readings)
    running = list(range(len(readings)))
    while running:
        asked: dict[int, Sequence[Tensor]] = {}
        for place in running:
            try:
                asked[place] = readings[place].send(answers[place])  # type: ignore[arg-type]  # None starts a generator
            except StopIteration as end:
                results[place] = end.value
        running = list(asked)
        if running:
            numbers = iter((yield [tensor for tensors in asked.values() for tensor in tensors]))
            for place, tensors in asked.items():
                answers[place] = list(islice(numbers, len(tensors)))
    return results


def timed(reading: Reading[T]) -> Reading[tuple[T, float]]:
    """The result of a reading, and how many seconds it has computed."""
    seconds, answer = 0.0, None
    while True:
        started = time.perf_counter()
        try:
            wanted = reading.send(answer)  # type: ignore[arg-type]  # None starts a generator
        except StopIteration as end:
            return end.value, seconds + time.perf_counter() - started
        seconds += time.perf_counter() - started
        answer = yield wanted


def numbers_of(tensors: Sequence[Tensor]) -> Reading[Sequence[Floats]]:
    """The numbers of some tensors."""
    return (yield tensors)


def known(value: T) -> Reading[T]:
    """The reading of what need not be read."""
    return value
    yield
