"""The ways out of the house, put together from the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from delivery.guard import Guard
from delivery.maildir import Maildir
from delivery.transports import Transports as HttpTransports
from delivery.webhook import WebhookOptions, Webhooks
from jobs.dispatch import Dispatch, Transports, Windows
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
async def dispatcher(installation: Installation, node: str) -> AsyncIterator[Dispatch]:
    """The dispatcher of this process."""
    settings = installation.settings
    async with webhooks(installation) as posts:
        yield Dispatch(
            installation.house,
            Transports(mail=Maildir(installation.mail), webhook=posts),
            installation.kick,
            node=node,
            windows=Windows(settings.mail_window, settings.webhook_window),
        )
