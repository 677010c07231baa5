"""The script of the browser's element, and how a scene is packed for it."""

import numpy as np

from grokviz.widgets.plots.animated import canvas
from grokviz.widgets.plots.animated.canvas import packed, script


def test_packed_takes_arrays_as_bytes():
    assert packed({"a": [np.ones(2)], "b": ("c", 1)}) == {
        "a": [np.ones(2, np.float32).tobytes()], "b": ["c", 1]}


def test_the_script_has_every_file_and_what_all_labs_share_is_small():
    long = {path.relative_to(canvas.HERE): len(path.read_text(encoding="utf-8").splitlines())
            for path in canvas.HERE.rglob("*.js")}
    shared = {str(path): lines for path, lines in long.items() if path.parent.name == ""}
    assert {name.removesuffix(".js") for name in shared} == {*canvas.TOOLS, *canvas.PLAYER}
    assert {path.stem for path in long} == {*canvas.TOOLS, *canvas.PLAYER, *canvas.PICTURES}
    assert sum(shared.values()) <= 1500 and max(long.values()) <= 250
    assert all(f"const {name} =" in script() for name in ("MARKS", "HANDS", "ARROWS"))
