"""Mail through relays: the first that lets us in takes it."""

import asyncio
import ssl
from collections.abc import Sequence

import httpx

from delivery.envelope import Envelope, on_the_wire
from delivery.smtp.pool import RESTING, Pool, SmtpOptions
from delivery.smtp.relay import Relay
from delivery.smtp.session import Mail, UnopenedError, content, opened
from delivery.smtp.wire import Until
from outbox.parcel import Deferred, Outcome, Refused


class Relays:
    """Gives each mail to the best relay there is.

    The address guard is not asked: relays are named by the operator alone, and the
    usual one is on this machine or in the same private network.
    """

    def __init__(
        self,
        relays: Sequence[Relay],
        options: SmtpOptions | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._options = options or SmtpOptions()
        tls = tls or authorities()
        self._pools = [Pool(relay, tls, self._options) for relay in relays]

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Deliver once; what the relays say and do becomes an outcome.

        The next relay is asked only while none has heard of the mail.

        Raises:
            ValueError: The mail is not one: a mistake of ours.
        """
        transport = self._pools[0].relay.transport
        ready = on_the_wire(envelope, transport)
        if isinstance(ready, Refused):
            return ready
        mail = Mail(ready.sender, ready.recipient, content(ready.data))
        end = asyncio.get_running_loop().time() + self._options.total
        insist = all(pool.rests for pool in self._pools)
        failures = []
        for pool in sorted(self._pools, key=lambda pool: pool.rests):
            try:
                return await pool.send(mail, end, insist=insist)
            except UnopenedError as failure:
                failures.append(failure)
        reason = "; ".join(failure.reason for failure in failures)
        told = next((each for each in failures if each.kind != RESTING), failures[0])
        return Deferred(reason, told.kind, told.code, transport=transport)

    async def aclose(self) -> None:
        """Take leave of every relay."""
        await asyncio.gather(*(pool.aclose() for pool in self._pools))


async def objection(
    relay: Relay, options: SmtpOptions, tls: ssl.SSLContext | None = None
) -> str | None:
    """Why the relay would take no mail from us now; None when it would."""
    loop = asyncio.get_running_loop()
    until = Until(loop.time() + options.opening, options.patience)
    try:
        session = await opened(relay, tls or authorities(), options.name, until)
    except UnopenedError as error:
        return error.reason
    session.part()
    await session.closed()
    return None


def authorities() -> ssl.SSLContext:
    """Whom we trust: the public authorities, and those of this machine.

    A relay in the house often has a certificate of the house.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
