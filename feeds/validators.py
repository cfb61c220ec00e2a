"""Whether a reader already has the document: entity tags and dates (RFC 9110 §13)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from feeds.feed import Feed, Format
from feeds.moments import whole

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
# Servers and caches between us add the coding's name to the tag when they compress.
_CODED = re.compile(r"[-;](?:gzip|br|zstd|deflate)$")


def etag(feed: Feed, format_: Format, digest: str) -> str:
    """The strong tag of this feed's bytes; a version, format or profile changes it."""
    said = "\n".join((feed.name, format_, str(feed.version), digest))
    return f'"{feed.version}-{sha256(said.encode()).hexdigest()[:24]}"'


def is_fresh(
    etag: str,
    last_modified: datetime,
    if_none_match: str | None,
    if_modified_since: str | None,
) -> bool:
    """Whether 304 is the right answer to a reader who sent these headers."""
    if if_none_match is not None:
        # RFC 9110 §13.1.3: the date is not looked at where there are tags.
        return _matches(etag, if_none_match)
    if if_modified_since is None:
        return False
    seen = _moment(if_modified_since)
    return seen is not None and whole(last_modified) <= seen


def _matches(etag: str, if_none_match: str) -> bool:
    """Weak comparison with a list of tags (RFC 9110 §8.8.3.2)."""
    if if_none_match.strip() == "*":
        return True
    mine = _bare(etag)
    return any(_uncoded(tag) == mine for tag in _TAG.findall(if_none_match))


def _bare(etag: str) -> str:
    return _uncoded(etag.removeprefix("W/").strip('"'))


def _uncoded(tag: str) -> str:
    return _CODED.sub("", tag)


def _moment(header: str) -> datetime | None:
    """The date of the header, or None where it is not one."""
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
