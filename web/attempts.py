"""How often somebody tried what is not theirs, within a while."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST = 10
WHILE = timedelta(minutes=10)
_KEPT = 1000  # who is remembered; the longest silent goes first


class Attempts:
    """Failures by address; one process counts its own."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()

    def fail(self, who: str, now: datetime) -> bool:
        """Count one more; True: these are too many."""
        failures = self._failures.setdefault(who, deque(maxlen=MOST + 1))
        failures.append(now)
        self._failures.move_to_end(who)
        if len(self._failures) > _KEPT:
            self._failures.popitem(last=False)
        return sum(now - at < WHILE for at in failures) > MOST
