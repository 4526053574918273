"""The self-check: it passes for what is right, and says where for what is wrong."""

from __future__ import annotations

import json
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from building import ACTIVATIONS, NORMS, RESIDUALS, document, small
from hypothesis import given, settings
from strategies import experiments
from test_cli import gradsim, saved

from gradsim import Experiment, Simulator
from gradsim.activations import Tanh
from gradsim.buffers import Stack
from gradsim.host import Host
from gradsim.layers import Activate, Affine, Normalize, Skip
from gradsim.messages import Advance, Build, Check, Checked, Frame, Refused
from gradsim.problems import GradsimError
from gradsim.reports import Report
from gradsim.selfcheck import check
from gradsim.selfcheck.tracing import Trace

MIXED = small({"depth": 4, "residual": {"kind": "plain", "every": 2, "scale": "learned"}, "norm": {"kind": "layer_norm"}})
LARGER = {"kind": "gaussian", "features": 6, "samples": 40, "classes": 3, "batch_size": 20}


def failing(report: Report) -> list[tuple[int, str]]:
    return [(site.site, finding.quantity) for site in report.sites for finding in site.findings if not finding.passed]


def assert_passes(experiment: Experiment) -> Report:
    report = check(experiment)
    assert report.passed, (report.loss, [(site.site, finding) for site in report.sites for finding in site.findings
                                         if not finding.passed])
    return report


# ---- what is right --------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation: str) -> None:
    tame = {"kind": "normal", "std": 0.2}
    model = {"activation": {"kind": activation}, "width": 10, "weight_init": tame}
    assert_passes(small(model, data=LARGER, dtype="float32"))


@pytest.mark.parametrize("kind", NORMS)
@pytest.mark.parametrize("position", ["before_activation", "after_activation", "after_residual"])
@pytest.mark.parametrize("residual", RESIDUALS)
def test_every_norm_and_residual(kind: str, position: str, residual: str) -> None:
    assert_passes(small({"norm": {"kind": kind, "position": position}, "activation": {"kind": "gelu"}, "width": 9,
                         "residual": {"kind": residual, "every": 2, "scale": "learned"}}, data=LARGER))


@pytest.mark.parametrize("loss", ["cross_entropy", "mse", "bce", "mean_output", "random_readout"])
def test_every_loss(loss: str) -> None:
    assert_passes(small({"residual": {"kind": "plain", "scale": "1/sqrt(depth)"}}, loss=loss))


@settings(max_examples=15)
@given(experiments())
def test_any_experiment(experiment: Experiment) -> None:
    with suppress(GradsimError):  # numbers that are not finite
        assert_passes(experiment)


def test_what_is_compared_and_with_what() -> None:
    report = assert_passes(MIXED)
    assert [site.name for site in report.sites] == ["layer 1", "layer 2", "layer 3", "layer 4", "head"]
    assert report.columns == ("activation", "grad_activation", "delta", "grad_weight", "grad_bias", "grad_gamma",
                              "grad_beta", "grad_alpha", "factor", "difference")
    against = {finding.quantity: finding.against for finding in report.sites[3].findings}
    assert (against["grad_alpha"], against["factor"], against["difference_weight"]) == ("autograd", "jacobian", "loss")
    assert (report.samples, report.batch) == (5, 5)
    assert report.worst() is not None
    assert report.culprit() is None


def test_every_parameter_of_the_network_is_traced() -> None:
    network = Simulator(MIXED).network
    spans = {(start, torch.Size(shape).numel()) for start, shape in network.parameters.spans}
    leaves = Trace(network).leaves
    assert sum(leaf.value.numel() for leaf in leaves) == sum(count for _, count in spans)


def test_a_gradient_that_vanishes_and_one_that_is_exactly_zero() -> None:
    deep = assert_passes(small({"depth": 60, "width": 4, "activation": {"kind": "sigmoid"}}, data=LARGER))
    assert {finding.against for finding in deep.sites[0].findings if finding.is_difference} == {"layer"}
    dead = assert_passes(small({"activation": {"kind": "relu"}, "bias_init": {"kind": "constant", "value": -9.0}}))
    assert [finding.error for finding in dead.sites[0].findings] == [0.0] * len(dead.sites[0].findings)


def test_a_bias_in_front_of_batch_norm_has_no_gradient_but_rounding() -> None:
    report = assert_passes(small({"norm": {"kind": "batch_norm"}, "width": 8}, data=LARGER))
    found = report.sites[0].at("grad_bias")
    assert found is not None
    assert not found.is_sharp


def test_a_wide_network_is_checked_on_fewer_samples_and_by_projections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradsim.selfcheck.PASS_BUDGET", 3000.0)
    monkeypatch.setattr("gradsim.selfcheck.FACTOR_BUDGET", 10.0)
    monkeypatch.setattr("gradsim.selfcheck.LOSS_BUDGET", 10.0)
    report = assert_passes(small({"width": 16, "norm": {"kind": "batch_norm"}}, data=LARGER))
    assert 2 <= report.samples < report.batch == 20
    used = {finding.against for site in report.sites[1:3] for finding in site.findings}
    assert used == {"autograd", "projections", "layer"}


# ---- what is wrong --------------------------------------------------------------------------------


def doubled_slope(self: Any, g: Any, z: Any, a: Any, out: Any) -> None:
    torch.mul(g, 2 * (1 - a * a), out=out)


def a_little_too_large(self: Any, kernels: Any = Affine.kernels) -> Any:
    forward, _ = kernels(self)
    return forward, lambda: torch.mm(self.grad_out, self.weight * (1 + 1e-9), out=self.grad_x)


def without_mean(self: Any, g: torch.Tensor) -> torch.Tensor:
    return (g if self.gamma is None else g * self.gamma) * self.inverse


def without_scale(self: Any) -> None:
    self.grad_x.copy_(self.grad_out)


def slightly_wrong_weights(self: Any, portion: int, collect: Any = Stack.collect) -> None:
    collect(self, portion)
    self.grad_weight[self.portions[portion]] *= 1 + 1e-6


@pytest.mark.parametrize(("owner", "method", "wrong", "site", "quantity"), [
    (Tanh, "backward", doubled_slope, 3, "delta"),
    (Affine, "kernels", a_little_too_large, 3, "grad_activation"),
    (Normalize, "vjp", without_mean, 3, "grad_weight"),
    (Stack, "collect", slightly_wrong_weights, 4, "grad_weight")],
    ids=["activation", "affine", "norm", "weight gradient"])
def test_a_wrong_backward_is_found_where_it_is(owner: type, method: str, wrong: Any, site: int, quantity: str,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, method, wrong)
    norm = {"kind": "layer_norm"} if owner is Normalize else {"kind": "none"}
    report = check(small({"norm": norm, "head": "linear", "widths": [4, 4, 3]}, data={**LARGER, "features": 4}))
    assert not report.passed
    culprit = report.culprit()
    assert culprit is not None
    assert (culprit[0].site, culprit[1].quantity) == (site, quantity)


def test_a_wrong_branch_scale_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Skip, "backward", without_scale)
    report = check(small({"depth": 3, "residual": {"kind": "plain", "scale": 0.5}, "head": "linear"}))
    assert (3, "delta") in failing(report)
    assert (3, "difference_weight") in failing(report)


def test_a_wrong_forward_is_found_first(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = Activate.kernels
    monkeypatch.setattr(Activate, "kernels", lambda self: (lambda: self.out.copy_(self.x * 0.5), kernels(self)[1]))
    culprit = check(small()).culprit()
    assert culprit is not None
    assert (culprit[0].site, culprit[1].quantity) == (1, "activation")


# ---- command line and host ------------------------------------------------------------------------


def test_the_command_prints_a_table_and_writes_it(tmp_path: Path) -> None:
    done = gradsim("check", saved(tmp_path), "--json", tmp_path / "report.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Worst error" in done.stdout.splitlines()[-1]
    assert "∂L/∂W" in done.stdout
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (written["format"], written["passed"], len(written["sites"])) == ("gradsim-check", True, 4)


def test_the_command_fails_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tanh, "backward", doubled_slope)
    done = gradsim("check", saved(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "layer 3" in done.stderr


@pytest.mark.parametrize("arguments", [("nothing.json",), (), ("a", "b")], ids=str)
def test_bad_arguments_of_the_command(arguments: tuple[str, ...]) -> None:
    done = gradsim("check", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_what_overflows_cannot_be_checked(tmp_path: Path) -> None:
    exploding = small({"activation": {"kind": "exponential"}, "bias_init": {"kind": "constant", "value": 800.0}})
    done = gradsim("check", saved(tmp_path, exploding))
    assert done.returncode == 1
    assert "not finite" in done.stderr


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    huge = Experiment.from_dict(document({"depth": 1000, "width": 4096}))
    done = gradsim("check", saved(tmp_path, huge))
    assert done.returncode == 1
    assert "memory" in done.stderr


def test_the_run_in_progress_is_not_touched() -> None:
    checked, plain = Host(), Host()
    threads = torch.get_num_threads()
    for host in (checked, plain):
        assert isinstance(host.handle(Build(MIXED, 1)), Frame)
        host.handle(Advance("step"))
        host.handle(Advance("micro"))
    reply = checked.handle(Check())
    assert isinstance(reply, Checked)
    assert pickle.loads(pickle.dumps(reply)) == reply
    assert torch.get_num_threads() == threads
    for host in (checked, plain):
        host.handle(Advance("step"))
    runs = [host.run for host in (checked, plain)]
    states = [run.state() for run in runs if run is not None]
    for name, value in states[0].items():
        np.testing.assert_array_equal(value, states[1][name])


def test_the_host_refuses_what_it_cannot_check() -> None:
    host = Host()
    assert isinstance(host.handle(Check()), Refused)
    host.handle(Build(small({"activation": {"kind": "exponential"}, "bias_init": {"kind": "constant", "value": 800.0}}), 1))
    reply = host.handle(Check())
    assert isinstance(reply, Refused)
    assert reply.problems[0].code == "check_nonfinite"
