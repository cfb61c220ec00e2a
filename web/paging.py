"""Lists by the page: which page was asked for, and its neighbours."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

SIZE = 20
_FARTHEST = 10_000  # no reader turns so many pages


@dataclass(frozen=True, slots=True)
class Pages:
    """The place of one page in its list."""

    path: str
    number: int  # from 1
    total: int  # items
    query: tuple[tuple[str, str], ...] = ()  # what else the address carries

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one."""
        return max(1, -(-self.total // SIZE))

    @property
    def newer(self) -> str:
        """The address of the page before, or nothing."""
        return self.at(self.number - 1) if self.number > 1 else ""

    @property
    def older(self) -> str:
        """The address of the page after, or nothing."""
        return self.at(self.number + 1) if self.number < self.last else ""

    def at(self, number: int) -> str:
        """The address of this page; the first one has the list's own."""
        turned = [*self.query, *([("page", str(number))] if number > 1 else [])]
        return f"{self.path}?{urlencode(turned)}" if turned else self.path


def asked(request: Request) -> int:
    """The number of the page.

    Raises:
        HTTPException: there is none of this number, or its address is another.
    """
    text = request.query_params.get("page", "")
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal()) or not 1 < int(text[:6]) <= _FARTHEST:
        raise HTTPException(404)
    return int(text)


def offset(number: int) -> int:
    """How many items stand before this page."""
    return (number - 1) * SIZE
