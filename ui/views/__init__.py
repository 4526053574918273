"""The pictures. ``VIEWS`` are those of the Chain perspective, from top to bottom."""

from ui.views.factors import FactorsView
from ui.views.gradient import GradientView
from ui.views.heatmap import HeatmapView
from ui.views.loss import LossView
from ui.views.network import NetworkView

VIEWS = [NetworkView, FactorsView, GradientView, LossView, HeatmapView]
