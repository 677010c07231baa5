"""Tables as HTML: every cell in its place, named, and nothing of it taken for markup."""

from xml.etree import ElementTree

from grokviz.widgets.components import table


def test_rows_and_columns_have_heads_and_bold_rows_are_bold():
    root = ElementTree.fromstring(table(["", "a", "<b>"], [["λ", "1", "2"], ["α & β", "3", "4"]],
                                        "all & sundry", bold=[1], colours=["", "#123456"]))
    heads = root.findall(".//thead/tr/th")
    assert [h.text for h in heads] == [None, "a", "<b>"]
    assert [h.get("scope") for h in heads] == ["col"] * 3
    assert "#123456" in heads[1].get("style") and heads[2].get("style") is None
    rows = root.findall(".//tbody/tr")
    assert [[c.text for c in row] for row in rows] == [["λ", "1", "2"], ["α & β", "3", "4"]]
    assert rows[0].get("class") is None and rows[1].get("class") == "grokviz-bold"
    assert rows[1][0].get("scope") == "row" and root.find(".//caption").text == "all & sundry"
    assert root.get("tabindex") == "0"              # it may be wider than its place
