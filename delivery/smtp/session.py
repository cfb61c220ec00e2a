"""One conversation with a relay: opened once, then one mail after another.

RFC 5321, with PIPELINING (2920), SIZE (1870), STARTTLS (3207), AUTH (4954), and
LMTP (2033), which differs in its greeting only: with one recipient to a mail the
dot has one reply there too.
"""

import base64
import math
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from delivery.smtp.relay import Relay
from delivery.smtp.reply import Reply
from delivery.smtp.wire import LostError, Until, Wire
from outbox.parcel import Deferred, Delivered, Outcome, Refused, Unknown

_GO_AHEAD = 354
_CLOSING = 421
_UNKNOWN_COMMAND = {500, 502, 504}
# RFC 4954 §6: about our own signing in, whatever command they answer.
_ABOUT_US = {530, 534, 535, 538}


class UnopenedError(Exception):
    """The relay does not get as far as taking mail from us."""

    def __init__(self, reason: str, kind: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.code = code


class StaleError(Exception):
    """A connection that was kept had ended; nothing of the mail was said on it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as this protocol carries it."""

    sender: str
    recipient: str
    content: bytes = field(repr=False)  # without the dot that ends it

    @property
    def commands(self) -> tuple[str, str]:
        """The envelope; MAIL without its parameters."""
        return f"MAIL FROM:<{self.sender}>", f"RCPT TO:<{self.recipient}>"


def content(data: bytes) -> bytes:
    r"""The bytes between DATA and the dot.

    Raises:
        ValueError: They are not lines of ASCII ended by CRLF. Relays disagree on what
            a lone CR or LF is, and one may see the end of the mail in it.
    """
    lines = data.splitlines()
    ends = len(lines) - (data[-1:] not in (b"\r", b"\n", b""))
    # A lone CR or LF is an end of one byte. Said so it costs a third of counting.
    if not data.isascii() or len(data) != sum(map(len, lines)) + 2 * ends:
        raise ValueError("a mail is lines of ASCII that end in CRLF")
    # RFC 5321 §4.5.2. In base64 and headers there is nothing to do; rfind is quicker.
    if data.rfind(b"\n.") >= 0 or data.startswith(b"."):
        data = data.replace(b"\n.", b"\n..")
        data = b"." + data if data.startswith(b".") else data
    return data if data.endswith(b"\r\n") or not data else data + b"\r\n"


class Session:
    """A relay that has greeted us and knows who we are."""

    def __init__(self, relay: Relay, wire: Wire) -> None:
        self.relay = relay
        self.extensions: Mapping[str, str] = {}
        self.is_usable = True
        self._wire = wire
        self._sent = 0
        self._is_clean = True  # no transaction is half open on it

    @property
    def ended(self) -> bool:
        """Whether it is known to be over."""
        return not self.is_usable or self._wire.ended

    def part(self) -> None:
        """Take leave."""
        self._wire.part()

    def hang_up(self) -> None:
        """Leave at once."""
        self.is_usable = False
        self._wire.hang_up()

    async def closed(self) -> None:
        """Wait until the connection has gone."""
        await self._wire.closed()

    async def send(self, mail: Mail, until: Until) -> Outcome:
        """Give the relay one mail; every end is an outcome.

        Raises:
            StaleError: The connection was kept and has ended meanwhile.
        """
        if (limit := self._limit()) and len(mail.content) > limit:
            reason = f"the mail has {len(mail.content)} bytes, the relay takes {limit}"
            return Refused(reason, "too_large", transport=self.relay.transport)
        was_kept, self._sent = self._sent > 0, self._sent + 1
        try:
            refused = await self._offer(mail, until)
        except LostError as lost:
            self.hang_up()
            if was_kept:
                raise StaleError(lost.reason) from None
            return self._deferred(lost)
        if refused is None:
            return await self._give(mail, until)
        if refused.code == _CLOSING and was_kept:
            # It had said goodbye while we were silent.
            self.hang_up()
            raise StaleError(str(refused))
        return self._judged(refused)

    async def _give(self, mail: Mail, until: Until) -> Outcome:
        """The content, the dot, and the one reply that counts."""
        try:
            await self._wire.push(mail.content, "content", until.end)
        except LostError as lost:
            # Without its dot the relay must forget it (RFC 5321 §4.1.1.4).
            self.hang_up()
            return self._deferred(lost)
        try:
            await self._wire.push(b".\r\n", "end of content", until.end)
            # It may read all of the mail first; to give up early is to double it.
            patient = Until(until.end, math.inf)
            reply = await self._wire.hear("end of content", patient)
        except LostError as lost:
            self.hang_up()
            return Unknown(lost.reason, self.relay.transport)
        if reply.code // 100 == 3:
            self.hang_up()
            reason = f"the relay answered {reply} to the end of the mail"
            return Unknown(reason, self.relay.transport)
        return self._judged(reply)

    async def _offer(self, mail: Mail, until: Until) -> Reply | None:
        """Announce the mail; the reply that refused it, or None: go ahead."""
        group = self._group(mail)
        replies = await self._say(group, until)
        self._is_clean = False
        refused = _first_refusal(group, replies)
        if refused is not None and replies[-1].code == _GO_AHEAD:
            await self._say_nothing(until)
        return refused

    async def _say(self, group: Sequence[str], until: Until) -> list[Reply]:
        """The replies to these commands, as far as they say anything."""
        at_once = "PIPELINING" in self.extensions
        if at_once:
            self._wire.say(*group)
        replies: list[Reply] = []
        for command in group:
            if not at_once:
                self._wire.say(command)
            replies.append(await self._wire.hear(command[:4], until))
            over = replies[-1].code == _CLOSING  # and no further reply comes
            if over or not (at_once or _accepts(command, replies[-1])):
                break
        return replies

    async def _say_nothing(self, until: Until) -> None:
        """RFC 2920 §3.1: DATA went out with the rest and was taken all the same."""
        try:
            await self._wire.push(b".\r\n", "empty content", until.end)
            reply = await self._wire.hear("empty content", until)
        except LostError:
            self.hang_up()  # why the mail was refused is known
        else:
            self.is_usable = reply.code != _CLOSING

    def _group(self, mail: Mail) -> list[str]:
        sender, recipient = mail.commands
        if "SIZE" in self.extensions:
            sender = f"{sender} SIZE={len(mail.content)}"
        reset = [] if self._is_clean else ["RSET"]
        return [*reset, sender, recipient, "DATA"]

    def _limit(self) -> int:
        said = self.extensions.get("SIZE", "")
        return int(said) if said.isascii() and said.isdecimal() else 0

    def _judged(self, reply: Reply) -> Outcome:
        """What the reply that ends a mail means; it is not 3xx."""
        transport = self.relay.transport
        if reply.code in _ABOUT_US:
            self.hang_up()
            return Deferred(str(reply), "auth", reply.code, transport=transport)
        if reply.is_ok:
            self._is_clean = True
            return Delivered(transport, reply.code, reply.text)
        if reply.code // 100 == 5:
            return Refused(str(reply), "status", reply.code, transport=transport)
        if reply.code == _CLOSING:
            self.hang_up()
        return Deferred(str(reply), "status", reply.code, transport=transport)

    def _deferred(self, lost: LostError) -> Deferred:
        return Deferred(lost.reason, lost.kind, transport=self.relay.transport)


async def opened(relay: Relay, tls: ssl.SSLContext, name: str, until: Until) -> Session:
    """A session that may send: greeted, encrypted as told, signed in.

    Args:
        relay: whom to call.
        tls: the authorities we trust.
        name: who we are; empty: our address.
        until: how long this may take.

    Raises:
        UnopenedError: It may not.
    """
    try:
        wire = await Wire.open(relay, until)
    except LostError as lost:
        raise UnopenedError(lost.reason, lost.kind) from None
    session = Session(relay, wire)
    try:
        await _Opening(relay, wire, name, until).run(session, tls)
    except LostError as lost:
        session.hang_up()
        raise UnopenedError(lost.reason, lost.kind) from None
    except BaseException:
        session.hang_up()
        raise
    return session


@dataclass(frozen=True, slots=True)
class _Opening:
    """The steps before the first mail."""

    relay: Relay
    wire: Wire
    name: str
    until: Until

    async def run(self, session: Session, tls: ssl.SSLContext) -> None:
        if self.relay.tls == "implicit":
            await self.wire.secure(tls, self.until)
        self._expect(await self.wire.hear("greeting", self.until), "greeting")
        session.extensions = await self._hello()
        if self.relay.tls == "starttls":
            await self._starttls(session, tls)
        if self.relay.user:
            await self._sign_in(session.extensions.get("AUTH", "").upper().split())

    async def _hello(self) -> dict[str, str]:
        name = self.name or self.wire.name
        verb = "LHLO" if self.relay.is_lmtp else "EHLO"
        reply = await self.wire.ask(f"{verb} {name}", self.until)
        if reply.code in _UNKNOWN_COMMAND and not self.relay.is_lmtp:
            reply = await self.wire.ask(f"HELO {name}", self.until)
            self._expect(reply, "HELO")
            return {}  # RFC 5321 §3.2: a relay without extensions
        self._expect(reply, verb)
        return extensions(reply.lines[1:])

    async def _starttls(self, session: Session, tls: ssl.SSLContext) -> None:
        if "STARTTLS" not in session.extensions:
            # Somebody on the way may have cut it out; nothing is said in clear.
            raise UnopenedError(f"{self.relay.host} offers no STARTTLS", "tls")
        self._expect(await self.wire.ask("STARTTLS", self.until), "STARTTLS")
        await self.wire.secure(tls, self.until)
        # RFC 3207 §4.2: what it said in clear counts for nothing.
        session.extensions = await self._hello()

    async def _sign_in(self, offered: Sequence[str]) -> None:
        if "PLAIN" in offered:
            await self._say_secret(f"AUTH PLAIN {_base64(self._plain)}")
        elif "LOGIN" in offered:
            for step in ("AUTH LOGIN", _base64(self.relay.user)):
                reply = await self.wire.ask(step, self.until)
                if reply.code != 334:
                    raise self._unsigned(reply)
            await self._say_secret(_base64(self.relay.password))
        else:
            reason = f"{self.relay.host} offers neither AUTH PLAIN nor AUTH LOGIN"
            raise UnopenedError(reason, "auth")

    @property
    def _plain(self) -> str:
        return f"\0{self.relay.user}\0{self.relay.password}"  # RFC 4616 §2

    async def _say_secret(self, command: str) -> None:
        reply = await self.wire.ask(command, self.until)
        if not reply.is_ok:
            raise self._unsigned(reply)

    def _unsigned(self, reply: Reply) -> UnopenedError:
        """Why we are not signed in; a relay that repeats our secret is not quoted."""
        secrets = (self.relay.password, _base64(self.relay.password))
        quoted = any(
            secret in reply.text for secret in (*secrets, _base64(self._plain))
        )
        said = str(reply.code) if quoted else str(reply)
        reason = f"{self.relay.host} does not let us sign in: {said}"
        return UnopenedError(reason, "auth", reply.code)

    def _expect(self, reply: Reply, what: str) -> None:
        if not reply.is_ok:
            place = self.relay.path or self.relay.host
            reason = f"{place} answers {reply} ({what})"
            raise UnopenedError(reason, "status", reply.code)


def extensions(lines: Sequence[str]) -> dict[str, str]:
    """What the relay offers, by keyword (RFC 5321 §4.1.1.1)."""
    found: dict[str, str] = {}
    for line in lines:
        # AUTH=PLAIN is what some said before RFC 4954.
        keyword, _, parameters = line.replace("=", " ", 1).partition(" ")
        found.setdefault(keyword.upper(), parameters.strip())
    return found


def _accepts(command: str, reply: Reply) -> bool:
    return reply.code == _GO_AHEAD if command == "DATA" else reply.is_ok


def _first_refusal(group: Sequence[str], replies: Sequence[Reply]) -> Reply | None:
    """Which reply to the group says no.

    Raises:
        LostError: One belongs to nothing that was asked.
    """
    for command, reply in zip(group, replies, strict=False):  # none after a refusal
        if _accepts(command, reply):
            continue
        if command == "RSET" or reply.code < 400:
            raise LostError(f"the relay answers {reply} to {command[:4]}", "garbled")
        return reply
    return None


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
