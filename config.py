"""Settings only: one class per environment, read from the process environment and the data folder.

    FEEDBACK_ENV        development (default) | testing | production
    FEEDBACK_DATA_DIR   where the database, secrets and logs live (default: var/ beside this file)
    DATABASE_URL        sqlite:///… or postgresql://…   (default: SQLite in the data folder)
    REDIS_URL           redis://… or unix:///…          (default: the embedded server's socket in the data folder)
    FEEDBACK_CITY       the city pack's folder name in feedback/data/ (default: cantho)
    FEEDBACK_PUBLIC_URL the address that citizens see; links in notices begin with it
    FEEDBACK_PROXIES    how many reverse proxies stand in front (0 when none)

Standard library only, because ./run reads it before anything is installed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SECRETS = {"SECRET_KEY": "session", "CODE_KEY": "codes", "AUDIT_KEY": "audit"}  # setting -> file in secrets/
SOCKET_PATH_LIMIT = 100  # bytes; the kernel refuses a Unix socket whose path is longer than 107


class MissingSecret(RuntimeError):
    """A secret is absent, empty or readable by others, so the system must not start."""


def valkey_socket(data_dir: Path) -> Path:
    """The embedded server's socket: in the data folder, or in a short private folder when that path is too long."""
    socket = data_dir / "valkey.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
        return socket
    mark = sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path("/tmp") / f"feedback-{os.getuid()}-{mark}" / "valkey.sock"  # noqa: S108 the supervisor makes it 0700 and checks its owner


def _database_url(url: str) -> str:
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _secret(data_dir: Path, name: str) -> bytes:
    path = data_dir / "secrets" / f"{name}.key"
    try:
        text, open_to_others = path.read_text(encoding="ascii").strip(), path.stat().st_mode & 0o077
    except OSError as error:
        raise MissingSecret(
            f"Không đọc được khóa bí mật {path}. Chạy ./run một lần để tạo. (Secret missing.)"
        ) from error
    if len(text) < 64 or open_to_others:
        raise MissingSecret(f"Khóa bí mật {path} phải có 64 chữ số hex và quyền 0600. (Secret too short or too open.)")
    return bytes.fromhex(text)


class Config:
    """What every environment shares. Instances, not classes, hold the values: each reads its own environment."""

    NAME = "base"
    TESTING = False
    DEVELOPER_PAGES = False  # pages that show notices instead of sending them

    BABEL_DEFAULT_LOCALE = "vi"
    BABEL_DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"
    LANGUAGES = ("vi", "en")

    MAX_CONTENT_LENGTH = 52 * 1024 * 1024  # bytes, a whole submission: five photographs of 10 MB and the words
    MAX_FORM_MEMORY_SIZE = 6 * 1024 * 1024  # bytes; a text far too long still comes back with a sentence, not lost
    MAX_FORM_PARTS = 500
    SESSION_COOKIE_NAME = "phien"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False
    SECRET_KEY: bytes
    CODE_KEY: bytes  # lookup codes are stored under this key
    AUDIT_KEY: bytes  # personal facts in entries are hashed under this key
    PERMANENT_SESSION_LIFETIME = timedelta(hours=12)  # a long shift
    SESSION_REFRESH_EACH_REQUEST = False  # a late answer to an earlier request must not bring an older cookie back
    WTF_CSRF_TIME_LIMIT = None  # a form stays valid as long as its session

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.DATA_DIR = Path(environ.get("FEEDBACK_DATA_DIR") or ROOT / "var").resolve()
        self.DATABASE_URL = _database_url(
            environ.get("DATABASE_URL") or f"sqlite:///{self.DATA_DIR / 'feedback.sqlite3'}"
        )
        self.REDIS_URL = environ.get("REDIS_URL") or f"unix://{valkey_socket(self.DATA_DIR)}"
        self.CITY = environ.get("FEEDBACK_CITY") or "cantho"
        self.PUBLIC_URL = (environ.get("FEEDBACK_PUBLIC_URL") or "http://127.0.0.1:8022").rstrip("/")
        self.PROXIES = int(environ.get("FEEDBACK_PROXIES") or 0)
        self.read_secrets()

    def read_secrets(self) -> None:
        """Set SECRET_KEY, CODE_KEY and AUDIT_KEY (32 bytes each). Raises MissingSecret."""
        for setting, name in SECRETS.items():
            setattr(self, setting, _secret(self.DATA_DIR, name))


class Development(Config):
    """One machine, plain HTTP on loopback: what ./run starts."""

    NAME = "development"
    DEVELOPER_PAGES = True


class Testing(Config):
    """Fixed keys that protect nothing, cheap and repeatable."""

    NAME = "testing"
    TESTING = True
    WTF_CSRF_ENABLED = True  # tests send the token as a browser does

    def read_secrets(self) -> None:
        for setting, name in SECRETS.items():
            setattr(self, setting, sha256(name.encode()).digest())


class Production(Config):
    """Behind HTTPS, with PostgreSQL and Redis of its own."""

    NAME = "production"
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-phien"
    PREFERRED_URL_SCHEME = "https"


ENVIRONMENTS: dict[str, type[Config]] = {kind.NAME: kind for kind in (Development, Testing, Production)}


def chosen(config: type[Config] | object | str | None = None, environ: Mapping[str, str] = os.environ) -> object:
    """The settings to start with: an environment's name, its class, any object with settings, or FEEDBACK_ENV's choice.

    Raises MissingSecret; ValueError for a name that is no environment.
    """
    if config is None:
        config = environ.get("FEEDBACK_ENV") or "development"
    if isinstance(config, str):
        if config not in ENVIRONMENTS:
            raise ValueError(f"FEEDBACK_ENV phải là một trong: {', '.join(ENVIRONMENTS)}; không phải {config!r}.")
        config = ENVIRONMENTS[config]
    return config(environ) if isinstance(config, type) and issubclass(config, Config) else config
