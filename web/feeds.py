"""The feeds, in front of everything: asked often, and mostly for what has not changed."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from feeds.document import assemble
from feeds.feed import FORMATS, Feed, Format, Profile
from feeds.moments import whole
from feeds.profile import digest
from feeds.titles import MEDIA_TYPES, address_of
from feeds.validators import etag, is_fresh
from web.site import Site

ENTRIES = 30  # JSON Feed asks for documents under 250 KB
_PREFIX = "/feeds/"
_KEPT = 64  # documents; three formats of the feeds that are asked for
_NOT_FOUND = "لا خلاصة بهذا العنوان. There is no feed at this address.\n".encode()
_TEXT = "text/plain; charset=utf-8"

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _Document:
    """Which bytes are asked for, before anything is built."""

    head: Feed
    format: Format
    profile: Profile
    now: datetime

    @property
    def label(self) -> tuple[str, ...]:
        """What the bytes depend on, and nothing else."""
        version = str(self.head.version)
        return (self.head.name, self.format, version, digest(self.profile))

    @property
    def etag(self) -> str:
        return etag(self.head, self.format, digest(self.profile))

    @property
    def changed(self) -> datetime:
        # RFC 9110 §8.8.2.1: never later than the moment of the answer.
        return whole(min(self.head.updated, self.now))

    @property
    def headers(self) -> dict[str, str]:
        """What 200 and 304 both carry."""
        address = address_of(self.head.name, self.format, self.profile)
        return {
            "etag": self.etag,
            "last-modified": format_datetime(self.changed, usegmt=True),
            "cache-control": "public, max-age=300",
            "vary": "Accept-Encoding",
            "link": f'<{address}>; rel="self"',
            "access-control-allow-origin": "*",
            "x-content-type-options": "nosniff",
        }


class FeedsInFront:
    """Answers `/feeds/<name>.<format>`; everything else goes to the app behind."""

    def __init__(self, site: Site, app: ASGIApp) -> None:
        self._site = site
        self._app = app
        self._shelf = _Shelf()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a feed, or hand on."""
        path = _path(scope)
        if not path.startswith(_PREFIX) or path == _PREFIX:
            await self._app(scope, receive, send)
            return
        answer = await self._answer(scope, path.removeprefix(_PREFIX))
        await _give(answer, scope["method"], send)

    async def _answer(self, scope: Scope, path: str) -> _Answer:
        if scope["method"] not in ("GET", "HEAD"):
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED, b"", {"allow": "GET, HEAD"})
        document = await self._find(path)
        if document is None:
            return _plain(HTTPStatus.NOT_FOUND, _NOT_FOUND)
        if _has_it(scope, document):
            return _Answer(HTTPStatus.NOT_MODIFIED, document.headers)
        return await self._whole(document)

    async def _find(self, path: str) -> _Document | None:
        name, _, extension = path.rpartition(".")
        if "\0" in name:  # PostgreSQL refuses even to look for it
            return None
        for format_ in FORMATS:
            head = await self._site.feed_head(name) if format_ == extension else None
            if head is not None:
                profile = Profile(await self._site.publisher(), self._site.public_url)
                return _Document(head, format_, profile, self._site.now())
        return None

    async def _whole(self, document: _Document) -> _Answer:
        body = self._shelf.get(document.label)
        if body is not None:
            return _found(document, body)
        content = await self._site.feed_content(
            document.head.name, document.format, ENTRIES
        )
        if content is None:  # closed since its head was read
            return _plain(HTTPStatus.NOT_FOUND, _NOT_FOUND)
        # Perhaps newer than the head we saw: bytes and validators go together.
        document = replace(document, head=content.head)
        body = assemble(
            document.head, document.format, content.entries, document.profile
        )
        self._shelf.put(document.label, body)
        return _found(document, body)


class _Shelf:
    """The documents assembled last; a label never stands for other bytes."""

    def __init__(self) -> None:
        self._documents: OrderedDict[tuple[str, ...], bytes] = OrderedDict()

    def get(self, label: tuple[str, ...]) -> bytes | None:
        """The document, now the last to go."""
        if label in self._documents:
            self._documents.move_to_end(label)
        return self._documents.get(label)

    def put(self, label: tuple[str, ...], document: bytes) -> None:
        """Keep the document; the one that nobody asked for the longest goes."""
        self._documents[label] = document
        if len(self._documents) > _KEPT:
            self._documents.popitem(last=False)


def _found(document: _Document, body: bytes) -> _Answer:
    described = {
        "content-type": f"{MEDIA_TYPES[document.format]}; charset=utf-8",
        "content-length": str(len(body)),
    }
    return _Answer(HTTPStatus.OK, document.headers | described, body)


def _has_it(scope: Scope, document: _Document) -> bool:
    return is_fresh(
        document.etag,
        document.changed,
        _asked(scope, b"if-none-match"),
        _asked(scope, b"if-modified-since"),
    )


def _path(scope: Scope) -> str:
    if scope["type"] != "http":
        return ""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _asked(scope: Scope, name: bytes) -> str | None:
    """The field's lines as one list (RFC 9110 §5.3)."""
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return ", ".join(lines) if lines else None


def _plain(
    status: HTTPStatus, body: bytes, more: dict[str, str] | None = None
) -> _Answer:
    headers = {
        "content-type": _TEXT,
        "content-length": str(len(body)),
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
    }
    return _Answer(status, headers | (more or {}), body)


async def _give(answer: _Answer, method: str, send: Send) -> None:
    headers: Headers = [
        (name.encode(), value.encode("latin-1"))
        for name, value in answer.headers.items()
    ]
    await send(
        {
            "type": "http.response.start",
            "status": int(answer.status),
            "headers": headers,
        }
    )
    body = b"" if method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})
