"""A publication, described: YAML in, a frozen and validated `Profile` out.

A profile helps; it is not needed. What a document shows by itself (widths, running heads, marks,
columns) is learnt from it; `Profile()` knows nothing and is enough. Importing this package is
cheap: reading YAML is loaded when a profile is read.
"""

from __future__ import annotations

from converter.profile.model import (
    Column,
    ColumnKind,
    Detection,
    Field,
    FieldForm,
    FieldPlace,
    Furniture,
    Habit,
    Habits,
    Marks,
    Profile,
    Publication,
    fold,
)

__all__ = [
    "Column",
    "ColumnKind",
    "Detection",
    "Field",
    "FieldForm",
    "FieldPlace",
    "Furniture",
    "Habit",
    "Habits",
    "Marks",
    "Profile",
    "Publication",
    "fold",
]
