"""
What is wrong with the entries of a contract's books and papers, by field, all of it at once.

Each function judges what was typed so far, so that a page names these beside what its form finds;
the action asks the same function of the whole entry.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from contracts.facts.acceptance import sent_on
from contracts.facts.agreement import earliest_end
from contracts.facts.money import left_to_call, left_to_remit, needs_cover
from contracts.facts.settlements import first_due, overlapping
from contracts.facts.standing import longest_suspension
from contracts.models import Contract, ContractAddendum, Guarantee, Settlement
from contracts.rules import GUARANTEE_SHARE, exceeds_guarantee
from core.jalali import short
from core.persian import group, isolated, persian_digits, plain_number, strict_key

Typed = Mapping[str, Any]
Wrong = dict[str, list[str]]
REVERSED = "↺"  # the key of a counter-entry begins so


def wrong_in_settlement(contract: Contract, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with what the office took in a period."""
    wrong: Wrong = {}
    key, first, last = typed.get("key"), typed.get("period_first"), typed.get("period_last")
    if key is not None and (not plain_number(key) or key.startswith(REVERSED)):
        wrong["key"] = [_("Write the number of the statement.")]
    if typed.get("source") == "":
        wrong["source"] = [_("Write where the amount comes from.")]
    if typed.get("amount") is not None and typed["amount"] <= 0:
        wrong["amount"] = [_("A settlement has an amount.")]
    begun = contract.in_force_from or contract.starts_on
    if first and last and first > last:
        wrong["period_first"] = [_("The period lies in the contract's term, its start first.")]
    elif first and first < begun:
        text = _("The period begins on {day}, when the contract came into force, or later.")
        wrong["period_first"] = [text.format(day=isolated(short(begun)))]
    if last and last > on:
        wrong["period_last"] = [_("The period is not over yet.")]
    due = typed.get("due_on")
    if due and due < (earliest := first_due(contract, on).due_on):
        text = _("The office sees the entry from today on; it is due on {day} at the earliest.")
        wrong["due_on"] = [text.format(day=isolated(short(earliest)))]
    other = overlapping(contract, first, last) if first and last and first <= last else None
    if other is not None and "period_first" not in wrong:
        text = _(
            "The period overlaps that of settlement {key}, from {first} to {last}; take that one"
            " back first."
        )
        wrong["period_first"] = [
            text.format(
                key=isolated(other.key),
                first=isolated(short(other.period_first)),
                last=isolated(short(other.period_last)),
            )
        ]
    return wrong


def wrong_in_remittance(settlement: Settlement, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with a remittance of a settlement."""
    wrong: Wrong = {}
    left, amount, voucher = left_to_remit(settlement), typed.get("amount"), typed.get("source")
    if amount is not None and not 0 < amount <= left:
        text = _("Of the settlement {amount} rials are left to remit.")
        wrong["amount"] = [text.format(amount=group(left))]
    day = typed.get("settled_on")
    if day and not settlement.period_first <= day <= on:
        text = _("The day lies between the beginning of the period and today.")
        wrong["settled_on"] = [text]
    if voucher is not None and not voucher:
        wrong["source"] = [_("Write the number of the voucher.")]
    elif voucher and is_known_voucher(settlement, voucher):
        wrong["source"] = [_("The settlement has a remittance of this voucher.")]
    return wrong


def is_known_voucher(settlement: Settlement, voucher: str) -> bool:
    """Tell whether a part of the settlement has the voucher, however its signs are typed."""
    key = strict_key(voucher)
    known = settlement.remittances.values_list("voucher", flat=True)
    return any(strict_key(each) == key for each in known)


def wrong_in_guarantee(contract: Contract, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with a guarantee of the contract."""
    wrong: Wrong = {}
    amount, last = typed.get("amount"), typed.get("expires_on")
    is_explained = bool((typed.get("excess_reason") or "").strip())
    if amount == 0:
        wrong["amount"] = [_("A guarantee has an amount.")]
    if amount is not None and exceeds_guarantee(amount, contract.value) and not is_explained:
        text = _("A guarantee is usually at most {share} percent of the value; give the reason.")
        wrong["excess_reason"] = [text.format(share=persian_digits(GUARANTEE_SHARE))]
    if last and last < on:
        wrong["expires_on"] = [_("The guarantee has run out already.")]
    number = plain_number(typed.get("number") or "")
    if number and contract.guarantees.filter(number=number).exists():
        wrong["number"] = [_("The contract has a guarantee of this number.")]
    elif typed.get("number") and not number:
        wrong["number"] = [_("Write the number of the document as it stands on it.")]
    return wrong


def wrong_in_extension(old: Guarantee, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with the letter that prolongs a guarantee."""
    wrong = wrong_in_guarantee(old.contract, {"number": typed.get("number")}, on)
    last = typed.get("expires_on")
    if last and last < old.expires_on:
        wrong["expires_on"] = [_("The new end lies before the present one.")]
    elif last == old.expires_on:
        wrong["expires_on"] = [_("This is the present end.")]
    elif last and last < on:
        wrong["expires_on"] = [_("The guarantee has run out already.")]
    return wrong


def wrong_in_replacement(old: Guarantee, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with the guarantee that takes another one's place."""
    contract, wrong = old.contract, wrong_in_guarantee(old.contract, typed, on)
    if not needs_cover(contract):
        return wrong
    left, amount, last = left_to_call(old), typed.get("amount"), typed.get("expires_on")
    if amount is not None and amount < left:
        text = _("The present guarantee secures {amount} rials; the new one secures no less.")
        wrong.setdefault("amount", []).append(text.format(amount=group(left)))
    if last and last < contract.ends_on:
        text = _("The contract is secured to its last day, {end}; the guarantee ends before.")
        end = isolated(short(contract.ends_on))
        wrong.setdefault("expires_on", []).append(text.format(end=end))
    return wrong


def wrong_in_call(guarantee: Guarantee, typed: Typed) -> Wrong:
    """Return what is wrong with the sum that is called of a guarantee."""
    left, amount = left_to_call(guarantee), typed.get("amount")
    if amount is None or 0 < amount <= left:
        return {}
    text = _("Of the guarantee {amount} rials are left to call.")
    return {"amount": [text.format(amount=group(left))]}


def wrong_in_acceptance(contract: Contract, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with the day on which the office signed a paper."""
    day = typed.get("accepted_on")
    if not day or min(sent_on(contract), on) <= day <= on:
        return {}
    text = _("The office signed between the day on which the contract was sent and today.")
    return {"accepted_on": [text]}


def wrong_in_service(contract: Contract, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with the day on which a termination notice was served on paper."""
    day = typed.get("served_on")
    if not day or (contract.notice_issued_on or on) <= day <= on:
        return {}
    return {"served_on": [_("The day of service lies between the day of issue and today.")]}


def wrong_in_end(contract: Contract, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with the day on which both sides are to end a contract."""
    day, first = typed.get("ends_on"), max(earliest_end(contract, on), contract.starts_on)
    if not day or first <= day <= contract.ends_on:
        return {}
    text = _(
        "The day lies between {first} and the end of the term: the office has time to reconsider."
    )
    return {"ends_on": [text.format(first=isolated(short(first)))]}


def wrong_in_suspension(typed: Typed, on: date, *, is_urgent: bool = False) -> Wrong:
    """Return what is wrong with the last day of a suspension."""
    day, last = typed.get("until"), longest_suspension(on, urgent=is_urgent)
    if not day or on <= day <= last:
        return {}
    text = _("The suspension ends between today and {last}.")
    return {"until": [text.format(last=isolated(short(last)))]}


def wrong_in_addendum(addendum: ContractAddendum, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with the day on which the office signed an addendum on paper."""
    day = typed.get("accepted_on")
    if not day or (addendum.proposed_on or on) <= day <= on:
        return {}
    return {"accepted_on": [_("The office signed between the day of the proposal and today.")]}
