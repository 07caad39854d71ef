"""One termination review: why flagged, what counted, what the office said, what was decided."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from accounts.roles import Role
from contracts.facts import longest_suspension_days
from contracts.facts.old_receipts import banner_of
from core.clock import today
from core.web import ActLink, RecordPage, factor_step
from lists.walking import Walk, walk
from notices.facts import receipt_url
from oversight.facts import annulments, pages, turns, windows
from oversight.facts.carrying_out import carrying_out_clocks
from oversight.facts.hearings import reads_grounds
from oversight.facts.news import HEARING
from oversight.facts.opening import news_since
from oversight.facts.paper_service import waiting_service
from oversight.facts.papers import has_answered, papers_of
from oversight.facts.stakes import contracts_at_stake
from oversight.facts.steps import step_chart
from oversight.facts.unopened import unopened_part
from oversight.facts.untold import ending_blocked
from oversight.forms import DecideForm
from oversight.models import ReviewNote, TerminationReview
from oversight.states import OPEN_REVIEWS, RuleCode
from oversight.views.links import links_on
from oversight.views.lists import ReviewList
from oversight.views.marks import FALLEN, outcome_mark, state_mark
from violations.facts.turns import NO_MEMBER
from violations.forms.cases import NoteForm
from violations.views.exhibits import exhibits_of_hearing


class ReviewPage(RecordPage):
    """One review: why flagged, what counted, the office's answer, the decision."""

    queryset = TerminationReview.objects.select_related(
        "contract", "office__county", "office__place", "agency", "county"
    )
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the file as this role sees it."""
        return super().get_context_data(
            **review_page(self.object, self.actor, self.request.GET), **kwargs
        )


def review_page(review: TerminationReview, actor: Principal, query: QueryDict) -> dict[str, Any]:
    """Return what the page of a review reads: its file, the panel to decide it, its place."""
    on = today()
    is_of_house = bool(actor.is_agency or actor.is_province)
    reads = reads_grounds(review, actor)
    grounds = _grounds(review, actor, on) if reads else _NO_GROUNDS
    listed = ReviewList(actor=actor, query=query, on=on)
    found = walk(listed, review.pk) if listed.tab_key in query else None
    acts = links_on(review, actor, on)
    fallen = annulments.fallen_review(review, actor)
    return {
        "actor": actor,
        "on": on,
        "walk": found,
        "crumbs": crumbs(review, found),
        **letterhead(review, grounds["counted"], reads=reads, is_fallen=fallen is not None),
        "fallen": fallen,
        **grounds,
        "news_since": news_since(review, actor) if reads else "",
        **_clocks(review, actor, on),
        "acts": acts,
        "would_be_due_on": pages.hearing_due(review, on) if "acknowledge" in acts else None,
        **unopened_part(review, actor),
        "ending_blocked": ending_blocked(review) if is_of_house else "",
        "reads": reads,
        **(banner_of(waiting_service(review), actor) if is_of_house else {}),
        "papers": papers_of(review, actor) if reads else [],
        "is_answered": has_answered(review),
        "exhibits": exhibits_of_hearing(actor, review.public_id) if reads else [],
        "receipt_url": receipt_url(review.public_id, HEARING.name, actor)
        if reads and review.served_on
        else "",
        "letters": pages.letters_of(review, actor),
        "outcome_mark": outcome_mark(review, is_fallen=fallen is not None),
        "suspended_until": pages.suspended_until(review),
        **_notes(review, actor, acts),
        "events": pages.events(review, actor),
        **_decision(review, actor, on, acts),
        "is_own_office": review.office.public_id in actor.office_ids,
        "is_passed": turns.needs_stand_in(review, on),
        "lacks_member": NO_MEMBER if is_of_house and turns.lacks_member(review, on) else "",
        "stand_in": turns.stand_in_of(review, on) if is_of_house else None,
        "receipt_no": pages.receipt_of_answer(review) if reads and review.statement else "",
        "sees_inside": actor.role not in {Role.OPERATOR, Role.ASSOCIATION},
    }


def _decision(
    review: TerminationReview, actor: Principal, on: date, acts: dict[str, ActLink]
) -> dict[str, Any]:
    """Return the decision panel for the one who decides."""
    if "decide" not in acts:
        return {"decides": False, "decide_form": None}
    form = DecideForm(review=review, longest=longest_suspension_days(on))
    return factor_step(actor) | {"decides": True, "decide_form": form}


_NO_GROUNDS: dict[str, Any] = {
    "flags": [], "strips": [], "counted": [], "steps": None, "others": [], "stakes": None,
    "weighed": "",
}  # fmt: skip


def _grounds(review: TerminationReview, actor: Principal, on: date) -> dict[str, Any]:
    """Return why the review was opened, and what hangs on it."""
    flags = pages.flags_of(review)
    counted = pages.counted_cases(flags, actor)
    steps = step_chart(review, actor, on, counted, flags)
    return {
        "flags": flags,
        "strips": pages.strips(flags, actor),
        "more_strips": len(flags) - 1,
        "counted": counted,
        "steps": steps,
        "is_by_points": any(flag.code == RuleCode.POINTS for flag in flags),
        "others": pages.other_versions(flags) if not actor.office_ids else [],
        "weighed": _weighed(counted),
        "stakes": _at_stake(review, actor, on),
    }


def _weighed(counted: list[dict[str, Any]]) -> str:
    """Return how many cases counted and how many were left out, in words."""
    kept = sum(row["is_counted"] for row in counted)
    left = len(counted) - kept
    said = ngettext("{count} proven", "{count} proven", kept).format(count=pages.number_of(kept))
    if not left:
        return said
    out = ngettext("{count} left out", "{count} left out", left)
    return f"{said} · {out.format(count=pages.number_of(left))}"


def _at_stake(review: TerminationReview, actor: Principal, on: date) -> dict[str, Any]:
    """Return the contracts at stake, each with the mark of what its agency has said."""
    stakes = contracts_at_stake(review, actor, on)
    for row in stakes["rows"]:
        last = row["review"]
        is_open = last is not None and last.state in OPEN_REVIEWS
        row["is_late"] = is_open and last.decision_due_on < on
        row["mark"] = last and (
            outcome_mark(last) or state_mark(last.state, answered=bool(last.statement))
        )
    return stakes


def crumbs(review: TerminationReview, found: Walk | None) -> list[dict[str, Any]]:
    """Return the way to a review, through the list that it was opened from."""
    way = [{"label": _("Termination reviews"), "url": reverse("oversight:reviews")}]
    if found is not None:
        way.append({"label": found.list_label, "url": found.list_url})
    return [*way, {"label": review.office.name}]


def letterhead(
    review: TerminationReview,
    counted: list[dict[str, Any]],
    *,
    reads: bool,
    is_fallen: bool = False,
) -> dict[str, Any]:
    """Return marks, parties and the three facts of an official sheet."""
    office, contract = review.office, review.contract
    attached = sum(row["is_counted"] for row in counted)
    said = (
        "–" if not reads else _("none") if not attached
        else ngettext("{count} case", "{count} cases", attached).format(
            count=pages.number_of(attached)
        )
    )  # fmt: skip
    return {
        "marks": [
            FALLEN if is_fallen else state_mark(review.state, answered=has_answered(review)),
            *([decided] if (decided := outcome_mark(review)) and not is_fallen else []),
        ],
        "parties": [
            {
                "icon": "office", "text": office.name, "code": office.code,
                "url": office.get_absolute_url(),
            },
            {"icon": "agency", "text": review.agency.name},
            {
                "icon": "contract", "text": _("contract"), "code": contract.number,
                "url": contract.get_absolute_url(),
            },
        ],
        "facts": [
            {"label": _("number"), "code": review.number},
            {"label": _("flagged on"), "date": review.opened_on},
            {"label": _("attached"), "text": said},
        ],
    }  # fmt: skip


def _clocks(review: TerminationReview, actor: Principal, on: date) -> dict[str, Any]:
    """Return the clocks, and the one that heads the page: an office's own while it may answer."""
    carrying_out = carrying_out_clocks(review, actor, on)
    clocks = [*windows.clocks(review, on), *carrying_out]
    is_open = review.state in OPEN_REVIEWS or any(
        clock.ribbon.marked is None for clock in carrying_out
    )
    is_own = review.state in OPEN_REVIEWS and review.office.public_id in actor.office_ids
    answers = is_own and review.hearing_due_on is not None and review.heard_on is None
    return {
        "clocks": clocks,
        "own_clock": clocks[0] if answers else None,
        "running": clocks[0 if answers else -1] if clocks and is_open else None,
    }


def _notes(review: TerminationReview, actor: Principal, acts: dict[str, ActLink]) -> dict[str, Any]:
    """Return the notes of the actor's own body, and the form for one more."""
    notes = ReviewNote.objects.visible_to(actor).filter(review=review)
    return {
        "notes": list(notes.order_by("written_at", "pk")),
        "note_form": NoteForm() if "note" in acts else None,
        "note_url": reverse("oversight:note", args=[review.number]),
        "note_hint": _("only your own body sees them, never the office"),
    }
