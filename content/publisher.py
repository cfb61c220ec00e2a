"""The publisher's own record: everything it says of itself, as a value."""

from dataclasses import dataclass
from typing import Literal

TitlePolicy = Literal["ask", "derive", "reject"]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes here; each article's credit and notice are made from it."""

    name: str
    notice: str  # the rights line in the publisher's language
    language: str  # of the publisher and of its pages
    zone: str  # IANA name; times on pages are told in it
    name_latin: str  # the name in texts that are not in its language
    notice_latin: str
    months: str = "ar"  # whose month names: ar نوفمبر, ar_LB تشرين الثاني
    title_policy: TitlePolicy = "ask"
    email: str = "newsletter@localhost"  # From of mails until it is set
    reply_to: str | None = None
    postal_address: str | None = None

    def name_in(self, language: str) -> str:
        """The name as texts of this language write it."""
        return self.name if language == self.language else self.name_latin

    def notice_in(self, language: str) -> str:
        """The rights line as texts of this language write it."""
        return self.notice if language == self.language else self.notice_latin
