"""The model of a profile: its keys with their types and documentation."""

from __future__ import annotations

import dataclasses
import enum
import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from converter.chinese.chars import HAN
from converter.chinese.variants import comparable
from converter.diagnostics import Diagnostic
from converter.patterns import late
from converter.yamlfile import Check, Switches, setting

_ID = Check("[a-z][a-z0-9_-]{0,39}", "a name of small letters, digits, - and _")
_FIELD = Check("[a-z][a-z0-9_]{0,39}", "a name of small letters, digits and _")
_COLOUR = Check("#[0-9a-fA-F]{6}", "a colour such as #9b1c1c")
_LANGUAGE = Check("([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?", "a language tag such as zh-Hans")
_PROFILE = Check("[^/\\\\]{1,80}", "a name of a profile")
_TEXT = Check("(?s).{0,400}", "text of at most 400 characters")
_MARK = Check(".{1,8}", "a mark of at most 8 characters")

# Pinyin or English set beside a Chinese name: 本 期 特 稿 BENQITEGAO (dezhou-2023-10, line 452).
_LATIN_TAIL = late(rf"(?<=[{HAN}])[A-Z]{{2,}}$|^[A-Z]{{2,}}(?=[{HAN}])")


@functools.lru_cache(maxsize=256)  # one row is asked about by several cues
def fold(name: str) -> str:
    """The words of a printed name without its dress: letter-spacing, width, pinyin beside it.

    '本 期 特 稿 BENQITEGAO' and '本期特稿' fold to the same; a name that is Latin altogether stays.
    """
    bare = "".join(unicodedata.normalize("NFKC", name).split())
    return _LATIN_TAIL.sub("", bare.upper() if bare.isascii() else bare)


class ColumnKind(enum.StrEnum):
    """What the articles of a column are made of."""

    ARTICLE = "article"
    CHRONICLE = "chronicle"

    __retired__ = frozenset({"statistics", "editorial", "news"})


class FieldForm(enum.StrEnum):
    """How the value of a masthead field is printed."""

    SINGLE = "single"  # one value, spaces inside it closed up
    LIST = "list"  # values one after the other, each an item of its own (names of people)
    TEXT = "text"  # running text that may go over several lines


class FieldPlace(enum.StrEnum):
    """Where the label of a masthead field stands."""

    BEFORE = "before"  # 主编: 朱瑞山
    AFTER = "after"  # 中国共产党德州市委员会主办


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published."""

    title: str = setting(
        "The periodical's title as an edition prints it. Empty: taken from the text.",
        "",
        check=_TEXT,
    )
    publisher: str = setting(
        "Who publishes it, where the text does not say so itself.", "", check=_TEXT
    )
    language: str = setting(
        "Language of the text as a BCP 47 tag, with the script. Empty: told from the text.",
        "",
        check=_LANGUAGE,
    )
    accent: str = setting("The one colour of the editions, as #rrggbb.", "#9b1c1c", check=_COLOUR)


@dataclass(frozen=True, slots=True)
class Detection:
    """How the publication is known from a text. One point for each that holds."""

    phrases: tuple[str, ...] = setting(
        "Words that stand somewhere in the text, spaces ignored.", (), check=_TEXT
    )
    lines: tuple[str, ...] = setting(
        "Words that are a whole line somewhere in the text, spaces ignored.", (), check=_TEXT
    )
    starts: tuple[str, ...] = setting("Marks with which some line begins.", (), check=_MARK)
    without: tuple[str, ...] = setting(
        "Words that, as a whole line, rule the publication out.", (), check=_TEXT
    )
    at_least: int = setting(
        "Points that it takes. A publication without phrases, lines and starts is never detected.",
        2,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏目) of the publication."""

    id: str = setting("Short name for links and style sheets; unique in the profile.", check=_ID)
    name: str = setting("The printed name, without letter-spacing and pinyin.", check=_TEXT)
    aliases: tuple[str, ...] = setting(
        "Other forms in which the name is printed. Letter-spacing, width and pinyin beside the "
        "name need none.",
        (),
        check=_TEXT,
    )
    title: str = setting("The name in the editions. Empty: the printed name.", "", check=_TEXT)
    order: int = setting(
        "Place among the columns of an edition, smallest first. 0: where the text has it.", 0
    )
    kind: ColumnKind = setting("What its articles are made of.", ColumnKind.ARTICLE)

    @property
    def names(self) -> tuple[str, ...]:
        """Every printed form, folded."""
        return tuple(fold(name) for name in (self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks with a fixed meaning. What is not named is learnt from its position."""

    retired: ClassVar = frozenset({"entry"})

    byline: tuple[str, ...] = setting("Before an author's name.", (), check=_MARK)
    end: tuple[str, ...] = setting("At the end of an article.", (), check=_MARK)
    caption: tuple[str, ...] = setting("Before a picture's caption.", (), check=_MARK)


class Habit(enum.StrEnum):
    """How far a house holds to a habit.

    What is always so makes what is not so something else; what is never so, what is so.
    """

    UNKNOWN = "unknown"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Habits:
    """What the house always does, or never: evidence where a line may be one thing or another."""

    numbered_headings: Habit = setting(
        "Headings within an article have a number (一、 (一) 1.).", Habit.UNKNOWN
    )
    marked_captions: Habit = setting(
        "Captions say that they are: a mark, 图为, a photographer's credit.", Habit.UNKNOWN
    )
    marked_bylines: Habit = setting(
        "Bylines say that they are: a mark, 文/, 作者, 本报记者, 通讯员.", Habit.UNKNOWN
    )
    marked_ends: Habit = setting("Articles end with one of the marks of `end`.", Habit.UNKNOWN)

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of those that are always kept."""
        names = ("numbered_headings", "marked_captions", "marked_bylines", "marked_ends")
        return tuple(name for name in names if getattr(self, name) is Habit.ALWAYS)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What no edition prints and repetition cannot show; each a whole line, spaces ignored."""

    runhead: tuple[str, ...] = setting(
        "Slogans and heads of pages. A number in them stands for any number.", (), check=_TEXT
    )
    site: tuple[str, ...] = setting(
        "Words of the site that the text was taken from.", (), check=_TEXT
    )


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the masthead (刊头、版权页)."""

    key: str = setting("Its name in the tree; unique in the profile.", check=_FIELD)
    labels: tuple[str, ...] = setting(
        "Words that announce it, letter-spacing ignored (主编, 电话). The first is its name in a "
        "Chinese edition.",
        (),
        check=_TEXT,
    )
    form: FieldForm = setting("How its value is printed.", FieldForm.SINGLE)
    place: FieldPlace = setting("Where the label stands.", FieldPlace.BEFORE)
    words: tuple[str, ...] = setting(
        "Words by which a value without a label is known (内部资料免费交流). Those that end with a "
        "colon begin a value and stay in it (抄送：).",
        (),
        check=_TEXT,
    )

    def __hash__(self) -> int:
        # What is read with a profile's fields is kept by them: they are hashed for each row, and
        # their keys tell them apart in one profile as well as all their words do.
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Profile:
    """A publication, described; every part may be missing."""

    extends: str = setting(
        "Name of the profile that this one is laid over: keys replace keys, lists replace lists; "
        "columns and masthead fields are merged by their id or key.",
        "",
        check=_PROFILE,
    )
    publication: Publication = setting("What is published.", Publication())
    detect: Detection = setting("How it is known from a text.", Detection())
    columns: tuple[Column, ...] = setting("Its columns (栏目).", (), unique="id")
    marks: Marks = setting("Marks with a fixed meaning.", Marks())
    habits: Habits = setting("What the house always does, or never.", Habits())
    furniture: Furniture = setting("What no edition prints.", Furniture())
    masthead: tuple[Field, ...] = setting("Fields of the masthead.", (), unique="key")
    repairs: Switches = setting(
        "House style: a repair by its name, on or off. What is not named is on.", ()
    )
    name: str = ""
    """The name under which the profile was found; not a key of the file."""
    told: tuple[Diagnostic, ...] = dataclasses.field(default=(), compare=False, repr=False)
    """What its files have that is no mistake and to be put right; no key either."""

    @classmethod
    def empty(cls) -> Profile:
        """The profile that knows nothing."""
        return cls()

    def simplified(self) -> Profile:
        """The profile for a traditional text, which recognition reads in simplified characters.

        What an edition prints stays as it is written.
        """
        columns = (
            replace(
                c,
                name=comparable(c.name),
                aliases=tuple(map(comparable, c.aliases)),
                title=c.title or c.name,
            )
            for c in self.columns
        )
        fields = (
            replace(
                f, labels=tuple(map(comparable, f.labels)), words=tuple(map(comparable, f.words))
            )
            for f in self.masthead
        )
        runheads = tuple(map(comparable, self.furniture.runhead))
        return replace(
            self,
            columns=tuple(columns),
            masthead=tuple(fields),
            furniture=replace(self.furniture, runhead=runheads),
        )

    def repairs_with(self, rule: str) -> bool:
        """Whether the repair named `rule` is on."""
        return dict(self.repairs).get(rule, True)

    def column_for(self, printed: str) -> Column | None:
        """The column whose name or alias `printed` is, in whatever dress; None for no column."""
        return self.columns_by_name.get(fold(printed))

    @property
    def columns_by_name(self) -> Mapping[str, Column]:
        """The columns by each of their printed forms, folded; who asks often keeps it."""
        return _columns_by_name(self.columns)

    def column(self, ident: str) -> Column | None:
        """The column with this id, or None."""
        return next((c for c in self.columns if c.id == ident), None)

    def field_for(self, label: str) -> Field | None:
        """The masthead field that `label` announces, letter-spacing and colon ignored, or None."""
        return _fields_by_label(self.masthead).get(fold(label).rstrip(":"))

    def field(self, name: str) -> Field | None:
        """The masthead field with this key, or None."""
        return next((f for f in self.masthead if f.key == name), None)


@functools.lru_cache(maxsize=64)
def _columns_by_name(columns: tuple[Column, ...]) -> dict[str, Column]:
    table: dict[str, Column] = {}
    for column in columns:
        for name in column.names:
            table.setdefault(name, column)
    return table


@functools.lru_cache(maxsize=64)
def _fields_by_label(fields: tuple[Field, ...]) -> dict[str, Field]:
    table: dict[str, Field] = {}
    for field in fields:
        for label in field.labels:
            table.setdefault(fold(label), field)
    return table
