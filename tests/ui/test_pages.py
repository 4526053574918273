"""The pages of the perspectives: every card can be moved, taken out, enlarged, closed and put back, and is found again."""

from __future__ import annotations

import pytest
from patience import WAIT
from PySide6.QtCore import QByteArray, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

import main
from ui.actions import ACTIONS
from ui.perspectives import PERSPECTIVES
from ui.views.card import Card

NAMES = [perspective.name for perspective in PERSPECTIVES]


def heights(shell) -> list[float]:
    page = shell.window.pages.page
    return [row[0].height() / page.height() for row in page.rows]


def double_click(card: Card) -> None:
    place = QPointF(40, 8)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick):
        QApplication.sendEvent(card._head, QMouseEvent(kind, place, card._head.mapToGlobal(place), Qt.MouseButton.LeftButton,
                                                       Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))


def test_the_command_line_and_the_actions_know_the_perspectives():
    assert list(main.PERSPECTIVES) == NAMES
    assert [spec.choice for spec in ACTIONS if spec.group == "perspective"] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_perspective_is_chosen_by_tab_and_action_and_draws(shell, qtbot, name):
    shell.window.pages.tabs.setCurrentIndex(NAMES.index(name))
    assert shell.window.actions_[f"show_{name}"].isChecked()
    shell.window.actions_["show_chain"].trigger()
    shell.window.actions_[f"show_{name}"].trigger()
    assert shell.window.pages.name == name
    qtbot.waitUntil(lambda: all(view.scene is not None for view in shell.window.pages.views), timeout=WAIT)
    assert all(card.isVisible() and card.width() > 100 and card.height() > 60 for card in shell.window.pages.cards)


def test_a_double_click_on_the_header_enlarges(shell, qtbot):
    cards = shell.window.pages.cards
    double_click(cards[3])
    assert [card for card in cards if card.isVisible()] == [cards[3]]
    assert not cards[3].isFloating()
    double_click(cards[3])
    assert all(card.isVisible() for card in cards)


def test_sizes_come_back_after_enlarging(shell, qtbot):
    before = heights(shell)
    card = shell.window.pages.cards[0]
    shell.window.pages.page.toggle_enlarged(card.view)
    QApplication.processEvents()
    assert card.height() > 0.9 * shell.window.pages.page.height()
    shell.window.pages.page.toggle_enlarged(card.view)
    QApplication.processEvents()
    assert heights(shell) == pytest.approx(before, abs=0.02)


def test_a_card_is_taken_out_and_put_back(shell, qtbot):
    card = shell.window.pages.cards[1]
    card._on_float_triggered()
    assert card.isFloating()
    assert card.isVisible()
    assert card._head.isVisible(), "title and buttons go with it"
    before = card.view.scene.frame.snapshot.phase
    shell.window.actions_["micro"].trigger()
    qtbot.waitUntil(lambda: card.view.scene.frame.snapshot.phase != before, timeout=WAIT)  # it is drawn outside, too
    card._on_float_triggered()
    assert not card.isFloating()
    assert card.titleBarWidget() is card._head


def test_a_closed_card_comes_back_from_the_menu(shell, qtbot):
    card = shell.window.pages.cards[4]
    card.close()
    assert not card.isVisible()
    menu = shell.window._menus["pictures"]
    menu.aboutToShow.emit()
    action = next(action for action in menu.actions() if action.text() == card.view.title())
    assert not action.isChecked()
    action.trigger()
    assert card.isVisible()


def test_the_default_layout_is_restored(shell, qtbot):
    before = heights(shell)
    cards = shell.window.pages.cards
    cards[0].close()
    cards[1].setFloating(True)
    shell.window.pages.page.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, cards[2])
    shell.window.actions_["restore_layout"].trigger()
    QApplication.processEvents()
    assert all(card.isVisible() and not card.isFloating() for card in cards)
    assert [row[0].y() for row in shell.window.pages.page.rows] == sorted(row[0].y() for row in shell.window.pages.page.rows)
    assert heights(shell) == pytest.approx(before, abs=0.02)


def test_arrangement_and_perspective_survive_a_restart(make_shell, qtbot, preferences):
    first = make_shell()
    qtbot.waitUntil(first.idle, timeout=WAIT)
    first.window.pages.choose(NAMES[-1])
    first.window.pages.choose("chain")
    first.window.pages.cards[2].close()
    first.window.pages.views[0].choose("update")
    first.window.pages.page.resizeDocks([first.window.pages.cards[0]], [300], Qt.Orientation.Vertical)
    first.window.pages.page._default = False
    QApplication.processEvents()
    tall = first.window.pages.cards[0].height()
    first.window.pages.choose(NAMES[-1])
    first.window.close()
    second = make_shell(kept=preferences)
    qtbot.waitUntil(second.idle, timeout=WAIT)
    assert second.window.pages.name == NAMES[-1]
    second.window.pages.choose("chain")
    QApplication.processEvents()
    assert not second.window.pages.cards[2].isVisible()
    assert second.window.pages.views[0].choice() == "update"
    assert second.window.pages.cards[0].height() == pytest.approx(tall, abs=20)


@pytest.mark.parametrize("state", [b"nonsense", b"", b"\0\xff\xff\xff" * 40])
def test_a_broken_arrangement_is_that_of_the_table(make_shell, qtbot, preferences, state):
    preferences.set_state("page-chain", QByteArray(state))
    preferences.perspective = "nonsense"
    shell = make_shell(kept=preferences)
    qtbot.waitUntil(shell.idle, timeout=WAIT)
    assert shell.window.pages.name == "chain"
    assert all(card.isVisible() for card in shell.window.pages.cards)


def test_the_layer_panel_opens_the_layer_perspective(shell, qtbot):
    shell.session.select(3)
    shell.window.layer.panel._open.click()
    assert shell.window.pages.name == "layer"
    qtbot.waitUntil(lambda: all(view.scene is not None and view.scene.selected == 3 for view in shell.window.pages.views),
                    timeout=WAIT)


def test_one_sample_is_asked_for_by_all_pictures_of_the_layer(shell, qtbot):
    shell.window.pages.choose("layer")
    view = next(view for view in shell.window.pages.views if view.name == "site_activation")
    qtbot.waitUntil(lambda: view.sample.maximum() == 64, timeout=WAIT)
    view.sample.setValue(5)
    assert shell.session.clock.sample == 4
    assert shell.session.clock._question().sample == 4
    view.sample.setValue(0)
    assert shell.session.clock.sample == -1
