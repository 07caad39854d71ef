"""
The statements that make a country's worth of synthetic rows.

Everything is drawn by `random()` after `setseed`, each row once, in temporary tables first. Shares
are those of the measurements: the largest agency has 19 % of the contracts, a few offices are
reported often, fifteen of a hundred reports open a case.
"""

from dataclasses import dataclass

from dashboard.demo.national_sql.cases import CASES, REPORTS
from dashboard.demo.national_sql.register import AGENCIES, CONTRACTS, OFFICES, PLACES

YEARS = 5
LOADED = (
    "territory_division",
    "agencies_agency",
    "agencies_service",
    "offices_licenceholder",
    "offices_office",
    "offices_officestateinterval",
    "offices_licence",
    "contracts_contract",
    "contracts_contractservice",
    "contracts_guarantee",
    "violations_violationreport",
    "violations_reportkey",
    "violations_case",
    "violations_casereport",
    "violations_decision",
    "violations_notice",
    "violations_pointentry",
)


@dataclass(frozen=True)
class Batch:
    """Statements that belong together; the last one's count is the batch's."""

    name: str
    statements: tuple[str, ...]


BATCHES = (
    Batch("counties", (PLACES,)),
    Batch("agencies", AGENCIES),
    Batch("offices", OFFICES),
    Batch("contracts", CONTRACTS),
    Batch("reports", REPORTS),
    Batch("cases", CASES),
)
