"""Download addresses over REST: a file without a header, for minutes, judged again when used."""

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
    answer = api_of(gas_clerk).post(f"/api/v1/evidence/{evidence.public_id}/ticket")
    assert answer.status_code == 201, answer.content
    return answer.json()["url"].partition("testserver")[2], evidence


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


class TestTicket:
    def test_opens_the_file_without_a_header(self, address):
        url, evidence = address

        answer = Client().get(url)

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == evidence.media_type == "image/png"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        with Evidence.objects.get(pk=evidence.pk).copy.open("rb") as copy:
            assert body(answer) == copy.read()

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
        url, evidence = address

        Client().get(url)

        event = AuditEvent.objects.about(evidence).latest("pk")
        assert (event.verb, event.actor_id) == ("evidence.opened", gas_clerk.user_id)

    @pytest.mark.parametrize("end", ["revoked", "expired", "role"])
    def test_is_dead_with_its_key_and_role(self, address, gas_clerk, end):
        url, _evidence = address
        tokens = ApiToken.objects.filter(grant_id=gas_clerk.grant_id)
        if end == "revoked":
            tokens.update(revoked_at=now())
        elif end == "expired":
            tokens.update(expires_at=now())
        else:
            RoleGrant.objects.filter(pk=gas_clerk.grant_id).update(
                ends_on=today() - timedelta(days=1)
            )

        assert Client().get(url).status_code == 410

    def test_is_dead_after_five_minutes(self, address, monkeypatch):
        url, _evidence = address
        from django.core import signing

        later = signing.time.time() + 301
        monkeypatch.setattr(signing.time, "time", lambda: later)

        assert Client().get(url).status_code == 410

    def test_is_dead_when_altered(self, address):
        url, _evidence = address

        assert Client().get(url[:-2]).status_code == 410
