"""Acts that come on paper with a day of their own: entered in time, or confirmed by another."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, Func, JSONField, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from approvals.models import PendingAct
from core.jalali import short
from core.persian import isolated, persian_digits
from violations.facts.paper_entries import decided_last_on
from violations.facts.sanctions import sanction_words
from violations.models import Case, Defence, Evidence
from violations.states import Channel, JudgmentResult, NoticeKind

SERVICE = "case.service"  # the act that enters a receipt, as proposals name it
# The acts that enter a paper in the office's name; the deputy is their second person.
OFFICE_PAPERS = ("case.paper-defence", "case.paper-appeal")
JUDGMENT_ENTRY = "case.judgment"  # the act that enters a judgment


def papers_wait(case: Case) -> bool:
    """Tell whether a paper in the office's name was entered and waits for its second person."""
    return _waiting_papers().filter(target_id=case.public_id).exists()


def with_waiting_paper() -> Q:
    """Return the condition on a case that a paper in the office's name waits in it."""
    return Q(Exists(_waiting_papers().filter(target_id=OuterRef("public_id"))))


def _waiting_papers() -> QuerySet[PendingAct]:
    return PendingAct.objects.waiting().filter(act__in=OFFICE_PAPERS)


def entered_receipts(case: Any, kind: Any) -> QuerySet[PendingAct]:
    """Return the receipts of a notice that were entered and wait for their second person."""
    waiting = PendingAct.objects.waiting().filter(act=SERVICE, target_id=case)
    return waiting.filter(arguments__kind=kind)


def kind_in_json() -> Func:
    """Return the kind of the notice around a query, as the arguments of a proposal hold it."""
    return Func(OuterRef("kind"), function="to_jsonb", output_field=JSONField())


def paper_content(case: Case, arguments: Mapping[str, Any]) -> Any:
    """Return on what a confirmed paper act rests: decision, notices and their service, files."""
    notices = case.notices.order_by("pk").values_list("kind", "issued_on", "served_on")
    return {
        "decided_on": case.decided_on,
        "appeal_due_on": case.appeal_due_on,
        "notices": [list(row) for row in notices],
        "files": _seals_of(arguments),
    }


def office_paper_content(case: Case, arguments: Mapping[str, Any]) -> Any:
    """
    Return on what a paper in the office's name rests: what it answers, and its files.

    A clock that the calendar moves, or a later notice, leaves it as it was handed in.
    """
    return {
        "round_no": case.round_no,
        "decided_on": case.decided_on,
        "files": _seals_of(arguments),
    }


def _seals_of(arguments: Mapping[str, Any]) -> list[str]:
    found = Evidence.objects.filter(public_id__in=arguments["files"])
    return sorted(found.values_list("sha256", flat=True))


def paper_links(
    case: Case, arguments: Mapping[str, Any], actor: Principal
) -> Sequence[tuple[str, str]]:
    """Return the files of a paper act that the actor opens: name and page."""
    seen = Evidence.objects.visible_to(actor).filter(public_id__in=arguments["files"])
    found = seen.order_by("pk").values_list("name", "public_id")
    return [(name, reverse("violations:exhibit", args=[key])) for name, key in found]


def paper_in_words(case: Case, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before a paper act of an earlier day is recorded."""
    day = date.fromisoformat(arguments["day"])
    entered = date.fromisoformat(arguments["entered_on"])
    rows = [
        (_("Case"), isolated(persian_digits(case.number))),
        (_("Office"), f"{case.office.name} ({persian_digits(case.office.code)})"),
        (_("Day of the paper"), persian_digits(short(day))),
        (_("Entered on"), persian_digits(short(entered))),
    ]
    if "kind" in arguments:
        rows += [
            (_("Notice"), str(NoticeKind(arguments["kind"]).label)),
            (_("Channel"), str(Channel(arguments["channel"]).label)),
        ]
    if "stance" in arguments:
        stance = Defence(stance=arguments["stance"]).get_stance_display()
        rows.append((_("What the office says"), stance))
    if "result" in arguments:
        rows += judgment_in_words(case, arguments)
    names = Evidence.objects.filter(public_id__in=arguments["files"]).order_by("pk")
    return [
        *rows,
        (_("Text"), arguments["text"]),
        (_("Files"), "، ".join(names.values_list("name", flat=True)) or "–"),
    ]


def judgment_in_words(case: Case, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return which decision a judgment is about, what it did with it, and its document."""
    result = str(JudgmentResult(arguments["result"]).label)
    if arguments["result"] == JudgmentResult.REDUCED:
        lighter = sanction_words(arguments["sanction"], arguments["sanction_days"])
        result = f"{result}: {lighter}"
    decided = sanction_words(case.sanction, case.sanction_days)
    decided_on = persian_digits(short(decided_last_on(case)))
    return [
        (_("Decision that was judged"), f"{decided} · {decided_on}"),
        (_("What the judgment did"), result),
        (_("Judgment"), f"{isolated(arguments['document_no'])} · {arguments['document_issuer']}"),
    ]
