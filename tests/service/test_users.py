"""Who may enter the desk, by command."""

from tests.service.conftest import Street


def test_a_user_is_added_with_a_link_that_is_shown_once(street: Street):
    added = street.nashra("user", "add", "ليلى حدّاد", "--admin")

    assert added.code == 0
    assert added.json["user"]["role"] == "admin"
    assert "/desk/sign-in/" in added.json["url"]
    assert "1440 minutes" in added.err


def test_users_are_editors_unless_said_otherwise(street: Street):
    street.nashra("user", "add", "a")
    street.nashra("user", "add", "b", "--viewer", "--email", "b@example.org")

    listed = street.nashra("user", "list").json["users"]

    assert [(u["name"], u["role"], u["email"]) for u in listed] == [
        ("a", "editor", None),
        ("b", "viewer", "b@example.org"),
    ]


def test_another_link_is_another(street: Street):
    first = street.nashra("user", "add", "a").json["url"]

    again = street.nashra("user", "link", "a")

    assert again.json["url"] != first
    assert "15 minutes" in again.err


def test_a_removed_user_is_gone(street: Street):
    street.nashra("user", "add", "a")

    assert street.nashra("user", "remove", "a").json["user"]["name"] == "a"
    assert street.nashra("user", "list").json == {"users": []}


def test_names_are_asked_for_and_known_once(street: Street):
    street.nashra("user", "add", "a")

    codes = [
        street.nashra("user", *arguments).error["code"]
        for arguments in (("add", " "), ("add", "a"), ("link", "b"), ("remove", "b"))
    ]

    assert codes == ["no_name", "user_exists", "unknown_user", "unknown_user"]
