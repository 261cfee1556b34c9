"""Trees written by hand for the tests of editions."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

HERE = Path(__file__).parent


def tree(name: str) -> etree._ElementTree:
    """Read one of the trees.

    'rich' has what issues have mostly, 'kinds' what a tree can say of paragraphs, 'contract' is the
    contract's example.
    """
    return etree.parse(HERE / f"{name}.xml")


def issue(body: str, front: str = "", series: str = "刊") -> etree._ElementTree:
    """Make a small tree around the XML of its body and front."""
    return etree.ElementTree(
        etree.fromstring(
            f"""<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="zh-Hans"><teiHeader><fileDesc>
            <titleStmt><title>{series} 第1期</title></titleStmt><publicationStmt><p>x</p>
            </publicationStmt><seriesStmt><title level="j">{series}</title></seriesStmt>
            <sourceDesc><bibl><title>x.txt</title></bibl></sourceDesc></fileDesc></teiHeader>
            <text><front>{front}</front><body>{body}</body></text></TEI>"""
        )
    )
