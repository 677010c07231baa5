"""The picture under a lab: shown once, changed in place, and true when the cell is over."""

import threading

import pytest

from grokviz.widgets.environment import SERVED, on_a_page
from grokviz.widgets.lab.output.notebook_output import NOTHING, Outputs


class Wall(list):
    """The messages to a front end: (what, id, data)."""

    def display(self, data, raw, display_id=None):
        assert raw
        self.append(("display", display_id, data))

    def update_display(self, data, raw, display_id):
        self.append(("update", display_id, data))


@pytest.fixture
def wall(monkeypatch):
    made = Wall()
    monkeypatch.setattr("IPython.display.display", made.display)
    monkeypatch.setattr("IPython.display.update_display", made.update_display)
    return made


@pytest.fixture
def outputs():
    drawn = iter(range(100))
    reports = []
    made = Outputs(lambda: {"text/html": f"picture {next(drawn)}"}, lambda work: work(),
                   reports.append)
    made.reports = reports
    return made


def test_the_widget_and_its_picture_are_two_outputs(wall, outputs):
    outputs.show({"view": 1, "text/plain": "VBox(children=...)"})
    (_, none, widget), (_, name, still) = wall
    assert none is None and widget["view"] == 1 and "needs a kernel" in widget["text/plain"]
    assert name and still == {"text/html": "picture 0"}


def test_a_run_that_ends_changes_the_picture_in_place_wherever_it_was_shown(wall, outputs):
    outputs.refresh()
    assert wall == []                                   # nobody has shown it
    outputs.show({})
    outputs.show({})
    assert wall[1][1] == wall[3][1]
    outputs.refresh()
    assert wall[-1] == ("update", wall[1][1], {"text/html": "picture 2"})


def test_settling_draws_only_what_is_stale_and_tells_it_from_this_thread(wall, outputs):
    outputs.show({})
    outputs.settle()
    assert len(wall) == 2
    outputs.aside = lambda work: None                   # not yet come to it
    outputs.refresh()
    outputs.settle()
    assert wall[-1][2] == {"text/html": "picture 1"}

    def elsewhere(work):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    outputs.aside = elsewhere
    outputs.refresh()
    outputs.settle()
    assert [told[2]["text/html"] for told in wall[-2:]] == ["picture 2"] * 2


def test_what_cannot_be_drawn_is_reported_and_the_widget_is_shown(wall, outputs):
    outputs.draw = lambda: 1 / 0
    outputs.show({"view": 1})
    assert [w[2] for w in wall[1:]] == [NOTHING] and wall[0][2]["view"] == 1
    assert isinstance(outputs.reports[0], ZeroDivisionError)


@pytest.mark.parametrize("name, value", [
    ("SERVER_SOFTWARE", "voila/0.5.13"), ("VOILA_APP_PORT", "8866"), (SERVED, "1"), (SERVED, ""),
])
def test_a_kernel_of_a_page_knows_it_and_no_address_talks_it_out_of_it(monkeypatch, name, value):
    assert not on_a_page()
    monkeypatch.setenv("QUERY_STRING", "SERVER_SOFTWARE=&GROKVIZ_SERVED=0")
    monkeypatch.setenv(name, value)
    assert on_a_page()


def test_on_a_page_of_voila_there_is_no_picture(wall, outputs, monkeypatch):
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    outputs.show({"view": 1})
    outputs.refresh()
    assert len(wall) == 1 and wall[0][2]["view"] == 1
