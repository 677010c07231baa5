"""A view paints what is new, and nothing twice."""

from contextlib import closing

from grokviz import ShellToy


def test_the_end_of_a_run_is_drawn_after_its_last_record():
    with closing(ShellToy(driver="here")) as lab:
        lab.run(steps=100)
        scene, shown = lab.scene, []
        scene.pictures.front[0].show = lambda record, at: shown.append(scene.player.state)
        scene.player.state = "running"                  # the last record is there already
        scene.paint()
        scene.paint()
        scene.player.state = "finished"
        scene.paint()
        scene.paint()
        assert shown == ["running", "finished"]
