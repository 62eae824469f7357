"""No hidden figure of an exact table can be placed by a linear program, through margins, topics and time."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from anxin.methods.privacy import Known, NotProtectableError, audit, suppress, with_margins


def made_up(shape: tuple[int, ...], seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(0.8, 35, shape))


def promised(values, low, high, hidden, *, hide_zeros: bool = False) -> None:
    """Assert what `suppress` promises of each hidden figure."""
    small = hidden & (values < 10) & ((values > 0) | hide_zeros)
    assert (low[hidden] <= np.maximum(values - 5, 0)[hidden] + 1e-6).all()
    assert (high[hidden] >= values[hidden] + 5 - 1e-6).all()
    assert (high[small] >= 10 - 1e-6).all()


@pytest.mark.parametrize("hide_zeros", [False, True])
@pytest.mark.parametrize("shape", [(12,), (9, 5), (30, 4), (6, 4, 3)])
def test_an_attacker_narrows_no_hidden_figure(shape, hide_zeros):
    table = made_up(shape, seed=len(shape))
    mask = suppress(table, hide_zeros=hide_zeros)
    full = with_margins(table)
    must = (full < 10) & ((full > 0) | hide_zeros)
    assert must.any()
    assert mask[must].all()
    assert not mask.all()
    found = audit(table, mask)
    promised(full, found.low, found.high, mask, hide_zeros=hide_zeros)
    assert (found.low[~mask] == found.high[~mask]).all()


def test_hiding_the_small_alone_would_give_them_away():
    """The attacker is a real one: what this mask hides, it finds by subtraction."""
    table = np.array([[3, 40, 50], [60, 7, 30], [20, 30, 25]])
    full = with_margins(table)
    found = audit(table, (full > 0) & (full < 10))
    assert found.low[0, 0] == pytest.approx(3)
    assert found.high[0, 0] == pytest.approx(3)
    assert found.low[1, 1] == found.high[1, 1] == pytest.approx(7)


def test_a_square_by_hand():
    """Two small cells in different rows and columns: the other two corners (70 and 20) are the cheapest companions."""
    table = np.array([[6, 70, 500], [20, 7, 500], [500, 500, 500]])
    mask = suppress(table)
    assert np.argwhere(mask).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    found = audit(table, mask)
    # The four move together: by -6 until the first is empty, by +20 until the third is.
    assert (found.low[0, 0], found.high[0, 0]) == (pytest.approx(0), pytest.approx(26))
    assert (found.low[1, 1], found.high[1, 1]) == (pytest.approx(1), pytest.approx(27))


@pytest.mark.parametrize("seed", range(4))
def test_it_loses_no_more_than_the_best_mask_of_all(seed):
    """On a table small enough to try every mask, the cost is within the gap of the least."""
    table = np.random.default_rng(seed).integers(1, 60, (2, 2))
    table[0, 0] = 4
    full = with_margins(table)
    cost = (full * suppress(table)).sum()
    best = min((full * mask).sum() for mask in every_mask(full) if keeps_promise(table, full, mask))
    assert cost <= 1.05 * best


def every_mask(full):
    small = (full > 0) & (full < 10)
    for bits in itertools.product([False, True], repeat=full.size):
        mask = np.array(bits).reshape(full.shape)
        if mask[small].all():
            yield mask


def keeps_promise(table, full, mask) -> bool:
    try:
        found = audit(table, mask)
        promised(full, found.low, found.high, mask)
    except AssertionError:
        return False
    return True


def test_nothing_small_hides_nothing():
    assert not suppress([[10, 20], [30, 40]]).any()
    assert not suppress([[0, 20], [30, 40]]).any()
    assert suppress([[0, 20], [30, 40]], hide_zeros=True)[0, 0]


def test_without_margins_only_the_small_are_hidden():
    assert suppress([[3, 20], [30, 40]], margins=False).tolist() == [[True, False], [False, False]]


def test_a_total_of_small_cells_is_hidden_with_them():
    """A district of three contacts publishes nothing but zeros: every total is small."""
    mask = suppress([[1, 0], [0, 2]])
    assert mask[2, 2]
    assert not mask[0, 1]


class TestThroughTime:
    """Earlier: contacts of January to March by topic, margins too. Now: February to April."""

    months = np.array([[4, 60, 45], [9, 35, 50], [8, 41, 38], [12, 52, 61]])  # months x topics

    def earlier(self) -> list[Known]:
        """Return the first quarter's release, one row of topics and its total, with its first topic hidden."""
        quarter = self.months[:3].sum(0)
        mask = suppress(quarter, threshold=25)
        assert mask[0]
        return [Known(self.cells(slice(0, 3), topic), hidden=bool(mask[topic])) for topic in range(4)]

    def cells(self, rows: slice, topic: int) -> np.ndarray:
        marked = np.zeros(self.months.shape, bool)
        marked[rows, topic if topic < 3 else slice(None)] = True
        return marked

    def test_a_later_table_reveals_neither_itself_nor_the_earlier_one(self):
        known = self.earlier()
        mask = suppress(self.months, known=known)
        found = audit(self.months, mask, known=known)
        promised(with_margins(self.months), found.low, found.high, mask)
        for one, low, high in zip(known, found.earlier_low, found.earlier_high, strict=True):
            value = self.months[one.cells].sum()
            assert (low <= value - 5 and high >= value + 5) or not one.hidden

    def test_without_a_look_at_the_earlier_one_the_difference_would_reveal_it(self):
        known = self.earlier()
        blind = suppress(self.months, threshold=5)
        found = audit(self.months, blind, known=known)
        hidden = [one.hidden for one in known]
        values = np.array([self.months[one.cells].sum() for one in known])
        widths = np.minimum(values - found.earlier_low, found.earlier_high - values)[hidden]
        assert (widths < 5).any()


def test_a_figure_that_is_out_already_cannot_be_hidden_again():
    shown = Known(np.array([[True, False], [False, False]]))
    with pytest.raises(NotProtectableError):
        suppress([[3, 40], [50, 60]], known=[shown])


@pytest.mark.parametrize("table", [[[1.5]], [[-1]], [[np.nan]], np.zeros((2, 2, 2, 2)), []])
def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(ValueError, match=r"table"):
        suppress(table)


def test_a_mask_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="margins"):
        audit([[1, 2]], [[True, False]])
