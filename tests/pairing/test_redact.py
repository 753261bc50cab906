from __future__ import annotations

import re
import string

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pair_rows import candidates, reply, user

from drift_data.pairing.before.redact import build, redact, redact_replies
from drift_data.pairing.personal import GATE, redact_text
from drift_data.pairing.settings import Pair

#: Secrets are put together here, so that no scanner of repositories takes this file for a leak.
RANDOM = "q7Rt2LmZ9xKc4VbN8pWs3HdF6gJy1AeU5oTi"
PRIVATE = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\nqR8+/w==\n-----END RSA " + "PRIVATE KEY-----"

FOUND = {
    "Write to jane.doe+x@mail.example.co.uk.": "Write to [email].",
    "mail a@b.io, c_d@e-f.com; o'neil@post.ie": "mail [email], [email]; [email]",
    "邮箱是li.wei@example.cn请联系": "邮箱是[email]请联系",
    "jürgen@müller.de": "[email]",
    "Call (415) 555-0132 or 415-555-0133.": "Call [phone] or [phone].",
    "+49 170 1234567, +1 (415) 555-0132, +33 6 12 34 56 78": "[phone], [phone], [phone]",
    "Tel.: 0170 1234567": "Tel.: [phone]",
    'phoneNumber: "9236587235"': 'phoneNumber: "[phone]"',
    "手机：13812345678": "手机：[phone]",
    "06 12 34 56 78": "[phone]",
    "Card 4111 1111 1111 1111, 5500-0000-0000-0004, 340000000000009": "Card [card], [card], [card]",
    "from 83.12.140.7 and [2a00:1450:4001:81b::200e]": "from [ip] and [[ip]]",
    "SSN 219-09-9999": "SSN [ssn]",
    "DE89 3704 0044 0532 0130 00, GB82WEST12345698765432": "[iban], [iban]",
    f"key sk-proj-{RANDOM}": "key [key]",
    f"ghp_{RANDOM} AKIA{'Q7RT2LMZ9XKC4VBN'}": "[key] [key]",
    f"Authorization: Bearer {RANDOM}": "Authorization: Bearer [key]",
    f"eyJ{RANDOM}.eyJ{RANDOM}.{RANDOM}": "[key]",
    f"Here:\n{PRIVATE}\nDone": "Here:\n[key]\nDone",
    "postgres://app:hunter2@db.example.com/x": "postgres://app:[key]@db.example.com/x",
    'password = "Tr0ub4dor&3"': 'password = "[key]"',
    "DB_PASSWORD=k9!vQ2#mZx": "DB_PASSWORD=[key]",
    "my password is k9!vQ2#mZx": "my password is [key]",
}
KEPT = [
    "Upgrade from 3.11.2 to 10.0.19041.1, or 1.2.3.4.",
    "Chrome/91.0.44.124 and version 12.10.33.14",
    "127.0.0.1:8000, 192.168.0.254, 10.11.12.13, 255.255.255.0, 0.0.0.0, 8.8.8.8",
    "It is 12:34:56, std::vector<int>::iterator, a::b, aa:bb:cc:dd:ee:ff",
    "On 2023-04-05 at 10:15:30, order 2023-0405-1234.",
    "ISBN 978-3-16-148410-0 and 9783161484100",
    "About 1,234,567,890 people or 4111111111111112 atoms; 6.02214076e+23",
    "[52.3057, 21.0826, 5812] 0.4111111111111111",
    "+20 000 000 users, +10000000 gold, x = y +1234567",
    "logo@2x.png, @media (min-width: 1200px), @app.route('/'), git@github.com:owner/name.git, user@host",
    "password = getpass(); password: string; api_key = os.environ['API_KEY']; secret = my_secret_value",
    'password="YOUR_PASSWORD1", api_key = "your-api-key-123", token = tokens[i + 1]',
    "class sk-toggleable-control-item, sk-learn",
    "the secret is: preparation2 matters; a token economy",
    "https://example.com:8080/a?b=c@d http://localhost:3000",
    "0x931287c592fc852933b50CdD5eA59b2B598186eF 6150823080cb1e8f5e5f",
    "20230405123456 1680000000 1680000000000",
    "",
]


@pytest.mark.parametrize("text", FOUND)
def test_is_replaced(text: str) -> None:
    assert redact(pl.Series("chosen", [text])).to_list() == [FOUND[text]]


@pytest.mark.parametrize("text", KEPT)
def test_is_kept(text: str) -> None:
    assert redact(pl.Series([text])).to_list() == [text]


#: Letters that do not make an address, a number or a key longer.
ROUND = st.text(alphabet=" \n,;()<>\"'Äжы中🙂", max_size=20)
NAME = st.text(alphabet=string.ascii_letters + string.digits + "_", min_size=1, max_size=20)
EMAIL = st.builds(
    "{}@{}.{}".format, NAME, NAME.map(lambda n: n.replace("_", "x")), st.sampled_from(["com", "de", "io"])
)
PIECE = st.one_of(
    EMAIL,
    st.from_regex(r"\+[2-9][0-9 ()-]{6,14}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", fullmatch=True),
    st.from_regex(r"[0-9 -]{9,24}", fullmatch=True),
    st.from_regex(r"[0-9a-f:]{6,30}", fullmatch=True),
    st.from_regex(r"(api_key|password|pwd)[ :=]{1,3}[\"']?[A-Za-z0-9!#-]{6,20}[\"']?", fullmatch=True),
    st.from_regex(r"[a-z]{3,8}://[a-z0-9:@.]{3,20}", fullmatch=True),
    st.sampled_from(list(FOUND)),
    st.text(max_size=20),
)
TEXTS = st.lists(PIECE, max_size=6).map("".join) | st.lists(PIECE, max_size=6).map(" ".join)


@given(ROUND, EMAIL, ROUND)
def test_an_address_does_not_survive(before: str, address: str, after: str) -> None:
    redacted, pieces = redact_text(before + address + after)
    assert address not in redacted and "@" not in redacted
    assert pieces == 1


@given(TEXTS)
def test_doing_it_again_changes_nothing(text: str) -> None:
    once, pieces = redact_text(text)
    assert redact_text(once) == (once, 0)
    assert (once == text) == (pieces == 0)


@given(TEXTS)
def test_the_gate_lets_everything_through(text: str) -> None:
    if redact_text(text)[1]:
        assert pl.Series([text]).str.contains(GATE).item()


@given(
    st.text(alphabet=string.ascii_letters + " .,\n!?äжы中", max_size=200).filter(
        lambda text: not re.search("(?i)key|token", text)
    )
)
def test_prose_is_kept(text: str) -> None:
    assert redact_text(text) == (text, 0)


@pytest.mark.parametrize(
    "sign", ["a", "1", "a.", "1.", "-", "-----BEGIN PRIVATE KEY-----", ":", "password=", "+1 ", "://a:", "@", "A1"]
)
def test_hostile_repetition_ends(sign: str) -> None:
    text = sign * (200_000 // len(sign))
    redact_text(text)


def test_all_sides_alike_and_counted() -> None:
    mail = "jane@example.com"
    rows = pl.concat(
        [
            candidates(row_id="0"),
            candidates(
                row_id="1",
                prompt=[user(f"I am {mail}"), reply("Hello"), user(f"{mail}, {mail}!")],
                chosen=f"To {mail}",
                rejected=f"Dear {mail}",
                disliked=f"Dear {mail}",
                feedback=f"{mail} it is",
            ),
            candidates(row_id="2", prompt=[], disliked=None, feedback=None),
        ]
    )
    screen = build(Pair(), None)
    assert screen is not None
    done = screen(rows)
    assert done["row_id"].to_list() == ["0", "1", "2"]
    assert done["redacted_pieces"].to_list() == [0, 6, 0] and done["redacted_pieces"].dtype == pl.Int32
    assert done["reason"].null_count() == 3
    assert done.drop("redacted_pieces", "reason")[[0, 2]].equals(rows[[0, 2]])
    (row,) = done[1].to_dicts()
    assert row["prompt"] == [user("I am [email]"), reply("Hello"), user("[email], [email]!")]
    assert [row[name] for name in ("chosen", "rejected", "disliked", "feedback")] == [
        "To [email]",
        "Dear [email]",
        "Dear [email]",
        "[email] it is",
    ]
    assert build(Pair(redact=False), None) is None


def test_series_keep_name_and_nulls() -> None:
    texts = pl.Series("rejected", [None, "a@b.de", "none"], dtype=pl.String)
    assert redact(texts).equals(pl.Series("rejected", [None, "[email]", "none"]), check_names=True)
    assert redact(texts.clear()).equals(texts.clear())


def test_pieces_in_samples_are_counted_with_those_of_the_log() -> None:
    screen = build(Pair(), None)
    assert screen is not None
    rows = screen(candidates(rejected="Ask a@b.de", disliked=None)).drop("reason")
    sampled = redact_replies(rows.with_columns(chosen=pl.lit("Ask c@d.com or e@f.org")))
    assert sampled.select("chosen", "rejected", "redacted_pieces").row(0) == (
        "Ask [email] or [email]",
        "Ask [email]",
        3,
    )
