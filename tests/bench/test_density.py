"""The reference draws the same kind of networks, and the row compares networks a second."""

from grokviz.bench import density as bench
from grokviz.metrics import binomial_interval
from grokviz.recipes import density as recipes
from grokviz.recording import record


def test_one_network_at_a_time_finds_the_same_share():
    fit, good = bench.one_at_a_time(4, 1500)
    ours = record(recipes.guess_and_check(4, steps=20_000, records=[20_000]), progress=False)
    low, high = binomial_interval(fit, 1500, 0.999)
    assert low < ours.values["fit"][-1, 0] / 20_000 < high and 0 <= good <= fit


def test_rows_compare_networks(monkeypatch):
    monkeypatch.setattr(bench, "ALONE", 20)
    monkeypatch.setattr(bench, "SIZES", ((2, 2000, 20.0, 100.0),))
    row, = bench.rows(quick=True)
    assert row.unit == "networks/s" and row.ratio == row.ours / row.plain and row.floor == 20
