"""How the house writes: the dated words of each kind of letter."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import need_role
from core.errors import Invalid, Stale
from core.persian import display_safe
from notices.acts import ADD_TEMPLATE
from notices.facts.letters import LETTER_KINDS
from notices.models import LetterTemplate
from notices.rules import check_template, one_line
from notices.states import Provenance

LEAST_BODY = 40


@transaction.atomic
def add_template(
    *,
    kind: str,
    subject: str,
    body: str,
    provenance: str,
    source: str,
    starts_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    after: int | None = None,
) -> LetterTemplate:
    """
    Add the next version of the words of a kind of letter, in force from a day that is to come.

    `after` is the newest version of the kind that the writer has seen, 0 for none.

    Raises:
        NotPermitted: the role may not change how the house writes.
        Stale: somebody has added a version of this kind since.
        Invalid: by field kind, subject, body, provenance, source, starts_on.
    """
    need_role(ADD_TEMPLATE, actor)
    _need_sound(kind, subject, body, provenance, starts_on, on)
    last = LetterTemplate.objects.filter(kind=kind).order_by("-version").first()
    if after is not None and after != (last.version if last else 0):
        raise Stale
    template = LetterTemplate.objects.create(
        kind=kind,
        version=last.version + 1 if last else 1,
        subject=one_line(display_safe(subject))[:240],
        body=display_safe(body).strip(),
        provenance=provenance,
        source=display_safe(source).strip()[:400],
        starts_on=starts_on,
        written_by=actor.user_id,
    )
    record(
        actor=actor,
        verb="template.added",
        target=template,
        changes={"version": (last.version if last else None, template.version),
                 "starts_on": (None, starts_on)},
        note=template.source,
        at=at,
    )  # fmt: skip
    return template


def _need_sound(
    kind: str, subject: str, body: str, provenance: str, starts_on: date, on: date
) -> None:
    """
    Check what was typed.

    Raises:
        Invalid: by field kind, subject, body, provenance, starts_on.
    """
    known = LETTER_KINDS.get(kind)
    if known is None:
        raise Invalid(fields={"kind": [_("There is no such kind of letter.")]})
    wrong: dict[str, list[str]] = {}
    if provenance not in Provenance.values:
        wrong["provenance"] = [_("Say whence the text comes.")]
    if starts_on < on:
        wrong["starts_on"] = [_("A version begins today or later.")]
    if len(body.strip()) < LEAST_BODY:
        wrong["body"] = [_("The text is too short for a letter.")]
    if wrong:
        raise Invalid(fields=wrong)
    check_template(subject, known.placeholders, "subject")
    check_template(body, known.placeholders, "body")
