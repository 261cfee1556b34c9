"""The output folder as a site: its list of issues, and what `clean` takes away again."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from lxml import etree, html

from converter.build.state import NAME
from converter.cli import main
from converter.emit.card import Card
from converter.emit.index import Listed, emit
from tests.build.conftest import Build, issue, outputs
from tests.conftest import SEEDS, skip
from tests.editions.checkers import MissingError, axe, narrow, nu, requests

FILES = ("issue.html", "issue.epub", "issue.md", "issue.xml")
WORDS = "<script>&\"'\u202e"


def page(*issues: Listed) -> html.HtmlElement:
    return html.document_fromstring(emit(issues).decode())


def dated(*dates: str) -> list[Listed]:
    return [
        Listed(Card(f"某刊{n}", "某刊", f"第{n}期", date=date, accent="#1f4e79"), f"d{n}", FILES)
        for n, date in enumerate(dates)
    ]


def titles(root: html.HtmlElement) -> list[str]:
    return [h.text_content() for h in root.iter("h3")]


def test_the_newest_comes_first_and_undated_ones_last() -> None:
    root = page(*dated("2023-01", "2024", "", "2023-12-30", "2023-02/2023-04", "2023-12-31"))
    assert titles(root) == ["某刊1", "某刊5", "某刊3", "某刊4", "某刊0", "某刊2"]
    assert [h.text for h in root.iter("h2")] == ["2024年", "2023年", "日期未详"]
    whens = [(el.tag, el.text) for el in root.find_class("when")]
    assert whens == [
        ("time", None),
        ("time", "12月31日"),
        ("time", "12月30日"),
        ("span", "2月—4月"),
        ("time", "1月"),
        ("span", None),
    ]


def test_undated_issues_count_as_people_do() -> None:
    cards = [Listed(Card(f"某刊第{n}期"), f"d{n}", FILES) for n in (10, 2, 1)]
    assert titles(page(*cards)) == ["某刊第1期", "某刊第2期", "某刊第10期"]


def test_an_issue_says_what_is_known_of_it() -> None:
    card = Card("某刊 第3期", "某刊", "第3期", "总第9期", "2023-03", ("要闻", WORDS), 12)
    root = page(Listed(card, "a b#c", ("issue.html", "issue.epub", "issue.xml", "review.html")))
    (entry,) = root.iter("article")
    assert [el.text for el in entry.find_class("facts")[0]] == ["总第9期", "12 篇"]
    assert [el.text for el in entry.find_class("columns")[0]] == ["要闻", WORDS]
    links = [a.get("href") for a in entry.iter("a")]
    assert links[0] == "a%20b%23c/issue.html"
    assert links[1:] == [
        f"a%20b%23c/{n}" for n in ("issue.html", "issue.epub", "issue.xml", "review.html")
    ]
    names = [a.get("aria-label") for a in entry.find_class("editions")[0].iter("a")]
    assert len(set(names)) == 4
    assert all("某刊 第3期" in name for name in names)


def test_the_verdict_stands_with_the_link_to_the_review() -> None:
    card = Card("某刊 第3期")
    for files, told in ((("issue.html", "review.html"), ["尚不能发布"]), (FILES, [])):
        root = page(Listed(card, "a", files, "unfit"))
        assert [el.text for el in root.find_class("verdict")] == told
    assert not page(Listed(card, "a", ("review.html",))).find_class("verdict")


def test_several_periodicals_are_told_apart() -> None:
    root = page(
        Listed(Card("甲刊第1期", "甲刊", date="2023"), "a", FILES),
        Listed(Card("第1期", "乙刊", date="2023"), "b", FILES),
    )
    assert root.find(".//h1").text == "各期目录"
    assert "2 种 共 2 期" in root.find_class("issue-line")[0].text_content()
    assert [[el.text for el in line] for line in root.find_class("facts")] == [["乙刊"]]


def test_many_issues_have_a_way_from_year_to_year() -> None:
    few = page(*dated("2020", "2021"))
    many = page(*dated(*(f"{2000 + n // 4}-0{1 + n % 4}" for n in range(40))))
    assert not few.find_class("years")
    targets = [a.get("href") for a in many.find_class("years")[0].iter("a")]
    assert targets[0] == "#y2009"
    assert all(many.get_element_by_id(t[1:]) is not None for t in targets)


def test_an_empty_folder_has_an_empty_list() -> None:
    assert titles(page()) == []
    assert "共 0 期" in page().text_content()


def test_the_page_is_the_same_whatever_the_order() -> None:
    issues = dated("2023-01", "", "2023-01", "2022", "")
    assert emit(issues) == emit(issues[::-1])


def test_every_link_leads_to_a_file_and_nothing_is_requested(build: Build, archive: Path) -> None:
    build()
    root = html.parse(str(archive / "out/index.html")).getroot()
    links = [a.get("href") for a in root.iter("a")]
    files = [unquote(link) for link in links if not link.startswith("#")]
    assert len(files) == 3 * 6  # the title, html, epub, md, xml, review
    assert all((archive / "out" / name).is_file() for name in files)
    assert not list(root.iter("img", "script", "link", "iframe", "object"))
    text = (archive / "out/index.html").read_text("utf-8")
    assert "url(" not in text
    assert "@import" not in text
    assert "http" not in text


def test_the_list_follows_what_is_there(build: Build, archive: Path) -> None:
    build()
    (archive / "texts/n4.txt").write_text(issue(4), "utf-8")
    build()
    assert "n4/issue.html" in (archive / "out/index.html").read_text("utf-8")
    (archive / "out/index.html").unlink()
    build()
    assert "n4/issue.html" in (archive / "out/index.html").read_text("utf-8")


def test_a_page_of_somebody_else_is_left(build: Build, archive: Path) -> None:
    (archive / "out").mkdir()
    (archive / "out/index.html").write_text("my own")
    result = build()
    assert result.exit_code == 0
    assert "[build-index-kept]" in result.stderr
    assert (archive / "out/index.html").read_text() == "my own"
    CliRunner().invoke(main, ["clean", "-o", "out"])
    assert outputs(archive / "out") == {"index.html": b"my own"}


@pytest.fixture
def rich(build: Build, archive: Path) -> Path:
    """A list of real issues."""
    assert build(paths=(str(SEEDS),)).exit_code == 0
    return archive / "out" / "index.html"


@pytest.mark.slow
def test_other_peoples_checkers_find_nothing(rich: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.html"
    card = Card(WORDS, WORDS, WORDS, WORDS, "x/y", (WORDS,))
    hostile.write_bytes(emit([Listed(card, WORDS, FILES)]))
    many = tmp_path / "many.html"
    many.write_bytes(emit(dated(*(f"{2000 + n // 4}-0{1 + n % 4}" for n in range(40)))))
    try:
        for check in (nu, axe(1280), axe(360, dark=True), narrow, requests):
            found = check([rich, hostile, many])
            assert len(found) == 3
            assert not any(found.values()), found
    except MissingError as error:
        skip(str(error))


# --- clean ----------------------------------------------------------------------------------------


def clean(*args: str) -> tuple[int, list[str], str]:
    result = CliRunner().invoke(main, ["clean", "-o", "out", *args], catch_exceptions=False)
    return result.exit_code, result.stdout.splitlines(), result.stderr


def test_clean_removes_all_that_was_written(build: Build, archive: Path) -> None:
    build()
    before = outputs(archive / "out")
    assert clean("--dry-run")[1] == [f"out/{name}" for name in sorted(before, key=by_folder)]
    assert outputs(archive / "out") == before
    assert clean()[0] == 0
    assert not (archive / "out").exists()
    assert clean()[0] == 0


def by_folder(name: str) -> tuple[bool, str]:
    return name == "index.html", name


def test_clean_leaves_what_it_did_not_write(build: Build, archive: Path) -> None:
    build()
    out = archive / "out"
    (out / "n1/notes.txt").write_text("mine")
    (out / "n2/issue.md").write_text("edited")
    (out / "other").mkdir()
    code, removed, told = clean()
    assert code == 1
    assert "out/n2/issue.md: warning: is not what was written" in told
    assert len(removed) == 3 * 6 - 1 + 1
    assert set(outputs(out)) == {"n1/notes.txt", "n2/issue.md"}
    assert not (out / "n3").exists()


def test_clean_force_takes_what_was_changed(build: Build, archive: Path) -> None:
    build()
    (archive / "out/n2/issue.md").write_text("edited")
    assert clean("--force")[0] == 0
    assert not (archive / "out").exists()


def test_clean_by_name_and_of_what_is_gone(build: Build, archive: Path) -> None:
    build()
    out = archive / "out"
    assert clean("n1")[0] == 0
    assert not (out / "n1").exists()
    assert "n1/" not in (out / "index.html").read_text("utf-8")
    assert "1 unchanged" not in build("--dry-run").stdout
    (archive / "texts/n2.txt").unlink()
    assert all(name.startswith("out/n2/") for name in clean("--gone")[1])
    assert (out / "n3/issue.md").exists()
    assert '"name":"n3"' in (out / NAME).read_text("utf-8")
    assert "n2" not in (out / NAME).read_text("utf-8")


def test_the_page_is_well_formed_for_a_strict_reader() -> None:
    parser = etree.HTMLParser(recover=False)
    etree.fromstring(emit(dated("2023-01", "")), parser)
    assert not [e for e in parser.error_log if "invalid" not in e.message]
