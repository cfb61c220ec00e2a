"""Patience with a database that is away for a moment."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from sqlalchemy.exc import OperationalError

log = logging.getLogger(__name__)

PAUSE = 0.5  # seconds
LONGEST = 30.0  # seconds; what was claimed is still ours by then

Result = TypeVar("Result")


async def patient(work: Callable[[], Awaitable[Result]]) -> Result:
    """The result of reading, asked for again while the database is away.

    For what follows a claim: to give up would leave the parcels leased to nobody.

    Raises:
        OperationalError: it stays away.
    """
    end = monotonic() + LONGEST
    while True:
        try:
            return await work()
        except OperationalError:
            if monotonic() >= end:
                raise
            log.exception("claimed, and not read yet")
            await asyncio.sleep(PAUSE)
