"""What crosses the pipe to the window: pickles that only name what the other end holds already. No torch.

The sites of a network and the parts of the last look are the same in many frames, and larger than all the rest. A
:class:`Writer` sends such an object once; as long as every message has it, a :class:`Reader` puts it in from the one before.
"""

from __future__ import annotations

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

    def dumps(self, message: object) -> memoryview:
        """The bytes to be sent; all of them must be, in this order."""
        buffer = io.BytesIO()
        pickler = _Pickler(buffer, self._held)
        pickler.dump(message)
        self._held = pickler.sent
        return buffer.getbuffer()


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


class _Pickler(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, held: dict[int, Any]) -> None:
        super().__init__(buffer, pickle.HIGHEST_PROTOCOL)
        self._held = held
        self.sent: dict[int, Any] = {}

    def persistent_id(self, item: Any) -> tuple[int, bytes | None] | None:
        if not isinstance(item, _KEPT):
            return None
        name = id(item)  # its own as long as it is held
        known = name in self._held or name in self.sent
        self.sent[name] = item
        return name, None if known else pickle.dumps(item, pickle.HIGHEST_PROTOCOL)


class _Unpickler(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, held: dict[int, Any]) -> None:
        super().__init__(buffer)
        self._held = held
        self.received: dict[int, Any] = {}

    def persistent_load(self, known_as: tuple[int, bytes | None]) -> Any:
        name, content = known_as
        if content is not None:
            self.received[name] = pickle.loads(content)
        elif name not in self.received:
            self.received[name] = self._held[name]
        return self.received[name]
