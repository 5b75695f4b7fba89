"""What an installation is told from outside; read once, at start."""

import fcntl
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, NoReturn, Self, cast, get_args
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from db.embedded.process import secret_file

Environment = Literal["development", "production"]
Locale = Literal["nb", "nn", "en"]
Encryption = Literal["none", "starttls", "implicit"]

SHORTEST_SECRET = 32
ENHETSREGISTERET = "https://data.brreg.no/enhetsregisteret/api"
RUNNING = "running.json"
LOCK = "running.lock"


class WrongSetting(Exception):
    """One sentence that names the setting, what is wrong with it, and what would be right."""


class Smtp(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is handed in."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = ""
    tls: Encryption = "none"


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """How replies to our letters come back. `address` is where they go, with a token after a plus sign.

    By LMTP, a worker listens at `host` and `port`; by webhook, whoever takes in mail posts it, signed with `secret`.
    """

    kind: Literal["lmtp", "webhook"]
    address: str
    host: str = ""
    port: int = 0
    secret: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`database_url` and `redis_url` are empty where the embedded servers are meant and none is running yet.

    `smtp` is None where no mail leaves the house: in development it is kept for reading at /dev/mail.
    Files lie at `storage_url`, or where that is empty in the folder `storage`. `inbound` is None where nobody reads
    what is sent to us. `register_url` is empty where no register of organisations is asked: numbers are then checked
    by their digits alone.
    """

    environment: Environment
    host: str
    port: int
    database_url: str
    redis_url: str
    base_url: str
    secret: str
    smtp: Smtp | None
    storage: Path
    data_dir: Path
    locale: Locale = "nb"
    storage_url: str = ""
    inbound: Inbound | None = None
    register_url: str = ""

    @property
    def development(self) -> bool:
        return self.environment == "development"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Raises WrongSetting for the first wrong value.

        In development the secret is made on first use and kept in the data directory, and the addresses of servers
        that `brobygger up` is running there are taken from it.
        """
        environment = _environment(environ)
        data_dir = Path(environ.get("BROBYGGER_DATA") or ".data").absolute()
        given = {**_running(data_dir), **environ} if environment == "development" else environ
        host = given.get("BROBYGGER_HOST") or "127.0.0.1"
        port = _port(given.get("PORT") or "8000")
        base_url = _base_url(given.get("BROBYGGER_BASE_URL") or "", environment, host, port)
        if environment == "development" and not (_loopback(host) and _loopback(urlsplit(base_url).hostname or "")):
            raise WrongSetting(
                "BROBYGGER_ENV=development lets anyone sign in as anyone, so it needs a loopback BROBYGGER_HOST and "
                "BROBYGGER_BASE_URL; set BROBYGGER_ENV=production to serve others."
            )
        return cls(
            environment=environment,
            host=host,
            port=port,
            database_url=_server(given, "BROBYGGER_DATABASE_URL", ("postgresql", "postgres"), environment),
            redis_url=_server(given, "BROBYGGER_REDIS_URL", ("redis", "rediss", "unix"), environment),
            base_url=base_url,
            secret=_secret(given.get("BROBYGGER_SECRET") or "", environment, data_dir),
            smtp=_smtp(given.get("BROBYGGER_SMTP_URL") or "", base_url),
            storage=Path(given.get("BROBYGGER_STORAGE") or data_dir / "storage").absolute(),
            data_dir=data_dir,
            locale=_locale(given.get("BROBYGGER_LOCALE") or "nb"),
            storage_url=_storage_url(given.get("BROBYGGER_STORAGE_URL") or ""),
            inbound=_inbound(given.get("BROBYGGER_INBOUND") or ""),
            register_url=_register(given.get("BROBYGGER_REGISTER_URL"), environment),
        )

    def environ(self) -> dict[str, str]:
        """The same settings for a child process."""
        told = {
            "BROBYGGER_ENV": self.environment,
            "BROBYGGER_HOST": self.host,
            "PORT": str(self.port),
            "BROBYGGER_DATABASE_URL": self.database_url,
            "BROBYGGER_REDIS_URL": self.redis_url,
            "BROBYGGER_BASE_URL": self.base_url,
            "BROBYGGER_SECRET": self.secret,
            "BROBYGGER_DATA": str(self.data_dir),
            "BROBYGGER_STORAGE": str(self.storage),
            "BROBYGGER_STORAGE_URL": self.storage_url,
            "BROBYGGER_LOCALE": self.locale,
            "BROBYGGER_REGISTER_URL": self.register_url,
        }
        return {name: value for name, value in told.items() if value}


def _wrong(name: str, value: str, right: str) -> NoReturn:
    raise WrongSetting(f"{name} is {value!r}, but must be {right}.")


def _environment(environ: Mapping[str, str]) -> Environment:
    value = environ.get("BROBYGGER_ENV") or "production"
    if value not in get_args(Environment):
        _wrong("BROBYGGER_ENV", value, "`development` or `production`")
    return cast(Environment, value)


def _locale(value: str) -> Locale:
    if value not in get_args(Locale):
        _wrong("BROBYGGER_LOCALE", value, "`nb`, `nn` or `en`")
    return cast(Locale, value)


def _is_held(data_dir: Path) -> bool:
    try:
        with (data_dir / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _running(data_dir: Path) -> dict[str, str]:
    if not _is_held(data_dir):
        # Whoever wrote the note was killed, and its servers with it.
        return {}
    try:
        return msgspec.json.decode((data_dir / RUNNING).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        _wrong("PORT", value, "a number from 1 to 65535")
    return int(value)


def _base_url(value: str, environment: Environment, host: str, port: int) -> str:
    if not value:
        if environment == "production":
            raise WrongSetting(
                "BROBYGGER_BASE_URL is missing: the address that people see, like https://brobygger.example."
            )
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
    address = urlsplit(value)
    if address.scheme not in {"http", "https"} or not address.hostname or address.path.strip("/") or address.query:
        _wrong("BROBYGGER_BASE_URL", value, "an address without a path, like https://brobygger.example")
    if environment == "production" and address.scheme != "https" and not _loopback(address.hostname):
        _wrong("BROBYGGER_BASE_URL", value, "an https address in production")
    return value.rstrip("/")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _server(given: Mapping[str, str], name: str, schemes: tuple[str, ...], environment: Environment) -> str:
    value = given.get(name) or ""
    if not value:
        if environment == "production":
            raise WrongSetting(f"{name} is missing (BROBYGGER_ENV=development would start a server of its own).")
        return ""
    if urlsplit(value).scheme not in schemes:
        raise WrongSetting(f"{name} must begin with {schemes[0]}://.")
    return value


def _register(value: str | None, environment: Environment) -> str:
    """Unset, production asks the open register; set to nothing, nobody does."""
    if value is None:
        return ENHETSREGISTERET if environment == "production" else ""
    if value and urlsplit(value).scheme not in ("http", "https"):
        _wrong("BROBYGGER_REGISTER_URL", value, f"an address like {ENHETSREGISTERET}, or empty")
    return value.rstrip("/")


def _secret(value: str, environment: Environment, data_dir: Path) -> str:
    if not value:
        if environment == "production":
            raise WrongSetting("BROBYGGER_SECRET is missing: `openssl rand -hex 32` makes one.")
        try:
            value = secret_file(data_dir / "secret", lambda: secrets.token_hex(32))
        except OSError as fault:
            raise WrongSetting(f"BROBYGGER_DATA: {data_dir} can't be written ({fault.strerror}).") from None
    try:
        length = len(bytes.fromhex(value))
    except ValueError:
        length = 0
    if length < SHORTEST_SECRET:
        raise WrongSetting("BROBYGGER_SECRET must be 64 hexadecimal digits or more: `openssl rand -hex 32` makes one.")
    return value


def _smtp(value: str, base_url: str) -> Smtp | None:
    if not value:
        return None
    right = "smtp://, smtp+starttls:// or smtps:// with a host, like smtp+starttls://user:password@mail.example:587"
    kinds: dict[str, tuple[Encryption, int]] = {
        "smtp": ("none", 25),
        "smtp+starttls": ("starttls", 587),
        "smtps": ("implicit", 465),
    }
    try:
        address = urlsplit(value)
        port = address.port
    except ValueError:
        raise WrongSetting(f"BROBYGGER_SMTP_URL must be {right}.") from None
    if address.scheme not in kinds or not address.hostname:
        raise WrongSetting(f"BROBYGGER_SMTP_URL must be {right}.")
    tls, usual = kinds[address.scheme]
    sender = parse_qs(address.query).get("sender", [f"Brobygger <no-reply@{urlsplit(base_url).hostname}>"])[0]
    return Smtp(
        host=address.hostname,
        port=port or usual,
        sender=sender,
        username=unquote(address.username or ""),
        password=unquote(address.password or ""),
        tls=tls,
    )


def _storage_url(value: str) -> str:
    if not value:
        return ""
    right = "file:///folder or s3://key:secret@bucket/prefix?endpoint=https://s3.example&region=eu-north-1"
    address = urlsplit(value)
    is_folder = address.scheme == "file" and not address.netloc and address.path.startswith("/")
    if not (is_folder or (address.scheme == "s3" and address.hostname) or address.scheme == "memory"):
        raise WrongSetting(f"BROBYGGER_STORAGE_URL must be {right}.")
    return value


def _inbound(value: str) -> Inbound | None:
    if not value:
        return None
    right = (
        "lmtp://127.0.0.1:8024?address=reply@mail.example, or webhook:?address=reply@mail.example&secret= and "
        f"{SHORTEST_SECRET} characters or more"
    )
    try:
        address = urlsplit(value)
        port = address.port
    except ValueError:
        raise WrongSetting(f"BROBYGGER_INBOUND must be {right}.") from None
    asked = parse_qs(address.query)
    mailbox, secret = asked.get("address", [""])[0].lower(), asked.get("secret", [""])[0]
    name, at, domain = mailbox.partition("@")
    if not (name and at and domain) or "+" in name or len(name) > 12:
        raise WrongSetting(f"BROBYGGER_INBOUND must be {right}.")
    if address.scheme == "lmtp" and address.hostname and port:
        return Inbound(kind="lmtp", address=mailbox, host=address.hostname, port=port)
    if address.scheme == "webhook" and len(secret) >= SHORTEST_SECRET:
        return Inbound(kind="webhook", address=mailbox, secret=secret)
    raise WrongSetting(f"BROBYGGER_INBOUND must be {right}.")
