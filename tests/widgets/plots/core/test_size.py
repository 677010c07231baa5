"""The room between the axes is the figure without its margins, also where a shape is fixed."""

import re

import pytest

from grokviz.widgets.plots.core.size import Size


def test_the_room_follows_the_figure_and_not_one_without_room():
    size = Size("244px", margin={"left": 60})
    assert size.inside[1] == 244 - 64
    assert size.fit(400, 200) and size.inside == (400 - 74, 200 - 64)
    assert not size.fit(400, 200)
    assert not size.fit(70, 200) and size.inside == (326, 136)


@pytest.mark.parametrize(("wide", "high"), [(900, 300), (300, 900), (400, 330)])
@pytest.mark.parametrize("shape", [1.0, 2.25, 0.7])
@pytest.mark.parametrize("below", [0, 34])
def test_a_fixed_shape_is_kept_in_every_cell_and_fills_it(wide, high, shape, below):
    size = Size("492px", ["grokviz-tall"])
    across, up = (in_pixels(text, wide, high) for text in size.keep_shape(shape, below).values())
    high -= below
    assert across <= wide + 1e-6 and up <= high + 1e-6
    assert across == pytest.approx(wide) or up == pytest.approx(high)
    assert size.fit(across, up)
    assert size.inside[0] / size.inside[1] == pytest.approx(shape) and size.rows == 2


def in_pixels(text, wide, high):
    """The value of a CSS length in a container of this size."""
    text = text.replace("calc", "").replace("100cqw", str(wide)).replace("100cqh", str(high))
    return eval(re.sub(r"(\d)px", r"\1", text))
