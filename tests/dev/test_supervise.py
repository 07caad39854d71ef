"""The supervisor on small processes of its own."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from dev.ledger import Ledger, TakenError
from dev.process import MARK, Child, NotReadyError, started_at
from dev.supervise import StopRequestedError, Supervisor

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
# As a supervisor that can be killed: starts one sleeper, prints its number, watches.
PARENT = """
    import sys
    from pathlib import Path
    from dev.ledger import Ledger
    from dev.process import Child
    from dev.supervise import Supervisor
    var = Path(sys.argv[1])
    ledger = Ledger(var)
    ledger.take()
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    child = Child("sleeper", command, var / "log", {})
    supervisor = Supervisor(ledger, {})
    supervisor.listen()
    supervisor.start([child])
    print(child.pid, flush=True)
    supervisor.run()
    supervisor.stop()
    print("stopped", flush=True)
"""


def wait_until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.release()


@pytest.fixture
def supervisor(ledger):
    supervisor = Supervisor(ledger, {}, say=lambda line: None)
    yield supervisor
    supervisor.stop()


@pytest.fixture
def sleeper(tmp_path):
    child = Child("sleeper", SLEEPER, tmp_path / "sleeper.log", {})
    yield child
    child.stop(0)


@pytest.fixture
def parent(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


class TestStopping:
    def test_is_said_at_once_and_again_in_a_hurry(self, tmp_path):
        deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', "
        deaf += "flush=True); time.sleep(60)"
        code = textwrap.dedent(PARENT).replace("import time; time.sleep(60)", deaf)
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as process:
            process.stdout.readline()
            wait_until((tmp_path / "log").read_text)
            asked = time.monotonic()

            process.send_signal(signal.SIGINT)
            assert process.stdout.readline() == "Stopping ...\n"
            assert time.monotonic() - asked < 1
            process.send_signal(signal.SIGINT)
            assert process.stdout.readline() == "Stopping without waiting ...\n"
            assert process.stdout.readline() == "stopped\n"


class TestSupervisor:
    def test_starts_again_what_was_killed(self, supervisor, sleeper):
        supervisor.start([sleeper])
        first = sleeper.pid
        os.kill(first, signal.SIGKILL)

        def is_back():
            supervisor.look_after(supervisor.watches[0], time.monotonic())
            return sleeper.is_alive and sleeper.pid != first

        wait_until(is_back)

    def test_waits_longer_after_each_early_death(self, supervisor, tmp_path):
        child = Child("broken", [sys.executable, "-c", "1/0"], tmp_path / "log", {})
        supervisor.start([child], wait=False)
        watch = supervisor.watches[0]
        pauses = []

        for _ in range(3):
            child.process.wait()
            supervisor.look_after(watch, 100.0)
            pauses.append(watch.due - 100.0)
            supervisor.look_after(watch, watch.due)

        assert pauses == [0.5, 1.0, 2.0]

    def test_says_what_a_child_said_when_it_never_got_ready(self, supervisor, tmp_path):
        child = Child("broken", [sys.executable, "-c", "1/0"], tmp_path / "log", {})
        child.is_ready = lambda: False

        with pytest.raises(NotReadyError, match="ZeroDivisionError"):
            supervisor.start([child])

    def test_stops_in_the_reverse_order(self, supervisor, tmp_path):
        order = []
        children = [Child(name, SLEEPER, tmp_path / name, {}) for name in ("database", "web")]
        for child in children:
            child.stop, stop = lambda patience, c=child: order.append(c.name), child.stop
            child.last_stop = stop
        supervisor.start(children)

        supervisor.stop()

        assert order == ["web", "database"]
        for child in children:
            child.last_stop(0)

    def test_gives_up_a_step_when_asked_to_stop(self, supervisor):
        supervisor.is_stopping = True
        started = time.monotonic()

        with pytest.raises(StopRequestedError):
            supervisor.step(SLEEPER, {})

        assert time.monotonic() - started < 5

    def test_ends_cleanly_on_ctrl_c(self, parent):
        pid = int(parent.stdout.readline())

        parent.send_signal(signal.SIGINT)

        assert parent.stdout.readline() == "Stopping ...\n"
        assert parent.stdout.readline() == "stopped\n"
        assert not started_at(pid)

    @pytest.mark.skipif(sys.platform != "linux", reason="needs the parent-death signal")
    def test_takes_its_children_along_when_killed(self, parent):
        pid = int(parent.stdout.readline())

        parent.kill()

        wait_until(lambda: not started_at(pid))


class TestLedger:
    def test_refuses_a_second_run(self, parent, ledger):
        parent.stdout.readline()

        with pytest.raises(TakenError, match=str(parent.pid)):
            ledger.take()

    def test_is_free_after_a_kill(self, parent, ledger):
        parent.stdout.readline()
        parent.kill()
        parent.wait()

        ledger.take()

    def test_stops_what_a_killed_run_left(self, ledger, sleeper):
        sleeper.start()
        ledger.write([sleeper], {})

        assert ledger.stop_orphans() == ["sleeper"]
        assert sleeper.process.wait(5) != 0
        assert ledger.read() == {}

    def test_spares_another_process_with_a_noted_number(self, ledger, sleeper):
        sleeper.start()
        ledger.write([sleeper], {})
        noted = ledger.list_path.read_text()
        ledger.list_path.write_text(noted.replace(started_at(sleeper.pid), "1"))

        assert ledger.stop_orphans() == []
        assert sleeper.is_alive

    @pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc")
    def test_stops_marked_processes_that_were_never_noted(self, ledger, sleeper):
        sleeper.env = {MARK: str(ledger.var)}
        sleeper.start()
        wait_until(lambda: sleeper.log.read_text() == "up\n")

        assert ledger.stop_orphans() == ["process"]

    def test_keeps_the_addresses_to_its_owner(self, ledger):
        ledger.write([], {"owner": {"DATABASE_URL": "postgres://"}})

        assert ledger.list_path.stat().st_mode & 0o077 == 0
