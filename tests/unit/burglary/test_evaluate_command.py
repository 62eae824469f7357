"""`anxin evaluate burglary` on files: the forecast contract, and clear words for bad input."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.management import CommandError, call_command

HEAD = "date,x,y,area\n"


@pytest.fixture
def city(tmp_path):
    """Three years of burglaries on a small plane, as a file."""
    rng = np.random.default_rng(3)
    centres = rng.uniform(1000, 3000, (60, 2))
    day = np.sort(rng.integers(0, 1095, 900))
    at = centres[rng.choice(60, 900, p=rng.dirichlet(np.full(60, 0.5)))] + rng.normal(0, 30, (900, 2))
    dates = np.datetime64("2011-01-01") + day
    lines = [f"{d},{x:.1f},{y:.1f},{'West' if x < 2000 else 'East'}" for d, (x, y) in zip(dates, at, strict=True)]
    file = tmp_path / "burglaries.csv"
    file.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    return file


def evaluate(*files, **options):
    call_command("evaluate", "burglary", incidents=list(files), **options)


def test_the_forecasts_are_written_as_the_contract_says(city, tmp_path, capsys):
    out = tmp_path / "out.npz"
    weeks = {"start": np.datetime64("2013-06-01").item(), "end": np.datetime64("2013-07-31").item()}
    evaluate(city, forecasts=out, **weeks)
    written = np.load(out)
    mondays = [(6, 3), (6, 10), (6, 17), (6, 24), (7, 1), (7, 8), (7, 15), (7, 22)]
    assert list(written["weeks"]) == [f"2013-0{m}-{d:02}" for m, d in mondays]
    assert written["rate"].shape[0] == 8
    assert (written["rate"] > 0).all()
    assert "multi_scale" in capsys.readouterr().out


def test_a_mask_decides_the_cells_and_their_order(city, tmp_path):
    mask, out = tmp_path / "mask.csv", tmp_path / "out.npz"
    cells = [(ix, iy) for iy in range(30) for ix in range(30)]
    mask.write_text("ix,iy,x,y\n" + "\n".join(f"{i},{j},{i * 150 + 75},{j * 150 + 75}" for i, j in cells))
    weeks = {"start": np.datetime64("2013-06-03").item(), "end": np.datetime64("2013-06-16").item()}
    evaluate(city, mask=mask, forecasts=out, **weeks)
    assert np.load(out)["rate"].shape == (2, 900)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,x\n2011-01-01,5\n", "没有列|缺少列"),
        (HEAD + "2011-13-01,5,5,a\n", "burglaries.csv，第 2 行"),
        (HEAD + "2011-01-01,NaN,5,a\n", "第 2 行"),
        (HEAD + "2111-01-01,5,5,a\n", "未来|将来|晚于"),
        ("", "空"),
    ],
)
def test_bad_files_are_refused_with_row_and_mend(tmp_path, text, said):
    file = tmp_path / "burglaries.csv"
    file.write_text(text, encoding="utf-8")
    weeks = {"start": np.datetime64("2013-06-03").item(), "end": np.datetime64("2013-06-16").item()}
    with pytest.raises(CommandError, match=said):
        evaluate(file, **weeks)


def test_too_short_a_past_is_said_to_be_short(city):
    weeks = {"start": np.datetime64("2011-06-03").item(), "end": np.datetime64("2011-07-16").item()}
    with pytest.raises(CommandError, match="一年"):
        evaluate(city, **weeks)
