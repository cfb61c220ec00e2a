import pytest

from digests.mailboxes import Mailbox, Unreachable, mailbox


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("sami@example.org", "sami@example.org"),
        ("newsletter@localhost", "newsletter@localhost"),
        ("first.last+tag@sub.example.org", "first.last+tag@sub.example.org"),
        ("sami@مثال.إختبار", "sami@xn--mgbh0fb.xn--kgbechtv"),
        ("sami@bücher.example.com", "sami@xn--bcher-kva.example.com"),
    ],
)
def test_an_address_is_ascii_on_the_wire(address, wire):
    found = mailbox(address, "سامي")

    assert isinstance(found, Mailbox)
    assert found.address == wire
    assert found.name == "سامي"


@pytest.mark.parametrize("address", ["قارئ@مثال.إختبار", "قارئ@example.com"])
def test_a_local_part_that_is_not_ascii_is_told_apart(address):
    found = mailbox(address)

    assert isinstance(found, Unreachable)
    assert found.code == "needs_smtputf8"
    assert "SMTPUTF8" in found.message
    assert found.address == address


@pytest.mark.parametrize(
    "address",
    ["", "sami", "a@b..c", ".a@b.c", "a@-b.c", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "a@b@c.d",
     "x" * 250 + "@example.org", "a@b.c\n", "a\u202e@b.c"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    found = mailbox(address)

    assert isinstance(found, Unreachable)
    assert found.code == "not_an_address"
