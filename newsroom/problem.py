"""Why a change was not made, as a value that can be told in any language."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence for people, a stable code for programs; nothing was changed."""

    code: str
    message: str
    field: str | None = None
    line: int | None = None
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
