"""The publisher's record: what may stand in each field, and its change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from content import imprint
from content.publisher import Publisher, TitlePolicy
from digests.mailboxes import Unreachable, mailbox
from newsroom.house import House, NoPublisherError
from newsroom.problem import Problem


async def change(house: House, fields: Mapping[str, str]) -> Publisher | Problem:
    """The publisher with these fields; pages, feeds and mails follow."""
    problem = wrong_field(fields)
    if problem is not None:
        return problem
    async with house.database.writing() as transaction:
        present = await imprint.load(transaction)
        if present is None:
            raise NoPublisherError
        changed = replace(present, **fields)  # type: ignore[arg-type]  # checked above
        await imprint.save(transaction, changed)
    return changed


def wrong_field(fields: Mapping[str, str]) -> Problem | None:
    """The first field that cannot stand in the record, or None."""
    for name, value in fields.items():
        if name not in Publisher.__dataclass_fields__:
            known = ", ".join(Publisher.__dataclass_fields__)
            message = f"The publisher has no field {name}; it has {known}."
            return Problem("unknown_field", message, field=name)
        said = _FIELDS.get(name, _text)(value)
        if said is not None:
            return Problem("bad_field", f"{name} is {value!r}; {said}.", field=name)
    return None


def _text(value: str) -> str | None:
    return None if value.strip() else "it should not be empty"


def _zone(value: str) -> str | None:
    known = value in available_timezones()
    return None if known else "it should be a time zone like Asia/Amman"


def _language(value: str) -> str | None:
    return None if value in ("ar", "en") else "it should be ar or en"


def _months(value: str) -> str | None:
    try:
        Locale.parse(value)
    except (UnknownLocaleError, ValueError):
        return "it should be a locale like ar or ar_LB"
    return None


def _policy(value: str) -> str | None:
    policies = get_args(TitlePolicy)
    return None if value in policies else f"it should be one of {', '.join(policies)}"


def _address(value: str) -> str | None:
    found = mailbox(value)
    return found.message if isinstance(found, Unreachable) else None


_FIELDS: Mapping[str, Callable[[str], str | None]] = {
    "zone": _zone,
    "language": _language,
    "months": _months,
    "title_policy": _policy,
    "email": _address,
    "reply_to": _address,
}
