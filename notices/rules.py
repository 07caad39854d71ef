"""Pure rules of what leaves the house: placeholders, retries, quiet hours, check codes."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from core.errors import Invalid
from notices.states import ANSWERS, DEFAULT_CHOICES, DIGEST, INSTANT, LOCKED, OUTSIDE, Topic

LEASE = timedelta(seconds=60)  # after it a message that a worker left is taken again
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 20  # about three days
NEWS_FOR = timedelta(days=7)  # what is older is no news: an import or the sample data
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that the eye takes for another
CODE_LENGTH = 8

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z_]+\Z")
_MOBILE = re.compile(r"09\d{9}\Z")
_LINES = re.compile(r"[\r\n\x00-\x1f\x7f]")


def placeholders_in(text: str) -> list[str]:
    """Return what stands between braces, in order."""
    return _PLACEHOLDER.findall(text)


def lacking(text: str, required: Iterable[str]) -> list[str]:
    """Return the placeholders that a text has to name and does not, in order."""
    named = set(placeholders_in(text))
    return [name for name in required if name not in named]


def check_template(
    text: str, allowed: Mapping[str, object], field: str, required: Iterable[str] = ()
) -> None:
    """
    Refuse a template with a wrong placeholder, without a required one, or with a stray brace.

    `allowed` says what each placeholder of its kind stands for.

    Raises:
        Invalid: by field, with the wrong or missing placeholders.
    """
    known = set(allowed)
    bare = _PLACEHOLDER.sub("", text)
    wrong = [name for name in placeholders_in(text) if name not in known or not _NAME.match(name)]
    told = []
    if wrong:
        told.append(
            _("There is no placeholder {wrong}. There are: {known}.").format(
                wrong=_(", ").join(f"{{{name}}}" for name in wrong),
                known=_(", ").join(f"{{{name}}}" for name in sorted(known)),
            )
        )
    if "{" in bare or "}" in bare:
        told.append(_("A brace is open or closed without its partner."))
    if missing := lacking(text, required):
        told.append(
            _("The text lacks what a letter of this kind always says: {missing}.").format(
                missing=_(", ").join(f"{{{name}}} ({allowed[name]})" for name in missing)
            )
        )
    if told:
        raise Invalid(fields={field: told})


def filled(text: str, values: Mapping[str, str]) -> str:
    """
    Return the text with its placeholders filled; paragraphs of nothing but empty ones fall out.

    Values are put in as they are: a brace inside a value is a brace, not a placeholder.
    """
    paragraphs = []
    for paragraph in text.split("\n"):
        names = placeholders_in(paragraph)
        if names and not any(values.get(name) for name in names):
            continue
        paragraphs.append(_PLACEHOLDER.sub(lambda match: values.get(match[1], ""), paragraph))
    return "\n".join(paragraphs).strip()


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubled each time, to six hours."""
    doublings: int = 2 ** max(attempts - 1, 0)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def is_given_up(attempts: int) -> bool:
    """Tell whether so many attempts are enough."""
    return attempts >= MOST_ATTEMPTS


def is_quiet(moment: time, quiet_from: time, quiet_to: time) -> bool:
    """Tell whether a time of day lies in the quiet hours, which may go over midnight."""
    if quiet_from == quiet_to:
        return False
    if quiet_from < quiet_to:
        return quiet_from <= moment < quiet_to
    return moment >= quiet_from or moment < quiet_to


def not_in_the_night(at: datetime, quiet_from: time, quiet_to: time) -> datetime:
    """Return the moment itself, or the end of the quiet hours that it lies in (local time)."""
    if not is_quiet(at.time(), quiet_from, quiet_to):
        return at
    end = at.replace(hour=quiet_to.hour, minute=quiet_to.minute, second=0, microsecond=0)
    return end if end > at else end + timedelta(days=1)


def channels_of(topic: str, choices: Mapping[str, Iterable[str]]) -> set[str]:
    """Return on which outer channels a person wants a topic; a locked one keeps all."""
    if topic in LOCKED:
        return {str(channel) for channel in OUTSIDE}
    wanted = choices.get(topic, DEFAULT_CHOICES[topic])
    return {str(channel) for channel in wanted} & {str(channel) for channel in OUTSIDE}


def is_instant(topic: str) -> bool:
    """Tell whether a topic leaves at once: what the law puts a day to, and the account's safety."""
    return topic in INSTANT


def clean_choices(sent: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return choices with known topics and channels only; locked topics are left out."""
    outer = {str(channel) for channel in OUTSIDE}
    topics = [str(topic) for topic in Topic if topic not in LOCKED] + [DIGEST]
    return {topic: sorted(set(sent.get(topic, ())) & outer) for topic in topics}


def in_groups(code: str) -> str:
    """Return a check code as it is printed: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def plain_code(typed: str) -> str:
    """Return what a person typed as a check code: upper case, no spaces and hyphens."""
    return re.sub(r"[\s\-‐–]", "", typed).upper()[:CODE_LENGTH]


def signature(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """
    Return how a call is signed: `v1,` and HMAC-SHA-256 in base64 (Standard Webhooks).

    `secret` is `whsec_` and base64; `timestamp` is in seconds since 1970.
    """
    raw = base64.b64decode(secret.partition("_")[2])
    made = hmac.new(raw, f"{key}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def answer_in_words(code: str) -> tuple[str, str]:
    """Return what people read for the answer to an attempt, and the number or name behind it."""
    if code in ANSWERS:
        return str(ANSWERS[code]), ""
    for start, words in ANSWERS.items():
        if start.endswith("-") and code.startswith(start):
            return str(words), code.removeprefix(start)
    return "", code


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters: a subject, an address."""
    return _LINES.sub(" ", text).strip()


def is_mobile(number: str) -> bool:
    """Tell whether this is a mobile number of the country, in Latin digits."""
    return bool(_MOBILE.match(number))


def masked(address: str) -> str:
    """Return an address of which only the ends are shown, for logs of people and pages."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}…@{host}"
    return f"…{address[-4:]}" if address else ""
