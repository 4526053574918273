"""What the picture of a network reads beyond levels of units: single links, and the two paths of residual blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from gradsim import Experiment, Simulator
from gradsim.inspection.links import links
from gradsim.inspection.skips import skips
from gradsim.layers import Skip
from gradsim.messages import Ask
from gradsim.parts import is_small
from tests.gradsim.building import RESIDUALS, small

RELATIVE = 1e-10
IMAGES: dict[str, Any] = {"seed": 1, "dtype": "float64", "device": "cpu", "data": {"kind": "digits", "batch_size": 6},
                          "optimizer": {"kind": "sgd", "lr": 0.2}}


def resnet(residual: str, **model: Any) -> Experiment:
    return Experiment.from_dict(IMAGES | {"model": {
        "kind": "resnet", "depth": 8, "width": 3, "image_size": 8, "activation": {"kind": "tanh"},
        "residual": {"kind": residual}} | model})


def advance_to(sim: Simulator, phase: str, cursor: int = 0) -> None:
    sim.advance()
    while (sim.phase, sim.cursor) != (phase, cursor):
        sim.advance()


# ---- the two paths of a block ---------------------------------------------------------------------


def by_autograd(sim: Simulator) -> list[tuple[float, float, float]]:
    """Skip, branch and cosine of every block, from autograd through the network's operations and its present batch."""
    network, pairs = sim.network, []
    h = network.inputs.clone().requires_grad_()
    over = h
    for site in network.sites:
        if site.plan.starts_block:
            over, through = h * 1.0, h * 1.0
            pairs.append((over, through))
            h = through
        for operation in site.operations:
            if isinstance(operation, Skip) and operation.source is not None:
                for part in operation.shortcut.parts if operation.shortcut is not None else ():
                    over = part.traced(over)
                h = over + operation.alpha * h
            else:
                h = operation.traced(h)
    flat = torch.autograd.grad((h * network.grad_outputs).sum(), [leaf for pair in pairs for leaf in pair])
    found = []
    for skip, branch in zip(flat[::2], flat[1::2], strict=True):
        whole = (skip + branch).norm()
        found.append((float(skip.norm() / whole), float(branch.norm() / whole),
                      float((skip * branch).sum() / (skip.norm() * branch.norm()))))
    return found


BLOCKS = [
    *(small({"depth": 6, "residual": {"kind": kind, "every": every, "scale": scale}})
      for kind in RESIDUALS for every, scale in ((1, 1.0), (2, 0.3), (3, "1/sqrt(depth)"))),
    *(small({"depth": 4, "residual": {"kind": kind, "every": 2}, "norm": {"kind": "batch_norm", "position": position}})
      for kind, position in (("plain", "after_residual"), ("post_activation", "before_activation"),
                             ("pre_activation", "before_activation"))),
    small({"depth": 4, "residual": {"kind": "plain", "every": 2}, "norm": {"kind": "layer_norm",
                                                                           "position": "after_residual"}}),
    small({"depth": 4, "residual": {"kind": "plain", "every": 2, "scale": 1e-7}}),
    small({"depth": 3, "residual": {"kind": "plain", "every": 1}, "head": "none"}, loss="mean_output"),
    *(resnet(kind, norm={"kind": "batch_norm"}) for kind in ("post_activation", "pre_activation")),
    resnet("post_activation"),
]


@pytest.mark.parametrize("experiment", BLOCKS, ids=[str(place) for place in range(len(BLOCKS))])
def test_the_paths_of_a_block_are_those_of_autograd(experiment: Experiment) -> None:
    sim = Simulator(experiment)
    sim.advance_step()
    advance_to(sim, "clip")
    wanted = np.array(by_autograd(sim))
    for _ in range(3):  # at the end of the pass, after its update, and in the next forward pass
        found = skips(sim, Ask())
        assert len(found.end) == len(wanted) > 0
        np.testing.assert_allclose(np.stack([found.skip, found.branch], 1), wanted[:, :2], rtol=RELATIVE)
        np.testing.assert_allclose(found.cosine, wanted[:, 2], rtol=RELATIVE, atol=1e-12)
        sim.advance()


def test_a_block_that_the_pass_is_in_has_no_shares_yet() -> None:
    sim = Simulator(small({"depth": 6, "residual": {"kind": "plain", "every": 3}}))
    assert np.isnan(skips(sim, Ask()).skip).all()
    sim.advance_step()
    before = skips(sim, Ask())
    advance_to(sim, "backward", 5)
    found = skips(sim, Ask())
    assert found.start.tolist() == [1, 4]
    np.testing.assert_allclose(found.skip[0], before.skip[0], rtol=1e-13)
    assert np.isnan([found.skip[1], found.branch[1], found.cosine[1]]).all()
    advance_to(sim, "backward", 4)
    assert skips(sim, Ask()).skip[1] > 0


def test_before_the_first_pass_is_complete_a_block_is_known_once_it_was_passed() -> None:
    sim = Simulator(small({"depth": 4, "residual": {"kind": "plain", "every": 2}}))
    advance_to(sim, "backward", 3)
    found = skips(sim, Ask())
    assert np.isnan(found.skip[0])
    assert found.skip[1] > 0


def test_a_branch_of_scale_zero_brings_exactly_nothing() -> None:
    sim = Simulator(small({"depth": 2, "residual": {"kind": "plain", "scale": "learned"}}))
    advance_to(sim, "clip")
    found = skips(sim, Ask())
    assert found.skip.tolist() == [1, 1]
    assert found.branch.tolist() == [0, 0]
    assert np.isnan(found.cosine).all()


def test_shares_of_a_gradient_whose_squares_underflow() -> None:
    sim = Simulator(small({"depth": 2, "residual": {"kind": "plain"}}, dtype="float32"))
    advance_to(sim, "clip")
    plain = skips(sim, Ask())
    for run in sim.network.levels._runs:
        run[2].mul_(1e-30)
    for stack in sim.network.stacks:
        for grad in stack.grads.values():
            if grad.data_ptr() != stack.g.data_ptr():
                grad.mul_(1e-30)
    np.testing.assert_allclose(skips(sim, Ask()).skip, plain.skip, rtol=1e-4)


def test_which_block_a_site_belongs_to() -> None:
    sim = Simulator(small({"depth": 5, "residual": {"kind": "plain", "every": 2}}))
    found = skips(sim, Ask())
    assert [found.of(site) for site in range(1, 7)] == [0, 0, 1, 1, -1, -1]


def test_a_network_without_blocks_has_no_shares() -> None:
    assert len(skips(Simulator(small()), Ask()).end) == 0


# ---- links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", [{"kind": "sgd", "lr": 0.1, "momentum": 0.9, "weight_decay": 0.01},
                                       {"kind": "adamw", "lr": 0.01}], ids=str)
def test_links_are_the_matrices_and_the_update_is_what_was_added(optimizer: dict[str, Any]) -> None:
    sim = Simulator(small(optimizer=optimizer, clip={"kind": "norm", "max_norm": 0.01}))
    sim.advance_step()
    advance_to(sim, "clip")
    before = links(sim, Ask())
    sim.advance()
    after = links(sim, Ask())
    for place, site in enumerate(sim.network.sites):
        np.testing.assert_array_equal(after.weight[place], site.weight.numpy())
        np.testing.assert_array_equal(after.gradient[place], site.grad_weight.numpy())
        np.testing.assert_allclose(before.weight[place] + after.update[place], after.weight[place], rtol=1e-12, atol=1e-15)


def test_gradients_of_links_in_mid_pass_are_those_of_autograd_where_it_has_been() -> None:
    sim = Simulator(small())
    sim.advance_step()
    advance_to(sim, "backward", 3)
    weights = [site.weight.clone().requires_grad_() for site in sim.network.sites]
    h = sim.network.inputs.clone()
    for site, weight in zip(sim.network.sites, weights, strict=True):
        z = h @ weight.t() + site.bias
        h = z if site.plan.is_head else torch.tanh(z)
    wanted = torch.autograd.grad((h * sim.network.grad_outputs).sum(), weights)
    found = links(sim, Ask()).gradient
    assert np.isnan(found[0]).all()
    assert np.isnan(found[1]).all()
    for place in (2, 3):
        np.testing.assert_allclose(found[place], wanted[place].numpy(), rtol=RELATIVE, atol=1e-16)


def test_before_the_first_pass_only_weights_are_known() -> None:
    found = links(Simulator(small()), Ask())
    assert all(np.isfinite(matrix).all() for matrix in found.weight)
    assert all(np.isnan(matrix).all() for matrix in (*found.gradient, *found.update))


def test_reading_links_and_shares_changes_nothing() -> None:
    experiment = small({"depth": 4, "residual": {"kind": "plain", "every": 2, "scale": 1e-6}})
    watched, alone = Simulator(experiment), Simulator(experiment)
    for _ in range(2 * watched.micro_steps):
        watched.advance()
        alone.advance()
        with torch.inference_mode():
            links(watched, Ask())
            skips(watched, Ask())
    assert torch.equal(watched.learning.rule.values, alone.learning.rule.values)


@pytest.mark.parametrize(("model", "data", "wanted"), [
    ({"depth": 16, "width": 16}, {"kind": "digits"}, True), ({"depth": 17, "width": 4}, {"kind": "moons"}, False),
    ({"depth": 2, "width": 17}, {"kind": "moons"}, False), ({"depth": 1, "width": 4}, {"kind": "breast_cancer"}, True),
    ({"depth": 1, "width": 4}, {"kind": "gaussian", "features": 65}, False)])
def test_which_networks_are_small(model: dict[str, Any], data: dict[str, Any], wanted: bool) -> None:
    sim = Simulator(small(model, data=data))
    assert is_small(sim.sites) == wanted
    assert bool(links(sim, Ask()).weight) == wanted
