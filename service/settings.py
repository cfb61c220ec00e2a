"""Settings of the machine: the only reader of the environment."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from audience.addresses import Allowed, AllowListError, parse_allow
from content.arabic import clean
from delivery.smtp import relay
from delivery.smtp.relay import Relay
from newsroom.record import wrong_field
from service import logs
from service.words import Language

PREFIX = "NASHRA_"
FROM_FILE = "_FILE"  # a secret may stand in a file instead
TESTS = "NASHRA_TEST_"  # what only the tests read
DEFAULT_FOLDER = Path("nashra-data")
FILE_NAME = "nashra.toml"
LONGEST_WINDOW = 10_000
MOST_CONNECTIONS = 100
SHORTEST_TOKEN = 16


class SettingsError(ValueError):
    """A setting is wrong; says which, where it stands and what it should be."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine is told, each with its default."""

    data: Path = DEFAULT_FOLDER
    public_url: str | None = None
    database_url: str | None = None
    keys_file: Path | None = None
    outbound_allow: tuple[Allowed, ...] = ()
    smtp_url: tuple[Relay, ...] = ()  # best first; none: the maildir
    smtp_connections: int = 10
    mail_window: int = 50
    webhook_window: int = 200
    metrics_token: str | None = None  # None: only this machine may read them
    log_level: str | None = None  # None: as much as each command needs
    log_format: logs.Format | None = None  # None: text on a terminal
    publisher: Mapping[str, Any] = field(default_factory=dict)  # seeds an empty house


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as people write it, in nashra.toml or in the environment."""

    name: str
    read: Callable[[str], Any]
    meaning: str
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("should be an address like https://example.org")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("should have no query, fragment or user name")
    return text.rstrip("/")


def _window(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_WINDOW:
        raise ValueError(f"should be a number from 1 to {LONGEST_WINDOW}")
    return int(text)


def _connections(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_CONNECTIONS:
        raise ValueError(f"should be a number from 1 to {MOST_CONNECTIONS}")
    return int(text)


def _level(text: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if text.upper() not in levels:
        raise ValueError(f"should be one of {', '.join(levels)}")
    return text.upper()


def _form(text: str) -> str:
    if text.lower() not in ("json", "text"):
        raise ValueError("should be json or text")
    return text.lower()


def _token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN or not re.fullmatch(r"[\x21-\x7e]+", text):
        raise ValueError(
            f"should have {SHORTEST_TOKEN} ASCII characters or more, and no spaces"
        )
    return text


def _database(text: str) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None  # what they say of it may quote the password
    if url is None or url.drivername not in ("sqlite", "postgresql"):
        raise ValueError("should begin with sqlite:/// or postgresql://")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("should name a file, as sqlite:////var/lib/nashra.db")
    return text


SETTINGS = (
    Setting("data", Path, "The data folder."),
    Setting("public_url", _url, "The address under which readers reach this service."),
    Setting(
        "database_url",
        _database,
        "Another database than DATA/nashra.db.",
        is_secret=True,
    ),
    Setting("keys_file", Path, "Another file for the keys than DATA/keys.json."),
    Setting(
        "outbound_allow",
        parse_allow,
        "Private networks that posts may reach, with ports: 10.1.0.0/16:8443.",
    ),
    Setting(
        "smtp_url",
        relay.parse,
        "The relays of mail, best first: smtp://user:pass@host:587?tls=starttls.",
        is_secret=True,
    ),
    Setting("smtp_connections", _connections, "Connections to each relay."),
    Setting("mail_window", _window, "Mails on their way at one time."),
    Setting("webhook_window", _window, "Posts on their way at one time."),
    Setting(
        "metrics_token",
        _token,
        "Who carries it may read /metrics from anywhere.",
        is_secret=True,
    ),
    Setting("log_level", _level, "DEBUG, INFO, WARNING or ERROR."),
    Setting("log_format", _form, "json or text."),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_BY_VARIABLE = {setting.variable: setting for setting in SETTINGS}


def load(data: Path | None = None) -> Settings:
    """The settings of this process: the file beside the data, then the environment.

    Args:
        data: The folder named on the command line, which wins.

    Raises:
        SettingsError: one of them is unknown or wrong.
    """
    return read(dict(os.environ), data)


def read(environment: Mapping[str, str], data: Path | None = None) -> Settings:
    """The settings from this environment and the file in the data folder.

    Raises:
        SettingsError: one of them is unknown or wrong.
    """
    said = dict(_from_environment(environment))
    folder = data or said.get("data") or DEFAULT_FOLDER
    from_file, publisher = _from_file(folder / FILE_NAME)
    values = {**from_file, **said, "data": folder}
    return replace(Settings(publisher=publisher), **values)


def language(environment: Mapping[str, str] | None = None) -> Language:
    """The language of whoever runs this process, as its locale says (POSIX)."""
    said = os.environ if environment is None else environment
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((said[name] for name in names if said.get(name)), "")
    return "ar" if re.match(r"ar(?![a-z])", locale) else "en"


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    ours = {
        variable: text
        for variable, text in environment.items()
        if variable.startswith(PREFIX) and not variable.startswith(TESTS)
    }
    return dict(_said(variable, text) for variable, text in ours.items())


def _said(variable: str, text: str) -> tuple[str, Any]:
    setting = _BY_VARIABLE.get(variable)
    if setting is not None:
        return setting.name, _parsed(setting, variable, text)
    in_file = _BY_VARIABLE.get(variable.removesuffix(FROM_FILE))
    if in_file is None:
        raise SettingsError(variable, "there is no such setting")
    return in_file.name, _parsed(in_file, variable, _contents(variable, text))


def _contents(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(variable, f"{path} cannot be read: {error}") from error


def _from_file(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    if not path.is_file():
        return {}, {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(str(path), str(error)) from error
    publisher = _publisher(path, table.pop("publisher", {}))
    values = {}
    for name, value in table.items():
        place = f"{path}, {name}"
        setting = _BY_NAME.get(name)
        if setting is None or name == "data":
            raise SettingsError(place, "there is no such setting in this file")
        values[name] = _parsed(setting, place, str(value))
    return values, publisher


def _publisher(path: Path, table: object) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise SettingsError(f"{path}, publisher", "should be a table: [publisher]")
    fields = {name: clean(str(value)).strip() for name, value in table.items()}
    problem = wrong_field(fields)
    if problem is not None:
        raise SettingsError(f"{path}, [publisher]", problem.message.rstrip("."))
    return fields


def _parsed(setting: Setting, place: str, text: str) -> Any:  # noqa: ANN401
    try:
        return setting.read(text)
    except (ValueError, AllowListError) as error:
        raise SettingsError(place, str(error)) from error
