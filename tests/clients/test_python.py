"""The Python client against a running site: a copy that equals it, and acts over a bad line."""

import base64
import hashlib
import json
import random
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from accounts.roles import Role
from core.clock import now, today
from dev.promise import committed
from notices.rules import signature
from offices.models import Office
from tests.architecture.world import REASON, build, png
from tests.audit.test_changes import in_force, listed
from tests.factories import make_office, make_type
from violations.models import ViolationReport

HOME = Path(__file__).parents[2] / "clients" / "python"
sys.path += [str(HOME), str(HOME / "examples")]

from file_reports import file_all  # noqa: E402
from pishkhan_client import (  # noqa: E402
    Appeal,
    BulkAnswer,
    Client,
    Decision,
    Evidence,
    NotVerified,
    Outcome,
    Problem,
    Receipt,
    new_key,
    verified,
)
from pishkhan_client.client import send  # noqa: E402
from sync import sync  # noqa: E402


def secret_of(program):
    return program._credentials["HTTP_AUTHORIZATION"].partition(" ")[2]


class BadLine:
    """Breaks before the request is sent, or after the server has done the work."""

    def __init__(self, seed):
        self.dice, self.broken = random.Random(seed), 0

    def __call__(self, request, timeout):
        fate = self.dice.random()
        if fate < 0.25:
            self.broken += 1
            raise ConnectionResetError
        answer = send(request, timeout)
        if fate < 0.6:
            self.broken += 1
            raise TimeoutError
        return answer


@pytest.fixture
def world(live_site, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return build()


def kept(path):
    found = {}
    with sqlite3.connect(path) as copy:
        for resource, key, data in copy.execute("SELECT resource, id, data FROM record"):
            found.setdefault(resource, {})[key] = json.loads(data)
    return found


class TestClient:
    def test_keeps_a_copy_and_files_once_over_a_bad_line(self, world, live_site, tmp_path, capsys):
        program = world.tokens[Role.AGENCY_CLERK]
        line = BadLine(seed=7)
        client = Client(
            f"{live_site}/", secret_of(program), transport=line, sleep=lambda _s: None, tries=30
        )
        path = str(tmp_path / "copy.sqlite3")

        sync(client, path, page_size=20)
        office = make_office()
        Office.objects.filter(pk=office.pk).update(name="نام تازه")
        sync(client, path)

        found, copied = listed(program), kept(path)
        copied["violation-types"] = in_force(copied["violation-types"])
        for name, rows in found.items():
            assert copied.get(name, {}) == rows, name
        assert sync(client, path) == 0
        assert line.broken > 3

        # Reports arrive once each, though answers are lost and the program is started again.
        kind, names = make_type(), world.samples["own"]
        reports = [
            {
                "office_code": names["office_code"],
                "agency_code": names["agency_code"],
                "type_code": kind.code,
                "occurred_on": (today() - timedelta(days=3 + day)).isoformat(),
                "discovered_on": today().isoformat(),
                "narrative": REASON,
            }
            for day in range(3)
        ]
        before = ViolationReport.objects.count()
        journal = tmp_path / "journal.json"
        file_all(client, reports[:2], journal)
        numbers = file_all(client, reports, journal)
        assert ViolationReport.objects.count() == before + 3
        assert len(set(numbers.values())) == 3

        # A refused line is told with its faults, and filed once it was corrected.
        capsys.readouterr()
        wrong = {**reports[0], "office_code": "2400000"}
        assert 3 not in file_all(client, [*reports, wrong], journal)
        assert "  /office_code: " in capsys.readouterr().err
        other = {**reports[0], "affected": 2}
        assert file_all(client, [*reports, other], journal)[3] not in numbers.values()
        assert ViolationReport.objects.count() == before + 4

        # A refusal that cannot pass is told at once, with what is wrong where.
        with pytest.raises(Problem) as refused:
            client.file_report({**reports[0], "office_code": "2400000"}, key=new_key())
        assert (refused.value.status, refused.value.code) == (400, "invalid")
        with pytest.raises(Problem) as refused:
            client.get("/offices", nothing="1")
        assert refused.value.errors[0]["pointer"] == "/nothing"

        # A cursor of another life is refused, and the copy begins again.
        with sqlite3.connect(path) as copy:
            copy.execute("UPDATE place SET cursor = 'of another server'")
        assert sync(client, path) >= sum(map(len, found.values()))

    def test_reads_what_was_decided_and_takes_files(self, world, live_site):
        client = Client(live_site, secret_of(world.tokens[Role.AGENCY_CLERK]), tries=1)
        own = world.names["receipt"]["own"]

        (decision, *_more), (appeal, *_more) = list(client.decisions()), list(client.appeals())
        (receipt,) = client.receipts()
        brought = client.upload("رسید.png", png(), key=new_key())

        assert set(decision) == set(get_type_hints(Decision))
        assert set(appeal) == set(get_type_hints(Appeal))
        assert decision["case"] in {row["id"] for row in client.records("cases")}
        scan = client.file(f"/receipts/{receipt['id']}/content")
        assert hashlib.sha256(scan).hexdigest() == receipt["sha256"]
        assert (set(brought), brought["attached_at"]) == (set(get_type_hints(Evidence)), None)
        content = f"/evidence/{brought['id']}/content"
        assert client.file(content).startswith(png()[:8])  # a rebuilt copy
        assert client.file(f"{content}?sealed_original=true") == png()
        with pytest.raises(Problem) as refused:
            client.file(f"/evidence/{world.names['evidence']['other'][0]}/content")
        assert refused.value.status == 404
        assert receipt["id"] == str(own[0])

    def test_changes_only_what_it_has_read(self, world, live_site):
        client = Client(live_site, secret_of(world.tokens[Role.SECRETARIAT]), tries=1)
        address = f"/offices/{world.names['office id']['own'][0]}"
        read = client.read(address)

        told = client.patch(address, {"phone": "04533331111"}, key=new_key(), etag=read.etag)

        assert told["version"] == read.body["version"] + 1
        with pytest.raises(Problem) as refused:
            client.patch(address, {"phone": "04533332222"}, key=new_key(), etag=read.etag)
        assert (refused.value.status, refused.value.code) == (412, "stale")


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Decision, "Decision"), (Appeal, "Appeal"), (Receipt, "Receipt"), (Evidence, "Evidence"),
     (Outcome, "Outcome"), (BulkAnswer, "Bulk")],
)  # fmt: skip
def test_shapes_are_those_of_the_document(kind, name):
    told = committed()["components"]["schemas"][name]["properties"]
    hints = get_type_hints(kind)

    assert set(hints) == set(told)
    may_be_null = {field for field, hint in hints.items() if type(None) in get_args(hint)}
    assert may_be_null == {field for field, one in told.items() if is_nullable(one)}


def is_nullable(told):
    kinds = told.get("type", [])
    return "null" in kinds or any(is_nullable(one) for one in told.get("oneOf", ()))


class TestVerified:
    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
    body = b'{"type": "offices.upsert", "data": {"resource": "offices", "id": "1"}}'

    def headers(self, moment, secret=None):
        made = signature(secret or self.secret, "key-1", moment, self.body)
        return {
            "Webhook-Id": "key-1",
            "Webhook-Timestamp": str(moment),
            "Webhook-Signature": f"v1,AAAA {made}",
        }

    def test_takes_what_the_server_signs(self):
        moment = int(now().timestamp())

        told = verified(self.secret, self.headers(moment), self.body)

        assert (told["key"], told["type"]) == ("key-1", "offices.upsert")

    @pytest.mark.parametrize("age", [-301, 301])
    def test_refuses_what_is_old_or_early(self, age):
        moment = int(now().timestamp())

        with pytest.raises(NotVerified):
            verified(self.secret, self.headers(moment), self.body, now=moment + age)

    def test_refuses_another_secret_and_another_body(self):
        moment = int(now().timestamp())
        other = "whsec_" + base64.b64encode(b"o" * 32).decode()

        with pytest.raises(NotVerified):
            verified(self.secret, self.headers(moment, other), self.body)
        with pytest.raises(NotVerified):
            verified(self.secret, self.headers(moment), self.body + b" ")
        with pytest.raises(NotVerified):
            verified(self.secret, {}, self.body)
