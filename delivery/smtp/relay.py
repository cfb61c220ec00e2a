"""The address of a relay, read strictly; no sentence here quotes a password."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import idna

Tls = Literal["starttls", "implicit", "none"]

_PORTS: dict[tuple[str, Tls], int] = {("smtp", "implicit"): 465, ("lmtp", "none"): 24}
_PORT = 25
_WORDS: dict[str, Tls] = {
    "starttls": "starttls",
    "implicit": "implicit",
    "none": "none",
}


class RelayError(ValueError):
    """An address that names no relay we would use, in one sentence."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A server that takes mail from us, and how we speak to it."""

    host: str  # empty: a socket on this machine
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    is_lmtp: bool = False
    path: str = ""  # of the socket

    @property
    def transport(self) -> str:
        """How outcomes name it."""
        return f"{'lmtp' if self.is_lmtp else 'smtp'}:{self.path or self.host}"

    @property
    def is_encrypted(self) -> bool:
        """Whether what we say to it can be read on the way."""
        return self.tls != "none"

    def __str__(self) -> str:
        """Its address without whoever signs in."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        place = self.path or f"{host}:{self.port}"
        return f"{'lmtp' if self.is_lmtp else 'smtp'}://{place}?tls={self.tls}"


def parse(text: str) -> tuple[Relay, ...]:
    """Read `smtp://user:pass@host:25?tls=starttls`, one or several, best first.

    Raises:
        RelayError: one of them is wrong.
    """
    return tuple(_relay(word) for word in re.split(r"[\s,]+", text) if word)


def _relay(text: str) -> Relay:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # What urllib says of it quotes it, and with it the password.
        raise RelayError(_SHAPE) from None
    if parts.scheme not in ("smtp", "smtps", "lmtp") or parts.fragment:
        raise RelayError(_SHAPE)
    if parts.scheme == "lmtp":
        return _lmtp(parts, port)
    if not parts.hostname or parts.path not in ("", "/"):
        raise RelayError(_SHAPE)
    host = _host(parts.hostname)
    tls = _tls(parts, host)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password) or "\0" in user + password:
        raise RelayError("should have both a user and a password, or neither")
    return Relay(host, port or _PORTS.get(("smtp", tls), _PORT), tls, user, password)


def _lmtp(parts: SplitResult, port: int | None) -> Relay:
    """A store beside us: LMTP is not made for networks (RFC 2033 §5)."""
    if parts.username or parts.password or parts.query not in ("", "tls=none"):
        raise RelayError("lmtp has neither user nor tls")
    path = unquote(parts.path)
    if parts.hostname and path in ("", "/"):
        host = _host(parts.hostname)
        if not is_loopback(host):
            raise RelayError("lmtp goes to this machine only: a socket or 127.0.0.1")
        return Relay(host, port or _PORTS["lmtp", "none"], "none", is_lmtp=True)
    if not parts.netloc and path not in ("", "/") and "\0" not in path:
        return Relay("", 0, "none", is_lmtp=True, path=path)
    raise RelayError("lmtp looks like lmtp:///run/dovecot/lmtp or lmtp://127.0.0.1:24")


def _host(name: str) -> str:
    try:
        return str(ip_address(name))
    except ValueError:
        pass
    try:
        return idna.encode(name, uts46=True, std3_rules=True).decode()
    except idna.IDNAError:
        raise RelayError("names a host that cannot be") from None


def _tls(parts: SplitResult, host: str) -> Tls:
    try:
        query = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise RelayError(_SHAPE) from None
    usual = "none" if is_loopback(host) else "starttls"
    said = query.pop("tls", "implicit" if parts.scheme == "smtps" else usual)
    tls = _WORDS.get(said)
    if query or tls is None or (parts.scheme == "smtps" and tls != "implicit"):
        raise RelayError("tls is starttls, implicit or none; smtps means implicit")
    if tls == "none" and not is_loopback(host):
        raise RelayError("mail leaves this machine encrypted: tls=starttls or implicit")
    return tls


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, by its name alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_SHAPE = (
    "should look like smtp://user:password@relay.example.org:587?tls=starttls; "
    "write / ? # % , and spaces of a password as %2F %3F %23 %25 %2C %20"
)
