"""Download addresses over REST: a file for who asked, for minutes, judged again when used."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import ApiToken, RoleGrant
from audit.models import AuditEvent
from core.clock import now, today
from tests.factories import make_api_client
from violations.models import Evidence


@pytest.fixture
def address(upload, api_of, gas_clerk):
    """Return a download address of a file that the clerk has brought, and the file."""
    evidence = upload(gas_clerk, on=today())
    key = api_of(gas_clerk)
    answer = key.post(f"/api/v1/evidence/{evidence.public_id}/ticket")
    assert answer.status_code == 201, answer.content
    return answer.json()["url"].partition("testserver")[2], evidence, key


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


class TestTicket:
    def test_opens_the_file_for_the_key_that_asked(self, address):
        url, evidence, key = address

        answer = key.get(url)

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == evidence.media_type == "image/png"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        with Evidence.objects.get(pk=evidence.pk).copy.open("rb") as copy:
            assert body(answer) == copy.read()

    def test_opens_where_the_person_of_the_key_is_signed_in(self, address, gas_clerk, browser_of):
        assert browser_of(gas_clerk).get(address[0]).status_code == 200

    def test_asks_who_is_there(self, address):
        answer = Client().get(address[0])

        assert answer.status_code == 401
        assert AuditEvent.objects.filter(verb="evidence.opened").count() == 0

    def test_opens_for_nobody_else(self, address, gas_clerk, gas_manager, api_of, browser_of):
        url = address[0]
        others = (api_of(gas_manager), make_api_client(gas_clerk, ("evidence:read",)),
                  browser_of(gas_manager))  # fmt: skip

        assert [other.get(url).status_code for other in others] == [410, 410, 410]

    def test_needs_no_more_than_a_key_that_reads(self, upload, gas_clerk):
        evidence = upload(gas_clerk, on=today())
        reader = make_api_client(gas_clerk, ("evidence:read",))
        address = f"/api/v1/evidence/{evidence.public_id}/ticket"

        assert reader.post(address).status_code == 201
        told = reader.get(
            f"/api/v1/access/explain?action=evidence.ticket&object={evidence.public_id}"
        ).json()
        assert (told["is_allowed"], told["key_scope"]) == (True, "evidence:read")
        assert make_api_client(gas_clerk, ("evidence:write",)).post(address).status_code == 403

    def test_leaves_an_event_of_the_person(self, address, gas_clerk):
        url, evidence, key = address

        key.get(url)

        event = AuditEvent.objects.about(evidence).latest("pk")
        assert (event.verb, event.actor_id) == ("evidence.opened", gas_clerk.user_id)

    @pytest.mark.parametrize("end", ["revoked", "expired", "role"])
    def test_is_dead_with_its_key_and_role(self, address, gas_clerk, browser_of, end):
        url, _evidence, _key = address
        browser = browser_of(gas_clerk)
        tokens = ApiToken.objects.filter(grant_id=gas_clerk.grant_id)
        if end == "revoked":
            tokens.update(revoked_at=now())
        elif end == "expired":
            tokens.update(expires_at=now())
        else:
            RoleGrant.objects.filter(pk=gas_clerk.grant_id).update(
                ends_on=today() - timedelta(days=1)
            )

        assert browser.get(url).status_code in {302, 403, 410}

    def test_is_dead_after_five_minutes(self, address, monkeypatch):
        url, _evidence, key = address
        from django.core import signing

        later = signing.time.time() + 301
        monkeypatch.setattr(signing.time, "time", lambda: later)

        assert key.get(url).status_code == 410

    def test_is_dead_when_altered(self, address):
        url, _evidence, key = address

        assert key.get(url[:-2]).status_code == 410
