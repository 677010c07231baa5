"""Pictures of records as files: what is in them, and that nothing else is touched."""

import io
import json
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from PIL import Image
from widgets.plots.test_plots import loss, norm
from widgets.records import run
from widgets.standin import SETTINGS

from grokviz.run import Record
from grokviz.widgets.lab.output import image_export
from grokviz.widgets.lab.output.image_export import (
    Sight,
    draw,
    growing,
    moments,
    save,
    settings_line,
)
from grokviz.widgets.plots import Landscape


def sight(record=None, plots=None):
    plots = plots or [loss(), norm(), Landscape()]
    return Sight(plots, record or run(), (), 2, lambda r, state: f"{state} at {r.steps[-1]}",
                 "finished", "α 2 · λ off")


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), int)


def test_the_picture_differs_with_the_run():
    one = sight()
    images = [pixels(draw(sight(record, one.plots)))
              for record in (run(), run().until(100), run((0.1, 0.3)))]
    assert len({image.shape for image in images}) == 1
    assert all(np.abs(images[0] - other).max() > 100 for other in images[1:])


def test_a_caption_says_what_happened_and_what_was_set():
    assert sight().caption() == "finished at 1000\nα 2 · λ off"
    assert sight().caption(run().until(100)) == "looking back at 100\nα 2 · λ off"
    assert pixels(draw(sight())).shape[0] > pixels(draw(sight(), caption=False)).shape[0]
    assert settings_line({"scale": 2.0, "decay": [0.0, 0.1, 0.3], "steps": 20}, SETTINGS) == (
        "α 2 · λ off to 0.3 · steps 20")


def test_a_setting_is_not_torn_apart_where_a_line_ends():
    line = " · ".join(["seed: init 1 to 3"] * 9)
    lines = image_export._lines(line)
    assert len(lines) == 2 and " ".join(lines) == line
    assert all(one.count("seed") == one.count("3") for one in lines)
    assert " ".join(image_export._lines("word " * 40)) == ("word " * 40).strip()


def test_settings_are_inside_every_kind_of_file(tmp_path):
    found = {}
    for kind in image_export.FORMATS:
        path = save(sight(), tmp_path / f"a.{kind}", link="grokviz:1.ü.y")
        if kind == "svg":
            tree = ElementTree.parse(path)
            (found[kind],) = [e.text for e in tree.iter() if e.tag.endswith("}description")]
        else:
            with Image.open(path) as image:
                found[kind] = image.info["comment"] if kind == "gif" else image.text["Description"]
    for text in found.values():
        about = json.loads(text)
        assert about["settings"] == {"steps": 1000} and about["made"]["link"] == "grokviz:1.ü.y"
        assert about["made"]["caption"] == sight().caption()


def test_a_gif_grows_and_ends_with_the_picture_of_the_whole_run():
    record = run(steps=(0, 100, 1000))
    plots = [loss()]
    with Image.open(io.BytesIO(growing(sight(record, plots)))) as gif:
        frames = []
        for i in range(gif.n_frames):
            gif.seek(i)
            frames.append(np.asarray(gif.convert("RGB"), int))
    assert len(frames) == len(moments(record)) == 3
    blue = [((f[..., 2] > 140) & (f[..., 0] < 60)).sum() for f in frames]
    assert blue[0] < blue[1] < blue[2]
    whole = pixels(draw(sight(record, plots)))
    assert np.abs(frames[-1] - whole).mean() < 1        # but for the palette


def test_the_moments_of_a_gif_are_spread_over_the_logarithm_of_the_step():
    assert moments(run()) == [0, 100, 1000]
    many = Record("many", {}, {"seed": np.arange(1)}, np.arange(10_001), {})
    steps = np.array(moments(many))
    assert len(steps) <= image_export.FRAMES and steps[-1] == 10_000
    assert np.diff(np.log10(steps[8:])).std() < 0.03


def test_it_leaves_the_users_matplotlib_alone():
    before = matplotlib.get_backend(), dict(matplotlib.rcParams)
    draw(sight())
    assert (matplotlib.get_backend(), dict(matplotlib.rcParams)) == before


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no kind of picture 'bmp'; known: svg, png, gif"):
        save(sight(), tmp_path / "a.bmp")


def test_a_font_that_is_newer_than_the_list_of_fonts_is_found(monkeypatch):
    font_manager = pytest.importorskip("matplotlib.font_manager")
    manager, name = font_manager.fontManager, "DejaVu Sans Mono"
    path = font_manager.findfont(name)
    monkeypatch.setattr(manager, "ttflist", [f for f in manager.ttflist if f.name != name])
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [path, __file__])
    monkeypatch.setattr(image_export, "CHINESE", ("No Such Font", name))
    image_export._chinese.cache_clear()
    assert image_export._chinese() == [name]
    image_export._chinese.cache_clear()
