"""What may go wrong on a cluster, done to a real one; afterwards every block is whole, and once.

One cluster serves all tests, which are in the order of what they destroy: one of the last kills it.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from numpy.testing import assert_array_equal
from small_sweeps import here, slow, tiny

import grokviz as gv
from grokviz.jobs import job as jobs
from grokviz.jobs import lock as locks

CLUSTER = Path(__file__).with_name("cluster.py")
ROOT = Path(gv.__file__).parents[1]
SOON = 90               # seconds after which a test gives up


def started(file):
    env = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, str(CLUSTER), str(file)], env=env,
                               start_new_session=True, stderr=subprocess.DEVNULL)
    until(lambda: file.exists() or process.poll() is not None)
    return process, json.loads(file.read_text())


def until(true):
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("cluster") / "there.json"


@pytest.fixture(scope="module")
def process(file):
    found = started(file)
    yield found
    if found[0].poll() is None:
        whole = psutil.Process(found[0].pid)
        for each in (*whole.children(recursive=True), whole):
            each.kill()


@pytest.fixture(scope="module")
def client(process):
    from distributed import Client

    with Client(process[1]["address"], timeout="30s") as client:
        yield client


def written(job):
    """Block -> when its file was written."""
    return {i: job.sweep.file(i).stat().st_mtime_ns for i in job.sweep.done()}


def whole(job, blocks):
    """All blocks are there, can be read, and belong to their runs; nothing else is left."""
    assert not job.failed and job.sweep.done() == set(range(blocks))
    for block in range(blocks):
        job.record(block)
    assert not list(job.folder.glob("blocks/*/.grokviz*.part"))
    assert not (job.folder / "job.lock").exists()


def test_any_number_of_workers_gives_the_same_bits_also_when_another_goes_on(client, tmp_path):
    experiment = tiny(12)
    one = here(experiment, tmp_path / "one", block=4, keep="curves")
    cluster = gv.many(experiment, tmp_path / "two", block=4, keep="curves", executor=client).wait()
    whole(cluster, 6)
    for block in range(0, 6, 2):
        cluster.sweep.file(block).unlink()
    with ThreadPoolExecutor(3) as pool:
        gv.many(tmp_path / "two", executor=pool).wait()
    for block in range(6):
        for name, value in one.record(block).values.items():
            assert_array_equal(value, cluster.record(block).values[name])


def test_a_killed_worker_costs_its_block_alone(client, tmp_path):
    job = gv.many(slow(), tmp_path / "s", block=4, executor=client, stop=False)
    until(lambda: len(job._done) >= 1)
    before = written(job)
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    job.wait()
    assert not job.failed and before.items() <= written(job).items()
    whole(job, 6)


def test_a_block_that_always_fails_is_named_and_the_rest_finishes(client, tmp_path):
    job = gv.many(tiny(), tmp_path / "s", block=4, look=True)
    job.sweep.file(2).mkdir(parents=True)               # a folder where its file should be
    job = gv.many(tmp_path / "s", executor=client).wait()
    assert list(job.failed) == [2] and "it is a folder" in job.failed[2] and job.missing == [2]
    assert "it is a folder" in job._repr_mimebundle_()[0]["text/html"]
    assert gv.many(tmp_path / "s", look=True).failed == job.failed
    job.sweep.file(2).rmdir()
    again = gv.many(tmp_path / "s", executor=client).wait()
    assert not again.failed and not list(job.folder.glob("blocks/*/*.failed"))
    whole(again, 6)


def test_a_full_disk_stops_the_job_with_a_sentence_and_it_goes_on_later(client, tmp_path):
    def fill():
        from grokviz import store

        def save(*given, **about):
            raise OSError(errno.ENOSPC, "No space left on device")

        store.kept_save, store.save = store.save, save

    def free():
        from grokviz import store

        store.save = store.kept_save

    client.run(fill)
    try:
        job = gv.many(tiny(), tmp_path / "s", block=4, executor=client)
        with pytest.raises(RuntimeError, match="disk takes no more: .*No space .*to go on"):
            job.wait()
        assert not job.sweep.done()
    finally:
        client.run(free)
    whole(gv.many(tmp_path / "s", executor=client).wait(), 6)


def test_a_scheduler_knows_a_few_blocks_at_a_time_of_however_many(client, tmp_path):
    """Two hundred here; the bench hands out ten thousand, and measures the memory."""
    def trivial():
        from grokviz.jobs import block

        block.kept_train, block.train_block = block.train_block, lambda folder, number: {
            "block": number, "runs": 1}

    def usual():
        from grokviz.jobs import block

        block.train_block = block.kept_train

    def memory():
        return psutil.Process().memory_info().rss / 2**20

    client.run(trivial)
    try:
        before = client.run_on_scheduler(memory)
        job = gv.many(tiny(100), tmp_path / "s", block=1, executor=client)
        most = 0
        while job.state == "training":
            most = max(most, client.run_on_scheduler(
                lambda dask_scheduler: len(dask_scheduler.tasks)))
            time.sleep(0.5)
        after = client.run_on_scheduler(memory)
    finally:
        client.run(usual)
    assert job.state == "done" and len(job._done) == 200
    assert after < 1000 and after - before < 50 and most < 30


def test_clocks_that_differ_by_years_change_nothing(client, tmp_path):
    job = gv.many(tiny(), tmp_path / "s", block=4, executor=client).wait()
    before = {}
    for block, years in zip(range(3), (-30, 0, 30), strict=True):
        at = time.time() + years * 3e7
        os.utime(job.sweep.file(block), (at, at))
        before[block] = job.sweep.file(block).stat().st_mtime_ns
    job.sweep.file(4).unlink()
    lock = tmp_path / "s" / "job.lock"
    lock.write_text(json.dumps({"id": "x", "host": os.uname().nodename, "pid": 2**22 + 1}))
    os.utime(lock, (2e9, 2e9))
    again = gv.many(tmp_path / "s", executor=client).wait()
    whole(again, 6)
    assert before.items() <= written(again).items()


def test_a_killed_scheduler_ends_the_job_with_a_sentence_and_after_all_is_killed_nothing_is_lost(
    process, file, client, tmp_path, monkeypatch
):
    """The scheduler dies with a notebook in its process, then the workers; a job here sees it."""
    monkeypatch.setattr(jobs, "PATIENCE", 0.2)
    there = gv.many(slow(), tmp_path / "there", block=4, stop=False, look=True)
    file.with_suffix(".folder").write_text(str(there.folder))
    until(lambda: there.sweep.done())
    job = gv.many(slow(8), tmp_path / "here", block=4, executor=client, stop=False)
    until(lambda: job.state == "training")
    workers = psutil.Process(process[0].pid).children(recursive=True)
    process[0].kill()
    process[0].wait()
    with pytest.raises(RuntimeError, match="to go on"):
        job.wait(SOON)
    for worker in workers:
        if worker.is_running():
            worker.kill()
    psutil.wait_procs(workers, SOON)
    assert (there.folder / "job.lock").exists()
    for each, blocks in ((there, 6), (job, 2)):
        before = written(each)
        assert len(before) < blocks
        again = here(str(each.folder), None)
        assert before.items() <= written(again).items()
        whole(again, blocks)


def test_a_killed_process_is_started_again_and_ends_after_its_notebook_is_killed(tmp_path):
    job = gv.many(slow(), tmp_path / "s", block=4, stop=False, look=True)
    code = f"import grokviz as gv; gv.many({str(tmp_path / 's')!r}, workers=1).wait()"
    notebook = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {
        "PYTHONPATH": str(ROOT)})
    until(lambda: job.sweep.done())
    (first,) = psutil.Process(notebook.pid).children()
    first.kill()
    before = written(job)
    until(lambda: len(job.sweep.done()) > len(before))
    (second,) = psutil.Process(notebook.pid).children()
    assert second != first and before.items() <= written(job).items()
    notebook.kill()
    notebook.wait()
    psutil.wait_procs([second], SOON)           # it finishes its block
    assert not second.is_running()
    before = written(job)
    assert len(before) < 6
    again = here(str(tmp_path / "s"), None)
    assert before.items() <= written(again).items()
    whole(again, 6)


def test_a_second_job_on_a_folder_is_refused_while_the_first_lives(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "BEAT", 0.1)
    gv.many(tiny(), tmp_path / "s", look=True)
    code = ("import sys, time; from pathlib import Path; from grokviz.jobs import lock; "
            f"lock.BEAT = 0.1; lock.Lock(Path({str(tmp_path / 's')!r})); print(1, flush=True); "
            "time.sleep(60)")
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE,
                             env=os.environ | {"PYTHONPATH": str(ROOT)})
    other.stdout.readline()
    with pytest.raises(gv.StoreError, match=f"process {other.pid} on .* trains the sweep"):
        gv.many(tmp_path / "s")
    other.kill()
    other.wait()
    assert (tmp_path / "s" / "job.lock").exists()
    whole(here(str(tmp_path / "s"), None), 1)


def test_the_lock_of_another_machine_is_taken_once_it_has_stood_still(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "BEAT", 0.05)
    gv.many(tiny(), tmp_path / "s", look=True)
    (tmp_path / "s" / "job.lock").write_text(json.dumps({"id": "x", "host": "far", "pid": 1}))
    whole(here(str(tmp_path / "s"), None), 1)


def test_a_block_whose_worker_always_dies_is_named_after_three_tries(tmp_path):
    class Deadly(Executor):
        def submit(self, fn, folder, block):
            future = Future()
            if block == 1:
                asked.append(block)
                future.set_exception(RuntimeError("killed, signal 9"))
            else:
                future.set_result(fn(folder, block))
            return future

    asked = []
    job = gv.many(tiny(3), tmp_path / "s", block=2, executor=Deadly()).wait()
    assert list(job.failed) == [1] and len(asked) == 3
    assert "its worker ended 3 times before it did (RuntimeError: killed" in job.failed[1]
