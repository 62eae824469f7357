from anxin.mood.inputs.models import IndicatorCount, ReportingChange
from anxin.mood.pulse.models import PulseCount, PulseRelease, PulseToken, ReleasedHistogram, TokenBatch
from anxin.mood.thermometer.models import IndexReading, Reading
from anxin.mood.warnings.models import MoodWarning, WarningResponse

__all__ = [
    "IndexReading",
    "IndicatorCount",
    "MoodWarning",
    "PulseCount",
    "PulseRelease",
    "PulseToken",
    "Reading",
    "ReleasedHistogram",
    "ReportingChange",
    "TokenBatch",
    "WarningResponse",
]
