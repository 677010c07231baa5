"""A sweep that is trained in a moment, and one whose blocks take about a second."""

from concurrent.futures import ThreadPoolExecutor

import grokviz as gv

TINY = dict(width=5, n_train=10, threshold=0.1, learning_rate=0.02, records=[0, 1, 10, 50, 100],
            steps=100)


def tiny(seeds=12, **settings):
    given = {"init_scale": [1.0, 6.0], "init_seed": range(seeds)} | TINY | settings
    return gv.recipes.teacher_student.grokking(**given)


def slow(seeds=24, steps=3000):
    """Four runs of it take about half a second, so that a process can be killed meanwhile."""
    return tiny(seeds, init_scale=1.0, steps=steps, records=[0, 10, steps], threshold=1e-5)


def here(experiment, folder, **given):
    """Trained by one thread of this process."""
    with ThreadPoolExecutor(1) as pool:
        return gv.many(experiment, folder, executor=pool, **given).wait()
