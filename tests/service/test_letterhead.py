"""What the publisher says of itself is what stands at the foot and head of its mails."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.service.conftest import Street

POSTAL = "عمّان، جبل اللويبدة، ص.ب 7"


def _mails(folder: Path) -> list[EmailMessage]:
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("mail/**/new/*"))
    ]


def _parts(mail: EmailMessage) -> list[str]:
    parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
    return [part.get_content() for part in parts if part]


def test_postal_address_reply_to_and_the_page_of_privacy_are_in_every_mail(
    street: Street,
):
    said = street.nashra(
        "publisher",
        "set",
        f"postal_address={POSTAL}",
        "reply_to=desk@mena.example",
        "email=daily@mena.example",
    )
    street.nashra("edition", "send", "daily")
    street.nashra("deliver", "--until-empty")

    mails = _mails(street.data)

    assert said.code == 0
    assert len(mails) == 2
    for mail in mails:
        assert mail["Reply-To"].addresses[0].addr_spec == "desk@mena.example"
        assert mail["From"].addresses[0].addr_spec == "daily@mena.example"
        parts = _parts(mail)
        assert len(parts) == 2
        for part in parts:
            plain = part.replace("\u200f", "")
            assert "جبل اللويبدة" in plain
            assert "/privacy" in plain
