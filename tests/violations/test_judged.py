"""Decisions and objections over REST: who reads them, how much, and how their lists are asked."""

from datetime import timedelta

import pytest

from tests.factories import TODAY
from tests.violations.stories import REASONS
from violations import actions

pytestmark = pytest.mark.django_db
DECISIONS, APPEALS = "/api/v1/decisions", "/api/v1/appeals"
INSIDE = (
    "deputy", "expert", "secretariat", "auditor", "chair", "gas_manager", "gas_clerk",
    "county_rep",
)  # fmt: skip
OUTSIDE = ("power_clerk", "association", "platform_admin")
WHY = "رسید هزینهٔ پست با دفتر ثبت مرکز یکی است و تخلفی محرز نیست."


@pytest.fixture
def decided(walk, gas_manager):
    """Return a case that was decided, its decision not served yet."""
    return walk().open().notify().defend().decide(gas_manager)


@pytest.fixture
def objected(decided):
    """Return a case whose decision was served and objected to."""
    return decided.notify("decision").appeal()


@pytest.fixture
def annulled(objected, gas_appeal):
    """Return a case whose objection was decided; the office was not told of it yet."""
    actions.decide_appeal(
        case_id=objected.case.pk, result="annulled", reasons=WHY, actor=gas_appeal, **objected.now
    )
    return objected


def rows(client, address, **asked):
    """Return the rows of a list."""
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


class TestDecisions:
    @pytest.mark.parametrize("who", INSIDE)
    def test_are_told_inside_with_their_reasons(self, decided, api_of, request, who):
        client = api_of(request.getfixturevalue(who))

        (row,) = rows(client, DECISIONS)

        assert (row["case_number"], row["forum"], row["reasons"]) == (
            decided.case.number, "agency", REASONS,
        )  # fmt: skip
        assert (row["outcome"], row["sanction"], row["decided_by_name"]) == (
            "proven", "written_warning", "مدیر گاز",
        )  # fmt: skip
        assert client.get(f"{DECISIONS}/{row['id']}").json() == row

    @pytest.mark.parametrize("who", OUTSIDE)
    def test_are_hidden_from_others(self, objected, api_of, request, who):
        client = api_of(request.getfixturevalue(who))
        decision = objected.case.decisions.get()

        assert rows(client, DECISIONS) == []
        assert client.get(f"{DECISIONS}/{decision.public_id}").status_code == 404

    def test_open_to_the_office_with_their_service(self, decided, operator, api_of):
        client, decision = api_of(operator), decided.case.decisions.get()
        assert rows(client, DECISIONS) == []
        assert client.get(f"{DECISIONS}/{decision.public_id}").status_code == 404

        decided.notify("decision")

        (row,) = rows(client, DECISIONS)
        assert row["reasons"] == REASONS
        assert row["decided_by_name"] is None

    def test_on_an_objection_open_with_its_own_notice(self, annulled, operator, api_of):
        client = api_of(operator)
        assert [row["forum"] for row in rows(client, DECISIONS)] == ["agency"]

        annulled.notify("appeal_result")

        found = rows(client, DECISIONS, ordering="decided_on")
        assert [row["forum"] for row in found] == ["agency", "appeal"]
        assert found[1]["reasons"] == WHY
        assert found[1]["proposed_sanction"] is None

    @pytest.mark.parametrize("who", [*INSIDE, "operator"])
    def test_are_those_of_the_file(self, annulled, api_of, request, who):
        client, case = api_of(request.getfixturevalue(who)), annulled.case
        told = client.get(f"/api/v1/cases/{case.public_id}/file").json()["decisions"]

        found = rows(client, DECISIONS, case=case.public_id, ordering="decided_on")

        assert len(told) == (1 if who == "operator" else 2)
        for kept, row in zip(told, found, strict=True):
            for name in ("id", "forum", "outcome", "reasons", "sanction", "decided_by_name"):
                assert kept[name] == row[name], name

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({"forum": "agency"}, 1), ({"forum__in": "committee,appeal"}, 0),
            ({"outcome": "proven"}, 1), ({"outcome": "not_proven"}, 0),
            ({"sanction": "written_warning"}, 1), ({"sanction__in": "suspension"}, 0),
            ({"track": "contract"}, 1), ({"track": "licence"}, 0),
            ({"agency_code": "gaz"}, 1), ({"agency_code": "bargh"}, 0),
            ({"decided_on__gte": TODAY.isoformat()}, 1),
            ({"decided_on__lte": (TODAY - timedelta(days=1)).isoformat()}, 0),
        ],
    )  # fmt: skip
    def test_are_found(self, decided, gas_manager, api_of, asked, count):
        client, case = api_of(gas_manager), decided.case

        assert len(rows(client, DECISIONS, **asked)) == count
        for own in (
            {"case": case.public_id}, {"case_number": case.number},
            {"office": case.office.public_id}, {"office_code": case.office.code},
        ):  # fmt: skip
            assert len(rows(client, DECISIONS, **asked, **own)) == count

    def test_are_told_as_they_are_wished(self, decided, gas_manager, api_of):
        client = api_of(gas_manager)

        (row,) = rows(
            client, DECISIONS, fields="id,decided_on,case", expand="case.office", calendar="jalali"
        )

        assert set(row) == {"id", "decided_on", "decided_on_jalali", "case"}
        assert row["case"]["office"]["code"] == decided.case.office.code

    def test_expand_no_more_than_is_seen(self, objected, operator, api_of):
        (row,) = rows(api_of(operator), DECISIONS, expand="case,agency")

        assert row["case"]["number"] == objected.case.number
        assert row["case"]["linked_number"] is None

    def test_have_an_etag(self, decided, gas_manager, api_of):
        client, decision = api_of(gas_manager), decided.case.decisions.get()
        address = f"{DECISIONS}/{decision.public_id}"
        first = client.get(address)

        again = client.get(address, headers={"If-None-Match": first["ETag"]})

        assert again.status_code == 304

    @pytest.mark.parametrize("asked", [{"reasons": "x"}, {"ordering": "points"}, {"forum": "x"}])
    def test_refuse_what_is_not_known(self, decided, gas_manager, api_of, asked):
        assert api_of(gas_manager).get(DECISIONS, asked).status_code == 400

    def test_need_the_scope_of_cases(self, decided, gas_manager, api_of):
        for address in (DECISIONS, APPEALS):
            refused = api_of(gas_manager, scopes=("reports:read",)).get(address)
            assert refused.status_code == 403
            assert api_of(gas_manager, scopes=("cases:read",)).get(address).status_code == 200

    def test_are_not_written(self, decided, gas_manager, api_of):
        client, decision = api_of(gas_manager), decided.case.decisions.get()

        for address in (DECISIONS, f"{DECISIONS}/{decision.public_id}", APPEALS):
            assert client.post(address, {}).status_code == 405
            assert client.patch(address, {}).status_code == 405


class TestAppeals:
    @pytest.mark.parametrize("who", [*INSIDE, "operator"])
    def test_are_told_before_they_are_decided(self, objected, api_of, request, who):
        client = api_of(request.getfixturevalue(who))

        (row,) = rows(client, APPEALS)

        assert row["case_number"] == objected.case.number
        assert "رسید هزینهٔ پست" in row["text"]
        assert (row["result"], row["result_label"], row["decided_on"]) == (None, None, None)
        assert client.get(f"{APPEALS}/{row['id']}").json() == row

    @pytest.mark.parametrize("who", OUTSIDE)
    def test_are_hidden_from_others(self, objected, api_of, request, who):
        client = api_of(request.getfixturevalue(who))

        assert rows(client, APPEALS) == []
        assert client.get(f"{APPEALS}/{objected.case.appeals.get().public_id}").status_code == 404

    @pytest.mark.parametrize("who", INSIDE)
    def test_tell_their_result_inside_at_once(self, annulled, api_of, request, who):
        (row,) = rows(api_of(request.getfixturevalue(who)), APPEALS, result="annulled")

        assert row["result"] == "annulled"
        assert row["decided_on"] == annulled.day.isoformat()

    def test_tell_the_office_their_result_with_its_service(self, annulled, operator, api_of):
        client = api_of(operator)
        (row,) = rows(client, APPEALS)
        assert (row["result"], row["result_label"], row["decided_on"]) == (None, None, None)

        annulled.notify("appeal_result")

        (row,) = rows(client, APPEALS)
        assert (row["result"], row["decided_on"]) == ("annulled", annulled.day.isoformat())

    def test_filters_tell_no_result_before(self, annulled, operator, api_of):
        client, day = api_of(operator), annulled.day.isoformat()
        asked = (
            {"result": "annulled"}, {"decided_on__gte": day}, {"decided_on__lte": day},
            {"decided_on__isnull": "false"},
        )  # fmt: skip
        for one in asked:
            assert rows(client, APPEALS, **one) == [], one
        assert len(rows(client, APPEALS, decided_on__isnull="true")) == 1

        annulled.notify("appeal_result")

        for one in asked:
            assert len(rows(client, APPEALS, **one)) == 1, one
        assert rows(client, APPEALS, decided_on__isnull="true") == []

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({"is_paper": "false"}, 1), ({"is_paper": "true"}, 0), ({"track": "licence"}, 0),
            ({"filed_on__gte": TODAY.isoformat()}, 1),
            ({"filed_on__lte": (TODAY - timedelta(days=1)).isoformat()}, 0),
            ({"ordering": "filed_on"}, 1),
        ],
    )  # fmt: skip
    def test_are_found(self, objected, gas_appeal, api_of, asked, count):
        assert len(rows(api_of(gas_appeal), APPEALS, **asked)) == count
