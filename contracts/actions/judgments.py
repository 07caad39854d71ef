"""Judgments of a civil court, or of the forum that the contract names, on its suspension or end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from approvals.models import PendingAct
from audit.actions import record, record_many
from audit.row_seals import add_seals
from contracts.actions.annulments import follow_annulment, shorten
from contracts.actions.old_entries import entry_rows
from contracts.actions.old_receipts import propose_old
from contracts.actions.steps import need_reason, write
from contracts.acts.contract import RECORD_JUDGMENT
from contracts.acts.judging import (
    Judged,
    called,
    confirms_no_judgment,
    judged_decisions,
    nothing_to_judge,
)
from contracts.facts.panels import JUDGMENT_FOLLOWERS
from contracts.facts.recusals import without_recused
from contracts.facts.waiting_judgments import without_decided, without_sources
from contracts.models import Contract, EndingProof
from contracts.rules import last_suspended
from contracts.states import ContractVerdict, JudgedAct, ProofKind
from core.acts import begin
from core.errors import Invalid, refusal_of
from core.papers import keep, take
from core.papers.heads import Letter, need_letter, wrong_in_judgment
from core.persian import isolated, persian_digits, plain_number
from core.scope import across_tenants
from workdays.facts import is_entered_back

VERBS = {
    ContractVerdict.ANNULLED: "contract.judgment_annulled",
    ContractVerdict.REDUCED: "contract.judgment_reduced",
    ContractVerdict.UPHELD: "contract.judgment_upheld",
}


@dataclass(frozen=True)
class Verdict:
    """What a judgment did, with which decision, and to how many days it shortened a suspension."""

    act: str
    result: str
    days: int | None = None


@transaction.atomic
def record_contract_judgment(
    *,
    contract_id: int,
    verdict: Verdict,
    letter: Letter,
    file: "File[bytes] | None",
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> Contract:
    """
    Record that a court annulled or upheld the suspension or end of a contract, or shortened it.

    The scan of the judgment is sealed; it is not older than the decision. Annulled, the suspension
    or the notice ends at once, and a terminated contract gets the duty to reinstate it; shortened,
    the suspension has the days of the judgment from its first day. A judgment of an earlier day
    than one person may enter it (rule `paper_entry`) takes effect when the deputy confirms it
    (docs/adr/0066-judgments-on-contracts.md).

    Raises:
        NotPermitted, FactorRequired: not who records judgments, decided here, or the factor is
            stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no decision about the contract stands, or a judgment waits for its second
            person.
        Invalid: by field decision, result, days, document_no, document_on, document_issuer, file,
            reason.
    """
    contract: Contract = begin(RECORD_JUDGMENT, contract_id, actor, on)
    judged = _judged(contract, verdict.act)
    _weigh(contract, judged, verdict)
    letter = replace(letter, number=plain_number(letter.number))
    need_letter(letter, on)
    _need_recent(letter, judged)
    reason = need_reason(reason)
    if file is None:
        raise Invalid(fields={"file": [_("A judgment is recorded with its scan.")]})
    is_old = is_entered_back(letter.on or on, on, contract.county.public_id)
    judgment = _written(contract, judged, verdict, letter, reason, actor, on)
    judgment.in_force_on = None if is_old else on
    keep(judgment, take(file), at)
    if is_old:
        _propose(contract, judgment, actor, on, at)
    else:
        _carry_out(contract, judgment, actor, on, at)
    contract.refresh_from_db()
    return contract


def _written(
    contract: Contract,
    judged: Judged,
    verdict: Verdict,
    letter: Letter,
    reason: str,
    actor: Principal,
    on: date,
) -> EndingProof:
    """Return a judgment as its document reads, without its scan and not in force yet."""
    return EndingProof(
        contract=contract,
        kind=ProofKind.JUDGMENT,
        source_id=judged.proof.public_id,
        source_label=letter.number,
        document_no=letter.number,
        document_on=letter.on,
        document_issuer=letter.issuer.strip(),
        reasons=reason,
        decided_on=on,
        decided_by=actor.user_id,
        decided_by_name=actor.name,
        judged=judged.proof,
        judged_act=judged.act,
        judgment_result=verdict.result,
        judged_days=verdict.days,
    )


def wrong_in_verdict(contract: Contract, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with what was typed so far of a judgment and its day."""
    act, result, day = (typed.get(name) for name in ("decision", "result", "document_on"))
    if not act:
        return {}
    judged = _judged(contract, act)
    wrong = refusal_of(_need_recent, Letter("", day, ""), judged)
    if result and "days" in typed:
        wrong |= refusal_of(_weigh, contract, judged, Verdict(act, result, typed["days"]))
    return wrong


def _judged(contract: Contract, act: str) -> Judged:
    for judged in judged_decisions(contract):
        if judged.act == act:
            return judged
    raise Invalid(fields={"decision": [_("Choose the decision that was judged.")]})


def _weigh(contract: Contract, judged: Judged, verdict: Verdict) -> None:
    """
    Check what the judgment did with the decision.

    Raises:
        Invalid: it is none of the results, or the days do not shorten the suspension.
    """
    if verdict.result not in ContractVerdict.values:
        raise Invalid(fields={"result": [_("Choose what the judgment did with the decision.")]})
    if verdict.result != ContractVerdict.REDUCED:
        if verdict.days is not None:
            raise Invalid(fields={"days": [_("Only a shortened suspension has days.")]})
        return
    if judged.act != JudgedAct.SUSPEND:
        raise Invalid(fields={"result": [_("Only a suspension is shortened.")]})
    first, last = contract.suspended_on, contract.suspended_until
    if verdict.days is None or verdict.days < 1:
        raise Invalid(fields={"days": [_("Write to how many days the suspension was shortened.")]})
    if first is not None and last is not None and last_suspended(first, verdict.days) >= last:
        raise Invalid(fields={"days": [_("The suspension has no more days than these already.")]})


def _need_recent(letter: Letter, judged: Judged) -> None:
    """
    Check that the judgment is not older than the decision.

    Raises:
        Invalid: it is.
    """
    if wrong := wrong_in_judgment(letter.on, judged.decided_on):
        raise Invalid(fields={"document_on": [wrong]})


def _propose(
    contract: Contract, judgment: EndingProof, actor: Principal, on: date, at: datetime
) -> None:
    """Let the deputy confirm a judgment of an earlier day; its scan is sealed already."""
    propose_old(
        RECORD_JUDGMENT, contract, judgment.document_on or on, judgment.reasons, actor=actor, on=on,
        at=at, is_above=True, judgment=str(judgment.public_id),
    )  # fmt: skip
    record(
        actor=actor,
        verb="contract.judgment_proposed",
        target=contract,
        changes=add_seals(write(contract) | _head(judgment), judgment=judgment),
        note=judgment.reasons,
        at=at,
    )


def _head(judgment: EndingProof) -> dict[str, Any]:
    """Return what the history keeps of a judgment."""
    return {
        "judgment": (None, judgment.judgment_result),
        "judged": (None, judgment.judged_act),
        "document_no": (None, judgment.document_no),
        "document_on": (None, judgment.document_on),
        "document_issuer": (None, judgment.document_issuer),
        "scan_sha256": (None, judgment.scan_sha256),
    }


def _carry_out(
    contract: Contract, judgment: EndingProof, actor: Principal, on: date, at: datetime
) -> None:
    """Record a judgment that is in force, and let the contract and what rests on it follow."""
    record(
        actor=actor,
        verb=VERBS[ContractVerdict(judgment.judgment_result)],
        target=contract,
        changes=add_seals(
            write(contract) | _head(judgment) | {"in_force_on": (None, on)},
            judgment=judgment,
            judgment_force=judgment,
        ),
        note=judgment.reasons,
        at=at,
    )
    # What rests on it may be another agency's: it follows whether the actor sees it or not.
    with across_tenants():
        if judgment.judgment_result == ContractVerdict.ANNULLED:
            follow_annulment(office_id=contract.office_id, actor=actor, at=at)
        elif judgment.judgment_result == ContractVerdict.REDUCED and judgment.judged_days:
            shorten(contract, judgment.judged_days, judgment.reasons, actor, on, at)
        for follower in JUDGMENT_FOLLOWERS:
            follower.follow(contract, actor, on, at)


def _stored(arguments: Mapping[str, Any]) -> EndingProof:
    found: EndingProof = EndingProof.objects.select_related("judged").get(
        public_id=arguments["judgment"]
    )
    return found


def _still_judged(contract: Contract, arguments: Mapping[str, Any]) -> bool:
    judgment = _stored(arguments)
    standing = judged_decisions(contract)
    return any(
        each.act == judgment.judged_act and each.proof.pk == judgment.judged_id for each in standing
    )


def _content(contract: Contract, arguments: Mapping[str, Any]) -> Any:
    judgment = _stored(arguments)
    return {"scan": judgment.scan_sha256, "judged": str(judgment.source_id)}


def _rows(contract: Contract, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    judgment = _stored(arguments)
    result, decision = judgment.get_judgment_result_display(), judgment.get_judged_act_display()
    if judgment.judged is not None and _still_judged(contract, arguments):
        decision = called(judgment.judged_act, contract, judgment.judged.decided_on)
    if judgment.judged_days:
        days = _("{count} days").format(count=persian_digits(judgment.judged_days))
        result = f"{result} ({days})"
    return [
        *entry_rows(contract, arguments),
        (_("Decision that was judged"), decision),
        (_("What the judgment did"), result),
        (_("Judgment"), f"{isolated(judgment.document_no)} · {judgment.document_issuer}"),
        (_("Reasons"), judgment.reasons),
    ]


def _papers(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal
) -> Sequence[tuple[str, str]]:
    judgment = _stored(arguments)
    if not EndingProof.objects.visible_to(actor).filter(pk=judgment.pk).exists():
        return ()
    return [(judgment.scan_name, reverse("contracts:scan", args=[judgment.public_id]))]


def _blocked(contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date) -> str:
    """Return that the decision was annulled, or has ended otherwise, meanwhile."""
    if _still_judged(contract, arguments):
        return ""
    return nothing_to_judge(contract, actor, on) or _(
        "The judged decision does not stand any more."
    )


def _confirm(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """
    Let a judgment take effect that another person has entered, as its second person.

    Raises:
        Invalid: the suspension is shorter by now.
    """
    judgment = _stored(arguments)
    _weigh(
        contract,
        _judged(contract, judgment.judged_act),
        Verdict(judgment.judged_act, judgment.judgment_result, judgment.judged_days),
    )
    judgment.in_force_on = on
    judgment.save(update_fields=["in_force_on", "updated_at"])
    _carry_out(contract, judgment, actor, on, at)


def _ended(acts: Sequence[PendingAct], actor: Principal, at: datetime) -> None:
    """Record on each contract that the entry of a judgment ended without its second person."""
    contracts = Contract.objects.in_bulk([act.target_id for act in acts], field_name="public_id")
    record_many(
        actor=actor,
        verb="contract.judgment_unconfirmed",
        targets=[
            (contracts[act.target_id], _head(_stored(act.arguments)))
            for act in acts
            if act.target_id in contracts
        ],
        note=acts[0].reason,
        at=at,
    )


JUDGMENT_KIND = PendingKind(
    name=RECORD_JUDGMENT.key,
    title=RECORD_JUDGMENT.title,
    permission=Permission.CASE_REOPEN,
    proposal=RECORD_JUDGMENT.key,
    content=_content,
    rows=_rows,
    papers=_papers,
    perform=_confirm,
    ended=_ended,
    blocked=_blocked,
    barred=confirms_no_judgment,
    without=lambda rows, principal: without_decided(
        without_sources(without_recused(rows, principal), principal), principal
    ),
    model="contracts.contract",
    is_over=lambda contract, arguments, on: not _still_judged(contract, arguments),
)
