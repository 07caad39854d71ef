"""What stands in the dossier of a case, as far as its reader may know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from audit.models import AuditEvent
from audit.verbs import paper_day
from contracts.models import Waiver
from core.identifiers import mask_national_ids
from violations.facts.cases import evidence_of
from violations.facts.sessions import hearings_of
from violations.facts.told import read_notices, told_appeal, told_to, withhold
from violations.models import (
    Appeal,
    Case,
    CorrectiveAction,
    Decision,
    Defence,
    Notice,
    ViolationReport,
)
from workdays.models import DeadlineMove, KeptDeadline

# Looking changes nothing: by these events a dossier is not another one.
LOOKS = frozenset(
    {
        "evidence.opened",
        "evidence.original_opened",
        "case.evidence_asked",
        "case.dossier_asked",
    }
)
# What the office does not read of the trail (as on its page).
INSIDE = LOOKS | {"case.note_added", "evidence.uploaded"}
CASE = (
    "number", "track", "state", "severity", "points", "occurred_on", "opened_on", "served_on",
    "defence_due_on", "decision_due_on", "decision_on", "decided_on", "appeal_due_on", "final_on",
    "result_served_on", "executed_on", "closed_on", "outcome", "occurrence", "sanction",
    "sanction_days", "office__code", "office__name", "agency__code", "agency__name",
    "contract__number", "type__code", "type__title", "type__legal_reference",
)  # fmt: skip
REPORT = ("number", "occurred_on", "place", "narrative", "supplement", "amount", "affected")
NOTICE = (
    "kind", "channel", "letter_no", "text", "issued_on", "served_on", "served_at", "proof",
    "reminded_on", "reminded_again_on", "paper_since",
)  # fmt: skip
DEFENCE = (
    "stance", "text", "submitted_on", "is_late", "is_paper", "contested_on", "contest_reason"
)  # fmt: skip
DECISION = (
    "forum", "outcome", "reasons", "occurrence", "proposed_sanction", "proposed_days", "sanction",
    "sanction_days", "override_reason", "points", "decided_on", "document_no", "document_on",
    "document_issuer", "session__public_id", "judgment_result", "round_no",
)  # fmt: skip
APPEAL = (
    "text", "filed_on", "is_paper", "result", "decided_on", "round_no",
    "contested_on", "contest_reason",
)  # fmt: skip
CORRECTION = ("text", "due_on", "done_on", "done_note", "verified_on", "verified_note")
WAIVER = ("window", "text", "given_on")
SAT = ("name", "is_present", "is_recused", "reason")
DEADLINE = (
    "clock", "starts_on", "amount", "unit", "due_on", "calendar_version", "days_off", "provenance",
    "citation",
)  # fmt: skip
MOVE = ("old_on", "new_on", "cause", "why", "moved_on")
EVENT = ("stream", "sequence", "at", "verb", "actor_role")
NAMED = ("actor_name", "previous", "hash")
WHOLE = (
    "actor_id", "grant_id", "via", "client", "target_type", "target_id", "target_label", "changes",
    "note", "request_id",
)  # fmt: skip


@dataclass(frozen=True)
class Cut:
    """Up to which event of each stream a dossier reaches, and when the last of them was."""

    sequences: Mapping[str, int]
    at: datetime

    @property
    def name(self) -> str:
        """Return the cut in one word, such as `province:120`."""
        return ",".join(f"{stream}:{last}" for stream, last in sorted(self.sequences.items()))


def _about(case: Case) -> QuerySet[AuditEvent]:
    """Return the events of a case and of its reports."""
    reports = [str(key) for key in case.reports.values_list("public_id", flat=True)]
    return AuditEvent.objects.filter(
        Q(target_type="violations.case", target_id=str(case.public_id))
        | Q(target_type="violations.violationreport", target_id__in=reports)
    )


def cut_of(case: Case) -> Cut:
    """Return where a dossier of the case ends now: at the last act on it."""
    rows = _about(case).exclude(verb__in=LOOKS)
    ends = rows.order_by().values_list("stream").annotate(last=Max("sequence"), end=Max("at"))
    found = list(ends)
    at = max((end for _stream, _last, end in found), default=case.created_at)
    return Cut({stream: last for stream, last, _end in found}, at)


def trail_of(case: Case, actor: Principal, cut: Cut) -> list[dict[str, Any]]:
    """
    Return the events up to a cut: those who read the audit with all columns of their chain.

    Others inside the case get act, day, name and hash; the office acts and roles. Each event has
    the day of its paper, None without one.
    """
    reached = Q(pk__in=[])
    for stream, last in cut.sequences.items():
        reached |= Q(stream=stream, sequence__lte=last)
    rows = _about(case).filter(reached).order_by("at", "stream", "sequence")
    columns: tuple[str, ...] = EVENT
    if actor.role is Role.OPERATOR:
        rows = rows.exclude(verb__in=INSIDE).exclude(verb__startswith="report.")
        columns = ("at", "verb", "actor_role")
    elif may(actor, Permission.AUDIT_READ):
        columns = (*EVENT, *NAMED, *WHOLE)
    else:
        columns = (*EVENT, *NAMED)
    return [_dated(row, columns) for row in rows.values(*{*columns, "changes"})]


def _dated(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in columns} | {"paper_day": paper_day(row["changes"])}


def dossier_of(case: Case, actor: Principal) -> dict[str, Any]:
    """Return what lies in a case's file and may be read by this actor; never an internal note."""
    is_office = actor.role is Role.OPERATOR
    shown = Case.objects.visible_to(actor).annotate(is_told=told_to(actor))
    told = dict(shown.values(*CASE, "is_told").get(pk=case.pk))
    withhold(told)
    subjects = [case.public_id, *case.decisions.values_list("public_id", flat=True)]
    return {
        "case": told,
        "reports": _reports(case, is_office=is_office),
        "notices": _notices(case, actor),
        "waivers": list(
            Waiver.objects.filter(subject_id__in=subjects).order_by("pk").values(*WAIVER)
        ),
        "defences": _rows(Defence, case, actor, *DEFENCE),
        "hearings": hearings_of(case, actor),
        "decisions": _decisions(case, actor),
        "appeals": _appeals(case, actor),
        "corrections": _rows(CorrectiveAction, case, actor, *CORRECTION),
        "deadlines": _deadlines(case, actor),
        "evidence": [dict(row) for row in evidence_of(case, actor)],
    }


def _rows(model: Any, case: Case, actor: Principal, *columns: str) -> list[dict[str, Any]]:
    rows = model.objects.visible_to(actor).filter(case=case).order_by("pk")
    return [dict(row) for row in rows.values("public_id", *columns)]


def _decisions(case: Case, actor: Principal) -> list[dict[str, Any]]:
    """Return what was decided; those inside the case learn by whom, and who sat."""
    if actor.role is Role.OPERATOR:
        return _rows(Decision, case, actor, *DECISION)
    rows = _rows(Decision, case, actor, *DECISION, "decided_by_name", "attendance")
    for row in rows:
        row["attendance"] = [{name: seat.get(name) for name in SAT} for seat in row["attendance"]]
    return rows


def _deadlines(case: Case, actor: Principal) -> list[dict[str, Any]]:
    """Return how each deadline of the case was computed, and what moved it."""
    kept = KeptDeadline.objects.visible_to(actor).filter(subject_id=case.public_id)
    rows = [dict(row) for row in kept.order_by("starts_on", "clock").values("pk", *DEADLINE)]
    moves: dict[int, list[dict[str, Any]]] = {row["pk"]: [] for row in rows}
    receipts = DeadlineMove.objects.visible_to(actor).filter(deadline__in=moves).order_by("pk")
    for move in receipts.values("deadline", *MOVE):
        moves[move.pop("deadline")].append(dict(move))
    return [row | {"moves": moves[row.pop("pk")]} for row in rows]


def _reports(case: Case, *, is_office: bool) -> list[dict[str, Any]]:
    """Return what was reported; an office reads no reporter, and of people's numbers the ends."""
    columns = REPORT if is_office else (*REPORT, "reporter_name", "submitted_on")
    rows = ViolationReport.objects.filter(case_reports__case=case).order_by("pk").values(*columns)
    found = [dict(row) for row in rows]
    if is_office:
        for row in found:
            for name in ("place", "narrative", "supplement"):
                row[name] = mask_national_ids(row[name])
    return found


def _notices(case: Case, actor: Principal) -> list[dict[str, Any]]:
    """Return the notices; what one says opens to the office with its service."""
    opened = read_notices(case, actor)
    rows = _rows(Notice, case, actor, *NOTICE)
    return [row if row["public_id"] in opened else row | {"text": ""} for row in rows]


def _appeals(case: Case, actor: Principal) -> list[dict[str, Any]]:
    """Return the objection; its result opens to the office with the outcome."""
    rows = _rows(Appeal, case, actor, *APPEAL)
    for row in rows:
        told_appeal(row, case, actor)
    return rows
