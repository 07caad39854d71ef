"""Opening reviews for new flags, joining flags to open ones, and letting empty ones go."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record_many
from audit.numbers import next_numbers
from contracts.models import Contract
from contracts.states import ENDED
from oversight.actions.flags import end_flags
from oversight.actions.letters import write_notices
from oversight.actions.steps import move_all
from oversight.facts.turns import LIVE, to_carry_out
from oversight.facts.untold import untold_of
from oversight.facts.windows import SERVICE
from oversight.models import Flag, TerminationReview
from oversight.states import OPEN_REVIEWS, FlagEndKind, FlagScope, ReviewState
from violations.models import Case
from violations.states import COUNTED, Outcome
from workdays.actions import keep_deadlines
from workdays.facts import Deadline, Kept, deadline, rule_in_force
from workdays.facts.calendars import Place
from workdays.rules import DeadlineKey

REGISTER = "review"
_FLAGS = TerminationReview.flags.through


def open_reviews(
    flags: Sequence[Flag], *, as_of: date, actor: Principal, at: datetime | None
) -> tuple[list[TerminationReview], int]:
    """
    Open a review for each flagged contract that has none; return them and how many flags joined.

    The notice is put before the office at once, in its portal. A watched contract needs none. A
    flag that leans on the result of an appeal that the office was not served asks it nothing yet:
    it waits, and is taken up here by the first run after the service. So does one that comes after
    the notice of the open review was served: the office was not asked about it, so it is not
    decided there, and opens a review of its own once that one is over.
    """
    by_contract = _ready(flags)
    existing = {
        review.contract_id: review
        for review in TerminationReview.objects.open()
        .filter(contract_id__in=by_contract)
        .select_for_update()
        .order_by("pk")
    }
    for key, review in existing.items():
        if review.served_on is not None:
            del by_contract[key]
    if not by_contract:
        return [], 0
    fresh = _create([key for key in by_contract if key not in existing], as_of, actor, at)
    write_notices(fresh, by_contract, on=as_of, actor=actor, at=at)
    known = existing | {review.contract_id: review for review in fresh}
    _FLAGS.objects.bulk_create(
        [
            _FLAGS(terminationreview_id=known[key].pk, flag_id=flag.pk)
            for key, listed in by_contract.items()
            for flag in listed
        ],
        batch_size=5000,
    )
    joined = [(known[key], {"flags": (None, [str(flag) for flag in listed])})
              for key, listed in by_contract.items() if key in existing]  # fmt: skip
    record_many(actor=actor, verb="review.joined", targets=joined, at=at)
    return fresh, sum(len(listed) for key, listed in by_contract.items() if key in existing)


def _ready(flags: Sequence[Flag]) -> dict[int, list[Flag]]:
    """Return the flags that ask for a review, new or held until now, by contract."""
    known = {flag.pk for flag in flags}
    earlier = Flag.objects.held().filter(contract__state__in=LIVE).exclude(pk__in=known)
    asking = [
        flag for flag in flags
        if flag.scope == FlagScope.CONTRACT and not flag.is_watch and flag.contract_id
    ]  # fmt: skip
    asking = [*earlier.order_by("pk"), *asking]
    untold = untold_of(flag.pk for flag in asking)
    ready: defaultdict[int, list[Flag]] = defaultdict(list)
    for flag in asking:
        if flag.contract_id and flag.pk not in untold:
            ready[flag.contract_id].append(flag)
    return ready


def _create(
    contract_ids: Sequence[int], as_of: date, actor: Principal, at: datetime | None
) -> list[TerminationReview]:
    if not contract_ids:
        return []
    contracts = Contract.objects.select_related("agency__seat").in_bulk(contract_ids)
    due = _due({contract.agency.calendar_place for contract in contracts.values()}, as_of)
    numbers = next_numbers(REGISTER, as_of, len(contract_ids), digits=3, infix="F-")
    reviews = TerminationReview.objects.bulk_create(
        [
            TerminationReview(
                number=number,
                contract_id=key,
                office_id=contracts[key].office_id,
                agency_id=contracts[key].agency_id,
                county_id=contracts[key].county_id,
                opened_on=as_of,
                issued_on=as_of,
                issued_by=actor.user_id,
                decision_due_on=due[contracts[key].agency.calendar_place].due_on,
                calendar_version=due[contracts[key].agency.calendar_place].calendar_version,
            )
            for key, number in zip(sorted(contract_ids), numbers, strict=True)
        ],
        batch_size=1000,
    )
    agencies = [contracts[review.contract_id].agency for review in reviews]
    keep_deadlines(
        kept=[
            Kept(SERVICE, review, due[agency.calendar_place], agency.seat_id, agency.kind)
            for review, agency in zip(reviews, agencies, strict=True)
        ]
    )
    _tell(reviews, actor, at)
    return reviews


def _due(places: set[Place], as_of: date) -> dict[Place, Deadline]:
    """
    Return until when agencies serve the notice, by seat and kind: each counts its working days.

    The time to decide begins when the office's time to answer is over.
    """
    key = DeadlineKey.AGENCY_ACTION
    rule = rule_in_force(key, as_of)
    return {
        (county, body): deadline(key, as_of, county, body=body, rule=rule)
        for county, body in sorted(places, key=str)
    }


def _tell(reviews: Sequence[TerminationReview], actor: Principal, at: datetime | None) -> None:
    """Write into the history that reviews were opened."""
    record_many(
        actor=actor,
        verb="review.opened",
        targets=[
            (
                review,
                {
                    "state": (None, review.state),
                    "decision_due_on": (None, review.decision_due_on),
                },
            )
            for review in reviews
        ],
        at=at,
    )


def supersede_reviews(
    *, as_of: date, actor: Principal, at: datetime | None, office_id: int | None = None
) -> list[int]:
    """
    Let go of the open reviews that nothing carries any more; return their keys.

    No open flag is left, or the contract has come to an end by another way. Of one office, where it
    is named: there a review stays whose contract has final cases that its flags do not count, since
    the next run may find that they are enough.
    """
    here = Q() if office_id is None else Q(office=office_id)
    running = Q(contract__state__in=LIVE)
    end_flags(
        Flag.objects.held().filter(here, contract__state__in=ENDED).order_by("pk"),
        FlagEndKind.CLEARED,
        on=as_of,
        reason=_("The contract has come to an end."),
        actor=actor,
        at=at,
    )
    carried = Exists(Flag.objects.open().filter(reviews=OuterRef("pk")))
    reviews = list(
        TerminationReview.objects.filter(here, state__in=OPEN_REVIEWS)
        .filter(~running | ~carried & (Q() if office_id is None else ~_may_be_carried()))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not reviews:
        return []
    keys = [review.pk for review in reviews]
    about = Q(reviews__in=keys) | Q(facts__overlap=[f"review:{key}" for key in keys])
    end_flags(
        Flag.objects.open().filter(about).distinct().order_by("pk"),
        FlagEndKind.CLEARED,
        on=as_of,
        reason=_("The review has become void."),
        actor=actor,
        at=at,
    )
    for note, let_go in _by_reason(reviews):
        move_all(
            let_go,
            ReviewState.SUPERSEDED,
            verb="review.superseded",
            actor=actor,
            at=at,
            note=note,
            closed_on=as_of,
            closing_note=note,
        )
    return keys


def _may_be_carried() -> Exists:
    """Return whether the contract of a review has final cases that its flags do not count."""
    counted = Flag.objects.filter(reviews=OuterRef(OuterRef("pk")), cases__isnull=False)
    proven = Case.objects.filter(
        contract=OuterRef("contract"), state__in=COUNTED, outcome=Outcome.PROVEN
    )
    return Exists(proven.exclude(pk__in=counted.values("cases")))


def supersede_baseless(
    *, as_of: date, actor: Principal, at: datetime | None, office_id: int | None = None
) -> list[int]:
    """
    Let go of the decisions that are not carried out and whose ground has fallen; return their keys.

    Of one office, where it is named.
    """
    here = Q() if office_id is None else Q(office=office_id)
    fell = Func(F("pk"), function="oversight_review_fell", output_field=BigIntegerField())
    waiting = to_carry_out(TerminationReview.objects.filter(here))
    found = waiting.alias(fell=fell).filter(fell__isnull=False)
    reviews = list(found.select_for_update(of=("self",)).order_by("pk"))
    if reviews:
        note = _("The ground of the decision was annulled; it is not carried out any more.")
        move_all(
            reviews, ReviewState.SUPERSEDED, verb="review.superseded", actor=actor, at=at,
            note=note, closed_on=as_of, closing_note=note,
        )  # fmt: skip
    return [review.pk for review in reviews]


def _by_reason(
    reviews: Sequence[TerminationReview],
) -> list[tuple[str, list[TerminationReview]]]:
    """Return the reviews by why nothing carries them any more: the contract, or the flags."""
    ended = set(
        TerminationReview.objects.filter(
            pk__in=[review.pk for review in reviews], contract__state__in=ENDED
        ).values_list("pk", flat=True)
    )
    found = (
        (_("The contract has come to an end."), [one for one in reviews if one.pk in ended]),
        (
            _("No flag is left that carries the review; each flag says why it ended."),
            [one for one in reviews if one.pk not in ended],
        ),
    )
    return [(note, listed) for note, listed in found if listed]
