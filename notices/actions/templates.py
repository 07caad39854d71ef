"""
How the house writes: the dated words of each kind of letter.

A version that is marked as law, or takes the place of one, comes into force by two persons: it is
proposed as a pending act (docs/adr/0044-pending-acts.md). Before its day a version is withdrawn.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from approvals.actions import propose_act
from approvals.models import PendingAct
from audit.actions import record
from core.acts import begin, need_role
from core.errors import IllegalMove, Invalid, Stale, refusal_of
from core.persian import always_persian_digits, display_safe, persian_digits
from core.texts import need_length
from notices.acts import ADD_TEMPLATE, APPROVE_TEMPLATE, PROPOSE_TEMPLATE, WITHDRAW_TEMPLATE
from notices.facts.letters import (
    LETTER_KINDS,
    follows_law_alone,
    letter_kind_of,
    needs_second_person,
)
from notices.models import LetterTemplate, TemplateWithdrawal
from notices.rules import check_template, one_line
from notices.states import Provenance

LEAST_BODY = 40
LEAST_REASON = 10
LONGEST_TITLE = 240
LONGEST_TEXT = 400


@dataclass(frozen=True)
class TemplateText:
    """What a version says, as it is stored; `starts_on` is its first day."""

    kind: str
    subject: str
    body: str
    provenance: str
    source: str
    starts_on: date


@transaction.atomic
def add_template(
    *, text: TemplateText, actor: Principal, on: date, at: datetime, after: int | None = None
) -> LetterTemplate:
    """
    Add the next version of the words of a kind of letter, in force from a day that is to come.

    `after` is the newest version of the kind that the writer has seen, 0 for none.

    Raises:
        NotPermitted: the role may not change how the house writes.
        Stale: somebody has added a version of this kind since.
        IllegalMove: a second person has to confirm the version.
        Invalid: by field kind, subject, body, provenance, source, starts_on.
    """
    need_role(ADD_TEMPLATE, actor)
    text = sound_text(text, on)
    last = last_version(text.kind, after)
    if needs_second_person(text.kind, text.provenance, text.starts_on):
        raise IllegalMove(
            _("A text marked as law, or one that replaces such a text, is proposed: another person "
              "confirms it.")
        )  # fmt: skip
    return create_version(text, last + 1, actor=actor, at=at, verb="template.added")


@transaction.atomic
def propose_template(
    *, text: TemplateText, actor: Principal, on: date, at: datetime, after: int | None = None
) -> PendingAct:
    """
    Propose the next version of the words of a kind of letter, for a second person.

    It can be confirmed until the day before it begins. Confirmers read it on a real record.

    Raises:
        NotPermitted: the role may not change how the house writes.
        Stale: somebody has added a version of this kind since.
        Invalid: by field kind, subject, body, provenance, source, starts_on; of law also where
            a later version, which nobody confirmed, would replace the text.
    """
    need_role(PROPOSE_TEMPLATE, actor)
    text = sound_text(text, on)
    if text.starts_on <= on:
        raise Invalid(
            fields={"starts_on": [_("What another person confirms begins tomorrow or later.")]}
        )
    version = last_version(text.kind, after) + 1
    if text.provenance == Provenance.LAW:
        _need_no_lone_follower(text, on)
    with translation.override("fa"):
        title = _("Text of letters, {kind}, version {number}").format(
            kind=letter_kind_of(text.kind).title, number=always_persian_digits(version)
        )
    pending = propose_act(
        act=APPROVE_TEMPLATE.key,
        target=None,
        arguments={**asdict(text), "version": version, "writer": actor.user_id},
        title=title[:LONGEST_TITLE],
        summary=text.source,
        expires_on=text.starts_on - timedelta(days=1),
        actor=actor,
        on=on,
        at=at,
    )
    changes = {"version": (version - 1 or None, version), "starts_on": (None, text.starts_on)}
    record(
        actor=actor,
        verb="template.proposed",
        target=pending,
        changes=changes,
        note=text.source,
        at=at,
    )
    return pending


def _need_no_lone_follower(text: TemplateText, on: date) -> None:
    found = follows_law_alone(text.kind, on, law_from=text.starts_on)
    if found is not None:
        error = _("Version {number} would replace this text of law, and no second person confirmed"
                  " it: withdraw that version first.")  # fmt: skip
        words = error.format(number=persian_digits(found.version))
        raise Invalid(fields={"starts_on": [words]})


@transaction.atomic
def withdraw_template(
    *, template_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> TemplateWithdrawal:
    """
    Withdraw a version that is not in force yet; the version before it stays in force.

    What a second person confirmed, the role that confirms withdraws.

    Raises:
        NotPermitted: the role may not change how the house writes, or may not withdraw this one.
        LetterTemplate.DoesNotExist: there is none with this key.
        IllegalMove: it is in force or was withdrawn, or an unconfirmed one would follow a law.
        Invalid: the reason is missing, too short or too long.
    """
    template: LetterTemplate = begin(WITHDRAW_TEMPLATE, template_id, actor, on)
    why = display_safe(reason).strip()
    if len(why) < LEAST_REASON:
        raise Invalid(fields={"reason": [_("Write why it is withdrawn: at least ten characters.")]})
    need_length(why, "reason", LONGEST_TEXT)
    withdrawal = TemplateWithdrawal.objects.create(
        template=template, withdrawn_on=on, withdrawn_by=actor.user_id, reason=why
    )
    record(
        actor=actor,
        verb="template.withdrawn",
        target=template,
        changes={"withdrawn_on": (None, on)},
        note=why,
        at=at,
    )
    return withdrawal


def sound_text(text: TemplateText, on: date) -> TemplateText:
    """
    Return the text as it is stored.

    Raises:
        Invalid: by field kind, subject, body, provenance, source, starts_on.
    """
    if wrong := wrong_in_text(asdict(text), on):
        raise Invalid(fields=wrong)
    subject = need_length(one_line(display_safe(text.subject)), "subject", LONGEST_TITLE)
    source = need_length(display_safe(text.source).strip(), "source", LONGEST_TEXT)
    body = display_safe(text.body).strip()
    return TemplateText(text.kind, subject, body, str(text.provenance), source, text.starts_on)


def wrong_in_text(typed: Mapping[str, Any], on: date) -> dict[str, list[str]]:
    """Return, by field, what is wrong with what was typed so far of a version."""
    wrong: dict[str, list[str]] = {}
    known = LETTER_KINDS.get(typed.get("kind", ""))
    if "kind" in typed and known is None:
        wrong["kind"] = [_("There is no such kind of letter.")]
    if typed.get("provenance", Provenance.LAW) not in Provenance.values:
        wrong["provenance"] = [_("Say whence the text comes.")]
    if typed.get("starts_on", on) < on:
        wrong["starts_on"] = [_("A version begins today or later.")]
    subject = one_line(display_safe(typed.get("subject", "")))
    body = display_safe(typed.get("body", "")).strip()
    if known is not None:
        wrong |= refusal_of(check_template, subject, known.placeholders, "subject")
    if "body" in typed and len(body) < LEAST_BODY:
        wrong["body"] = [_("The text is too short for a letter.")]
    elif "body" in typed and known is not None:
        wrong |= refusal_of(check_template, body, known.placeholders, "body", known.required)
    return wrong


def last_version(kind: str, after: int | None) -> int:
    """
    Return the number of the newest version of a kind, 0 for none.

    Raises:
        Stale: it is not the one that the writer has seen.
    """
    rows = LetterTemplate.objects.filter(kind=kind).order_by("-version")
    last: int = rows.values_list("version", flat=True).first() or 0
    if after is not None and after != last:
        raise Stale
    return last


def create_version(
    text: TemplateText,
    version: int,
    *,
    actor: Principal,
    at: datetime,
    verb: str,
    proposer: int | None = None,
) -> LetterTemplate:
    """Write a version with its event; `proposer` wrote it where the actor only confirms."""
    template = LetterTemplate.objects.create(
        **asdict(text),
        version=version,
        written_by=proposer or actor.user_id,
        confirmed_by=actor.user_id if proposer else None,
    )
    record(
        actor=actor,
        verb=verb,
        target=template,
        changes={"version": (version - 1 or None, version), "starts_on": (None, text.starts_on)},
        note=text.source,
        at=at,
    )
    return template
