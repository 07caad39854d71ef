"""Violation types, reports, evidence, cases and all that is decided in them."""

from violations.models.access import EvidenceAccess
from violations.models.cases import Case, CasePartQuerySet, CaseQuerySet
from violations.models.consequences import CaseNote, CorrectiveAction, PointEntry
from violations.models.decisions import Appeal, Decision
from violations.models.evidence import Evidence
from violations.models.hearing import Defence, Notice
from violations.models.recusals import Recusal
from violations.models.reports import CaseReport, ReportDraft, ReportSource, ViolationReport
from violations.models.sessions import HearingSession, SessionSeat
from violations.models.sheets import ReportSheet, RowState, SheetRow
from violations.models.stand_ins import StandIn, StandInQuerySet
from violations.models.types import MOST_KEYS, CaseRule, SanctionRule, TypeKeys, ViolationType

__all__ = [
    "MOST_KEYS",
    "Appeal",
    "Case",
    "CaseNote",
    "CasePartQuerySet",
    "CaseQuerySet",
    "CaseReport",
    "CaseRule",
    "CorrectiveAction",
    "Decision",
    "Defence",
    "Evidence",
    "EvidenceAccess",
    "HearingSession",
    "Notice",
    "PointEntry",
    "Recusal",
    "ReportDraft",
    "ReportSheet",
    "ReportSource",
    "RowState",
    "SanctionRule",
    "SessionSeat",
    "SheetRow",
    "StandIn",
    "StandInQuerySet",
    "TypeKeys",
    "ViolationReport",
    "ViolationType",
]
