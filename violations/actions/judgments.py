"""Judgments from outside: a court or higher authority annuls a final decision."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from offices.actions import touch_offices
from violations import rules
from violations.actions.appeals import write_decision
from violations.actions.evidence import attach, claim_scan
from violations.actions.finality import follow, reverse_points
from violations.actions.steps import Problems, change
from violations.actions.windows import begin_windows
from violations.acts.cases import RECORD_JUDGMENT
from violations.facts.paper_entries import decided_last_on
from violations.models import Case, Evidence
from violations.states import Forum, Outcome, SanctionKind


@transaction.atomic
def record_judgment(
    *,
    case_id: int,
    document_no: str,
    document_on: date,
    document_issuer: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
    evidence_ids: Sequence[UUID] = (),
) -> Case:
    """
    Record that a court or higher authority annulled a final decision; its points are reversed.

    The first file is the scan of the judgment, which is not older than what it annuls.

    The case stays final and closed as it is, its outcome becomes not proven. Who decides the
    case's objections records it; where nobody of those is free the secretariat does, which keeps
    the records: the decision is the court's (docs/adr/0014-stand-ins.md).

    Raises:
        NotPermitted, FactorRequired: not the recording role, was involved, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not final and proven, or an objection in it still waits.
        Invalid: by field document_no, document_on, document_issuer, reasons, evidence.
    """
    case: Case = begin(RECORD_JUDGMENT, case_id, actor, on)
    text, number, issuer, files = _read(
        case, reasons, document_no, document_on, document_issuer, evidence_ids, actor, on, at
    )
    attach(files, at=at, case=case)
    verdict: dict[str, Any] = {
        "outcome": Outcome.NOT_PROVEN,
        "sanction": SanctionKind.NONE,
        "sanction_days": None,
    }
    write_decision(
        case, Forum.JUDGMENT, text, actor, on, document_no=number, document_on=document_on,
        document_issuer=issuer, scan=files[0], **verdict,
    )  # fmt: skip
    changes = change(case, verdict)
    changes |= begin_windows({case: on})[case.pk]
    changes |= reverse_points(case, on)
    touch_offices(office_ids=[case.office_id])
    record(
        actor=actor,
        verb="case.annulled",
        target=case,
        changes=changes
        | {
            "document_no": (None, number),
            "document_on": (None, document_on),
            "document_issuer": (None, issuer),
            "evidence": (None, [file.sha256 for file in files]),
        },
        note=text,
        at=at,
    )
    follow(case, actor, on, at)
    return case


def _read(
    case: Case,
    reasons: str,
    document_no: str,
    document_on: date,
    document_issuer: str,
    evidence_ids: Sequence[UUID],
    actor: Principal,
    on: date,
    at: datetime,
) -> tuple[str, str, str, list[Evidence]]:
    """Return reasons, number, issuer and files of a judgment, or refuse what is wrong with them."""
    problems = Problems()
    text = problems.text("reasons", reasons, least=rules.LEAST_REASONS, most=20_000)
    number = problems.number("document_no", document_no)
    issuer = problems.text("document_issuer", document_issuer, least=3, most=160)
    if document_on > on:
        problems.add("document_on", _("The document cannot be dated after today."))
    elif document_on < decided_last_on(case):
        text_of = _("A judgment is not older than the decision that it annuls.")
        problems.add("document_on", text_of)
    files = claim_scan(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()
    return text, number, issuer, files
