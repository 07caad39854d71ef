"""On which grounds a duty is refused, which of them hold, and when a document is asked for."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.persons import is_same_person
from accounts.roles import ROLE_PERMISSIONS, Permission
from contracts.facts import is_licensed, rival_sentence
from contracts.states import BLOCKING, ContractState
from core.acts import once_per_record
from core.persian import isolated
from oversight.models import Duty
from oversight.states import IMPOSSIBILITIES, DutyKind, RefusalCode
from violations.facts.paper_entries import has_decided

REFUSERS = [role for role, held in ROLE_PERMISSIONS.items() if Permission.DUTY_REFUSE in held]


def grounds_of(duty: Duty) -> list[str]:
    """Return the grounds among which the refusal of a duty chooses."""
    if duty.kind == DutyKind.REINSTATE:
        return list(IMPOSSIBILITIES)
    if duty.kind == DutyKind.APPEAL:  # an objection is decided, unless it is not the agency's to
        return [RefusalCode.NOT_OURS, RefusalCode.COURT]
    if duty.kind == DutyKind.TERMINATE:  # a notice that is not to end the contract is withdrawn
        return [RefusalCode.COURT]
    return [
        code
        for code in RefusalCode
        if code not in IMPOSSIBILITIES and code != RefusalCode.CASE_CLOSED
    ]


def grounds_that_hold(duty: Duty, on: date) -> list[str]:
    """Return those of the grounds of a duty that are not known to be untrue on a day."""
    return [code for code in grounds_of(duty) if not untrue(duty, code, on)]


def needs_scan(duty: Duty, code: str = "") -> bool:
    """
    Tell whether a refusal has its document.

    Late ones, those of a reopened duty, impossibilities, stays by a court, and that an objection
    is another body's have it.
    """
    is_late = duty.deputy_on is not None or duty.reopened_on is not None
    is_of_another = duty.kind == DutyKind.APPEAL and code == RefusalCode.NOT_OURS
    is_proven = is_of_another or code == RefusalCode.COURT
    return is_late or duty.kind == DutyKind.REINSTATE or is_proven


def stayed_since(duty: Duty) -> date:
    """Return the day of the decision or notice that an order of a court would stay."""
    if duty.case is not None:
        found: date = duty.case.decided_on or duty.case.opened_on
        return found
    if duty.review is not None:
        return duty.review.decided_on or duty.review.opened_on
    issued = None if duty.contract is None else duty.contract.notice_issued_on
    return issued or duty.starts_on


def decided_what_is_stayed(duty: Duty, account: int) -> bool:
    """Tell whether a person decided in the case or the review, or gave the notice."""
    if duty.case is not None:
        return has_decided(duty.case, account)
    decider = duty.review.decided_by if duty.review else None
    if duty.contract is not None:
        decider = duty.contract.acted_by
    return is_same_person(decider, account)


@once_per_record
def own_decision_stayed(duty: Duty, account: int, on: date) -> str:
    """
    Return why a person does not enter the order of a court here, and who does; empty if they may.

    Nobody enters an order that stays what they decided (docs/adr/0053-paper.md).
    """
    if not decided_what_is_stayed(duty, account):
        return ""
    why = _("You decided what the court stays, so you do not enter its order.")
    names = who_may_refuse(duty, on)
    if not names:
        return (
            why
            + " "
            + _(
                "Nobody else holds a role of the agency that refuses its duties; the administrators"
                " give the role «agency decider of objections»."
            )
        )
    return why + " " + _("It is entered by {names}.").format(names=_(", ").join(names))


def who_may_refuse(duty: Duty, on: date) -> list[str]:
    """
    Return by name who else of the agency refuses its duties and may enter the order.

    Whoever decided what the court stays, stood back from what the duty is of, or has an interest
    in its office, enters none.
    """
    if duty.agency is None:
        return []
    grants = RoleGrant.objects.in_force(on).filter(
        role__in=REFUSERS, scope_id=duty.agency.public_id, user__is_active=True
    )
    people = dict(grants.order_by("user__full_name").values_list("user_id", "user__full_name"))
    free = free_of(duty, people)
    return [
        name
        for key, name in people.items()
        if key in free and not decided_what_is_stayed(duty, key)
    ]


def free_of(duty: Duty, accounts: Iterable[int]) -> set[int]:
    """Return those of some accounts whom neither a recusal nor an interest bars from a duty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person FROM oversight_duty duty, unnest(%s::bigint[]) AS person"
            " WHERE duty.id = %s AND NOT oversight_stood_back_from(duty, person)"
            " AND NOT oversight_interested_in('oversight.duty', duty.public_id, person)",
            [list(accounts), duty.pk],
        )
        return {person for (person,) in cursor.fetchall()}


def grounds_for(duty: Duty, account: int, on: date) -> list[str]:
    """Return those of the grounds that may hold and that a person may give."""
    grounds = grounds_that_hold(duty, on)
    if RefusalCode.COURT not in grounds or not own_decision_stayed(duty, account, on):
        return grounds
    return [code for code in grounds if code != RefusalCode.COURT]


def untrue(duty: Duty, code: str, on: date) -> str:
    """Return that a ground about the contract does not hold on a day; empty if it does."""
    source = duty.case or duty.review
    contract = duty.contract or (source.contract if source else None)
    if contract is None:
        return ""
    if code == RefusalCode.CONTRACT_OVER and contract.state in BLOCKING:
        return _("The contract {number} is not over.").format(number=isolated(contract.number))
    if duty.kind != DutyKind.REINSTATE:
        return ""
    holds = {
        RefusalCode.TERM_PASSED: contract.ends_on < on,
        RefusalCode.NO_LICENCE: not is_licensed(contract.office_id, on),
        RefusalCode.LINE_HELD: bool(rival_sentence(contract)),
        RefusalCode.SETTLED: contract.state == ContractState.SETTLED,
    }
    return "" if holds[RefusalCode(code)] else _("This ground does not hold for the contract.")
