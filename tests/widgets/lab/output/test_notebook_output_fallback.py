"""Outputs without a kernel: a figure with a caption, a real picture, and plain text."""

import base64
from html.parser import HTMLParser

from grokviz.widgets.lab.output import notebook_output


def test_the_bundle_has_a_named_figure_a_picture_and_the_sentence():
    parts = notebook_output.bundle(b"PNG", 'said "so" & <done>')
    assert parts["text/plain"] == 'said "so" & <done>'
    assert base64.b64decode(parts["image/png"]) == b"PNG"
    found = {}

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found[tag] = dict(attributes)

    Parser().feed(parts["text/html"])
    assert found["figure"]["role"] == "img"
    assert found["figure"]["aria-label"] == found["img"]["alt"] == 'said "so" & <done>'
    assert found["img"]["src"] == "data:image/png;base64," + parts["image/png"]
