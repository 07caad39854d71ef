"""
What people read for each verb of the history; a verb without a sentence shows as it is.

The rows of the tables of acts have the sentences of what they record (`core.acts.SENTENCES`);
`VERBS` has those of what no act records, such as a job's, and under `verb/role` of what one role
does by another sentence than the rest.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.acts import SENTENCES
from core.clock import day_in_tehran
from core.jalali import short
from core.persian import isolated

VERBS = {
    "user.invited": _("gave a new one-time key to choose a password"),
    "user.entered": _("chose a password with the one-time key"),
    "user.password_changed": _("changed the own password"),
    "user.rehashed": _("signed in, and the password was stored with a stronger hash"),
    "user.factor_added": _("set up the own second factor"),
    "user.factor_removed": _("removed the own second factor"),
    "user.codes_made": _("made new recovery codes"),
    "user.preferred": _("changed own settings"),
    "user.asked_access": _("asked for access"),
    "role.attested": _("confirmed a role from the time before the first deputy"),
    "role.switched": _("changed to another role"),
    "audit.mended": _("named a break of the history"),
    "bulk.tried": _("tried many records at once, keeping none"),
}


# What acts record, and others too: the clock or a command, and the deputy, whose refusal to confirm
# the first deputy ends that role.
ALSO_BY = {
    "agency.reminded": "system",
    "contract.amended": "system",
    "contract.judgment_unconfirmed": "system",
    "duty.put_on_agenda": "system",
    "review.closed": "system",
    "role.ended": "deputy",
    "role.granted": "system",
    "user.created": "system",
    "webhook.ended": "system",
}

# What follows from an act on another record, in the name of who did that: by the roles of its verb.
FOLLOWS = {"case.stood_back": "contract.stood_back", "case.recused_last": "contract.stood_back"}

# What leaves a record as it is: somebody opened, downloaded or listed it.
READS = (
    "contract.document_opened", "contract.scan_opened", "dossier.made", "dossier.taken",
    "duty.scan_opened", "evidence.opened", "evidence.original_opened", "import.downloaded",
    "import.file_opened", "letter.receipt_opened", "licence.scan_opened", "list.exported",
    "list.taken", "office.letter_opened", "review.paper_opened",
)  # fmt: skip

# What events of papers call the day of the paper: served, signed, received, judged.
PAPER_DAYS = (
    "day", "served_on", "notice_served_on", "received_on", "filed_on", "submitted_on",
    "accepted_on", "document_on",
)  # fmt: skip


def sentence(verb: str, role: str = "") -> str:
    """Return the sentence of a verb for the role of who did it, or the verb itself."""
    return str(VERBS.get(f"{verb}/{role}") or VERBS.get(verb) or SENTENCES.get(verb) or verb)


def dated_sentence(verb: str, role: str, changes: Mapping[str, Any], at: datetime) -> str:
    """Return the sentence of an event; of a paper of an earlier day with that day and its entry."""
    entered_on = day_in_tehran(at)
    day = paper_day(changes)
    if day is None or day >= entered_on:
        return sentence(verb, role)
    text = gettext("{sentence}, of {day}, entered on {entered}")
    days = {"day": isolated(short(day)), "entered": isolated(short(entered_on))}
    return text.format(sentence=sentence(verb, role), **days)


def paper_day(changes: Mapping[str, Any]) -> date | None:
    """Return the day that an event has from its paper; None for one without a paper."""
    for name in PAPER_DAYS:
        match changes.get(name):
            case [None, str(after)]:
                return date.fromisoformat(after)
    return None
