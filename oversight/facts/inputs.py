"""What each rule is told about a subject, of what was gathered; never judged."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from agencies.models import Agency
from contracts.models import Contract
from offices.models import Licence, Office
from oversight.facts.gathering import Gathered, Place
from oversight.facts.silence import silences
from oversight.rules import Inputs
from oversight.rules.sentences import WORDING
from oversight.rules.shapes import CaseFact, Subject
from oversight.states import FlagScope, RuleCode
from violations.states import Track

_CASE_RULES = frozenset(
    {
        RuleCode.CRITICAL_ONCE,
        RuleCode.MAJOR_REPEAT,
        RuleCode.SAME_TYPE_REPEAT,
        RuleCode.CROSS_AGENCY,
        RuleCode.AFTER_WARNING,
    }
)


def places(scope: str, ids: Iterable[int]) -> dict[int, Place]:
    """Return the places of subjects of one scope, by key."""
    match FlagScope(scope):
        case FlagScope.CONTRACT:
            return _contract_places(ids)
        case FlagScope.OFFICE:
            rows = Office.objects.filter(pk__in=ids).values_list("pk", "code")
            return {
                pk: Place(Subject("office", f"office:{pk}", code, office=code), office_id=pk)
                for pk, code in rows
            }
        case FlagScope.LICENCE:
            found = Licence.objects.filter(pk__in=ids).values_list(
                "pk", "number", "issued_on", "office_id", "office__code"
            )
            return {
                pk: Place(
                    Subject("licence", f"licence:{pk}", number, office=code, starts_on=issued_on),
                    office_id=office_id,
                    licence_id=pk,
                )
                for pk, number, issued_on, office_id, code in found
            }
        case FlagScope.AGENCY:
            agencies = Agency.objects.filter(pk__in=ids).values_list("pk", "code", "name")
            return {
                pk: Place(
                    Subject("agency", f"agency:{pk}", code, agency=code, agency_name=name),
                    agency_id=pk,
                )
                for pk, code, name in agencies
            }


def _contract_places(ids: Iterable[int]) -> dict[int, Place]:
    rows = Contract.objects.filter(pk__in=ids).values_list(
        "pk", "number", "in_force_from", "office_id", "office__code", "agency_id", "agency__code",
        "agency__name",
    )  # fmt: skip
    return {
        pk: Place(
            Subject(
                "contract",
                f"contract:{pk}",
                number,
                office=code,
                agency=agency,
                agency_name=name,
                starts_on=in_force_from,
            ),
            office_id=office_id,
            contract_id=pk,
            agency_id=agency_id,
        )
        for pk, number, in_force_from, office_id, code, agency_id, agency, name in rows
    }


def assemble(code: RuleCode, version: int, as_of: date, place: Place, rows: Gathered) -> Inputs:
    """Return what one rule is told about one subject; no more than the rule needs."""
    subject, office = place.subject, place.office_id or 0
    more: dict[str, Any] = {}
    if code in _CASE_RULES:
        more["cases"] = tuple(
            case for case in rows.cases.get(office, ()) if _concerns(case, subject)
        )
    if code is RuleCode.POINTS:
        more["points"] = tuple(rows.points.get(office, ()))
    elif code is RuleCode.AFTER_WARNING:
        more["warnings"] = tuple(rows.warnings.get((office, subject.agency), ()))
    elif code is RuleCode.LICENCE_LOST:
        more["licences"] = tuple(rows.licences.get(office, ()))
    elif code is RuleCode.GUARANTEE:
        more["guarantees"] = tuple(rows.guarantees.get(place.contract_id or 0, ()))
        more["needs_guarantee"] = subject.agency in rows.needs_guarantee
    elif code is RuleCode.CURE_MISSED:
        more["corrections"] = tuple(rows.corrections.get((office, subject.agency), ()))
    elif code is RuleCode.REMITTANCE:
        more["settlements"] = tuple(rows.settlements.get(place.contract_id or 0, ()))
    elif code is RuleCode.INACTIVITY:
        more["states"] = tuple(rows.states.get(office, ()))
    return Inputs(
        code=str(code), version=version, as_of=as_of, subject=subject, wording=WORDING, **more
    )


def _concerns(case: CaseFact, subject: Subject) -> bool:
    """Keep cases of other agencies out of a contract's flag, and of the other track (D 15)."""
    if subject.scope == FlagScope.LICENCE:
        return case.track == Track.LICENCE
    if subject.scope == FlagScope.CONTRACT:
        return case.track == Track.CONTRACT and case.agency == subject.agency
    return case.track == Track.CONTRACT


def silent_inputs(version: int, as_of: date, place: Place, keys: Iterable[str]) -> list[Inputs]:
    """Return what A01 is told about an agency: one for each thing that waits for it."""
    known = silences(keys)
    return [
        Inputs(
            code=str(RuleCode.AGENCY_INACTION),
            version=version,
            as_of=as_of,
            subject=place.subject,
            silence=known[key],
            wording=WORDING,
        )
        for key in keys
        if key in known
    ]
