"""What the demo's partner keeps: each post as it came, and the stories made of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, assert_never

import nh3

from service.demo.verifying import Unverified, Verified, verify

_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_TAGS = {"p", "h2", "blockquote", "ul", "ol", "li", "a", "span", "strong"}
_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href"}}

Standing = Literal["usable", "withheld", "canceled"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One post that arrived, and what became of it."""

    id: str
    type: str
    article: str
    version: int
    verified: bool
    reason: str  # why it is not verified
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """An article as the partner republishes it: made of the post and nothing else."""

    receipt: Receipt
    standing: Standing
    language: str
    direction: str
    url: str
    title: str = ""
    summary: str = ""
    by: str = ""
    source: str = ""
    published: datetime | None = None
    html: str = ""  # cleaned: a partner trusts nobody's markup

    @property
    def key(self) -> str:
        """Its name in the partner's addresses."""
        return self.receipt.article.rpartition(":")[2][:8]


@dataclass(slots=True)
class Shelf:
    """The partner's archive, in one file of posts as they came."""

    file: Path
    secret: str
    receipts: list[Receipt] = field(default_factory=list)
    stories: dict[str, Story] = field(default_factory=dict)

    def open(self) -> None:
        """Take in again what came before; every post is verified once more."""
        if not self.file.is_file():
            return
        for line in self.file.read_text(encoding="utf-8").splitlines():
            kept = json.loads(line)
            at = datetime.fromisoformat(kept["at"])
            self._take(kept["headers"], kept["body"].encode(), at, None)

    def receive(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Receipt:
        """Verify the post; if it is the publisher's, keep it and show its story."""
        receipt = self._take(headers, body, now, now)
        if receipt.verified:
            self._keep(headers, body, now)
        return receipt

    def newest(self) -> list[Story]:
        """All stories, newest first."""
        return sorted(
            self.stories.values(),
            key=lambda story: story.published or story.receipt.at,
            reverse=True,
        )

    def find(self, key: str) -> Story | None:
        """The story of this name, or None."""
        return next((s for s in self.stories.values() if s.key == key), None)

    def _take(
        self,
        headers: Mapping[str, str],
        body: bytes,
        at: datetime,
        now: datetime | None,
    ) -> Receipt:
        match verify(self.secret, headers, body, now):
            case Unverified(reason):
                receipt = Receipt("", "", "", 0, verified=False, reason=reason, at=at)
            case Verified(name):
                receipt = self._shelve(name, json.loads(body), at)
            case other:
                assert_never(other)
        self.receipts.append(receipt)
        return receipt

    def _shelve(self, name: str, post: dict[str, Any], at: datetime) -> Receipt:
        data = post["data"]
        article, version = data.get("article", ""), data.get("version", 0)
        receipt = Receipt(name, post["type"], article, version, True, "", at)
        known = self.stories.get(article)
        # Posts may come twice and out of order; the newest version stays.
        if article and (known is None or known.receipt.version <= version):
            self.stories[article] = _story(receipt, data)
        return receipt

    def _keep(self, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        kept = {
            "at": at.isoformat(),
            "headers": {name: headers[name] for name in _HEADERS},
            "body": body.decode(),
        }
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")


def _story(receipt: Receipt, data: dict[str, Any]) -> Story:
    ninjs = data["ninjs"]
    if ninjs["pubStatus"] != "usable":
        return Story(
            receipt=receipt,
            standing=ninjs["pubStatus"],
            language=data["language"],
            direction=data["direction"],
            url=data["url"],
        )
    return Story(
        receipt=receipt,
        standing="usable",
        language=data["language"],
        direction=data["direction"],
        url=data["url"],
        title=ninjs["headlines"][0]["value"],
        summary=ninjs["descriptions"][0]["value"],
        by=ninjs["by"],
        source=ninjs["infoSources"][0]["name"],
        published=datetime.fromisoformat(ninjs["firstCreated"]),
        html=nh3.clean(ninjs["bodies"][0]["value"], tags=_TAGS, attributes=_ATTRIBUTES),
    )
