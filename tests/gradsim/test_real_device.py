"""The engine on a GPU that is there: it gives the CPU's numbers. Without one these tests are skipped."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from device_cases import CASES, IN_FLOAT32, assert_alike, everything_told, in_float32, nearness

from gradsim import Experiment
from gradsim.simulator import Simulator

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
needs_mps = pytest.mark.skipif(not torch.backends.mps.is_available(), reason="there is no Apple GPU")


def compare(fields: dict[str, Any], device: str) -> None:
    expected, told = (everything_told(fields | {"device": chosen}) for chosen in ("cpu", device))
    for one, other in zip(told, expected, strict=True):
        assert_alike(one, other, nearness(fields), "")


@needs_cuda
@pytest.mark.parametrize("name", CASES)
def test_cuda_gives_the_numbers_of_the_cpu(name: str) -> None:
    compare(CASES[name], "cuda")


@needs_mps
@pytest.mark.parametrize("name", IN_FLOAT32)
def test_mps_gives_the_numbers_of_the_cpu(name: str) -> None:
    compare(in_float32(name), "mps")


@needs_cuda
@pytest.mark.parametrize("name", CASES)
def test_cuda_repeats_a_run_bit_by_bit(name: str) -> None:
    runs = [Simulator(Experiment.from_dict(CASES[name] | {"device": "cuda"})) for _ in range(2)]
    for _ in range(6):  # the later ones as recorded passes
        runs[0].advance_step()
        while not runs[1].between_steps or runs[1].steps_done < runs[0].steps_done:
            runs[1].advance()
    states = [run.state() for run in runs]
    assert all((states[0][key] == states[1][key]).all() for key in states[0])
