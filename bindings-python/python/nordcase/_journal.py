"""A folder of journeys, for what must survive the process: each stored before its next request, whole or not at all, and owned by one process at a time."""

from __future__ import annotations

import errno
import os
from _thread import RLock

from nordcase import _forks, _native
from nordcase._errors import JournalInUse, NordcaseError, input_error
from nordcase._typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Union

    from typing_extensions import Self

    from nordcase._errors import InputError

    Folder = Union[str, "os.PathLike[str]"]

END = ".json"

LONGEST = 240
"""The longest name of a file without its end; file systems have 255 bytes for all of it."""


class JournalEntry:
    """One journey of a journal: hand it in as `save`. Of one that is there already, `kind` and `stored` are what `resume` takes."""

    def __init__(self, journal: Journal, key: str) -> None:
        self.journal = journal
        """The journal that it is in."""
        self.key = key
        """Its name, as it was given to `Journal.entry`."""
        self.stored: str | None = None
        """The journey as it was last saved; `None` before the first time."""
        self.kind: str = ""
        """The journey's name, as `fastdok.pay_case`; empty before the first time, and if the file cannot be read."""
        self.case_id: str | None = None
        """The case that it is about; `None` if it is to make one, or is for many."""
        self.ended: str | None = None
        """`done` or `failed`; `None` while it is under way."""
        self.problem: Exception | None = None
        """Why the file cannot be read. Nothing but a person can tell what became of that journey."""

    def __call__(self, stored: str) -> None:
        """Stores the journey's text."""
        self.journal._replace(self, self.stored, stored)

    def __repr__(self) -> str:
        return f"JournalEntry(key={self.key!r}, kind={self.kind!r}, ended={self.ended!r}, problem={self.problem!r})"

    def read(self) -> str:
        """The stored text; raises the problem if there is one."""
        if self.problem is not None:
            raise self.problem
        if self.stored is None:
            raise input_error("input.journal_key", "key", "has no journey yet")
        return self.stored

    def _is_now(self, stored: str) -> None:
        about = _native.journey_inspect(stored)
        self.stored, self.kind = stored, about["journey"]
        self.case_id, self.ended = about["caseId"], about["ended"]


class Journal:
    """Journeys in a folder, a file for each. Made if it is not there.

    >>> import tempfile
    >>> from nordcase import Journal
    >>> from nordcase.fastdok import ObjectEntry
    >>> from nordcase.sandbox import Sandbox
    >>> with tempfile.TemporaryDirectory() as folder, Journal(folder) as journal:
    ...     fd = Sandbox().fastdok()
    ...     receipt = fd.start_case(entries=[ObjectEntry("Blankett", template_id="7B")], save=journal.entry("contract 12"))
    ...     [(entry.key, entry.kind, entry.ended) for entry in journal.ended()]
    [('contract 12', 'fastdok.start_case', 'done')]

    Each save is written to a file beside, synced, and put in the place of the old one, so that a process that is killed leaves the one or the other. A
    lock of the operating system on `folder/lock` keeps a second owner out, and goes with the process, however that ends. Journeys that look for the case
    they made share the claims of the journal.

    The files hold what the caller gave (names, form data), and no credentials. They are for the owner's eyes only, where the system knows that.

    Raises:
        JournalInUse: Another journal owns the folder, in this process or another.
        OSError: The folder cannot be made or written.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = os.fspath(folder)
        """Where it is."""
        if not os.path.isdir(self.folder):
            os.makedirs(self.folder, exist_ok=True)
            _sync_folder(os.path.dirname(os.path.abspath(self.folder)))
        self._lock = RLock()
        self._process = os.getpid()
        self._owned = _take(os.path.join(self.folder, "lock"))
        from weakref import finalize  # not before there is a journal: `import nordcase` stays quick

        # Closing the file is what lets go of the lock; the process's end does it as well.
        self._let_go = finalize(self, os.close, self._owned)
        _forks.renew(self)

    def _forked(self) -> None:
        # A child that lives on must not keep a dead parent's lock of the folder.
        self._let_go()
        # A thread of the parent may hold it.
        self._lock = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the folder. Journeys that are under way cannot be stored any more, and stop before they send anything."""
        with self._lock:
            self._let_go()

    def entry(self, key: str) -> JournalEntry:
        """A place for a new journey, for its `save`.

        Args:
            key: Its name: 1 to 200 characters, any text, as the number of your contract.

        Raises:
            InputError: There is a journey of this key (`input.journal_key`): resume it, or remove it once it has ended.
        """
        with self._lock:
            self._check()
            if os.path.lexists(self._path(key)):
                raise input_error("input.journal_key", "key", f"{key!r} has a journey already: resume it, or remove it once it has ended")
            return JournalEntry(self, key)

    def unfinished(self) -> tuple[JournalEntry, ...]:
        """The journeys that have not ended, for `resume` or `resume_all`; and those whose file cannot be read, with their `problem`."""
        return tuple(entry for entry in self._entries() if entry.ended is None)

    def ended(self) -> tuple[JournalEntry, ...]:
        """The journeys that have ended."""
        return tuple(entry for entry in self._entries() if entry.ended is not None)

    def remove(self, key: str) -> None:
        """Removes a journey that has ended.

        Raises:
            InputError: There is none of this key, or it has not ended (`input.journal_key`).
        """
        with self._lock:
            self._check()
            path = self._path(key)
            if not os.path.lexists(path):
                raise input_error("input.journal_key", "key", f"there is no journey {key!r}")
            if self._load(key, os.path.basename(path)).ended is None:
                raise input_error("input.journal_key", "key", f"the journey {key!r} has not ended")
            os.unlink(path)
            _sync_folder(self.folder)

    def claim(self, owner: str, case_ids: Sequence[str], take: bool) -> list[str]:
        """As `nordcase.Claims` says. What is claimed stays claimed: a file of `folder/claims` for each case."""
        claims = os.path.join(self.folder, "claims")
        with self._lock:
            self._check()
            free: list[str] = []
            for case_id in case_ids:
                path = os.path.join(claims, _claim_name(case_id))
                try:
                    theirs = _read(path)
                except FileNotFoundError:
                    theirs = None
                if theirs is None and take:
                    if not os.path.isdir(claims):
                        os.makedirs(claims, exist_ok=True)
                        _sync_folder(self.folder)
                    theirs = owner if _write(path, owner, exclusive=True) else _read(path)
                if theirs not in (None, owner):
                    continue
                free.append(case_id)
                if take:
                    break
            return free

    def _entries(self) -> Iterator[JournalEntry]:
        from urllib.parse import unquote

        with self._lock:
            self._check()
            names = sorted(name for name in os.listdir(self.folder) if name.endswith(END))
            entries = [self._load(unquote(name[: -len(END)]), name) for name in names]
        return iter(entries)

    def _load(self, key: str, name: str) -> JournalEntry:
        path = os.path.join(self.folder, name)
        entry = JournalEntry(self, key)
        try:
            if self._path(key) != path:
                # Somebody else's: under the key that it seems to have there may be a journey of ours.
                entry = JournalEntry(self, name)
                raise input_error("input.journal_key", "key", "the file's name is none that a journal gives")
            entry._is_now(_read(path))
        except (OSError, ValueError, NordcaseError) as problem:
            entry.problem = problem
        return entry

    def _replace(self, entry: JournalEntry, before: str | None, stored: str) -> None:
        """Stores a text in the place of the one before. If that is not there any more, somebody else carries the journey on."""
        with self._lock:
            self._check()
            if entry.problem is not None:
                raise entry.problem
            path = self._path(entry.key)
            now = _read(path) if os.path.lexists(path) else None
            if now != before:
                rule = "has a journey already" if before is None else "is carried on by somebody else"
                raise input_error("input.journal_key", "key", f"the journey {entry.key!r} {rule}; nothing was sent")
            _write(path, stored)
            entry._is_now(stored)

    def _path(self, key: Any) -> str:
        from urllib.parse import quote

        if not isinstance(key, str) or not 1 <= len(key) <= 200:
            raise input_error("input.journal_key", "key", "must be a text of 1 to 200 characters")
        try:
            name = quote(key, safe="")
        except UnicodeEncodeError:
            raise input_error("input.journal_key", "key", "holds half a character") from None
        if len(name) > LONGEST:
            raise input_error("input.journal_key", "key", f"is too long for the name of a file: {len(name)} characters, of {LONGEST}")
        return os.path.join(self.folder, name + END)

    def _check(self) -> None:
        """A fork has the files of its parent, and must not write them."""
        if os.getpid() != self._process:
            raise _in_use("this journal is owned by the process that this one was forked from")
        if not self._let_go.alive:
            raise _in_use("this journal is closed")


def _in_use(rule: str) -> InputError:
    return input_error("input.journal_in_use", "folder", rule, JournalInUse)


def _take(path: str) -> int:
    """The lock of this file, for as long as the file is open."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except IsADirectoryError as error:
        raise _in_use("is one of nordcase's package for Node: each language has folders of its own") from error
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        here, there = os.fstat(file), os.stat(path)
        if (here.st_ino, here.st_dev) != (there.st_ino, there.st_dev):
            raise BlockingIOError("the lock was taken away meanwhile")
    except OSError as error:
        os.close(file)
        if isinstance(error, (BlockingIOError, PermissionError, FileNotFoundError)):
            raise _in_use("is owned by another journal, in this process or another") from error
        raise
    return file


def _read(path: str) -> str:
    with open(path, "rb") as file:
        return file.read().decode("utf-8")


def _write(path: str, text: str, *, exclusive: bool = False) -> bool:
    """Puts a file with this text in its place, at once and for good. Not so if it must be new there, and is not."""
    # No key's file has such a name.
    beside = f"{path}%tmp"
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with open(file, "wb") as writing:
        writing.write(text.encode("utf-8"))
        writing.flush()
        _sync(writing.fileno())
    new = True
    if not exclusive:
        os.replace(beside, path)
    else:
        new = _put(beside, path)
    _sync_folder(os.path.dirname(path))
    return new


def _put(beside: str, path: str) -> bool:
    """Gives a file its name, unless there is one of this name."""
    try:
        if os.name == "nt":
            os.rename(beside, path)
            return True
        os.link(beside, path)
    except FileExistsError:
        return False
    except OSError:
        # A file system without links: the lock keeps all others out.
        if os.path.lexists(path):
            return False
        os.replace(beside, path)
        return True
    os.unlink(beside)
    return True


def _sync(file: int) -> None:
    if os.name != "nt":
        import fcntl

        full = getattr(fcntl, "F_FULLFSYNC", None)
        if full is not None:
            # On macOS, fsync ends at the disk's own memory.
            fcntl.fcntl(file, full)
            return
    os.fsync(file)


def _sync_folder(folder: str) -> None:
    if os.name == "nt":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    except OSError as error:
        # Not every file system can do that to a folder.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(file)


def _claim_name(case_id: str) -> str:
    from urllib.parse import quote

    name = quote(case_id, safe="", errors="replace")
    if len(name) <= LONGEST and name.strip("."):
        return name
    import hashlib

    return hashlib.sha256(case_id.encode("utf-8", "replace")).hexdigest()
