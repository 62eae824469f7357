import pytest


@pytest.fixture(autouse=True)
def _no_name_from_another_test():
    from anxin.console.shell import _district_name

    _district_name.cache_clear()
