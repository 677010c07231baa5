"""`grokviz lab` finds the lessons and brings its own defaults; JupyterLab itself: browser/."""

import json
import os
from pathlib import Path

import pytest

from grokviz.serving import jupyter


def test_the_lessons_are_found_in_a_folder_that_is_named(tmp_path):
    (tmp_path / jupyter.FIRST_LESSON).touch()
    assert jupyter.find_lessons(tmp_path) == tmp_path.resolve()


def test_without_lessons_the_error_says_where_and_what_to_type(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(jupyter, "__file__", str(tmp_path / "site-packages/grokviz/serve.py"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        jupyter.main([])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert str(tmp_path / "lessons" / jupyter.FIRST_LESSON) in said
    assert "grokviz lab --lessons DIR" in said


def test_jupyterlab_reads_our_defaults_and_our_workspace(tmp_path, monkeypatch):
    settings_utils = pytest.importorskip("jupyterlab_server.settings_utils")
    workspaces = pytest.importorskip("jupyterlab_server.workspaces_handler")

    jupyter.write_defaults(tmp_path)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    overrides, error = settings_utils._get_overrides(str(tmp_path))
    assert not error
    assert jupyter.DEFAULTS.items() <= overrides.items()

    jupyter.write_workspace(tmp_path / "workspaces")
    stored = workspaces.WorkspacesManager(str(tmp_path / "workspaces")).load("default")
    assert stored["data"] == jupyter.WORKSPACE["data"]


def test_a_theme_for_once_leaves_the_settings_of_the_user_alone(tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    theirs = {"theme": "JupyterLab Light"}
    jupyter.write(mine / jupyter.THEMES, theirs)
    jupyter.write(mine / "other.jupyterlab-settings", {"kept": True})
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(mine))
    copy = jupyter._settings_with("dark", tmp_path)
    assert json.loads((mine / jupyter.THEMES).read_text()) == theirs
    assert json.loads((copy / jupyter.THEMES).read_text())["theme"] == "JupyterLab Dark"
    assert json.loads((copy / "other.jupyterlab-settings").read_text()) == {"kept": True}


def test_the_server_keeps_its_token_and_does_without_voila(tmp_path, monkeypatch):
    labapp = pytest.importorskip("jupyterlab.labapp")
    seen = {}

    def launch(argv):
        config = Path(os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
        seen["argv"] = argv
        seen["server"] = json.loads((config / "jupyter_server_config.json").read_text())
        seen["page"] = json.loads((config / "labconfig" / "page_config.json").read_text())

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setattr(labapp.LabApp, "launch_instance", launch)
    jupyter.lab(tmp_path, extra=["--ip=0.0.0.0"])
    assert seen["argv"][-1] == "--ip=0.0.0.0"
    assert not any("token" in option or "password" in option for option in seen["argv"])
    assert seen["server"]["ServerApp"] == {"jpserver_extensions": {"voila.server_extension": False}}
    owner, _, name = jupyter.DEATH.partition(".")
    assert seen["server"][owner] == {name: 1.0}         # a killed kernel is soon found
    assert seen["page"]["disabledExtensions"] == {"@voila-dashboards/jupyterlab-preview": True}


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package that was installed from a wheel, with two lessons in it; an empty folder."""
    package = tmp_path / "site-packages" / "grokviz"
    monkeypatch.setattr(jupyter, "__file__", str(package / "serving" / "jupyter.py"))
    for name in (jupyter.FIRST_LESSON, "01.ipynb", "zh/01.ipynb"):
        path = package / jupyter.PACKED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def test_lessons_of_an_installed_package_are_copied_and_a_learners_own_are_kept(installed):
    lessons = jupyter.own_copy(jupyter.find_lessons())
    assert lessons == installed / "lessons"
    assert (lessons / "zh" / "01.ipynb").read_text() == "zh/01.ipynb"
    (lessons / "01.ipynb").write_text("mine")
    (lessons / "zh" / "01.ipynb").unlink()
    jupyter.own_copy(Path(jupyter.__file__).parents[1] / jupyter.PACKED)
    assert (lessons / "01.ipynb").read_text() == "mine"
    assert (lessons / "zh" / "01.ipynb").exists()           # one that was missing


def test_lessons_beside_the_source_are_opened_in_place(tmp_path):
    assert jupyter.own_copy(tmp_path) == tmp_path
