"""`./run app`: everything on this machine, under one process that ends cleanly."""

import argparse
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from dev import messages
from dev.home import HomeError, fallback_folder, make_var
from dev.house import VAR, House, given, python
from dev.ledger import Ledger, TakenError
from dev.process import Child, NotReadyError
from dev.supervise import StepFailedError, StopRequestedError, Supervisor
from dev.tasks import ROOT, STARTED

WEB_WORKERS = 2
THREADS = 4
SIZES = ("small", "full", "national")
OWNER = "database"  # the file in var/ that names a given database
BEHIND_TIMEOUT = "60s"  # of worker and scheduler: nobody waits at a page


def main(arguments: list[str]) -> int:
    """Start, watch and stop everything; return an exit code."""
    parser = argparse.ArgumentParser(prog="./run app", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="remove var/ and start from nothing")
    parser.add_argument("--size", default="small", choices=SIZES, help="how many demo data")
    options = parser.parse_args(arguments)
    started = float(given().get(STARTED) or time.time())
    host, port = given().get("HOST") or "127.0.0.1", given().get("PORT") or "8000"
    make_var(VAR)
    ledger = Ledger(VAR)
    try:
        ledger.take()
        for name in ledger.stop_orphans():
            say(f"Stopped what a killed run had left: {name}.")
        refuse_taken_port(host, port)
        if options.fresh:
            refuse_foreign_state(VAR)
            start_over(VAR)
        note_owner(VAR)
        return serve(ledger, host, int(port), options.size, started)
    except TakenError as error:
        say(f"It is already running (process {error}). Stop that one first.")
    except (HomeError, NotReadyError, StepFailedError) as error:
        say(str(error))
    except KeyboardInterrupt:  # before the supervisor listens; nothing has been started yet
        say("Stopped.")
        return 130
    return 1


def serve(ledger: Ledger, host: str, port: int, size: str, started: float) -> int:
    """Start the servers, prepare the database, start the rest, and watch until asked to stop."""
    messages.compile_all(ROOT, [])
    house = House.of(VAR, given())
    supervisor = Supervisor(ledger, house.noted(), say)
    supervisor.listen()
    try:
        supervisor.start(house.servers())
        say("Preparing the database ...")
        quiet = {"LOG_LEVEL": "WARNING"}
        owning = house.owner_environment()
        supervisor.step(python("-m", "dev.prepare", "upgrade"), owning | quiet)
        logins = supervisor.step(
            python("-m", "dev.prepare", "demo", size), owning | quiet, capture=True
        )
        web, worker, scheduler = processes(house, host, port)
        supervisor.start([worker, scheduler], wait=False)
        supervisor.start([web])
        greet(logins, host, port, time.time() - started)
        supervisor.run()
    except StopRequestedError:
        pass
    finally:
        if not supervisor.is_stopping:  # the signal has said it at once
            say("Stopping ...")
        supervisor.stop()
        house.close()
    say("Stopped.")
    return 0


def processes(house: House, host: str, port: int) -> tuple[Child, Child, Child]:
    """Return the web process, the worker and the scheduler."""
    env, logs = house.serving_environment(), house.var / "log"
    gunicorn = [
        *("gunicorn", "pishkhan.wsgi", "--bind", f"{host}:{port}", "--no-control-socket"),
        *("--worker-class", "pishkhan.web_worker.BufferingWorker"),
        *("--workers", str(WEB_WORKERS), "--threads", str(THREADS)),
        *("--graceful-timeout", "10"),
    ]
    celery = ("celery", "--app", "pishkhan", "--quiet")
    behind = {**env, "STATEMENT_TIMEOUT": BEHIND_TIMEOUT}
    schedule = house.var / "schedule"
    return (
        Child(
            name="web process",
            command=python("-m", *gunicorn),
            log=logs / "web.log",
            env=env,
            folder=ROOT,
            is_ready=lambda: answers(host, port),
        ),
        Child(
            name="worker",
            command=python("-m", *celery, "worker", "--loglevel=INFO", "--concurrency=2"),
            log=logs / "worker.log",
            env=behind,
            folder=ROOT,
            patience=30,
        ),
        Child(
            name="scheduler",
            command=python("-m", *celery, "beat", "--schedule", str(schedule), "--pidfile="),
            log=logs / "scheduler.log",
            env=behind,
            folder=ROOT,
        ),
    )


def refuse_taken_port(host: str, port: str) -> None:
    """Say clearly that somebody else listens there."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as error:
        raise HomeError(
            f"Port {port} can't be used: {error}.\nChoose another one: PORT=8001 ./run app"
        ) from error


def refuse_foreign_state(var: Path) -> None:
    """
    Refuse to remove keys and files that belong to a database which stays.

    Raises:
        HomeError: a database is given, or the folder was used with one that was.
    """
    address = given().get("DATABASE_URL")
    owner = address_of(address) if address else owner_of(var)
    if owner:
        raise HomeError(
            f"{var} holds the keys and files of the database {owner}, which --fresh does not"
            " remove: without them its texts can't be read. Nothing was removed. Empty that"
            " database and move the folder away yourself."
        )


def note_owner(var: Path) -> None:
    """Write down to which given database the keys and files of a folder belong."""
    address = given().get("DATABASE_URL")
    if address:
        (var / OWNER).write_text(address_of(address), encoding="utf-8")


def owner_of(var: Path) -> str:
    """Return the given database to which a folder belongs; empty where there is none."""
    path = var / OWNER
    return path.read_text(encoding="utf-8") if path.exists() else ""


def address_of(url: str) -> str:
    """Return server and name of a database, without user and password."""
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"


def start_over(var: Path) -> None:
    """Remove all state of this installation, and say what."""
    for path in [*sorted(var.iterdir()), fallback_folder(var)]:
        if path.name == "lock" or not path.exists():
            continue
        say(f"Removing {path}")
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def answers(host: str, port: int) -> bool:
    """Return whether the web process answers without an error of its own."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/health/live", timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def greet(logins: str, host: str, port: int, seconds: float) -> None:
    """Say where it is, and who can sign in."""
    say(f"\n  pishkhan runs at http://{host}:{port}/  (ready after {seconds:.1f} s)\n")
    if logins.strip():
        say(logins.rstrip() + "\n")
    say("  Logs are in var/log. Ctrl-C stops everything; the data stay.\n")


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    print(text, file=sys.stdout, flush=True)
