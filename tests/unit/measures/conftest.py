from __future__ import annotations

import pytest
from django.utils import translation

from anxin.burglary.models import FocusListing, ListingState, Measure
from days import AT, TODAY


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def listing(estate, cast):
    """E1 of 100 homes on the focus list, with 4 burglaries expected."""
    return FocusListing.objects.create(
        place=estate(1), state=ListingState.LISTED, proposed_date=TODAY, chance_worst=0.9, last_12_months=9,
        expected_next_year=4.0, listed_at=AT,
    )  # fmt: skip


@pytest.fixture
def measure(district):
    """Return a measure by its key, as it is held now."""
    return lambda key: Measure.objects.get(pk=key)
