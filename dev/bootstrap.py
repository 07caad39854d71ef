"""
The first step of every task: make sure of the virtual environment, then go on inside it.

Runs on a bare Python 3.11+; standard library only.
"""

import os
import sys
import time
from typing import NoReturn

from dev import tasks, venv


def main(arguments: list[str]) -> int:
    """Prepare what the task needs and become the task; an exit code if it never got so far."""
    os.environ[tasks.STARTED] = str(time.time())
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        print(tasks.listing())
        return 0
    task = tasks.find(name)
    if task is None:
        print(f"There is no task {name!r}.\n\n{tasks.listing()}", file=sys.stderr)
        return 2
    try:
        venv.prepare(task.lock)
    except venv.SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    enter(name, rest)


def enter(name: str, arguments: list[str]) -> NoReturn:
    """Become the task, inside the environment."""
    environment = {**os.environ, "VIRTUAL_ENV": str(venv.FOLDER)}
    environment["PATH"] = f"{venv.FOLDER / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment.pop("PYTHONHOME", None)
    sys.stdout.flush()
    os.execve(venv.PYTHON, [str(venv.PYTHON), "-m", "dev.tasks", name, *arguments], environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
