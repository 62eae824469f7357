"""Charts for goals: is this change more than the usual ups and downs, and will the target be met?"""

from anxin.methods.surveillance.charts.chart import Assurance, Chart, Variation
from anxin.methods.surveillance.charts.ewma import Ewma, EwmaCharts, ewma_charts, ewma_limits
from anxin.methods.surveillance.charts.funnel import Funnel, funnel
from anxin.methods.surveillance.charts.shewhart import g_chart, p_chart, t_chart, u_chart, xmr_chart

__all__ = [
    "Assurance",
    "Chart",
    "Ewma",
    "EwmaCharts",
    "Funnel",
    "Variation",
    "ewma_charts",
    "ewma_limits",
    "funnel",
    "g_chart",
    "p_chart",
    "t_chart",
    "u_chart",
    "xmr_chart",
]
