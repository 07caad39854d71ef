"""`/changes`: a copy that it keeps equals the lists, for each resource and role, always."""

import random
import threading
from itertools import cycle
from types import SimpleNamespace
from uuid import uuid4

import psycopg2
import pytest
from django.core import signing
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

import pishkhan.api  # noqa: F401 # fills the register of resources
from accounts.models import ApiToken
from accounts.principal import Principal
from accounts.roles import Role
from accounts.scopes import ASSOCIATION_ID
from accounts.sealing import digest_of
from agencies.models import Agency
from audit import feed, places
from audit.api.changes import followed
from audit.models import Touch
from contracts.models import Contract
from core.clock import now, today
from core.rest import RESOURCES
from offices.models import LicenceHolder, Office, OfficeStaff, RegisterImport
from oversight.actions import acknowledge_review
from oversight.models import Flag, FlagEnd, PolicyVersion, TerminationReview
from tests.architecture.world import build
from tests.factories import (
    make_api_client,
    make_case,
    make_contract,
    make_county,
    make_office,
    make_principal,
    make_service,
)
from tests.violations.stories import REASONS, Walk
from violations.actions import acknowledge_notice, decide_appeal
from violations.models import Case, SanctionRule, ViolationType
from workdays.models import CalendarDay

# Their sight hangs on the hour or on the person alone, or they are work and no record.
# The history is followed by its own numbers (docs/adr/0032).
NOT_FOLLOWED = {
    "audit-events", "evidence", "jobs", "pending-acts", "receipts", "tokens", "webhooks",
}  # fmt: skip
MOST_QUERIES = 36  # 24 resources, the records of those that have any, and what stands beside
# One role of each kind of sight.
SIGHTS = (
    Role.EXPERT, Role.AGENCY_MANAGER, Role.COUNTY_REP, Role.OPERATOR, Role.ASSOCIATION,
    Role.SECRETARIAT, Role.PLATFORM_ADMIN,
)  # fmt: skip


class Copy:
    """What a program keeps of the server: it knows nothing but `/changes`."""

    def __init__(self, client, size=7):
        self.client, self.size, self.cursor = client, size, ""
        self.kept, self.told = {name: {} for name in followed()}, []

    def page(self, **more):
        asked = {"page_size": self.size, **more}
        if self.cursor:
            asked["since"] = self.cursor
        answer = self.client.get("/api/v1/changes", asked)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        for change in page["changes"]:
            self.told.append((change["op"], change["resource"], change["id"]))
            kept = self.kept[change["resource"]]
            if change["op"] == "upsert":
                kept[change["id"]] = change["data"]
            else:
                assert set(change) == {"op", "resource", "id"}
                kept.pop(change["id"], None)
        self.cursor = page["cursor"]
        return page

    def sync(self):
        self.told = []
        while self.page()["has_more"]:
            pass
        return self.told


def make_person(office):
    return OfficeStaff.objects.create(
        office=office, full_name="کارمند", position="متصدی", starts_on=today()
    )


def listed(client):
    """Return what the lists of all followed resources show, by resource and id."""
    found = {}
    for name in followed():
        found[name], url = {}, f"/api/v1/{name}?page_size=200"
        while url:
            answer = client.get(url).json()
            found[name] |= {row["id"]: row for row in answer["results"]}
            url = answer["next"]
    return found


def in_force(kept):
    """Return what the list of types shows of a copy: those of today."""
    day = today().isoformat()
    return {
        key: row
        for key, row in kept.items()
        if row["valid_from"] <= day and (row["valid_to"] or "9999") >= day
    }


def assert_equal(copy):
    kept, found = shown(copy), listed(copy.client)
    for name in followed():
        assert kept[name] == found[name], name


def shown(copy):
    """Return what a copy would show as lists."""
    return copy.kept | {"violation-types": in_force(copy.kept["violation-types"])}


def caught_up(copy):
    """
    Return what a copy was told until it equals the lists.

    A transaction of another database that ends at this very moment may hold one answer back.
    """
    told = copy.sync()
    for _again in range(4):
        if shown(copy) == listed(copy.client):
            break
        told = [*told, *copy.sync()]
    return told


class TestFollowing:
    def test_follows_every_resource_but_those_of_the_hour(self):
        assert set(RESOURCES) - set(followed()) == NOT_FOLLOWED

    def test_has_a_column_and_its_triggers_for_each(self, db):
        for view in followed().values():
            table = view.queryset.model._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
                    " AND tgenabled = 'A' AND NOT tgisinternal",
                    [table],
                )
                names = {row[0] for row in cursor.fetchall()}
            assert {"zz_turn", "zz_deleted"} <= names, table
            # Guards fire by name: none may see the number change.
            assert max(names - {n for n in names if n.startswith("zz_")}, default="") < "zz_"


@pytest.fixture
def world(real_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return build()


def judged(world, contract):
    """Yield a case's way to the end of an objection, each step untold at first."""
    people, case = world.people, make_case(contract=contract)
    walk = Walk(
        SimpleNamespace(submitted_on=today()), people[Role.AGENCY_MANAGER], people[Role.OPERATOR]
    ).use(case)

    def judge():
        decide_appeal(
            case_id=case.pk, result="annulled", reasons=REASONS,
            actor=people[Role.AGENCY_APPEAL], **walk.now,
        )  # fmt: skip

    yield lambda: walk.notify().defend().decide(people[Role.AGENCY_MANAGER])
    yield lambda: walk.notify("decision")
    yield walk.appeal
    yield judge
    yield lambda: walk.notify("appeal_result")


def acts(world):
    """Yield acts after each of which every copy must equal the lists again."""
    contract = Contract.objects.get(number=world.names["contract"]["own"][0])
    office = contract.office
    case = Case.objects.get(number=world.names["case"]["own"][0])
    review = TerminationReview.objects.get(number=world.names["review"]["own"][0])

    def rename():
        Office.objects.filter(pk=office.pk).update(name="دفتر نام تازه")
        LicenceHolder.objects.filter(pk=office.holder_id).update(name="دارندهٔ تازه")
        Agency.objects.filter(pk=contract.agency_id).update(short_name="گازی")
        type(office.county).objects.filter(pk=office.county_id).update(name="شهرستان نو")
        ViolationType.objects.filter(pk=case.type_id).update(valid_to=None)
        SanctionRule.objects.create(
            type=case.type, occurrence=5, sanction="written_warning", provenance="assumed"
        )

    def serve():
        operator, at = world.people[Role.OPERATOR], now()
        acknowledge_notice(case_id=case.pk, kind="charge", actor=operator, on=today(), at=at)
        acknowledge_review(review_id=review.pk, actor=operator, on=today(), at=at)

    def leave():
        Office.objects.filter(pk=office.pk).update(is_member=False)

    def join():
        Office.objects.update(is_member=True)

    def move():
        Office.objects.filter(pk=office.pk).update(county=make_county("شهرستان دیگر"))

    def send():
        world.draft = make_contract(
            agency=contract.agency, office=office, services=[make_service(contract.agency)],
            state="pending_signature",
        )  # fmt: skip

    def take_back():
        Contract.objects.filter(pk=world.draft.pk).update(
            state="draft", version=world.draft.version + 1
        )

    def end():
        flag = Flag.objects.get(public_id=world.names["flag"]["own"][0])
        FlagEnd.objects.create(flag=flag, on=today(), kind="cleared")
        CalendarDay.objects.filter(draft=True).order_by("pk").first().delete()
        OfficeStaff.objects.update(position="متصدی ارشد")
        PolicyVersion.objects.filter(state="proposed").update(
            state="refused", refusal="دلیل کافی برای رد این پیشنهاد"
        )

    def bring():
        batch = RegisterImport.objects.get(public_id=world.names["import"]["own"][0])
        RegisterImport.objects.filter(pk=batch.pk).update(rows_done=1, counts={"insert": 1})
        batch.pk, batch.public_id, batch.state = None, uuid4(), "failed"
        batch.save()

    yield from (rename, serve)
    yield from judged(world, contract)
    yield from (leave, join, move, send, take_back, end, bring)


class TestReplay:
    def test_equals_the_lists_from_zero_and_ever_after(self, world):
        copies = {role: Copy(world.tokens[role]) for role in SIGHTS}
        for copy in copies.values():
            caught_up(copy)
            assert_equal(copy)

        # After each act every copy catches up; the lists are read again for two of them.
        compared = cycle(copies)
        for act in acts(world):
            with transaction.atomic():
                act()
            looked_at = {next(compared), next(compared)}
            for role, copy in copies.items():
                before = {name: set(kept) for name, kept in copy.kept.items()}
                for op, name, key in caught_up(copy):
                    # An id is told to nobody who did not see the record.
                    assert op == "upsert" or key in before[name], (act, role, op, name)
                if role in looked_at:
                    assert_equal(copy)

        for copy in copies.values():
            assert_equal(copy)
            fresh = Copy(copy.client, size=200)
            caught_up(fresh)
            assert fresh.kept == copy.kept


class TestLosing:
    def test_tells_the_association_what_left_its_sight(self, real_db):
        office = make_office()
        person = make_person(office)
        contract = make_contract(office=office)
        draft = make_contract(office=office, state="draft", services=[])
        copy = Copy(make_api_client(make_principal(Role.ASSOCIATION, ASSOCIATION_ID)))
        copy.sync()

        Office.objects.filter(pk=office.pk).update(is_member=False)
        told = copy.sync()

        assert ("access_lost", "staff", str(person.public_id)) in told
        assert ("access_lost", "contracts", str(contract.public_id)) in told
        assert str(draft.public_id) not in {key for _op, _name, key in told}
        assert ("upsert", "offices", str(office.public_id)) in told

    def test_tells_only_the_county_that_lost_the_office(self, real_db):
        old, new, third = make_county(), make_county(), make_county()
        office = make_office(county=old)
        person = make_person(office)
        copies = [
            Copy(make_api_client(make_principal(Role.COUNTY_REP, county)))
            for county in (old, new, third)
        ]
        for copy in copies:
            copy.sync()

        Office.objects.filter(pk=office.pk).update(county=new)

        told = [{t for t in copy.sync() if t[1] == "staff"} for copy in copies]
        key = str(person.public_id)
        assert told == [{("access_lost", "staff", key)}, {("upsert", "staff", key)}, set()]

    def test_tells_of_what_was_deleted(self, real_db):
        day = CalendarDay.objects.filter(draft=True).first()
        copy = Copy(make_api_client(make_principal(Role.EXPERT)), size=200)
        copy.sync()
        key = str(day.public_id)

        day.delete()

        assert copy.sync() == [("deleted", "calendar-days", key)]


class TestInFlight:
    def test_waits_for_a_transaction_that_began_earlier(self, real_db):
        early, late = make_office(), make_office()
        copy = Copy(make_api_client(make_principal(Role.EXPERT)), size=200)
        copy.sync()
        other = psycopg2.connect(**connection.get_connection_params())
        with other.cursor() as cursor:
            cursor.execute(
                "UPDATE offices_office SET address = 'دیر' WHERE id = %s", [early.pk]
            )  # takes its number first, and commits last
        Office.objects.filter(pk=late.pk).update(address="زود")

        assert copy.sync() == []  # nothing yet: an older transaction is at work

        other.commit()
        other.close()
        told = copy.sync()

        assert {key for _op, _name, key in told} == {str(early.public_id), str(late.public_id)}
        assert copy.kept["offices"][str(early.public_id)]["address"] == "دیر"

    def test_misses_nothing_while_many_write(self, real_db):
        offices = [make_office(licensed=False).pk for _ in range(6)]
        faults = []

        def write(seed):
            dice = random.Random(seed)
            try:
                for step in range(25):
                    with transaction.atomic():
                        for pk in sorted(dice.sample(offices, 2)):
                            Office.objects.filter(pk=pk).update(address=f"{seed}/{step}")
                        if dice.random() < 0.2:
                            make_office(licensed=False)
                        if dice.random() < 0.2:
                            transaction.set_rollback(True)
            except Exception as error:  # noqa: BLE001 # told by the test
                faults.append(error)
            finally:
                connections.close_all()

        copy = Copy(make_api_client(make_principal(Role.EXPERT)), size=3)
        writers = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
        for writer in writers:
            writer.start()
        while any(writer.is_alive() for writer in writers):
            copy.sync()
        for writer in writers:
            writer.join()
        copy.sync()

        assert not faults
        assert_equal(copy)


class TestCursor:
    def test_is_refused_to_another_reader(self, db, api_of, expert, auditor):
        copy = Copy(api_of(expert))
        copy.page()

        answer = api_of(auditor).get("/api/v1/changes", {"since": copy.cursor})

        assert answer.status_code == 400
        assert answer.json()["type"].endswith("#bad-cursor")

    def test_serves_the_next_key_of_the_same_grant(self, db, api_of, expert):
        copy = Copy(api_of(expert))
        copy.page()

        answer = api_of(expert).get("/api/v1/changes", {"since": copy.cursor})

        assert answer.status_code == 200

    @pytest.mark.parametrize("cursor", ["", "x", "eyJ9", "a" * 3000])
    def test_refuses_what_was_not_given_out(self, db, api_of, expert, cursor):
        answer = api_of(expert).get("/api/v1/changes", {"since": f"{cursor}."})

        assert answer.status_code == 400

    def test_is_refused_after_a_restore(self, db, api_of, expert, monkeypatch):
        copy = Copy(api_of(expert))
        copy.page()
        monkeypatch.setattr(feed, "_NOW", feed._NOW.replace("'/' ||", "'restored' ||"))

        answer = api_of(expert).get("/api/v1/changes", {"since": copy.cursor})

        assert answer.json()["type"].endswith("#bad-cursor")

    def test_reads_rows_whose_numbers_come_from_another_cluster(self, db, api_of, expert):
        office = make_office()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE offices_office DISABLE TRIGGER zz_turn")
            cursor.execute("UPDATE offices_office SET turn = 2::bigint ^ 60")
        copy = Copy(api_of(expert))

        copy.sync()

        assert str(office.public_id) in copy.kept["offices"]


def who_reads(client):
    """Return as whom a key reads, as a cursor names it."""
    key = client._credentials["HTTP_AUTHORIZATION"].partition(" ")[2]
    grant = ApiToken.objects.get(digest=digest_of(key)).grant
    return {"user_id": grant.user_id, "grant_id": grant.pk, "role": Role(grant.role), "name": ""}


class TestGrowing:
    """A key that may read more, or a release with new resources: the cursor goes on."""

    @pytest.fixture
    def few(self, real_db):
        """Return a copy by a key that reads offices only, and a key that reads everything."""
        for _time in range(4):
            make_contract()
        expert = make_principal(Role.EXPERT)
        copy = Copy(make_api_client(expert, scopes=("offices:read",)), size=3)
        return copy, make_api_client(expert)

    def test_brings_what_is_new_from_the_beginning(self, few):
        copy, wider = few
        copy.sync()
        office = Office.objects.earliest("pk")
        make_person(office)
        Office.objects.filter(pk=office.pk).update(name="نام تازه")
        copy.client = wider

        told = copy.sync()

        assert_equal(copy)
        offices = [key for _op, name, key in told if name == "offices"]
        assert offices == [str(office.public_id)]  # what was there is not told again
        assert copy.sync() == []

    def test_first_ends_the_round_that_was_begun(self, few):
        copy, wider = few
        assert copy.page()["has_more"]
        copy.client = wider
        first = copy.page()
        assert {change["resource"] for change in first["changes"]} <= {"offices", "licences"}

        copy.sync()

        assert_equal(copy)

    def test_grows_again_in_the_middle(self, real_db):
        for _time in range(4):
            make_contract()
        expert = make_principal(Role.EXPERT)
        scopes = ["contracts:read"]
        copy = Copy(make_api_client(expert, scopes=tuple(scopes)), size=2)
        copy.sync()
        for more in "offices:read", "catalogues:read", "*":
            scopes.append(more)
            copy.client = make_api_client(expert, scopes=tuple(scopes))
            assert copy.page()["has_more"]
            make_contract()

        copy.sync()

        assert_equal(copy)

    def test_loses_nothing_of_what_changes_meanwhile(self, few):
        copy, wider = few
        copy.sync()
        copy.client = wider
        copy.page()
        make_person(Office.objects.earliest("pk"))
        estimate = CalendarDay.objects.create(
            date="2030-01-01", kind="holiday", title="عید", draft=True
        )
        make_contract()
        copy.page()
        estimate.delete()

        copy.sync()  # the round that was begun
        copy.sync()  # what came after it had begun

        assert_equal(copy)

    def test_takes_a_cursor_that_did_not_tell_its_resources(self, few):
        copy, _wider = few
        copy.sync()
        _of, names, *values = signing.loads(copy.cursor, salt=places._SALT)
        reader = Principal(**who_reads(copy.client))
        old = [places.reader_of(reader, *names), *values[:-1]]
        copy.cursor = signing.dumps(old, salt=places._SALT, compress=True)

        assert copy.sync() == []

    def test_is_refused_for_fewer(self, few):
        copy, wider = few
        narrow, copy.client = copy.client, wider
        copy.sync()

        answer = narrow.get("/api/v1/changes", {"since": copy.cursor})

        assert answer.status_code == 400
        assert answer.json()["type"].endswith("#bad-cursor")
        assert "since" in answer.json()["detail"]


class TestScopes:
    def test_leaves_out_what_the_key_may_not_read(self, db, api_of, expert):
        make_contract()
        copy = Copy(api_of(expert, scopes=("offices:read",)))

        copy.sync()

        assert {name for _op, name, _key in copy.told} == {"offices", "licences"}

    def test_refuses_a_resource_that_the_key_may_not_read(self, db, api_of, expert):
        client = api_of(expert, scopes=("offices:read",))

        answer = client.get("/api/v1/changes", {"resources": "contracts"})

        assert answer.status_code == 403
        assert answer.json()["type"].endswith("#scope-missing")

    @pytest.mark.parametrize(
        "asked",
        [{"resources": "tokens"}, {"resources": ""}, {"resources": ","}, {"page_size": "0"},
         {"page_size": "201"}, {"page_size": "۵"}, {"ordering": "id"}],
    )  # fmt: skip
    def test_refuses_what_it_does_not_know(self, db, api_of, expert, asked):
        assert api_of(expert).get("/api/v1/changes", asked).status_code == 400

    def test_reads_only_the_resources_asked_for(self, db, api_of, expert):
        make_contract()

        page = api_of(expert).get("/api/v1/changes", {"resources": "contracts,agencies,"}).json()

        assert {change["resource"] for change in page["changes"]} == {"contracts", "agencies"}


class TestCost:
    def test_is_the_same_for_one_row_and_for_thirty(self, db, api_of, expert):
        client, asked = api_of(expert), {"page_size": 200}
        make_contract()
        client.get("/api/v1/changes", asked)
        with CaptureQueriesContext(connection) as few:
            client.get("/api/v1/changes", asked)
        for _ in range(30):
            make_contract()

        with CaptureQueriesContext(connection) as many:
            client.get("/api/v1/changes", asked)

        assert len(many) <= len(few)  # the token, the horizon, and each resource's rows
        assert len(few) <= MOST_QUERIES

    def test_finds_rows_by_their_turn_alone_and_reads_what_they_name_then(self, db, api_of, expert):
        make_contract()

        with CaptureQueriesContext(connection) as captured:
            api_of(expert).get("/api/v1/changes", {"resources": "contracts"})

        # Else a table that one import has filled is sorted with all that it names, page by page.
        (sought,) = (q["sql"] for q in captured if ".turn" in q["sql"])
        assert "ORDER BY" in sought
        assert "JOIN" not in sought

    def test_asks_little_when_nothing_has_changed(self, real_db):
        make_contract()
        copy = Copy(make_api_client(make_principal(Role.EXPERT)), size=200)
        copy.sync()

        with CaptureQueriesContext(connection) as captured:
            copy.sync()

        reads = ("SELECT", "WITH", "EXECUTE")
        selects = [q["sql"] for q in captured if q["sql"].lstrip().startswith(reads)]
        # The token; the horizon; whether anything stirred anywhere.
        assert len([sql for sql in selects if "set_config" not in sql]) == 3


class TestTouch:
    def test_is_only_ever_added(self, db):
        office = make_office()
        person = make_person(office)
        Office.objects.filter(pk=office.pk).update(is_member=False)
        touch = Touch.objects.get(record=person.public_id)

        assert touch.lost_by == ["association"]
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            touch.delete()
