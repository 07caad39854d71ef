"""Small parts of a contract's file as the page shows them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import ContractAddendum
from contracts.rules import Stage
from contracts.rules.terms import TERMS, term_value
from contracts.states import AddendumState
from core import jalali
from core.persian import persian_digits

# So many services are named at the head of a contract.
NAMED = 3


ADDENDUM_TONES = {
    AddendumState.PROPOSED: "warn",
    AddendumState.ACCEPTED: "info",
    AddendumState.IN_FORCE: "ok",
    AddendumState.DECLINED: "danger",
    AddendumState.WITHDRAWN: "neutral",
    AddendumState.LAPSED: "danger",
}
BAD = {
    "contract.terminated",
    "contract.suspended",
    "contract.notice_issued",
    "contract.guarantee_called",
    "contract.acceptance_contested",
}


def event_tone(verb: str) -> str:
    """Return how an event stands out in the course of the contract."""
    if verb in BAD:
        return "bad"
    return "key" if verb in {"contract.signed", "contract.renewed", "contract.settled"} else ""


def services_party(services: Sequence[Any]) -> list[dict[str, str]]:
    """Return how many services the contract has and the first of them, for its head."""
    if not services:
        return []
    counted = ngettext("{n} service", "{n} services", len(services))
    names = _(", ").join(service.title for service in services[:NAMED])
    text = f"{counted.format(n=persian_digits(len(services)))}: {names}"
    if len(services) > NAMED:
        text += " …"
    return [{"icon": "list-checks", "text": text}]


def guarantee_sign(held: list[Any], *, needs: bool) -> dict[str, Any]:
    """Return whether the guarantees that are held secure the contract, in words."""
    if held:
        day = max(guarantee.expires_on for guarantee in held)
        text = _("guarantee until {day}").format(
            day=persian_digits(f"{jalali.day_month(day)} {jalali.year_of(day)}")
        )
        return {"holds": True, "text": text}
    if needs:
        return {"holds": False, "text": _("no guarantee in force")}
    return {"holds": True, "text": _("no guarantee is asked for")}


def renewal_steps(stage: Stage) -> list[dict[str, str]]:
    """Return the stepper of a renewal: asked for, drafted, secured, signed, in its place."""
    at = {Stage.NOT_BEGUN: 0, Stage.DRAFTED: 1, Stage.SIGNING: 3, Stage.SIGNED: 4}[stage]
    labels = [
        (_("The agency begins"), _("by its clerk")),
        (_("Draft and terms"), _("by its clerk")),
        (_("Guarantee and papers"), _("by the office")),
        (_("Signature"), _("by the agency's manager")),
        (_("Takes over"), _("on the day after the last one")),
    ]
    return [
        {
            "label": label,
            "note": note,
            "state": "done" if place < at else "now" if place == at else "next",
        }
        for place, (label, note) in enumerate(labels)
    ]


def addendum_rows(addendum: ContractAddendum) -> dict[str, Any]:
    """Return an addendum as rows of before and after."""
    rows = []
    for name, after in addendum.after.items():
        before = addendum.before.get(name)
        if name == "services":
            added = [title for title in after if title not in (before or [])]
            n = len(before or [])
            rows.append(
                {
                    "what": TERMS[name],
                    "before": ngettext("{n} service", "{n} services", n).format(
                        n=persian_digits(n)
                    ),
                    "after": "+ " + _(", ").join(added),
                    "is_replaced": False,
                }
            )
            continue
        rows.append(
            {
                "what": TERMS.get(name, name),
                "before": term_value(name, before),
                "after": term_value(name, after),
                "is_replaced": True,
            }
        )
    state = AddendumState(addendum.state)
    return {
        "addendum": addendum,
        "rows": rows,
        "since": addendum.in_force_on or addendum.effective_on,
        "is_in_force": state == AddendumState.IN_FORCE,
        "tone": ADDENDUM_TONES[state],
    }
