"""Pages for Voila: what is written; how they look and work is tested in browser/."""

import importlib
import inspect
import json
import sys
from types import SimpleNamespace

import nbformat
import pytest

from grokviz.labs import LABS
from grokviz.serving import jupyter, voila
from grokviz.widgets.environment import SERVED, on_a_page


def test_there_is_a_notebook_for_each_lab_with_no_code_but_to_open_it(tmp_path):
    voila.write_pages(tmp_path)
    assert {p.stem for p in tmp_path.iterdir()} == set(LABS)
    for lab in LABS:
        notebook = nbformat.read(tmp_path / f"{lab}.ipynb", 4)
        nbformat.validate(notebook)
        (cell,) = notebook.cells
        assert f'gv.open_page("{lab}")' in cell.source and notebook.metadata.title


def test_a_page_knows_that_it_is_served_before_it_opens_its_lab(tmp_path, monkeypatch):
    voila.write_pages(tmp_path)
    monkeypatch.setenv(SERVED, "")              # taken back afterwards
    monkeypatch.delenv(SERVED)
    opened = []
    monkeypatch.setitem(sys.modules, "grokviz", SimpleNamespace(
        open_page=lambda lab: opened.append((lab, on_a_page()))))
    assert not on_a_page()
    exec(nbformat.read(tmp_path / "plane.ipynb", 4).cells[0].source)
    assert opened == [("plane", True)]


def test_the_template_is_voilas_own_without_what_it_fetches_from_elsewhere(tmp_path):
    paths = pytest.importorskip("voila.paths")
    jinja2 = pytest.importorskip("jinja2")
    voila.write_template(tmp_path)
    found = paths.collect_template_paths(
        ["voila", "nbconvert"], voila.TEMPLATE, root_dirs=[str(tmp_path), *paths.jupyter_path()])
    loader = jinja2.FileSystemLoader(found)
    said = [loader.get_source(jinja2.Environment(), f"{name}index.html.j2")[0]
            for name in ("", "voila/templates/lab/")]
    assert "https://" in said[1] and "extends 'voila/templates/lab/index.html.j2'" in said[0]
    assert json.loads((tmp_path / "voila/templates/grokviz/conf.json").read_text()) == {
        "base_template": "lab"}


def test_an_unknown_lab_says_which_there_are(capsys):
    with pytest.raises(SystemExit) as ended:
        voila.main(["teacher"])
    assert ended.value.code == 2
    assert "did you mean 'teacher_student'" in capsys.readouterr().err


def test_without_voila_it_says_what_to_type(monkeypatch, capsys):
    monkeypatch.setattr(jupyter.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as ended:
        voila.main([])
    assert ended.value.code == 1 and "pip install" in capsys.readouterr().err


@pytest.mark.parametrize("ip, here", [
    ("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True),
    ("0.0.0.0", False), ("", False), ("::", False), ("192.168.0.7", False), ("my.host", False),
])
def test_who_comes_from_another_machine_needs_a_token(ip, here):
    assert voila.is_here(ip) == here
    assert voila._identity(ip, None)[1:] == ([] if here else ["--Voila.auto_token=True"])
    assert voila._identity(ip, "given")[1:] == ["--token=given"]
    assert voila._identity(ip, "")[1:] == ["--token="]  # said to be none


def test_no_visitor_may_set_a_password():
    """Jupyter's provider accepts anyone with the token as the user of this machine."""
    identity = pytest.importorskip("jupyter_server.auth.identity")
    for ip, token in (("localhost", None), ("0.0.0.0", None), ("0.0.0.0", "given")):
        name = voila._identity(ip, token)[0].removeprefix("--Voila.identity_provider_class=")
        module, _, provider = name.rpartition(".")
        chosen = getattr(importlib.import_module(module), provider)
        assert issubclass(chosen, identity.IdentityProvider)
        assert not issubclass(chosen, identity.PasswordIdentityProvider)


def test_without_options_only_this_machine_may_connect(monkeypatch):
    assert voila.is_here(inspect.signature(voila.serve).parameters["ip"].default)
    given = []
    monkeypatch.setattr(voila, "serve", lambda *lab, **who: given.append(who))
    voila.main(["plane"])
    assert voila.is_here(given[0]["ip"]) and given[0]["token"] is None


def test_the_server_looks_for_dead_kernels_each_second_and_takes_a_visitors_token(monkeypatch):
    started = []
    monkeypatch.setattr(voila, "_application", lambda *page: SimpleNamespace(
        launch_instance=started.append))
    monkeypatch.setenv("JUPYTER_PATH", "")
    voila.serve("plane", 8866, False, ip="0.0.0.0", token="given")
    assert f"--{jupyter.DEATH}=1" in started[0] and "--token=given" in started[0]
    assert "--Voila.ip=0.0.0.0" in started[0]


def test_it_says_what_is_open_to_whom():
    assert voila.opens("localhost", "", 4).startswith("All users of this machine may")
    assert "have the token" in voila.opens("0.0.0.0", "t0ken", 4)
    assert "t0ken" not in voila.opens("0.0.0.0", "t0ken", 4)
    said = voila.opens("0.0.0.0", "", 4)
    assert "ALL WHO CAN REACH THIS MACHINE" in said and "at most 4 at once" in said


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "²"])
def test_a_number_of_pages_that_is_none_is_refused_in_a_sentence(number, capsys):
    with pytest.raises(SystemExit) as ended:
        voila.main([f"--pages={number}"])
    assert ended.value.code == 2
    assert "give a whole number from 1, e.g. 8" in capsys.readouterr().err


def test_the_options_reach_the_server(monkeypatch):
    given = []
    monkeypatch.setattr(voila, "serve", lambda *lab, **who: given.append((*lab, who)))
    voila.main(["plane", "--ip=0.0.0.0", "--pages=3", "--token=t", "--no-browser"])
    assert given == [("plane", 8866, False, "light", [],
                      {"ip": "0.0.0.0", "token": "t", "most": 3})]
    voila.main(["plane", "--Voila.ip=0.0.0.0"])         # as Voila itself calls it
    assert given[1][-1] == {"ip": "0.0.0.0", "token": None, "most": None}
