"""Rows know whether they reached what was set; the table shows it."""

import json
import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from grokviz.bench import command
from grokviz.bench.rows import Row, compared, counted, rates, seconds, single, table, trains
from grokviz.recipes.shell_toy import slide


@pytest.mark.parametrize(("row", "verdict"), [
    (Row("speed", "a", 10.0, 2.0, 5.0, "steps/s", 5, 8), "floor"),
    (Row("speed", "a", 10.0, 1.0, 10.0, "steps/s", 5, 8), "aim"),
    (Row("speed", "a", 10.0, 2.5, 4.0, "steps/s", 5, 8), "missed"),
    (Row("share", "a", 50.0, None, None, "%", 45, 65), "floor"),
    (Row("start", "a", 0.3, None, None, "s", 0.5, 0.2), "floor"),
    (Row("start", "a", 0.6, None, None, "s", 0.5, 0.2), "missed"),
    (Row("start", "a", float("nan"), None, None, "s", 0.5, 0.2), "missed"),
    (Row("start", "a", 0.1, None, None, "s", 0.5, 0.2), "aim"),
    (Row("cost", "a", 0.6, None, None, "us"), ""),
])
def test_a_ratio_is_wanted_high_and_a_time_low(row, verdict):
    assert row.verdict == verdict
    assert verdict in table([row]).splitlines()[1]


def test_rates_are_units_per_second_and_works_take_turns():
    calls = []
    slow, quick = rates([lambda: calls.append("a") or 1, lambda: calls.append("b") or 10**9],
                        rounds=3)
    assert calls == ["a", "b"] * 3
    assert quick > slow > 0


def test_a_work_counts_its_units_and_is_done_at_every_call():
    calls = []
    work = counted(lambda: calls.append(1), 7)
    assert work() == work() == 7 and len(calls) == 2
    assert trains(slide(steps=100), 100)() == 100 and seconds(work) >= 0 and len(calls) == 3


def test_a_row_alone_has_no_ratio_and_a_compared_one_has():
    assert single("a", "b", 2.0, "ms", 3, 1) == Row("a", "b", 2.0, None, None, "ms", 3, 1)
    assert compared("a", "b", 6.0, 2.0, "x/s") == Row("a", "b", 6.0, 2.0, 3.0, "x/s")


def test_json_is_a_list_of_rows_and_nothing_else(capsys, monkeypatch):
    row = Row("what", "here", 2.0, 1.0, 2.0, "x/s", 1, 3)
    monkeypatch.setattr(command, "AREAS", {"here": (lambda quick: [row],)})
    assert command.main(["here", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == [dict(name="what", area="here", ours=2.0, plain=1.0, ratio=2.0, unit="x/s",
                         floor=1, aim=3)]


def test_an_unknown_area_names_the_known_ones(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["teacher"])
    assert ended.value.code == 2
    assert "teacher_student" in capsys.readouterr().err


@pytest.fixture
def nothing_is_measured(monkeypatch):
    """Rows with their names, and 1 for every number."""
    measured = [sys.modules[part.__module__] for parts in command.AREAS.values() for part in parts]
    for area in measured:
        monkeypatch.setattr(area, "rates", lambda works, rounds=5: [1.0] * len(works),
                            raising=False)
        monkeypatch.setattr(area, "trains", lambda *_: lambda: 1, raising=False)
        monkeypatch.setattr(area, "counted", lambda *_: lambda: 1, raising=False)
        monkeypatch.setattr(area, "seconds", lambda work: 1.0, raising=False)
    monkeypatch.setattr(command.real_data, "rates", lambda works, rounds=5: [1.0] * len(works))
    monkeypatch.setattr(command.real_data, "trains", lambda *_: lambda: 1)
    monkeypatch.setattr(command.real_data, "_plain", lambda *_, **__: lambda: 1)
    monkeypatch.setattr(command.modular_addition, "_ours", lambda *_: lambda: 1)
    monkeypatch.setattr(command.modular_addition, "_plain", lambda *_: lambda: 1)
    monkeypatch.setattr(command.teacher_student, "_python", lambda code: 1.0)
    monkeypatch.setattr(command.teacher_student, "_landscape", lambda: single("L", "a", 1.0, "s"))
    monkeypatch.setattr(command.plane, "_stages", lambda history: ((p, 1.0) for p in (5, 11, 21)))
    monkeypatch.setattr(command.plane, "_path", lambda plane: 1.0)
    for name in ("_reviews", "_plain_reviews", "_molecules", "_plain_molecules", "_custom",
                 "_plain_custom"):
        monkeypatch.setattr(command.real_data, name, lambda: lambda: 1)
    for name in ("_grokked", "_landscape"):
        monkeypatch.setattr(command.digits, name, lambda: single("a run", "digits", 1.0, "s"))
    monkeypatch.setattr(command.sweeps, "_overhead", lambda *_: (1.0, 1.0, 1.0, [1.0]))
    monkeypatch.setattr(command.sweeps, "_beside", lambda: 1.0)
    monkeypatch.setattr(command.sweeps, "_tiny_blocks", lambda: (1.0, 1.0, 1.0))
    monkeypatch.setattr(command.plane, "History", lambda experiment: SimpleNamespace(record=dict))
    for live in (command.live, command.animation):
        monkeypatch.setattr(live.jupyterlab, "browser", lambda: "a browser")
    monkeypatch.setattr(command.live.jupyterlab, "opened", lambda cells: nullcontext((None, None)))
    monkeypatch.setattr(command.live, "_watch", lambda *_: iter([single("key", "live", 1.0, "ms")]))
    monkeypatch.setattr(command.animation, "_lab", lambda *_: iter([single("f", "live", 1.0, "s")]))
    monkeypatch.setattr(command.animation, "_page", lambda: iter([single("p", "live", 1.0, "MB")]))


@pytest.mark.parametrize("area", command.AREAS)
def test_the_quick_rows_of_an_area_are_among_all(area, nothing_is_measured, capsys):
    def names(*more):
        assert command.main([area, "--json", *more]) == 0
        return [row["name"] for row in json.loads(capsys.readouterr().out)]

    some, every = names("--quick"), names()
    assert some and set(some) <= set(every)
