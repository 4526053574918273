"""The table of perspectives: arrangements of pictures of one run. A new one is a row here and an action that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from ui.panels.compare_bar import CompareBar
from ui.panels.sweep_bar import SweepBar
from ui.views.base import View
from ui.views.column_heatmap import ColumnHeatmapView
from ui.views.comparison import ComparisonView
from ui.views.distributions import DistributionsView
from ui.views.factors import FactorsView
from ui.views.gradient import GradientView
from ui.views.heatmap import HeatmapView
from ui.views.loss import LossView
from ui.views.multiples import MultiplesView
from ui.views.network import NetworkView
from ui.views.run_numbers import AccuracyView, ClipScaleView, GradientNormView, LearningRateView
from ui.views.singular_values import SingularValuesView
from ui.views.site_activation import SiteActivationView
from ui.views.site_formula import SiteFormulaView
from ui.views.sweep_curves import SweepCurvesView
from ui.views.sweep_map import SweepMapView
from ui.views.units import UnitsView
from ui.views.update_ratio import UpdateRatioView
from ui.views.weight_images import WeightImagesView


@dataclass(frozen=True)
class Row:
    """Pictures side by side: their share of the page's height, and each one's share of the width."""

    height: int
    views: tuple[tuple[type[View], int], ...]


@dataclass(frozen=True)
class Perspective:
    """One arrangement: the name used on the command line and in preferences, its title, its rows from top to bottom.

    ``bar`` is made of the session and stands above them.
    """

    name: str
    source: str
    rows: tuple[Row, ...]
    bar: type[CompareBar] | type[SweepBar] | None = None

    def title(self) -> str:
        """What its tab says."""
        return QCoreApplication.translate("Perspective", self.source)


PERSPECTIVES = (
    Perspective("chain", QT_TRANSLATE_NOOP("Perspective", "Chain"), (
        Row(29, ((NetworkView, 100),)),
        Row(24, ((FactorsView, 100),)),
        Row(28, ((GradientView, 100),)),
        Row(19, ((LossView, 40), (HeatmapView, 60))),
    )),
    Perspective("layer", QT_TRANSLATE_NOOP("Perspective", "Layer"), (
        Row(40, ((SiteFormulaView, 62), (SiteActivationView, 38))),
        Row(24, ((DistributionsView, 100),)),
        Row(36, ((WeightImagesView, 36), (SingularValuesView, 32), (UnitsView, 32))),
    )),
    Perspective("time", QT_TRANSLATE_NOOP("Perspective", "Time"), (
        Row(46, ((ColumnHeatmapView, 100),)),
        Row(28, ((LossView, 36), (AccuracyView, 24), (UpdateRatioView, 40))),
        Row(26, ((GradientNormView, 46), (ClipScaleView, 27), (LearningRateView, 27))),
    )),
    Perspective("compare", QT_TRANSLATE_NOOP("Perspective", "Compare"), (
        Row(34, ((GradientView, 54), (LossView, 46))),
        Row(34, ((FactorsView, 54), (ComparisonView, 46))),
        Row(32, ((MultiplesView, 100),)),
    ), CompareBar),
    Perspective("sweep", QT_TRANSLATE_NOOP("Perspective", "Sweep"), (
        Row(100, ((SweepCurvesView, 54), (SweepMapView, 46))),
    ), SweepBar),
)
VIEWS = list(dict.fromkeys(view for perspective in PERSPECTIVES for row in perspective.rows for view, _ in row.views))
"""Every kind of picture, once."""
