"""What crosses the pipe: whole messages on the other side, and nothing twice."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from building import small

from gradsim.host import Host
from gradsim.messages import Ask, Build, Compare, Frame, Play, Variant
from gradsim.parts import Parts
from gradsim.wire import Reader, Writer

EVERYTHING = Ask(frozenset({"tiles", "detail", "sample", "units", "matrices"}))


@pytest.fixture
def host() -> Host:
    """A run of many wide layers, and one beside it."""
    host = Host()
    host.handle(Build(small({"depth": 30}), 1))
    host.handle(Compare((Variant("B", {"model.activation": {"kind": "relu"}}),)))
    host.handle(Play())
    return host


def frames(host: Host, count: int) -> Iterator[Frame]:
    """What the window would be told, slice by slice."""
    for _ in range(count):
        host.work()
        frame = host.handle(EVERYTHING)
        assert isinstance(frame, Frame)
        yield frame


def content(value: Any) -> Any:
    """Everything in ``value``, comparable: NaN equals NaN."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if is_dataclass(value):
        return type(value).__name__, [content(getattr(value, item.name)) for item in fields(value)]
    if isinstance(value, dict):
        return {key: content(item) for key, item in value.items()}
    return [content(item) for item in value] if isinstance(value, list | tuple) else repr(value)


def test_frames_arrive_whole(host: Host) -> None:
    writer, reader = Writer(), Reader()
    for sent in frames(host, 6):
        arrived = reader.loads(writer.dumps(sent))
        assert content(arrived) == content(sent)


def test_what_arrives_is_read_only_and_what_stays_the_same_is_the_same(host: Host) -> None:
    writer, reader = Writer(), Reader()
    frame = next(frames(host, 1))
    first, second = (reader.loads(writer.dumps(sent)) for sent in (frame, replace(frame, running=False)))
    assert second.parts is first.parts
    assert second.snapshot.sites is first.snapshot.sites
    assert not second.running
    for array in (first.parts.tiles.activation, first.snapshot.sites.site, first.snapshot.factor):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_what_the_other_end_holds_is_not_sent_again(host: Host) -> None:
    writer = Writer()
    frame = next(frames(host, 1))
    first, again = len(writer.dumps(frame)), len(writer.dumps(frame))
    saved = len(pickle.dumps(frame.parts)) + len(pickle.dumps(frame.snapshot.sites))
    assert again < first - 0.9 * saved


def test_what_a_message_did_not_have_is_sent_again() -> None:
    writer, reader = Writer(), Reader()
    parts = Parts()
    for message in (parts, "nothing of it", parts, [parts, parts]):
        arrived = reader.loads(writer.dumps(message))
        assert arrived == message
    assert arrived[0] is arrived[1]


def test_other_pickles_are_read_too() -> None:
    assert Reader().loads(pickle.dumps(("refused", 1))) == ("refused", 1)
    with pytest.raises(pickle.UnpicklingError):
        Reader().loads(b"noise")


def test_a_new_object_is_never_taken_for_one_that_is_gone() -> None:
    writer, reader = Writer(), Reader()
    for number in range(50):  # where the last one lay in memory, the next may lie
        message = Parts(tiles=np.arange(number))  # type: ignore[arg-type]
        assert len(reader.loads(writer.dumps(message)).tiles) == number
        del message
