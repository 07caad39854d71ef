"""What a row of the lists asks of its reader next: one button, in the words of the role."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.addresses import address
from core.persian import language
from lists.columns import Row
from violations.models import Appeal
from violations.states import TO_DECIDE, CaseState, ReportState
from violations.views.rights import decides, serves, triages


def objected(row: Row) -> bool:
    """Tell whether an objection in a case of the list waits for its decision."""
    return row["state"] == CaseState.APPEALED or bool(row.get("is_contested"))


def add_filed(rows: Sequence[Row], actor: Principal) -> None:
    """Put on the cases in appeal since when the objection waits; no rule says until when."""
    keys = [row["id"] for row in rows if objected(row)]
    if not keys:
        return
    seen = Appeal.objects.visible_to(actor).filter(case__in=keys)
    filed = dict(seen.values_list("case_id", "filed_on"))
    for row in rows:
        row["filed_on"] = filed.get(row["id"])


@cache
def act_words(_language: str) -> dict[str, str]:
    """Return the words of the buttons of rows."""
    return {
        "serve": _("Serve"),
        "decide": _("Decide"),
        "appeal": _("Decide the appeal"),
        "see": _("See the case"),
        "triage": _("Triage"),
        "complete": _("Complete"),
    }


def act_of_case(row: Row, actor: Principal, queue: str) -> dict[str, str] | None:
    """Return what the reader is to do next with a case, as a button."""
    number, state, said = row["number"], row["state"], act_words(language())
    if actor.role is Role.OPERATOR:
        return operator_act(row)
    if state == CaseState.OPENED and serves(actor, row["track"]):
        return {"url": address("violations:notice", number), "label": said["serve"]}
    if state in TO_DECIDE and decides(actor, row["track"]):
        return {"url": row["url"], "label": said["decide"], "decides": "yes"}
    if objected(row) and may(actor, Permission.CASE_DECIDE_APPEAL):
        return {"url": row["url"], "label": said["appeal"], "decides": "yes"}
    if queue == "judgment":
        return {"url": row["url"], "label": said["see"]}
    return None


def act_of_report(row: Row, actor: Principal) -> dict[str, str] | None:
    """Return what the reader is to do next with a report, as a button."""
    state, mine = row["state"], row["reporter_id"] == actor.user_id
    said = act_words(language())
    if state == ReportState.SUBMITTED and triages(actor, row["type__track"]):
        return {"url": row["url"], "label": said["triage"]}
    if state == ReportState.RETURNED and mine:
        url = address("violations:supplement", row["number"])
        return {"url": url, "label": said["complete"]}
    return None


def operator_act(row: dict[str, Any]) -> dict[str, str] | None:
    """Return what an office is to do next with its case, as a button."""
    number = row["number"]

    def link(name: str, label: str) -> dict[str, str]:
        return {"url": address(f"violations:{name}", number), "label": label}

    match row["state"]:
        case CaseState.OPENED:
            return link("file", _("Acknowledge and read the notice"))
        case CaseState.NOTIFIED:
            return link("defence", _("Write a defence"))
        case CaseState.DECIDED if row["outcome"] == "proven":  # told, so that the window runs
            return link("appeal", _("Appeal"))
        case _:
            return None
