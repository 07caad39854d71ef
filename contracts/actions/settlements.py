"""What an office owes an agency: recorded, remitted, and taken back where it was wrong."""

from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from contracts.actions.old_receipts import propose_old
from contracts.actions.steps import Changes, need_reason, need_sound, tell
from contracts.acts.contract import RECORD_SETTLEMENT, lock_contract
from contracts.acts.settlement import REMIT, REVERSE, lock_settlement
from contracts.facts.entries import REVERSED, wrong_in_remittance, wrong_in_settlement
from contracts.facts.money import left_to_remit
from contracts.facts.settlements import first_due
from contracts.models import Contract, Remittance, Settlement
from core.acts import need, need_role
from core.errors import Invalid
from core.persian import display_safe, plain_number, strict_key
from core.texts import need_length
from workdays.actions import keep_deadlines
from workdays.facts import Deadline, Kept, is_entered_back
from workdays.rules import DeadlineKey

LONGEST_SOURCE, LONGEST_KEY = 200, 60


@transaction.atomic
def record_settlement(
    *,
    contract_id: int,
    key: str,
    period_first: date,
    period_last: date,
    amount: int,
    source: str,
    actor: Principal,
    on: date,
    at: datetime,
    due_on: date | None = None,
) -> Settlement:
    """
    Record what the office took in a period and owes the agency, in rial; both ends included.

    Without `due_on` it is due on the first possible day (`facts.settlements.first_due`), which is
    counted from the entry: no day passes before the office could see it. The same entry under a
    known key is answered as it stands: it is not recorded twice.

    Raises:
        NotPermitted: the role may not keep the books of contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract was never signed, or is settled.
        Invalid: the key is taken by another entry, a day or amount is wrong, or another entry
            that stands covers a day of the period.
        NoRule: no length is in force.
    """
    need_role(RECORD_SETTLEMENT, actor)
    contract = lock_contract(contract_id, actor)
    key, source = need_length(plain_number(key), "key", LONGEST_KEY), source.strip()
    known = contract.settlements.filter(key=key).first()
    if known is not None:
        # A last day that was computed may have moved with the calendar since.
        return _same(known, (period_first, period_last, amount, due_on or known.due_on))
    need(RECORD_SETTLEMENT, contract, actor, on)
    typed = {"key": key, "source": source, "amount": amount, "due_on": due_on}
    typed |= {"period_first": period_first, "period_last": period_last}
    need_sound(wrong_in_settlement(contract, typed, on))
    computed: Deadline | None = None
    if due_on is None:
        computed = first_due(contract, on)
        due_on = computed.due_on
    settlement = Settlement.objects.create(
        contract=contract,
        holder_id=cast("int", contract.office.holder_id),  # the act needs a holder
        key=key,
        period_first=period_first,
        period_last=period_last,
        amount=amount,
        due_on=due_on,
        source=source,
        recorded_on=on,
        recorded_by=actor.user_id,
        recorded_by_name=actor.name,
    )
    if computed is not None:
        # The length of a remittance counts the days of the agency's kind of body.
        body = contract.agency.kind if computed.rule.key == DeadlineKey.REMIT_DUE else ""
        clock = "contract.remittance"
        keep_deadlines(kept=[Kept(clock, settlement, computed, contract.county_id, body)])
    changes: Changes = {
        "settlement": (None, key),
        "amount": (None, amount),
        "due_on": (None, due_on.isoformat()),
    }
    _tell("contract.settlement_recorded", contract, changes, source, actor, at)
    return settlement


def _same(known: Settlement, wanted: tuple[date, date, int, date]) -> Settlement:
    """
    Return the entry under a key, if it is the one that is wanted: period, amount and last day.

    Raises:
        Invalid: the key is another entry's.
    """
    if wanted == (known.period_first, known.period_last, known.amount, known.due_on):
        return known
    raise Invalid(fields={"key": [_("The contract has a settlement of this number.")]})


@transaction.atomic
def record_remittance(
    *,
    settlement_id: int,
    amount: int,
    settled_on: date,
    source: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> Settlement:
    """
    Record that the office remitted a part of a settlement, or what is left of it.

    `source` is the bank's voucher. Once the parts reach the amount, the settlement is remitted, on
    the last of their days. The same remittance again is answered as it stands. One of an earlier
    day than one person may enter it (rule `paper_entry`) is recorded when another confirms it.

    Raises:
        NotPermitted: the role may not keep the books of contracts.
        Settlement.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it was taken back, is remitted already, the contract is settled, or a
            remittance waits for its second person.
        Invalid: the amount is above what is left, the voucher is another part's or missing, or the
            day lies ahead or before the period.
    """
    need_role(REMIT, actor)
    settlement = lock_settlement(settlement_id, actor)
    source = need_length(display_safe(source), "source", LONGEST_SOURCE)
    if _is_known(settlement, amount, settled_on, source):
        return settlement
    need(REMIT, settlement, actor, on)
    typed = {"amount": amount, "settled_on": settled_on, "source": source}
    need_sound(wrong_in_remittance(settlement, typed, on))
    if is_entered_back(settled_on, on, settlement.contract.county.public_id):
        propose_old(
            REMIT, settlement, settled_on, source, actor=actor, on=on, at=at, amount=amount,
            voucher=source,
        )  # fmt: skip
        return settlement
    recorder = (actor.user_id, actor.name)
    write_remittance(settlement, amount, settled_on, source, recorder, actor=actor, on=on, at=at)
    return settlement


def write_remittance(
    settlement: Settlement,
    amount: int,
    settled_on: date,
    source: str,
    recorder: tuple[int, str],
    *,
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """Write a part that was remitted, and the whole where the parts reach it."""
    left = left_to_remit(settlement)
    Remittance.objects.create(
        settlement=settlement, amount=amount, paid_on=settled_on, voucher=source, recorded_on=on,
        recorded_by=recorder[0], recorded_by_name=recorder[1],
    )  # fmt: skip
    changes: Changes = {
        "settlement": (settlement.key, settlement.key),
        "remitted": (None, settled_on.isoformat()),
        "amount": (None, amount),
        "left": (left, left - amount),
    }
    verb = "contract.settlement_part_remitted"
    if left == amount:
        verb = "contract.settlement_remitted"
        _close(settlement, source, recorder)
        changes["remitted"] = (None, settlement.settled_on)
    _tell(verb, settlement.contract, changes, source, actor, at)


def _is_known(settlement: Settlement, amount: int, settled_on: date, source: str) -> bool:
    """Return whether this very remittance is on record, as a part or as the whole."""
    key, parts = strict_key(source), list(settlement.remittances.all())
    if any((part.amount, part.paid_on, strict_key(part.voucher)) == (amount, settled_on, key)
           for part in parts):  # fmt: skip
        return True
    whole = (settlement.settled_on, strict_key(settlement.settled_source), settlement.amount)
    return whole == (settled_on, key, amount) and not parts


def _close(settlement: Settlement, source: str, recorder: tuple[int, str]) -> None:
    """Write that the parts have reached the amount, on the last of their days."""
    days = settlement.remittances.values_list("paid_on", flat=True)
    settlement.settled_on, settlement.settled_source = max(days), source
    settlement.settled_by, settlement.settled_by_name = recorder
    settlement.save(
        update_fields=[
            "settled_on", "settled_source", "settled_by", "settled_by_name", "updated_at",
        ]
    )  # fmt: skip


@transaction.atomic
def reverse_settlement(
    *, settlement_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Settlement:
    """
    Take a wrong settlement back by a counter-entry; the right one is a new entry of its own.

    A second time answers the counter-entry that stands.

    Raises:
        NotPermitted: the role may not keep the books of contracts.
        Settlement.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is a counter-entry itself, or the contract is settled.
        Invalid: the reason is missing or too long.
    """
    need_role(REVERSE, actor)
    settlement = lock_settlement(settlement_id, actor)
    counter = Settlement.objects.filter(reverses=settlement).first()
    if counter is not None:
        return counter
    need(REVERSE, settlement, actor, on)
    contract = settlement.contract
    reason = need_reason(reason, longest=LONGEST_SOURCE)
    counter = Settlement.objects.create(
        contract=contract,
        holder_id=settlement.holder_id,
        key=f"{REVERSED}{settlement.pk}",
        period_first=settlement.period_first,
        period_last=settlement.period_last,
        amount=-settlement.amount,
        due_on=settlement.due_on,
        source=reason,
        recorded_on=on,
        recorded_by=actor.user_id,
        recorded_by_name=actor.name,
        reverses=settlement,
    )
    changes: Changes = {
        "settlement": (settlement.key, None),
        "amount": (settlement.amount, None),
    }
    _tell("contract.settlement_reversed", contract, changes, reason, actor, at)
    return counter


def _tell(
    verb: str, contract: Contract, changes: Changes, note: str, actor: Principal, at: datetime
) -> None:
    """Record an event of the books; the flagging looks at a running contract again."""
    if contract.is_running:
        tell(verb, contract, changes, note, actor, at)
    else:
        record(actor=actor, verb=verb, target=contract, changes=changes, note=note, at=at)
