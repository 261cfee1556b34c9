"""The configuration folder: profiles by name, corrections by document."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from converter.build.files import read_text, whole
from converter.diagnostics import Diagnostic
from converter.profile.builtin import builtin_folder

# A build that finds nothing to do compares the profiles' texts and loads nothing that reads them.
if TYPE_CHECKING:
    from converter.profile import Profile
    from converter.profile.detect import Detected
    from converter.profile.loading import ProfileError, ProfileText


@dataclass(frozen=True)
class Config:
    """Profiles and corrections of a folder (`--config DIR`), laid over those of the program.

    A profile of the folder takes the place of the program's profile of the same name. `rules` are
    the names of the repairs that exist, or what gives them; None leaves names unchecked. Profiles
    that are `given` are not read.
    """

    folder: Path | None = None
    rules: tuple[str, ...] | Callable[[], tuple[str, ...]] | None = None
    given: Mapping[str, tuple[str, str]] | None = None
    _loaded: dict[str, Profile | ProfileError] = field(
        default_factory=dict, init=False, compare=False
    )

    @functools.cached_property
    def contents(self) -> Mapping[str, tuple[str, str]]:
        """Path and text of every profile by name, in alphabetical order. Raises FileError."""
        if self.given is not None:
            return self.given
        folders = [builtin_folder(), *([self.folder] if self.folder else [])]
        paths = {p.stem: p for f in folders for p in (*f.glob("*.yaml"), *f.glob("*.yml"))}
        return {name: (str(paths[name]), read_text(paths[name])) for name in sorted(paths)}

    @functools.cached_property
    def texts(self) -> Mapping[str, ProfileText]:
        """The text of every profile by name, in alphabetical order. Raises FileError."""
        from converter.profile.loading import ProfileText

        return {name: ProfileText(name, *found) for name, found in self.contents.items()}

    @property
    def _rules(self) -> tuple[str, ...] | None:
        return self.rules() if callable(self.rules) else self.rules

    def files(self) -> list[Path]:
        """The files that a build of any document may depend on. Raises FileError."""
        return [Path(path) for path, _ in self.contents.values()]

    def portable(self) -> Config:
        """The same for another machine: with the profiles' texts, for it may have others there.

        Raises FileError.
        """
        return dataclasses.replace(self, given=self.contents)

    def profile(self, name: str) -> Profile:
        """The profile of this name, or of this file where `name` is a path to one.

        Raises ProfileError with every mistake, FileError where the file cannot be read.
        """
        from converter.profile.loading import ProfileError, ProfileText, load

        path = Path(name)
        if name not in self.texts and (path.suffix in {".yaml", ".yml"} or path.exists()):
            own = ProfileText(path.stem, str(path), read_text(path))
            return load(own.name, {**self.texts, own.name: own}, rules=self._rules)
        loaded = self._loaded.get(name)
        if loaded is None:
            try:
                loaded = load(name, self.texts, rules=self._rules)
            except ProfileError as error:
                loaded = error
            self._loaded[name] = loaded
        if isinstance(loaded, ProfileError):
            raise loaded
        return loaded

    def problems(self) -> list[Diagnostic]:
        """Every mistake of every profile, each once."""
        from converter.profile.loading import ProfileError

        found: dict[Diagnostic, None] = {}
        for name in self.texts:
            try:
                self.profile(name)
            except ProfileError as error:
                found.update(dict.fromkeys(error.diagnostics))
        return list(found)

    def detect(self, text: str) -> Detected:
        """The profile that fits `text`, in whatever script its words and the profile's are printed.

        A profile with mistakes takes part as far as its `detect` is whole; where it fits, the
        outcome's profile is a shell and `profile(name)` raises its mistakes.
        """
        from converter.profile.detect import detect
        from converter.profile.loading import ProfileError

        candidates = []
        for name in self.texts:
            try:
                candidates.append(self.profile(name))
            except ProfileError as error:
                if error.shell is not None:
                    candidates.append(error.shell)
        return detect(text, candidates)

    @functools.cached_property
    def _corrections(self) -> Mapping[str, Path]:
        """Every file of corrections by its path in their folder, without the suffix."""
        folder = (self.folder or builtin_folder()) / "corrections"
        found = sorted(folder.rglob("*.yaml"))
        return {(p.relative_to(folder).parent / p.stem).as_posix(): p for p in found}

    def corrections_path(self, source: Path) -> Path | None:
        """Where the corrections of a text are, or None where there are none.

        They bear the end of the text's path, as far as it has to be said: `01.yaml`, or
        `2023/01.yaml`. The longest that fits is the text's.
        """
        files = self._corrections
        if not files:
            return None
        place = whole(source)
        ends = [*place.parent.parts[1:], place.stem]
        names = ("/".join(ends[n:]) for n in range(len(ends)))
        return next((files[name] for name in names if name in files), None)
