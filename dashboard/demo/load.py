"""
Loads the sample data: eighteen Jalali months up to today, day by day, through the real actions.

Everything is drawn from one seed and counted from `today`, so that two loads on one day give the
same offices and stories, and a load on any day leaves work for that day.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from agencies.actions import load_agencies
from agencies.models import Agency
from audit.models import AuditEvent
from contracts import actions as contract_actions
from core.jalali import add_months, parts, year_of, year_start
from dashboard.demo import logins
from dashboard.demo.agreements import Agreements
from dashboard.demo.books import Books
from dashboard.demo.cases import OCCURRED_BEFORE, Everyday
from dashboard.demo.court import Court
from dashboard.demo.keys import Keys
from dashboard.demo.people import (
    OTHERS,
    PROVINCE,
    SECOND_ROLE,
    Casting,
    agency_parts,
    second_clerk,
    staff_agencies,
)
from dashboard.demo.places import PROVINCE as PROVINCE_NAME
from dashboard.demo.places import sites
from dashboard.demo.plot import NEXT_REPORT, NOTHING, PLOTS
from dashboard.demo.register import Made, Register, fates, quiet_year
from dashboard.demo.reviews import Reviews
from dashboard.demo.stage import LADDER_DAYS, Agenda, Stage
from dashboard.demo.tales import told
from dashboard.demo.todo import Todo
from dashboard.demo.training import Training
from offices import actions as office_actions
from offices.models import Office
from oversight import actions as oversight_actions
from territory.actions import load_divisions
from territory.models import Division
from violations import actions as violation_actions
from violations.actions import load_types
from violations.models import ViolationType
from workdays.actions import load_calendar

SEED = 1405
MONTHS = 18
# The clock's work of a night, in its order; each takes what is due as of the day.
NIGHTLY: tuple[Callable[..., Any], ...] = (
    office_actions.expire_licences,
    office_actions.lift_lapsed_licence_suspensions,
    contract_actions.postpone_agreed_ends,
    contract_actions.expire_contracts,
    contract_actions.lift_lapsed_suspensions,
    contract_actions.expire_guarantees,
    violation_actions.lapse_defences,
    violation_actions.seal_minutes,
    violation_actions.finalize_due,
    contract_actions.follow_unopened,
    violation_actions.follow_unopened,
    oversight_actions.follow_unopened,
    oversight_actions.hear_lapsed,
)
AFTER_FLAGS: tuple[Callable[..., Any], ...] = (
    oversight_actions.close_executed,
    oversight_actions.escalate_silent,
)


class NotEmpty(Exception):
    """There are offices already; sample data never mix with others."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    offices: int
    logins: int
    events: int
    file: Path
    lost: tuple[str, ...]


def refuse_unless_empty() -> None:
    """
    Refuse to load into a register that has offices or people.

    Raises:
        NotEmpty: it has.
    """
    people = User.objects.exclude(username="system")
    if Office.objects.exists() or people.exists():
        raise NotEmpty(
            _("There are data in this database already. Sample data go into an empty one only.")
        )


class Loader:
    """Puts the world together and lets its time pass."""

    def __init__(self, *, today: date, is_full: bool) -> None:
        first = add_months(today, -MONTHS)
        begin = year_start(year_of(first)) - timedelta(days=26)
        self.first = first
        self.stage = Stage(SEED, today, begin, is_full)
        self.stage.moment = self.stage.at(begin, 8)
        self.agenda = Agenda(self.stage, self.night, self.ladder)
        self.casting = Casting(self.stage)
        self.offices: dict[str, Made] = {}
        self._reviews = Reviews(self.stage)

    def load(self) -> Loaded:
        """Load everything; each day is a transaction of its own."""
        logins.refuse_outside_demo()
        refuse_unless_empty()
        with _quick(), logins.light_hashing(), override("fa"):
            self._refer()
            self._people()
            self._register()
            self._plan()
            self.agenda.run(self.stage.today - timedelta(days=1))
            self._today()
        file = logins.save(self.casting.logins)
        events = AuditEvent.objects.count()
        lost = tuple(self.agenda.lost)
        return Loaded(len(self.offices), len(self.casting.logins), events, file, lost)

    def _refer(self) -> None:
        """Bring in the reference data that an installation has before its first day."""
        load_divisions()
        load_calendar(at=self.stage.moment)
        load_types()
        oversight_actions.load_policies(at=self.stage.moment)
        province = Division.objects.get(level="province", name=PROVINCE_NAME)
        load_agencies(province=province)

    def _people(self) -> None:
        self.casting.play_admins()
        self.casting.play(PROVINCE)
        agencies = list(Agency.objects.order_by("position"))
        first = ("gaz", "bargh")  # the two that the first table of logins should show
        agencies.sort(key=lambda agency: (agency.code != first[0], agency.code != first[1]))
        for agency in agencies:
            self.casting.play(agency_parts(agency))
        self.casting.play(OTHERS)
        # After all others, so that these keep their names; without it no agency has a quorum.
        self.casting.play(second_clerk(agency) for agency in agencies)
        self.casting.give_second_role(*SECOND_ROLE)
        counties = list(
            Division.objects.filter(level="county", parent__name=PROVINCE_NAME).order_by("pk")
        )
        staff_agencies(self.stage, [a for a in agencies if not a.is_secretariat], counties)

    def _register(self) -> None:
        register = Register(self.stage)
        places = self.stage.branch()
        for site in sites(places, self.stage.on, is_full=self.stage.is_full):
            made = register.enter(site, PLOTS.get(site.code, NOTHING))
            self.offices[made.code] = made
        # The office of the walk through the house comes first in the table of logins.
        order = sorted(self.offices, key=lambda code: (code != NEXT_REPORT, code))
        self.casting.play_operators((code, self.offices[code].manager) for code in order)

    def _plan(self) -> None:
        """Write down what will happen; nothing happens yet."""
        agreements = Agreements(self.stage)
        ranks = dict(Office.objects.values_list("code", "rank"))
        for code, office in self.offices.items():
            plot = PLOTS.get(code, NOTHING)
            for deal in agreements.deals(office, plot, ranks[code] or 3):
                self.agenda.add(agreements.tell(deal))
        quiet = [office for code, office in self.offices.items() if code not in PLOTS]
        for script in agreements.soon(quiet[::7] if self.stage.is_full else quiet[::9]):
            self.agenda.add(script)
        fate_rng = self.stage.branch()
        last = self.stage.today - timedelta(days=30)
        for office, fate, day in fates(fate_rng, quiet, self.first, last):
            self.agenda.add(quiet_year(self.stage, office, fate, day))
        court = Court(self.stage)
        brisk = Court(self.stage, is_brisk=True)
        for script in told(self.stage, brisk, self.offices):
            self.agenda.add(script)
        known = ViolationType.objects.aggregate(first=Min("valid_from"))["first"]
        reported = max(self.first, known + OCCURRED_BEFORE)
        some = quiet[3 : 31 if self.stage.is_full else 11]
        for script in chain(
            Everyday(self.stage, court, quiet).scripts(reported),
            Todo(self.stage, brisk, self.offices).scripts(),
            Books(self.stage, some).scripts(),
            Training(self.stage, quiet[:24]).scripts(),
            Keys(self.stage).scripts(),
        ):
            self.agenda.add(script)
        self._nights()
        self._ladders()

    def _nights(self) -> None:
        """Let the clock work at the turns of months and years, and in each of the last nights."""
        first = self.stage.begin + timedelta(days=1)
        day, last = first, self.stage.today
        while day < last:
            if (last - day).days <= 10 or self.stage.is_full or parts(day)[2] == 2:
                self.stage.nights.add(day)
            day += timedelta(days=1)
        for year in range(year_of(self.stage.begin), year_of(last) + 1):
            self.stage.nights.add(min(last, max(first, year_start(year))))
        self.stage.nights.discard(last)

    def _ladders(self) -> None:
        """Let duties climb on each of the last days: one step a day, so that none is skipped."""
        for back in range(LADDER_DAYS):
            self.stage.ladders.add(self.stage.today - timedelta(days=back))

    def _today(self) -> None:
        """Let the clock do the work of this very night."""
        self.stage.nights = {self.stage.today}
        self.agenda.run(self.stage.today)

    def night(self, day: date) -> None:
        """Do the clock's work of a night."""
        clock = User.objects.system()
        for job in NIGHTLY:
            job(as_of=day, actor=clock, at=self.stage.moment)
        oversight_actions.flag_termination_review(
            as_of=day, actor=clock, at=self.stage.moment, mode="incremental", scheduled=True
        )
        for job in AFTER_FLAGS:
            job(as_of=day, actor=clock, at=self.stage.moment)
        for script in self._reviews.opened():
            self.agenda.add(script)

    def ladder(self, day: date) -> None:
        """Let the duties of agencies climb as of a day."""
        clock = User.objects.system()
        oversight_actions.follow_duties(as_of=day, actor=clock, at=self.stage.moment)


@contextmanager
def _quick() -> Iterator[None]:
    """Spare each commit the wait for the disk: a load that fails is begun anew."""
    names = ("synchronous_commit", "statement_timeout")
    with connection.cursor() as cursor:
        before = []
        for name in names:
            cursor.execute(f"SHOW {name}")
            before.append(cursor.fetchone()[0])
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                for name, value in zip(names, before, strict=True):
                    cursor.execute(f"SET {name} = %s", [value])
