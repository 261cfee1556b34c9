"""DOCX: what stands in the package comes as lines, with what it says of them."""

from __future__ import annotations

from converter.model import Source
from converter.pipeline import convert
from converter.read import read
from tests.formats.documents import (
    PNG,
    PROSE,
    cell,
    docx,
    listed,
    paragraph,
    part,
    picture,
    relations,
    run,
    table,
)


def told(source: Source) -> list[tuple[str, str]]:
    """Each line with its part."""
    return [
        (str(role.part) if role else "", line.text)
        for line, role in zip(source.lines, source.roles, strict=True)
        if line.text
    ]


def test_headings_are_told_by_style_by_outline_and_by_title() -> None:
    body = (
        paragraph("云溪通讯", "t")
        + paragraph("要闻", "own")
        + paragraph("渡口换了新船", "1")
        + paragraph("一次试航", "2")
        + paragraph("看见的人", properties='<w:outlineLvl w:val="2"/>')
        + paragraph(PROSE)
    )
    source = read(docx(body), "a.docx")
    levels = [role.level for role in source.roles if role is not None and role.level]
    assert levels == [1, 2, 2, 3, 4]
    assert told(source)[-1] == ("paragraph", PROSE)


def test_lists_are_counted_as_word_counts_them() -> None:
    body = (
        listed("甲事")
        + listed("其一", level=1)
        + listed("其二", level=1)
        + listed("乙事")
        + paragraph(PROSE)
        + listed("点一", 2)
        + listed("起头", 3)
        + listed("又起", 4)
    )
    words = [text for kind, text in told(read(docx(body), "a.docx")) if kind == "item"]
    assert words == ["1. 甲事", "a) 其一", "b) 其二", "2. 乙事", "• 点一", "一、起头", "1. 又起"]


def test_a_table_keeps_its_cells_and_their_spans() -> None:
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    body = paragraph(PROSE) + table(
        head + cell("村名") + cell("产量", '<w:gridSpan w:val="2"/>'),
        cell("沟塘", '<w:vMerge w:val="restart"/>') + cell("早稻") + cell("120"),
        cell("", "<w:vMerge/>") + cell("晚稻") + cell(""),
    )
    result = convert(docx(paragraph("渡口", "1") + body), "a.docx")
    made = next(b for a in result.issue.articles for b in a.blocks if b.kind == "table")
    assert [[(c.text.flat, c.rows, c.cols) for c in row] for row in made.rows] == [
        [("村名", 1, 1), ("产量", 1, 2)],
        [("沟塘", 2, 1), ("早稻", 1, 1), ("120", 1, 1)],
        [("晚稻", 1, 1), ("", 1, 1)],
    ]
    assert made.header == 1


def test_a_table_that_sets_texts_side_by_side_is_read_one_after_the_other() -> None:
    body = table(cell(PROSE * 8) + cell("右边一栏的文字。"))
    assert [kind for kind, _ in told(read(docx(body), "a.docx"))] == ["paragraph", "paragraph"]


def test_notes_heads_feet_boxes_and_words_for_pictures_are_all_there() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>"
        f"{paragraph('框里的话。')}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback>"
        f"<v:textbox><w:txbxContent>{paragraph('框里的话。')}</w:txbxContent></v:textbox>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = (
        paragraph("渡口换了新船", "1")
        + paragraph(inner=run(PROSE) + note)
        + paragraph(inner=run("看图。") + box)
        + paragraph(inner=picture(alt="一只船"))
        + paragraph("渡口旧照", "c")
        + paragraph("夜校", "1")
        + paragraph(PROSE)
        + '<w:sectPr><w:headerReference r:id="h"/><w:footerReference r:id="f"/></w:sectPr>'
    )
    files = {
        "word/_rels/document.xml.rels": relations(h="h.xml", f="f.xml", p1="media/1.png"),
        "word/h.xml": part("hdr", paragraph("云溪通讯第三期")),
        "word/f.xml": part("ftr", paragraph("内部资料")),
        "word/media/1.png": PNG,
        "word/footnotes.xml": part(
            "footnotes",
            f'<w:footnote w:type="separator" w:id="0">{paragraph("——")}</w:footnote>'
            f'<w:footnote w:id="2">{paragraph("见县志卷三。")}</w:footnote>',
        ),
    }
    source = read(docx(body, files), "a.docx")
    assert told(source) == [
        ("header", "云溪通讯第三期"),
        ("heading", "渡口换了新船"),
        ("paragraph", f"{PROSE}[1]"),
        ("paragraph", "看图。"),
        ("paragraph", "框里的话。"),
        ("alt", "一只船"),
        ("caption", "渡口旧照"),
        ("note", "[1] 见县志卷三。"),
        ("heading", "夜校"),
        ("paragraph", PROSE),
        ("footer", "内部资料"),
    ]
    (image,) = source.pictures
    assert (image.media, image.alt) == ("image/png", "一只船")
    assert [source.lines[n].text for n in image.caption] == ["渡口旧照"]
    result = convert(docx(body, files), "a.docx")
    text = "".join(t.flat for t in result.issue.texts())
    assert "内部资料" not in text
    assert "见县志卷三。" in text


def test_deleted_and_hidden_words_are_away_added_ones_are_there() -> None:
    body = paragraph(
        inner=run("原有")
        + f"<w:ins>{run('新加')}</w:ins>"
        + f"<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>{run('藏着', '<w:vanish/>')}"
    )
    assert told(read(docx(body), "a.docx")) == [("paragraph", "原有新加")]


def test_a_short_bold_paragraph_may_be_a_heading_a_plain_one_hardly() -> None:
    body = paragraph(inner=run("假标题", "<w:b/>")) + paragraph("普通一行")
    roles = [role for role in read(docx(body), "a.docx").roles if role is not None]
    assert [role.label for role in roles] == [True, False]


def test_entries_of_a_contents_list_are_left_to_recognition() -> None:
    entry = paragraph(inner=run("渡口换了新船") + "<w:r><w:tab/></w:r>" + run("5"), style="x")
    source = read(docx(entry + paragraph("渡口换了新船", "1") + paragraph(PROSE)), "a.docx")
    assert told(source)[0] == ("", "渡口换了新船\t5")
