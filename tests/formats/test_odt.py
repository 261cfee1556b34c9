"""ODT: what stands in the package comes as lines, with what it says of them."""

from __future__ import annotations

from converter.read import read
from tests.formats.documents import PNG, PROSE, odt
from tests.formats.test_docx import told

_BOLD = (
    '<style:style style:name="P1" style:parent-style-name="Standard">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)
_LIST = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" '
    'style:num-format="1" style:num-suffix="."/><text:list-level-style-bullet text:level="2"/>'
    "</text:list-style>"
)


def test_headings_lists_notes_and_boxes() -> None:
    body = (
        '<text:h text:outline-level="1">渡口换了新船</text:h>'
        f"<text:p>{PROSE}<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>见县志卷三。</text:p></text:note-body></text:note></text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>甲事</text:p><text:list>'
        "<text:list-item><text:p>其一</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>乙事</text:p></text:list-item></text:list>"
        '<text:p text:style-name="P1">假标题</text:p>'
        '<text:p>隔<text:s text:c="3"/>开<text:line-break/>换行</text:p>'
        '<draw:frame><draw:image xlink:href="Pictures/1.png"/><svg:desc>一只船</svg:desc>'
        "</draw:frame>"
        "<draw:frame><draw:text-box><text:p>框里的话。</text:p></draw:text-box></draw:frame>"
    )
    master = (
        "<style:header><text:p>云溪通讯</text:p></style:header>"
        "<style:footer><text:p>内部资料</text:p></style:footer>"
    )
    source = read(odt(body, _BOLD + _LIST, master, **{"Pictures/1.png": PNG}), "a.odt")
    assert told(source) == [
        ("header", "云溪通讯"),
        ("heading", "渡口换了新船"),
        ("paragraph", f"{PROSE}[1]"),
        ("item", "1. 甲事"),
        ("item", "• 其一"),
        ("item", "2. 乙事"),
        ("paragraph", "假标题"),
        ("paragraph", "隔   开"),
        ("paragraph", "换行"),
        ("alt", "一只船"),
        ("paragraph", "框里的话。"),
        ("note", "[1] 见县志卷三。"),
        ("footer", "内部资料"),
    ]
    assert [p.media for p in source.pictures] == ["image/png"]
    labels = {s.text: r.label for s, r in zip(source.lines, source.roles, strict=True) if r}
    assert labels["假标题"]
    assert not labels[f"{PROSE}[1]"]


def test_a_table_has_its_spans_and_not_the_sheets_empty_margin() -> None:
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>产量</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>"
        "<table:table-row><table:table-cell><text:p>早稻</text:p></table:table-cell>"
        "<table:table-cell><text:p>120</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>'
    )
    source = read(odt(f"<text:p>{PROSE}</text:p>{body}"), "a.odt")
    rows = [(s.text, r.spans) for s, r in zip(source.lines, source.roles, strict=True) if r][1:]
    assert rows == [("产量", ((1, 2),)), ("早稻\t120", ())]
