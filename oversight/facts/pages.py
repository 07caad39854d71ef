"""What the pages of reviews and flags show, read across cases, contracts and policies."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from audit.models import AuditEvent
from audit.trails import told
from contracts.facts.letters import TERMINATION
from contracts.rules import last_suspended
from core import jalali
from core.persian import always_persian_digits, isolated, persian_digits
from notices.facts import letter_rows
from oversight.facts.explain import reasons_in
from oversight.facts.replay import recounts
from oversight.models import Flag, PolicyRule, PolicyVersion, TerminationReview
from oversight.rules import evaluate
from oversight.rules.shapes import Level, Tree, unpack
from oversight.states import FlagEndKind, PolicyState, ReviewOutcome
from violations.facts import told_cases
from violations.models import Case
from workdays.facts import deadline
from workdays.rules import DeadlineKey

SHOWN_EVENTS = 40


def number_of(count: int) -> str:
    """Return a count in Persian digits."""
    return persian_digits(count)


def suspended_until(review: TerminationReview) -> date | None:
    """
    Return the last day of the suspension that a review decided; None until it is carried out.

    The contract knows while it is suspended. Carrying it out closes the review on the first day,
    with a proof that names it.
    """
    if review.suspension_days is None or review.closed_on is None:
        return None
    contract = review.contract
    proof = contract.proofs.filter(source_id=review.public_id).values_list("pk", flat=True).first()
    if proof is None:
        return None
    if contract.suspended_until is not None and contract.suspension_proof_id == proof:
        return contract.suspended_until
    return last_suspended(review.closed_on, review.suspension_days)


def flags_of(review: TerminationReview) -> list[Flag]:
    """Return the review's flags, oldest first, each with its policy version."""
    return list(review.flags.select_related("version", "end").order_by("as_of", "pk"))


def counted_cases(flags: Sequence[Flag], actor: Principal) -> list[dict[str, Any]]:
    """
    Return the cases that the flags weighed, oldest first, counted or not, and why not.

    Cases that the actor may not see show severity, day and points only, as the count needs them
    (design: DECISIONS 15).
    """
    keys: dict[int, bool] = {}
    reasons: dict[str, str] = {}
    for flag in flags:
        reasons |= reasons_in(flag.evaluation["tree"])
        facts = set(flag.facts)
        for case in [*flag.inputs.get("cases", ()), *flag.inputs.get("points", ())]:
            pk = int(case.get("id") or case.get("case_id"))
            keys[pk] = keys.get(pk, False) or f"case:{pk}" in facts
    visible = seen_cases(keys, actor)
    rows, total = [], 0
    cases = told_cases(Case.objects.filter(pk__in=keys).select_related("type", "agency"), actor)
    for case in cases.order_by("final_on", "pk"):
        counted = keys[case.pk]
        total += case.points if counted else 0
        rows.append(
            {
                "pk": case.pk,
                "number": case.number if case.pk in visible else "",
                "url": case.get_absolute_url() if case.pk in visible else "",
                "title": title_of_case(case, visible),
                "agency": _body(case) if case.pk in visible else "–",
                "severity": case.severity,
                "final_on": case.final_on,
                "points": case.points,
                "total": total,
                "is_counted": counted,
                "why": "" if counted else reasons.get(case.number, _("outside the window")),
                "is_overturned": case.outcome != "proven",
            }
        )
    return rows


def seen_cases(keys: Iterable[int], actor: Principal) -> set[int]:
    """Return which of some cases the actor may see."""
    return set(Case.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))


def title_of_case(case: Case, visible: set[int]) -> str:
    """Return what a case was about, for those who may see it."""
    return case.type.title if case.pk in visible else _("case of another agency")


def _body(case: Case) -> str:
    return case.agency.short_name if case.agency else _("committee")


def other_versions(flags: Sequence[Flag]) -> list[dict[str, Any]]:
    """Return how each approved policy version would have judged the same inputs."""
    versions = PolicyVersion.objects.filter(state=PolicyState.APPROVED).order_by("-number")
    rules = {
        (rule.version_id, rule.code): rule
        for rule in PolicyRule.objects.filter(version__in=versions)
    }
    rows = []
    for version in versions:
        levels = set()
        for flag in flags:
            rule = rules.get((version.pk, flag.code))
            if rule is not None and rule.is_enabled:
                levels.add(evaluate(rule.parameters, unpack(flag.inputs)).level)
        held = Level.FLAG in levels
        rows.append(
            {
                "version": version,
                "is_base": any(flag.version_id == version.pk for flag in flags),
                "held": held,
                "watched": not held and Level.WATCH in levels,
            }
        )
    return rows


def strips(flags: Sequence[Flag], actor: Principal) -> list[dict[str, Any]]:
    """Return each flag with its window, its count, and whether today's records say the same."""
    left_out = {
        entry["case"]
        for flag in flags
        for node in nodes_below(flag.evaluation["tree"])
        for entry in node.get("excluded", ())
    }
    told = told_cases(Case.objects.filter(number__in=left_out), actor)
    known = set(told.values_list("number", flat=True)) if left_out else set()
    again = recounts([flag for flag in flags if _end_of(flag) != FlagEndKind.SUPERSEDED])
    rows = []
    for flag in flags:
        node = _measure(flag.evaluation["tree"])
        window = node.get("window", {})
        rows.append(
            {
                "flag": flag,
                "measured": node.get("measured"),
                "threshold": node.get("threshold"),
                "excluded": sum(entry["case"] in known for entry in node.get("excluded", ())),
                "first": window and date.fromisoformat(window["first"]),
                "last": window and date.fromisoformat(window["last"]),
                "is_recounted": _end_of(flag) != FlagEndKind.CLEARED,
                "is_same": flag.pk in again and again[flag.pk].is_same,
            }
        )
    return rows


def _measure(tree: Tree) -> Tree:
    """Return the count that carries a flag: of several, the first that reached its threshold."""
    counts = [node for node in nodes_below(tree) if "measured" in node]
    return next((node for node in counts if node.get("held")), counts[0] if counts else {})


def _end_of(flag: Flag) -> str:
    """Return how a flag ended; empty if it is open."""
    return flag.end.kind if hasattr(flag, "end") else ""


def nodes_below(node: Tree) -> Iterator[Tree]:
    """Yield a node of an evaluation and all that are below it."""
    yield node
    for child in node.get("of", ()):
        yield from nodes_below(child)


def letters_of(review: TerminationReview, actor: Principal) -> list[dict[str, Any]]:
    """Return the letters of a review: its own notice, and the termination notice that it led to."""
    kinds = Q(subject_id=review.public_id)
    if review.outcome == ReviewOutcome.TERMINATE and review.contract.notice_id:
        kinds |= Q(
            subject_id=review.contract.notice_id,
            kind=TERMINATION.name,
            issued_on__gte=review.decided_on,
        )
    return letter_rows(kinds, actor)


def hearing_due(review: TerminationReview, on: date) -> date:
    """Return until when the office may answer if it receives the notice on a day."""
    return deadline(DeadlineKey.REVIEW_HEARING, on, review.county.public_id).due_on


def events(review: TerminationReview, actor: Principal) -> list[dict[str, Any]]:
    """Return the review's history, newest first; persons for those who read the inside."""
    named = actor.is_agency or may(actor, Permission.AUDIT_READ)
    # The notes stand on the page for those who read them; nobody else learns that there are any.
    rows = AuditEvent.objects.about(review).exclude(verb="review.note_added").order_by("-pk")
    return [told(event, is_named=named) for event in rows[:SHOWN_EVENTS]]


def receipt_of_answer(review: TerminationReview) -> str:
    """Return the receipt number of the office's newest answer, as people write it; one query."""
    found = AuditEvent.objects.about(review).filter(verb="review.answered").order_by("-pk")
    key = found.values_list("pk", flat=True).first()
    return "" if key is None else isolated(f"{review.number}/R{key}")


@translation.override("fa")
def receipt_text(review: TerminationReview, on: date) -> str:
    """Return the official sentence: what the receipt of the notice of a review starts on a day."""
    text = _(
        "With your receipt the notice of the review is served on the office today. You may"
        " answer until the end of {day}; after that the agency decides on your contract, with"
        " your answer or without it."
    )
    return text.format(day=always_persian_digits(jalali.long(hearing_due(review, on))))


@translation.override("fa")
def waiver_text(review: TerminationReview) -> str:
    """Return the sentence that an office declares when it ends its hearing window early."""
    return _(
        "Office {code} has received termination review {number} of contract {contract}, knows that"
        " it may answer until {due}, and ends this window by its own declaration."
    ).format(
        code=persian_digits(review.office.code),
        number=isolated(review.number),
        contract=isolated(review.contract.number),
        due=jalali.short(review.hearing_due_on) if review.hearing_due_on else "–",
    )
