"""What processes have used: processor seconds and memory, as the kernel counts them."""

import os
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

MEBIBYTE = 1024 * 1024


def spent(pid: int) -> float:
    """Return the processor seconds of a process, all its threads together; 0 once it has ended."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    except OSError:
        return _ticks(pid)


def _ticks(pid: int) -> float:
    """Return the same from the coarser count, where the kernel keeps no finer one."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> Iterator[int]:
    """Yield a process and all that it has started."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from tree(int(child))


def memory(pid: int | str = "self", field: str = "VmRSS") -> float:
    """Return a process's memory in MiB; `VmHWM` is the most that it had."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _colon, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) * 1024 / MEBIBYTE
    return 0.0


def forget_peak() -> None:
    """Let this process's highest memory be counted anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def in_turn(acts: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median cost of each act; they take turns, so that a busy minute hits all."""
    costs: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(rounds):
        for name, act in acts.items():
            costs[name].append(act())
    return {name: statistics.median(found) for name, found in costs.items()}
