"""Webhooks: told of what the owner sees, once under each key, and never led into our house."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections import Counter
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction

from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import now
from core.errors import IllegalMove, Invalid, NotPermitted
from notices import actions, tasks
from notices.carriers import outside
from notices.models import Message, Webhook
from notices.rules import signature
from notices.sealing import open_secret
from offices.models import Office
from tests.factories import make_contract, make_office, make_principal


def signed(secret, key, moment, body):
    """Return the signature as the standard says it, written a second time."""
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(raw, f"{key}.{moment}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


class Receiver:
    """A receiver that checks each signature and counts one of each key, over a bad line."""

    def __init__(self):
        self.answers, self.calls, self.secrets, self.counted = [], [], [], {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                key, moment = self.headers["webhook-id"], self.headers["webhook-timestamp"]
                given = self.headers["webhook-signature"].split(" ")
                assert any(
                    signed(secret, key, moment, body) in given for secret in receiver.secrets
                )
                receiver.calls.append((self.path, key, given))
                answer = receiver.answers.pop(0) if receiver.answers else 204
                if answer in {204, "lost"}:
                    receiver.counted[key] = json.loads(body)  # it arrived, whatever we hear
                if answer == "lost":
                    self.connection.close()
                    return
                self.send_response(answer)
                if answer == 302:
                    self.send_header("Location", f"{receiver.url}/elsewhere")
                self.end_headers()

            def log_message(self, *args):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def add(actor, url, resources=("offices",)):
    return actions.add_webhook(
        name="سامانهٔ انجمن", url=url, resources=resources, actor=actor, at=now()
    )


def relay():
    """Run the relay as the worker does, a minute later each time, until nothing waits."""
    for _time in range(30):
        Message.objects.filter(state="waiting").update(next_at=now() - timedelta(seconds=1))
        tasks.relay_outbox.run()
        if not Message.objects.filter(state="waiting", webhook__isnull=False).exists():
            return


class TestAddWebhook:
    def test_gives_a_secret_that_is_kept_sealed(self, clock, expert):
        webhook, secret = add(expert, "http://127.0.0.1:1/hook")

        assert secret.startswith("whsec_")
        assert secret not in webhook.secret_sealed
        assert open_secret(webhook.secret_sealed, webhook.public_id) == secret

    def test_leaves_one_event(self, expert):
        webhook, _secret = add(expert, "http://127.0.0.1:1/hook")

        assert AuditEvent.objects.about(webhook).get().verb == "webhook.added"

    def test_refuses_a_role_without_the_permission(self, clock):
        with pytest.raises(NotPermitted):
            add(clock, "http://127.0.0.1:1/hook")

    @pytest.mark.parametrize("resources", [(), ("tokens",), ("evidence",), ("offices", "nothing")])
    def test_refuses_what_is_not_followed(self, expert, resources):
        with pytest.raises(Invalid) as refused:
            add(expert, "http://127.0.0.1:1/hook", resources)

        assert set(refused.value.fields) == {"resources"}

    def test_refuses_what_the_key_may_not_read(self, api_of, expert):
        client = api_of(expert, scopes=("webhooks:write", "offices:read"))

        answer = client.post(
            "/api/v1/webhooks",
            {"name": "x", "url": "http://127.0.0.1:1/", "resources": ["contracts"]},
        )

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/resources"


class TestEditWebhook:
    def test_by_rest_changes_what_is_named_and_leaves_one_event(self, api_of, expert):
        webhook, _secret = add(expert, "http://127.0.0.1:1/hook")

        answer = api_of(expert).patch(
            f"/api/v1/webhooks/{webhook.public_id}",
            {"url": "http://127.0.0.1:1/new", "resources": ["contracts", "offices"]},
        )

        assert (answer.json()["name"], answer.json()["url"]) == (
            "سامانهٔ انجمن", "http://127.0.0.1:1/new",
        )  # fmt: skip
        event = AuditEvent.objects.about(webhook).get(verb="webhook.edited")
        assert event.changes["resources"] == [["offices"], ["offices", "contracts"]]

    def test_that_leaves_out_the_resource_at_which_it_stands_goes_on_with_the_next(self, expert):
        webhook, _secret = add(expert, "http://127.0.0.1:1/hook", ("offices", "contracts"))
        webhook.place |= {"part": "offices", "turn": 1, "pk": 1, "until": webhook.place["since"]}
        webhook.save()

        actions.edit_webhook(webhook_id=webhook.pk, resources=["contracts"], actor=expert, at=now())

        webhook.refresh_from_db()
        assert (webhook.place["part"], webhook.place["turn"]) == ("contracts", 0)
        assert actions.fill_webhook(webhook_id=webhook.pk, at=now()) == 0

    def test_refuses_an_address_to_which_we_do_not_send(self, expert):
        webhook, _secret = add(expert, "http://127.0.0.1:1/hook")

        with pytest.raises(Invalid) as refused:
            actions.edit_webhook(webhook_id=webhook.pk, url="ftp://x", actor=expert, at=now())

        assert set(refused.value.fields) == {"url"}

    def test_refuses_the_address_of_another_webhook_of_the_grant_that_runs(self, expert):
        first, _secret = add(expert, "http://127.0.0.1:1/hook")
        second, _secret = add(expert, "http://127.0.0.1:1/other")

        with pytest.raises(Invalid) as doubled:
            add(expert, "http://127.0.0.1:1/hook", ("contracts",))
        with pytest.raises(Invalid) as edited:
            actions.edit_webhook(
                webhook_id=second.pk, url="http://127.0.0.1:1/hook", actor=expert, at=now()
            )

        assert set(doubled.value.fields) == set(edited.value.fields) == {"url"}
        actions.end_webhook(webhook_id=first.pk, actor=expert, at=now())
        add(expert, "http://127.0.0.1:1/hook", ("contracts",))


class TestPingWebhook:
    def test_by_rest_sends_a_signed_call_that_names_no_record(self, api_of, expert, receiver):
        webhook, secret = add(expert, f"{receiver.url}/hook")
        receiver.secrets = [secret]
        client = api_of(expert)

        client.post(f"/api/v1/webhooks/{webhook.public_id}/ping")
        relay()

        (body,) = receiver.counted.values()
        assert body["type"] == "ping"
        assert body["data"] == {"resource": "webhooks", "id": str(webhook.public_id)}
        (call,) = client.get(f"/api/v1/webhooks/{webhook.public_id}/calls").json()["results"]
        assert call["state"] == "sent"


class TestRotateWebhook:
    def test_signs_with_both_for_seven_days(self, expert):
        webhook, old = add(expert, "http://127.0.0.1:1/hook")

        webhook, new = actions.rotate_webhook(webhook_id=webhook.pk, actor=expert, at=now())

        assert tasks.secrets_of(webhook, now()) == [new, old]
        assert tasks.secrets_of(webhook, now() + timedelta(days=7, seconds=1)) == [new]

    def test_refuses_another_person(self, expert, auditor):
        webhook, _secret = add(expert, "http://127.0.0.1:1/hook")

        with pytest.raises(Webhook.DoesNotExist):
            actions.rotate_webhook(webhook_id=webhook.pk, actor=auditor, at=now())

    def test_refuses_one_that_has_ended(self, expert):
        webhook, _secret = add(expert, "http://127.0.0.1:1/hook")
        actions.end_webhook(webhook_id=webhook.pk, actor=expert, at=now())

        with pytest.raises(IllegalMove):
            actions.rotate_webhook(webhook_id=webhook.pk, actor=expert, at=now())
        with pytest.raises(IllegalMove):
            actions.end_webhook(webhook_id=webhook.pk, actor=expert, at=now())


class TestSending:
    def test_arrives_once_of_each_over_a_bad_line(self, real_db, receiver):
        expert = make_principal(Role.EXPERT)
        office = make_office()
        webhook, secret = add(expert, f"{receiver.url}/hook?of=us", ("offices", "contracts"))
        receiver.secrets.append(secret)
        receiver.answers = [500, "lost", 503, "lost", 429, 500]

        contract = make_contract(office=office)
        for step in range(3):
            Office.objects.filter(pk=office.pk).update(address=f"نشانی {step}")
            relay()

        told = Counter((body["type"], body["data"]["id"]) for body in receiver.counted.values())
        sent = Message.objects.filter(webhook=webhook)
        assert {str(key) for key in sent.values_list("public_id", flat=True)} == set(
            receiver.counted
        )
        assert told["offices.upsert", str(office.public_id)] == 3
        assert told["contracts.upsert", str(contract.public_id)] == 1
        assert set(sent.values_list("state", flat=True)) == {"sent"}
        assert all(set(b) == {"type", "timestamp", "data"} for b in receiver.counted.values())

        # A new secret signs beside the old one.
        _webhook, second = actions.rotate_webhook(webhook_id=webhook.pk, actor=expert, at=now())
        receiver.secrets[:] = [second]
        Office.objects.filter(pk=office.pk).update(address="پس از چرخاندن")
        relay()
        assert len(receiver.calls[-1][2]) == 2

        # A redirect is an answer like any other, and nobody goes there.
        receiver.answers = [302] * 40
        Office.objects.filter(pk=office.pk).update(address="جای دیگر")
        relay()
        last = Message.objects.filter(webhook=webhook).latest("pk")
        assert (last.state, last.last_code) == ("dead", "http-302")
        assert all(path == "/hook?of=us" for path, _key, _given in receiver.calls)

        # What was given up goes again, under the same key.
        receiver.answers = []
        actions.resend_dead(webhook_id=webhook.pk, actor=expert, at=now())
        relay()
        assert str(last.public_id) in receiver.counted
        with pytest.raises(IllegalMove), transaction.atomic():
            actions.resend_dead(webhook_id=webhook.pk, actor=expert, at=now())

        # A receiver that is gone ends it.
        receiver.answers = [410]
        Office.objects.filter(pk=office.pk).update(address="پایان")
        relay()
        webhook.refresh_from_db()
        assert webhook.ended_code == "gone"

    def test_tells_only_what_the_owner_sees(self, real_db, receiver):
        own, foreign = make_contract(), make_contract()
        manager = make_principal(Role.AGENCY_MANAGER, own.agency)
        _webhook, secret = add(manager, receiver.url, ("contracts",))
        receiver.secrets.append(secret)

        for contract in (own, foreign):
            type(contract).objects.filter(pk=contract.pk).update(confirmed_on=None)
        relay()

        assert {body["data"]["id"] for body in receiver.counted.values()} == {str(own.public_id)}


class TestSignature:
    def test_is_that_of_the_standard(self):
        secret = "whsec_" + base64.b64encode(b"k" * 32).decode()

        assert signature(secret, "msg_1", 1614265330, b'{"a": 1}') == signed(
            secret, "msg_1", 1614265330, b'{"a": 1}'
        )


class TestOutside:
    @pytest.fixture(autouse=True)
    def strict(self, settings):
        settings.WEBHOOK_LAX = False
        settings.SITE_URL = "https://own.example"

    @pytest.fixture
    def names(self, monkeypatch):
        """Answer look-ups of names from a table."""
        table = {"own.example": ["198.41.0.4"]}

        def look_up(host, port, **_more):
            if host not in table:
                raise socket.gaierror
            return [(0, 0, 0, "", (address, port)) for address in table[host]]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return table

    @pytest.mark.parametrize(
        "address",
        ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
         "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "198.41.0.4",
         "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
         "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:7f00:1::",
         "fec0::1", "3fff::1", "192.88.99.1"],
    )  # fmt: skip
    def test_refuses_every_address_of_the_house(self, names, address):
        names["bad.example"] = ["93.184.215.14", address]  # one good answer does not help

        with pytest.raises(outside.AddressRefused, match="address-not-open"):
            outside.target_of("https://bad.example/hook")

    @pytest.mark.parametrize(
        "url",
        ["http://good.example/", "ftp://good.example/", "https://good.example:22/", "https:///x",
         "https://user:word@good.example/", "https://good.example:99999/", "https://nobody.example/",
         "//good.example/", "https://good.example/a b", "https://[::1", "https://دفتر.example/",
         "https://good.example/" + "a" * 500, "javascript:alert(1)", ""],
    )  # fmt: skip
    def test_refuses_what_is_no_address_of_a_receiver(self, names, url):
        names["good.example"] = ["93.184.215.14"]

        with pytest.raises(outside.AddressRefused):
            outside.target_of(url)

    def test_connects_to_the_address_that_was_judged(self, names):
        names["good.example"] = ["93.184.215.14"]

        target = outside.target_of("https://good.example/hook?x=1")
        names["good.example"] = ["127.0.0.1"]  # the name answers otherwise now

        assert (target.address, target.host) == ("93.184.215.14", "good.example")
        assert outside._Line(target).target.address == "93.184.215.14"

    def test_ends_a_call_that_drips(self, monkeypatch):
        monkeypatch.setattr(outside, "TIMEOUT", 0.3)
        door = socket.create_server(("127.0.0.1", 0))
        stop = threading.Event()

        def drip():
            line, _address = door.accept()
            with line:
                for letter in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000:
                    if stop.wait(0.05):
                        return
                    try:
                        line.sendall(bytes([letter]))
                    except OSError:
                        return

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        target = outside.Target("127.0.0.1", door.getsockname()[1], "/", "127.0.0.1", is_tls=False)

        with pytest.raises((OSError, outside.http.client.HTTPException)):
            outside.post(target, b"{}", {})
        stop.set()
        dripping.join()
        door.close()


class TestPages:
    def test_walk_through_the_life_of_a_webhook(self, browser_of, expert):
        page = browser_of(expert)
        typed = {"name": "سامانهٔ نمونه", "url": "http://127.0.0.1:1/hook", "resources": ["offices"]}

        made = page.post("/webhooks/new", typed)
        webhook = Webhook.objects.get()

        assert open_secret(webhook.secret_sealed, webhook.public_id) in made.content.decode()
        assert "whsec_" not in page.get("/webhooks").content.decode()
        rotated = page.post(f"/webhooks/{webhook.public_id}/rotate")
        webhook.refresh_from_db()
        assert open_secret(webhook.secret_sealed, webhook.public_id) in rotated.content.decode()
        assert page.get(f"/webhooks/{webhook.public_id}").status_code == 200
        assert page.post(f"/webhooks/{webhook.public_id}/resend").status_code == 422
        assert page.post(f"/webhooks/{webhook.public_id}/end").status_code == 302
        webhook.refresh_from_db()
        assert webhook.ended_code == "owner"

    def test_say_on_the_field_why_an_address_is_refused(self, browser_of, expert, settings):
        settings.WEBHOOK_LAX = False
        typed = {"name": "x", "url": "http://127.0.0.1/", "resources": ["offices"]}

        refused = browser_of(expert).post("/webhooks/new", typed)

        assert refused.status_code == 422
        assert "باید با https آغاز شود" in refused.content.decode()


class TestRest:
    def test_shows_the_secret_once_and_the_calls(self, api_of, expert):
        client = api_of(expert)
        asked = {"name": "سامانه", "url": "http://127.0.0.1:1/hook", "resources": ["offices"]}

        made = client.post("/api/v1/webhooks", asked)
        key = made.json()["id"]

        assert made.status_code == 201
        assert made.json()["secret"].startswith("whsec_")
        assert "secret" not in client.get(f"/api/v1/webhooks/{key}").json()
        assert client.get(f"/api/v1/webhooks/{key}/calls").json() == {"results": []}
        assert client.post(f"/api/v1/webhooks/{key}/rotate", {}).status_code == 201
        assert client.post(f"/api/v1/webhooks/{key}/end").json()["ended_how"] == "owner"
        assert client.post(f"/api/v1/webhooks/{key}/rotate", {}).status_code == 409

    def test_hides_those_of_others(self, api_of, expert, auditor):
        webhook, _secret = add(expert, "http://127.0.0.1:1/hook")

        answer = api_of(auditor).get(f"/api/v1/webhooks/{webhook.public_id}")

        assert answer.status_code == 404
