"""What an instance folder holds is exchanged as a whole. Whatever ends this half-way, all that was
there is in the folder `restoring`, and can be put back."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from qaforum.services.operations.backups.disk import make_sure_of

_FOLDER = "restoring"
# Each is a file that lists what is exchanged, there only while that goes on
_MOVING_OUT, _MOVING_IN = "moving-out", "moving-in"


class Exchange:
    """`new` is a folder for what will be there, `beside` one for what else is to be kept with what
    was there; both are there from `begin` on."""

    def __init__(self, instance: Path) -> None:
        self._instance = instance
        self._folder = instance / _FOLDER
        self.new = self._folder / "new"
        self.beside = self._folder / "beside"
        self.old = self._folder / "old"

    @property
    def half_way(self) -> bool:
        """Whether the instance folder holds neither all that was there nor all that will be."""
        return any((self._folder / note).exists() for note in (_MOVING_OUT, _MOVING_IN))

    def begin(self) -> None:
        """Have an empty `new`; nothing else is touched."""
        for folder in (self.new, self.beside):
            folder.mkdir(parents=True, mode=0o700)

    def put_in_place(self, names: Sequence[str]) -> None:
        """Moves what has these names out of the instance folder, and what `new` has of it in."""
        begun = self._folder / "begun"
        begun.write_text("\n".join(names))
        os.sync()  # all that is new is safe on the disk before anything moves
        self._note(begun, _MOVING_OUT)
        self.beside.rename(self.old)
        self._move(names, self._instance, self.old)
        self._note(self._folder / _MOVING_OUT, _MOVING_IN)
        self._move(names, self.new, self._instance)

    def take_back(self) -> None:
        """Has everything as it was before, however far it came; may be done again."""
        note = self._folder / _MOVING_IN
        if note.exists():  # whatever has one of these names is new
            self._move(note.read_text().splitlines(), self._instance, self.new)
            self._note(note, _MOVING_OUT)
        note = self._folder / _MOVING_OUT
        if note.exists():
            self._move(note.read_text().splitlines(), self.old, self._instance)
            note.unlink()

    def settle(self, kept: Path, but: Sequence[str] = ()) -> Path | None:
        """Ends it, for good: where what was there is from now on, without what is nobody's loss;
        None when nothing was. That is `kept`, a new folder, or where it is until the next time."""
        (self._folder / _MOVING_IN).unlink(missing_ok=True)
        for name in but:
            shutil.rmtree(self.old / name, ignore_errors=True)
        if not self.old.is_dir() or not any(self.old.iterdir()):
            shutil.rmtree(self._folder, ignore_errors=True)
            return None
        try:
            make_sure_of(self._folder)
            self.old.rename(kept)
        except OSError:
            return self.old
        shutil.rmtree(self._folder, ignore_errors=True)
        return kept

    def _note(self, before: Path, name: str) -> None:
        before.rename(self._folder / name)
        make_sure_of(self._folder)

    def _move(self, names: Sequence[str], source: Path, target: Path) -> None:
        """What is not in `source` was moved before, or was never there."""
        for name in names:
            if (source / name).is_symlink() or (source / name).exists():
                (source / name).rename(target / name)
        for folder in (source, target):
            if folder.is_dir():
                make_sure_of(folder)
