"""A cluster of Dask in a process of its own, which a test may kill with all that hangs on it.

It is started by ``python cluster.py FILE``, and writes its address and the process ids of its
workers into FILE. It also is a notebook: once there is a FILE with the ending .folder, it opens the
sweep in the folder that is named there, and trains it.
"""

import json
import os
import sys
import time
from pathlib import Path


def main(file):
    import dask
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.worker.daemon": False})
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                      silence_logs=50) as cluster, Client(cluster) as client:
        pids = list(client.run(os.getpid).values())
        part = Path(file).with_suffix(".part")
        part.write_text(json.dumps({"address": cluster.scheduler_address, "workers": pids}))
        part.replace(file)
        folder = Path(file).with_suffix(".folder")
        while not folder.exists():
            time.sleep(0.1)
        import grokviz as gv

        gv.many(folder.read_text(), executor=client).wait()
        time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
