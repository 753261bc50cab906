"""Finds personal data and secrets in a text by their form, and puts placeholders there.

Names and postal addresses have no form and stay. Precision before recall: what is as often a version, a date or a
constant as personal data is kept, unless words before it say what it is.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator

#: Texts where this (for Polars, in lower case too) finds nothing hold nothing of any kind below.
GATE = (
    r"@|[0-9]([ ()./\u00a0-]{0,3}[0-9]){6}|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|:[0-9A-Fa-f]{0,4}:|PRIVATE KEY|://[^\s/@]*:"
    r"|eyJ|AKIA|ASIA|AIza|ya29|SG\.|[a-z]{2,4}[-_][A-Za-z0-9]|(?i:passw|pwd|secret|key|token|bearer|contraseña|пароль|密码)"
)

#: Letters of scripts that put spaces between words; an address may stand in Chinese text with no space around it.
_L = "A-Za-zÀ-ÖØ-öø-ʯͰ-ӿ"
_EMAIL = re.compile(
    rf"(?<![{_L}0-9._%+/=-])[{_L}0-9._%+'-]{{0,63}}[{_L}0-9_%+-]@(?:[{_L}0-9](?:[{_L}0-9-]{{0,61}}[{_L}0-9])?\.){{1,8}}"
    r"(?P<top>[A-Za-z]{2,24})(?![A-Za-z0-9@])"
)
#: logo@2x.png is a file.
_NOT_TOP = {"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "scss"}

_CARD = re.compile(
    r"(?<![0-9A-Za-z_.-])(?:[0-9]{13,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}"
    r"|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5})(?![0-9A-Za-z_]|[.-][0-9])"
)
#: First digits of a network's cards, and how long they are. Ranges as their networks publish them.
_NETWORKS = re.compile(
    r"4(?:[0-9]{15}|[0-9]{18})|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|35[0-9]{14}|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|62[0-9]{14,17}"
)
_SSN = re.compile(r"(?<![0-9A-Za-z_.-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9A-Za-z_]|[.-][0-9])")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")

_SEP = r"[ .\u00a0-]?"
_PHONES = (
    # +49 170 1234567, +1 (415) 555-0132
    re.compile(rf"(?<![0-9A-Za-z_.+)\]])\+[1-9](?:{_SEP}\(?[0-9]\)?){{6,14}}(?![0-9A-Za-z_]|[.,/-][0-9])"),
    # (415) 555-0132, 415-555-0132, 415.555.0132
    re.compile(
        r"(?<![0-9A-Za-z_.+/-])(?:1[ .-])?(?:\([2-9][0-9]{2}\)[ .-]?|[2-9][0-9]{2}[.-])[0-9]{3}[.-][0-9]{4}"
        r"(?![0-9A-Za-z_]|[.,/-][0-9])"
    ),
    # 06 12 34 56 78
    re.compile(
        r"(?<![0-9A-Za-z_.,+/-])(?<![0-9] )0[1-9](?P<s>[ .-])[0-9]{2}(?:(?P=s)[0-9]{2}){3}(?![0-9A-Za-z_]|[ .,/-][0-9])"
    ),
)
#: Words that say that what follows is a telephone's number, or a secret.
_TELEPHONE = (
    r"(?:(?:cell ?)?phone|telephone|tel|mobile|cell|fax|whats ?app|(?:phone|telephone|mobile|cell|fax|contact)[ _-]?"
    r"(?:no|number)|call me (?:at|on)|text me (?:at|on)|teléfono|celular|téléphone|telefon|handy|handynummer|telefone"
    r"|cellulare|телефон|电话|手机|手机号|电话号码|電話)"
)
_SECRET = (
    r"(?:passwords?|passwd|passwort|pwd|passphrase|contraseña|пароль|密码|secret|(?:secret|api|access|private)[_ -]?key"
    r"|(?:access|auth|refresh)[_ -]?token|(?:client|api)[_ -]?secret)"
)
_CALLED_PHONE = re.compile(
    rf"(?i)(?P<before>(?<![a-z]){_TELEPHONE}(?: is)?[\"']?\.?\s{{0,2}}[:：#=]?\s{{0,2}}[\"']?)"
    rf"(?P<hide>\(?\+?[0-9](?:{_SEP}[()]?{_SEP}[0-9]){{6,14}})(?![0-9A-Za-z_]|[.,/-][0-9])"
)

_IPV4 = re.compile(r"(?<![0-9A-Za-z_.])(?<![A-Za-z]/)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9A-Za-z_]|\.[0-9])")
_IPV6 = re.compile(r"(?<![0-9A-Za-z_:.])[23][0-9A-Fa-f]{3}:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z_:])")
#: "version 10.2.33.4", "Chrome 91.0.44.12"
_VERSION_BEFORE = re.compile(
    r"(?i)(?:version|ver|v|release|build|rev|firmware|chapter|section|chrome|firefox|safari)[.:#= ]{0,3}\Z"
)

_KEYS = (
    re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[^-]|-(?!----))*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?"),
    re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"),
    re.compile(
        r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|gh[pousr]_[A-Za-z0-9]{36,255}"
        r"|github_pat_[A-Za-z0-9_]{30,255}|glpat-[A-Za-z0-9_-]{20,64}|xox[abeoprs]-[A-Za-z0-9-]{10,200}|ya29\.[A-Za-z0-9_-]{20,300}"
        r"|hf_[A-Za-z0-9]{30,64}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,300}|SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{40,46}"
        r"|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9]{24,64})(?![A-Za-z0-9])"
    ),
)
#: OpenAI, Anthropic and others that took the prefix over; a CSS class such as sk-toggleable is none.
_SK = re.compile(r"(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20,255}(?![A-Za-z0-9_-])")
_BEARER = re.compile(r"(?P<before>(?i:\bbearer)\s{1,3})(?P<hide>[A-Za-z0-9._~+/-]{20,2000}={0,2})(?![A-Za-z0-9])")
_IN_URL = re.compile(
    r"(?P<before>\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>\[]{0,64}:)(?P<hide>[^\s/@\"'<>\[\]]{3,128})(?=@[A-Za-z0-9])"
)
_NAMED = re.compile(
    rf"(?i)(?P<before>(?<![a-z0-9])(?:[a-z0-9]{{1,30}}[_-])?{_SECRET}[\"'`]?"
    r"(?:\s{0,3}[:=：]\s{0,3}|\s{1,3}is:?\s{1,3})(?P<quote>[\"'`]?))"
    r"(?P<hide>[^\s\"'`,;<>(){}\[\]$]{8,256})(?P<after>(?P=quote))(?![\w(.\[])"
)
#: Values that are no secret: names to be filled in, and identifiers.
_FILLER = re.compile(
    r"(?i)your|my[_-]|example|sample|dummy|xxx|\*\*\*|\.\.\.|changeme|placeholder|passw|secret|token|api|key|1234|abcd|user|test|http|/"
)


def redact_text(text: str) -> tuple[str, int]:
    """The text with placeholders, and how many were put there.

    [email]; [phone]; [card] where the check digit and the network fit; [ip] for addresses of the public internet (not
    loopback, private or reserved ones, and not one of fewer than seven digits, like a version); [ssn]; [iban]
    where the check digits fit; [key] for keys, tokens, and passwords where a name says so.

    Doing it again changes nothing: it runs until it finds nothing more.
    """
    pieces = 0
    while True:
        changed, found = _pass(text)
        if not found:
            return changed, pieces
        text, pieces = changed, pieces + found


def _pass(text: str) -> tuple[str, int]:
    pieces = 0
    for pattern, placeholder, holds in _KINDS:

        def put(match: re.Match[str], placeholder: str = placeholder, holds: _Check | None = holds) -> str:
            nonlocal pieces
            if holds is not None and not holds(match):
                return match[0]
            pieces += 1
            groups = match.groupdict()
            return f"{groups.get('before') or ''}{placeholder}{groups.get('after') or ''}"

        text = pattern.sub(put, text)
    return text, pieces


_Check = Callable[[re.Match[str]], bool]


def _is_email(match: re.Match[str]) -> bool:
    # git@github.com:owner/name is a repository.
    return match["top"].lower() not in _NOT_TOP and not match[0].lower().startswith("git@")


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _is_card(match: re.Match[str]) -> bool:
    digits = _digits(match[0])
    return _NETWORKS.fullmatch(digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _is_iban(match: re.Match[str]) -> bool:
    """ISO 7064, MOD 97-10."""
    iban = match[0].replace(" ", "")
    return 15 <= len(iban) <= 34 and int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def _is_phone(match: re.Match[str]) -> bool:
    digits = _digits(match["hide"] if "hide" in match.groupdict() else match[0])
    # E.164: at most 15. A sum in round thousands and a run of one digit are no numbers to call.
    return 7 <= len(digits) <= 15 and not digits.endswith("000") and len(set(digits)) > 2


def _is_international(match: re.Match[str]) -> bool:
    digits = _digits(match[0])
    grouped = len(digits) < len(match[0]) - 1
    north_american = not digits.startswith("1") or (len(digits) == 11 and digits[1] in "23456789")
    return _is_phone(match) and north_american and len(digits) >= (8 if grouped else 10)


def _is_address(match: re.Match[str]) -> bool:
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return False
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return len(match[0].replace(":", " ").split()) > 2
    if _VERSION_BEFORE.search(match.string, max(0, match.start() - 12), match.start()):
        return False
    return len(_digits(match[0])) >= 7


def _kinds_of_sign(text: str) -> Iterator[bool]:
    yield any(sign.isdecimal() for sign in text)
    yield any(sign.islower() for sign in text)
    yield any(sign.isupper() for sign in text)


def _is_random(match: re.Match[str]) -> bool:
    """Digits, capitals and small letters."""
    return all(_kinds_of_sign(match["hide"] if "hide" in match.groupdict() else match[0]))


def _is_secret(match: re.Match[str]) -> bool:
    """A value with digits and letters that is no filler; without quotes, no word with a number at its end either."""
    value = match["hide"]
    digit, *letters = _kinds_of_sign(value)
    if not digit or not any(letters) or _FILLER.search(value):
        return False
    return bool(match["quote"]) or not re.fullmatch(r"[A-Za-z_.]+[0-9]{0,2}[.!?]?", value)


_KINDS: tuple[tuple[re.Pattern[str], str, _Check | None], ...] = (
    *((pattern, "[key]", None) for pattern in _KEYS),
    (_SK, "[key]", _is_random),
    (_BEARER, "[key]", _is_random),
    (_IN_URL, "[key]", None),
    (_NAMED, "[key]", _is_secret),
    (_EMAIL, "[email]", _is_email),
    (_IBAN, "[iban]", _is_iban),
    (_CARD, "[card]", _is_card),
    (_SSN, "[ssn]", None),
    (_IPV4, "[ip]", _is_address),
    (_IPV6, "[ip]", _is_address),
    (_PHONES[0], "[phone]", _is_international),
    (_PHONES[1], "[phone]", _is_phone),
    (_PHONES[2], "[phone]", _is_phone),
    (_CALLED_PHONE, "[phone]", _is_phone),
)
