"""Where tensors live: the CPU, a CUDA GPU, or Apple's GPU (MPS)."""

from __future__ import annotations

import psutil
import torch
from torch import Tensor

from gradsim.experiment import Experiment
from gradsim.problems import fail


def find(experiment: Experiment) -> torch.device:
    """The experiment's device; "auto" is the first CUDA GPU, else the CPU.

    Raises
    ------
    GradsimError
        If it is not there, or cannot hold the experiment's number format.
    """
    name = experiment.device
    if name == "auto":
        return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    device = torch.device(name)
    if str(device) != "cpu" and _place(device) not in _accelerators():
        raise fail("no_device", value=name, allowed=", ".join(["auto", "cpu", *_accelerators()]))
    if experiment.dtype == "float64" and not has_float64(device):
        raise fail("no_float64", value=name)
    return torch.device(_place(device))


def _accelerators() -> list[str]:
    cuda = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    return cuda + ["mps"] * torch.backends.mps.is_available()


def _place(device: torch.device) -> str:
    return f"cuda:{device.index or 0}" if device.type == "cuda" else device.type


def free_memory(device: torch.device) -> int:
    """Bytes that a new run can have on ``device``."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    available = int(psutil.virtual_memory().available)
    if device.type == "mps":  # shared with the CPU
        return min(available, torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    return available


def make_exact(device: torch.device) -> None:
    """Have cuDNN compute float32 in float32 (its default rounds to TF32's 10 bits), and repeat a step bit by bit.

    It holds for the whole process.
    """
    if device.type == "cuda":
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cudnn.deterministic = True


def has_float64(device: torch.device) -> bool:
    """Apple's GPUs have none."""
    return device.type != "mps"


def in_float64(tensor: Tensor) -> Tensor:
    """The same in float64 (indices as they are); on the CPU where the device has none."""
    found = tensor if has_float64(tensor.device) else tensor.cpu()
    return found.double() if found.is_floating_point() else found


def finish(device: torch.device) -> None:
    """Wait until all work handed to ``device`` is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
