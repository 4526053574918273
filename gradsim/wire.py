"""What crosses the pipe to the window: pickles that only name what the other end holds already. No torch.

The sites of a network and the parts of the last look are the same in many frames, and larger than all the rest. A
:class:`Writer` sends such an object once; as long as every message has it, a :class:`Reader` puts it in from the one before.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from typing import Any

from gradsim.parts import Parts
from gradsim.snapshot import Sites

_KEPT = (Sites, Parts)


class Writer:
    """Pickles one message after the other, for one :class:`Reader`."""

    def __init__(self) -> None:
        self._held: dict[int, Any] = {}
        self._sent: dict[int, Any] = {}
        self._reducers = {**copyreg.dispatch_table, **dict.fromkeys(_KEPT, self._named)}

    def dumps(self, message: object) -> memoryview:
        """The bytes to be sent; all of them must be, in this order."""
        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = self._reducers  # a hook for every object would take a third longer
        pickler.dump(message)
        self._held, self._sent = self._sent, {}
        return buffer.getbuffer()

    def _named(self, item: Any) -> tuple[Any, ...]:
        name = id(item)  # its own as long as it is held
        known = name in self._held
        self._sent[name] = item
        return _recall, (name, None if known else pickle.dumps(item, pickle.HIGHEST_PROTOCOL))


class Reader:
    """Reads what a :class:`Writer` has written, and other pickles."""

    def __init__(self) -> None:
        self._held: dict[int, Any] = {}

    def loads(self, data: bytes) -> Any:
        """The message. Raises pickle.UnpicklingError for what is none."""
        unpickler = _Unpickler(io.BytesIO(data), self._held)
        message = unpickler.load()
        self._held = unpickler.received
        return message


class _Unpickler(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, held: dict[int, Any]) -> None:
        super().__init__(buffer)
        self._held = held
        self.received: dict[int, Any] = {}

    def find_class(self, module: str, name: str) -> Any:
        return self._recall if (module, name) == (__name__, _recall.__name__) else super().find_class(module, name)

    def _recall(self, name: int, content: bytes | None) -> Any:
        self.received[name] = self._held[name] if content is None else pickle.loads(content)
        return self.received[name]


def _recall(name: int, content: bytes | None) -> Any:
    """Stands in pickles for what a Reader recalls."""
    raise pickle.UnpicklingError("only a Reader knows what this names")
