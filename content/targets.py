"""Where a link may lead: the web or a mailbox, written so that any program reads it."""

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

LONGEST = 2_000  # letters; what is longer is no address that somebody wrote

_WRITTEN = re.compile(
    r"(?:https?://[^\s/?#@<>\"\\]+|mailto:[^\s<>\"\\?]+@)", re.IGNORECASE
)
_KEPT = "!#$%&'()*+,/:;=?@~-._"  # RFC 3986, and % of what is encoded already
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")


def target(address: str, base: str | None = None) -> str | None:
    """The address in ASCII, whole, http, https or mailto; None if it is none."""
    bare = address.strip()
    if len(bare) > LONGEST or not bare.isprintable():
        return None
    try:
        whole = urljoin(base, bare) if base and not bare.startswith("#") else bare
        return _ascii(whole) if _WRITTEN.match(whole) else None
    except ValueError:  # urllib's word for a broken host, idna's for a wrong name
        return None


def _ascii(address: str) -> str | None:
    parts = urlsplit(address)
    rest = (_quoted(part) for part in (parts.path, parts.query, parts.fragment))
    if parts.scheme == "mailto":
        return urlunsplit(("mailto", "", *rest))
    if not parts.hostname or parts.username is not None:
        return None
    # The port is asked for, so that a wrong one is found here.
    port = f":{parts.port}" if parts.port is not None else ""
    return urlunsplit((parts.scheme, _host(parts.hostname) + port, *rest))


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    return name if name.isascii() else idna.encode(name, uts46=True).decode()


def _quoted(part: str) -> str:
    return quote(_BROKEN.sub("%25", part), safe=_KEPT)
