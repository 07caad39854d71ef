"""File the reports of a CSV file, each once: start it again as often as the line breaks."""

import csv
import json
import os
import sys
from pathlib import Path
from typing import cast

from pishkhan_client import Client, NewReport, Problem, new_key


def file_all(client: Client, reports: list[NewReport], journal: Path) -> dict[int, str]:
    """
    File reports in order; return the number of each, by its line.

    The journal keeps the key of each line before it is sent, and its number afterwards, so that a
    program that was killed sends the same key again and gets the same answer. A refused line did
    nothing: it loses its key, is told, and may be corrected and sent again; lines keep their place.
    """
    known = json.loads(journal.read_text()) if journal.exists() else {}
    for line, report in enumerate(reports):
        entry = known.setdefault(str(line), {"key": new_key()})
        if "number" in entry:
            continue
        journal.write_text(json.dumps(known))
        try:
            entry["number"] = client.file_report(report, key=entry["key"])["number"]
        except Problem as problem:
            if not problem.is_passing:
                del known[str(line)]
            print(f"line {line + 1}: {problem.detail}", file=sys.stderr)
            for fault in problem.errors:
                print(f"  {fault['pointer']}: {fault['message']}", file=sys.stderr)
        journal.write_text(json.dumps(known))
    return {int(line): entry["number"] for line, entry in known.items() if "number" in entry}


if __name__ == "__main__":
    source = Path(sys.argv[1])
    with source.open(encoding="utf-8-sig", newline="") as file:
        # A field that is left empty is not sent.
        rows = [
            cast("NewReport", {name: value for name, value in row.items() if value})
            for row in csv.DictReader(file)
        ]
    me = Client(os.environ["PISHKHAN_URL"], os.environ["PISHKHAN_KEY"])
    print(file_all(me, rows, source.with_suffix(".journal.json")))
