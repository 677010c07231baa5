"""A run that was stopped, saved, and gone on with in another lab, or after the kernel was lost."""

import io
import shutil

import pytest
from numpy.testing import assert_array_equal
from test_store import rewritten
from widgets.standin import lab

from grokviz import store
from grokviz.widgets.lab.serialization.permalink import LinkError
from grokviz.widgets.panels.export import Share


@pytest.fixture
def labs():
    made = []

    def make(**given):
        made.append(lab(**given))
        return made[-1]

    yield make
    for each in made:
        each.close()


def stopped(labs, **settings):
    """A lab whose run stands still, half way, after λ was turned."""
    made = labs(scale=4, **settings)
    made.step(7)
    made.state.auto = True
    made.decay = 0.2
    made.step(5)
    return made


def ended(made):
    made.start()
    made.view_state.player.wait()
    return made.record


@pytest.mark.parametrize("given", [{}, {"comparing": "scale", "runs": 3}])
def test_it_goes_on_as_if_nothing_had_been(labs, tmp_path, given):
    first = stopped(labs, **given)
    path = first.save(tmp_path / "half.npz")
    second = labs()
    second.resume(path)
    second.frames.flush()
    assert second.value == first.value and second.comparing == first.comparing
    assert second.view_state.player.state == "paused" and second.badge == "live"
    assert_array_equal(second.record.steps, first.record.steps)
    whole, again = ended(first), ended(second)
    assert whole.changes == again.changes and len(whole.changes) == 1
    for name, column in whole.sweep.items():
        assert_array_equal(again.sweep[name], column)
    assert_array_equal(again.steps, whole.steps)
    assert_array_equal(again.values["value"].astype("f4"), whole.values["value"].astype("f4"))
    assert second.link() == first.link()                # and it can be told how it came about


def test_it_can_be_saved_again_before_it_has_gone_on(labs, tmp_path):
    path, second, third = stopped(labs).save(tmp_path / "a.npz"), labs(), labs()
    second.resume(path)
    third.resume(second.save(tmp_path / "b.npz"))
    assert_array_equal(ended(third).steps, ended(second).steps)


def test_a_branch_goes_on_as_the_branch_it_is(labs, tmp_path):
    first = labs()
    first.run()
    first.go_to(10)
    first.branch(scale=1.0)
    second = labs()
    second.resume(first.save(tmp_path / "branch.npz"))
    assert second.link() == first.link()
    assert_array_equal(ended(second).values["value"].astype("f4"),
                       first.record.values["value"].astype("f4"))


def test_what_holds_no_run_is_refused_and_nothing_is_lost(labs, tmp_path):
    made = stopped(labs)
    before = made.record
    numbers = store.save(before, tmp_path / "numbers.npz")
    with pytest.raises(store.StoreError, match="holds numbers, but no run"):
        made.resume(numbers)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        made.resume(tmp_path / "nowhere.npz")
    path = made.save(tmp_path / "other.npz")
    made.persistence.key = "another"
    with pytest.raises(LinkError, match="for the lab counting"):
        made.resume(path)
    made.persistence.key = "counting"
    told = store.provenance(path)["made"]
    beyond = told | {"wanted": told["wanted"] | {"decay": 2e3}}
    with pytest.raises(LinkError, match="a smaller decay"):
        made.resume(rewritten(path, hashed=True, made=beyond))
    with pytest.raises(store.StoreError, match="other.npz does not say how its run was made"):
        made.resume(rewritten(path, hashed=True, made=told | {"run": [3]}))
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(store.StoreError):
        made.resume(path)
    assert_array_equal(made.record.steps, before.steps)
    assert made.view_state.player.state == "paused"


def test_a_run_comes_back_from_a_copy_alone_or_from_its_bytes(labs, tmp_path):
    first = stopped(labs)
    path = first.save(tmp_path / "half.npz")
    other = shutil.copy(path, tmp_path / "half (1).npz")
    path.unlink()
    raw = other.read_bytes()
    for source in (str(other).removesuffix(".npz"), raw, memoryview(raw), io.BytesIO(raw),
                   store.read(raw)):
        second = labs()
        second.resume(source)
        assert second.link() == first.link() and second.view_state.player.state == "paused"
    assert [p.name for p in tmp_path.iterdir()] == ["half (1).npz"]


def test_the_page_opens_a_saved_run(labs, tmp_path):
    made = labs(panels=(Share,))
    made.step(3)
    path = made.save(tmp_path / "mine.npz")
    made.reset()
    (page,) = made.panels
    page.given.value = f" {path} "
    assert "Start goes on with it" in page.said.value and len(made.record.steps) == 3
    page.given.value = str(tmp_path / "none.npz")
    assert 'role="alert"' in page.said.value and len(made.record.steps) == 3
