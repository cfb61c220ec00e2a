"""The body of a webhook: an event in our envelope, its article as ninjs 3.1."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from content.arabic import strip_bidi
from content.article import Article, State
from content.attribution import credit_of, is_arabic, notice_of, publisher_name
from content.event import Event, EventType
from content.html import WITHDRAWN
from feeds.feed import Profile
from feeds.item import item_of, redacted, url_of
from feeds.moments import rfc3339

_STATES = {
    EventType.PUBLISHED: State.USABLE,
    EventType.UPDATED: State.USABLE,
    EventType.CORRECTED: State.USABLE,
    EventType.WITHHELD: State.WITHHELD,
    EventType.KILLED: State.CANCELED,
    EventType.RESTORED: State.USABLE,
}
_SIGNALS = {
    EventType.UPDATED: "update",
    EventType.CORRECTED: "correction",
    EventType.WITHHELD: "withhold",
    EventType.KILLED: "kill",
}
_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
# To the desk that receives the item, never for publication.
_DERIVED = {
    "ar": "العنوان من وضع هيئة التحرير لا من وضع الكاتب.",
    "en": "The title was made by the editors, not by the author.",
}
_RECALLS = {
    State.WITHHELD: {
        "ar": "احجبوا هذا المقال في كلّ مكان إلى إشعار آخر.",
        "en": "Withhold this article everywhere until further notice.",
    },
    State.CANCELED: {
        "ar": "احذفوا هذا المقال من جميع المواقع والنسخ المخزّنة.",
        "en": "Remove this article from all sites and stored copies.",
    },
}
_TERMS = {
    "ar": "إعادة النشر بحسب الاتفاق مع {name}: {url}",
    "en": "Republication under the agreement with {name}: {url}",
}


def envelope(event: Event, article: Article, profile: Profile) -> bytes:
    """The bytes to sign and send; of a withdrawn article not a word of its text."""
    if article.state is not _STATES[event.type]:
        raise ValueError(f"event {event.number} says {event.type} of {article.state}")
    shown = redacted(article) if article.state in WITHDRAWN else article
    data = {
        "event": event.number,
        "article": article.urn,
        "version": event.version,
        "previous_version": event.previous_version,
        "content_hash": content_hash(article),
        "url": url_of(shown, profile),
        "language": article.language,
        "direction": article.direction,
        "ninjs": _ninjs(event, article, profile),
        "syndication": _syndication(event, shown, profile),
    }
    body = {"type": event.type, "timestamp": rfc3339(event.at), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def content_hash(article: Article) -> str:
    """The fingerprint of the body as it was written, whatever is rendered of it."""
    text = "\n".join(block.text for block in article.blocks)
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _ninjs(event: Event, article: Article, profile: Profile) -> dict[str, Any]:
    """The article as partners' systems read it; the schema allows no field of ours."""
    common = {
        "standard": _STANDARD,
        "uri": article.urn,
        "version": str(event.version),  # ninjs wants a string
        "versionCreated": rfc3339(article.updated or event.at),
        "language": article.language,
    }
    if article.state in WITHDRAWN:
        return common | _recall(article)
    return common | _story(event, article, profile)


def _recall(article: Article) -> dict[str, Any]:
    note = _in_language(_RECALLS[article.state], article)
    return {"pubStatus": article.state.value, "edNote": note}


def _story(event: Event, article: Article, profile: Profile) -> dict[str, Any]:
    item = item_of(article, profile)
    said = {
        "type": "text",
        "representationType": "full",
        "pubStatus": "usable",
        "firstCreated": rfc3339(item.published),
        "embargoedUntil": _written(article.embargo_until),
        "expires": _written(article.expires),
        "edNote": _note(event, article) or None,
        "by": item.names,
        "copyrightHolder": item.holder,
        "copyrightNotice": item.rights,
        "usageTerms": _terms(article, profile),
        "headlines": [_text("main", "text/plain", article.title or "")],
        "descriptions": [_text("summary", "text/plain", strip_bidi(item.summary))],
        "bodies": [_text("main", "text/html", item.html)],
        "subjects": [{"name": topic} for topic in article.topics],
        "infoSources": [_source(article, profile)],
        "altIds": [{"role": "web", "value": item.url}],
    }
    return {name: value for name, value in said.items() if value is not None}


def _text(role: str, media_type: str, value: str) -> dict[str, str]:
    return {"role": role, "contentType": media_type, "value": value}


def _source(article: Article, profile: Profile) -> dict[str, str]:
    name = publisher_name(article, profile.publisher)
    return {"name": name, "uri": f"{profile.public_url}/"}


def _note(event: Event, article: Article) -> str:
    derived = _in_language(_DERIVED, article) if article.title_derived else ""
    return " ".join(note for note in (event.note, derived) if note)


def _syndication(event: Event, shown: Article, profile: Profile) -> dict[str, Any]:
    """What ninjs has no field for."""
    return {
        "credit": credit_of(shown, profile.publisher),
        "notice": notice_of(shown, profile.publisher),
        "terms_url": _terms_url(profile),
        "canonical_url": shown.canonical_url or url_of(shown, profile),
        "signal": _SIGNALS.get(event.type),
        "embargoed_until": _written(shown.embargo_until),
        "expires": _written(shown.expires),
    }


def _terms(article: Article, profile: Profile) -> str:
    return _in_language(_TERMS, article).format(
        name=publisher_name(article, profile.publisher), url=_terms_url(profile)
    )


def _terms_url(profile: Profile) -> str:
    return f"{profile.public_url}/license.xml"


def _written(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)


def _in_language(texts: dict[str, str], article: Article) -> str:
    return texts["ar" if is_arabic(article) else "en"]
