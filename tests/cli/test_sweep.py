"""The command: values as they are typed, a sweep from a shell, and its faults in a sentence."""

import pytest

import grokviz as gv
from grokviz.cli.sweep import main, value_of


@pytest.mark.parametrize("text, value", [
    ("0.1", 0.1), ("4", 4), ("0.1,1", [0.1, 1]), ("3:6", [3, 4, 5]), ("adamw", "adamw"),
    ("l1,none", ["l1", "none"]),
])
def test_values_as_they_are_typed(text, value):
    assert value_of(text) == value


def test_a_sweep_from_a_shell_and_the_same_again(tmp_path, capsys):
    typed = ["teacher_student.grokking", str(tmp_path / "s"), "init_seed=0:5", "width=5",
             "n_train=10", "steps=100", "records=0,10,100", "--block=2", "--workers=1"]
    assert main(typed) == 0
    assert "3 of 3 blocks, 5 of 5 runs" in capsys.readouterr().out
    assert gv.many(tmp_path / "s").dataset().sizes["run"] == 5
    assert main([str(tmp_path / "s"), "--look"]) == 0


@pytest.mark.parametrize("typed, says", [
    (["teacher_student.groking", "s"], "teacher_student.grokking"),
    (["teacher_student.grokking", "s", "steps"], "give NAME=VALUE"),
    (["teacher_student.grokking", "s", "stepps=3"], "stepps"), (["none"], "there is no sweep in"),
    (["teacher_student.grokking", "s", "width=5", "--scheduler=tcp://127.0.0.1:1"],
     "no scheduler answers at"),
])
def test_a_mistake_is_a_sentence(tmp_path, monkeypatch, capsys, typed, says):
    monkeypatch.chdir(tmp_path)
    if "--scheduler" in typed[-1]:
        import distributed

        def refuse(address, timeout):
            raise OSError("refused")

        monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(SystemExit) as end:
        main(typed)
    assert end.value.code == 1 and says in capsys.readouterr().err
