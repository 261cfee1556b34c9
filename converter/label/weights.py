"""Weights of the cues and transitions, in log-odds.

The cues' weights are set by hand on specimens. What plain traits of rows and neighbours say beside
them is learnt: `make train` fits `weights.json` on top of this table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from converter.model import Label

_L = Label

HAND: dict[tuple[str, str, Label], float] = {
    ("sentence", "closed", _L.BODY): 3.0,
    ("sentence", "closed-soft", _L.BODY): 1.2,
    ("sentence", "open-mark", _L.BODY): 2.5,
    ("sentence", "inner-stop", _L.BODY): 3.5,
    ("sentence", "commas", _L.BODY): 1.2,
    ("sentence", "starts-closing", _L.BODY): 3.0,
    ("measure", "long", _L.BODY): 4.0,
    ("measure", "short-alone", _L.TITLE): 2.5,
    ("measure", "short-alone", _L.HEADING): 3.0,
    ("measure", "short-alone", _L.BODY): -2.0,
    ("measure", "comma", _L.BODY): 1.5,
    ("measure", "long-line", _L.TITLE): 1.2,
    ("measure", "long-line", _L.HEADING): -0.8,
    ("measure", "short", _L.HEADING): 1.5,
    ("measure", "overwide", _L.BODY): -3.0,
    ("measure", "full", _L.BODY): 1.5,
    ("measure", "short-open", _L.BODY): -2.0,
    ("goes_on", "after-open", _L.HEADING): -3.5,
    ("goes_on", "after-open", _L.BODY): 1.5,
    ("goes_on", "after-closed", _L.HEADING): 0.5,
    ("lead", "indented", _L.BODY): 2.0,
    ("lead", "flush", _L.BODY): -2.5,
    ("lead", "far", _L.BODY): -3.0,
    ("numbered", "displayed", _L.HEADING): 6.0,
    ("numbered", "run-in", _L.BODY): 3.0,
    ("heading_line", "continued", _L.HEADING): 5.0,
    ("listed_title", "listed", _L.TITLE): 7.0,
    ("listed_title", "listed-like", _L.TITLE): 2.0,
    ("byline_mark", "mark-names", _L.BYLINE): 8.0,
    ("byline_mark", "mark", _L.BYLINE): 6.5,
    ("byline_mark", "mark-doubtful", _L.BYLINE): 0.5,
    ("measure", "indented", _L.BODY): 1.0,
    ("byline_form", "form", _L.BYLINE): 6.0,
    ("credit", "bracketed", _L.BYLINE): 5.5,
    ("caption", "tells", _L.CAPTION): 3.0,
    ("byline_form", "names", _L.BYLINE): 2.0,
    ("byline_form", "post-name", _L.BYLINE): 2.0,
    ("worn_byline_mark", "worn-mark", _L.BYLINE): 5.0,
    ("displayed", "first", _L.TITLE): 2.0,
    ("displayed", "unit", _L.TITLE): 1.5,
    ("displayed", "unit-named", _L.TITLE): 3.5,
    ("displayed", "below-unit", _L.TITLE): 3.0,
    ("displayed", "before-byline", _L.TITLE): 4.0,
    ("displayed", "lead-in", _L.TITLE): 1.8,
    ("displayed", "unsigned", _L.TITLE): 2.5,
    ("markup", "level-1", _L.TITLE): 3.0,
    ("markup", "level-2", _L.TITLE): 2.5,
    ("markup", "level-3", _L.TITLE): 0.5,
    ("markup", "level-1", _L.HEADING): 0.0,
    ("markup", "level-2", _L.HEADING): 0.8,
    ("markup", "level-3", _L.HEADING): 2.5,
    ("markup", "level", _L.BODY): -5.0,
    ("caption", "form", _L.CAPTION): 5.0,
    ("caption", "overwide", _L.CAPTION): 3.0,
    ("caption", "second-line", _L.CAPTION): 5.5,
    ("caption", "page-end", _L.CAPTION): 4.0,
    ("caption", "page-end-wide", _L.CAPTION): 0.5,
    ("caption", "below-caption", _L.CAPTION): 6.0,
    ("caption", "page-start", _L.CAPTION): 1.5,
    ("caption", "inside", _L.CAPTION): 2.0,
    ("page_end", "new-article", _L.BODY): -3.0,
    ("page_end", "new-article", _L.HEADING): -5.0,
    ("last_words", "last", _L.TITLE): 2.5,
    ("last_words", "last", _L.BODY): -3.0,
    ("last_words", "last", _L.HEADING): -3.0,
    ("after_end", "behind", _L.CAPTION): 2.0,
    ("after_end", "behind", _L.CREDIT): 1.0,
    ("after_end", "behind", _L.HEADING): -4.0,
    ("after_end", "behind", _L.BODY): -3.0,
    ("echo", "echo", _L.TITLE): 2.5,
    ("credit", "bracketed", _L.CREDIT): 7.0,
    ("credit", "bracketed-names", _L.CREDIT): 5.5,
    ("credit", "brackets", _L.CREDIT): 2.0,
    ("credit", "opens", _L.CREDIT): 7.5,
    ("credit", "closes", _L.CREDIT): 7.5,
    ("credit", "form", _L.CREDIT): 3.0,
    ("jump", "form", _L.JUMP): 9.0,
    # The list took the words: a row that is text as well would stand twice.
    ("front_matter", "entry", _L.CONTENTS): 200.0,
    ("front_matter", "elsewhere", _L.CONTENTS): -8.0,
    ("column_head", "place", _L.COLUMN): 3.5,
    ("column_head", "place", _L.TITLE): -1.5,
    ("front_matter", "front-page", _L.MASTHEAD): 5.0,
    ("front_matter", "label-front", _L.MASTHEAD): 6.0,
    ("front_matter", "label-late", _L.MASTHEAD): 8.5,
    ("front_matter", "typed-late", _L.MASTHEAD): 4.0,
    ("front_matter", "label-inside", _L.MASTHEAD): 2.5,
    ("front_matter", "typed-front", _L.MASTHEAD): 6.0,
    ("front_matter", "typed-inside", _L.MASTHEAD): 1.0,
    ("front_matter", "below-label", _L.MASTHEAD): 1.0,
    ("front_matter", "text-goes-on", _L.MASTHEAD): 4.0,
    ("entry_label", "among-others", _L.BODY): 8.0,
    ("entry_label", "among-others", _L.HEADING): -6.0,
    ("entry_label", "among-others", _L.BYLINE): -6.0,
    ("entry_month", "above-day", _L.HEADING): 9.0,
    ("entry_month", "above-day", _L.BODY): -3.0,
    ("front_matter", "labels", _L.MASTHEAD): 5.0,
    ("chronicle_title", "above-entries", _L.TITLE): 5.0,
    ("nameplate", "named", _L.MASTHEAD): 9.0,
    ("nameplate", "above-fields", _L.MASTHEAD): 6.0,
    ("nameplate", "one-line", _L.MASTHEAD): 12.0,
    ("nameplate", "latin", _L.MASTHEAD): 6.0,
    ("nameplate", "story-line", _L.MASTHEAD): 14.0,
    ("nameplate", "name-tail", _L.MASTHEAD): 1.5,
    ("table", "cell", _L.TABLE): 20.0,
    ("table", "between", _L.BODY): 8.0,
    ("table", "caption", _L.TABLE): 12.0,
    ("table", "numbers", _L.TABLE): 7.0,
    ("table", "head-cell", _L.TABLE): 4.0,
    ("table", "head", _L.TABLE): 7.5,
    ("column_head", "signed", _L.COLUMN): 5.0,
    ("caption", "picture-mark", _L.TITLE): -4.0,
    ("caption", "picture-mark", _L.CAPTION): 2.0,
    ("byline_form", "names-between", _L.BYLINE): 4.0,
    ("sub_title", "dash", _L.TITLE): 5.0,
    ("after_end", "behind", _L.TITLE): 2.5,
    ("credit", "brackets", _L.TITLE): -4.0,
    ("seam", "goes-on", _L.HEADING): -2.5,
    ("seam", "goes-on", _L.CAPTION): -1.5,
    ("seam", "goes-on", _L.BODY): 1.0,
    ("seam", "latin-goes-on", _L.HEADING): -3.5,
    ("seam", "latin-goes-on", _L.CAPTION): -3.0,
    ("seam", "latin-goes-on", _L.BODY): 2.0,
    ("caption", "scene", _L.CAPTION): 2.0,
    ("caption", "unnumbered", _L.CAPTION): 1.0,
    ("caption", "unnumbered", _L.HEADING): -1.2,
    ("caption", "credit-below", _L.CAPTION): 6.0,
    ("byline_mark", "above-signed", _L.COLUMN): 6.0,
    ("byline_rest", "rest", _L.BYLINE): 8.0,
    ("byline_rest", "rest", _L.BODY): -3.0,
    ("open_quote", "closes", _L.TITLE): 2.5,
    ("open_quote", "closes", _L.HEADING): 2.5,
    ("open_quote", "closes", _L.BODY): -2.5,
    ("caption", "wrapped", _L.CAPTION): 7.5,
    ("caption", "credited", _L.CAPTION): 3.0,
    ("upright", "letters", _L.TITLE): 5.0,
    ("upright", "letters", _L.BODY): -3.0,
    ("column_head", "dressed", _L.COLUMN): 6.5,
    ("column_head", "profile", _L.COLUMN): 11.0,
    ("column_head", "listed", _L.COLUMN): 10.5,
    ("column_head", "common", _L.COLUMN): 8.5,
    ("column_head", "spaced", _L.COLUMN): 3.0,
    ("column_head", "spaced-top", _L.COLUMN): 6.0,
    ("caption", "acts", _L.CAPTION): 2.5,
    ("caption", "acts", _L.HEADING): -1.5,
    ("quoted", "whole", _L.HEADING): 3.0,
    ("question", "asked", _L.HEADING): 8.0,
    ("question", "asked", _L.BODY): -3.0,
    ("verse", "line", _L.BODY): 9.0,
    ("verse", "line", _L.HEADING): -4.0,
    ("verse", "line", _L.TITLE): -4.0,
    ("verse", "line", _L.CAPTION): -4.0,
    ("verse", "line", _L.BYLINE): -4.0,
    ("verse", "title", _L.HEADING): 7.0,
    ("verse", "title", _L.BODY): -3.0,
    ("verse", "author", _L.BYLINE): 6.0,
    ("house_marks", "byline", _L.BYLINE): 3.0,
    ("house_marks", "byline", _L.COLUMN): -6.0,
    ("house_habits", "unnumbered", _L.HEADING): -3.0,
    ("house_habits", "unmarked", _L.CAPTION): -4.0,
    ("house_habits", "unmarked", _L.BYLINE): -3.0,
    ("house_habits", "before-end", _L.TITLE): -2.5,
    ("house_habits", "numbered", _L.HEADING): -20.0,
    ("house_habits", "marked", _L.CAPTION): -20.0,
    ("house_habits", "marked", _L.BYLINE): -20.0,
    ("signing", "told", _L.BYLINE): 8.0,
    ("signing", "placed", _L.BYLINE): 8.0,
    ("signing", "office", _L.BYLINE): 6.0,
    ("signing", "names", _L.BYLINE): 4.0,
    ("signing", "author", _L.BYLINE): 9.0,
    ("stack", "before-signer", _L.TITLE): 4.0,
    ("stack", "opens", _L.TITLE): 3.0,
    ("stack", "banner", _L.COLUMN): 2.5,
    ("stack", "banner-again", _L.COLUMN): 8.0,
}

# What a label has before any cue: most rows are body.
PRIOR: dict[Label, float] = {
    _L.BODY: 1.0,
    _L.HEADING: -1.2,
    _L.TITLE: -1.2,
    _L.BYLINE: -3.0,
    _L.CAPTION: -2.0,
    _L.CREDIT: -3.0,
    _L.COLUMN: -4.0,
    _L.JUMP: -4.0,
    _L.MASTHEAD: -2.5,
    _L.CONTENTS: -4.0,
    _L.TABLE: -3.0,
    _L.UNKNOWN: -30.0,  # a person may say so; the program keeps looking
}

START = "start"
END = "end"

TRANSITION: dict[tuple[str, str], float] = {
    (START, _L.TITLE): 0.5,
    (START, _L.MASTHEAD): 1.0,
    (_L.TITLE, _L.TITLE): 0.8,
    (_L.TITLE, _L.BYLINE): 2.5,
    (_L.TITLE, _L.HEADING): -1.5,
    (_L.BYLINE, _L.BODY): 0.5,
    (_L.BYLINE, _L.HEADING): -1.0,
    (_L.BYLINE, _L.BYLINE): -1.0,
    (_L.BYLINE, _L.TITLE): -0.5,
    (_L.HEADING, _L.HEADING): 0.3,
    (_L.HEADING, _L.BODY): 1.0,
    (_L.HEADING, _L.BYLINE): -3.0,
    (_L.HEADING, _L.TITLE): -2.0,
    (_L.HEADING, _L.CAPTION): -0.5,
    (_L.HEADING, _L.CREDIT): -3.0,
    (_L.HEADING, END): -4.0,
    (_L.BODY, _L.BODY): 0.5,
    (_L.CAPTION, _L.CAPTION): -0.5,
    (_L.CAPTION, _L.BYLINE): -2.0,
    (_L.CREDIT, _L.TITLE): 1.3,
    (_L.CREDIT, _L.HEADING): -2.0,
    (_L.CREDIT, _L.BODY): -1.0,
    (_L.MASTHEAD, _L.MASTHEAD): 2.0,
    (_L.CONTENTS, _L.CONTENTS): 2.0,
    (_L.TABLE, _L.TABLE): 2.5,
    (_L.BODY, _L.TABLE): -1.0,
    (_L.BODY, _L.MASTHEAD): -1.5,
}


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables in force: what is set by hand, and what is learnt beside it.

    `traits` has for each trait (`traits.py`) one weight a label, in the order of `labels`: whole
    numbers, `per` to a log-odds, so that a sum of them is the same in any order.
    """

    prior: Mapping[Label, float] = field(default_factory=lambda: PRIOR)
    transition: Mapping[tuple[str, str], float] = field(default_factory=lambda: TRANSITION)
    labels: tuple[Label, ...] = ()
    traits: Mapping[str, Sequence[int]] = field(default_factory=dict)
    per: int = 1

    def get(self, cue: str, key: str, label: Label) -> float:
        """Weight of one cue's key for one label."""
        return HAND[cue, key, label]


LEARNT = Path(__file__).with_name("weights.json")


@cache
def in_force(path: Path = LEARNT) -> Weights:
    """The weights in force; those set by hand alone where there is no file of learnt ones."""
    if not path.exists():
        return Weights()
    data = json.loads(path.read_text("utf-8"))
    labels = tuple(Label(name) for name in data["labels"])
    per = data["per"]
    moves = dict(TRANSITION)
    for before, values in zip(labels, data["moves"], strict=True):
        for label, value in zip(labels, values, strict=True):
            moves[before, label] = TRANSITION.get((before, label), 0.0) + value / per
    return Weights(transition=moves, labels=labels, traits=data["traits"], per=per)
