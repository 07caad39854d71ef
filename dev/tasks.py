"""
The table of tasks behind `./run`, and the way from a name to its module.

Read by the bootstrap before anything is installed: standard library only.
"""

import importlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTED = "RUN_STARTED"  # the variable that holds since when somebody waits for a task


@dataclass(frozen=True)
class Task:
    """One thing that `./run` can do."""

    summary: str
    lock: str = "dev"  # "local" or "dev": which lock it needs
    module: str = ""  # a module with main(arguments) -> exit code
    commands: tuple[tuple[str, ...], ...] = ()  # or commands; the last one gets the arguments

    @property
    def is_there(self) -> bool:
        """Whether the task's module has been written yet."""
        return not self.module or (ROOT / (self.module.replace(".", "/") + ".py")).exists()


TABLE = {
    "app": Task("start everything on this machine (--fresh: from nothing)", "local", "dev.app"),
    "test": Task("run the tests (pytest's arguments follow)", "dev", "dev.testing"),
    "check": Task("format, lint, types, floors, templates, migrations, ...", "dev", "dev.checks"),
    "check-api": Task(
        "fuzz the REST API of a running installation, in each role", "dev", "dev.check_api"
    ),
    "check-scopes": Task(
        "leave out each clause of who sees what: a test must notice", "dev", "dev.check_scopes"
    ),
    "check-deep": Task(
        "the long figures of the bars, before a release", commands=(("pytest", "-m", "deep"),)
    ),
    "check-runtime": Task(
        "run the tests of pages and REST as the role that serves people", "dev", "dev.check_runtime"
    ),
    "judges": Task("ask the tools of others about the OpenAPI document", "dev", "dev.judges"),
    "acts": Task(
        "write docs/acts.md and the roles of each verb from the tables of acts", "dev", "dev.acts"
    ),
    "fix": Task(
        "mend what can be mended",
        commands=(("ruff", "format", "."), ("ruff", "check", "--fix", ".")),
    ),
    "messages": Task(
        "bring the Persian catalogues up to date (names of apps follow)",
        commands=(("python", "dev/messages.py", "update"),),
    ),
    "manage": Task("one of Django's commands (--owner: as owner)", "local", "dev.one_off"),
    "code": Task(
        "the current one-time code of a demo login (its name follows)",
        "local",
        commands=(("python", "manage.py", "demo_code", "--skip-checks"),),
    ),
    "lock": Task("resolve the dependencies anew (--upgrade: to the newest)", "dev", "dev.lock"),
    "bench": Task("measure against the bars of docs/performance.md", "dev", "dev.bench.run"),
    "references": Task(
        "take the reference pictures of the pages anew, where they differ", "dev", "dev.references"
    ),
    "screens": Task(
        "take the pictures of docs/screens (--all: each page alone, too; --guide: no sheets)",
        "dev",
        "dev.screens",
    ),
}


def listing() -> str:
    """Return the tasks, one a line."""
    lines = ["usage: ./run TASK [ARGUMENTS]", ""]
    there = {name: task for name, task in TABLE.items() if task.is_there}
    lines += [f"  {name:<14}{task.summary}" for name, task in there.items()]
    lines += [f"  {'help':<14}this list", ""]
    lines += ["DATABASE_URL, REDIS_URL and PORT are honoured; what isn't given is embedded."]
    return "\n".join(lines)


def find(name: str) -> Task | None:
    """Return the task of this name, if there is one."""
    task = TABLE.get(name)
    return task if task and task.is_there else None


def perform(task: Task, arguments: list[str]) -> int:
    """Run a task inside the virtual environment; return its exit code."""
    if task.module:
        return int(importlib.import_module(task.module).main(arguments))
    *first, last = task.commands
    for command in first:
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            return code
    return subprocess.run([*last, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    found = find(sys.argv[1])
    try:
        sys.exit(perform(found, sys.argv[2:]) if found else 2)
    except KeyboardInterrupt:
        sys.exit(130)
