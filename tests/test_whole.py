"""A saved record is complete even if its writer is killed or another one writes beside it."""

import os
import subprocess
import sys
from pathlib import Path

import grokviz

SAVER = """
import os, random, signal, sys, time
import numpy as np
from grokviz import store
from grokviz.run import Record

def save(number):
    values = {"loss": np.full((400, 20), number, "f4")}
    store.save(Record("run", {"number": number}, {"seed": np.arange(20)}, np.arange(400), values),
               "run.npz")

def load():
    found = store.load("run.npz")
    assert (found.values["loss"] == found.settings["number"]).all()
    return found.settings["number"]

def forked(work):
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)

assert "torch" not in sys.modules
save(0)
"""
KILLED = SAVER + """
random.seed(0)
seen, parts, number = set(), 0, 0
for kill in range(50):
    ear, mouth = os.pipe()
    def work(number=number):
        while True:
            number += 1
            save(number)
            os.write(mouth, b"x")
    child = forked(work)
    os.read(ear, 1)                             # it is at work
    time.sleep(random.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ear), os.close(mouth)
    parts += len(os.listdir()) - 1
    found = load()
    assert found > number
    number = found
    seen.add(number)
save(-1)
assert load() == -1 and os.listdir() == ["run.npz"], os.listdir()
print(len(seen), parts)
"""
TOGETHER = SAVER + """
until = time.monotonic() + 2
def work(first):
    while time.monotonic() < until:
        save(first)
        first += 2
children = [forked(lambda: work(1)), forked(lambda: work(2))]
seen = []
while time.monotonic() < until:
    seen.append(load())
assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
assert os.listdir() == ["run.npz"] and load() > 2
print(len(set(seen)), len({number % 2 for number in seen if number}))
"""


def run(script, folder):
    about = {"PYTHONPATH": str(Path(grokviz.__file__).parents[1])}
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                         timeout=120, cwd=folder, env=os.environ | about)
    assert ran.returncode == 0 and not ran.stderr, ran.stderr
    return map(int, ran.stdout.split())


def test_a_writer_killed_at_any_moment_leaves_the_old_record_or_the_new_one(tmp_path):
    seen, parts = run(KILLED, tmp_path)
    assert seen == 50 and parts > 5             # it had been writing, and was killed while at it


def test_of_two_writers_the_last_wins_whole_and_a_reader_sees_either(tmp_path):
    seen, writers = run(TOGETHER, tmp_path)
    assert seen > 3 and writers == 2
