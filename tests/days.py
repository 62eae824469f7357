"""The day on which every test takes place."""

from datetime import UTC, date, datetime

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
