"""The parent of decoders on a system where setrlimit fails."""

import importlib.util
import sys
from pathlib import Path

script = Path(__file__).parents[2] / "core/sandbox/parent.py"
spec = importlib.util.spec_from_file_location("parent", script)
assert spec
assert spec.loader
parent = importlib.util.module_from_spec(spec)
spec.loader.exec_module(parent)


def refuse(*_: object) -> None:
    raise OSError


parent.resource.setrlimit = refuse
sys.exit(parent.main())
