"""The office's acceptance of a contract: in the portal, or on a paper that the agency enters."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from contracts.actions.scans import add_version
from contracts.actions.steps import need_reason, need_sound, write
from contracts.acts.contract import ACCEPT, CONTEST_ACCEPTANCE, DECLINE, ENTER_ACCEPTANCE
from contracts.facts.acceptance import contract_acceptance_text, unaccepted_on
from contracts.facts.agreement import reconsidered_until
from contracts.facts.entries import wrong_in_acceptance
from contracts.models import Contract, PaperContest
from contracts.rules.terms import MOST_REASON
from core.acts import begin
from core.errors import Invalid
from workdays.actions import keep_deadlines
from workdays.actions.apart import Moved, move_apart
from workdays.facts import Kept, deadline
from workdays.rules import DeadlineKey


@transaction.atomic
def accept_contract(*, contract_id: int, actor: Principal, on: date, at: datetime) -> Contract:
    """
    Accept a contract for the office; the agency's manager signs it afterwards.

    The declaration of the office is written to the history. Of a contract whose acceptance was
    entered on paper, it confirms the paper: nothing waits for the time to contest it any more.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it does not wait for signature, is accepted, or has no text.
    """
    contract: Contract = begin(ACCEPT, contract_id, actor, on)
    text = contract_acceptance_text(contract)
    until = reconsidered_until(contract, on)
    changes = write(
        contract,
        accepted_on=on,
        accepted_by=actor.user_id,
        acceptance_entered_by=None,
        contest_until=None,
        reconsider_until=until.due_on,
    )
    keep_deadlines(kept=[Kept("contract.reconsider", contract, until, contract.county_id)])
    record(
        actor=actor, verb="contract.accepted", target=contract, changes=changes, note=text, at=at
    )
    return contract


@transaction.atomic
def accept_contracts(
    *, contract_ids: Collection[int], actor: Principal, on: date, at: datetime
) -> list[Contract]:
    """
    Accept several contracts of an office with one code, each with an event of its own.

    Raises:
        NotPermitted, FactorRequired, Contract.DoesNotExist, IllegalMove: as `accept_contract`, of
            the first that is refused; then none is accepted.
        Invalid: none is named.
    """
    if not contract_ids:
        raise Invalid(fields={"contracts": [_("Choose at least one contract.")]})
    return [
        accept_contract(contract_id=key, actor=actor, on=on, at=at)
        for key in sorted(set(contract_ids))
    ]


@transaction.atomic
def decline_contract(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Decline a contract for the office; the agency returns it to the draft or gives it up.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it does not wait for signature, or is accepted or declined.
        Invalid: the reason is missing or too long.
    """
    contract: Contract = begin(DECLINE, contract_id, actor, on)
    reason = need_reason(reason, longest=MOST_REASON)
    changes = write(contract, declined_on=on, declined_by=actor.user_id, decline_reason=reason)
    record(
        actor=actor, verb="contract.declined", target=contract, changes=changes, note=reason, at=at
    )
    return contract


@transaction.atomic
def enter_acceptance(
    *,
    contract_id: int,
    accepted_on: date,
    file: "File[bytes] | None",
    actor: Principal,
    on: date,
    at: datetime,
) -> Contract:
    """
    Enter, with its sealed scan, the paper on which the office accepted a contract on a day.

    Whoever enters it does not sign the contract: the signature is the second person's act. The
    office has the time of the rule `window_after_entry` to contest the paper; the contract is
    signed after that time, unless the office accepts in the portal itself.

    Raises:
        NotPermitted: the role may not prepare contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it does not wait for signature, is accepted, or a paper of it was contested.
        Invalid: the scan is missing, refused or was contested, or the day does not lie between the
            day on which the contract was sent to the office and today.
    """
    contract: Contract = begin(ENTER_ACCEPTANCE, contract_id, actor, on)
    wrong = wrong_in_acceptance(contract, {"accepted_on": accepted_on}, on)
    if file is None:
        raise Invalid(
            fields=wrong | {"file": [_("An acceptance on paper is entered with its scan.")]}
        )
    need_sound(wrong)
    why = _("The office signed anew after the contract was changed.")
    _scan, papers = add_version(contract, file, why, actor, on, at)
    until = deadline(DeadlineKey.WINDOW_AFTER_ENTRY, on, contract.county.public_id)
    changes = write(
        contract,
        accepted_on=accepted_on,
        acceptance_entered_by=actor.user_id,
        contest_until=until.due_on,
    )
    keep_deadlines(kept=[Kept("contract.contest", contract, until, contract.county_id)])
    record(
        actor=actor,
        verb="contract.acceptance_entered",
        target=contract,
        changes=changes | papers,
        at=at,
    )
    return contract


@transaction.atomic
def contest_acceptance(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Contest, as the office, the paper by which it is said to have accepted a contract.

    The contract waits for its acceptance again; the scan of the paper stays, marked.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no acceptance on paper waits for the signature, or the time is over.
        Invalid: the reason is missing or too long.
    """
    contract: Contract = begin(CONTEST_ACCEPTANCE, contract_id, actor, on)
    reason = need_reason(reason, longest=MOST_REASON)
    scan = contract.scans.order_by("-number")[0]
    PaperContest.objects.create(
        contract=contract, scan=scan, contested_on=on, contested_by=actor.user_id, reason=reason
    )
    changes = write(contract, accepted_on=None, acceptance_entered_by=None, contest_until=None)
    record(
        actor=actor,
        verb="contract.acceptance_contested",
        target=contract,
        changes=changes | {"scan_sha256": (scan.scan_sha256, None)},
        note=reason,
        at=at,
    )
    return contract


@transaction.atomic
def note_missed_acceptances(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Note the contracts that were not accepted by their first day; return their keys.

    They are not in force; both sides are notified, once. They can still be accepted and signed.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CONTRACT_EXPIRE)
    rows = list(
        unaccepted_on(Contract.objects.visible_to(actor), as_of)
        .filter(acceptance_missed_on=None)
        .select_for_update(of=("self",))
        .order_by("pk")
    )

    def store(found: Sequence[Contract]) -> None:
        Contract.objects.filter(pk__in=[row.pk for row in found]).update(
            acceptance_missed_on=as_of, version=F("version") + 1, updated_at=Now()
        )
        record_many(
            actor=actor,
            verb="contract.acceptance_missed",
            targets=[(row, {"acceptance_missed_on": (None, as_of)}) for row in found],
            at=at,
        )

    return move_apart(rows, store)
