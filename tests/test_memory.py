"""A run that exceeds the memory is refused with both numbers; a container's limit counts."""

import pytest

from grokviz import memory


def test_what_fits_is_let_through_and_what_does_not_is_refused_with_both_numbers(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda device: 1000)
    memory.check_memory(1000, "two runs")
    with pytest.raises(ValueError, match="two runs need 1,001 bytes of memory and there are 1,000; "
                                         "give fewer runs"):
        memory.check_memory(1001, "two runs")


def test_a_system_that_does_not_say_refuses_nothing(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda device: None)
    memory.check_memory(1e30, "a great deal")


def test_the_smaller_of_system_and_container_counts(monkeypatch, tmp_path):
    there = memory.available()
    assert there is None or 1e7 < there < 1e14
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.current").write_text("2000\n")
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    assert memory.available() == 3000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.available() == memory._of_system()
