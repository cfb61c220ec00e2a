"""Who may read the numbers: who has the token, or who sits at this machine."""

import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

_BEARER = "bearer "
# A proxy on this machine asks for somebody else.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_welcome(headers: Mapping[str, str], peer: str | None, token: str | None) -> bool:
    """Whether this call may see them; with a token set, the token alone decides."""
    if token is not None:
        return _carries(headers.get("authorization", ""), token)
    return (
        _is_loopback(peer)
        # Other names lead here through a proxy, or through a page in a browser.
        and _is_loopback(_name(headers.get("host", "")))
        and not any(name in headers for name in _PASSED_ON)
    )


def _carries(authorization: str, token: str) -> bool:
    if not authorization.lower().startswith(_BEARER):
        return False
    given = authorization[len(_BEARER) :].strip()
    return secrets.compare_digest(given.encode(), token.encode())


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None  # half of an IPv6 address


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
