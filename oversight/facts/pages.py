"""What the pages of reviews and flags show, read across cases, contracts and policies."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from audit.models import AuditEvent
from audit.trails import told
from contracts.facts.letters import TERMINATION
from contracts.rules import last_suspended
from core import jalali
from core.persian import isolated, persian_digits
from core.svg.charts import Step, Steps
from notices.facts import letter_rows
from oversight.facts.explain import reasons_in
from oversight.facts.replay import recounts
from oversight.models import Flag, PolicyRule, PolicyVersion, TerminationReview
from oversight.rules import evaluate
from oversight.rules.shapes import Level, Tree, unpack
from oversight.states import FlagEndKind, PolicyState, ReviewOutcome, RuleCode
from violations.facts import told_cases, told_points
from violations.models import Case, PointEntry
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
    visible = _seen(keys, actor)
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
                "title": _title(case, visible),
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


def _seen(keys: Iterable[int], actor: Principal) -> set[int]:
    return set(Case.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))


def _title(case: Case, visible: set[int]) -> str:
    return case.type.title if case.pk in visible else _("case of another agency")


def _body(case: Case) -> str:
    return case.agency.short_name if case.agency else _("committee")


def _entries(review: TerminationReview, actor: Principal) -> QuerySet[PointEntry]:
    """
    Return what counted when the review was opened, as the rules count: the holder's, live.

    Without what the actor was not told of.
    """
    live = PointEntry.objects.live_on(review.opened_on)
    entries = live.filter(office=review.office, holder_id=F("office__holder_id"))
    told = told_points(entries, actor).select_related("case__type")
    return told.order_by("effective_on", "pk")


def step_chart(
    review: TerminationReview, actor: Principal, on: date, rows: Sequence[dict[str, Any]]
) -> Steps | None:
    """
    Return how the points that counted at the opening added up to the threshold; None without any.

    A step has the number of its case in the table of those weighed, put on its row as `place`: they
    are numbered once, in the chart's order. What took points back again is no case and has none. A
    step of a case that the actor may not see does not say what it was for. The row whose step
    reaches the threshold first is told so, by `reaches`.
    """
    entries = list(_entries(review, actor))
    weighed = {row["pk"]: row for row in rows}
    given = (entry.case_id for entry in entries if entry.points > 0)
    places = {key: place for place, key in enumerate((k for k in given if k in weighed), start=1)}
    visible = _seen([entry.case_id for entry in entries], actor)
    threshold = _threshold(review)
    total, steps, reaching = 0, [], None
    for entry in entries:
        total += entry.points
        if reaching is None and total >= threshold:
            reaching = entry.case_id
        is_back = entry.points < 0
        title = _title(entry.case, visible)
        label = _("Counter-entry: {title}").format(title=title) if is_back else title
        mark = "−" if is_back else persian_digits(places.get(entry.case_id, ""))
        steps.append(Step(entry.effective_on, total, label, mark))
    for key, row in weighed.items():
        row |= {"place": places.get(key), "reaches": key == reaching}
    if not steps:
        return None
    return Steps(
        summary=_("{total} points; the threshold is {threshold}.").format(
            total=persian_digits(total), threshold=persian_digits(threshold)
        ),
        # The chart begins a little before the first points, so that its months stay readable.
        start=jalali.add_months(steps[0].on, -1),
        end=max(on, steps[-1].on),
        threshold=threshold,
        steps=steps,
    )


def _threshold(review: TerminationReview) -> int:
    """Return from how many points on the policy of the opening flags an office."""
    rules = PolicyRule.objects.filter(
        code=RuleCode.POINTS, version__in=PolicyVersion.objects.in_force(review.opened_on)[:1]
    )
    rule: dict[str, Any] = rules.values_list("parameters", flat=True).first() or {}
    return int(rule.get("flag", 100))


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
        for node in _nodes(flag.evaluation["tree"])
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
    counts = [node for node in _nodes(tree) if "measured" in node]
    return next((node for node in counts if node.get("held")), counts[0] if counts else {})


def _end_of(flag: Flag) -> str:
    """Return how a flag ended; empty if it is open."""
    return flag.end.kind if hasattr(flag, "end") else ""


def _nodes(node: Tree) -> Iterator[Tree]:
    yield node
    for child in node.get("of", ()):
        yield from _nodes(child)


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
