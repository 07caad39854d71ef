"""
`./run judges`: what tools of others find in docs/api/openapi.yaml.

redocly lints it, openapi-typescript makes types of which a strict program is compiled, and
openapi-python-client makes a client, which leaves out no operation and no download. `--lint` asks
the first alone. The packages of npm are those of dev/node/package-lock.json.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dev.promise import DOCUMENT, committed
from dev.tasks import ROOT

PACKAGES = ROOT / "dev" / "node"
HOME = ROOT / "var" / "node"
# An answer of success that a generated client could not type.
UNTYPED = re.compile(r"response_2\d\d = cast\(Any")


def install() -> bool:
    """Install the locked packages under var/node, if they have changed; False without Node.js."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    names = ("package.json", "package-lock.json", "redocly.yaml", "sample.ts")
    stamp = hashlib.sha256(b"".join((PACKAGES / name).read_bytes() for name in names)).hexdigest()
    mark = HOME / "stamp"
    if not (mark.exists() and mark.read_text() == stamp):
        HOME.mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copy(PACKAGES / name, HOME / name)
        _run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        mark.write_text(stamp)
    return True


def _run(*command: str, cwd: Path = HOME) -> str:
    """Run a command; its output where it succeeds, else it is printed and the judgement ends."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command, cwd=cwd, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PATH": tools},  # a generator calls ruff
    )  # fmt: skip
    if done.returncode:
        print(done.stdout[-8000:])
        raise SystemExit(1)
    return done.stdout


def _tool(name: str, *arguments: str) -> str:
    return _run(str(HOME / "node_modules" / ".bin" / name), *arguments)


def lint() -> None:
    """Ask redocly; a warning is refused like an error."""
    output = _tool("redocly", "lint", "--config", "redocly.yaml", str(DOCUMENT))
    if re.search(r"You have \d+ warning", output):
        print(output[-8000:])
        raise SystemExit(1)


def compile_types() -> None:
    """Compile a strict program with the types that openapi-typescript makes."""
    _tool("openapi-typescript", str(DOCUMENT), "--default-non-nullable=false", "-o", "api.ts")
    _tool("tsc", "--strict", "--noEmit", "--target", "es2022", "sample.ts")


def generate_client() -> None:
    """Generate a Python client: each operation is in it, and each answer has a type."""
    with tempfile.TemporaryDirectory() as folder:
        client = Path(folder) / "client"
        command = (sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none")
        output = _run(*command, "--path", str(DOCUMENT), "--output-path", str(client), cwd=ROOT)
        modules = [path for path in client.glob("api/*/*.py") if path.name != "__init__.py"]
        operations = sum(len(methods) for methods in committed()["paths"].values())
        untyped = [path.stem for path in modules if UNTYPED.search(path.read_text("utf-8"))]
    left_out = "WARNING" in output or len(modules) != operations
    if left_out or untyped:
        print(output[-8000:])
        print(f"{len(modules)} of {operations} operations; without types: {untyped}")
        raise SystemExit(1)


def main(arguments: Sequence[str]) -> int:
    """Ask the judges; 1 where one finds a fault, or where CI has no Node.js."""
    if not install():
        print("Node.js is not installed: redocly and openapi-typescript are not asked.")
        return int(bool(os.environ.get("CI")))
    lint()
    if "--lint" not in arguments:
        compile_types()
        generate_client()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
