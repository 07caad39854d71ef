"""The province follows a review without deciding it: recommends, reminds, sees what is silent."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import F, Func, Q, QuerySet, UUIDField

from accounts.models import User
from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from contracts import actions as contracts
from contracts.facts.panels import JUDGMENT_FOLLOWERS, JudgmentFollower
from contracts.models import Contract
from contracts.states import ContractState
from core.acts import begin, need_role, why_not
from offices.models import Office
from oversight.actions.duties import date_duties
from oversight.actions.flags import end_stale
from oversight.actions.openings import supersede_baseless, supersede_reviews
from oversight.actions.steps import move_all, need_text, write
from oversight.acts.reviews import RECOMMEND, REMIND
from oversight.models import TerminationReview
from oversight.states import REVIEW_FLOW, ReviewState
from violations.facts.annulled import FOLLOWERS, Follower
from violations.models import Case
from workdays.actions.apart import Moved, move_apart

LEAST_TEXT = 10


@transaction.atomic
def recommend(
    *, review_id: int, text: str, actor: Principal, on: date, at: datetime
) -> TerminationReview:
    """
    Tell the agency what the province recommends; the newest stands, the history keeps all.

    Raises:
        NotPermitted: the role may not recommend.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the review has been decided.
        Invalid: the text says nothing.
    """
    review: TerminationReview = begin(RECOMMEND, review_id, actor, on)
    text = need_text(text, "text", least=LEAST_TEXT)
    changes = write(review, recommendation=text, recommended_on=on, recommended_by_name=actor.name)
    record(actor=actor, verb="review.recommended", target=review, changes=changes, note=text, at=at)
    return review


@transaction.atomic
def remind_agency(*, review_id: int, actor: Principal, on: date, at: datetime) -> TerminationReview:
    """
    Remind the agency of its deadline, once a day at most.

    Raises:
        NotPermitted: the role may not remind.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the review has been decided, or the agency was reminded today.
    """
    review: TerminationReview = begin(REMIND, review_id, actor, on)
    changes = write(review, reminded_on=on)
    record(actor=actor, verb="review.reminded", target=review, changes=changes, at=at)
    return review


@transaction.atomic
def remind_of_reviews(
    *, review_ids: Sequence[int], actor: Principal, on: date, at: datetime
) -> dict[int, str]:
    """
    Remind the agencies of several reviews; return what became of each: "" for done, else why not.

    Reviews out of the actor's scope are left out of the answer.

    Raises:
        NotPermitted: the role may not remind.
    """
    need_role(REMIND, actor)
    reviews = list(
        TerminationReview.objects.visible_to(actor)
        .filter(pk__in=review_ids)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    outcomes = {}
    for review in reviews:
        found = why_not(REMIND, review, actor, on)
        outcomes[review.pk] = found.message if found else ""
    moved = [review for review in reviews if not outcomes[review.pk]]
    TerminationReview.objects.filter(pk__in=[review.pk for review in moved]).update(
        reminded_on=on, version=F("version") + 1, updated_at=at
    )
    record_many(
        actor=actor,
        verb="review.reminded",
        targets=[(review, {"reminded_on": (review.reminded_on, on)}) for review in moved],
        at=at,
    )
    return outcomes


@transaction.atomic
def escalate_silent(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Put the reviews before the deputy whose agency let its deadline pass; return the keys.

    Raises:
        NotPermitted: the role may not escalate.
    """
    require(actor, Permission.REVIEW_ESCALATE)
    reviews = list(
        TerminationReview.objects.visible_to(actor)
        .filter(
            state__in=REVIEW_FLOW.sources_of(ReviewState.ESCALATED),
            decision_due_on__lt=as_of,
        )
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    escalate = partial(
        move_all,
        state=ReviewState.ESCALATED,
        verb="review.escalated",
        actor=actor,
        at=at,
        escalated_on=as_of,
    )
    return move_apart(reviews, escalate)


@transaction.atomic
def supersede_stale(*, as_of: date, actor: Principal, at: datetime | None = None) -> list[int]:
    """
    End the flags whose cases no longer count, and the reviews that no flag carries; return those.

    The nightly run does the same after it has looked for what still holds.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    require(actor, Permission.FLAG_RUN)
    end_stale(as_of=as_of, actor=actor, at=at)
    baseless = supersede_baseless(as_of=as_of, actor=actor, at=at)
    return supersede_reviews(as_of=as_of, actor=actor, at=at) + baseless


@transaction.atomic
def end_baseless(*, as_of: date, actor: Principal, at: datetime) -> Moved:
    """
    End the suspensions and termination notices whose ground has fallen; return their offices.

    An annulment ends them in its own transaction; what was left of an older database ends here.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    require(actor, Permission.FLAG_RUN)
    keys = set(_baseless().values_list("office", flat=True))
    offices = list(Office.objects.filter(pk__in=keys).order_by("pk"))

    def store(found: Sequence[Office]) -> None:
        for office in found:
            contracts.end_baseless(office_id=office.pk, actor=actor, at=at)
            supersede_reviews(as_of=as_of, actor=actor, at=at, office_id=office.pk)

    return move_apart(offices, store, name=lambda office: str(office.code))


def _baseless() -> QuerySet[Contract]:
    """Return the contracts that are suspended or under a termination notice on a fallen ground."""
    running = Contract.objects.filter(
        state__in=(ContractState.SUSPENDED, ContractState.TERMINATION_NOTICE)
    )
    by_act = {
        act: Func(
            template=f"oversight_annulled_by(contracts_contract, '{act}')",
            output_field=UUIDField(),
        )
        for act in ("suspend", "notice")
    }
    fallen = Q(suspend__isnull=False) | Q(notice__isnull=False)
    return running.alias(**by_act).filter(fallen)


def follow_contract_judgment(contract: Contract, actor: Principal, on: date, at: datetime) -> None:
    """Let reviews and duties of an office follow a judgment on a decision about its contract."""
    supersede_reviews(as_of=on, actor=actor, at=at, office_id=contract.office_id)
    date_duties(actor=User.objects.system())


def follow_annulled_case(case: Case, actor: Principal, on: date, at: datetime) -> None:
    """Let flags, reviews and duties of an office follow a judgment or late appeal at once."""
    end_stale(as_of=on, actor=actor, at=at, office_id=case.office_id)
    supersede_baseless(as_of=on, actor=actor, at=at, office_id=case.office_id)
    supersede_reviews(as_of=on, actor=actor, at=at, office_id=case.office_id)
    date_duties(actor=User.objects.system())


def register_followers() -> None:
    """Follow judgments and late appeals in their own transaction; called when the app is ready."""
    FOLLOWERS.add(Follower("oversight", follow_annulled_case))
    JUDGMENT_FOLLOWERS.add(JudgmentFollower("oversight", follow_contract_judgment))
