"""Trees that were damaged or made up: a fault or a message, never another exception."""

from __future__ import annotations

import contextlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from converter.tei.reading import read_edition
from converter.tei.validate import TreeError, parse_tree, validate
from tests.tei.test_schema import SAMPLE

_BYTES = SAMPLE.encode()
_TAGS = (
    *("p", "div", "head", "list", "item", "label", "date", "table", "row", "cell", "figure"),
    *("pb", "gap", "closer", "byline", "name", "choice", "sic", "corr", "bibl", "title", "hi"),
)


def handled(data: bytes) -> None:
    """A tree is refused, has faults, or is one that every emitter can read."""
    try:
        tree = parse_tree(data)
    except TreeError:
        return
    faults = validate(tree)
    assert all(str(fault) for fault in faults)
    if not any(fault.rule == "schema" for fault in faults):
        read_edition(tree)


@settings(deadline=None)
@given(st.binary(max_size=200))
@example(b"")
@example(b"\x00")
@example(b"<")
def test_any_bytes(data: bytes) -> None:
    handled(data)
    handled(b"<TEI xmlns='http://www.tei-c.org/ns/1.0'>" + data + b"</TEI>")


@settings(deadline=None)
@given(st.integers(0, len(_BYTES) - 1), st.integers(0, 80), st.binary(max_size=6))
def test_a_stretch_of_bytes_replaced(at: int, n: int, new: bytes) -> None:
    handled(_BYTES[:at] + new + _BYTES[at + n :])


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_elements_renamed_moved_and_dropped(data: st.DataObject) -> None:
    """Well-formed trees, wrong in every way that a person's editing can make them."""
    tree = parse_tree(_BYTES)
    for _ in range(data.draw(st.integers(1, 4))):
        elements = [e for e in tree.getroot().iter("*") if e.getparent() is not None]
        if not elements:
            break
        element = data.draw(st.sampled_from(elements))
        parent = element.getparent()
        match data.draw(st.sampled_from(["rename", "drop", "move", "attribute", "words"])):
            case "rename":
                name = data.draw(st.sampled_from(_TAGS))
                element.tag = f"{{http://www.tei-c.org/ns/1.0}}{name}"
            case "drop" if parent is not None:
                element.tail = None
                parent.remove(element)
            case "move":
                target = data.draw(st.sampled_from(elements))
                with contextlib.suppress(ValueError):  # into itself
                    target.append(element)
            case "attribute":
                name = data.draw(st.sampled_from(["type", "n", "when", "rows", "corresp", "rend"]))
                element.set(name, data.draw(st.text("0a-#\u5b57 ", max_size=4)))
            case _:
                element.text = data.draw(st.text("a\u5b57 ", max_size=3))
    from lxml import etree

    handled(etree.tostring(tree))
