"""Every perspective fits a small screen, in the largest type too: the window keeps its size, and titles are whole."""

from __future__ import annotations

import pytest
from patience import WAIT
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from gradsim.experiment import Experiment
from ui.network_edits import with_network
from ui.panels.compare_bar import CompareBar
from ui.perspectives import PERSPECTIVES
from ui.what_if import WHAT_IF, offered

SMALL = QSize(1366, 768)


def settle() -> None:
    for _ in range(4):  # docks, then cards, then headers, then what asked for more room
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def compare_three(shell, qtbot) -> None:
    for _, patch in offered(WHAT_IF, shell.document.experiment)[:3]:
        assert shell.session.variants.add(patch)
    qtbot.waitUntil(lambda: all(entry.beside is not None for entry in shell.session.variants.entries), timeout=WAIT)


@pytest.fixture(autouse=True)
def as_before(shell):
    """The window is shared by all tests of this file."""
    size = shell.window.size()
    yield
    for entry in shell.session.variants.entries:
        shell.session.variants.remove(entry.spec.name)
    shell.appearance.choose_theme("light")
    shell.appearance.choose_language("en")
    shell.window.resize(size)


@pytest.mark.parametrize(("kind", "language"), [("mlp", "en"), ("mlp", "zh_CN"), ("mlp", "zh_TW"), ("resnet", "en"),
                                                ("gru", "en"), ("gru", "zh_CN")])
def test_a_small_screen_holds_every_perspective_in_the_projector_theme(shell, qtbot, kind, language):
    shell.document.replace(with_network(Experiment(), kind), kind)
    qtbot.waitUntil(lambda: shell.idle() and shell.session.experiment.model.kind == kind, timeout=WAIT)
    shell.appearance.choose_language(language)
    shell.appearance.choose_theme("projector")
    shell.window.resize(SMALL)
    for runs in (1, 4):
        if runs == 4:
            compare_three(shell, qtbot)
        for perspective in PERSPECTIVES:
            shell.window.pages.choose(perspective.name)
            settle()
            assert shell.window.size() == SMALL, (perspective.name, runs)
            for card in shell.window.pages.cards:
                assert card._head.title.text() == card.view.title(), (perspective.name, runs)


def test_the_bar_above_a_page_asks_for_the_height_that_it_needs(shell, qtbot):
    shell.window.pages.choose("compare")
    settle()
    page = shell.window.pages.page
    bar = page.bar
    assert isinstance(bar, CompareBar)
    assert bar.height() == bar.layout().heightForWidth(page.width())
    rows = sum(max(card.minimumSizeHint().height() for card in row) for row in page.rows)
    assert page.minimumSizeHint().height() <= bar.height() + rows + 40
    shell.window.resize(1700, 768)
    settle()
    assert bar.height() == bar.layout().heightForWidth(page.width())


def test_another_theme_leaves_the_bar_at_the_top_as_it_is(shell):
    settle()
    before = shell.window.transport.height(), shell.window.transport.mapTo(shell.window, shell.window.transport.pos()).x()
    shell.appearance.choose_theme("dark")
    settle()
    assert (shell.window.transport.height(),
            shell.window.transport.mapTo(shell.window, shell.window.transport.pos()).x()) == before


def test_what_large_type_has_widened_becomes_narrow_again(shell):
    settle()
    docks = shell.window.docks.experiment, shell.window.docks.layer
    before = [dock.width() for dock in docks]
    shell.appearance.choose_theme("projector")
    settle()
    assert all(dock.width() > width for dock, width in zip(docks, before, strict=True))
    shell.appearance.choose_theme("light")
    settle()
    assert [dock.width() for dock in docks] == before
    shell.window.resizeDocks([docks[0]], [before[0] + 60], Qt.Orientation.Horizontal)
    settle()
    chosen = docks[0].width()
    shell.appearance.choose_theme("dark")
    settle()
    assert docks[0].width() == chosen


def test_a_page_first_seen_in_large_type_does_not_stretch_the_window(make_shell, preferences):
    preferences.theme = "projector"
    window = make_shell().window
    for name in ("compare", "sweep"):
        window.pages.choose(name)
        settle()
        assert window.size() == SMALL


def test_no_arrows_stand_over_the_last_tab(shell):
    shell.window.pages.choose("compare")
    settle()
    assert not [button for button in shell.window.pages.tabs.findChildren(QToolButton) if button.isVisible()]


def test_buttons_keep_their_pictures_in_another_language(shell):
    for language in ("zh_CN", "en"):
        shell.appearance.choose_language(language)
        assert not shell.window.timeline.back.icon().isNull()
