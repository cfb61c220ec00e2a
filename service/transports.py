"""The ways out of the house, put together from the settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from content import imprint
from delivery.guard import Guard
from delivery.maildir import Maildir
from delivery.smtp.pool import SmtpOptions
from delivery.smtp.relays import Relays, objection
from delivery.transports import Transports as HttpTransports
from delivery.webhook import WebhookOptions, Webhooks
from jobs.dispatch import Dispatch, Transports, Windows
from jobs.mailing import MailTransport
from service.output import CommandError
from service.sender import objection as objection_to
from service.version import VERSION
from service.wiring import Installation


@asynccontextmanager
async def webhooks(installation: Installation) -> AsyncIterator[Webhooks]:
    """Posts behind the guard that the settings describe."""
    guard = Guard(allow=installation.settings.outbound_allow)
    transports = HttpTransports(guard)
    agent = f"Nashra/{VERSION} (+{installation.house.public_url})"
    try:
        yield Webhooks(transports, WebhookOptions(user_agent=agent))
    finally:
        await transports.aclose()


@asynccontextmanager
async def mail(installation: Installation) -> AsyncIterator[MailTransport]:
    """The relays that the settings name, or the maildir that stands in for them."""
    settings = installation.settings
    if not settings.smtp_url:
        yield Maildir(installation.mail)
        return
    relays = Relays(settings.smtp_url, _smtp_options(installation))
    try:
        yield relays
    finally:
        await relays.aclose()


async def objections(installation: Installation) -> list[str | None]:
    """Of each relay that is named, why it would not let us in; None: it would."""
    options = _smtp_options(installation)
    return await asyncio.gather(
        *(objection(relay, options) for relay in installation.settings.smtp_url)
    )


@asynccontextmanager
async def dispatcher(installation: Installation, node: str) -> AsyncIterator[Dispatch]:
    """The dispatcher of this process.

    Raises:
        CommandError: mails would leave under a name that no server takes.
    """
    settings = installation.settings
    await _refuse_a_local_sender(installation)
    async with webhooks(installation) as posts, mail(installation) as letters:
        yield Dispatch(
            installation.house,
            Transports(mail=letters, webhook=posts),
            installation.kick,
            node=node,
            windows=Windows(settings.mail_window, settings.webhook_window),
        )


async def _refuse_a_local_sender(installation: Installation) -> None:
    async with installation.database.reading() as reading:
        publisher = await imprint.load(reading)
    found = publisher and objection_to(publisher, installation.settings.smtp_url)
    if found:
        raise CommandError(found)


def _smtp_options(installation: Installation) -> SmtpOptions:
    return SmtpOptions(
        name=_own_name(installation.house.public_url),
        connections=installation.settings.smtp_connections,
    )


def _own_name(public_url: str) -> str:
    """Who we say we are: the house's public name; empty where it has none."""
    host = urlsplit(public_url).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return host if "." in host and host.isascii() else ""
    return ""
