"""What reads across reports, cases and points: measured here, judged in `rules`."""

from violations.facts.cases import (
    Clock,
    Hearing,
    Step,
    clocks_of,
    closed_files,
    evidence_of,
    hearing_of,
    involved_in,
    official,
    stepper_of,
    waiver_text,
)
from violations.facts.execution import touched_contract, touches_contract
from violations.facts.guards import (
    against_renewal,
    against_renewals,
    against_suspending,
    against_terminating,
)
from violations.facts.letters import letter_kind, notice_text, notice_values
from violations.facts.points import (
    Effect,
    LivePoints,
    PointsSummary,
    Proposal,
    effect_of,
    live_points,
    live_points_of,
    occurrence_for,
    proposed_sanction,
)
from violations.facts.registers import PANELS, THRESHOLDS, Threshold
from violations.facts.reports import Twin, contract_on, contracts_on, duplicates_of, type_on
from violations.facts.seals import BrokenSeal, broken_seals, stray_files
from violations.facts.terms import (
    NoReckoning,
    Reckoning,
    Reckonings,
    Terms,
    reckoning_on,
    triaged_by_body,
)
from violations.facts.told import is_told, read_notices, told_to, withhold

__all__ = [
    "PANELS",
    "THRESHOLDS",
    "BrokenSeal",
    "Clock",
    "Effect",
    "Hearing",
    "LivePoints",
    "NoReckoning",
    "PointsSummary",
    "Proposal",
    "Reckoning",
    "Reckonings",
    "Step",
    "Terms",
    "Threshold",
    "Twin",
    "against_renewal",
    "against_renewals",
    "against_suspending",
    "against_terminating",
    "broken_seals",
    "clocks_of",
    "closed_files",
    "contract_on",
    "contracts_on",
    "duplicates_of",
    "effect_of",
    "evidence_of",
    "hearing_of",
    "involved_in",
    "is_told",
    "letter_kind",
    "live_points",
    "live_points_of",
    "notice_text",
    "notice_values",
    "occurrence_for",
    "official",
    "proposed_sanction",
    "read_notices",
    "reckoning_on",
    "stepper_of",
    "stray_files",
    "told_to",
    "touched_contract",
    "touches_contract",
    "triaged_by_body",
    "type_on",
    "waiver_text",
    "withhold",
]
