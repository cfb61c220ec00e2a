"""Every address of the site: who may enter, whose language it speaks, how long it keeps."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from web.pages import (
    article,
    desk,
    edition,
    follow,
    front,
    health,
    media,
    metrics,
    opml,
    preferences,
    privacy,
    search,
    shelf,
    sign_in,
    static,
    unsubscribe,
)
from web.press import Press

Handler = Callable[[Press, Request], Awaitable[Response]]

# token: whoever holds the link. watcher: who watches the machine (web.watcher). The
# others are users, each with all the rights of the one before it.
Enter = Literal["anyone", "token", "watcher", "viewer", "editor", "admin"]

# text: that of what it shows. reader: chosen, else asked for, else the publisher's.
# none: it says nothing to people.
Speaks = Literal["text", "reader", "none"]

# minute: shared caches may hold it so long, and a kill is seen within it.
# ask: kept for asking again. never: not kept. secret: nor may its address travel on
# (decisions A15). own: the answer says it itself.
Keeps = Literal["minute", "ask", "never", "secret", "own"]

CACHE: Mapping[Keeps, Mapping[str, str]] = {
    "minute": {"cache-control": "public, max-age=60"},
    "ask": {"cache-control": "no-cache"},
    "never": {"cache-control": "no-store"},
    "secret": {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    },
    "own": {},
}
SIGN_IN = "/desk/sign-in"  # where those go who are not signed in

# What the bytes of a page depend on besides its address; the light is in a cookie.
VARY: Mapping[Speaks, str] = {
    "text": "Cookie",
    "reader": "Cookie",
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One address and its rules; without an answer the feeds in front answer it."""

    path: str
    get: Handler | None = None
    post: Handler | None = None
    enter: Enter = "anyone"
    speaks: Speaks = "reader"
    keeps: Keeps = "minute"
    # False: other sites and programs post here too, and carry their own proof.
    own_forms: bool = True

    @property
    def answers(self) -> dict[str, Handler]:
        """Who answers which method; HEAD is answered like GET."""
        named = {"GET": self.get, "POST": self.post}
        return {method: each for method, each in named.items() if each}


def _short(path: str, goal: str) -> Row:
    return Row(path, get=partial(static.short, goal), speaks="none")


TABLE: tuple[Row, ...] = (
    # reading
    Row("/", get=front.show),
    Row("/a/{name}", get=article.show, speaks="text"),
    Row("/a/{name}/{slug:path}", get=article.show, speaks="text"),
    Row("/topics", get=partial(shelf.every, "topics")),
    Row("/topics/{slug}", get=partial(shelf.show, "topics")),
    Row("/authors", get=partial(shelf.every, "authors")),
    Row("/authors/{slug}", get=partial(shelf.show, "authors")),
    # What somebody looks for is theirs: no cache learns of it.
    Row("/search", get=search.show, keeps="never"),
    Row("/feeds", get=follow.show),
    Row("/privacy", get=privacy.show),
    Row(
        "/newsletters/{newsletter}/{slot}",
        get=edition.show,
        speaks="text",
        keeps="ask",
    ),
    # feeds, answered in front of all this
    Row("/feeds/{name}.atom", speaks="text", keeps="own"),
    Row("/feeds/{name}.rss", speaks="text", keeps="own"),
    Row("/feeds/{name}.json", speaks="text", keeps="own"),
    Row("/feeds/{kind}/{name}.atom", speaks="text", keeps="own"),
    Row("/feeds/{kind}/{name}.rss", speaks="text", keeps="own"),
    Row("/feeds/{kind}/{name}.json", speaks="text", keeps="own"),
    Row("/feeds.opml", get=opml.show, speaks="none"),
    _short("/feed", "/feeds/all.atom"),
    _short("/rss", "/feeds/all.rss"),
    _short("/atom.xml", "/feeds/all.atom"),
    _short("/feed.json", "/feeds/all.json"),
    _short("/feeds/", "/feeds"),
    Row("/media/{name}", get=media.show, speaks="none", keeps="own"),
    # readers
    Row(
        "/u/{token}",
        get=unsubscribe.show,
        post=unsubscribe.act,
        enter="token",
        speaks="text",
        keeps="secret",
        own_forms=False,  # RFC 8058 §3.1: mail programs post from anywhere
    ),
    Row("/preferences", post=preferences.act, speaks="none", keeps="never"),
    # the desk
    Row("/desk", get=desk.today, enter="viewer", keeps="never"),
    Row(SIGN_IN, get=sign_in.explain, keeps="never"),
    Row(
        "/desk/sign-in/{token}",
        get=sign_in.show,
        post=sign_in.act,
        enter="token",
        keeps="secret",
    ),
    Row("/desk/sign-out", post=sign_in.leave, enter="viewer", keeps="never"),
    # machines
    Row("/healthz", get=health.alive, speaks="none", keeps="never"),
    Row("/readyz", get=health.ready, speaks="none", keeps="never"),
    Row("/metrics", get=metrics.show, enter="watcher", speaks="none", keeps="never"),
    Row("/robots.txt", get=static.robots, speaks="none", keeps="own"),
    Row("/static/{name}", get=static.asset, speaks="none", keeps="own"),
    Row("/fonts/{name}", get=static.face, speaks="none", keeps="own"),
    Row("/favicon.ico", get=static.icon, speaks="none"),
)
