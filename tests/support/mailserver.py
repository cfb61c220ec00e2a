"""aiosmtpd as a relay or a store: somebody else's reading of the RFCs."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller, UnixSocketController
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP


@dataclass
class Box:
    """What a server has taken: the recipient and the bytes."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 2.0.0 taken"

    @property
    def message_ids(self) -> list[str]:
        return [str(message_from_bytes(data)["Message-ID"]) for _, data in self.mails]


class _Lmtp(UnixSocketController):
    def factory(self) -> SMTP:
        return LMTP(self.handler, hostname="store.test")


@contextmanager
def relay(port: int = 0) -> Iterator[tuple[str, Box]]:
    """The address of a relay in a thread of its own, and what it takes."""
    box = Box()
    controller = Controller(box, "127.0.0.1", port or free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}", box
    finally:
        controller.stop()


@contextmanager
def store(folder: Path) -> Iterator[tuple[str, Box]]:
    """The same as a store of LMTP behind a socket in the folder."""
    box = Box()
    controller = _Lmtp(box, unix_socket=str(folder / "lmtp"))
    controller.start()
    try:
        yield f"lmtp://{folder}/lmtp", box
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
