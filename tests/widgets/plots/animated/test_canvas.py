"""The script of the browser's element, and how a scene is packed for it."""

import numpy as np

from grokviz.widgets.plots.animated import canvas
from grokviz.widgets.plots.animated.canvas import packed, script


def test_packed_takes_arrays_as_bytes():
    assert packed({"a": [np.ones(2)], "b": ("c", 1)}) == {
        "a": [np.ones(2, np.float32).tobytes()], "b": ["c", 1]}


def test_the_script_is_small_and_has_every_file():
    long = {path.stem: len(path.read_text(encoding="utf-8").splitlines())
            for path in canvas.HERE.glob("*.js")}
    assert long.keys() <= set(canvas.FILES)
    own = {name: long.pop(name, 0) for name in canvas.OWN}
    assert sum(long.values()) < 1650 and max(own.values()) < 200
    assert all(f"const {name} =" in script() for name in ("MARKS", "HANDS", "ARROWS"))
