"""What a browser says of the sizes of the pictures reaches the plots in front, and no others."""

from widgets.standin import SETTINGS, Counting, Plot, counting

from grokviz.widgets.controls.layout import heights_of_rows
from grokviz.widgets.controls.picture_sizes import PictureSizes
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots.core.size import Size


def told(lab, sizes):
    widget = next(each for each in lab.children if isinstance(each, PictureSizes))
    widget._handle_custom_msg({"sizes": sizes}, [])


def test_the_plots_in_front_are_fitted():
    lab = Counting(SETTINGS, {
        "Run": View(pictures=lambda: [Plot(), Plot()], experiment=counting, uses=tuple(SETTINGS),
                    words=lambda record, state: state, more={"Close": lambda: [Plot()]})})
    first = lab.view_state.plots
    told(lab, [[500, 200], [400, 100]])
    assert [plot.fitted for plot in first] == [(500, 200), (400, 100)]
    lab.view = "Close"
    told(lab, [[900, 300]])
    assert lab.view_state.plots[0].fitted == (900, 300) and first[0].fitted == (500, 200)
    lab.close()


def row(height, *classes):
    plot = Plot()
    plot.size = Size(f"{height}px", classes)
    return plot


def test_rows_are_as_high_as_their_highest_plots():
    assert heights_of_rows([row(250), row(250), row(206), row(200)], 2) == [250, 206]
    assert heights_of_rows([row(480, "grokviz-wide")], 2) == [480]
    assert heights_of_rows([row(340), row(340), row(148, "grokviz-wide")], 2) == [340, 148]
    assert heights_of_rows([row(492, "grokviz-tall"), row(244), row(244)], 2) == [246, 246]
    assert heights_of_rows([row(520)], 1) == [520]
