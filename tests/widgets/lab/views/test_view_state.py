"""A view paints what is new, and nothing twice."""

from contextlib import closing

from grokviz import ShellToy


def test_the_end_of_a_run_is_drawn_after_its_last_record():
    with closing(ShellToy(driver="here")) as lab:
        lab.run(steps=100)
        view_state, shown = lab.view_state, []
        view_state.pictures.front[0].show = lambda record, at: shown.append(view_state.player.state)
        view_state.player.state = "running"                  # the last record is there already
        view_state.paint()
        view_state.paint()
        view_state.player.state = "finished"
        view_state.paint()
        view_state.paint()
        assert shown == ["running", "finished"]
