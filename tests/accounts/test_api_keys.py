"""Keys to the API: scopes by one table, addresses, rotation, revocation, limits, programs."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import actions, limits
from accounts.key_scopes import NEEDED, KeyScope
from accounts.models import ApiToken
from accounts.sealing import digest_of
from audit.models import AuditEvent
from core.clock import now
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.rest import RESOURCES
from pishkhan.api import router
from tests.architecture.routes import routes
from tests.factories import make_api_client

OFFICES = "/api/v1/offices"


def issue(actor, **values):
    arguments = {"name": "همگام‌سازی", "days": 90, "grant_id": actor.grant_id, "at": now()}
    return actions.issue_token(**arguments | values, actor=actor)


def ask(client, secret, path=OFFICES, **headers):
    return client.get(path, headers={"Authorization": f"Bearer {secret}", **headers})


def resource_of(route):
    """Return the name under which the table is asked for an address, as the permission asks."""
    made = getattr(route.view, "initkwargs", {})
    return made.get("basename") or route.name.rpartition(":")[2]


class TestScopes:
    def test_are_told_for_each_route(self):
        routed = {name for name, _viewset, _basename in router.registry}

        assert routed | {"schema"} == set(NEEDED)
        assert set(RESOURCES) <= routed

    def test_are_told_for_each_address_of_the_api(self):
        unknown = {
            name: resource
            for name, route in routes().items()
            if route.is_rest and (resource := resource_of(route)) not in NEEDED
        }

        assert not unknown, "add rows to accounts/key_scopes.py"

    @pytest.mark.parametrize("scopes", [("*",), ("offices:read",)])
    def test_shut_what_the_table_does_not_know(self, expert, monkeypatch, scopes):
        monkeypatch.delitem(NEEDED, "offices")

        answer = make_api_client(expert, scopes=scopes).get(OFFICES)

        assert (answer.status_code, answer.json()["type"]) == (
            403, "/docs/api/problems#scope-missing",
        )  # fmt: skip

    @pytest.mark.parametrize("scope", KeyScope)
    def test_open_their_own_resources_only(self, expert, scope):
        client = make_api_client(expert, scopes=(scope.value,))

        for name, (reading, _writing) in NEEDED.items():
            if name in {"schema", "access"}:
                continue
            status = client.get(f"/api/v1/{name}").status_code
            assert status == (200 if reading in {None, scope} else 403), name

    def test_hold_writing_too(self, gas_clerk):
        client = make_api_client(gas_clerk, scopes=("reports:read",))
        answer = client.post("/api/v1/violation-reports", {})

        assert (answer.status_code, answer.json()["type"]) == (
            403, "/docs/api/problems#scope-missing",
        )  # fmt: skip
        assert "reports:write" in answer.json()["detail"]

    @pytest.mark.parametrize("scopes", [[], ["offices:delete"]])
    def test_are_of_the_list(self, expert, scopes):
        with pytest.raises(Invalid):
            issue(expert, scopes=scopes)


class TestAddresses:
    def test_shut_others_out(self, expert, client):
        _token, secret = issue(expert, addresses=["192.0.2.0/24"])
        _other, here = issue(expert, addresses=["127.0.0.0/۸", "2001:db8::/32"])

        assert ask(client, secret).status_code == 403
        assert ask(client, secret).json()["type"].endswith("#address-not-allowed")
        assert ask(client, here).status_code == 200

    @pytest.mark.parametrize("address", ["nowhere", "1.2.3", "10.0.0.0/99", ""])
    def test_are_networks(self, expert, address):
        with pytest.raises(Invalid):
            issue(expert, addresses=[address])


class TestRotation:
    def test_leaves_both_keys_for_a_week(self, expert, client):
        old, secret = issue(expert, scopes=["offices:read"], addresses=["127.0.0.1"])

        new, fresh = actions.rotate_token(token_id=old.pk, actor=expert, at=now())

        old.refresh_from_db()
        assert (new.name, new.scopes, new.addresses) == (old.name, old.scopes, old.addresses)
        assert ask(client, secret).status_code == ask(client, fresh).status_code == 200
        assert timedelta(days=6) < old.expires_at - now() <= timedelta(days=7)
        assert AuditEvent.objects.filter(verb="token.rotated").count() == 1
        ApiToken.objects.filter(pk=old.pk).update(expires_at=now())
        assert ask(client, secret).status_code == 401

    def test_happens_once(self, expert):
        old, _secret = issue(expert)
        actions.rotate_token(token_id=old.pk, actor=expert, at=now())

        with pytest.raises(IllegalMove):
            actions.rotate_token(token_id=old.pk, actor=expert, at=now())

    def test_is_its_own_persons(self, expert, platform_admin):
        old, _secret = issue(expert)

        with pytest.raises(NotPermitted):
            actions.rotate_token(token_id=old.pk, actor=platform_admin, at=now())

    def test_needs_a_fresh_factor(self, expert):
        from dataclasses import replace

        old, _secret = issue(expert)

        with pytest.raises(FactorRequired):
            actions.rotate_token(
                token_id=old.pk, actor=replace(expert, fresh_factor=False), at=now()
            )


class TestSuccession:
    def renew(self, client, secret, **body):
        return client.post(
            "/api/v1/tokens/successor", body, content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    def test_of_a_program_s_key_needs_no_person_and_no_scope(self, gas_clerk, client):
        old, secret = issue(
            gas_clerk, client="سامانهٔ مرکزی گاز", scopes=["offices:read"], addresses=["127.0.0.1"]
        )

        made = self.renew(client, secret)

        assert made.status_code == 201, made.json()
        assert made.json()["replaces"] == str(old.public_id)
        assert (made.json()["scopes"], made.json()["addresses"]) == (old.scopes, old.addresses)
        assert ask(client, made.json()["token"]).status_code == 200
        assert ask(client, secret).status_code == 200
        old.refresh_from_db()
        assert old.expires_at - now() <= timedelta(days=7)
        event = AuditEvent.objects.get(verb="token.succeeded")
        assert event.client == "سامانهٔ مرکزی گاز"

    def test_of_a_person_s_own_key_needs_the_person_s_code(self, expert, client):
        _token, secret = issue(expert)

        answer = self.renew(client, secret)

        assert (answer.status_code, answer.json()["type"]) == (
            403, "/docs/api/problems#factor-required",
        )  # fmt: skip

    def test_whose_answer_was_lost_is_asked_again(self, gas_clerk, client):
        _token, secret = issue(gas_clerk, client="سامانهٔ مرکزی گاز")
        lost = self.renew(client, secret).json()["token"]

        again = self.renew(client, secret)

        assert again.status_code == 201
        assert ask(client, lost).status_code == 401
        assert ask(client, again.json()["token"]).status_code == 200
        assert self.renew(client, secret).status_code == 409


class TestRevocation:
    def test_works_at_the_next_request(self, expert, client):
        token, secret = issue(expert)
        before = ask(client, secret).status_code
        actions.revoke_token(token_id=token.pk, actor=expert, at=now())

        assert (before, ask(client, secret).status_code) == (200, 401)


class TestPrograms:
    def test_stand_in_the_history_under_their_own_name(self, gas_clerk, client, kept_report):
        _token, secret = issue(gas_clerk, client="سامانهٔ مرکزی گاز")
        answer = client.post(
            "/api/v1/violation-reports", kept_report, content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "1"},
        )  # fmt: skip

        event = AuditEvent.objects.filter(verb="report.submitted").get()
        assert answer.status_code == 201, answer.json()
        assert (event.client, event.actor_name) == ("سامانهٔ مرکزی گاز", "سامانهٔ مرکزی گاز")
        assert event.grant_id == gas_clerk.grant_id

    def test_belong_to_organisations(self, expert):
        with pytest.raises(Invalid):
            issue(expert, client="برنامهٔ من")


@pytest.fixture
def kept_report(gas, office):
    from core.clock import today
    from tests.factories import make_contract, make_type

    make_contract(agency=gas, office=office)
    return {
        "office_code": office.code, "type_code": make_type().code,
        "occurred_on": today().isoformat(), "discovered_on": today().isoformat(),
        "narrative": "کارمزدی بیش از تعرفهٔ مصوب از مراجعه‌کننده گرفته شده است.",
    }  # fmt: skip


class TestLimits:
    def test_are_told_and_held(self, expert, client, settings):
        _token, secret = issue(expert)
        settings.API_LIMIT_KEY = 2
        answers = [ask(client, secret) for _time in range(4)]

        statuses = [answer.status_code for answer in answers]
        assert statuses in ([200, 200, 429, 429], [200, 200, 200, 429], [200] * 4)  # a new minute
        assert answers[0]["RateLimit-Limit"] == "2"
        assert answers[0]["RateLimit-Remaining"] == "1"
        late = next((answer for answer in answers if answer.status_code == 429), None)
        if late is not None:
            assert 0 < int(late["Retry-After"]) <= 60
            assert late.json()["type"].endswith("#throttled")
            assert "Retry-After" in late.json()["detail"]

    def test_hold_an_address_without_a_key(self, client, settings, db):
        settings.API_LIMIT_ADDRESS = 0

        assert client.get(OFFICES).status_code == 429

    def test_hold_without_redis(self, expert, client, settings, monkeypatch):
        def fail(*_args):
            raise limits.redis.ConnectionError

        _token, secret = issue(expert)
        monkeypatch.setattr(limits, "_add", fail)
        monkeypatch.setattr(limits, "_counters", limits._Counters())
        settings.API_LIMIT_KEY = 1
        statuses = {ask(client, secret).status_code for _time in range(3)}

        assert statuses == {200, 429}

    def test_count_the_use_of_a_key(self, expert, client):
        token, secret = issue(expert)
        ask(client, secret)

        counted = limits.uses([token.digest])[token.digest]
        assert len(counted) == 24
        assert sum(counted) == 1

    def test_count_no_use_of_a_call_that_is_not_answered(self, expert, client, settings):
        token, secret = issue(expert)
        digest = digest_of("nobody's")
        for _time in range(2):
            assert ask(client, "nobody's").status_code == 401
        ask(client, secret)
        settings.API_LIMIT_KEY = 0
        for _time in range(2):
            assert ask(client, secret).status_code == 429

        counted = limits.uses([token.digest, digest])

        assert (sum(counted[token.digest]), sum(counted[digest])) == (1, 0)
        assert not limits.ask("KEYS", f"api:use:{digest[:16]}:*")


class TestPage:
    def test_shows_a_key_once(self, expert, browser_of):
        browser = browser_of(expert)
        made = browser.post(
            "/api-keys/new",
            {"name": "همگام‌سازی شبانه", "days": "۹۰", "grant": expert.grant_id,
             "scopes": ["offices:read"], "addresses": "127.0.0.1\n2001:db8::/32"},
        )  # fmt: skip
        again = browser.get("/api-keys").content.decode()

        token = ApiToken.objects.get()
        assert made.status_code == 200
        assert "psk_" in made.content.decode()
        assert made.content.decode().count(token.prefix) > again.count(token.prefix)
        assert (token.scopes, len(token.addresses)) == (["offices:read"], 2)

    def test_keeps_what_was_typed(self, expert, browser_of):
        answer = browser_of(expert).post(
            "/api-keys/new",
            {"name": "نام", "days": "9", "grant": expert.grant_id, "addresses": "nowhere",
             "scopes": ["cases:read"]},
        )  # fmt: skip

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "nowhere" in page
        assert not ApiToken.objects.exists()

    def test_names_the_code_of_each_scope_in_the_form(self, expert, browser_of):
        page = browser_of(expert).get("/api-keys/new").content.decode()

        assert [scope for scope in KeyScope if f"\u2066{scope.value}\u2069" not in page] == []

    def test_rotates_and_revokes(self, expert, browser_of):
        browser = browser_of(expert)
        token, _secret = issue(expert)
        rotated = browser.post(f"/api-keys/{token.public_id}/rotate")
        revoked = browser.post(f"/api-keys/{token.public_id}/revoke", {"confirmation": token.name})

        token.refresh_from_db()
        assert "psk_" in rotated.content.decode()
        assert (revoked.status_code, token.revoked_at is not None) == (302, True)

    @pytest.mark.parametrize("typed", ["", "کلید دیگر"])
    def test_revokes_only_the_key_that_is_named(self, expert, browser_of, typed):
        token, _secret = issue(expert)

        answer = browser_of(expert).post(
            f"/api-keys/{token.public_id}/revoke", {"confirmation": typed}
        )

        token.refresh_from_db()
        assert (answer.status_code, token.revoked_at) == (422, None)

    def test_knows_the_name_in_other_letters(self, expert, browser_of):
        token, _secret = issue(expert, name="همگام‌سازی شبانهٔ ۲")

        browser_of(expert).post(
            f"/api-keys/{token.public_id}/revoke", {"confirmation": "همگام سازي شبانه 2"}
        )

        token.refresh_from_db()
        assert token.revoked_at is not None

    def test_asks_for_a_fresh_code_before_revoking(self, expert, browser_of):
        token, _secret = issue(expert)
        browser = browser_of(expert)
        session = browser.session
        session["factor_at"] = 0
        session.save()

        page = browser.get(f"/api-keys/{token.public_id}/revoke")

        assert page.context["asks_factor"]


class TestExplain:
    def test_names_the_grant(self, api_of, gas_clerk, kept_report):
        told = api_of(gas_clerk).get(
            "/api/v1/access/explain", {"action": "violation-reports.create"}
        ).json()  # fmt: skip

        assert told["is_allowed"]
        assert told["permissions"] == ["report.file"]
        assert told["grants"][0]["role"] == "agency_clerk"
        assert told["grants"][0]["scope"] == "agency"
        assert told["key_scope"] == "reports:write"

    def test_says_why_not(self, gas_clerk, office):
        client = make_api_client(gas_clerk, scopes=("offices:read",))
        address = f"/api/v1/access/explain?object={office.public_id}&action="

        assert client.get(address + "offices.state").json()["code"] == "not-permitted"
        assert client.get(address + "offices.read").json()["is_allowed"]
        assert (
            client.get("/api/v1/access/explain?action=violation-reports.create").json()["code"]
            == "scope-missing"
        )

    def test_asks_for_what_a_download_address_needs(self, api_of, secretariat, auditor):
        address = "/api/v1/access/explain?action=imports.ticket"

        assert api_of(secretariat).get(address).json()["permissions"] == [
            "office.import", "contract.import",
        ]  # fmt: skip
        assert api_of(secretariat).get(address).json()["is_allowed"]
        assert api_of(auditor).get(address).json()["code"] == "not-permitted"

    def test_hides_the_hidden(self, api_of, power_clerk, gas_clerk, contract_of_gas):
        client, address = (
            api_of(power_clerk),
            "/api/v1/access/explain?action=contracts.sign&object=",
        )
        hidden = client.get(f"{address}{contract_of_gas.public_id}")
        absent = client.get(f"{address}{uuid4()}")

        assert hidden.status_code == absent.status_code == 404
        assert hidden.json() | {"instance": ""} == absent.json() | {"instance": ""}

    @pytest.mark.parametrize("name", sorted(NEEDED.keys() - {"schema"}))
    def test_knows_each_resource_that_a_key_opens(self, api_of, auditor, name):
        told = api_of(auditor).get(f"/api/v1/access/explain?action={name}.read").json()

        assert told["is_allowed"], told
        assert told["key_scope"] == NEEDED[name][0]

    @pytest.mark.parametrize("name", ["stats", "agency-comparison", "me", "changes"])
    def test_asks_what_has_no_records_for_its_scope(self, auditor, name):
        client = make_api_client(auditor, scopes=("offices:read",))

        told = client.get(f"/api/v1/access/explain?action={name}.read").json()

        is_open = client.get(f"/api/v1/{name}").status_code != 403
        assert told["is_allowed"] is is_open is (NEEDED[name][0] is None)
        assert told["code"] == ("" if is_open else "scope-missing")

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [("action=stats.create", "/action"), ("action=me.read&object={id}", "/object")],
    )
    def test_says_what_a_resource_without_records_lacks(self, api_of, expert, query, pointer):
        asked = query.format(id=uuid4())

        answer = api_of(expert).get(f"/api/v1/access/explain?{asked}")

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == pointer

    @pytest.mark.parametrize("query", ["", "action=x.y", "action=cases.fly", "action=a&b=c"])
    def test_refuses_what_it_does_not_know(self, api_of, expert, query):
        assert api_of(expert).get(f"/api/v1/access/explain?{query}").status_code == 400


@pytest.fixture
def contract_of_gas(gas, office):
    from tests.factories import make_contract

    return make_contract(agency=gas, office=office)
