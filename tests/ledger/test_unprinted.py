"""What no edition prints is counted by its class, from the account alone."""

from __future__ import annotations

from converter.ledger import Ledger, Row
from tests.issues import make_source


def test_furniture_repairs_and_white_space_are_told_apart() -> None:
    source = make_source("x")
    rows = (
        Row("", 0, [("runhead", "某 刊"), "\n", ("runhead", "某刊"), ("leaders", "……")]),
        Row("p", 0, [3, ("strip-spaces", "  ", ""), ("full-width", ",", "，"), "\n\n"]),
        Row("", 0, [("markup", "##", ""), ("pageno", " ")]),
    )
    found = Ledger(source, rows, {}).unprinted()
    assert found == {"runhead": (4, 2), "leaders": (2, 1), "repair": (2, 1), "layout": (3, 2)}
    assert list(found)[-1] == "layout"
