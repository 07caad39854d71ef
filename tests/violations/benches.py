"""A heard case and everybody around its hearing session, for the tests of sessions."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.actions import stand_back
from tests.factories import TODAY, make_contract, make_principal, make_type
from tests.violations.stories import MINUTES, REASONS, Walk, file_report, moment, noon
from violations import actions
from violations.facts.sessions import minutes_due
from violations.models import Case, HearingSession, SessionSeat

DAY = TODAY - timedelta(days=6)  # a Wednesday, on which the county works
WHY = "با مدیر این دفتر خویشاوند هستم."


class Bench:
    """
    A heard case and everybody around its session.

    With `of_contracts` one stands back from the contracts of the office instead of from the case.
    """

    def __init__(
        self, *, licence: bool = False, waives: bool = True, of_contracts: bool = False
    ) -> None:
        self.of_contracts = of_contracts
        contract = make_contract()
        self.agency = contract.agency
        self.clerk = make_principal(Role.AGENCY_CLERK, self.agency, name="کارگزار")
        self.manager = make_principal(Role.AGENCY_MANAGER, self.agency, name="مدیر")
        self.second = make_principal(Role.AGENCY_CLERK, self.agency, name="کارگزار دوم")
        self.reporter = make_principal(Role.AGENCY_CLERK, self.agency, name="گزارش‌دهنده")
        self.operator = make_principal(Role.OPERATOR, contract.office, name="متصدی")
        self.secretary = make_principal(Role.SECRETARIAT, name="دبیرخانه")
        self.chair = make_principal(Role.COMMITTEE_CHAIR, name="رئیس")
        self.members = [make_principal(Role.COMMITTEE_MEMBER, name=f"عضو {i}") for i in range(3)]
        self.keeper = self.secretary if licence else self.clerk
        self.decider = self.chair if licence else self.manager
        self.judges = [self.chair, *self.members] if licence else [self.manager, self.second]
        if licence:
            # The committee decides what a county's representative saw.
            self.reporter = make_principal(
                Role.COUNTY_REP, contract.office.county, name="نمایندهٔ شهرستان"
            )
        report = file_report(
            contract, self.reporter, make_type(track="licence" if licence else "contract"),
            on=DAY - timedelta(days=15),
            **({"agency_id": None} if licence else {}),
        )  # fmt: skip
        triager = self.secretary if licence else self.manager
        self.walk = Walk(report, triager, self.operator).open()
        self.walk.day = DAY - timedelta(days=14)
        self.walk.notify(issuer=self.keeper)
        if waives:
            self.walk.defend()
        else:
            self.walk.answer()

    @property
    def case(self) -> Case:
        """Return the case as it stands."""
        return self.walk.case

    def enough(self) -> list[int]:
        """Return whom to call so that a quorum is left when one of them stands back."""
        judges = [judge.user_id for judge in self.judges]
        third = make_principal(Role.AGENCY_CLERK, self.agency, name="کارگزار سوم")
        return judges if self.case.track == "licence" else [*judges, third.user_id]

    def summon(self, **values: Any) -> HearingSession:
        """Call a session for the noon of `DAY`."""
        defaults = {
            "case_id": self.case.pk, "starts_at": noon(DAY), "place": "سالن جلسات",
            "judges": [judge.user_id for judge in self.judges], "guests": ["وکیل دفتر"],
            "actor": self.keeper, **moment(DAY - timedelta(days=13)),
        }  # fmt: skip
        return actions.summon_to_hearing(**(defaults | values))

    def served(self, **values: Any) -> HearingSession:
        """Call a session and let the office acknowledge its summons."""
        session = self.summon(**values)
        actions.acknowledge_notice(
            case_id=self.case.pk, kind="summons", actor=self.operator,
            **moment(DAY - timedelta(days=12)),
        )  # fmt: skip
        return session

    def hold(self, session: HearingSession, **values: Any) -> HearingSession:
        """Record the session with everybody there."""
        seats = [{"seat": key} for key in session.seats.values_list("public_id", flat=True)]
        defaults = {
            "session_id": session.pk, "minutes": MINUTES, "attendance": seats,
            "actor": self.keeper, **moment(DAY),
        }  # fmt: skip
        return actions.record_hearing(**(defaults | values))

    def hold_without_office(self) -> HearingSession:
        """Record a session whose minutes note the office's operator absent."""
        session = self.served()
        there = session.seats.exclude(user_id=self.operator.user_id)
        rows = [{"seat": key} for key in there.values_list("public_id", flat=True)]
        return self.hold(session, attendance=rows)

    def sign(self, session: HearingSession, *people: Principal) -> HearingSession:
        """Let people sign."""
        for person in people:
            session = actions.sign_minutes(session_id=session.pk, actor=person, **moment(DAY))
        return session

    def lose(self, person: Principal, **when: Any) -> None:
        """Let a person stand back from the contracts of the office with the agency."""
        contract_id = self.case.contract_id
        assert contract_id
        stand_back(contract_id=contract_id, reason=WHY, actor=person, **when)

    def seal_after_time(self, session: HearingSession) -> HearingSession:
        """Let the clock seal minutes on the day after the office's time to sign."""
        rows = session.seats.values_list("refusal_due_on", flat=True)
        last = max(day for day in (*rows, minutes_due(session)) if day is not None)
        day = last + timedelta(days=1)
        actions.seal_minutes(as_of=day, actor=User.objects.system(), at=noon(day))
        session.refresh_from_db()
        return session

    def sealed(self) -> HearingSession:
        """Return a session whose minutes are sealed."""
        session = self.hold(self.served())
        return self.sign(session, self.operator, *self.judges[: session.quorum])

    def decide(self, **values: Any) -> Any:
        """Decide by the one who decides."""
        defaults = {
            "case_id": self.case.pk, "outcome": "proven", "reasons": REASONS,
            "sanction": "written_warning", "override_reason": "به سبب نخستین بار بودن این تخلف",
            "actor": self.decider, **moment(DAY),
        }  # fmt: skip
        return actions.decide_case(**(defaults | values))


def seat_of(session: HearingSession, person: Principal) -> SessionSeat:
    """Return the seat of a person."""
    return session.seats.get(user_id=person.user_id)


def sql(statement: str, *values: Any) -> None:
    """Run one statement past every action; undone when it is refused."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
