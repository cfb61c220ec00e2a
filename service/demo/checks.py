"""The six checks: each channel read back as its readers read it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import httpx

from service.demo import check_feeds, check_mail, check_pages
from service.demo.scene import Places, Scene

NAMES = ("atom", "rss", "json", "page", "mail", "webhook")
TIMEOUT = 10.0

Look = Callable[[Scene, httpx.AsyncClient], Awaitable[tuple[str, list[str]]]]

_LOOKS: dict[str, Look] = {
    "atom": partial(check_feeds.look, format_="atom"),
    "rss": partial(check_feeds.look, format_="rss"),
    "json": partial(check_feeds.look, format_="json"),
    "page": check_pages.look,
    "mail": check_mail.look,
    "webhook": check_pages.look_at_partner,
}


@dataclass(frozen=True, slots=True)
class Check:
    """What came of looking at one channel."""

    name: str
    ok: bool
    address: str
    detail: str

    @property
    def record(self) -> dict[str, Any]:
        """The check as `--json` prints it."""
        return asdict(self)


async def run(scene: Scene, looked: Callable[[], None]) -> list[Check]:
    """All six, whatever is wrong; `looked` is called after each."""
    found = []
    async with httpx.AsyncClient(trust_env=False, timeout=TIMEOUT) as client:
        for name in NAMES:
            found.append(await _check(scene, client, name))
            looked()
    return found


def failed(reason: str) -> list[Check]:
    """All six, when there is nothing to look at."""
    return [Check(name, False, "", reason) for name in NAMES]


async def _check(scene: Scene, client: httpx.AsyncClient, name: str) -> Check:
    address = _address(scene.places, name)
    if not scene.articles:
        return Check(name, False, address, "no article is public")
    try:
        said, faults = await _LOOKS[name](scene, client)
    except Exception as error:  # noqa: BLE001  what cannot be read back has failed
        return Check(name, False, address, f"{type(error).__name__}: {error}")
    return Check(name, not faults, address, _told(faults) or said)


def _told(faults: Sequence[str]) -> str:
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{faults[0]}{more}" if faults else ""


def _address(places: Places, name: str) -> str:
    return {
        "page": f"{places.site}/",
        "mail": str(places.mail),
        "webhook": f"{places.partner}/",
    }.get(name, f"{places.site}/feeds/all.{name}")
