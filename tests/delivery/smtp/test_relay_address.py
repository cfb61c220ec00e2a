"""The address of a relay: strict, encrypted, and its password never told."""

import pytest

from delivery.smtp.relay import Relay, RelayError, parse


@pytest.mark.parametrize(
    ("text", "relay"),
    [
        ("smtp://mx.example.org", Relay("mx.example.org", 25, "starttls")),
        ("smtp://mx.example.org/", Relay("mx.example.org", 25, "starttls")),
        ("smtp://mx.example.org:587", Relay("mx.example.org", 587, "starttls")),
        (
            "smtp://mx.example.org?tls=implicit",
            Relay("mx.example.org", 465, "implicit"),
        ),
        ("smtps://mx.example.org", Relay("mx.example.org", 465, "implicit")),
        ("smtps://mx.example.org:1465", Relay("mx.example.org", 1465, "implicit")),
        ("smtp://127.0.0.1:1025", Relay("127.0.0.1", 1025, "none")),
        ("smtp://localhost?tls=starttls", Relay("localhost", 25, "starttls")),
        ("smtp://[::1]:25?tls=none", Relay("::1", 25, "none")),
        ("smtp://بريد.موقع", Relay("xn--ngbof4h.xn--4gbrim", 25, "starttls")),
        (
            "smtp://us%40er:p%2F%3a%23%40%20s@mx.example.org:587?tls=starttls",
            Relay("mx.example.org", 587, "starttls", "us@er", "p/:#@ s"),
        ),
        (
            "smtp://u:%D8%B3%D8%B1@mx.example.org",
            Relay("mx.example.org", 25, "starttls", "u", "سر"),
        ),
        ("lmtp://127.0.0.1", Relay("127.0.0.1", 24, "none", is_lmtp=True)),
        (
            "lmtp:///run/dovecot/lmtp",
            Relay("", 0, "none", is_lmtp=True, path="/run/dovecot/lmtp"),
        ),
    ],
)
def test_an_address_is_read(text, relay):
    assert parse(text) == (relay,)


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n", "  ,\n "])
def test_several_stand_in_the_order_of_priority(between):
    text = between.join(["smtp://a.example", "smtps://b.example"])

    assert [relay.host for relay in parse(text)] == ["a.example", "b.example"]


@pytest.mark.parametrize("text", ["", " ", "\n", ","])
def test_nothing_said_is_no_relay(text):
    assert parse(text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mx.example.org", "should look like"),
        ("http://mx.example.org", "should look like"),
        ("smtp://", "should look like"),
        ("smtp://:25", "should look like"),
        ("smtp://mx.example.org/path", "should look like"),
        ("smtp://mx.example.org#x", "should look like"),
        ("smtp://mx.example.org:port", "should look like"),
        ("smtp://mx.example.org:99999", "should look like"),
        ("smtp://[::1", "should look like"),
        ("smtp://u:geheim/wort@mx.example.org", "should look like"),
        ("smtp://u:geheim#wort@mx.example.org", "should look like"),
        ("smtp://a..b", "host"),
        ("smtp://mx_1.example.org", "host"),
        ("smtp://u@mx.example.org", "both a user and a password"),
        ("smtp://:geheim@mx.example.org", "both a user and a password"),
        ("smtp://u:geheim%00@mx.example.org", "both a user and a password"),
        ("smtp://mx.example.org?tls=maybe", "starttls, implicit or none"),
        ("smtp://mx.example.org?tsl=none", "starttls, implicit or none"),
        ("smtp://mx.example.org?tls", "should look like"),
        ("smtps://mx.example.org?tls=none", "smtps means implicit"),
        ("smtp://mx.example.org?tls=none", "encrypted"),
        ("smtp://10.0.0.5?tls=none", "encrypted"),
        ("smtp://192.168.1.1:25?tls=none", "encrypted"),
        ("smtp://u:geheim@mx.example.org?tls=none", "encrypted"),
        ("lmtp://mx.example.org", "this machine only"),
        ("lmtp://10.0.0.5:24", "this machine only"),
        ("lmtp://u:geheim@127.0.0.1", "neither user nor tls"),
        ("lmtp://127.0.0.1?tls=starttls", "neither user nor tls"),
        ("lmtp://", "lmtp looks like"),
        ("lmtp:///", "lmtp looks like"),
        ("lmtp://127.0.0.1/run/lmtp", "lmtp looks like"),
        ("smtp://a.example,smtp://b.example?tls=none", "encrypted"),
    ],
)
def test_a_wrong_address_is_one_sentence_without_the_password(text, said):
    with pytest.raises(RelayError) as caught:
        parse(text)

    assert said in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_what_is_shown_of_a_relay_hides_who_signs_in():
    (relay,) = parse("smtp://nutzer:geheim@mx.example.org:587")

    assert str(relay) == "smtp://mx.example.org:587?tls=starttls"
    assert "geheim" not in repr(relay)
    assert relay.transport == "smtp:mx.example.org"


@pytest.mark.parametrize(
    "text",
    ["smtp://[::1]:25?tls=none", "lmtp:///run/dovecot/lmtp?tls=none"],
)
def test_what_is_shown_can_be_read_again(text):
    assert [str(relay) for relay in parse(text)] == [text]
