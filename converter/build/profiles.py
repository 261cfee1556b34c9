"""The profiles of a build as digests: what of them a document used, and whether that changed."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from converter.build.state import Library, digest

if TYPE_CHECKING:
    from converter.build.config import Config
    from converter.profile import Profile

# How a profile is found and what it was laid over says nothing once it has been chosen and merged.
_UNUSED = ("detect", "extends")


def parts(profile: Profile) -> dict[str, str]:
    """The digest of each part of a profile that recognition sees."""
    return {
        f.name: digest(repr(getattr(profile, f.name)).encode())[:12]
        for f in dataclasses.fields(profile)
        if f.name not in _UNUSED
    }


def described(profile: Profile) -> str:
    """The digest of a profile as far as recognition sees it."""
    return Library(profiles={profile.name: parts(profile)}).described(profile.name)


def library(config: Config, before: Library, program: str) -> Library:
    """The digests of a configuration's profiles.

    They are those of `before` where no file changed, and then nothing is parsed. `program` is the
    digest of the program that reads them. Where a profile has mistakes nothing is remembered of
    any: the mistakes are to be told in every build. Raises FileError.
    """
    texts = {name: text for name, (_, text) in config.contents.items()}
    now = digest(json.dumps([program, texts]).encode())
    if before.texts == now:
        return before
    from converter.profile.loading import ProfileError

    loaded: dict[str, Profile] = {}
    whole = True
    for name in texts:
        try:
            loaded[name] = config.profile(name)
        except ProfileError as error:
            whole = False
            if error.shell is not None:
                loaded[name] = error.shell
    detection = digest(repr([(name, p.detect) for name, p in loaded.items()]).encode())
    if not whole:
        return Library("", detection, {n: parts(p) for n, p in loaded.items()})
    return Library(now, detection, {name: parts(p) for name, p in loaded.items()})
