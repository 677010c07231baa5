"""The report of `grokviz bench soak` on its measurements."""

from grokviz.bench.browser.soak import Look, grown, missed, table

GOOD = Look(kernel=400, page=350, loose=400, heap=50, nodes=10_000, toolbars=2_580,
            threads=15, widgets=1200, models=1200, labs=2)


def test_within_the_floors_and_flat_nothing_is_missed():
    looks = [GOOD, GOOD, GOOD._replace(kernel=460)]
    assert missed(looks) == grown(looks) == []


def test_each_floor_growth_and_what_is_left_open_has_its_sentence():
    assert missed([GOOD, GOOD, GOOD._replace(kernel=701, page=501)]) == [
        "the kernel has 701 MB; wanted are 700", "the page has 501 MB; wanted are 500"]
    (said,) = missed([GOOD, GOOD._replace(kernel=702), GOOD])       # half-way, and gone since
    assert said == "the kernel has 702 MB; wanted are 700"
    assert grown([GOOD, GOOD, GOOD._replace(kernel=701, page=501)]) == [
        "the kernel grew from 400 to 701 MB", "the page grew from 350 to 501 MB"]
    (said,) = missed([GOOD, GOOD, GOOD._replace(models=1300)])
    assert "1200 widgets in the kernel and 1300 in the page" in said
    assert "3 labs" in missed([GOOD, GOOD, GOOD._replace(labs=3)])[0]


def test_the_table_has_a_row_for_everything_that_is_looked_at():
    head, *rows = table([GOOD, GOOD, GOOD]).splitlines()
    assert head.split() == ["start", "half", "end"] and len(rows) == len(Look._fields)
    assert rows[4].split()[-1] == "10,000"
