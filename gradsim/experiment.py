"""Experiment: the whole state of a run as a frozen value, its file format, and its validation.

An edit makes a new experiment; two equal experiments give bit-identical runs on the same machine. No torch here.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from gradsim import specs
from gradsim.fields import Count, Spec, number, option
from gradsim.fitting import check_parts
from gradsim.problems import GradsimError, fail
from gradsim.validation import problems_of, show

FORMAT = "gradsim-experiment"
VERSION = 1
LARGEST_FILE = 64 * 2**20

Loss = Literal["cross_entropy", "mse", "bce", "mean_output", "random_readout"]


class Experiment(Spec):
    """Everything that determines a run. See DESIGN for the file format (version 1)."""

    format: Literal["gradsim-experiment"] = "gradsim-experiment"
    version: Literal[1] = 1
    title: Annotated[str, Field(max_length=200)] = option("", "Title", "A name for this experiment.", live=True)
    seed: Count = number(0, "Seed", "Start of all random numbers: the same seed gives the same run.", ge=0,
                         le=2_147_483_647)
    dtype: Literal["float64", "float32", "bfloat16", "float16"] = option(
        "float32", "Precision", "Number format of all tensors. In bfloat16 and float16 every result is rounded to it, and "
                                "the update works on a float32 copy of the parameters.")
    device: Annotated[str, Field(pattern=r"^(auto|cpu|cuda(:\d{1,2})?|mps)$")] = option(
        "auto", "Device", "auto: a CUDA GPU where there is one, else the CPU. mps: the GPU of an Apple computer.")
    data: specs.Data = option(specs.Digits(), "Data", "Where the samples come from.")
    model: specs.Model = option(specs.Mlp(), "Network", "The kind of the network; each has its own fields.")
    loss: Loss = option("cross_entropy", "Loss", "The number whose gradient is propagated.")
    optimizer: specs.OptimizerSpec = option(specs.Sgd(), "Optimizer", "The rule of the update.", live=False)
    loss_scale: specs.LossScaleSpec = option(specs.FixedLossScale(), "Loss scaling",
                                             "Lifts small gradients of a narrow number format above its underflow.")
    clip: specs.ClipSpec = option(specs.NoClip(), "Clipping", "What is done to a large gradient before the update.",
                                  live=True)

    probes: Count = number(8, "Probes", "Random probes per estimate, where a factor has no closed form that is cheap "
                           "enough; more are slower and have a smaller standard error.", ge=2, le=1024, unit="probes",
                           live=True, slider=(2, 64), log=True)

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        check_parts(self)
        return self

    # ---- edits ------------------------------------------------------------------------------

    def with_value(self, path: str, value: Any) -> Experiment:
        """Return a copy with the field at dotted ``path`` ("optimizer.lr") replaced, validated as a whole.

        Raises
        ------
        GradsimError
            If the value is not allowed; the present experiment is untouched.
        """
        document = self.model_dump(mode="json")
        *parents, last = path.split(".")
        place = document
        for name in parents:
            place = place[name]
        place[last] = value.model_dump(mode="json") if isinstance(value, Spec) else value
        return Experiment.from_dict(document)

    def is_live_change(self, other: Experiment) -> bool:
        """True if ``other`` differs from this experiment in live fields only, so that the weights can be kept."""
        return bool(_structure(self) == _structure(other))

    # ---- files ------------------------------------------------------------------------------

    @classmethod
    def from_dict(cls, document: Any) -> Experiment:
        """Validate a document (parsed JSON; needs no format and version). Raises GradsimError, a sentence per bad key."""
        if not isinstance(document, dict):
            raise fail("not_object", path="experiment")
        if document.get("format", FORMAT) != FORMAT:
            raise fail("wrong_format", value=show(document["format"]))
        version = document.get("version", VERSION)
        if isinstance(version, bool):
            raise fail("not_a_choice", key="version", value=show(version), allowed=VERSION)
        if isinstance(version, int) and version > VERSION:
            raise fail("newer_version", value=show(version), limit=VERSION)
        try:
            return cls.model_validate(document)
        except ValidationError as error:
            raise GradsimError(*problems_of(error, cls)) from None

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Experiment:
        """Read an experiment file.

        Raises
        ------
        GradsimError
            For a missing, unreadable, oversized or broken file, one that does not say that it is an experiment and of which
            version, a newer version, an unknown key or a bad value.
        """
        document = _read_json(Path(path))
        for key, wanted in (("format", FORMAT), ("version", VERSION)):
            if key not in document:
                raise fail("not_marked", path=str(path), key=key, allowed=show(wanted))
        return cls.from_dict(document)

    def to_json(self) -> str:
        """The file's text: every field, defaults included, indented by two."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file atomically (a temporary file beside it, then a rename)."""
        write_atomically(Path(path), self.to_json().encode())


def _structure(experiment: Experiment) -> Any:
    """The document without its live values: what a change of needs a rebuild."""

    def strip(spec: Spec) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, info in type(spec).model_fields.items():
            extra = info.json_schema_extra
            if isinstance(extra, dict) and extra.get("live"):
                continue
            value = getattr(spec, name)
            kept[name] = strip(value) if isinstance(value, Spec) else value
        if isinstance(spec, specs.Csv):
            kept["facts"] = spec.facts  # another file behind the same path is another experiment
        return kept

    return strip(experiment)


def _read_json(path: Path) -> Any:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise fail("file_too_large", path=str(path), size=size, limit=LARGEST_FILE)
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise fail("file_missing", path=str(path)) from None
    except UnicodeDecodeError:
        raise fail("not_utf8", path=str(path)) from None
    except OSError as error:
        raise fail("file_unreadable", path=str(path), reason=error.strerror or str(error)) from None
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise fail("not_json", path=str(path), line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise fail("not_json", path=str(path), line=1, column=1) from None
    if not isinstance(document, dict):
        raise fail("not_object", path=str(path))
    return document


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that a reader sees the old or the new file, never half of one."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise fail("file_unwritable", path=str(path), reason=error.strerror or str(error)) from None
