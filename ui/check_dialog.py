"""The dialog of the self-check: busy while the engine computes, then the errors of every layer and the worst of them."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from gradsim.messages import Check, Command, Refused
from gradsim.problems import Problem
from gradsim.reports import SYMBOLS, Finding, Report, SiteCheck
from ui.appearance import Appearance
from ui.dialogs import HelpDialog
from ui.session import Session
from ui.texts import sentence
from ui.views.site_axis import heading, time_of

PASSED, LOOSE, FAILED = "✓", "≈", "✗"
SIZE = (940, 560)


class CheckDialog(HelpDialog):
    """Starts the check when it is made; closing it leaves the engine to finish on its own."""

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.report: Report | None = None
        self._problem: Problem | None = None
        self._appearance = appearance
        self._verdict = QLabel(self)
        self._worst = QLabel(self)
        self._legend = QLabel(self)
        self._legend.setProperty("class", "muted")
        for label in (self._verdict, self._worst, self._legend):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self.table = QTableWidget(self)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.table.verticalHeader().hide()
        for part in (self._verdict, self._worst, self._busy, self._legend):
            self.body.addWidget(part)
        self.body.addWidget(self.table, 1)
        self.copy_button = QPushButton(self)
        self.copy_button.clicked.connect(self.copy)
        self.buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.resize(*SIZE)
        session.client.checked.connect(self._on_client_checked)
        session.client.refused.connect(self._on_client_refused)
        session.client.engine_died.connect(self._on_client_engine_lost)
        session.client.engine_given_up.connect(self._on_client_engine_lost)
        appearance.theme_changed.connect(self._on_appearance_theme_changed)
        if not session.check():
            self._problem = Problem("engine_gone", {"reason": "–"})
        self.retranslate()

    @property
    def busy(self) -> bool:
        """Whether the engine is still computing."""
        return self.report is None and self._problem is None

    def copy(self) -> None:
        """Put verdict and table on the clipboard, columns separated by tabs."""
        rows = [[self.table.horizontalHeaderItem(column).text() for column in range(self.table.columnCount())]]
        rows += [[self.table.item(row, column).text() for column in range(self.table.columnCount())]
                 for row in range(self.table.rowCount())]
        lines = [self._verdict.text(), self._worst.text(), self._legend.text(), *("\t".join(row) for row in rows)]
        QGuiApplication.clipboard().setText("\n".join(lines))

    # ---- replies ------------------------------------------------------------------------------

    def _on_client_checked(self, report: Report) -> None:
        self.report = report
        self.retranslate()

    def _on_client_refused(self, refused: Refused, command: Command) -> None:
        if isinstance(command, Check):
            self._fail(refused.problems[0])

    def _on_client_engine_lost(self, problem: Problem) -> None:
        if self.busy:
            self._fail(problem)

    def _fail(self, problem: Problem) -> None:
        self._problem = problem
        self.retranslate()

    # ---- words and colours --------------------------------------------------------------------

    def _on_appearance_theme_changed(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        """Word everything again."""
        self.setWindowTitle(self.tr("Self-check"))
        self.copy_button.setText(self.tr("Copy"))
        self.copy_button.setEnabled(self.report is not None)
        self._busy.setVisible(self.busy)
        for part in (self._worst, self._legend, self.table):
            part.setVisible(self.report is not None)
        if self.report is not None:
            self._show_report(self.report)
        elif self._problem is not None:
            self._say(sentence(self._problem), "alarm")
        else:
            self._say(self.tr("The engine compares the first pass with autograd and with finite differences. "
                              "The run goes on afterwards."), "")

    def _say(self, text: str, role: str) -> None:
        self._verdict.setText(text)
        self._verdict.setProperty("class", role)
        self._verdict.style().unpolish(self._verdict)
        self._verdict.style().polish(self._verdict)

    def _show_report(self, report: Report) -> None:
        if report.passed:
            agrees = self.tr("Every layer agrees with autograd and with finite differences.")
            if _is_time(report):
                agrees = self.tr("Every time step agrees with autograd, every parameter with finite differences, too.")
            self._say(f"{PASSED} {agrees}", "value")
        else:
            self._say(FAILED + " " + self._failure(report), "alarm")
        self._worst.setText(" ".join(self._worst_sentences(report)))
        self._legend.setText(self.tr(
            "Relative errors in float64, samples: {samples} of {batch}. {loose}: only rounding is left of the number "
            "itself, or it is held against an estimate.").format(samples=report.samples, batch=report.batch, loose=LOOSE))
        self._fill(report)

    def _failure(self, report: Report) -> str:
        found = report.culprit()
        if found is None:
            return self.tr("The loss is off by {error}.").format(error=number(report.loss.error))
        site, finding = found
        pattern = self.tr("{quantity} at {site} is off by {error}; allowed is {limit}. The first wrong number is there.")
        return pattern.format(
            quantity=self._quantity(finding.quantity), site=heading(site.name), error=number(finding.error),
            limit=number(finding.limit))

    def _worst_sentences(self, report: Report) -> list[str]:
        pattern = {False: self.tr("Largest error against autograd: {error} ({quantity}, {site})."),
                   True: self.tr("Largest error against finite differences: {error} ({quantity}, {site}).")}
        found = {kind: report.worst(differences=kind) for kind in pattern}
        return [pattern[kind].format(error=number(pair[1].error), quantity=self._quantity(pair[1].quantity),
                                     site=heading(pair[0].name)) for kind, pair in found.items() if pair is not None]

    def _quantity(self, name: str) -> str:
        words = {"factor": self.tr("Factor"), "difference": self.tr("Finite differences")}
        if name in words:
            return words[name]
        plain = name.replace("difference_", "grad_", 1)
        return SYMBOLS.get(plain, plain.removeprefix("grad_"))

    # ---- the table ----------------------------------------------------------------------------

    def _fill(self, report: Report) -> None:
        columns = report.columns
        self.table.setColumnCount(1 + len(columns))
        self.table.setRowCount(len(report.sites))
        first = self.tr("Time step") if _is_time(report) else self.tr("Layer")
        self.table.setHorizontalHeaderLabels([first, *(self._quantity(column) for column in columns)])
        for row, site in enumerate(report.sites):
            mark = PASSED if site.passed else FAILED
            self.table.setItem(row, 0, self._item(f"{mark} {heading(site.name)}", site.passed))
            for place, column in enumerate(columns, start=1):
                self.table.setItem(row, place, self._cell(site, column))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for wide in (0, len(columns)):
            header.setSectionResizeMode(wide, QHeaderView.ResizeMode.ResizeToContents)
        if (found := report.culprit()) is not None:
            self.table.scrollToItem(self.table.item(report.sites.index(found[0]), 0))

    def _cell(self, site: SiteCheck, column: str) -> QTableWidgetItem:
        finding = site.at(column)
        if finding is None:
            return self._item("", True)
        mark = FAILED if not finding.passed else PASSED if finding.is_sharp else LOOSE
        item = self._item(f"{number(finding.error)} {mark}", finding.passed)
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(self._explanation(finding))
        return item

    def _item(self, text: str, passed: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        if not passed:
            item.setForeground(QBrush(QColor(self._appearance.theme.alarm)))
        return item

    def _explanation(self, finding: Finding) -> str:
        against = {
            "autograd": self.tr("Against autograd over the whole network."),
            "jacobian": self.tr("Against the whole Jacobian by autograd."),
            "projections": self.tr("Against an estimate by random projections of the Jacobian by autograd."),
            "loss": self.tr("Against central differences of the loss."),
            "layer": self.tr("Against central differences of ⟨∂L/∂a, a⟩ behind the layer: the loss itself changes by less "
                             "than its rounding error, or the network is too deep to do that for every layer."),
        }[finding.against]
        allowed = self.tr("Allowed: {limit}.").format(limit=number(finding.limit))
        return f"<p>{against} {allowed}</p>"  # rich text, so that a long line is broken


def _is_time(report: Report) -> bool:
    return time_of(report.sites[0].name) > 0


def number(value: float) -> str:
    """An error in two digits: 1.2e-15; 0 where there is none."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞"
    return f"{value:.1e}".replace("-", "−")
