"""Weights that no document can teach: what a profile says of its house, in log-odds.

The publications are read without profiles, and none has a pipe table or sections headed by a
number alone, so these stand in the model as they are set here.
"""

from __future__ import annotations

HAND: dict[str, dict[str, float]] = {
    "profile without numbered_headings": {"heading B": -6.0},
    "profile without marked_captions": {"caption B": -5.0},
    "profile without marked_bylines": {"byline": -5.0},
    "profile without marked_ends": {"title B": -4.0},
    "profile against numbered_headings": {
        "heading B": -20.0,
        "heading I": -20.0,
        "title B": -6.0,
        "body B": 4.0,
    },
    "profile against marked_captions": {"caption B": -12.0},
    "profile against marked_bylines": {"byline": -12.0},
    "form pipes": {"table": 25.0},
    "form numeral": {"heading B": 4.0},
    "profile caption mark": {"caption B": 8.0},
    **{
        f"profile column {fill}": {"column": 6.0}
        for fill in ("full", "wide", "first", "long", "middle", "short", "tiny")
    },
}
