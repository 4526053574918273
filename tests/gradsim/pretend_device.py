"""A stand-in for a GPU: tensors that say they are on "cuda:0", hold ordinary ones inside and really compute on them.

What CUDA refuses is refused: operands on two devices, a CPU generator that fills a device tensor, numpy's look at device
memory. What the device would make the program wait for is counted, with the line of the engine that asked for it. Its graphs
hold operations and their tensors and nothing of the Python around them, and do not take what waits.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

import gradsim
from gradsim import captured, devices

DEVICE = torch.device("cuda:0")
_ENGINE = str(Path(gradsim.__file__).parent)
_aten = torch.ops.aten
# operations that wait for a number, or for how many there are
_WAITS = {_aten._local_scalar_dense, _aten.nonzero, _aten.masked_select, _aten.equal, _aten.is_nonzero,
          _aten._linalg_check_errors, _aten._linalg_eigh, _aten._linalg_svd, _aten.linalg_eig, _aten._linalg_eigvals,
          _aten.linalg_qr, _aten._linalg_solve_ex, _aten.unique_dim, _aten._unique2}
_INDEXING = {_aten.index, _aten.index_put, _aten.index_put_, _aten._index_put_impl_}
_MOVES = {_aten._to_copy, _aten.copy_}
_TAKE_NUMBERS = {_aten.add, _aten.add_, _aten.sub, _aten.sub_, _aten.mul, _aten.mul_, _aten.div, _aten.div_, _aten.where,
                 _aten.fill_, _aten.masked_fill, _aten.masked_fill_, _aten.eq, _aten.lt, _aten.gt, _aten.le, _aten.ge}


class DeviceTensor(torch.Tensor):
    """A tensor on the pretended device; ``inner`` is where its numbers are."""

    inner: Tensor
    float64 = True  # whether it has it
    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, inner: Tensor) -> DeviceTensor:
        assert not isinstance(inner, DeviceTensor)
        with torch.inference_mode(inner.is_inference()):
            outer: DeviceTensor = torch.Tensor._make_wrapper_subclass(
                cls, inner.size(), strides=inner.stride(), storage_offset=inner.storage_offset(), dtype=inner.dtype,
                device="meta")  # torch looks for the runtime of any other device
        outer.inner = inner
        return outer

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        return DEVICE

    @property
    def is_cuda(self) -> bool:  # type: ignore[override]
        return True

    def __getitem__(self, index: Any) -> Tensor:
        found: Tensor = super().__getitem__(_with_tensors(index))
        return found

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(_with_tensors(index), value)

    def new_tensor(self, data: Any, **options: Any) -> Tensor:
        """torch's own needs the device's runtime."""
        return torch.tensor(data, dtype=options.get("dtype", self.dtype)).to(self.device)

    def tolist(self) -> Any:
        """torch's own knows no other kinds of tensors."""
        return self.cpu().tolist()

    def __repr__(self) -> str:
        return f"on {DEVICE}: {self.inner!r}"

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise RuntimeError("a tensor of the pretended device has outlived it")


class PretendDevice(TorchDispatchMode):
    """While it is entered, there is one.

    Attributes
    ----------
    downloads, uploads, waits
        Copies from the device, copies to it, and numbers waited for, by the line of the engine they came from.
    """

    def __init__(self) -> None:
        super().__init__()
        self.downloads: Counter[str] = Counter()
        self.uploads: Counter[str] = Counter()
        self.waits: Counter[str] = Counter()
        self._graph: list[tuple[Any, Any, Any, Any]] | None = None

    @contextmanager
    def counted(self) -> Iterator[PretendDevice]:
        """Count from 0 inside."""
        for counter in (self.downloads, self.uploads, self.waits):
            counter.clear()
        yield self

    @property
    def stops(self) -> int:
        """How often the program has stood still for the device: copies in both directions and numbers waited for."""
        return self.downloads.total() + self.uploads.total() + self.waits.total()

    def record(self, work: Callable[[], None]) -> Callable[[], None]:
        """As ``captured.record``, but that the work is done as well."""
        graph = self._graph = []
        try:
            work()
        finally:
            self._graph = None
        return lambda: _do_again(graph)

    def _done(self, func: Any, args: Any, kwargs: Any) -> Any:
        result = func(*args, **kwargs)
        if self._graph is not None:
            self._graph.append((func, args, kwargs, result))
        return result

    def _stop(self, counter: Counter[str]) -> None:
        if self._graph is not None:
            raise RuntimeError(f"operation not permitted when stream is capturing ({_line()})")
        counter[_line()] += 1

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        tensors: list[Tensor] = []
        tree_map_only(Tensor, tensors.append, (args, kwargs))
        named = [item for item in (*args, kwargs.get("device")) if isinstance(item, torch.device) and item.type != "cpu"]
        outer = [tensor for tensor in tensors if isinstance(tensor, DeviceTensor)]
        if not outer and not named:
            return func(*args, **kwargs)
        if torch._C._dispatch_has_kernel_for_dispatch_key(func.name(), "CompositeImplicitAutograd"):
            with self:  # inference mode leaves what consists of other operations whole
                composed = func.decompose(*args, **kwargs)
            if composed is not NotImplemented:
                return composed
        device = kwargs.get("device")
        if device is not None and device.type == "meta":
            device = kwargs["device"] = DEVICE  # a tensor like another
        packet = func.overloadpacket
        if packet in _MOVES:
            return self._move(func, args, kwargs)
        self._refuse_what_cuda_refuses(packet, tensors, kwargs)
        indices = [index for index in args[1] if index is not None] if packet in _INDEXING else []
        if packet in _WAITS or any(index.dtype in (torch.bool, torch.uint8) for index in indices):
            self._stop(self.waits)
        if not all(isinstance(index, DeviceTensor) for index in indices):
            self._stop(self.uploads)
        if device is not None:
            kwargs["device"] = torch.device("cpu")
        inner_args, inner_kwargs = tree_map_only(DeviceTensor, lambda tensor: tensor.inner, (args, kwargs))
        result = self._done(func, inner_args, inner_kwargs)
        tree_map_only(Tensor, _refuse_what_mps_refuses, result)
        known = {id(tensor.inner): tensor for tensor in outer}  # in-place and out= hand back what they were given
        return tree_map_only(Tensor, lambda tensor: _outer(tensor, known), result)

    def _refuse_what_cuda_refuses(self, packet: Any, tensors: list[Tensor], kwargs: dict[str, Any]) -> None:
        if kwargs.get("generator") is not None:
            raise RuntimeError("Expected a 'cuda' device type for generator but found 'cpu'")
        for tensor in tensors:
            assert isinstance(tensor, DeviceTensor) or tensor.is_cpu, "made by torch itself, with nothing inside"
            if isinstance(tensor, DeviceTensor) or packet in _INDEXING:
                continue
            if tensor.ndim == 0 and packet in _TAKE_NUMBERS:
                continue
            raise RuntimeError("Expected all tensors to be on the same device, but found at least two devices, "
                               f"cuda:0 and cpu! ({packet})")

    def _move(self, func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
        """Between the devices, or to another type on the same."""
        if func.overloadpacket is _aten.copy_:
            target, source = args[:2]
            self._count(isinstance(source, DeviceTensor), isinstance(target, DeviceTensor))
            self._done(func, (_inner(target), _inner(source), *args[2:]), kwargs)
            return target
        source, device = args[0], kwargs.get("device")
        was = isinstance(source, DeviceTensor)
        becomes = was if device is None else device.type == "cuda"
        self._count(was, becomes)
        result = self._done(func, (_inner(source),), kwargs | ({} if device is None else {"device": torch.device("cpu")}))
        if becomes:
            _refuse_what_mps_refuses(result)
        return DeviceTensor(result) if becomes else result

    def _count(self, source: bool, target: bool) -> None:
        if source != target:
            self._stop(self.downloads if source else self.uploads)


def _do_again(graph: list[tuple[Any, Any, Any, Any]]) -> None:
    """The same operations into the same tensors."""
    for func, args, kwargs, result in graph:
        for old, new in zip(tree_leaves(result), tree_leaves(func(*args, **kwargs)), strict=True):
            if isinstance(old, Tensor) and old.data_ptr() != new.data_ptr():
                old.copy_(new)


def _refuse_what_mps_refuses(tensor: Tensor) -> None:
    if tensor.dtype == torch.float64 and not DeviceTensor.float64:
        raise TypeError("Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64.")


def _with_tensors(index: Any) -> Any:
    """An index whose lists are tensors, which torch would make without numbers."""
    parts = index if isinstance(index, tuple) else (index,)
    return tuple(torch.tensor(part) if isinstance(part, list) else part for part in parts)


def _inner(tensor: Tensor) -> Tensor:
    return tensor.inner if isinstance(tensor, DeviceTensor) else tensor


def _outer(tensor: Tensor, known: dict[int, DeviceTensor]) -> DeviceTensor:
    found = known.get(id(tensor))
    return DeviceTensor(tensor) if found is None else found


def _line() -> str:
    """The innermost lines of the engine."""
    frame: FrameType | None = sys._getframe(1)
    lines: list[str] = []
    while frame is not None and len(lines) < 3:
        path = frame.f_code.co_filename
        if path.startswith(_ENGINE):
            lines.append(f"{path[len(_ENGINE) + 1:]}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(lines) or "a test"


@contextmanager
def pretended(monkeypatch: pytest.MonkeyPatch, float64: bool = True) -> Iterator[PretendDevice]:
    """A GPU is there, and "auto" finds it; it may have no ``float64``, as Apple's."""
    make = torch.tensor

    def tensor(data: Any, *, device: Any = None, **options: Any) -> Tensor:
        made = make(data, **options)
        return made if device is None else made.to(device)

    monkeypatch.setattr(torch, "tensor", tensor)
    monkeypatch.setattr(torch.cuda, "_lazy_init", lambda: None)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(DeviceTensor, "float64", float64)
    monkeypatch.setattr(devices, "has_float64", lambda device: float64 or device.type == "cpu")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (2**34, 2**34))
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device=None: None)
    device = PretendDevice()
    monkeypatch.setattr(captured, "record", device.record)
    with device:
        yield device
