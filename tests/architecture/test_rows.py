"""Private rows stay private when a query forgets its filter (docs/adr/0022-row-policies.md)."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from accounts.jobs import acting_as, as_clock
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract, GuaranteeCall, Remittance
from core.clock import now, today
from core.scope import as_house
from core.sheets import XLSX
from offices.models import Office
from oversight.models import ReviewNote, TerminationReview
from tests.architecture.policy import POLICY
from tests.architecture.routes import routes
from tests.architecture.test_access import ask, told, undone
from tests.architecture.world import OTHER, OWN, REASON, ROLES, World
from tests.factories import make_principal
from tests.runtime import as_runtime, make_role, serve_as
from tests.shares import share
from violations.models import Case, CaseNote, Defence, EvidenceAccess, Recusal, StandIn

FENCED = {
    "contracts_contractrecusal",
    "contracts_guarantee",
    "contracts_guaranteecall",
    "contracts_remittance",
    "contracts_settlement",
    "lists_job",
    "notices_dispatch",
    "notices_letter",
    "notices_letterfile",
    "notices_notification",
    "oversight_reviewnote",
    "violations_appeal",
    "violations_casenote",
    "violations_correctiveaction",
    "violations_decision",
    "violations_defence",
    "violations_evidence",
    "violations_evidenceaccess",
    "violations_hearingsession",
    "violations_notice",
    "violations_recusal",
    "violations_reportdraft",
    "violations_reportsheet",
    "violations_sheetrow",
    "violations_sessionseat",
    "violations_standin",
    "violations_violationreport",
}
# Open to all agencies, because an annulled decision of one moves what another raised; fenced
# from the side of offices.
OF_OFFICES = {"oversight_flag", "oversight_terminationreview"}
EVERY = sorted(FENCED | OF_OFFICES)
WIDER = {"violations_standin"}  # whose readers have found the subject in their scope first
UNFENCED = Path(__file__).with_name("unfenced.txt")
ROUTES = routes()
READ = [
    name
    for name in sorted(ROUTES)
    if name in POLICY and "GET" in POLICY[name].methods and not POLICY[name].is_public
]
# Each kind of scope; the other roles of the province see what the deputy's scope lets through.
KINDS = (
    Role.DEPUTY, Role.AGENCY_MANAGER, Role.OPERATOR, Role.COUNTY_REP, Role.ASSOCIATION,
)  # fmt: skip
# What is another at each look: form ids, cursors, moments of use.
LOOK = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT[0-9:.]+|\"(next_)?cursor\":\"[^\"]*\"|[۰-۹0-9]{1,2}:[۰-۹0-9]{2}"
)


@pytest.fixture(scope="module")
def role(world: World) -> str:
    """Return the runtime role; both sides of the world have a row in each private table."""
    for record in (OWN, OTHER):
        _fill(world, record)
    return make_role()


def _fill(world: World, record: str) -> None:
    case = Case.objects.get(number=world.names["case"][record][0])
    review = TerminationReview.objects.get(number=world.names["review"][record][0])
    said = {"text": REASON, "written_by_name": "آزمون"}
    CaseNote.objects.create(case=case, written_at=now(), written_by=1, **said)
    ReviewNote.objects.create(
        review=review, agency=review.agency, written_at=now(), written_by=1, **said
    )
    Defence.objects.create(
        case=case, stance="denies", submitted_on=today(), submitted_at=now(), written_by=1, **said
    )
    for step, subject in (("decision", case), ("review", review)):
        _name(step, subject.public_id)
    _pay(world, record)
    back = make_principal(Role.COMMITTEE_MEMBER)
    Recusal.objects.create(
        case=case, user_id=back.user_id, name="آزمون", role=back.role, reason=REASON,
        stood_back_on=today(),
    )  # fmt: skip
    contract = Contract.objects.get(number=world.names["contract"][record][0])
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    contract.recusals.create(
        user_id=clerk.user_id, name="آزمون", role=clerk.role, reason=REASON, stood_back_on=today()
    )
    EvidenceAccess.objects.create(
        case=case, user_id=1, user_name="آزمون", reason=REASON, asked_at=now(),
        expires_at=now() + timedelta(days=1),
    )  # fmt: skip


def _pay(world: World, record: str) -> None:
    """Let the office have paid, and the agency have called the guarantee, past the guards."""
    contract = Contract.objects.get(number=world.names["guarantee"][record][0])
    with past_guards("contracts_remittance", "contracts_guaranteecall"):
        Remittance.objects.create(
            settlement=contract.settlements.get(), amount=1, paid_on=today(), voucher="۱",
            recorded_on=today(), recorded_by=1, recorded_by_name="آزمون",
        )  # fmt: skip
        GuaranteeCall.objects.create(
            guarantee=contract.guarantees.get(), proof=contract.proofs.latest("pk"), amount=1,
            reason=REASON, called_on=today(), called_by=1, called_by_name="آزمون",
        )  # fmt: skip


@contextmanager
def past_guards(*tables: str) -> Iterator[None]:
    """Write into tables without their guards."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "SELECT format('ALTER TABLE %%s ENABLE ALWAYS TRIGGER %%I', tgrelid::regclass, tgname)"
            " FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY (%s::regclass[])",
            [list(tables)],
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def _name(step: str, subject_id: UUID) -> None:
    """Name somebody past the guards: neither case nor review of the world is stuck."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid = 'violations_standin'::regclass"
        )
        triggers = [row[0] for row in cursor.fetchall()]
        cursor.execute("ALTER TABLE violations_standin DISABLE TRIGGER USER")
        StandIn.objects.create(
            step=step, subject_id=subject_id, member_id=1, member_name="آزمون", reason=REASON,
            last_on=today(), named_on=today(), named_at=now(), named_by=2, named_by_name="آزمون",
        )  # fmt: skip
        for trigger in triggers:
            cursor.execute(f"ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER {trigger}")


def seen(table: str) -> set[int]:
    """Return the keys of all rows that a query without any filter finds."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id FROM "{table}"')
        return {row[0] for row in cursor.fetchall()}


def rivals(world: World) -> tuple[Principal, Principal]:
    """Return the clerks of two agencies."""
    own = world.people[Role.AGENCY_CLERK]
    code = world.names["agency"][OTHER][0]
    public_id = apps.get_model("agencies", "Agency")._base_manager.get(code=code).public_id
    user = User.objects.get(full_name=f"کارگزار {'برق'}")
    return own, Principal(
        user_id=user.pk, grant_id=0, role=Role.AGENCY_CLERK, name="", scope_ids=(public_id,)
    )


@pytest.mark.django_db
class TestForgottenFilter:
    def test_is_caught_on_each_private_table(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            )
            assert {row[0] for row in cursor.fetchall()} == FENCED | OF_OFFICES

    def test_is_left_to_the_query_for_a_written_reason_alone(self) -> None:
        lines = UNFENCED.read_text(encoding="utf-8").splitlines()
        written = dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))
        tables = {*connection.introspection.table_names()} - FENCED - OF_OFFICES

        assert all(written.values())
        left = [name for name in tables if not any(fnmatchcase(name, one) for one in written)]
        assert not left, "give it a policy, or write the reason into unfenced.txt"
        unused = [one for one in written if not any(fnmatchcase(name, one) for name in tables)]
        assert not unused, "nothing of this has no policy any more: take it out of the list"

    @pytest.mark.parametrize("who", KINDS)
    @pytest.mark.parametrize("table", EVERY)
    def test_hides_nothing_that_the_role_may_see(
        self, world: World, role: str, table: str, who: Role
    ) -> None:
        model = next(one for one in apps.get_models() if one._meta.db_table == table)
        every: Any = model._default_manager.all()
        if table in WIDER or not hasattr(every, "visible_to"):
            return  # a part of a record, whose own policy asks for that record
        rows = every.visible_to(world.people[who])
        plain = {*rows.values_list("pk", flat=True)}

        with undone(), as_runtime(role), acting_as(world.people[who]):
            assert {*rows.all().values_list("pk", flat=True)} == plain

    @pytest.mark.parametrize("table", sorted(FENCED))
    def test_shows_nothing_of_another_agency(self, world: World, role: str, table: str) -> None:
        own, other = rivals(world)

        with undone(), as_runtime(role):
            with acting_as(own):
                mine = seen(table)
            with acting_as(other):
                theirs = seen(table)

        assert theirs
        assert not mine & theirs

    @pytest.mark.parametrize("table", EVERY)
    def test_shows_nothing_to_nobody(self, world: World, role: str, table: str) -> None:
        with undone(), as_runtime(role):
            found = seen(table)

        assert seen(table)
        assert not found

    @pytest.mark.parametrize("table", EVERY)
    def test_hides_nothing_from_the_clock(self, world: World, role: str, table: str) -> None:
        every = seen(table)

        with undone(), as_runtime(role), as_clock():
            assert seen(table) == every

    @pytest.mark.parametrize("who", [Role.OPERATOR, Role.ASSOCIATION, Role.COUNTY_REP])
    @pytest.mark.parametrize("table", sorted(FENCED))
    def test_shows_nothing_of_another_office(
        self, world: World, role: str, table: str, who: Role
    ) -> None:
        _own, other = rivals(world)

        with undone(), as_runtime(role):
            with acting_as(world.people[who]):
                mine = seen(table)
            with acting_as(other):
                theirs = seen(table)

        assert not mine & theirs

    @pytest.mark.parametrize("who", [Role.OPERATOR, Role.ASSOCIATION, Role.COUNTY_REP])
    @pytest.mark.parametrize("table", sorted(OF_OFFICES))
    def test_shows_the_offices_side_nothing_of_another_office(
        self, world: World, role: str, table: str, who: Role
    ) -> None:
        office = Office.objects.get(code=world.names["office"][OTHER][0])
        model = next(one for one in apps.get_models() if one._meta.db_table == table)
        theirs = {*model._base_manager.filter(office=office).values_list("pk", flat=True)}

        with undone(), as_runtime(role), acting_as(world.people[who]):
            mine = seen(table)

        assert theirs
        assert not mine & theirs

    def test_writes_nothing_into_another_agencys_case(self, world: World, role: str) -> None:
        case = Case.objects.get(number=world.names["case"][OTHER][0])
        own, _other = rivals(world)

        with (
            undone(),
            as_runtime(role),
            acting_as(own),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            CaseNote.objects.create(
                case=case,
                text=REASON,
                written_at=now(),
                written_by_name="-",
                written_by=world.people[Role.EXPERT].user_id,
            )

    def test_changes_nothing_of_another_agency(self, world: World, role: str) -> None:
        own, _other = rivals(world)
        number = world.names["report"][OTHER][0]

        with undone(), as_runtime(role), acting_as(own), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE violations_violationreport SET version = version WHERE number = %s",
                [number],
            )
            assert cursor.rowcount == 0

    def test_is_lifted_for_the_house_only_while_it_works(self, world: World, role: str) -> None:
        with undone(), as_runtime(role):
            with as_house():
                assert seen("violations_violationreport")
            assert not seen("violations_violationreport")


@pytest.mark.django_db
class TestGuards:
    def test_see_all_rows_whoever_acts(self, world: World, role: str) -> None:
        """A guard that looked in the actor's scope would miss what it looks for."""
        with undone(), connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE probe (found bigint);"
                "CREATE FUNCTION probe() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " NEW.found := (SELECT count(*) FROM violations_violationreport);"
                " RETURN NEW; END $$;"
                "CREATE TRIGGER probe BEFORE INSERT ON probe"
                " FOR EACH ROW EXECUTE FUNCTION probe();"
                f'GRANT INSERT, SELECT ON probe TO "{role}"'
            )
            with as_runtime(role):
                cursor.execute("INSERT INTO probe VALUES (0) RETURNING found")
                (found,) = cursor.fetchone()
                assert not seen("violations_violationreport")

        assert found == len(seen("violations_violationreport"))


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("name", share(READ))
    def test_read_the_same_under_the_policies(
        self, world: World, role: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert differing(world, role, name, KINDS, monkeypatch) == []

    @pytest.mark.deep
    @pytest.mark.parametrize("name", READ)
    def test_read_the_same_to_each_role(
        self, world: World, role: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert differing(world, role, name, ROLES, monkeypatch) == []


def differing(
    world: World, role: str, name: str, people: tuple[Role, ...], patch: pytest.MonkeyPatch
) -> list[str]:
    """Return to whom a page says something else when the row policies hold."""
    with time_machine.travel(world.stands_since, tick=False):
        plain = {who: shown(world, who, name) for who in people}
        serve_as(role, patch)
        return [f"{who} {name}" for who in people if shown(world, who, name) != plain[who]]


def shown(world: World, who: Role, name: str) -> tuple[int, Any]:
    """Return the status and the text of a page for the role's own record."""
    response = ask(world, who, ROUTES[name], "GET", OWN)
    if response.streaming:
        return response.status_code, b"".join(response.streaming_content)
    if response.headers.get("Content-Type") == XLSX:  # its parts bear the time of a real file
        with ZipFile(io.BytesIO(response.content)) as book:
            return response.status_code, [(part.filename, part.CRC) for part in book.infolist()]
    return response.status_code, LOOK.sub("", told(response))
