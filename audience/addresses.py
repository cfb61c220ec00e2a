"""Which addresses are safe to talk to: a pure table, an allow-list and a URL check.

Decided by hand and not by `ipaddress.is_global`, which differs between patch
releases of Python and calls 6to4 and NAT64 forms of 127.0.0.1 global.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import quote

import idna

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HTTPS = 443
LONGEST_URL = 2048

_REFUSED_V4 = {
    IPv4Network(network): name
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local and cloud metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments and Oracle metadata"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "multicast tunnels"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
        ("168.63.129.16/32", "Azure wire server"),  # looks public, is not
    )
}
_GLOBAL_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = {
    IPv6Network(network): name
    for network, name in (
        ("2001::/23", "protocol assignments and Teredo"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
    )
}
# RFC 5214 §6.1: an interface identifier that carries an IPv4 address.
_ISATAP = {0x0000_5EFE, 0x0200_5EFE}


def refusal(address: str | IP) -> str | None:
    """Why this address is not on the public internet; None when it is."""
    ip = _plain(ip_address(address))
    if isinstance(ip, IPv4Address):
        return next((why for net, why in _REFUSED_V4.items() if ip in net), None)
    if ip.scope_id is not None:
        return "an address with a zone"
    if ip not in _GLOBAL_V6:
        return "outside 2000::/3"
    if (int(ip) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return "ISATAP"
    return next((why for net, why in _REFUSED_V6.items() if ip in net), None)


@dataclass(frozen=True, slots=True)
class Allowed:
    """A network the operator opened, on one port or (None) on all of them."""

    network: Network
    port: int | None

    def opens(self, address: str | IP, port: int) -> bool:
        """Whether this entry covers the address at that port."""
        return self.opens_port(port) and _plain(ip_address(address)) in self.network

    def opens_port(self, port: int) -> bool:
        """Whether some address at that port might be covered."""
        return self.port in (None, port)


class AllowListError(ValueError):
    """A part of an allow-list that is not `network:port`."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(
            f'"{part}" in the list of allowed networks {why}; '
            f"an entry looks like 10.1.0.0/16:8443 or 127.0.0.1/32:*."
        )
        self.part = part


def parse_allow(text: str) -> tuple[Allowed, ...]:
    """Read `127.0.0.1/32:*,10.1.0.0/16:8443`; only networks, never names.

    Raises:
        AllowListError: With one sentence that names the wrong part.
    """
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    return tuple(_allowed(part) for part in parts)


def verdict(
    address: str | IP,
    port: int = HTTPS,
    allow: Sequence[Allowed] = (),
    deny: Sequence[Network] = (),
) -> str | None:
    """Why nothing may be sent to this address and port; None when it may.

    The operator's denied networks rule over the allowed ones.
    """
    if any(_plain(ip_address(address)) in network for network in deny):
        return "denied by the operator"
    if any(entry.opens(address, port) for entry in allow):
        return None
    if port != HTTPS:
        return f"port {port}"
    return refusal(address)


@dataclass(frozen=True, slots=True)
class Address:
    """An absolute URL in ASCII that may be added as an endpoint."""

    url: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class BadUrl:
    """Why a URL cannot be an endpoint; the code is stable."""

    code: str
    message: str


def check_url(
    url: str,
    allow: Sequence[Allowed] = (),
    own_hosts: AbstractSet[str] = frozenset(),
) -> Address | BadUrl:
    """Accept an https URL of a public host, in the form it will be posted to.

    A name is judged again, by every address it has, whenever it is dialled.
    """
    parts = _split(url)
    if isinstance(parts, BadUrl):
        return parts
    host = _literal(parts.host) or _name(parts.host, own_hosts)
    if isinstance(host, BadUrl):
        return host
    return _barred(parts, host, allow) or _address(parts, host)


@dataclass(frozen=True, slots=True)
class _Parts:
    secure: bool
    host: str
    port: int
    rest: str


def _plain(ip: IP) -> IP:
    """IPv4 out of its IPv6 mapping: it is the IPv4 that would be reached."""
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip


def _allowed(part: str) -> Allowed:
    network, colon, port = part.rpartition(":")
    if not colon or not network:
        raise AllowListError(part, "has no network and port")
    try:
        return Allowed(ip_network(network), _port(part, port))
    except AllowListError:
        raise
    except ValueError as error:
        raise AllowListError(part, f"has no valid network ({error})") from error


def _port(part: str, text: str) -> int | None:
    if text == "*":
        return None
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 < int(text) < 2**16:
        raise AllowListError(part, "has no port between 1 and 65535 and no *")
    return int(text)


_URL = re.compile(r"(?P<scheme>[^:/?#]+)://(?P<authority>[^/?#]*)(?P<rest>.*)")
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{1,5}))?")


def _split(url: str) -> _Parts | BadUrl:
    """The parts of an absolute http(s) URL, without leniency.

    Everything on which parsers are known to differ (backslashes, tabs, spaces,
    user names) is refused, so that the host judged is the host dialled.
    """
    if len(url) > LONGEST_URL:
        return BadUrl("length", f"The URL is longer than {LONGEST_URL} characters.")
    if any(not c.isprintable() or c in ' \\"<>^`{|}' for c in url):
        return BadUrl("characters", "The URL holds a character no URL may hold.")
    match = _URL.fullmatch(url)
    if match is None or match["scheme"].lower() not in ("http", "https"):
        return BadUrl("scheme", "The URL must begin with https://.")
    if "@" in match["authority"]:
        return BadUrl("user", "The URL must not carry a user name or password.")
    if "#" in match["rest"]:
        return BadUrl("fragment", "The URL must not have a fragment (#…).")
    return _authority(
        match["scheme"].lower() == "https", match["authority"], match["rest"]
    )


def _authority(secure: bool, authority: str, rest: str) -> _Parts | BadUrl:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return BadUrl("host", "The URL's host and port cannot be read.")
    if not match["host"]:
        return BadUrl("host", "The URL names no host.")
    port = int(match["port"] or (HTTPS if secure else 80))
    if not 0 < port < 2**16:
        return BadUrl("port", "The URL's port must be between 1 and 65535.")
    return _Parts(secure, match["host"], port, rest)


def _literal(host: str) -> IP | BadUrl | None:
    """The address a host spells out; None when it is a name.

    Only the plain forms: `127.1`, `0x7f.1`, `2130706433` and mapped IPv4 are
    ways to hide an address.
    """
    hidden = BadUrl("address", "The URL must write an address in its plain form.")
    bracketed = host.startswith("[")
    if not bracketed and not re.search(r"(?i)(^|\.)([0-9]+|0x[0-9a-f]*)\.?$", host):
        return None  # the rule of the WHATWG URL standard, "ends in a number"
    try:
        ip = IPv6Address(host[1:-1]) if bracketed else IPv4Address(host)
    except ValueError:
        return hidden
    return hidden if _plain(ip) is not ip else ip


# RFC 6761, RFC 8375 and names in use inside: they never mean a public host.
_INSIDE = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
]


def _name(host: str, own_hosts: AbstractSet[str]) -> str | BadUrl:
    try:
        name = idna.encode(host, uts46=True, std3_rules=True).decode().removesuffix(".")
    except idna.IDNAError:
        return BadUrl("host", "The URL's host is not a valid name.")
    if _literal(name) is not None:  # full-width or circled digits, other dots
        return BadUrl("address", "The URL must write an address in its plain form.")
    if "." not in name or name.endswith(tuple(f".{end}" for end in _INSIDE)):
        return BadUrl("host", "The URL's host is not a public name.")
    if name in own_hosts:
        return BadUrl("loop", "The URL points back at this service.")
    return name


def _barred(parts: _Parts, host: IP | str, allow: Sequence[Allowed]) -> BadUrl | None:
    if isinstance(host, str):  # its addresses are judged when they are known
        opened = parts.secure and any(a.opens_port(parts.port) for a in allow)
        why = None
    else:
        opened = any(a.opens(host, parts.port) for a in allow)
        why = refusal(host)
    if opened:
        return None
    if not parts.secure:
        return BadUrl("scheme", "The URL must begin with https://.")
    if parts.port != HTTPS:
        return BadUrl("port", f"The URL must use port {HTTPS}.")
    return (
        BadUrl("address", f"The URL's address is not public ({why}).") if why else None
    )


def _address(parts: _Parts, host: IP | str) -> Address:
    written = f"[{host}]" if isinstance(host, IPv6Address) else str(host)
    scheme, usual = ("https", HTTPS) if parts.secure else ("http", 80)
    port = "" if parts.port == usual else f":{parts.port}"
    rest = quote(parts.rest, safe="/?%:@!$&'()*+,;=~-._[]")
    slash = "" if rest.startswith("/") else "/"
    return Address(f"{scheme}://{written}{port}{slash}{rest}", str(host), parts.port)
