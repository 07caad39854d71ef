"""The outbox: nothing lost, at least once, one key a message, given up and done again."""

import io
import json
import logging
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import redis
import time_machine
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from core.errors import IllegalMove, NotPermitted
from notices import actions
from notices.actions import Order
from notices.bell import WAITING, Bell
from notices.carriers import CARRIERS, Carrier, Parcel, SendFailed, email, sms
from notices.facts.health import health
from notices.models import Attempt, Message
from notices.rules import LEASE, MOST_ATTEMPTS, answer_in_words
from notices.states import ANSWERS
from notices.tasks import relay_outbox
from tests.factories import NOW
from tests.notices.receivers import Receiver


@pytest.fixture
def receiver(tmp_path):
    made = Receiver(tmp_path / "arrived")
    CARRIERS.add(Carrier("probe", made.send))
    yield made
    CARRIERS.remove("probe")


@pytest.fixture
def order(db):
    actions.put(Order("probe", {"text": "سلام"}, not_before=NOW, once="one"))
    return Message.objects.get()


class TestPut:
    def test_is_undone_with_its_transaction(self, db):
        with transaction.atomic():
            actions.put(Order("probe", {}, not_before=NOW))
            transaction.set_rollback(True)

        assert not Message.objects.exists()

    def test_says_only_once_what_is_named(self, order):
        actions.put(Order("probe", {"text": "دیگر"}, not_before=NOW, once="one"))

        assert Message.objects.get() == order

    def test_takes_one_statement_for_many(self, db, django_assert_num_queries):
        with django_assert_num_queries(1):
            actions.put_many([Order("probe", {}, not_before=NOW)] * 20)

    def test_keeps_key_and_content(self, order):
        for change in ({"payload": {}}, {"public_id": "0" * 32}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Message.objects.update(**change)


class Counter:
    """Stands for Redis; one that is away answers nothing."""

    def __init__(self, is_away=False):
        self.kept, self.is_away = set(), is_away

    def __call__(self, verb, name, *more):
        if self.is_away:
            raise redis.RedisError
        if verb == "DEL":
            self.kept.discard(name)
            return None
        _value, *how, life = more
        assert (verb, how) == ("SET", ["NX", "EX"])
        assert life <= 60
        is_new = name not in self.kept
        self.kept.add(name)
        return b"OK" if is_new else None


class TestBell:
    def test_is_not_rung_again_while_a_ring_waits(self, monkeypatch):
        counter, rung = Counter(), []
        monkeypatch.setattr("notices.bell.ask", counter)
        bell = Bell()
        bell.hang(lambda: rung.append(1))

        for _time in range(3):
            bell.ring()
        waiting = len(rung)
        bell.heard()
        bell.ring()

        assert (waiting, len(rung)) == (1, 2)

    def test_is_silent_for_a_while_when_nobody_hears(self, monkeypatch):
        counter, rung = Counter(is_away=True), []
        monkeypatch.setattr("notices.bell.ask", counter)
        bell = Bell()
        bell.hang(lambda: rung.append(1))

        with pytest.raises(redis.RedisError):
            bell.ring()
        bell.ring()
        bell.heard()

        assert not rung

    @pytest.mark.django_db
    def test_is_heard_by_the_relay(self, monkeypatch):
        counter = Counter()
        counter.kept.add(WAITING)
        monkeypatch.setattr("notices.bell.ask", counter)

        relay_outbox.run()

        assert not counter.kept


class TestRelay:
    def test_sends_what_is_due_once(self, order, receiver, relay):
        with time_machine.travel(NOW):
            assert relay() == 1
            assert relay() == 0

        order.refresh_from_db()
        assert order.state == "sent"
        assert order.reference == f"ref-{order.pk}"
        assert receiver.arrivals() == {str(order.public_id): 1}

    def test_leaves_what_is_not_due(self, order, receiver, relay):
        with time_machine.travel(NOW - timedelta(seconds=1)):
            assert relay() == 0

    def test_sends_again_under_the_same_key_when_a_worker_died(self, order, receiver, relay):
        claimed = actions.claim(at=NOW)[0]
        receiver.send(Parcel(claimed.key, claimed.pk, {}), NOW)  # then it died

        with time_machine.travel(NOW + LEASE - timedelta(seconds=1)):
            assert relay() == 0
        with time_machine.travel(NOW + LEASE):
            assert relay() == 1

        assert receiver.arrivals() == {str(order.public_id): 2}
        assert receiver.counted() == {str(order.public_id)}

    def test_waits_longer_after_each_failure(self, order, receiver, relay):
        receiver.answers = [SendFailed("busy") for _time in range(3)]
        moment, pauses = NOW, []
        for _time in range(3):
            with time_machine.travel(moment):
                relay()
            order.refresh_from_db()
            pauses.append(round((order.next_at - moment).total_seconds() / 60))
            moment = order.next_at + timedelta(seconds=1)

        assert pauses == [1, 2, 4]
        assert [(row.ended, row.code) for row in Attempt.objects.order_by("pk")] == [
            ("failed", "busy")
        ] * 3

    def test_gives_up_at_once_what_is_refused_for_good(self, order, receiver, relay):
        receiver.answers = [SendFailed("no-number", is_final=True)]
        with time_machine.travel(NOW):
            relay()

        order.refresh_from_db()
        assert (order.state, order.last_code) == ("dead", "no-number")

    def test_gives_up_in_the_end(self, order):
        Message.objects.update(attempts=MOST_ATTEMPTS - 1)
        claimed = actions.claim(at=NOW)[0]
        actions.fail(claimed=claimed, at=NOW, code="busy")

        assert Message.objects.get().state == "dead"

    def test_survives_a_carrier_that_breaks(self, order, receiver, relay):
        CARRIERS.remove("probe")
        CARRIERS.add(Carrier("probe", lambda parcel, at: 1 // 0))
        with time_machine.travel(NOW):
            assert relay() == 0

        order.refresh_from_db()
        assert (order.state, order.last_code) == ("waiting", "error-ZeroDivisionError")

    def test_passes_by_what_another_worker_holds(self, order):
        assert len(actions.claim(at=NOW)) == 1
        assert actions.claim(at=NOW) == []


class TestRedoMessage:
    @pytest.fixture
    def dead(self, order):
        claimed = actions.claim(at=NOW)[0]
        actions.fail(claimed=claimed, at=NOW, code="no-number", is_final=True)
        return order

    def redo(self, message, actor):
        return actions.redo_message(
            message_id=message.pk, reason="شماره درست شد", actor=actor, at=NOW
        )

    def test_sends_it_again_under_the_same_key(self, dead, receiver, relay, platform_admin):
        self.redo(dead, platform_admin)
        with time_machine.travel(NOW):
            relay()

        assert receiver.counted() == {str(dead.public_id)}
        assert Message.objects.get().state == "sent"

    def test_leaves_one_event(self, dead, platform_admin):
        self.redo(dead, platform_admin)

        event = AuditEvent.objects.get(verb="message.redone")
        assert event.note == "شماره درست شد"
        assert event.target_label == f"{dead.way} {dead.public_id}"

    def test_refuses_one_that_waits(self, order, platform_admin):
        with pytest.raises(IllegalMove):
            self.redo(order, platform_admin)

    def test_refuses_a_role_that_keeps_no_outbox(self, dead, deputy):
        with pytest.raises(NotPermitted):
            self.redo(dead, deputy)

    def test_is_found_on_the_page(self, dead, platform_admin, browser_of):
        browser = browser_of(platform_admin)

        page = browser.get("/outbox").text
        assert str(dead.public_id) in page
        assert "سلام" not in page
        done = browser.post(f"/outbox/{dead.public_id}/redo", {"reason": "دوباره فرستاده شود"})
        assert done.status_code == 302
        assert Message.objects.get().state == "waiting"


class TestAnswers:
    @pytest.mark.parametrize("code", sorted(ANSWERS))
    def test_are_said_in_words(self, code):
        words, behind = answer_in_words(f"{code}421" if code.endswith("-") else code)

        assert words
        assert not re.search("[a-z]{6}", words)
        assert behind == ("421" if code.endswith("-") else "")

    def test_of_another_carrier_are_said_as_they_are(self):
        assert answer_in_words("fax-busy") == ("", "fax-busy")

    def test_stand_on_the_page(self, order, browser_of, platform_admin):
        (claimed,) = actions.claim(at=NOW)
        actions.fail(claimed=claimed, at=NOW, code="no-number", is_final=True)

        page = browser_of(platform_admin).get("/outbox").text

        assert page.count("شمارهٔ همراهی ثبت نشده است") == 2  # given up, and in the log
        assert "no-number" not in page


class TestHealth:
    @pytest.fixture
    def order(self, db):
        with time_machine.travel(NOW, tick=False):
            actions.put(Order("probe", {}, not_before=NOW))

    def test_alarms_for_what_waits_too_long(self, order):
        assert not health(NOW + timedelta(minutes=14)).needs_somebody
        assert health(NOW + timedelta(minutes=16)).is_late

    def test_lets_the_night_pass(self, order):
        Message.objects.update(next_at=NOW + timedelta(hours=9))

        assert not health(NOW + timedelta(hours=8)).needs_somebody
        morning = NOW + timedelta(hours=9)
        assert not health(morning + timedelta(minutes=1)).needs_somebody
        assert health(morning + timedelta(minutes=16)).oldest_at == morning

    def test_lets_a_worker_send(self, order):
        Message.objects.update(next_at=NOW + timedelta(hours=9))
        (claimed,) = actions.claim(at=NOW + timedelta(hours=9))

        at = NOW + timedelta(hours=9, seconds=1)
        assert not health(at).needs_somebody
        assert health(at + LEASE).is_late  # its worker is gone
        actions.fail(claimed=claimed, at=at, code="no-answer-OSError")
        assert health(at).is_late

    def test_stands_on_the_desk_and_in_the_metrics(
        self, order, platform_admin, browser_of, settings, client
    ):
        settings.METRICS_TOKEN = "key"
        with time_machine.travel(NOW + timedelta(hours=2)):
            assert "banner-danger" in browser_of(platform_admin).get("/desk").text
            told = client.get("/metrics", headers={"Authorization": "Bearer key"}).text

        age = next(line for line in told.splitlines() if line.startswith("pishkhan_outbox_oldest"))
        assert float(age.split()[1]) > 3600


class Answer:
    """What a gateway says over HTTP, without a network."""

    def __init__(self, status, body):
        self.status, self.body, self.asked = status, body, []

    def __call__(self, host, port, timeout):
        self.timeout = timeout
        return self

    def request(self, method, path, body, headers):
        self.asked.append((path, body.decode()))

    def getresponse(self):
        return self

    def read(self, most):
        return io.BytesIO(self.body.encode()).read(most)

    def close(self):
        pass


PARCEL = Parcel(key=UUID(int=7), number=7, payload={"text": "ابلاغ تازه"}, address="09121234567")
FINE = json.dumps({"return": {"status": 200}, "entries": [{"messageid": 99, "status": 10}]})


class TestKavenegarGateway:
    @pytest.fixture
    def ask(self, settings, monkeypatch):
        settings.SMS_GATEWAY = "notices.carriers.sms.KavenegarGateway"
        settings.SMS_URL, settings.SMS_KEY = "https://gateway.example", "SECRET"

        def answering(status, body):
            answer = Answer(status, body)
            monkeypatch.setattr("http.client.HTTPSConnection", answer)
            return answer

        return answering

    def test_sends_under_the_number_that_it_counts_once(self, ask):
        answer = ask(200, FINE)

        assert sms.send(PARCEL, NOW) == "99"
        path, body = answer.asked[0]
        assert path == "/v1/SECRET/sms/send.json"
        assert "localid=7" in body
        assert answer.timeout == 5

    def test_knows_a_delivery(self, ask):
        ask(200, FINE)

        assert sms.delivered("99")

    @pytest.mark.parametrize("said", [0, 1, 2, 4, 5, 6, 11, 13, 14, 100, None, "10"])
    def test_takes_nothing_else_for_a_delivery(self, ask, said):
        ask(200, json.dumps({"return": {"status": 200}, "entries": [{"status": said}]}))

        assert not sms.delivered("99")

    def test_a_line_in_a_file_is_no_delivery(self, settings, tmp_path):
        settings.SMS_GATEWAY, settings.SMS_FILE = sms.FILE_GATEWAY, tmp_path / "sms.log"

        assert not sms.delivered(sms.send(PARCEL, NOW))

    def test_without_a_gateway_nothing_is_sent(self, settings):
        settings.SMS_GATEWAY = ""

        with pytest.raises(SendFailed) as failure:
            sms.send(PARCEL, NOW)
        assert (failure.value.code, failure.value.is_final) == ("no-such-way", True)
        assert not sms.delivered("99")

    def test_without_a_mail_server_nothing_is_sent(self, settings):
        settings.EMAIL_BACKEND = email.NO_SERVER

        with pytest.raises(SendFailed) as failure:
            email.send(replace(PARCEL, address="a@pishkhan.example"), NOW)
        assert (failure.value.code, failure.value.is_final) == ("no-such-way", True)

    @pytest.mark.parametrize(
        ("status", "body", "code", "is_final"),
        [
            (500, "", "http-500", False),
            (302, "", "http-302", False),
            (200, "<html>", "answer-unreadable", False),
            (200, '{"return": {"status": 411}}', "gateway-411", True),
            (200, '{"return": {"status": 418}}', "gateway-418", False),
            (200, "[]", "answer-unreadable", False),
        ],
    )
    def test_says_what_went_wrong(self, ask, status, body, code, is_final):
        ask(status, body)

        with pytest.raises(SendFailed) as failure:
            sms.send(PARCEL, NOW)
        assert (failure.value.code, failure.value.is_final) == (code, is_final)

    def test_tells_no_secret(self, ask, caplog):
        ask(500, "SECRET 09121234567")

        with caplog.at_level(logging.DEBUG), pytest.raises(SendFailed) as failure:
            sms.send(PARCEL, NOW)
        told = caplog.text + str(failure.value) + repr(PARCEL)
        for secret in ("SECRET", "09121234567", "ابلاغ تازه"):
            assert secret not in told

    def test_refuses_what_is_no_mobile(self, ask):
        with pytest.raises(SendFailed) as failure:
            sms.send(Parcel(key=UUID(int=1), number=1, payload={}, address="04533333333"), NOW)
        assert failure.value.is_final
