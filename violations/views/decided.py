"""What was decided and objected in a case, in all of its rounds, as its page shows it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from core import jalali
from core.persian import isolated, nth, persian_digits
from violations.acts.notices import appeal_of
from violations.facts.letters import stood_in
from violations.facts.rounds import setting_aside
from violations.facts.sanctions import sanction_words
from violations.models import Appeal, Case, Decision
from violations.states import TO_DECIDE, AppealResult, Forum, JudgmentResult, Outcome
from violations.views.exhibits import of_kind
from violations.views.marks import judgment_mark, outcome_mark
from violations.views.recounts import recounted
from violations.views.rights import sees_inside

Cards = Sequence[dict[str, Any]]


def decided(case: Case, actor: Principal, exhibits: Cards, *, told: bool) -> dict[str, Any]:
    """Return the decisions, and how the objection ended once that was told."""
    appeal = appeal_of(case)
    waits = actor.role is Role.OPERATOR and bool(case.outcome) and not told
    rows = Decision.objects.visible_to(actor).filter(case=case).select_related("scan")
    decisions = list(rows.order_by("pk"))
    scans = {card["public_id"]: card for card in of_kind(exhibits, "judgment")}
    result = appeal.result if told and appeal else ""
    return {
        "untold": waits and case.appeal_due_on is None,
        "untold_result": waits and case.appeal_due_on is not None,
        "decisions": _cards(case, decisions, scans, inside=sees_inside(actor)),
        "decided_anew": _decided_anew(case, actor),
        "judged_by": judged_by(decisions),
        "anew_until": _anew_until(case) if told or not waits else None,
        "appeal_result": AppealResult(result).label if result else "",
        **recounted(case, decisions, actor),
        "in_force": _in_force(case, decisions) if told or not waits else None,
    }


def _cards(
    case: Case, decisions: Sequence[Decision], scans: Mapping[UUID, Any], *, inside: bool
) -> list[dict[str, Any]]:
    """Return the decisions as cards; one that a judgment set aside says so."""
    gone = setting_aside(decisions)
    found = []
    for decision in decisions:
        own = _before(decision, decisions)
        found.append(
            {
                "decision": decision,
                "title": _title(decision, has_rounds=case.round_no > 1),
                "forum": Forum(decision.forum).label,
                "mark": _mark(decision, gone.get(decision.pk)),
                "was": Outcome(decision.outcome).label if decision.pk in gone else "",
                "sanction": sanction_words(decision.sanction, decision.sanction_days),
                "reduced": _reduced(decision, own[-1]) if own else "",
                "proposed": sanction_words(decision.proposed_sanction, decision.proposed_days),
                "differs": _differs(decision),
                "by": decision.decided_by_name if inside else "",
                "capacity": stood_in(decision),
                "present": _present(decision) if inside else [],
                "scan": scans.get(decision.scan.public_id) if decision.scan else None,
            }
        )
    return found


def _before(decision: Decision, decisions: Iterable[Decision]) -> list[Decision]:
    """Return what was decided before a decision in its case and round, oldest first."""
    place = (decision.case_id, decision.round_no)
    own = (each for each in decisions if (each.case_id, each.round_no) == place)
    return [each for each in own if each.pk < decision.pk]


def _present(decision: Decision) -> list[Any]:
    return [row for row in decision.attendance if row.get("is_present")]


def _title(decision: Decision, *, has_rounds: bool) -> str:
    """Return what a decision is; where there are several rounds, of which one."""
    if decision.forum == Forum.JUDGMENT:
        return _("Judgment of a court or higher authority")
    is_first = decision.forum != Forum.APPEAL
    if not has_rounds:
        return _("Decision") if is_first else _("Decision on the objection")
    text = _("Decision of the %(nth)s round")
    if not is_first:
        text = _("Decision on the objection of the %(nth)s round")
    return text % {"nth": nth(decision.round_no)}


def _mark(decision: Decision, judgment: Decision | None) -> dict[str, Any] | None:
    """Return the stamp of a decision: its outcome, what a judgment did, or who set it aside."""
    if judgment is not None:
        number = isolated(persian_digits(judgment.document_no))
        text = _("set aside by judgment %(number)s") % {"number": number}
        return {"kind": "stamp", "tone": "", "text": text}
    if decision.judgment_result:
        return judgment_mark(decision.judgment_result)
    return outcome_mark(decision.outcome, final=True)


def judgment_words(judgment: Decision, decisions: Iterable[Decision]) -> str:
    """Return in words what a judgment did, for a page beside that of its case."""
    own = _before(judgment, decisions)
    if own and judgment.judgment_result == JudgmentResult.REDUCED:
        return _reduced(judgment, own[-1])
    if judgment.judgment_result == JudgmentResult.SENT_BACK:
        return _("The decision lost its effect; the case was sent back for a new one.")
    return _("The decision was annulled.")


def _reduced(decision: Decision, before: Decision) -> str:
    """Return in words from what to what an objection or a judgment reduced the sanction."""
    is_appeal = decision.forum == Forum.APPEAL and decision.outcome == before.outcome
    if decision.judgment_result != JudgmentResult.REDUCED and not is_appeal:
        return ""
    if _sanction(decision) == _sanction(before):
        return ""
    text = _("The sanction was reduced from %(before)s to %(after)s.")
    return text % {"before": _sanction(before), "after": _sanction(decision)}


def _sanction(decision: Decision) -> str:
    """Return a sanction as it stands within a sentence."""
    if not decision.sanction_days:
        return sanction_words(decision.sanction, None)
    text = _("a %(sanction)s of %(days)s days")
    days = persian_digits(decision.sanction_days)
    return text % {"sanction": sanction_words(decision.sanction, None), "days": days}


def _differs(decision: Decision) -> bool:
    proposed = (decision.proposed_sanction, decision.proposed_days)
    is_other = proposed != (decision.sanction, decision.sanction_days)
    return decision.outcome == Outcome.PROVEN and bool(proposed[0]) and is_other


def _in_force(case: Case, decisions: Sequence[Decision]) -> dict[str, Any] | None:
    """Return what holds by now, where a later decision or judgment changed the first one."""
    if len(decisions) < 2 or decisions[-1].round_no > case.round_no:
        return None
    last = decisions[-1]
    day = jalali.long(last.dated_on)
    is_judgment = last.forum == Forum.JUDGMENT
    text = _("%(what)s (judgment of %(day)s)") if is_judgment else _("%(what)s (decided %(day)s)")
    what: Any = _("no decision holds")
    if case.outcome:
        what = _sanction(last) if last.outcome == Outcome.PROVEN else Outcome(last.outcome).label
    return {"label": _("now"), "text": text % {"what": what, "day": day}}


JUDGED = {
    JudgmentResult.ANNULLED: gettext_lazy(
        "By judgment %(number)s of %(day)s, %(issuer)s annulled the decision."
    ),
    JudgmentResult.REDUCED: gettext_lazy(
        "By judgment %(number)s of %(day)s, %(issuer)s reduced the sanction to %(sanction)s."
    ),
    JudgmentResult.SENT_BACK: gettext_lazy(
        "By judgment %(number)s of %(day)s, %(issuer)s sent the case back."
    ),
}


def judged_by(decisions: Sequence[Decision]) -> str:
    """Return what the judgment that decides a case by now did, and whose it is; or nothing."""
    last = decisions[-1] if decisions else None
    if last is None or last.forum != Forum.JUDGMENT:
        return ""
    return str(JUDGED[JudgmentResult(last.judgment_result)]) % {
        "number": isolated(persian_digits(last.document_no)),
        "day": jalali.long(last.dated_on),
        "issuer": last.document_issuer,
        "sanction": _sanction(last),
    }


def _anew_until(case: Case) -> date | None:
    """Return until when another person decides a case that a judgment sent back."""
    return case.decision_due_on if case.round_no > 1 and case.state in TO_DECIDE else None


def _decided_anew(case: Case, actor: Principal) -> bool:
    """Tell an office that its case, which a judgment sent back, waits for its new decision."""
    is_open = case.round_no > 1 and case.state in TO_DECIDE
    return is_open and actor.role is Role.OPERATOR


def earlier_appeals(case: Case, exhibits: Cards) -> list[dict[str, Any]]:
    """Return the objections that count no longer: contested, or of a round that is over."""
    current = appeal_of(case)
    papers = files_of_appeals(case, exhibits)
    return [
        {
            "appeal": appeal,
            "files": papers[appeal.pk],
            "result": AppealResult(appeal.result).label if appeal.result else "",
            "round": nth(appeal.round_no) if appeal.round_no < case.round_no else "",
        }
        for appeal in case.appeals.order_by("pk")
        if current is None or appeal.pk != current.pk
    ]


def files_of_appeals(case: Case, exhibits: Iterable[dict[str, Any]]) -> dict[int, Cards]:
    """
    Return the files of each objection of a case, by its key.

    A file comes into the case with its objection, or before it where a second person confirms it.
    """
    appeals = list(case.appeals.order_by("filed_at", "pk"))
    found: dict[int, list[dict[str, Any]]] = {appeal.pk: [] for appeal in appeals}
    for card in of_kind(exhibits, "appeal"):
        owner = _owner(appeals, card)
        if owner is not None:
            found[owner.pk].append(card)
    return dict(found)


def _owner(appeals: Sequence[Appeal], card: Mapping[str, Any]) -> Appeal | None:
    attached = card["attached_at"]
    if attached is None:
        return appeals[-1] if appeals else None
    same = [each for each in appeals if each.filed_at == attached]
    later = [each for each in appeals if each.filed_at > attached and each.is_paper]
    return next(iter(same or later or appeals[-1:]), None)
