"""Keep a handful of processes running, and stop them in order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from dev.ledger import Ledger
from dev.process import Child, die_with
from dev.tasks import ROOT

TICK = 0.1  # seconds between two looks at the children
FIRST_PAUSE = 0.5  # seconds before the first restart; doubled each time
LONGEST_PAUSE = 30.0
STEADY = 30.0  # seconds after which a child counts as sound again


class StopRequestedError(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class StepFailedError(Exception):
    """A command that must succeed did not."""


def tell_now(text: str) -> None:
    """Write a line from a signal's handler, where `print` may be in the middle of its own work."""
    with contextlib.suppress(OSError):  # the terminal is gone
        os.write(1, f"{text}\n".encode())


@dataclass
class Watch:
    """What the supervisor remembers of one child."""

    child: Child
    failures: int = 0
    started: float = 0.0
    due: float = 0.0  # when to start again; 0 while it runs


@dataclass
class Supervisor:
    """Starts children in order, restarts what dies, stops them in the reverse order."""

    ledger: Ledger
    environment: Mapping[str, Mapping[str, str]]  # noted for others, by role
    say: Callable[[str], None] = print
    watches: list[Watch] = field(default_factory=list)
    is_stopping: bool = False
    is_hurried: bool = False

    def listen(self) -> None:
        """Take over the signals; they may have been set to be ignored."""
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self.on_signal)

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Say at once that we stop, and stop; at the second time, without waiting long."""
        # First the state: the next signal may come while the line is written.
        self.is_hurried, self.is_stopping = self.is_stopping, True
        tell_now("Stopping without waiting ..." if self.is_hurried else "Stopping ...")

    def start(self, children: list[Child], *, wait: bool = True) -> None:
        """
        Start children together and wait until all are ready.

        Raises:
            NotReadyError: one of them ended, or took too long.
            StopRequestedError: we were asked to stop meanwhile.
        """
        for child in children:
            child.start()
            self.watches.append(Watch(child, started=time.monotonic()))
        self.note()
        for child in children if wait else []:
            child.wait_ready(lambda: self.is_stopping)
        self.heed()

    def step(self, command: list[str], env: Mapping[str, str], *, capture: bool = False) -> str:
        """
        Run a command to its end; return what it printed, if captured.

        Raises:
            StepFailedError: it failed.
            StopRequestedError: we were asked to stop meanwhile.
        """
        with subprocess.Popen(
            command,
            env=dict(env),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else None,
            text=True,
            start_new_session=True,
            preexec_fn=die_with(os.getpid(), signal.SIGKILL),
        ) as process:
            said = ""
            while True:
                try:
                    said = process.communicate(timeout=TICK)[0] or ""
                    break
                except subprocess.TimeoutExpired:
                    if self.is_stopping:
                        process.kill()
        self.heed()
        if process.returncode:
            raise StepFailedError(f"This failed: {' '.join(command)}")
        return said

    def heed(self) -> None:
        """Give up when asked to stop."""
        if self.is_stopping:
            raise StopRequestedError

    def note(self) -> None:
        """Write down what runs, for a run that comes after a kill."""
        self.ledger.write((watch.child for watch in self.watches), self.environment)

    def run(self) -> None:
        """Watch the children until asked to stop."""
        while not self.is_stopping:
            for watch in self.watches:
                self.look_after(watch, time.monotonic())
            time.sleep(TICK)

    def look_after(self, watch: Watch, now: float) -> None:
        """Restart a child that has died, later each time that it dies early."""
        child = watch.child
        if child.is_alive:
            if watch.failures and now - watch.started > STEADY:
                watch.failures = 0
            return
        if not watch.due:
            pause = min(FIRST_PAUSE * 2**watch.failures, LONGEST_PAUSE)
            watch.failures += 1
            watch.due = now + pause
            # One that was killed from outside has nothing to say the first time.
            words = child.last_words() if watch.failures > 1 or not child.was_killed else ""
            child.reap()
            self.say(
                f"The {child.name} has ended; starting it again in {pause:.1f} s.\n{words}".rstrip()
            )
        elif now >= watch.due:
            child.start()
            watch.started, watch.due = now, 0.0
            self.note()

    def stop(self) -> None:
        """Stop the children, the last one first; the servers thus outlive their clients."""
        self.is_stopping = True
        for watch in reversed(self.watches):
            watch.child.stop(1.0 if self.is_hurried else None)
        self.watches.clear()
        self.ledger.clear()
