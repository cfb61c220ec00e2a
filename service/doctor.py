"""What may be wrong with an installation, each with what mends it."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from content import imprint
from content.publisher import Publisher
from delivery.smtp.relay import is_loopback
from newsroom import braking
from outbox.figures import Due, figures, late
from service import stillness, words
from service.findings import finding
from service.sender import is_of_a_mailbox_service, objection
from service.transports import objections
from service.wiring import Installation
from service.words import Language

LITTLE = 200_000_000  # bytes; SQLite stops writing where there is none left
SOME = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; None for what deserves a look of somebody."""

    id: str
    ok: bool | None
    message: str
    fix: str | None = None


async def examine(installation: Installation, language: Language) -> list[Check]:
    """Everything that can be looked at from here; nothing is sent or changed."""
    async with installation.database.reading() as reading:
        publisher = await imprint.load(reading)
        due = (await figures(reading, installation.house.now())).due
    return [
        _check("D1", True, "database", language),
        _publisher(publisher, language),
        _address(installation, language),
        _keys(installation, language),
        await _relays(installation, language),
        await _brakes(installation, language),
        _sender(installation, publisher, language),
        _space(installation, language),
        await _lateness(installation, due, language),
    ]


def way_of_mail(installation: Installation, language: Language) -> str:
    """Where mail goes, without whoever signs in there."""
    relays = installation.settings.smtp_url
    if relays:
        names = ", ".join(str(relay) for relay in relays)
        return words.sentence("relay", language, relay=names)
    return words.sentence("no_relay", language, folder=installation.mail)


def _check(
    id_: str, ok: bool | None, name: str, language: Language, **figures_: object
) -> Check:
    return Check(id_, ok, *finding(name, language, **figures_))


def _publisher(publisher: Publisher | None, language: Language) -> Check:
    name = "publisher" if publisher else "no_publisher"
    return _check("D2", publisher is not None, name, language)


def _address(installation: Installation, language: Language) -> Check:
    url = installation.house.public_url
    parts = urlsplit(url)
    if installation.settings.public_url is None:
        return _check("D3", None, "no_public_url", language, url=url)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        return _check("D3", False, "no_https", language, url=url)
    return _check("D3", True, "public_url", language, url=url)


def _keys(installation: Installation, language: Language) -> Check:
    keys = installation.settings.keys_file or installation.settings.data / "keys.json"
    if keys.stat().st_mode & 0o077:
        return _check("D4", False, "open_keys", language, keys=keys)
    return _check("D4", True, "keys", language, keys=keys)


async def _relays(installation: Installation, language: Language) -> Check:
    """Whether mail would leave: every relay is called, and sent nothing."""
    told = way_of_mail(installation, language)
    found = await objections(installation)
    if not found:
        return Check("D5", None, told, finding("no_relay", language)[1])
    why = [each for each in found if each]
    if not why:
        return Check("D5", True, told)
    ok = None if len(why) < len(found) else False
    message = " ".join([told, *(f"{each}." for each in why)])
    return Check("D5", ok, message, finding("relay_objects", language)[1])


async def _brakes(installation: Installation, language: Language) -> Check:
    """Whether somebody has stopped what goes out, and why."""
    brakes = await braking.braked(installation.house)
    reasons = sorted({brake.why for brake in brakes})
    said = [words.sentence(f"paused_by_{why}", language) for why in reasons]
    # What is to be typed stands last, where no stop runs into it.
    message = " ".join([*said, stillness.told(brakes, language)])
    if brakes:
        return Check("D7", None, message, "nashra resume")
    return Check("D7", True, message)


def _sender(
    installation: Installation, publisher: Publisher | None, language: Language
) -> Check:
    email = publisher.email if publisher else ""
    if publisher and objection(publisher, installation.settings.smtp_url):
        return _check("D8", False, "local_sender", language, email=email)
    if is_of_a_mailbox_service(email):
        return _check("D8", False, "borrowed_sender", language, email=email)
    if email.endswith("@localhost"):
        return _check("D8", None, "local_sender", language, email=email)
    return _check("D8", True, "sender", language, email=email)


def _space(installation: Installation, language: Language) -> Check:
    free = shutil.disk_usage(installation.settings.data).free
    ok = False if free < LITTLE else None if free < SOME else True
    name = "space" if ok else "little_space"
    return _check("D9", ok, name, language, megabytes=free // 1_000_000)


async def _lateness(
    installation: Installation, due: Mapping[str, Due], language: Language
) -> Check:
    """Whether what should have gone has gone."""
    now = installation.house.now()
    found = late(due, now)
    if not found:
        return _check("D10", True, "in_time", language)
    parcels = sum(each.parcels for each in found.values())
    hours = max(now - each.oldest for each in found.values()) // timedelta(hours=1)
    # What is paused waits by somebody's will.
    brakes = await braking.braked(installation.house)
    paused = {str(brake.channel) for brake in brakes}
    ok = None if found.keys() <= paused else False
    return _check("D10", ok, "late", language, parcels=parcels, hours=hours)
