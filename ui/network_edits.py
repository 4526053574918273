"""Edits that choose another network, its skips or its data, and bring along what must change with it. No Qt."""

from __future__ import annotations

from typing import Any

from gradsim import specs
from gradsim.experiment import Experiment
from gradsim.fields import Spec
from ui.edits import whole_blocks, with_fitting_loss
from ui.schema import Kind, field_at, kinds_of

SIBLINGS = (frozenset({"plain_cnn", "resnet"}), frozenset({"rnn", "lstm", "gru"}))
"""Networks that differ in their cells or skips alone: one taken for another keeps every field that both have."""
FIRST_DATA = {"convolutional": ("digits",), "recurrent": ("sequential_digits", "adding")}
"""The data sets that a network is given first when the present one does not fit it."""


UNFIT = {("convolutional", "init"): frozenset({"values"}), ("recurrent", "init"): frozenset({"values", "lsuv"}),
         ("recurrent", "model.activation"): frozenset({"softmax"})}
"""Kinds that a part (or any initializer) of a family's networks cannot have, or not in the form."""


def network_kinds() -> list[Kind]:
    """Every kind of network, in the order of declaration."""
    return kinds_of(Experiment.model_fields["model"].annotation)


def offered(experiment: Experiment, path: str, kinds: list[str]) -> list[str]:
    """Those of the kinds of a part that the present network can use; all of them where none would be left."""
    if path == "data":
        specs_of_data = {kind.name: kind.spec for kind in kinds_of(Experiment.model_fields["data"].annotation)}
        return [name for name in kinds if suits(experiment.model.family, specs_of_data[name])] or kinds
    unfit = UNFIT.get((experiment.model.family, path.rpartition("_")[2] if path.endswith("_init") else path), frozenset())
    return [name for name in kinds if name not in unfit]


def suits(family: str, data: Spec | type[Spec]) -> bool:
    """Whether a network of that family can read the data set (or one of that class, with its default options)."""
    sample = data() if isinstance(data, type) else data
    if family == "convolutional":
        return sample.image is not None  # type: ignore[attr-defined]
    return family != "recurrent" or sample.sequence is not None  # type: ignore[attr-defined]


def with_network(experiment: Experiment, name: str) -> Experiment:
    """Another kind of network, as it was published, with data that it can read and a loss for them.

    A sibling (a ResNet for a plain CNN, a GRU for an LSTM) keeps every field that both have.

    Raises
    ------
    GradsimError
        If something that stays (a batch of one, say) does not fit.
    """
    spec = next(kind.spec for kind in network_kinds() if kind.name == name)
    document = experiment.model_dump(mode="json")
    present = document["model"]
    if present["kind"] == name:
        return experiment
    related = any({name, present["kind"]} <= group for group in SIBLINGS)
    kept = {field: value for field, value in present.items() if related and field in spec.model_fields}
    document["model"] = {**kept, "kind": name}
    if present.get("bottleneck"):
        document["model"]["depth"] = whole_blocks(present["depth"], bottleneck=False)
    _take_fitting_data(document, experiment, spec)
    return with_fitting_loss(document, experiment)


def with_data(experiment: Experiment, name: str, given: dict[str, str] | None = None) -> Experiment:
    """Another data set of the same batch size with the options ``given``, and a loss that fits; raises GradsimError."""
    document = experiment.model_dump(mode="json")
    _take_data(document, experiment, name, given or {})
    return with_fitting_loss(document, experiment)


def with_skips(experiment: Experiment, kind: str) -> Experiment:
    """Skip links in a deep convolutional network: "none" makes a plain CNN of a ResNet, any other kind the reverse."""
    if kind == "none":
        return with_network(experiment, "plain_cnn")
    document = with_network(experiment, "resnet").model_dump(mode="json")
    document["model"]["residual"]["kind"] = kind
    return Experiment.from_dict(document)


def dragged(experiment: Experiment, path: str, value: Any) -> Any:
    """What a slider's value stands for: depths of residual networks come in whole blocks."""
    model = experiment.model
    if path == "model.depth" and isinstance(model, specs.PlainCnn | specs.ResNet):
        return whole_blocks(value, getattr(model, "bottleneck", False))
    return value


def _take_fitting_data(document: dict[str, Any], experiment: Experiment, network: type[Spec]) -> None:
    """Exchange the data for what the network can read; where nothing is known to fit, they stay."""
    family = network.family  # type: ignore[attr-defined]
    if suits(family, experiment.data):
        return
    kinds = {kind.name: kind for kind in kinds_of(field_at(Experiment, "data").annotation)}
    wanted = [name for name in (*FIRST_DATA.get(family, ()), *kinds) if name in kinds and suits(family, kinds[name].spec)]
    if wanted:
        _take_data(document, experiment, wanted[0], {})


def _take_data(document: dict[str, Any], experiment: Experiment, name: str, given: dict[str, str]) -> None:
    kinds = {kind.name: kind for kind in kinds_of(field_at(Experiment, "data").annotation)}
    options = document["data"] if type(experiment.data) is kinds[name].spec else {}
    document["data"] = {**options, "kind": name, "batch_size": experiment.data.batch_size, **given}
