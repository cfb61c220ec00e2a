"""Addresses outside ASCII (newsletters.md D7)."""

import pytest

from delivery.envelope import Envelope, ascii_address


@pytest.mark.parametrize(
    ("address", "spelled"),
    [
        ("reader@example.org", "reader@example.org"),
        ("Reader+news@Example.ORG", "Reader+news@example.org"),
        ("reader@شبكة.موقع", "reader@xn--ngbc5azd.xn--4gbrim"),
        ('"a@b"@example.org', '"a@b"@example.org'),
    ],
)
def test_a_domain_is_said_in_a_labels(address, spelled):
    assert ascii_address(address) == spelled


@pytest.mark.parametrize(
    "address",
    [
        *["قارئ@example.org", "reader", "@example.org", "reader@", ""],
        *["reader@a..b", "a\r\nb@example.org", "reader@exa mple.org"],
        "reader@example.org\r\n",
    ],
)
def test_what_has_no_ascii_form_has_none(address):
    assert ascii_address(address) is None


def test_an_envelope_does_not_show_the_letter():
    assert "secret" not in repr(Envelope("1", "a@b", "c@d", b"secret"))
