"""A job in a notebook: a bar, runs per second, time left, and the blocks that failed."""

from __future__ import annotations

import html
import threading
from typing import TYPE_CHECKING, Any

from grokviz.i18n import t

if TYPE_CHECKING:
    from grokviz.jobs.job import Job

STATES = {"training": "jobs.training", "done": "jobs.done", "stopped": "jobs.stopped",
          "looking": "jobs.looking"}
MOST = 5                # failed blocks that are named; the rest is counted
EVERY = 1.0             # seconds between two pictures


def shown(job: Job, **given: Any) -> Any:
    """The MIME bundle of a job: a widget that moves, and the same as a page that does not."""
    import ipywidgets

    widget = ipywidgets.HTML(page(job))
    if job.state == "training":
        later = threading.Event()
        job.observe(later.set)

        def follow() -> None:
            while job.state == "training":
                later.wait(EVERY)
                later.clear()
                widget.value = page(job)
            widget.value = page(job)

        threading.Thread(target=follow, daemon=True, name="grokviz-bar").start()
    bundle = widget._repr_mimebundle_(**given)
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return {**data, "text/html": page(job), "text/plain": repr(job)}, metadata


def page(job: Job) -> str:
    """The job as HTML."""
    done, blocks = len(job._look()), job.sweep.blocks
    said = [t("jobs.blocks", done=done, blocks=blocks),
            t("jobs.runs", done=job.runs_done, runs=job.sweep.runs)]
    if job.rate:
        said.append(t("jobs.rate", rate=job.rate))
    if job.state == "training" and job.left < float("inf"):
        said.append(t("jobs.left", time=spent(job.left)))
    said.append(t(STATES[job.state]))
    failed = job.failed
    rows = "".join(f"<li>{html.escape(t('jobs.block', block=block))}: {html.escape(why)}</li>"
                   for block, why in list(failed.items())[:MOST])
    if len(failed) > MOST:
        rows += f"<li>{html.escape(t('jobs.more_failed', more=len(failed) - MOST))}</li>"
    why = f"<div>{html.escape(job.why)}</div>" if job.why else ""
    return (
        f'<div role="status"><b>{html.escape(job.folder.name)}</b> '
        f'<progress max="{blocks}" value="{done}" style="width:16em;vertical-align:middle">'
        f"</progress> {html.escape(' · '.join(said))}{why}"
        f"{f'<ul>{rows}</ul>' if rows else ''}</div>")


def spent(seconds: float) -> str:
    """Seconds as a person says them: 45 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
