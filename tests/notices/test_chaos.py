"""Workers die in the middle, connections break, the ring is not heard: nothing is lost."""

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from core.clock import now
from notices import actions
from notices.actions import Order
from notices.bell import bell
from notices.models import Attempt, Message
from tests.notices.receivers import Receiver

WORKER = """
import os, signal, sys, django
django.setup()
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
from pathlib import Path
from notices import tasks
from notices.carriers import CARRIERS, Carrier
from tests.notices.receivers import Receiver
receiver, left, where = Receiver(Path(sys.argv[2])), int(sys.argv[3]), sys.argv[4]

def send(parcel, at):
    global left
    left -= 1
    if left == 0 and where == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    told = receiver.send(parcel, at)
    if left == 0 and where == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    if left == 0 and where == "database":
        connection.connection.close()  # as after a crash of the server
    return told

CARRIERS.add(Carrier("probe", send))
tasks.relay_outbox()
"""

# Before the message was sent, after it, and with the connection to the database.
DEATHS = ("before", "after", "database")


@pytest.fixture
def receiver(tmp_path):
    return Receiver(tmp_path / "arrived")


def work(receiver, left, where):
    """Run one worker process; it dies at its `left`th message, before or after it was sent."""
    return subprocess.run(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(receiver.path),
         str(left), where],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "pishkhan.settings.test"},
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip


def storm(receiver, deaths, seed):
    """Put messages in and let workers die, then let one live; return the keys that were put in."""
    dice = random.Random(seed)
    number = 0
    for where in deaths:
        fresh = dice.randint(1, 4)
        actions.put_many(
            [Order("probe", {"n": number + each}, not_before=now()) for each in range(fresh)]
        )
        number += fresh
        done = work(receiver, dice.randint(1, fresh), where)
        assert done.returncode in {0, 1, -signal.SIGKILL}, done.stderr.decode()[-2000:]
        # The lease of the dead runs out: a minute passes.
        Message.objects.filter(state="waiting").update(next_at=now() - timedelta(seconds=1))
    Message.objects.filter(state="waiting").update(next_at=now() - timedelta(seconds=1))
    last = work(receiver, 0, "never")
    assert last.returncode == 0, last.stderr.decode()[-2000:]
    return {str(key) for key in Message.objects.values_list("public_id", flat=True)}


def told_to_nobody():
    raise ConnectionError("the broker is away")


@pytest.mark.usefixtures("real_db")
class TestStorm:
    @pytest.fixture(autouse=True)
    def _no_broker(self):
        heard = bell._answer
        bell.hang(told_to_nobody)
        yield
        bell.hang(heard)
        bell._silent_until = 0.0

    def run(self, receiver, deaths, seed):
        keys = storm(receiver, deaths, seed)

        assert receiver.counted() == keys  # none lost, none that was never put in
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
        assert Attempt.objects.filter(ended="sent").count() == len(keys)

    def test_loses_nothing_and_counts_one_of_each(self, receiver):
        self.run(receiver, DEATHS, seed=1405)

    @pytest.mark.deep
    def test_loses_nothing_in_fifty(self, receiver):
        self.run(receiver, random.Random(1406).choices(DEATHS, k=50), seed=1406)
