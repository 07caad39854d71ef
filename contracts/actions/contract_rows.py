"""Rows of existing contracts from a file: what they mean to the register, what is wrong."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from agencies.models import Agency, Service
from contracts.actions.contract_entry import apply
from contracts.rules.columns import CONTRACT_FIELDS
from core.persian import loose_key
from offices.actions.batches import NEAREST, Batch, written_of
from offices.facts import Content, Derived
from offices.rules.tables import Problem, Table

GUARANTEE = ("guarantee_number", "guarantee_amount", "guarantee_until")
_APART = re.compile(r"[،,;؛+\n]| و (?=\S)")


def derive(table: Table, today: date) -> Sequence[Derived]:
    """Return the agency and the services of each row by key; note the unknown ones."""
    agencies = _agencies()
    services: dict[int, dict[str, int]] = defaultdict(dict)
    for agency, key, code, title in Service.objects.values_list("agency", "pk", "code", "title"):
        services[agency] |= {loose_key(code): key, loose_key(title): key}
    found: list[int | None] = []
    named: list[str | None] = []
    columns = zip(table.rows, table.values("agency"), table.values("services"), strict=True)
    for row, agency_name, titles in columns:
        party = agencies.get(loose_key(agency_name or ""))
        found.append(party)
        if party is None and agency_name:
            _note(table, row[0], "agency", _("No agency of this name is in the register."))
        keys, unknown = _services(titles or "", services.get(party or 0, {}))
        if unknown and party is not None:
            text = _("The agency has no service “{title}”.").format(title="»، «".join(unknown))
            _note(table, row[0], "services", text)
        named.append("{" + ",".join(map(str, sorted(keys))) + "}")
    return [
        Derived("agency_id", "bigint", found),
        Derived("service_ids", "bigint[]", named),
    ]


def _agencies() -> dict[str, int]:
    keys: dict[str, int] = {}
    for pk, code, name, short in Agency.objects.order_by("pk").values_list(
        "pk", "code", "name", "short_name"
    ):
        for spelling in (code, name, short):
            keys.setdefault(loose_key(spelling), pk)
    return keys


def _services(titles: str, known: dict[str, int]) -> tuple[set[int], list[str]]:
    """Return the keys of the services that a cell names, and what it names besides."""
    whole = known.get(loose_key(titles))
    if whole is not None:
        return {whole}, []
    parts = [part.strip() for part in _APART.split(titles) if part.strip(" .-")]
    keys = {part: known.get(loose_key(part)) for part in parts}
    return (
        {key for key in keys.values() if key is not None},
        [part for part, key in keys.items() if key is None],
    )


def _note(table: Table, line: int, name: str, message: str) -> None:
    place, title = table.field_of(name)
    table.problems.append(Problem(line, place, title, table.shown(line, name), message))


def check(batch: Batch) -> None:
    """Say for each row whether the contract is new or known, and what stands against it."""
    batch.add(office_id="bigint", enters="varchar(20)")
    batch.execute(
        "UPDATE staged s SET office_id = o.id FROM offices_office o WHERE o.code = s.code"
    )
    batch.execute(
        "UPDATE staged SET enters = CASE WHEN state IS NOT NULL AND NOT"
        " (state = 'active' AND ends_on < %(on)s) THEN state"
        " WHEN ends_on < %(on)s THEN 'expired' ELSE 'active' END",
        {"on": batch.on},
    )
    _check_keys(batch)
    _check_days(batch)
    _check_guarantee(batch)
    _check_overlap(batch)
    known = "skip" if batch.known_rows == "skip" else "same"
    batch.execute("UPDATE staged SET act = %s WHERE pk IS NOT NULL", [known])


def _check_keys(batch: Batch) -> None:
    batch.flag(
        "code",
        _("No office of this code is in the register. Bring the offices first."),
        "SELECT line FROM staged WHERE office_id IS NULL AND code IS NOT NULL",
    )
    batch.flag_alike(
        "agency_number",
        _("This contract also stands in line {0}."),
        ["agency_id", "agency_number"],
    )
    batch.execute(
        "UPDATE staged s SET pk = c.id FROM contracts_contract c"
        " WHERE c.agency_id = s.agency_id AND c.agency_number = s.agency_number"
    )
    batch.flag(
        "agency_number",
        _("The register has this contract with another office, with code {0}."),
        "SELECT s.line, o.code FROM staged s JOIN contracts_contract c ON c.id = s.pk"
        " JOIN offices_office o ON o.id = c.office_id WHERE c.office_id <> s.office_id",
    )
    batch.flag(
        "ends_on",
        _("The register has other dates for this contract; a file does not change them."),
        "SELECT s.line FROM staged s JOIN contracts_contract c ON c.id = s.pk"
        " WHERE (c.starts_on, c.ends_on) <> (s.starts_on, s.ends_on)",
        level="warning",
    )


def _check_days(batch: Batch) -> None:
    batch.flag(
        "ends_on",
        _("The contract would end before it starts."),
        "SELECT line FROM staged WHERE ends_on < starts_on",
    )
    batch.flag(
        "state",
        _("The term is over; the contract enters as expired."),
        "SELECT line FROM staged WHERE state = 'active' AND enters = 'expired' AND pk IS NULL",
        level="warning",
    )
    batch.flag(
        "state",
        _("The term is not over yet; write its present state."),
        "SELECT line FROM staged WHERE state = 'expired' AND ends_on >= %s",
        [batch.on],
    )
    batch.flag(
        "signed_on",
        _("Without the day of signature the contract is in force from its agency's confirmation."),
        "SELECT line FROM staged WHERE signed_on IS NULL AND starts_on < %s AND pk IS NULL",
        [batch.on],
        level="warning",
    )
    batch.flag(
        "state",
        _("A suspension rests on a document: write “active”; the agency suspends the contract."),
        "SELECT line FROM staged WHERE enters = 'suspended' AND pk IS NULL",
    )
    batch.flag(
        "starts_on",
        _("The contract has not begun; its agency drafts it here and the office accepts it."),
        "SELECT line FROM staged WHERE starts_on > %s AND pk IS NULL",
        [batch.on],
    )
    batch.flag(
        "signed_on",
        _("The day of signature lies ahead."),
        "SELECT line FROM staged WHERE signed_on > %s AND pk IS NULL",
        [batch.on],
    )
    batch.flag(
        "stopped_on",
        _("A contract that ended before its term needs the day on which it ended."),
        "SELECT line FROM staged WHERE enters IN ('terminated', 'ended_mutual')"
        " AND stopped_on IS NULL",
    )
    batch.flag(
        "stopped_on",
        _("The contract ended within its term, not after today."),
        "SELECT line FROM staged WHERE stopped_on < starts_on OR stopped_on > ends_on"
        " OR stopped_on > %s",
        [batch.on],
    )


def _check_guarantee(batch: Batch) -> None:
    batch.flag_parts(
        _("A guarantee is its number with amount and end; one of the three is missing."),
        GUARANTEE,
    )
    batch.flag(
        "guarantee_number",
        _("The agency asks for a guarantee; the contract enters without one."),
        "SELECT s.line FROM staged s JOIN agencies_agency a ON a.id = s.agency_id"
        " WHERE a.requires_guarantee"
        f" AND {written_of(*GUARANTEE)} = 0 AND s.pk IS NULL"
        " AND s.enters = 'active'",
        level="warning",
    )
    batch.flag(
        "services",
        _("The contract enters without services; add them by an addendum."),
        "SELECT line FROM staged WHERE cardinality(service_ids) = 0 AND pk IS NULL"
        " AND (agency_id IS NOT NULL OR services IS NULL)",
        level="warning",
    )


def _check_overlap(batch: Batch) -> None:
    batch.flag(
        "services",
        _("Contract {0} of the register covers a service of this one in the same days."),
        "SELECT s.line, min(c.number) FROM staged s JOIN contracts_contractservice k"
        " ON k.office_id = s.office_id AND k.agency_id = s.agency_id"
        " AND k.service_id = ANY (s.service_ids)"
        " AND daterange(k.starts_on, k.ends_on, '[]') && daterange(s.starts_on, s.ends_on, '[]')"
        " JOIN contracts_contract c ON c.id = k.contract_id"
        " WHERE k.state IN ('active', 'suspended', 'termination_notice') AND s.pk IS NULL"
        " AND s.ends_on >= s.starts_on AND s.enters = 'active' GROUP BY s.line",
    )
    batch.flag(
        "services",
        _("Line {0} covers a service of this contract in the same days."),
        "SELECT s.line, string_agg(o.line::text, '، ') FROM staged s CROSS JOIN LATERAL"
        " (SELECT t.line FROM staged t"
        " WHERE t.office_id = s.office_id AND t.agency_id = s.agency_id AND t.line <> s.line"
        " AND t.service_ids && s.service_ids AND t.ends_on >= t.starts_on"
        " AND daterange(t.starts_on, t.ends_on, '[]') && daterange(s.starts_on, s.ends_on, '[]')"
        f" AND t.pk IS NULL AND t.enters = 'active' LIMIT {2 * NEAREST}) o"
        " WHERE s.pk IS NULL AND s.ends_on >= s.starts_on"
        " AND s.enters = 'active' GROUP BY s.line",
    )


CONTRACTS = Content(
    name="contracts",
    title=gettext_lazy("existing contracts"),
    permission=Permission.CONTRACT_IMPORT,
    fields=CONTRACT_FIELDS,
    derive=derive,
    check=check,
    apply=apply,
    note=gettext_lazy(
        "Contracts that were made before; each agency's manager confirms its own afterwards."
    ),
    page="contracts:list",
    way=gettext_lazy("See the contracts"),
    order=30,
)
