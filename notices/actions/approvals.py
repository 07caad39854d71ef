"""Confirm a proposed version of a letter's template, as the second person of its pending act."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from core import jalali
from core.acts import need_role
from core.errors import IllegalMove
from core.persian import isolated
from notices.actions.templates import TemplateText, create_version, last_version, sound_text
from notices.acts import APPROVE_TEMPLATE, PROPOSE_TEMPLATE
from notices.facts.letters import letter_kind_of, preview
from notices.models import LetterTemplate
from notices.states import Provenance


def _text_in(arguments: Mapping[str, Any]) -> TemplateText:
    """Return the text that was proposed."""
    values = {name: arguments[name] for name in ("kind", "subject", "body", "provenance", "source")}
    return TemplateText(**values, starts_on=date.fromisoformat(arguments["starts_on"]))


def _content(target: None, arguments: Mapping[str, Any]) -> dict[str, int]:
    """Return the newest version of the kind: another one closes the proposal."""
    return {"newest": last_version(arguments["kind"], None)}


def _rows(target: None, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what confirmers read: the text, and the letter that it makes of a real record."""
    text = _text_in(arguments)
    kind = letter_kind_of(text.kind)
    shown = preview(kind, text.subject, text.body, User.objects.system())
    rows = [
        (_("kind of letter"), str(kind.title)),
        (_("origin"), str(Provenance(text.provenance).label)),
        (_("source"), text.source),
        (_("in force from"), jalali.long(text.starts_on)),
        (_("subject"), text.subject),
        (_("text"), text.body),
    ]
    if not shown.record:
        return [*rows, (_("preview"), _("There is no record yet on which it could be shown."))]
    label = _("preview on record {number}").format(number=isolated(shown.record))
    return [*rows, (label, f"{shown.subject}\n{shown.body}")]


def _approve(
    target: None, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> LetterTemplate:
    """
    Add the proposed version as its second person.

    Raises:
        NotPermitted: the role may not confirm versions.
        IllegalMove: another version of this kind came first.
        Invalid: its day has come, or its text is not sound any more.
    """
    need_role(APPROVE_TEMPLATE, actor)
    text = sound_text(_text_in(arguments), on)
    if last_version(text.kind, None) + 1 != arguments["version"]:
        raise IllegalMove(_("Another version of this kind has come meanwhile; propose it anew."))
    return create_version(
        text,
        arguments["version"],
        actor=actor,
        at=at,
        verb="template.approved",
        proposer=arguments["writer"],
    )


TEMPLATE_APPROVAL = PendingKind(
    name=APPROVE_TEMPLATE.key,
    title=gettext_lazy("Confirmation of a letter template"),
    permission=Permission.TEMPLATE_APPROVE,
    proposal=PROPOSE_TEMPLATE.key,
    content=_content,
    rows=_rows,
    perform=_approve,
    model="notices.lettertemplate",
    is_bare=True,
    is_wide=True,
)
