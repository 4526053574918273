"""Variants beside a run: the same batches, the same place, each bit by bit what it would be alone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from building import SMALL_DATA, small
from test_timeline import same

from gradsim import inspection
from gradsim.experiment import Experiment
from gradsim.host import Host
from gradsim.messages import (
    FULL_SPEED,
    Advance,
    Ask,
    Beside,
    Build,
    Change,
    Command,
    Compare,
    Frame,
    Pause,
    Play,
    Refused,
    Reset,
    Retreat,
    Seek,
    Variant,
)
from gradsim.parts import BESIDE, Parts
from gradsim.patches import Patch, patched, position_in
from gradsim.problems import GradsimError
from gradsim.simulator import Simulator

pytestmark = pytest.mark.usefixtures("own_clock")
HE: Patch = (("model.weight_init", {"kind": "he_normal"}),)
RELU: Patch = (("model.activation", {"kind": "relu"}),)
DEEP: Patch = (("model.depth", 9),)
ADAM: Patch = (("optimizer", {"kind": "adam", "lr": 0.01}),)
FAST: Patch = (("optimizer.lr", 0.5),)
EXPLODING: Patch = (("optimizer.lr", 1e6), ("model.activation", {"kind": "identity"}), ("loss", "mse"))
LAYER_NORM: Patch = (("model.norm", {"kind": "layer_norm"}),)
UNITS = ("micro", "layer", "phase", "step")


def send(host: Host, command: Command) -> Frame:
    """The frame after a command, once the run and its variants are where they shall be."""
    reply = host.handle(command)
    assert isinstance(reply, Frame), reply
    while not host.playing and host.delay() == 0.0:
        host.work()
    later = host.handle(Ask())
    assert isinstance(later, Frame)
    return later


def build(experiment: Experiment | None = None, *variants: Variant) -> Host:
    host = Host()
    send(host, Build(experiment or small(), 1))
    if variants:
        send(host, Compare(variants))
    return host


def alone(experiment: Experiment, position: int) -> Simulator:
    """A run by itself at a position."""
    run = Simulator(experiment)
    while run.position < position and run.problem is None:
        run.advance()
    return run


def play(host: Host, steps: int) -> list[Frame]:
    """Full speed until so many steps are done; the frames on the way and the one at the end."""
    frames = [host.handle(Play(FULL_SPEED))]
    assert host.run is not None
    while host.run.steps_done < steps:
        host.work()
        frames.append(host.handle(Ask()))
    frames += [host.handle(Pause()), send(host, Ask())]
    assert all(isinstance(frame, Frame) for frame in frames)
    return frames


def is_like(beside: Beside, run: Simulator) -> None:
    """A variant shows what a run alone does."""
    same(beside.snapshot, run.snapshot())


# ---- patches ----------------------------------------------------------------------------------


def test_a_patch_replaces_all_its_fields_at_once() -> None:
    made = patched(small(), (("model.norm", {"kind": "batch_norm", "position": "after_residual"}),
                             ("model.residual", {"kind": "plain"}), ("optimizer.lr", 0.2)))
    assert (made.model.norm.position, made.model.residual.kind, made.optimizer.lr) == ("after_residual", "plain", 0.2)
    assert patched(small(), ()) == small()


@pytest.mark.parametrize("patch", [(("model.recurrent_init.gain", 2.0),), (("clip.max_norm.x", 1),), (("nothing", 1),),
                                   (("model.norm", {"kind": "batch_norm", "position": "after_residual"}),)])
def test_a_patch_that_does_not_fit_is_refused_in_a_sentence(patch: Patch) -> None:
    with pytest.raises(GradsimError) as caught:
        patched(small(), patch)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_positions_in_a_net_of_another_depth_are_in_the_same_step_and_phase() -> None:
    for mine, other in ((4, 10), (10, 4), (1, 7), (7, 1), (5, 5)):
        length, others = 2 * mine + 3, 2 * other + 3
        phases = ["forward"] * mine + ["loss"] + ["backward"] * mine + ["clip", "update"]
        there = ["forward"] * other + ["loss"] + ["backward"] * other + ["clip", "update"]
        places = [position_in(place, length, others) for place in range(3 * length + 1)]
        assert places == sorted(places)
        for place in range(1, 3 * length + 1):
            assert there[(places[place] - 1) % others] == phases[(place - 1) % length]
        for place in range(0, 3 * length + 1, length):
            assert places[place] == place // length * others


# ---- in step ----------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{}, {"model": {"dropout": 0.3}}, {"optimizer": {"kind": "adam", "lr": 0.01}}])
def test_variants_at_full_speed_are_bit_by_bit_the_runs_they_would_be_alone(change: dict[str, Any]) -> None:
    experiment = small(**change)
    patches = {"he": HE, "relu": RELU, "deep": DEEP}
    host = build(experiment, *(Variant(name, patch) for name, patch in patches.items()))
    frames = play(host, 12)
    last = frames[-1]
    for beside in last.beside:
        run = alone(patched(experiment, patches[beside.name]), 0)
        while run.steps_done < last.snapshot.steps_done:
            run.advance_step()
        is_like(beside, run)
        told = np.concatenate([other.records.loss for frame in frames for other in frame.beside
                               if other.name == beside.name])
        assert np.array_equal(told, run.history.since(0).loss)
    main = alone(experiment, 0)
    while main.steps_done < last.snapshot.steps_done:
        main.advance_step()
    same(last.snapshot, main.snapshot())


def test_frames_of_short_steps_at_full_speed_show_all_runs_after_the_same_step() -> None:
    host = build(None, Variant("he", HE), Variant("deep", DEEP))
    for frame in play(host, 30)[1:]:
        assert {beside.snapshot.steps_done for beside in frame.beside} == {frame.snapshot.steps_done}


@pytest.mark.parametrize("unit", UNITS)
def test_stepping_takes_variants_along_to_the_same_step_and_phase(unit: Any) -> None:
    host = build(None, Variant("he", HE), Variant("deep", DEEP))
    for _ in range(25):
        frame = send(host, Advance(unit))
        he, deep = frame.beside
        for beside in (he, deep):
            assert (beside.snapshot.step, beside.snapshot.phase) == (frame.snapshot.step, frame.snapshot.phase)
            assert beside.progress == 1.0
        assert he.snapshot.cursor == frame.snapshot.cursor
    assert host.run is not None
    is_like(he, alone(patched(small(), HE), host.run.position))


def test_slow_motion_takes_variants_along() -> None:
    host = build(None, Variant("deep", DEEP))
    host.handle(Play(1000.0))
    for _ in range(40):
        while host.delay() != 0.0:
            pass
        host.work()
    frame = send(host, Pause())
    assert frame.snapshot.steps_done > 0 or frame.snapshot.phase != "ready"
    assert (frame.beside[0].snapshot.step, frame.beside[0].snapshot.phase) == (frame.snapshot.step, frame.snapshot.phase)


@pytest.mark.parametrize("patch", [HE, DEEP])
def test_variants_go_back_and_forth_with_the_run(patch: Patch) -> None:
    host = build(None, Variant("it", patch))
    for _ in range(6):
        send(host, Advance("step"))
    assert host.run is not None
    for command in (Retreat("step"), Retreat("micro"), Seek(7), Seek(40), Retreat("phase"), Seek(10**9)):
        frame = send(host, command)
        beside = frame.beside[0]
        assert (beside.snapshot.step, beside.snapshot.phase) == (frame.snapshot.step, frame.snapshot.phase)
        own = 2 * len(beside.snapshot.sites) + 3
        place = position_in(frame.past.position, frame.past.micro_steps, own)
        if beside.snapshot.phase != "ready":
            is_like(beside, alone(patched(small(), patch), place))


def test_reset_takes_variants_back_to_the_seed() -> None:
    host = build(None, Variant("he", HE))
    play(host, 5)
    assert send(host, Reset()).beside[0].snapshot.phase == "ready"
    frames = play(host, 5)
    told = np.concatenate([frame.beside[0].records.step for frame in frames])
    assert np.array_equal(told, np.arange(len(told)))


def test_a_variant_added_in_mid_run_is_computed_from_the_seed_in_slices_and_repeats_what_was_changed() -> None:
    host = build()
    play(host, 20)
    assert host.run is not None
    changed_at = host.run.steps_done
    send(host, Change(small(optimizer={"kind": "sgd", "lr": 0.3})))
    for _ in range(3):
        send(host, Advance("step"))
    first = host.handle(Compare((Variant("same", ()), Variant("he", HE))))
    assert isinstance(first, Frame)
    assert [0 <= beside.progress <= 1 for beside in first.beside] == [True, True]
    frame = send(host, Ask())
    assert [beside.progress for beside in frame.beside] == [1.0, 1.0]
    same(frame.beside[0].snapshot, frame.snapshot)
    run = Simulator(patched(small(), HE))
    while run.steps_done < changed_at:
        run.advance_step()
    run.change(patched(small(optimizer={"kind": "sgd", "lr": 0.3}), HE))
    for _ in range(3):
        run.advance_step()
    is_like(frame.beside[1], run)


def test_a_variant_far_behind_is_told_how_far_it_has_come() -> None:
    host = build()
    play(host, 3000)
    reply = host.handle(Compare((Variant("deep", DEEP),)))
    assert isinstance(reply, Frame)
    assert 0 < reply.beside[0].progress < 1
    assert reply.busy
    assert host.delay() == 0.0
    frame = send(host, Ask())
    assert frame.beside[0].snapshot.steps_done == frame.snapshot.steps_done
    assert not frame.busy


# ---- parts and looks ----------------------------------------------------------------------------


def is_equal(one: Any, other: Any) -> bool:
    """Bit by bit the same, through nested parts."""
    if is_dataclass(one):
        return type(one) is type(other) and all(
            is_equal(getattr(one, item.name), getattr(other, item.name)) for item in fields(one))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return bool(one == other)


@pytest.mark.parametrize("patch", [HE, RELU, ADAM, LAYER_NORM, (("model.residual", {"kind": "plain"}),),
                                   (("model.norm", {"kind": "batch_norm"}),)])
@pytest.mark.parametrize("position", [0, 3, 7, 10, 11, 16, 22])
def test_parts_of_a_variant_are_bit_by_bit_those_of_the_run_alone(patch: Patch, position: int) -> None:
    experiment = small()
    host = build(experiment, Variant("it", patch))
    frame = send(host, Advance("step"))
    send(host, Advance("step"))
    ask = Ask(BESIDE, site=2, units=8, sample=1)
    assert is_equal(send(host, Seek(position)).beside[0].parts, Parts())
    frame = host.handle(ask)
    assert isinstance(frame, Frame)
    micro_steps = 2 * len(frame.beside[0].snapshot.sites) + 3
    run = alone(patched(experiment, patch), position_in(position, frame.past.micro_steps, micro_steps))
    assert run.position == position
    assert is_equal(frame.beside[0].parts, inspection.parts(run, ask))
    later = host.handle(ask)
    assert isinstance(later, Frame)
    assert later.beside[0].parts is frame.beside[0].parts  # not read again


def test_parts_about_a_site_are_those_of_the_site_of_the_same_name() -> None:
    host = build(None, Variant("deep", DEEP), Variant("flat", (("model.depth", 1),)))
    send(host, Advance("step"))
    head = len(send(host, Ask()).snapshot.sites)
    for site, there in ((2, [2, 0]), (head, [10, 2])):
        frame = host.handle(Ask(BESIDE, site=site))
        assert isinstance(frame, Frame)
        told = [beside.parts.detail.site if beside.parts.detail is not None else 0 for beside in frame.beside]
        assert told == there
        assert all(beside.parts.tiles is not None for beside in frame.beside)
        assert frame.beside[1].parts.units is None or there[1]


def test_variants_are_asked_for_what_is_drawn_of_them_and_for_nothing_else() -> None:
    host = build(None, Variant("he", HE))
    send(host, Advance("step"))
    frame = host.handle(Ask(frozenset({"links", "sample", "skips", "units"})))
    assert isinstance(frame, Frame)
    assert [item.name for item in fields(Parts) if getattr(frame.beside[0].parts, item.name) is not None] == ["units"]


def test_looks_of_variants_are_those_of_the_run_alone_whether_stepped_or_at_full_speed() -> None:
    host, looks = build(None, Variant("he", HE)), []

    def told(command: Command) -> None:
        frame = host.handle(command)
        assert isinstance(frame, Frame)
        looks.extend(frame.beside[0].looks)

    for _ in range(3):
        told(Advance("step"))
        while host.delay() == 0.0:
            host.work()
        told(Ask(every="z_std"))
    assert [look.step for look in looks] == [0, 1, 2]
    told(Play(FULL_SPEED))
    while len(looks) < 30:
        host.work()
        told(Ask(every="z_std"))
    assert [look.step for look in looks] == list(range(len(looks)))
    run = Simulator(patched(small(), HE))
    for look in looks[:30]:
        run.advance_step()
        for name in ("z_std", "update_ratio", "grad_activation_norm"):
            assert np.array_equal(look.columns[name], run.snapshot().columns[name], equal_nan=True)


def test_what_a_variant_computes_on_its_way_is_no_look() -> None:
    host = build()
    play(host, 50)
    assert host.run is not None
    frame = host.handle(Compare((Variant("he", HE),)))
    told = list(frame.beside[0].looks) if isinstance(frame, Frame) else []
    while host.delay() == 0.0:
        host.work()
    last = host.handle(Ask())
    assert isinstance(last, Frame)
    assert [look.step for look in [*told, *last.beside[0].looks]][-1:] == [last.snapshot.step]
    assert len(told) + len(last.beside[0].looks) <= 2


def test_parts_lie_over_older_ones() -> None:
    host = build()
    send(host, Advance("step"))
    run = host.run
    assert run is not None
    older, newer = inspection.parts(run, Ask(BESIDE, site=1)), inspection.parts(run, Ask(frozenset({"units"}), site=2))
    both = newer.over(older)
    assert both.units is newer.units
    assert both.detail is older.detail


# ---- edits of the run ---------------------------------------------------------------------------


def test_variants_follow_edits_of_the_run() -> None:
    host = build(None, Variant("he", HE), Variant("fast", FAST))
    send(host, Advance("step"))
    frame = host.handle(Change(small(optimizer={"kind": "sgd", "lr": 0.2})))
    assert isinstance(frame, Frame)
    he, fast = (beside.experiment for beside in frame.beside)
    assert he is not None
    assert he.optimizer.lr == 0.2
    assert fast is None  # it keeps its own rate
    frame = send(host, Build(small({"depth": 5}), 2))
    assert [len(beside.snapshot.sites) for beside in frame.beside] == [6, 6]
    assert {beside.snapshot.generation for beside in frame.beside} == {2}


def test_a_change_in_the_past_is_another_future_for_variants_too() -> None:
    host = build(None, Variant("he", HE))
    for _ in range(5):
        send(host, Advance("step"))
    send(host, Seek(2 * host.run.micro_steps))  # type: ignore[union-attr]
    frame = send(host, Change(small(optimizer={"kind": "sgd", "lr": 0.3})))
    assert frame.beside[0].known == 2
    frame = send(host, Advance("step"))
    assert frame.beside[0].known == 3
    run = alone(patched(small(), HE), 2 * 11)
    run.change(patched(small(optimizer={"kind": "sgd", "lr": 0.3}), HE))
    run.advance_step()
    is_like(frame.beside[0], run)


def test_a_variant_that_no_longer_fits_goes_with_a_sentence_and_nothing_else_is_lost() -> None:
    host = build(small(clip={"kind": "norm"}), Variant("clip", (("clip.max_norm", 0.5),)), Variant("he", HE))
    send(host, Advance("step"))
    reply = host.handle(Change(small()))
    assert isinstance(reply, Frame)
    assert [name for name, _ in reply.dropped] == ["clip"]
    assert str(reply.dropped[0][1]).endswith(".")
    assert [beside.name for beside in reply.beside] == ["he"]
    assert not send(host, Ask()).dropped
    bn: Patch = (("model.residual.every", 2),)
    host = build(small({"residual": {"kind": "plain"}}), Variant("every", bn), Variant("he", HE))
    reply = host.handle(Build(small(), 2))
    assert isinstance(reply, Frame)
    assert [name for name, _ in reply.dropped] == ["every"]
    assert [beside.name for beside in reply.beside] == ["he"]


def test_a_refused_comparison_leaves_the_variants_as_they_were() -> None:
    host = build(None, Variant("he", HE))
    for wanted in ((Variant("he", HE), Variant("x", (("model.depth", 0),))),
                   tuple(Variant(str(number), ()) for number in range(4)),
                   (Variant("huge", (("model.width", 4096), ("model.depth", 1000))),)):
        reply = host.handle(Compare(wanted))
        assert isinstance(reply, Refused)
        assert str(reply.problems[0]).endswith(".")
        assert [beside.name for beside in send(host, Ask()).beside] == ["he"]
    assert "GiB" in str(reply.problems[0])


def test_variants_end_when_they_are_no_longer_wanted() -> None:
    host = build(None, Variant("he", HE), Variant("deep", DEEP))
    send(host, Advance("step"))
    kept = host._variants._all[1]
    frame = send(host, Compare((Variant("deep", DEEP),)))
    assert [beside.name for beside in frame.beside] == ["deep"]
    assert host._variants._all == [kept]
    assert send(host, Compare()).beside == ()


# ---- numbers that are not finite ------------------------------------------------------------------


def test_a_number_that_is_not_finite_in_a_variant_stops_only_that_variant() -> None:
    host = build(None, Variant("exploding", EXPLODING), Variant("he", HE))
    last = play(host, 30)[-1]
    exploded, he = last.beside
    assert exploded.problem is not None
    assert exploded.problem.code.startswith("nonfinite")
    assert exploded.snapshot.steps_done < last.snapshot.steps_done == he.snapshot.steps_done
    assert last.notice is None
    assert not last.busy
    frame = send(host, Seek(0))
    assert frame.beside[0].problem is None
    assert frame.beside[0].snapshot.phase == "ready"


# ---- branches -------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", [3 * 11, 3 * 11 + 2, 3 * 11 + 7, 3 * 11 + 10])
@pytest.mark.parametrize("change", [{}, {"model": {"dropout": 0.3}}, {"optimizer": {"kind": "adam", "lr": 0.01}},
                                    {"model": {"norm": {"kind": "batch_norm"}}}])
def test_a_branch_without_changes_is_the_run_bit_by_bit(position: int, change: dict[str, Any]) -> None:
    host = build(small(**change))
    for _ in range(5):
        send(host, Advance("step"))
    send(host, Seek(position))
    frame = send(host, Compare((Variant("same", (), branch=True),)))
    same(frame.beside[0].snapshot, frame.snapshot)
    assert frame.beside[0].start == 3
    for unit in ("micro", "phase", "step", "step"):
        frame = send(host, Advance(unit))
        same(frame.beside[0].snapshot, frame.snapshot)
    frame = send(host, Seek(12))
    same(frame.beside[0].snapshot, frame.snapshot)


def branched() -> tuple[Host, Frame]:
    """A run of seven steps with a branch at the fourth, and the frame after them."""
    host = build()
    for _ in range(4):
        send(host, Advance("step"))
    send(host, Compare((Variant("fast", FAST, branch=True),)))
    for _ in range(3):
        frame = send(host, Advance("step"))
    return host, frame


def test_a_branch_with_another_learning_rate_is_a_run_whose_rate_was_changed_there() -> None:
    host, frame = branched()
    run = alone(small(), 4 * 11)
    run.change(small(optimizer={"kind": "sgd", "lr": 0.5}))
    for _ in range(3):
        run.advance_step()
    is_like(frame.beside[0], run)
    frame = send(host, Reset())
    assert frame.beside[0].snapshot.phase == "ready"
    for _ in range(7):
        frame = send(host, Advance("step"))
    is_like(frame.beside[0], run)


@pytest.mark.parametrize(("patch", "place"), [(RELU, 0), (RELU, 5), (ADAM, 0), (ADAM, 8)])
def test_a_branch_of_the_same_shapes_takes_over_weights_and_batches(patch: Patch, place: int) -> None:
    host = build()
    for _ in range(4):
        send(host, Advance("step"))
    for _ in range(place):
        send(host, Advance("micro"))
    frame = send(host, Compare((Variant("it", patch, branch=True),)))
    beside = frame.beside[0]
    if place:
        assert (beside.snapshot.step, beside.snapshot.phase) == (frame.snapshot.step, frame.snapshot.phase)
    state = alone(small(), 4 * 11).state()
    run = Simulator(patched(small(), patch))
    run.restore({name: array for name, array in state.items() if not name.startswith("optimizer.")})
    for _ in range(3):
        frame = send(host, Advance("step"))
    while run.steps_done < frame.snapshot.steps_done:
        run.advance_step()
    is_like(frame.beside[0], run)
    frame = send(host, Seek(0))
    assert frame.beside[0].snapshot.step == 4
    assert not frame.busy


@pytest.mark.parametrize(("patch", "code"), [(DEEP, "branch_shapes"), (LAYER_NORM, "branch_shapes"),
                                             ((("seed", 4),), "branch_data"),
                                             ((("data", {**SMALL_DATA, "batch_size": 4}),), "branch_data")])
def test_a_branch_that_cannot_take_over_the_state_is_refused_in_a_sentence(patch: Patch, code: str) -> None:
    host = build()
    send(host, Advance("step"))
    reply = host.handle(Compare((Variant("it", patch, branch=True),)))
    assert isinstance(reply, Refused)
    assert reply.problems[0].code == code
    assert send(host, Advance("step")).beside == ()


def test_a_new_build_makes_a_branch_a_variant_from_the_seed() -> None:
    host = build()
    send(host, Advance("step"))
    send(host, Compare((Variant("fast", FAST, branch=True),)))
    frame = host.handle(Build(small(seed=9), 2))
    assert isinstance(frame, Frame)
    assert frame.beside[0].start == -1
    assert frame.beside[0].experiment == patched(small(seed=9), FAST)


# ---- going on with a variant --------------------------------------------------------------------


def test_the_run_goes_on_with_a_branch_its_weights_and_its_past() -> None:
    host, frame = branched()
    frame = send(host, Build(frame.beside[0].experiment or patched(small(), FAST), 7, adopt="fast"))
    run = alone(small(), 4 * 11)
    run.change(patched(small(), FAST))
    for _ in range(3):
        run.advance_step()
    run.generation = 7
    same(frame.snapshot, run.snapshot())
    assert (frame.beside, frame.past.first, frame.past.position) == ((), 0, 7 * 11)
    for _ in range(2):
        frame = send(host, Advance("step"))
        run.advance_step()
    same(frame.snapshot, run.snapshot())
    before = alone(small(), 2 * 11)
    before.generation = 7
    same(send(host, Seek(2 * 11)).snapshot, before.snapshot())
    same(send(host, Seek(9 * 11)).snapshot, run.snapshot())


@pytest.mark.parametrize(("spec", "first"), [(Variant("it", RELU, branch=True), 4 * 11), (Variant("it", DEEP), 0)])
def test_the_run_goes_on_with_a_variant_of_another_structure(spec: Variant, first: int) -> None:
    host = build()
    for _ in range(4):
        send(host, Advance("step"))
    send(host, Compare((spec, Variant("he", HE))))
    beside = send(host, Advance("step")).beside[0]
    frame = send(host, Build(patched(small(), spec.patch), 2, adopt="it"))
    for name in ("step", "phase", "loss"):
        assert getattr(frame.snapshot, name) == getattr(beside.snapshot, name)
    np.testing.assert_array_equal(frame.snapshot.columns["grad_weight_norm"], beside.snapshot.columns["grad_weight_norm"])
    assert (frame.past.first, frame.snapshot.generation) == (first, 2)
    he, = frame.beside  # the others begin anew beside it, and are where it is
    assert (he.snapshot.step, he.start) == (4, -1)
    is_like(he, alone_as(patched(patched(small(), spec.patch), HE), 5, 2))
    back = send(host, Compare((Variant("back", (("model.depth", 4), ("model.activation", {"kind": "tanh"})) if first == 0
                                       else (("model.activation", {"kind": "tanh"}),)),)))
    assert back.beside[0].snapshot.step == 4


def test_the_former_run_goes_on_beside_the_one_that_took_its_place() -> None:
    host = build()
    send(host, Compare((Variant("relu", RELU),)))
    for _ in range(4):
        send(host, Advance("step"))
    former = host.run
    send(host, Build(patched(small(), RELU), 2, adopt="relu"))
    back = Variant("back", (("model.activation", small().model.activation.model_dump(mode="json")),))
    assert send_all(host, Compare((back,))) == [0, 1, 2, 3]
    assert host._variants._all[0].run is former
    beside, = send(host, Ask()).beside
    assert (beside.snapshot.generation, beside.start) == (2, -1)
    is_like(beside, alone_as(small(), 4, 2))
    beside, = send(host, Advance("step")).beside
    is_like(beside, alone_as(small(), 5, 2))
    beside, = send(host, Seek(2 * 11)).beside
    assert beside.snapshot.step == 1
    is_like(beside, alone_as(small(), 2, 2))


def test_another_experiment_is_not_taken_for_the_former_run() -> None:
    host = build()
    send(host, Compare((Variant("relu", RELU),)))
    send(host, Advance("step"))
    former = host.run
    send(host, Build(patched(small(), RELU), 2, adopt="relu"))
    beside, = send(host, Compare((Variant("he", HE),))).beside
    assert host._variants._all[0].run is not former
    is_like(beside, alone_as(patched(patched(small(), RELU), HE), 1, 2))


def alone_as(experiment: Experiment, steps: int, generation: int) -> Simulator:
    run = Simulator(experiment, generation)
    for _ in range(steps):
        run.advance_step()
    return run


def test_records_go_on_where_the_window_has_them() -> None:
    host = build()
    send(host, Compare((Variant("he", HE),)))
    seen: list[int] = []
    for _ in range(3):
        seen += send_all(host, Advance("step"))
    frame = host.handle(Build(patched(small(), HE), 2, adopt="he"))
    assert isinstance(frame, Frame)
    assert not len(frame.records.step)
    frame = host.handle(Advance("step"))
    assert isinstance(frame, Frame)
    assert [*seen, *frame.records.step.tolist()] == [0, 1, 2, 3]


def send_all(host: Host, command: Command) -> list[int]:
    """The steps that are told of the only variant, over all frames of a command."""
    frames = [host.handle(command)]
    while host.delay() == 0.0:
        host.work()
        frames.append(host.handle(Ask()))
    return [step for frame in frames if isinstance(frame, Frame) for step in frame.beside[0].records.step.tolist()]


def test_a_variant_that_is_not_there_cannot_be_gone_on_with() -> None:
    host = build()
    before = send(host, Advance("step"))
    reply = host.handle(Build(small(), 2, adopt="nobody"))
    assert isinstance(reply, Refused)
    assert "nobody" in str(reply.problems[0])
    same(send(host, Ask()).snapshot, before.snapshot)
