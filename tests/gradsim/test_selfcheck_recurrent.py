"""The self-check of recurrent networks: it passes for what is right, and says where for what is wrong."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import torch
from building import document
from hypothesis import given, settings
from strategies import recurrent_experiments
from test_selfcheck import assert_passes, failing

from gradsim import Experiment, Simulator
from gradsim.problems import GradsimError
from gradsim.recurrent import jacobians
from gradsim.recurrent.gru import GruLayer
from gradsim.recurrent.layer import RecurrentLayer
from gradsim.recurrent.lstm import LstmLayer
from gradsim.recurrent.network import RecurrentNetwork
from gradsim.recurrent.norm import CellNorm
from gradsim.selfcheck import check
from gradsim.selfcheck.recurrent import RecurrentTrace

ADDING = {"kind": "adding", "length": 6, "samples": 12, "batch_size": 5}
COPYING = {"kind": "copy_memory", "delay": 2, "samples": 6, "batch_size": 3}
DIGITS = {"kind": "sequential_digits", "length": 8, "batch_size": 4}
NORM = {"kind": "layer_norm"}


def recurrent(kind: str, model: dict[str, Any] | None = None, **top: Any) -> Experiment:
    made = document(**{"data": ADDING, "loss": "mse", **top})
    made["model"] = {"kind": kind, "hidden": 5, "bias_init": {"kind": "normal", "std": 0.2}, **(model or {})}
    return Experiment.from_dict(made)


# ---- what is right --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("norm", [{"kind": "none"}, NORM], ids=["none", "norm"])
@pytest.mark.parametrize(("layers", "data", "loss"), [
    (1, ADDING, "mse"), (2, ADDING, "random_readout"), (2, COPYING, "cross_entropy"), (1, DIGITS, "cross_entropy")],
    ids=["adding", "adding, two layers", "copy_memory, two layers", "sequential_digits"])
def test_every_cell(kind: str, layers: int, norm: dict[str, Any], data: dict[str, Any], loss: str) -> None:
    assert_passes(recurrent(kind, {"layers": layers, "norm": norm}, data=data, loss=loss, dtype="float32"))


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_norm_without_parameters_of_its_own(kind: str) -> None:
    assert_passes(recurrent(kind, {"norm": NORM | {"affine": False}}))


def test_bce_of_confident_answers() -> None:
    assert_passes(recurrent("rnn", {"weight_init": {"kind": "normal", "std": 60.0}}, loss="bce", data=COPYING))


@settings(max_examples=8)
@given(recurrent_experiments())
def test_any_recurrent_experiment(experiment: Experiment) -> None:
    with suppress(GradsimError):  # numbers that are not finite
        assert_passes(experiment)


def test_what_is_compared_and_with_what() -> None:
    report = assert_passes(recurrent("gru", {"layers": 2, "norm": NORM}))
    assert [site.name for site in report.sites[5:7]] == ["layer 1, t 6", "layer 2, t 1"]
    assert report.columns == ("activation", "grad_activation", "delta", "grad_weight", "grad_bias", "grad_input_weight",
                              "grad_recurrent_weight", "grad_hidden_bias", "grad_gamma", "factor", "difference")
    at_every_step = {"activation", "grad_activation", "delta", "factor"}
    assert {finding.quantity for finding in report.sites[4].findings} == at_every_step
    of_layer = {finding.quantity: finding.against for finding in report.sites[6].findings}
    assert set(of_layer) - at_every_step == {f"{kind}_{name}" for kind in ("grad", "difference") for name in (
        "input_weight", "recurrent_weight", "bias", "hidden_bias", "gamma")}
    assert (of_layer["factor"], of_layer["grad_gamma"], of_layer["difference_gamma"]) == ("jacobian", "autograd", "loss")


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_every_parameter_of_the_network_is_traced(kind: str) -> None:
    network = Simulator(recurrent(kind, {"layers": 2, "norm": NORM})).network
    assert isinstance(network, RecurrentNetwork)
    traced = sum(leaf.value.numel() for leaf in RecurrentTrace(network).leaves)
    assert traced == sum(torch.Size(shape).numel() for _, shape in network.parameters.spans)


def test_a_gradient_that_vanishes_through_time() -> None:
    deep = recurrent("rnn", {"recurrent_init": {"kind": "normal", "std": 0.01}}, data=ADDING | {"length": 40})
    assert_passes(deep)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_long_sequence_is_checked_by_projections_in_between(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = recurrent(kind, {"hidden": 24})
    monkeypatch.setattr("gradsim.selfcheck.FACTOR_BUDGET", recurrent_cost(experiment) / 3)
    report = assert_passes(experiment)
    used = [finding.against for site in report.sites for finding in site.findings if finding.quantity == "factor"]
    assert used == ["projections", "projections", "jacobian"] * 2 + ["jacobian"]


def recurrent_cost(experiment: Experiment) -> float:
    network = Simulator(experiment).network
    weights = [layer.weight.numel() * layer.steps for layer in network.layers] + [network.head.weight.numel()]
    return 5 * 24 * sum(weights)


# ---- what is wrong --------------------------------------------------------------------------------


def after(method: Any, change: Any) -> Any:
    """The method, and something done behind it."""
    def changed(self: Any, *arguments: Any) -> Any:
        result = method(self, *arguments)
        change(self, *arguments)
        return result

    return changed


def scaled_at(name: str, t: int | None, factor: float, shift: int = 0) -> Any:
    def change(self: Any, step: int) -> None:
        if t in (None, step):
            getattr(self, name)[step - shift].mul_(factor)

    return change


def wrong_closed_form(layer: RecurrentLayer, chunk: slice, wide: bool = False) -> torch.Tensor:
    squares = jacobians.closed_form(layer, chunk, wide)
    squares[2] *= 1 + 1e-9
    return squares


def without_mean(self: CellNorm, t: int, delta: torch.Tensor, out: torch.Tensor, gates: slice = slice(None)) -> None:
    normalized, inverse = self.normalized[t - 1, gates], self.inverse[t - 1, gates]
    q = delta.view(normalized.shape) * self._column(gates)
    out.view(normalized.shape).copy_((q - normalized * (q * normalized).mean(-2, keepdim=True)) * inverse)


def slightly_wrong_bias(self: RecurrentLayer, gradient: torch.Tensor) -> None:
    self.grad_bias.copy_(gradient * (1 + 1e-8))


def forgotten_hidden_bias(self: GruLayer, gradient: torch.Tensor) -> None:
    self.grad_bias.copy_(gradient[:-self.hidden])


@pytest.mark.parametrize(("kind", "owner", "method", "wrong", "site", "quantity"), [
    ("rnn", RecurrentLayer, "_hand_back", after(RecurrentLayer._hand_back, scaled_at("_g", 4, 1 + 1e-9, 1)), 3,
     "grad_activation"),
    ("lstm", LstmLayer, "_step_back", after(LstmLayer._step_back, scaled_at("grad_c", 4, 1 + 1e-8, 1)), 3, "delta"),
    ("gru", GruLayer, "_step_back", after(GruLayer._step_back, scaled_at("_delta", 5, -1.0, 1)), 5, "delta"),
    ("lstm", RecurrentLayer, "_keep_bias", slightly_wrong_bias, 1, "grad_bias"),
    ("gru", GruLayer, "_keep_bias", forgotten_hidden_bias, 1, "grad_hidden_bias"),
    ("rnn", CellNorm, "backward", without_mean, 5, "grad_activation")],
    ids=["rnn state", "lstm cell state", "gru delta", "bias", "hidden bias", "norm"])
def test_a_wrong_backward_is_found_where_it_is(kind: str, owner: type, method: str, wrong: Any, site: int, quantity: str,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, method, wrong)
    report = check(recurrent(kind, {"norm": NORM} if owner is CellNorm else {}))
    culprit = report.culprit()
    assert culprit is not None
    assert (culprit[0].site, culprit[1].quantity) == (site, quantity)


def test_a_wrong_gradient_fails_against_differences_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RecurrentLayer, "_write_shares", lambda self, chunk, share: share.zero_())
    found = failing(check(recurrent("lstm", {"layers": 2})))
    for site in (1, 7):
        for name in ("input_weight", "recurrent_weight"):
            assert (site, f"grad_{name}") in found
            assert (site, f"difference_{name}") in found


def test_a_wrong_factor_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradsim.recurrent.layer.closed_form", wrong_closed_form)
    assert failing(check(recurrent("lstm"))) == [(3, "factor")]


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_wrong_forward_is_found_first(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    layer = type(Simulator(recurrent(kind)).network.layers[0])
    monkeypatch.setattr(layer, "_step", after(layer._step, scaled_at("_h", 2, 1.001)))
    culprit = check(recurrent(kind, {"layers": 2})).culprit()
    assert culprit is not None
    assert (culprit[0].name, culprit[1].quantity) == ("layer 1, t 2", "activation")
