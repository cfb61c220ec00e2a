from pathlib import Path

import pytest

from audience.addresses import parse_allow
from service.settings import SETTINGS, Settings, SettingsError, language, read

FOLDER = Path("/nowhere")


def wrong(environment: dict[str, str], data: Path = FOLDER) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        read(environment, data)
    assert "\n" not in str(caught.value)
    return caught.value


def file(tmp_path: Path, text: str) -> Path:
    (tmp_path / "nashra.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_nothing_said_gives_the_defaults():
    assert read({}) == Settings()


def test_the_environment_is_read():
    settings = read(
        {
            "NASHRA_DATA": "/srv/nashra",
            "NASHRA_PUBLIC_URL": "https://news.example.org/",
            "NASHRA_OUTBOUND_ALLOW": "10.1.0.0/16:8443",
            "NASHRA_MAIL_WINDOW": "10",
            "NASHRA_LOG_LEVEL": "debug",
        }
    )

    assert settings == Settings(
        data=Path("/srv/nashra"),
        public_url="https://news.example.org",
        outbound_allow=parse_allow("10.1.0.0/16:8443"),
        mail_window=10,
        log_level="DEBUG",
    )


def test_the_environment_wins_over_the_file(tmp_path):
    folder = file(tmp_path, 'public_url = "https://a.example"\nmail_window = 7\n')

    settings = read({"NASHRA_PUBLIC_URL": "https://b.example"}, folder)

    assert settings.public_url == "https://b.example"
    assert settings.mail_window == 7


def test_the_folder_on_the_command_line_wins_over_the_environment(tmp_path):
    assert read({"NASHRA_DATA": "/srv/nashra"}, tmp_path).data == tmp_path


def test_variables_of_others_and_of_the_tests_are_passed_over():
    others = {"PATH": "/bin", "NASHRA_TEST_NEEDS": "chromium", "NASHRAX": "1"}

    assert read(others) == Settings()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.name)
def test_every_setting_may_stand_in_a_file_of_its_own(tmp_path, setting):
    good = {
        "public_url": "https://news.example.org",
        "database_url": "postgresql://nashra:secret@db/nashra",
        "outbound_allow": "127.0.0.1/32:*",
        "smtp_url": "smtp://u:geheim@mx.example.org:587, smtps://b.example.org",
        "smtp_connections": "3",
        "mail_window": "3",
        "webhook_window": "3",
        "log_level": "WARNING",
        "log_format": "json",
        "metrics_token": "a-token-of-some-length",
    }
    value = good.get(setting.name, "/srv/elsewhere")
    (tmp_path / "secret").write_text(f"{value}\n", encoding="utf-8")

    settings = read({f"{setting.variable}_FILE": str(tmp_path / "secret")})

    assert getattr(settings, setting.name) == setting.read(value)


def test_a_secret_file_that_is_not_there_is_named():
    error = wrong({"NASHRA_DATABASE_URL_FILE": "/nowhere/secret"})

    assert error.name == "NASHRA_DATABASE_URL_FILE"
    assert "/nowhere/secret" in str(error)


@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        ("NASHRA_PUBLIC_URL", "news.example.org", "https://example.org"),
        ("NASHRA_PUBLIC_URL", "ftp://example.org", "https://example.org"),
        ("NASHRA_PUBLIC_URL", "https://", "https://example.org"),
        ("NASHRA_PUBLIC_URL", "https://example.org/?a=1", "no query"),
        ("NASHRA_PUBLIC_URL", "https://user@example.org/", "user name"),
        ("NASHRA_DATABASE_URL", "mysql://db/nashra", "postgresql://"),
        ("NASHRA_DATABASE_URL", "sqlite://", "name a file"),
        ("NASHRA_DATABASE_URL", "sqlite:///:memory:", "name a file"),
        ("NASHRA_DATABASE_URL", "postgresql://db:port/nashra", "postgresql://"),
        ("NASHRA_DATABASE_URL", "nonsense", "postgresql://"),
        ("NASHRA_OUTBOUND_ALLOW", "10.0.0.0", "10.0.0.0"),
        ("NASHRA_OUTBOUND_ALLOW", "example.org:443", "example.org"),
        ("NASHRA_MAIL_WINDOW", "0", "1 to 10000"),
        ("NASHRA_MAIL_WINDOW", "many", "1 to 10000"),
        ("NASHRA_WEBHOOK_WINDOW", "-1", "1 to 10000"),
        ("NASHRA_LOG_LEVEL", "LOUD", "DEBUG"),
        ("NASHRA_SMTP_URL", "mx.example.org", "smtp://"),
        ("NASHRA_SMTP_URL", "smtp://mx.example.org?tls=none", "encrypted"),
        ("NASHRA_SMTP_URL", "smtp://u:geheim@10.0.0.5:25?tls=none", "encrypted"),
        ("NASHRA_SMTP_CONNECTIONS", "0", "1 to 100"),
        ("NASHRA_PUBLIK_URL", "https://example.org", "no such setting"),
        ("NASHRA_FOO_FILE", "/nowhere", "no such setting"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(variable, text, said):
    error = wrong({variable: text})

    assert error.name == variable
    assert str(error).startswith(f"{variable}: ")
    assert said in str(error)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("NASHRA_DATABASE_URL", "postgresql://nashra:geheim@db:port/x"),
        ("NASHRA_SMTP_URL", "smtp://nashra:geheim@relay.example.org:port"),
        ("NASHRA_SMTP_URL", "smtp://nashra:geheim@relay.example.org?tls=none"),
        ("NASHRA_SMTP_URL", "smtp://nashra:ge/heim@relay.example.org"),
    ],
)
def test_a_wrong_address_does_not_quote_its_password(variable, text):
    error = wrong({variable: text})

    assert "heim" not in str(error)
    assert "heim" not in repr(error.__cause__)


def test_relays_stand_in_the_order_in_which_they_are_named():
    settings = read({"NASHRA_SMTP_URL": "smtp://b.example smtps://a.example"})

    assert [str(relay) for relay in settings.smtp_url] == [
        "smtp://b.example:25?tls=starttls",
        "smtp://a.example:465?tls=implicit",
    ]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("publik_url = 'x'", "nashra.toml, publik_url", "no such setting"),
        ("data = '/srv'", "nashra.toml, data", "no such setting"),
        ("mail_window = 0", "nashra.toml, mail_window", "1 to 10000"),
        ("mail_window = [1]", "nashra.toml, mail_window", "1 to 10000"),
        ("public_url = true", "nashra.toml, public_url", "https://"),
        ("mail_window = =", "nashra.toml", "line 1"),
        ("publisher = 'x'", "nashra.toml, publisher", "[publisher]"),
        ("[publisher]\nnom = 'x'", "nashra.toml, [publisher]", "nom"),
        ("[publisher]\nzone = 'Mars'", "nashra.toml, [publisher]", "Asia/Amman"),
        ("[publisher]\nname = ' '", "nashra.toml, [publisher]", "empty"),
        ("[server]\nport = 1", "nashra.toml, server", "no such setting"),
    ],
)
def test_a_wrong_file_is_one_sentence_that_names_the_place(tmp_path, text, place, said):
    error = wrong({}, file(tmp_path, text))

    assert place in str(error)
    assert said in str(error)


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "nashra.toml").write_bytes(b"# \xff\n")

    assert "nashra.toml" in str(wrong({}, tmp_path))


def test_the_publisher_in_the_file_seeds_an_empty_house(tmp_path):
    folder = file(tmp_path, '[publisher]\nname = "دار\\u0001 النشر"\nzone = "UTC"\n')

    assert read({}, folder).publisher == {"name": "دار النشر", "zone": "UTC"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ar_JO.UTF-8"}, "ar"),
        ({"LANG": "ar"}, "ar"),
        ({"LANG": "arn_CL.UTF-8"}, "en"),  # Mapudungun
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "ar_SA.UTF-8"}, "ar"),
        ({"LANG": "ar_JO", "LC_ALL": "C"}, "en"),
        ({"LANG": "ar_JO", "LC_ALL": ""}, "ar"),  # POSIX: empty is not said
    ],
)
def test_the_language_is_that_of_the_locale(environment, expected):
    assert language(environment) == expected
