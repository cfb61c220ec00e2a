"""The table of refused addresses, the allow-list and the check of a new URL."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience.addresses import (
    Address,
    Allowed,
    AllowListError,
    BadUrl,
    check_url,
    parse_allow,
    refusal,
    verdict,
)

ROWS = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "168.63.129.16/32",
    "::/128",
    "::1/128",
    "::/96",
    "::ffff:0:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
]


def ends_and_middle(row):
    network = ip_network(row)
    return network[0], network[network.num_addresses // 2], network[-1]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_refused_at_its_ends_and_in_its_middle(row):
    for address in ends_and_middle(row):
        assert refusal(address)
        assert verdict(str(address))


@pytest.mark.parametrize("row", [row for row in ROWS if ":" not in row])
def test_every_ipv4_row_is_refused_inside_an_ipv6_mapping(row):
    for address in ends_and_middle(row):
        assert refusal(f"::ffff:{address}") == refusal(address)


@pytest.mark.parametrize(
    "address",
    [
        "2606:4700::5efe:a00:1",  # ISATAP of 10.0.0.1
        "2606:4700::200:5efe:a00:1",
        "2606:4700::1%eth0",
        "fe80::1%lo",
    ],
)
def test_odd_forms_of_ipv6_are_refused(address):
    assert refusal(address)


@pytest.mark.parametrize(
    "address",
    [
        *["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"],
        *["126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0"],
        *["172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0"],
        *["192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255"],
        *["198.20.0.0", "223.255.255.255", "168.63.129.15", "168.63.129.17"],
        *["2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2003::"],
        *["2620:4f:8001::", "3ffe::", "2606:4700:4700::1111", "::ffff:1.1.1.1"],
    ],
)
def test_the_neighbours_of_the_rows_are_public(address):
    assert refusal(address) is None
    assert verdict(address) is None


@given(st.ip_addresses(v=4))
def test_no_address_python_calls_private_is_let_through(address):
    if address.is_private or address.is_multicast or address.is_reserved:
        assert refusal(address)


def test_only_the_port_of_https_is_open():
    assert verdict("1.1.1.1", 443) is None
    assert verdict("1.1.1.1", 25) == "port 25"


def test_the_operator_opens_a_network_at_a_port():
    allow = parse_allow("127.0.0.1/32:*, 10.1.0.0/16:8443, fd00::/8:443")

    assert verdict("127.0.0.1", 8080, allow) is None
    assert verdict("::ffff:127.0.0.1", 8080, allow) is None
    assert verdict("10.1.2.3", 8443, allow) is None
    assert verdict("fd00::1", 443, allow) is None
    assert verdict("127.0.0.2", 443, allow) == "loopback"
    assert verdict("10.1.2.3", 443, allow) == "private"
    assert verdict("10.2.0.1", 8443, allow) == "port 8443"


def test_what_the_operator_denies_stays_denied():
    allow = parse_allow("0.0.0.0/0:*")

    assert verdict("1.1.1.1", 443, allow, [ip_network("1.0.0.0/8")]) == (
        "denied by the operator"
    )


def test_an_allow_list_is_networks_and_ports():
    assert parse_allow("") == ()
    assert parse_allow("10.0.0.1:80") == (Allowed(ip_network("10.0.0.1/32"), 80),)
    assert parse_allow("::1/128:*") == (Allowed(ip_network("::1/128"), None),)


@pytest.mark.parametrize(
    "part",
    [
        *["127.0.0.1", ":80", "partner.example:80", "10.0.0.1/8:80", "10.0.0.0/33:1"],
        *["10.0.0.0/8:", "10.0.0.0/8:0", "10.0.0.0/8:65536", "10.0.0.0/8:http"],
        *["10.0.0.0/8:٨٠", "*:*"],
    ],
)
def test_a_wrong_part_of_an_allow_list_is_named_in_one_sentence(part):
    with pytest.raises(AllowListError, match=r"^[^\n]+\.$") as raised:
        parse_allow(f"127.0.0.1/32:*,{part}")

    assert raised.value.part == part
    assert f'"{part}"' in str(raised.value)


def test_an_empty_part_is_wrong_too():
    with pytest.raises(ValueError, match='""'):
        parse_allow("127.0.0.1/32:*,")


@pytest.mark.parametrize(
    ("url", "posted"),
    [
        ("https://partner.example.org/hook", "https://partner.example.org/hook"),
        ("HTTPS://Partner.Example.org", "https://partner.example.org/"),
        ("https://partner.example.org.:443/", "https://partner.example.org/"),
        ("https://partner.example.org?a=b", "https://partner.example.org/?a=b"),
        ("https://1.1.1.1/x", "https://1.1.1.1/x"),
        ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
        (
            "https://شبكة.موقع/مقال",
            "https://xn--ngbc5azd.xn--4gbrim/%D9%85%D9%82%D8%A7%D9%84",
        ),
        (
            "https://a.example.org/%D9%85?q=a%20b",
            "https://a.example.org/%D9%85?q=a%20b",
        ),
    ],
)
def test_a_public_https_url_is_taken_in_ascii(url, posted):
    checked = check_url(url)

    assert isinstance(checked, Address)
    assert checked.url == posted
    assert checked.port == 443


TRICKS = {
    "host": [
        *["https://localhost/", "https://localhost./", "https://LOCALHOST/"],
        *["https://backend/", "https://printer.local/", "https://db.internal/"],
        *["https://x.localhost/", "https://router.home.arpa./", "https:///path"],
        *["https://a..example.org/", "https://foo_bar.example.org/", "https://./"],
        *["https://١٢٧.٠.٠.١/", "https://a.example.org:/"],
        *["https://a.example.org:４４３/", "https://a.example.org:443:80/"],
        *["https://[::1/", "https://::1/", "https://" + "a" * 64 + ".example.org/"],
        "https://" + "a" * 60 + ".b" * 100 + ".example.org/",
        "https://exa\u0640mple\u3000.org/".replace("\u3000", "-"),
    ],
    "address": [
        *["https://127.1/", "https://0x7f.1/", "https://0x7f000001/"],
        *["https://2130706433/", "https://017700000001/", "https://0/"],
        *["https://127.0.0.1/", "https://127.0.0.1./", "https://0177.0.0.1/"],
        *["https://127.0.0.1.:443/", "https://1.1.1.1./", "https://a.example.0x1/"],
        *["https://[::]/", "https://[::1]/", "https://[::ffff:127.0.0.1]/"],
        *["https://[::ffff:7f00:1]/", "https://[::ffff:1.1.1.1]/"],
        *["https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/"],
        *["https://[fe80::1%25lo]/", "https://[fe80::1%lo]/", "https://[]/"],
        *["https://１２７.0.0.1/", "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/"],
        *["https://1.1.1.１/", "https://10.0.0.1/", "https://168.63.129.16/"],
        *["https://0X7F.1/", "https://%31%32%37.0.0.1/", "https://[v1.x]/"],
    ],
    "user": [
        *["https://user:pass@a.example.org/", "https://a.example.org@127.0.0.1/"],
        *["https://@a.example.org/", "https://a.example.org:443@b.example.org/"],
    ],
    "scheme": [
        *["http://a.example.org/", "ftp://a.example.org/", "file:///etc/passwd"],
        *["gopher://a.example.org/", "a.example.org", "//a.example.org/", ""],
        *["javascript:alert(1)", "unix:///run/x.sock", "http://127.0.0.1/"],
        *["https:a.example.org", "https:/a.example.org/"],
    ],
    "port": [
        *[f"https://a.example.org:{port}/" for port in (22, 25, 80, 6379, 8443)],
        *["https://a.example.org:0/", "https://a.example.org:65536/"],
        "https://1.1.1.1:8443/",
    ],
    "fragment": ["https://a.example.org/#x", "https://a.example.org#"],
    "characters": [
        *["https://a.example.org\\@b.example.org/", "https://a.example.org/a b"],
        *["https://a.example.org/\r\nX: y", "https://a.exa\tmple.org/"],
        *[" https://a.example.org/", "https://a\u200b.example.org/"],
        *["https://a.example.org/\u202e", "https://a.example.org/\x00"],
        *["https://a.example.org/\ud800", "https://\u3000a.example.org/"],
    ],
    "length": ["https://a.example.org/" + "a" * 2048],
}


@pytest.mark.parametrize(
    ("code", "url"), [(code, url) for code, urls in TRICKS.items() for url in urls]
)
def test_every_trick_in_a_url_is_refused(code, url):
    checked = check_url(url)

    assert isinstance(checked, BadUrl)
    assert checked.code == code
    assert checked.message.endswith(".")


def test_http_is_for_literal_addresses_the_operator_opened():
    allow = parse_allow("127.0.0.1/32:8080,fd00::/8:*")

    assert check_url("http://127.0.0.1:8080/hook", allow) == Address(
        "http://127.0.0.1:8080/hook", "127.0.0.1", 8080
    )
    assert check_url("http://[fd00::1]/", allow) == Address(
        "http://[fd00::1]/", "fd00::1", 80
    )
    for url in (
        "http://127.0.0.1:8081/",
        "http://127.0.0.2:8080/",
        "http://a.example.org:8080/",
        "http://localhost:8080/",
        "http://[::ffff:127.0.0.1]:8080/",
        "http://127.1:8080/",
    ):
        assert isinstance(check_url(url, allow), BadUrl)


def test_a_name_may_use_a_port_that_some_network_was_opened_for():
    allow = parse_allow("10.0.0.0/8:8443")

    assert isinstance(check_url("https://a.example.org:8443/", allow), Address)
    assert isinstance(check_url("https://a.example.org:8444/", allow), BadUrl)


def test_our_own_address_would_be_a_loop():
    checked = check_url("https://News.example.org./x", (), {"news.example.org"})

    assert isinstance(checked, BadUrl)
    assert checked.code == "loop"


@given(st.text(max_size=60))
def test_no_text_makes_the_check_stumble(text):
    for url in (text, f"https://{text}", f"https://a.example.org{text}"):
        checked = check_url(url)

        assert isinstance(checked, BadUrl) or checked.url.isascii()


@given(st.ip_addresses())
def test_a_literal_is_taken_only_if_the_table_takes_it(address):
    host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
    checked = check_url(f"https://{host}/")

    if isinstance(checked, Address):
        assert refusal(ip_address(checked.host)) is None
    else:
        mapped = isinstance(address, IPv6Address) and address.ipv4_mapped
        assert refusal(address) or mapped


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_never_a_host(number):
    for host in (
        str(number),
        hex(number),
        f"0{number:o}",
        str(IPv4Address(number)) + ".",
    ):
        assert isinstance(check_url(f"https://{host}/"), BadUrl)
