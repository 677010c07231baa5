"""What stays without a kernel: a figure with a caption, a real picture, and plain text."""

import base64
import io
from html.parser import HTMLParser

import matplotlib
import numpy as np
from matplotlib.image import imread
from widgets.records import cells, run

from grokviz.widgets import fallback


def test_the_bundle_has_a_named_figure_a_picture_and_the_sentence():
    parts = fallback.bundle(run(), 'said "so" & <done>')
    assert parts["text/plain"] == 'said "so" & <done>'
    found = {}

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found[tag] = dict(attributes)

    Parser().feed(parts["text/html"])
    assert found["figure"]["role"] == "img"
    assert found["figure"]["aria-label"] == found["img"]["alt"] == 'said "so" & <done>'
    assert found["img"]["src"] == "data:image/png;base64," + parts["image/png"]


def test_the_picture_differs_with_the_run_and_shows_the_curve():
    pictures = [
        fallback.draw(run()), fallback.draw(run().until(100)), fallback.draw(run(), cells()),
        fallback.draw(run((0.1, 0.3))),
    ]
    images = [imread(io.BytesIO(p)) for p in pictures]
    assert len({p.shape for p in images}) == 1
    assert all(np.abs(images[0] - other).max() > 0.5 for other in images[1:])


def test_it_leaves_the_users_matplotlib_alone():
    before = matplotlib.get_backend()
    base64.b64decode(fallback.bundle(run(), "x")["image/png"])
    assert matplotlib.get_backend() == before
