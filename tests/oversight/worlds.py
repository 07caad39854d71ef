"""
Small worlds for the rules: rows of any shape, written past actions and triggers.

`draw_world` builds one from hypothesis' choices; days lie where rules change their mind.
"""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from hypothesis import strategies as st

from agencies.models import Agency
from contracts.models import Contract, Guarantee
from core import jalali
from offices.models import Licence, LicenceHolder, Office, OfficeStateInterval
from oversight.models import Duty, TerminationReview
from tests import factories
from violations.models import Case, CorrectiveAction, PointEntry, ViolationType

# So long ago that three years after it are over today: runs go on from it, day by day.
DAY = date(2023, 10, 24)  # 2 Aban 1402
SILENCED = (
    "violations_case", "violations_pointentry", "violations_correctiveaction",
    "contracts_contract", "contracts_guarantee", "offices_licence", "offices_office",
    "oversight_terminationreview", "offices_officestateinterval", "oversight_policyrule",
    "oversight_duty", "contracts_settlement",
)  # fmt: skip
# Days before the last one: at, just inside and just outside the windows of the first policy.
EDGES = sorted(
    {0, 1, 30, 200, 600, 900}
    | {(DAY - jalali.add_months(DAY, -months)).days + step
       for months in (12, 24, 36) for step in (-1, 0, 1)}
)  # fmt: skip
FINAL = {"state": "final", "outcome": "proven"}
_serial = itertools.count(1)


def silence_triggers():
    """Let the tests write histories that the triggers would refuse; undone with the test."""
    with connection.cursor() as cursor:
        for table in SILENCED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


@dataclass
class World:
    """Two offices, two agencies, two types of violation, and what happens among them."""

    agencies: list[Agency]
    types: list[ViolationType]
    holders: list[LicenceHolder]
    offices: list[Office] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)

    def office(self):
        """Add an active office of the first holder, without a licence."""
        office = factories.make_office(licensed=False, holder=self.holders[0], county=self.county)
        self.offices.append(office)
        return office

    @property
    def county(self):
        """Return the county of all offices."""
        if not hasattr(self, "_county"):
            self._county = factories.make_county()
        return self._county

    def contract(self, office, agency, **values):
        """Add a contract; active from 1 Farvardin 1402 for a year by default."""
        defaults = {
            "state": "active",
            "starts_on": date(2023, 3, 21),
            "ends_on": date(2024, 3, 19),
        }
        values.setdefault(
            "signed_on", values.get("starts_on", defaults["starts_on"]) - timedelta(days=1)
        )
        contract = Contract.objects.create(
            number=f"W-{next(_serial)}", office=office, agency=agency, county=office.county,
            **(defaults | values),
        )  # fmt: skip
        self.contracts.append(contract)
        return contract

    def case(self, contract, kind, final_on=DAY, **values):
        """Add a final proven case of the contract's office and agency."""
        defaults = FINAL | {
            "track": "contract",
            "agency": contract.agency,
            "severity": kind.severity,
            "holder": contract.office.holder,
            "occurred_on": final_on - timedelta(days=60),
            "sanction": "reminder",
        }
        values = defaults | values
        if values["state"] not in {"final", "closed"}:
            final_on = None
        opened_on = values.pop("opened_on", DAY - timedelta(days=50))
        return Case.objects.create(
            number=f"W-{next(_serial):05d}", office=contract.office, county=contract.county,
            contract=contract, type=kind, points=kind.points, opened_on=opened_on,
            serve_due_on=opened_on, final_on=final_on, occurrence=1, served_on=opened_on,
            defence_due_on=opened_on, decided_on=final_on or opened_on,
            executed_on=values.pop("executed_on", final_on), **values,
        )  # fmt: skip

    def points(self, case, points, **values):
        """Give a case's points to its office."""
        defaults = {
            "effective_on": case.final_on,
            "expires_on": jalali.add_months(case.final_on, 24),
            "holder": case.holder,
            "round_no": case.round_no,
        }
        return PointEntry.objects.create(
            case=case, office=case.office, points=points, **(defaults | values)
        )

    def reverse(self, entry, on):
        """Take points back."""
        return PointEntry.objects.create(
            case=entry.case, office=entry.office, holder=entry.holder, points=-entry.points,
            effective_on=on, expires_on=entry.expires_on, reverses=entry,
        )  # fmt: skip

    def licence(self, office, **values):
        """Give an office a licence of its holder."""
        defaults = {
            "holder": office.holder,
            "issued_on": date(2022, 3, 21),
            "expires_on": date(2028, 3, 19),
        }
        return Licence.objects.create(
            office=office, number=f"W-{next(_serial)}", **(defaults | values)
        )

    def guarantee(self, contract, **values):
        """Give a contract a guarantee to the end of its term."""
        defaults = {"expires_on": contract.ends_on, "state": "held"}
        return Guarantee.objects.create(
            contract=contract, kind="bank", number=f"W-{next(_serial)}", amount=1,
            **(defaults | values),
        )  # fmt: skip

    def settlement(self, contract, due_on, settled_on=None, **values):
        """Add what the office owes the agency, remitted on a day or not yet."""
        paid = {"settled_source": "1", "settled_by": 1} if settled_on else {}
        return factories.make_settlement(
            contract, period_first=due_on, period_last=due_on, due_on=due_on,
            settled_on=settled_on, recorded_on=due_on, **(paid | values),
        )  # fmt: skip

    def review(self, contract, **values):
        """Add a review, open or decided."""
        return TerminationReview.objects.create(
            number=f"W-{next(_serial)}", contract=contract, office=contract.office,
            agency=contract.agency, county=contract.county,
            **({"opened_on": DAY, "decision_due_on": DAY} | values),
        )  # fmt: skip

    def correction(self, case, due_on, **values):
        """Lay a correction on a case."""
        return CorrectiveAction.objects.create(case=case, text="رفع نقص", due_on=due_on, **values)

    def duty(self, case, kind, due_on, **values):
        """Lay a step on the case's agency, to be done until a day; open by default."""
        return Duty.objects.create(
            kind=kind, case=case, agency=case.agency, office=case.office,
            starts_on=case.opened_on, due_on=due_on, **values,
        )  # fmt: skip


def empty_world():
    """Return two agencies, two types (major, minor) and two holders."""
    return World(
        agencies=[factories.make_agency(), factories.make_agency()],
        types=[
            factories.make_type(severity="major"),
            factories.make_type(severity="minor", points=10),
        ],
        holders=[factories.make_holder(), factories.make_holder()],
    )


def ago(draw, least=0):
    """Draw a day that lies at an edge of a window, or anywhere near."""
    edges = [edge for edge in EDGES if edge >= least]
    days = draw(st.one_of(st.sampled_from(edges), st.integers(least, 1100)))
    return DAY - timedelta(days=days)


def draw_world(draw):
    """Build a world from hypothesis' choices."""
    world = empty_world()
    for _number in range(draw(st.integers(1, 2))):
        office = world.office()
        draw_licences(draw, world, office)
        draw_closures(draw, office)
        for agency in world.agencies:
            for _twin in range(draw(st.sampled_from([0, 1, 1, 1, 2]))):
                draw_contract(draw, world, office, agency)
    for _number in range(draw(st.integers(0, 9))):
        if world.contracts:
            draw_case(draw, world)
    if draw(st.booleans()):
        draw_transfer(draw, world)
    return world


def draw_contract(draw, world, office, agency):
    """Add a contract whose term and state may or may not make it a subject."""
    starts_on = draw(st.sampled_from(
        [date(2023, 3, 21), date(2021, 3, 21), DAY, DAY + timedelta(days=1)]
    ))  # fmt: skip
    ends_on = draw(st.sampled_from([date(2024, 3, 19), DAY + timedelta(days=1)]))
    state = draw(st.sampled_from(
        ["active", "active", "active", "suspended", "termination_notice", "draft"]
    ))  # fmt: skip
    extra = {"signed_on": draw(st.sampled_from(
        [starts_on - timedelta(days=1), starts_on, max(starts_on, DAY - timedelta(days=20))]
    ))}  # fmt: skip
    if state == "suspended":
        extra |= {"suspended_on": DAY, "suspended_until": DAY, "origin": "own"}
    if state in {"suspended", "termination_notice"}:
        state = "active" if draw(st.booleans()) else "draft"
        extra = {"signed_on": extra["signed_on"]}
    contract = world.contract(
        office, agency, starts_on=starts_on, ends_on=max(starts_on, ends_on), state=state, **extra
    )
    for _number in range(draw(st.integers(0, 2))):
        world.guarantee(
            contract,
            expires_on=DAY + timedelta(days=draw(st.sampled_from([-40, -1, 0, 1, 29, 30, 31, 90]))),
            state=draw(st.sampled_from(["held", "held", "expired", "released", "called"])),
        )
    if draw(st.booleans()):
        draw_settlements(draw, world, contract)
    return contract


def draw_settlements(draw, world, contract):
    """Give a contract settlements that are due, late, remitted and taken back around the edges."""
    half = DAY - jalali.add_months(DAY, -6)
    edges = [0, 1, 10, 12, 14, 15, 16, 22, half.days - 1, half.days, half.days + 1, 400]
    for _number in range(draw(st.integers(1, 4))):
        due_on = DAY - timedelta(days=draw(st.sampled_from([-1, *edges])))
        after = draw(st.sampled_from([None, None, -1, 0, 1, 3, 40]))
        settled_on = None if after is None else due_on + timedelta(days=after)
        entry = world.settlement(
            contract, due_on, settled_on,
            holder=draw(st.sampled_from([contract.office.holder] * 4 + [world.holders[1]])),
        )  # fmt: skip
        if draw(st.integers(0, 4)) == 0:
            world.settlement(
                contract, due_on, amount=-entry.amount, holder=entry.holder, reverses=entry
            )


def draw_licences(draw, world, office):
    """Give an office up to two licences that work, ended, or were lost; periods never overlap."""
    near = st.sampled_from([-300, -1, 0, 1, 400])
    seam = DAY + timedelta(days=draw(st.sampled_from([-200, 0, 1])))
    state = draw(st.sampled_from(
        ["", "valid", "valid", "valid", "suspended", "expired", "renewal_requested"]
    ))  # fmt: skip
    has_old = draw(st.integers(0, 2)) == 0
    if state:
        extra = {}
        if state == "suspended":
            since = DAY + timedelta(days=draw(near))
            extra = {
                "state_since": since,
                "suspended_until": since + timedelta(days=draw(st.sampled_from([0, 1, 400]))),
                "document_no": "1",
            }
        issued_on = seam if has_old else date(2022, 3, 21)
        expires_on = max(issued_on, DAY + timedelta(days=draw(near)))
        world.licence(office, state=state, issued_on=issued_on, expires_on=expires_on, **extra)
    if has_old:
        last = seam - timedelta(days=1)
        old = draw(st.sampled_from(["cancelled", "transferred", "renewed"]))
        world.licence(
            office,
            state=old,
            expires_on=last + timedelta(days=draw(st.sampled_from([0, 400]))),
            ended_on=last,
            state_since=min(last, DAY) - timedelta(days=draw(st.sampled_from([0, 30])))
            if old == "cancelled" else DAY - timedelta(days=100),
            document_no="1",
        )  # fmt: skip


def draw_closures(draw, office):
    """Let an office be closed with a permit, without one, or first with one and then without."""
    begins = DAY - timedelta(days=draw(st.sampled_from([-1, 0, 29, 30, 31, 90])))
    office.intervals.all().delete()
    match draw(st.sampled_from(["", "", "", "inactive", "permit", "both", "over"])):
        case "inactive":
            closed(office, "inactive", begins)
        case "permit":
            closed(office, "temporarily_closed", begins, permit=draw(st.integers(0, 40)))
        case "both":
            until = begins + timedelta(days=draw(st.integers(0, 20)))
            closed(office, "temporarily_closed", begins, until, permit=draw(st.integers(0, 20)))
            gap = draw(st.sampled_from([1, 1, 2]))
            closed(office, "inactive", until + timedelta(days=gap))
        case "over":
            until = begins + timedelta(days=draw(st.sampled_from([0, 30, 31, 90])))
            closed(office, "inactive", begins, until)


def closed(office, state, starts_on, ends_on=None, permit=None):
    """Write a closure of an office; a permit lasts so many days from its first."""
    OfficeStateInterval.objects.create(
        office=office, state=state, starts_on=starts_on, ends_on=ends_on, reason="تعطیل",
        planned_until=None if permit is None else starts_on + timedelta(days=permit),
    )  # fmt: skip


def draw_case(draw, world):
    """Add a case on some contract: mostly final and proven, sometimes not, sometimes waiting."""
    contract = draw(st.sampled_from(world.contracts))
    final_on = ago(draw)
    values = {
        "severity": draw(st.sampled_from(["major", "major", "critical", "minor", "moderate"])),
        "occurred_on": final_on - timedelta(days=draw(st.sampled_from([20, 60, 200, 400]))),
        "sanction": draw(st.sampled_from(["reminder", "written_warning", "written_warning"])),
        "holder": draw(st.sampled_from([world.holders[0]] * 4 + [world.holders[1]])),
        "state": draw(st.sampled_from(["final", "final", "closed", "opened", "defended"])),
        "outcome": draw(st.sampled_from(["proven"] * 5 + ["not_proven"])),
        "track": draw(st.sampled_from(["contract"] * 5 + ["licence"])),
        "opened_on": final_on - timedelta(days=15),
        "round_no": draw(st.sampled_from([1, 1, 2])),
    }
    if values["state"] in {"opened", "defended"}:
        values |= {"outcome": "", "sanction": "", "decision_due_on": ago(draw)}
    elif values["state"] == "final" and draw(st.booleans()):
        values["executed_on"] = None
    case = world.case(contract, draw(st.sampled_from(world.types)), final_on, **values)
    if case.final_on and case.outcome == "proven":
        entry = world.points(
            case,
            draw(st.sampled_from([10, 25, 50, 100])),
            expires_on=draw(st.sampled_from(
                [jalali.add_months(case.final_on, 24), DAY, DAY + timedelta(days=1)]
            )),
        )  # fmt: skip
        if draw(st.integers(0, 5)) == 0:
            world.reverse(entry, draw(st.sampled_from([DAY, DAY + timedelta(days=1)])))
    draw_duty(draw, world, case)
    if draw(st.integers(0, 3)) == 0:
        correction = world.correction(
            case,
            DAY - timedelta(days=draw(st.sampled_from([0, 10, 12, 14, 15, 16, 22, 60]))),
            round_no=draw(st.sampled_from([1, case.round_no])),
        )
        if draw(st.integers(0, 2)) == 0:
            correction.verified_on = DAY + timedelta(days=draw(st.sampled_from([-1, 0, 1])))
            correction.done_on, correction.verified_by = correction.verified_on, 1
            correction.save(update_fields=["done_on", "verified_on", "verified_by"])
        elif draw(st.booleans()):
            # Reported before its day, on it or after it: it waits for its agency.
            correction.done_on = correction.due_on + timedelta(
                days=draw(st.sampled_from([-1, 0, 1]))
            )
            correction.save(update_fields=["done_on"])
    return case


def draw_duty(draw, world, case):
    """Lay the step that a case of an agency waits for on it: near its end, given time, or over."""
    kind = {"opened": "serve", "defended": "decide", "final": "execute"}.get(case.state)
    if case.track != "contract" or kind is None:
        return
    due_on = draw(st.sampled_from([None, *(DAY + timedelta(days=n) for n in (-40, -1, 0, 1, 40))]))
    over = {}
    match draw(st.sampled_from(["", "", "", "acted", "refused"])):
        case "acted":
            over = {"state": "acted", "ended_on": DAY}
        case "refused":
            over = {"state": "refused", "ended_on": DAY - timedelta(days=1),
                    "refusal_code": "court", "refusal_reason": "دستور موقت دیوان"}  # fmt: skip
    world.duty(case, kind, due_on, **over)


def draw_transfer(draw, world):
    """Give one office to the second holder."""
    office = draw(st.sampled_from(world.offices))
    office.holder = world.holders[1]
    office.save(update_fields=["holder"])
