"""Reading order: rows that an extraction tool took across columns, put back into theirs."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from converter.chinese.seams import Seams, letter_class
from converter.label.columns import MOST, Items, read_columns
from converter.label.gutters import Grid, column_measure, glued_parts, on_grid, read_grid
from converter.label.rows import learn_punctuation
from converter.labelling import Row
from converter.model import Decision, Evidence, Line, Span

# A page is looked at closely where this many of its broken lines, and this share of them, meet
# letters that the document never has side by side, and what the seams weigh is on average less than
# _SOUND: it is 0.3 to 1.4 on the seeds' pages, -1 where two columns alternate. A tool that took one
# page crosswise took others so in part: there, _STRETCH broken lines after each other suffice.
_STRANGE = 3
_SHARE = 0.45
_SOUND = 0.2
_STRETCH = 8

# Lines hold two columns where this many can be cut at a blank into parts that fit columns not
# narrower than _NARROW, and what the cut seams weigh is on average less than _APART.
_GLUED = 3
_NARROW = 12
_APART = 0.3

# So much (log-odds) must an order gain before the one given is left.
MARGIN = 6.0

# ... and so much for each place where the order breaks with the one given.
_EACH = 0.5
# (less where glued lines have told that there are columns).
_GLUED_EACH = 0.4

# Rows of a sheet of paper: the fullest known has 690. More are read in parts, for whatever is weighed
# over a page. Where so many rows in a row asked for another order and none was found, nothing can
# order the document, and the rest stays as it stands.
_SHEET = 800
_VAIN = 1600

# So many broken lines without a blank line between tell whether such lines go together.
_NEAR = 8

# A line weighs less than this behind a broken one where the two are nearly never one text.
_ALIEN = -3.0
_PICTURE = "▲▼△▽◀▶←→"

_EM = "\u2003\u3000"
_SEEN = 2.5  # log-odds of an indent that is seen, or not
_BROKEN = -4.0  # a line breaks off in mid-sentence and an indented one follows

# So much must the broken lines themselves gain, in all and each on average: heads and widths alone
# move nothing. Pages that were right gained up to 9 in all, 0.3 each where there were many; pages
# taken crosswise 20 to 160 and 0.5 to 2.9.
_TOLD = 10.0
_TOLD_EACH = 0.45

# Pages on a grid are read by their gutters unless another order gains so much, and so much of it by
# broken lines: of 83 pages where the two differed it was better on 25 above that and worse on 3.
_CLEARLY, _CLEARLY_EACH, _OF_IT = 10.0, 0.2, 0.25

# Lines with blanks before them, as a share of all, where the tool's own are left (else 0.3 and more).
_LED = 0.02

# How the rows of a page may be read, and the margin of gutters that nothing speaks against.
BY_LINES, BY_COLUMNS = "line by line", "column by column"
_UNASKED = 10.0

# Standard deviation (em) of the width of lines that fill a column, digits and kerning included.
_SPREAD = 0.8


def reading_order(
    rows: list[Row],
    is_word: Callable[[str], bool],
    lines: Sequence[Line] = (),
    solid: AbstractSet[int] = frozenset(),
    had: dict[Hashable, Pages] | None = None,
    decided: list[Decision] | None = None,
) -> list[Row]:
    """The rows in the order in which they are read; `order` of each is set to its place.

    Rows may be split where a line of the source holds parts of two columns. `is_word` tells whether
    a few letters are a word. `lines` are the source's, for the indents of the rows. Rows that begin at
    an offset of `solid` stay as they stand. `had` keeps what was found of pages for another time. What
    was decided of each page that may hold columns is added to `decided`.
    """
    pages = _by_page(rows, solid)
    # A tool that sets one page on a grid sets all.
    grids: dict[int, Grid] = {}
    gridded = bool(lines) and any(on_grid(page) for page in pages if page[0].start not in solid)
    if gridded:
        for k, page in enumerate(pages):
            if page[0].start in solid:
                continue
            grids[k] = read_grid(page, [row.start - lines[row.line].start for row in page])
            pages[k] = grids[k].read
    rows = [row for page in pages for row in page]
    words = [word for row in rows for word in row.text.split()]
    seams = Seams(words, is_word)
    known = _Known(seams, gridded)
    known.stripped = gridded and _stripped(rows, lines)
    if not gridded:
        known.together = _together(pages, seams)
        known.indented = _indented(rows, lines)
    if had is not None:
        known.pages = had.setdefault((_spans(rows), known.together, known.indented, gridded), {})
    told = {k for k, grid in grids.items() if grid.lines}
    if told:
        learn_punctuation(rows)
        seams.learn_threes(words)
    for k in sorted(told):
        pages[k] = _across(grids[k], known)
    doubtful = [
        k
        for k, page in enumerate(pages)
        if k not in told and page[0].start not in solid and _doubtful(page, known)
    ]
    if doubtful or told:
        _straighten(pages, doubtful, rows, known, words, solid, told)
    if decided is not None:
        decided += known.decided.values()
    out = [row for page in pages for row in page]
    for place, row in enumerate(out):
        row.order = float(place)
    return out


Pages = dict[bytes, tuple[list[int] | None, Decision]]
"""The order of a page's rows, by their spans; None where none better than theirs was found."""


def _spans(rows: Sequence[Row]) -> bytes:
    """The offsets of rows in the source: what tells them from others."""
    return array("q", [offset for row in rows for offset in (row.start, row.end)]).tobytes()


class Orders:
    """The reading orders of one document's rows, each found once for all its readings.

    A text that no profile fits is read again with what it showed of its publication, and which of
    its rows follow which mostly does not depend on that.
    """

    def __init__(self, is_word: Callable[[str], bool], lines: Sequence[Line] = ()) -> None:
        self._is_word = is_word
        self._lines = lines
        self._found: dict[tuple[bytes, frozenset[int]], tuple[list[Row], list[Decision], bool]] = {}
        self._pages: dict[Hashable, Pages] = {}

    def of(
        self, rows: list[Row], solid: AbstractSet[int] = frozenset()
    ) -> tuple[list[Row], list[Decision], bool]:
        """The rows in reading order (see there), what was decided, and whether any row has moved."""
        asked = (_spans(rows), frozenset(solid))
        if asked not in self._found:
            decided: list[Decision] = []
            done = reading_order(rows, self._is_word, self._lines, solid, self._pages, decided)
            moved = len(rows) != len(done) or any(
                a is not b for a, b in zip(rows, done, strict=True)
            )
            self._found[asked] = (done, decided, moved)
        done, decided, moved = self._found[asked]
        return [row.copy() for row in done], list(decided), moved


def _across(grid: Grid, known: _Known) -> list[Row]:
    """A page on a grid: column by column as its gutters say, or as its seams do where they gain.

    Gutters mislead where a title stands between bands of columns and crosses none of them, and where
    the blanks before the lines were taken away, which tell the column of a line's first words.
    """
    known.tell(grid.read, BY_COLUMNS, _UNASKED, _GUTTERS)
    if not _partly_strange(grid.read, known):
        return grid.read
    pieces = [piece for line in grid.lines for piece in line]
    page = [piece.row for piece in pieces]
    tied = [k > 0 for line in grid.lines for k in range(len(line))]
    places = [p.first if p.first == p.last and not known.stripped else -1 for p in pieces]
    done, _ = _in_columns(
        page, tied, known, _GLUED_EACH, places, min(MOST, max(p.last for p in pieces) + 1)
    )
    if done is None:
        return grid.read
    gain = _whole(done, known) - _whole(grid.read, known)
    told = _sound(done, known) - _sound(grid.read, known)
    ahead = min(gain - max(_CLEARLY, _CLEARLY_EACH * len(page)), told - _OF_IT * gain)
    seams = Evidence(
        "seams", BY_COLUMNS, round(gain, 2), "what columns gain that gutters do not tell"
    )
    known.tell(grid.read, BY_COLUMNS, round(abs(ahead), 2), _GUTTERS, seams)
    return done if ahead > 0 else grid.read


_GUTTERS = Evidence("gutters", BY_COLUMNS, _UNASKED, "blanks below each other part the columns")


def _stripped(rows: Sequence[Row], lines: Sequence[Line]) -> bool:
    """Whether the lines' own blanks, which tell their columns, were taken away."""
    begins: dict[int, int] = {}
    for row in rows:
        lead = row.start - lines[row.line].start
        begins[row.line] = min(lead, begins.get(row.line, lead))
    return sum(lead > 2 for lead in begins.values()) < _LED * len(begins)


@dataclass(slots=True)
class _Known:
    """What a document tells of the order of its rows, which are named by their beginnings.

    `together`: rows that the tool kept together with the row above. `indented`: rows with an
    indent; empty where the tool left indents out. `stripped`: the blanks before the lines of a grid are
    gone. `pages`: what was found when an order of pages was sought. `decided`: what was, by where the
    page begins.
    """

    seams: Seams
    gridded: bool = False
    together: frozenset[int] = frozenset()
    indented: frozenset[int] = frozenset()
    stripped: bool = False
    pages: Pages = field(default_factory=dict)
    decided: dict[int, Decision] = field(default_factory=dict)

    def tell(self, page: Sequence[Row], chosen: str, margin: float, *why: Evidence) -> Decision:
        """Note how a page is read; what is told of it last holds."""
        span = Span(min(row.start for row in page), max(row.end for row in page))
        second = BY_LINES if chosen == BY_COLUMNS else BY_COLUMNS
        decision = Decision("columns", span, chosen, second, margin, why)
        self.decided[span.start] = decision
        return decision


def _together(pages: Sequence[Sequence[Row]], seams: Seams) -> frozenset[int]:
    """Rows that go on with the row above, where blank lines part the blocks of the page.

    Of tools that set blank lines between blocks, 0.5 % of the lines without one between do not
    follow each other, but where they put lines of two columns into one block most do not.
    """
    near = [
        seams.weight(a.tight, b.tight) for page in pages for a, b in _broken(page) if not b.blanks
    ]
    apart = sum(b.blanks > 0 for page in pages for b in page[1:])
    if len(near) < _NEAR or apart < _NEAR or sum(near) < 0:
        return frozenset()
    return frozenset(
        b.start
        for page in pages
        for a, b in pairwise(page)
        if not b.blanks and not _alien(a, b, seams)
    )


def _alien(above: Row, below: Row, seams: Seams) -> bool:
    """Whether a line cannot go on with the broken one right above it: a picture's caption below it."""
    return not above.closed and (
        below.text[0] in _PICTURE or seams.weight(above.tight, below.tight) < _ALIEN
    )


def _indented(rows: Sequence[Row], lines: Sequence[Line]) -> frozenset[int]:
    """Rows that begin with white space of two em, if the tool kept such indents."""
    found = set()
    for row in rows if lines else ():
        lead = row.start - lines[row.line].start
        if row.text[0] in _EM or 2 <= lead <= 3:
            found.add(row.start)
    return frozenset(found) if 0.03 * len(rows) < len(found) < 0.6 * len(rows) else frozenset()


def _straighten(
    pages: list[list[Row]],
    doubtful: Sequence[int],
    rows: Sequence[Row],
    known: _Known,
    words: Sequence[str],
    solid: AbstractSet[int],
    told: AbstractSet[int],
) -> None:
    """Put the doubtful pages into the order that their seams ask for; then, if any was, others."""
    # Without the strings of three letters seams look worse than they are, never better.
    doubtful = [k for k in doubtful if _parts(pages[k]) or _strange(pages[k], known)]
    if not doubtful and not told:
        return
    if not told:
        learn_punctuation(rows)
        known.seams.learn_threes(words)
    given = list(pages)
    _reorder_each(pages, doubtful, known, _strange)
    if told or any(a is not b for a, b in zip(given, pages, strict=True)):
        left = (
            k
            for k, page in enumerate(given)
            if pages[k] is page and k not in told and page[0].start not in solid
        )
        _reorder_each(pages, left, known, _partly_strange)


def _reorder_each(
    pages: list[list[Row]],
    which: Iterable[int],
    known: _Known,
    strange: Callable[[Sequence[Row], _Known], bool],
) -> None:
    """Put those pages into order that ask for it, until too many rows asked in vain."""
    vain = 0
    for k in which:
        page, asked = _reorder(pages[k], known, strange)
        vain = 0 if page is not pages[k] else vain + asked * len(page)
        pages[k] = page
        if vain > _VAIN:
            break


def _by_page(rows: Sequence[Row], solid: AbstractSet[int]) -> list[list[Row]]:
    """The rows of each page, parted where a stretch that stays as it stands begins or ends.

    What is longer than a sheet of paper is parted too.
    """
    pages: list[list[Row]] = []
    for row in rows:
        last = pages[-1][-1] if pages else None
        if (
            last is None
            or last.page != row.page
            or len(pages[-1]) >= _SHEET
            or (last.start in solid) is not (row.start in solid)
        ):
            pages.append([])
        pages[-1].append(row)
    return pages


def _broken(page: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Lines of running text that end in the middle of a sentence, with the next."""
    widths = sorted(row.width for row in page if not row.closed and row.width >= 6)
    if len(widths) < 4:
        return []
    # Shorter open lines are displayed ones: titles, heads, names.
    full = min(0.85 * widths[(3 * len(widths)) // 4], 40.0)
    return [
        (a, b)
        for a, b in pairwise(page)
        if not a.closed and a.width >= full and letter_class(a.tight[-1]) == "H"
    ]


def _between(page: Sequence[Row], known: _Known) -> list[tuple[Row, Row]]:
    """Such lines with the next where nothing but their letters tells whether they go together."""
    return [(a, b) for a, b in _broken(page) if b.start not in known.together]


def _doubtful(page: Sequence[Row], known: _Known) -> bool:
    """Whether many broken lines meet letters that do not go together."""
    broken = _between(page, known)
    strange = sum(not known.seams.usual(a.tight, b.tight) for a, b in broken)
    if strange >= _STRANGE and strange > _SHARE * len(broken):
        return True
    # Lines of two columns with a blank between are far wider than the rest.
    widths = sorted(row.width for row in page)
    common = widths[len(widths) // 2]
    wide = sum(1.5 * common < row.width < 2.6 * common and " " in row.text for row in page)
    return common >= _NARROW and wide >= _GLUED


def _strange(page: Sequence[Row], known: _Known) -> bool:
    """The same question with all that is known of words, for a page that seemed doubtful."""
    broken = _between(page, known)
    weights = [known.seams.weight(a.tight, b.tight) for a, b in broken]
    return sum(weights) < _SOUND * len(weights)


def _partly_strange(page: Sequence[Row], known: _Known) -> bool:
    """Whether the question may be asked of a part of the page at least."""
    weights = [known.seams.weight(a.tight, b.tight) for a, b in _between(page, known)]
    stretch = min(_STRETCH, max(_STRANGE, len(weights))) if known.together else _STRETCH
    return any(sum(weights[k : k + stretch]) < 0 for k in range(len(weights) - stretch + 1))


def _parts(page: Sequence[Row]) -> dict[int, tuple[Row, Row]]:
    """The rows that may hold two columns, cut in two; none where they are few."""
    measure = column_measure(page)
    if measure < _NARROW:
        return {}
    parts = {k: two for k, row in enumerate(page) if (two := glued_parts(row, measure))}
    if len(parts) < _GLUED:
        return {}
    more = {k: two for k, row in enumerate(page) if (two := glued_parts(row, measure, sure=True))}
    return more | parts


def _parted(page: list[Row], seams: Seams) -> tuple[list[Row], list[bool]] | None:
    """The rows of a page with those cut that hold two columns, and which begin behind a cut.

    None where no row does.
    """
    parts = _parts(page)
    seam = [seams.weight(a.tight, b.tight) for a, b in parts.values() if not a.closed]
    if not parts or sum(seam) > _APART * len(seam):
        return None
    rows: list[Row] = []
    tied: list[bool] = []
    for k, row in enumerate(page):
        rows += parts.get(k, (row,))
        tied += [False, True] if k in parts else [False]
    return rows, tied


def _reorder(
    page: list[Row], known: _Known, strange: Callable[[Sequence[Row], _Known], bool]
) -> tuple[list[Row], bool]:
    """The rows in the order that their seams ask for, and whether one was looked for.

    The page itself where none is found.
    """
    spans = _spans(page)
    if spans in known.pages:
        order, decision = known.pages[spans]
        known.decided[decision.span.start] = decision
        return ([page[k] for k in order], True) if order else (page, False)
    parted = _parted(page, known.seams)
    if parted is not None:
        done, (ahead, why) = _in_columns(*parted, known, _GLUED_EACH)
        known.tell(page, BY_COLUMNS if done else BY_LINES, abs(ahead), *why)
        if done:
            return done, True
    if strange(page, known):
        done, (ahead, why) = _in_columns(page, [False] * len(page), known, _EACH)
        decision = known.tell(page, BY_COLUMNS if done else BY_LINES, abs(ahead), *why)
        places = {row.start: k for k, row in enumerate(page)}
        known.pages[spans] = ([places[row.start] for row in done] if done else None, decision)
        return done or page, True
    return page, parted is not None


def _in_columns(
    page: list[Row],
    tied: list[bool],
    known: _Known,
    each: float,
    places: Sequence[int] = (),
    most: int = MOST,
) -> tuple[list[Row] | None, _Weighed]:
    """The rows column by column, None where that gains less than `each` for each break of order.

    With it by how much that gains more than it has to, and the evidence.
    """
    full = _full_widths(page)
    shapes = [_shape(row, full) for row in page]
    blocks: list[list[int]] = []
    for k, row in enumerate(page):
        if k and row.start in known.together and not any(tied):
            blocks[-1].append(k)
        else:
            blocks.append([k])
    weights: list[dict[int, float]] = [{} for _ in blocks]  # by the item that follows

    def follow(i: int, j: int) -> float:
        if i < 0:
            return 0.0
        got = weights[j].get(i)
        if got is None:
            a, b = blocks[i][-1], blocks[j][0]
            got = _follow(page[a], shapes[a], page[b], shapes[b], known)
            weights[j][i] = got
        return got

    heights = [len(block) for block in blocks]
    tied = [tied[block[0]] for block in blocks]
    lasts = [block[-1] for block in blocks]
    heads = [not known.gridded and shapes[k].short and not page[k].closed for k in lasts]
    tried = [False, True] if max(heights) > 1 else [False]
    order, gain = max(
        (
            read_columns(Items(heights, follow, tied, heads, bottoms, places), most)
            for bottoms in tried
        ),
        key=lambda found: found[1],
    )
    moved = sum(b != a + 1 for a, b in pairwise(order))
    needed = max(MARGIN, each * moved)
    ahead = gain - needed
    why = [
        Evidence("seams", BY_COLUMNS, round(gain, 2), "what the best columns gain"),
        Evidence("given", BY_LINES, round(needed, 2), "what columns have to gain"),
    ]
    done = [page[k] for i in order for k in blocks[i]]
    if moved and ahead >= 0 and not any(tied):  # lines that hold two columns have told already
        told = _sound(done, known) - _sound(page, known)
        ahead = min(ahead, told - max(_TOLD, _TOLD_EACH * len(_between(page, known))))
        why.append(
            Evidence("broken", BY_COLUMNS, round(told, 2), "what lines that break off gain by it")
        )
    return (done if moved and ahead >= 0 else None), (round(ahead, 2), why)


_Weighed = tuple[float, list[Evidence]]


def _whole(page: Sequence[Row], known: _Known) -> float:
    """What the page's rows weigh together, each with the next: seams, indents, widths."""
    full = _full_widths(page)
    shapes = [_shape(row, full) for row in page]
    rows = pairwise(zip(page, shapes, strict=True))
    return sum(_follow(*a, *b, known) for a, b in rows)


def _sound(page: Sequence[Row], known: _Known) -> float:
    """What the seams behind the page's broken lines weigh together."""
    return sum(known.seams.weight(a.tight, b.tight) for a, b in _between(page, known))


def _full_widths(page: Sequence[Row]) -> list[float]:
    """Widths that many open rows of the page share: those of its columns."""
    counts: Counter[int] = Counter()
    for row in page:
        if not row.closed and row.width >= 6:
            counts[round(row.width * 2)] += 1
    found: list[float] = []
    total = sum(counts.values())
    while counts:
        near = {w: sum(counts[w + d] for d in (-1, 0, 1)) for w in counts}
        w = max(near, key=lambda k: (near[k], k))
        if near[w] < max(3, 0.12 * total):
            break
        found.append(w / 2)
        for d in range(-2, 3):
            counts.pop(w + d, None)
    # A width 2 em below a commoner one is that of its indented first lines.
    return [w for k, w in enumerate(found) if not any(abs(v - 2 - w) <= 1.0 for v in found[:k])]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a row's width tells: log-odds that it fills its column against that it is indented.

    `short`: it fills none.
    """

    full: float
    short: bool


def _shape(row: Row, full: Sequence[float]) -> _Shape:
    if not full:
        return _Shape(0.0, short=row.width < 9)
    w = min(full, key=lambda v: min(abs(row.width - v), abs(row.width - v + 2)))
    near, inner = row.width - w, row.width - w + 2
    short = inner < -1.0 or near > 1.8
    return _Shape(max(-2.5, min(2.5, (inner * inner - near * near) / (2 * _SPREAD**2))), short)


def _follow(a: Row, shape_a: _Shape, b: Row, shape_b: _Shape, known: _Known) -> float:
    """Log-odds that b follows a in one column, against any row of the page."""
    begins = _begins(b, shape_b, known)
    if not a.closed:
        value = known.seams.weight(a.tight, b.tight)
        if shape_a.short:
            # A title, a head, a name; or a piece of a line.
            value = max(-0.5, 0.5 * value)
            # What comes after one begins with an indent.
            return value if b.closed or shape_b.short else value + max(-1.2, min(0.3, begins))
        if known.indented and begins > 0:
            return value + _BROKEN
        if b.closed:
            return value
        # A line inside a paragraph fills its column.
        return value + (-1.2 if shape_b.short else min(0.3, shape_b.full))
    if shape_b.short or (b.closed and not known.indented):
        return 0.0
    if shape_a.short:
        # A paragraph is over: the next one begins with an indent.
        return max(-2.0, min(0.5, begins))
    return min(0.5, begins) if known.indented and begins > 0 else 0.0


def _begins(row: Row, shape: _Shape, known: _Known) -> float:
    """Log-odds that a row is indented: told by the white space before it, else by its width."""
    if known.indented:
        return _SEEN if row.start in known.indented else -_SEEN
    return -shape.full
