"""How what the flags of a review measured added up to the threshold of their rule."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core import jalali
from core.persian import persian_digits
from core.svg.charts import Step, Steps
from oversight.facts.pages import nodes_below, seen_cases, title_of_case
from oversight.models import Flag, PolicyRule, PolicyVersion, TerminationReview
from oversight.states import RuleCode
from violations.facts import told_points
from violations.models import PointEntry

# The rules that count cases one by one, up to a number of them.
COUNTED_CASES = frozenset(
    {RuleCode.CRITICAL_ONCE, RuleCode.MAJOR_REPEAT, RuleCode.SAME_TYPE_REPEAT}
)


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
    review: TerminationReview,
    actor: Principal,
    on: date,
    rows: Sequence[dict[str, Any]],
    flags: Sequence[Flag],
) -> Steps | None:
    """Return how what the flags measured added up to their threshold; None where nothing did."""
    if any(flag.code == RuleCode.POINTS for flag in flags):
        return _steps_of_points(review, actor, on, rows)
    return _steps_of_cases(on, rows, flags)


def _steps_of_cases(
    on: date, rows: Sequence[dict[str, Any]], flags: Sequence[Flag]
) -> Steps | None:
    """Return how the cases of a rule that counts them added up; None where no rule does."""
    thresholds = [
        int(node["threshold"])
        for flag in flags
        if flag.code in COUNTED_CASES
        for node in nodes_below(flag.evaluation["tree"])
        if node["kind"] == "count" and node.get("held")
    ]
    counted = [row for row in rows if row["is_counted"] and row["final_on"]]
    if not thresholds or not counted:
        return None
    threshold, steps = min(thresholds), []
    for place, row in enumerate(counted, start=1):
        row |= {"place": place, "reaches": place == threshold}
        steps.append(Step(row["final_on"], place, row["title"], persian_digits(place)))
    return Steps(
        summary=_("{total} cases; the threshold is {threshold}.").format(
            total=persian_digits(len(counted)), threshold=persian_digits(threshold)
        ),
        start=jalali.add_months(steps[0].on, -1),
        end=max(on, steps[-1].on),
        threshold=threshold,
        steps=steps,
    )


def _steps_of_points(
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
    visible = seen_cases([entry.case_id for entry in entries], actor)
    threshold = _threshold(review)
    total, steps, reaching = 0, [], None
    for entry in entries:
        total += entry.points
        if reaching is None and total >= threshold:
            reaching = entry.case_id
        is_back = entry.points < 0
        title = title_of_case(entry.case, visible)
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
