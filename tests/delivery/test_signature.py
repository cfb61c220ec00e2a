"""Our signatures, judged by the official library of Standard Webhooks."""

import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest
import standardwebhooks
import time_machine

from delivery.signature import SecretError, new_secret, parse_secret, sign

AT = 1_772_344_800
BODY = json.dumps({"title": "مقالٌ عن «الأدب»"}, ensure_ascii=False).encode()


def verified(secret, signature, body=BODY, at=AT, now=AT, message="msg_1"):
    headers = {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": signature,
    }
    with time_machine.travel(datetime.fromtimestamp(now, UTC), tick=False):
        try:
            standardwebhooks.Webhook(secret).verify(body, headers)
        except standardwebhooks.WebhookVerificationError:
            return False
    return True


def test_the_published_vector_is_reproduced():
    key = parse_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = sign(
        [key],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_official_library_verifies_arabic_bytes():
    secret = new_secret()

    assert verified(secret, sign([parse_secret(secret)], "msg_1", AT, BODY))


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY + b" "},
        {"message": "msg_2"},
        {"at": AT + 1},
        {"now": AT + 301},
        {"now": AT - 301},
        {"secret": new_secret()},
    ],
    ids=lambda changed: next(iter(changed)) + str(changed.get("now", "")),
)
def test_anything_else_does_not_verify(changed):
    secret = new_secret()
    signature = sign([parse_secret(secret)], "msg_1", AT, BODY)

    assert verified(secret, signature)
    assert not verified(**{"secret": secret, "signature": signature, **changed})


def test_both_secrets_verify_during_a_rotation():
    new, old = new_secret(), new_secret()
    both = sign([parse_secret(new), parse_secret(old)], "msg_1", AT, BODY)
    after = sign([parse_secret(new)], "msg_1", AT, BODY)

    assert verified(new, both)
    assert verified(old, both)
    assert verified(new, after)
    assert not verified(old, after)


def test_a_new_secret_is_32_random_bytes():
    made = {new_secret() for _ in range(100)}

    assert len(made) == 100
    assert {len(parse_secret(secret)) for secret in made} == {32}


@pytest.mark.parametrize(
    "text",
    [
        "whpk_" + b64encode(bytes(32)).decode(),
        "whsk_" + b64encode(bytes(64)).decode(),
        b64encode(bytes(32)).decode(),
        "whsec_not base64",
        "whsec_مفتاح",
        "whsec_" + b64encode(bytes(23)).decode(),
        "whsec_" + b64encode(bytes(65)).decode(),
        "whsec_",
        "",
    ],
)
def test_what_is_not_a_shared_secret_is_refused_without_quoting_it(text):
    with pytest.raises(SecretError) as raised:
        parse_secret(text)

    assert not text or text not in str(raised.value)


@pytest.mark.parametrize("size", [24, 64])
def test_secrets_of_the_allowed_sizes_are_taken(size):
    assert parse_secret("whsec_" + b64encode(bytes(size)).decode()) == bytes(size)


@pytest.mark.parametrize(("keys", "message"), [([], "msg_1"), ([b"k"], "msg.1")])
def test_a_dot_or_no_key_is_a_mistake(keys, message):
    with pytest.raises(ValueError, match="cannot sign"):
        sign(keys, message, AT, BODY)
