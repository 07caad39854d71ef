"""A receiver that honours the key of a message, as a gateway should: it counts one of each."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from notices.carriers import Parcel, SendFailed


class Receiver:
    """Keeps every key that arrives, in a file: worker processes come and go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.answers: list[SendFailed] = []

    def send(self, parcel: Parcel, at: datetime) -> str:
        """Take one parcel; or fail first, as often as told."""
        if self.answers:
            raise self.answers.pop(0)
        with self.path.open("a") as file:
            file.write(f"{parcel.key}\n")
        return f"ref-{parcel.number}"

    def arrivals(self) -> Counter[str]:
        """Return how often each key arrived."""
        lines = self.path.read_text().split() if self.path.exists() else []
        return Counter(line for line in lines if len(line) == 36)

    def counted(self) -> set[str]:
        """Return what counts: each key once."""
        return set(self.arrivals())
