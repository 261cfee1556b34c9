"""Documents made to break a reader: read, or refused with one clear message, in time and space."""

from __future__ import annotations

import contextlib
import io
import random
import resource
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from converter.cli import main
from converter.pipeline import convert
from converter.read.decoding import DecodingError
from tests.formats.documents import (
    PROSE,
    cell,
    docx,
    odt,
    package,
    paragraph,
    part,
    relations,
    table,
)
from tests.formats.test_places import LEFT, LINES, alto, page

SECONDS = 20
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + "笑" * 100
    + '">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(document: str | bytes) -> bytes:
    """A Word package with these bytes for its document."""
    return package({"word/document.xml": document})


def encrypted() -> bytes:
    """A package whose files are marked as encrypted."""
    data = bytearray(word(f"<w:document {_W}/>"))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


def bomb() -> bytes:
    """A document of 300 MB of blanks in a package of 300 kB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
        made.open("word/document.xml", "w") as file,
    ):
        file.write(f"<w:document {_W}>".encode())
        for _ in range(300):
            file.write(b" " * 1_000_000)
        file.write(b"</w:document>")
    return out.getvalue()


def nested(tags: str, times: int) -> bytes:
    """A page whose words stand deep inside of elements."""
    return f"<html><body>{tags * times}{PROSE}".encode()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def misplaced() -> bytes:
    """A package whose directory says that its files begin before the package."""
    data = bytearray(docx(paragraph(PROSE)))
    end = data.rfind(b"PK\x05\x06")
    data[end + 16 : end + 20] = (
        int.from_bytes(data[end + 16 : end + 20], "little") + 900
    ).to_bytes(4, "little")
    return bytes(data)


REFUSED = {
    "files before the package": (misplaced(), "broken"),
    "cut off": (docx(paragraph(PROSE))[:-200], "broken"),
    "damaged": (docx(paragraph(PROSE)).replace(b"word/document", b"wXrd/document", 1), "broken"),
    "no document": (package({"word/document.xml.bak": "x"}), "broken"),
    "no words": (docx(""), "empty"),
    "no XML": (word("<w:document"), "broken"),
    "encrypted": (encrypted(), "encrypted"),
    "locked": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "Word 97": (OLE + "WordDocument".encode("utf-16-le"), "broken"),
    "unpacks without end": (bomb(), "broken"),
    "entities": (word(f"{BOMB}<w:document {_W}>&i;</w:document>"), "broken"),
    "a file outside": (word(f"{OUTSIDE}<w:document {_W}>&e;</w:document>"), "broken"),
    "deeper than XML is": (word(f"<w:document {_W}>" + "<w:p>" * 5000 + "</w:p>" * 5000), "broken"),
    "ODT, encrypted": (
        odt("<text:p>x</text:p>", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "encrypted",
    ),
    "ODT, entities": (odt("x").replace(b"content.xml", b"c0ntent.xml"), "broken"),
    "ALTO, entities": (
        BOMB.encode() + b'<alto><Layout><Page/><x a="&i;"/></Layout></alto>',
        "broken",
    ),
    "ALTO, cut off": (alto(LEFT).encode()[:-40], "broken"),
    "ALTO without a line": (alto([]).encode(), "empty"),
    "PAGE, a file outside": (OUTSIDE.encode() + page(LEFT).encode(), "broken"),
    "HTML, too deep": (nested("<div>", 4000), "broken"),
    "HTML, lists too deep": (nested("<ul><li>", 4000), "broken"),
    "HTML without a word": (b"<!doctype html><html><body><img src=x></body></html>", "empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_one_message_that_names_the_file(name: str, tmp_path: Path) -> None:
    data, code = REFUSED[name]
    began = time.process_time()
    with pytest.raises(DecodingError) as caught:
        convert(data, "a")
    assert caught.value.code == code
    path = tmp_path / "a.doc"
    path.write_bytes(data)
    run = CliRunner().invoke(main, ["build", str(path), "-o", str(tmp_path / "o"), "--lang", "en"])
    assert run.exit_code == 1
    told = [line for line in run.output.splitlines() if f"[read-{code}]" in line]
    assert len(told) == 1
    assert told[0].startswith(f"{path}: error: ")
    assert "internal" not in run.output
    assert time.process_time() - began < SECONDS


DEEP = 60
HEADS = "# 一\n\n# 二\n\n"
READ = {
    "HTML, deep": nested("<div>", DEEP),
    "HTML, deep lists": nested("<ul><li>", DEEP),
    "HTML, deep spans": nested("<span><b>", DEEP),
    "HTML, deep tables": nested("<table><tr><td>", DEEP),
    "HTML, wide spans": (
        f"<html><body><p>{PROSE}<table><tr><td colspan=999999999 rowspan=99999999>一</td>"
        "<td>二</td></tr><tr><td>三</td><td>四</td></tr></table></body></html>"
    ).encode(),
    "HTML, never closed": f"<html><body><p>{PROSE}<table><tr><td>".encode(),
    "HTML, a picture that is none": (
        f'<html><body><p>{PROSE}<img src="data:image/png;base64,!!!!"></p></body></html>'
    ).encode(),
    "HTML, long": b"<html><body>" + f"<p>{PROSE}</p>".encode() * 3000 + b"</body></html>",
    "DOCX, tables in tables": docx(
        paragraph(PROSE)
        + "<w:tbl><w:tr><w:tc>" * 60
        + paragraph("里")
        + "</w:tc></w:tr></w:tbl>" * 60
    ),
    "DOCX, styles in a ring": docx(
        paragraph(PROSE, "r1"),
        {
            "word/styles.xml": part(
                "styles",
                "".join(
                    f'<w:style w:styleId="r{n}"><w:basedOn w:val="r{3 - n}"/></w:style>'
                    for n in (1, 2)
                ),
            )
        },
    ),
    "DOCX, parts outside": docx(
        paragraph(PROSE) + '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>',
        {"word/_rels/document.xml.rels": relations(h="../../../../etc/passwd")},
    ),
    "DOCX, numbers that are none": docx(
        paragraph(PROSE, properties='<w:numPr><w:ilvl w:val="-4"/><w:numId w:val="99"/></w:numPr>')
        + table(
            cell("甲", '<w:gridSpan w:val="-3"/>') + cell("乙"),
            cell("丙", "<w:vMerge/>") + cell("丁"),
        )
    ),
    "ODT, blanks and cells without end": odt(
        f'<text:p>{PROSE}<text:s text:c="999999999"/>完</text:p><table:table><table:table-row>'
        '<table:table-cell table:number-columns-repeated="999999999"><text:p>一</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    ),
    "ALTO, places that are none": alto(LEFT).replace('HPOS="100', 'HPOS="nan').encode(),
    "ALTO, far away": alto(LEFT).replace('VPOS="330', 'VPOS="99999999').encode(),
    "Markdown, tables that never end": f"{HEADS}{PROSE}\n{'<table><tr><td>' * 3000}".encode(),
    "Markdown, signs": f"{HEADS}{'[' * 20_000}{'*' * 20_000}!{'`' * 20_000}{PROSE}".encode(),
    "Markdown, bars": f"| 甲 | 乙 |\n| --- | --- |\n{'|' * 20_000}\n{PROSE}".encode(),
    "Markdown, entities": f"{HEADS}{'&amp;&#0;&#xD800;&#x110000;' * 500}{PROSE}".encode(),
}


@pytest.mark.parametrize("name", READ)
def test_read_in_time_and_with_all_its_words(name: str) -> None:
    began = time.process_time()
    result = convert(READ[name], "a")
    assert time.process_time() - began < SECONDS
    assert any(words in result.source.text for words in (PROSE[:12], LINES[0]))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2_500_000


@pytest.mark.parametrize("seed", range(40))
def test_bytes_that_were_changed_are_read_or_refused(seed: int) -> None:
    random_ = random.Random(seed)
    whole = random_.choice([docx(paragraph(PROSE)), odt(f"<text:p>{PROSE}</text:p>")])
    if seed % 2:
        whole = random_.choice([alto(LEFT), page(LEFT), READ["HTML, wide spans"].decode()]).encode()
    data = bytearray(whole)
    for _ in range(random_.randint(1, 20)):
        data[random_.randrange(len(data))] = random_.randrange(256)
    with contextlib.suppress(DecodingError):
        convert(bytes(data), "a")
