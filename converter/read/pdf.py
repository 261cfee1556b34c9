"""PDF with a text layer: letters with their places, put into lines and these into reading order."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from converter.diagnostics import diagnose
from converter.model import Box
from converter.read.decoding import DecodingError
from converter.read.glyphs import Glyph, Page, lined
from converter.read.layer import Asked, Layer, Writer
from converter.read.setting import tell_unsure, write_pages

MAX_PAGES = 2000
"""Pages of one document: more are asked for in parts."""

_LETTERS = 60_000  # of one page: a sheet of a broadsheet has 15,000
_OBJECTS = 200_000  # drawn things of one page that are looked at
_DEPTH = 6  # forms within forms
_FIXED = 1000.0  # steps of a point in which the library tells places
_INVISIBLE = 3  # text rendering mode: neither filled nor stroked (ISO 32000-1, table 106)
_STROKED = 2  # filled and stroked: bold that the font does not have
_BOLD = re.compile(
    r"bold|black|heavy|semibold|demi|粗|Hei(?:ti|TC|SC)?$|SimHei|XBS|DBS", re.IGNORECASE
)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_MEANINGLESS = 0.2  # share of a page's letters whose font does not say what they are
_HIDDEN_TWIN = 0.5  # share of the hidden letters that stand where a visible one does
_CELL = 6.0  # points: cells in which a letter's second print is looked for
_ASIDE = 0.12  # em by which it stands aside at most
_BOLD_WEIGHT = 700
_THIN = 4.0  # points: a filled path as thin is a rule
_LEAST_PICTURE = 24.0  # points: smaller ones are ornaments and bullets
_DOTS = 200  # a picture is rendered at most so many dots per inch
_MOST_DOTS = 4_000_000  # of one picture


def layer(data: bytes, name: str, asked: Asked) -> Layer:
    """The text layer of a PDF, page by page. Raises DecodingError."""
    try:
        import pypdfium2
    except ImportError as error:
        raise DecodingError(
            "library", "a PDF needs pypdfium2", kind="PDF", library="pypdfium2"
        ) from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise DecodingError("encrypted", "the PDF is protected by a password") from error
        raise DecodingError("broken", str(error), kind="PDF", reason=str(error)) from error
    with document:
        return _Reading(document, name, asked).done()


class _Reading:
    """One PDF on its way into a layer."""

    def __init__(self, document: Any, name: str, asked: Asked) -> None:
        self.document = document
        self.name = name
        self.asked = asked
        self.writer = Writer("pdf")
        self.fonts: Counter[str] = Counter()  # letters without a meaning, by font
        self.hidden = 0
        self.doubled = 0
        self.empty: list[int] = []
        self.looked = 0  # pages read by OCR

    def done(self) -> Layer:
        count = len(self.document)
        first, last = self.asked.first, min(self.asked.last or count, count)
        if first > last:
            raise DecodingError("no-page", f"the PDF has {count} pages", count=count)
        if last - first >= MAX_PAGES:
            raise DecodingError(
                "many-pages", "the PDF has too many pages", limit=MAX_PAGES, what="pages"
            )
        pages = [lined(self._page(number)) for number in range(first, last + 1)]
        if not any(part.runs for parts in pages for part in parts):
            raise DecodingError("no-letters", "the PDF has no letters")
        write_pages(self.writer, pages)
        self._notices()
        tell_unsure(self.writer, self.name)
        return self.writer.done()

    def _notices(self) -> None:
        tell = self.writer.notice
        if self.fonts:
            names = ", ".join(f"{font or '?'} × {n}" for font, n in self.fonts.most_common(3))
            tell(diagnose("read-fonts", path=self.name, count=self.fonts.total(), fonts=names))
        if self.hidden:
            tell(diagnose("read-hidden", path=self.name, count=self.hidden))
        if self.doubled:
            tell(diagnose("read-twice", path=self.name, count=self.doubled))
        if self.looked:
            tell(diagnose("read-ocr", path=self.name, count=self.looked))
        if self.empty:
            shown = ", ".join(map(str, self.empty[:8])) + (" …" if len(self.empty) > 8 else "")
            tell(diagnose("read-pictured", path=self.name, count=len(self.empty), pages=shown))

    def _page(self, number: int) -> Page:
        import pypdfium2

        try:
            page = self.document[number - 1]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            reason = f"page {number}: {error}"
            raise DecodingError("broken", reason, kind="PDF", reason=reason) from error
        try:
            return self._read(page, text, number)
        finally:
            text.close()
            page.close()

    def _read(self, page: Any, text: Any, number: int) -> Page:
        width, height = page.get_size()
        place = _Place(page, width, height)
        label = self.document.get_page_label(number - 1) or str(number)
        found = Page(label, width, height)
        letters = list(_letters(text, place))
        before = self.fonts.total()
        found.glyphs = self._sound(letters, width, height)
        for drawn in _drawn(page, place, _OBJECTS):
            drawn.into(found)
        ink = sum(not glyph.text.isspace() for glyph in found.glyphs)
        wrong = sum(self.fonts.values()) - before
        if wrong > _MEANINGLESS * ink or (not ink and found.pictures):
            self._by_picture(page, found, number)
        return found

    def _by_picture(self, page: Any, found: Page, number: int) -> None:
        """Read a page by OCR, where that is installed, in the place of letters without a meaning."""
        from converter.read import ocr

        if not ocr.available():
            if not found.glyphs:
                self.empty.append(number)
            return
        scale = ocr.DOTS / 72
        if found.width * found.height * scale**2 > ocr.MAX_PIXELS:
            self.empty.append(number)
            return
        picture = page.render(scale=scale, rev_byteorder=True, no_smoothtext=False)
        pixels = picture.to_numpy()[:, :, :3]
        found.glyphs = []
        found.pictures = []
        found.runs = ocr.runs_of_picture(pixels, 1 / scale)
        self.looked += 1

    def _sound(self, letters: list[_Letter], width: float, height: float) -> list[Glyph]:
        """The letters that are read: of two layers the one that is seen, of two prints one."""
        if len(letters) > _LETTERS:
            raise DecodingError(
                "many-pages", "a page has too many letters", limit=_LETTERS, what="letters"
            )
        inside = [
            x for x in letters
            if -1 <= x.glyph.x0 <= width + 1 and -1 <= x.glyph.base <= height + 1
        ]  # fmt: skip
        self.hidden += sum(x.glyph.text.strip() != "" for x in letters) - sum(
            x.glyph.text.strip() != "" for x in inside
        )
        seen = [x for x in inside if not x.hidden]
        hidden = [x for x in inside if x.hidden]
        if seen and hidden:
            places = {x.cell for x in seen}
            twins = sum(x.cell in places for x in hidden)
            if twins >= _HIDDEN_TWIN * len(hidden):
                self.hidden += len(hidden)
                hidden = []
        kept: dict[tuple[str, int, int], list[Glyph]] = {}
        out: list[Glyph] = []
        for x in (*seen, *hidden):
            glyph = x.glyph
            if x.meaningless:
                self.fonts[glyph.font] += 1
            if glyph.text.strip():
                at = int(glyph.x0 // _CELL), int(glyph.base // _CELL)
                twin = next(
                    (
                        other
                        for dx in (0, -1, 1)
                        for dy in (0, -1, 1)
                        for other in kept.get((glyph.text, at[0] + dx, at[1] + dy), ())
                        if _one(other, glyph)
                    ),
                    None,
                )
                if twin is not None:
                    twin.weight = max(twin.weight, _BOLD_WEIGHT)
                    self.doubled += 1
                    continue
                kept.setdefault((glyph.text, *at), []).append(glyph)
            out.append(glyph)
        return out


def _one(a: Glyph, b: Glyph) -> bool:
    """Whether two prints of a letter are one, the second a little aside to make it bold."""
    far = _ASIDE * max(a.size, b.size)
    return abs(a.x0 - b.x0) < far and abs(a.base - b.base) < far


@dataclass(slots=True)
class _Letter:
    glyph: Glyph
    hidden: bool
    meaningless: bool

    @property
    def cell(self) -> tuple[int, int]:
        """The place on a coarse grid, by which letters of two layers meet."""
        g = self.glyph
        step = max(g.size, 1.0)
        return round((g.x0 + g.x1) / 2 / step), round(g.base / step)


class _Place:
    """From the coordinates of a page's contents to points from its top left, as it is shown."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        from pypdfium2 import raw

        def shown(x: float, y: float) -> tuple[float, float]:
            dx, dy = ctypes.c_int(), ctypes.c_int()
            size = round(width * _FIXED), round(height * _FIXED)
            raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, dx, dy)
            return dx.value / _FIXED, dy.value / _FIXED

        zero, right, up = shown(0, 0), shown(100, 0), shown(0, 100)
        self.e, self.f = zero
        self.a, self.b = (right[0] - zero[0]) / 100, (right[1] - zero[1]) / 100
        self.c, self.d = (up[0] - zero[0]) / 100, (up[1] - zero[1]) / 100

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point as it is shown."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box as it is shown."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def turn(self, a: float, b: float) -> int:
        """By how many degrees a letter's base line, which runs along (a, b), is turned as shown."""
        x, y = self.a * a + self.c * b, self.b * a + self.d * b
        return round(math.degrees(math.atan2(-y, x))) % 360


@dataclass(slots=True)
class _Font:
    """What the letters of one text object have in common."""

    name: str
    weight: int
    size: float
    turn: int
    hidden: bool


def _letters(text: Any, place: _Place) -> Iterator[_Letter]:
    """The letters of a page in the order of its contents; what the library made up is left out."""
    from pypdfium2 import raw

    fonts: dict[int, _Font] = {}
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for i in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, i) == 1:
            continue
        code = raw.FPDFText_GetUnicode(text, i)
        thing = raw.FPDFText_GetTextObject(text, i)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        font = fonts.get(key)
        if font is None:
            font = fonts[key] = _font(text, i, thing, place)
        raw.FPDFText_GetLooseCharBox(text, i, rect)
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        box = place.box(rect.left, rect.bottom, rect.right, rect.top)
        left, base = place.point(x.value, y.value)
        letter = chr(code) if code and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if letter in "\x02\xad":  # how the library names a hyphen at a line's end
            letter = "-"
        glyph = Glyph(
            letter, box.left, box.top, box.right, box.bottom, base, left,
            font.size, font.weight, font.name, font.turn,
        )  # fmt: skip
        wrong = raw.FPDFText_HasUnicodeMapError(text, i) == 1 or letter == "\ufffd"
        yield _Letter(glyph, font.hidden, wrong)


def _font(text: Any, i: int, thing: Any, place: _Place) -> _Font:
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, i, matrix)
    scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
    size = raw.FPDFText_GetFontSize(text, i) * scale
    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, i, buffer, 256, flags)
    name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
    mode = raw.FPDFTextObj_GetTextRenderMode(thing) if thing else 0
    weight = _BOLD_WEIGHT if mode == _STROKED or _BOLD.search(name) else 400 if name else 0
    return _Font(name, weight, size, place.turn(matrix.a, matrix.b), mode == _INVISIBLE)


@dataclass(slots=True)
class _Drawn:
    """A rule, a box or a picture of a page."""

    box: Box
    kind: str

    def into(self, page: Page) -> None:
        getattr(page, self.kind).append(self.box)


def _drawn(page: Any, place: _Place, most: int) -> Iterator[_Drawn]:
    """Rules, boxes and pictures; what is as large as the page is its ground."""
    import pypdfium2
    from pypdfium2 import raw

    width, height = page.get_size()
    try:
        for n, thing in enumerate(page.get_objects(max_depth=_DEPTH)):
            if n >= most:
                return
            if thing.type not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                continue
            box = place.box(*thing.get_bounds())
            if box.width >= 0.97 * width and box.height >= 0.97 * height:
                continue
            if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
                if min(box.width, box.height) >= _LEAST_PICTURE:
                    yield _Drawn(box, "pictures")
            elif min(box.width, box.height) <= _THIN:
                yield _Drawn(box, "rules")
            else:
                yield _Drawn(box, "boxes")
    except pypdfium2.PdfiumError:
        return
