"""Keep a copy of all that a key may see in one SQLite file: run it by cron, or after a webhook."""

import json
import os
import sqlite3

from pishkhan_client import Client, Problem

TABLES = """
CREATE TABLE IF NOT EXISTS record (
    resource TEXT, id TEXT, data TEXT NOT NULL, PRIMARY KEY (resource, id));
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL);
"""


def sync(client: Client, path: str, page_size: int = 200) -> int:
    """Bring the copy up to date; return how many changes were applied."""
    copy = sqlite3.connect(path)
    copy.executescript(TABLES)
    row = copy.execute("SELECT cursor FROM place").fetchone()
    try:
        return _apply(client, copy, row[0] if row else "", page_size)
    except Problem as problem:
        if problem.code != "bad-cursor":
            raise
        # The server was restored, or the key may see something else: begin without a cursor.
        with copy:
            copy.execute("DELETE FROM record")
            copy.execute("DELETE FROM place")
        return _apply(client, copy, "", page_size)
    finally:
        copy.close()


def _apply(client: Client, copy: sqlite3.Connection, since: str, page_size: int) -> int:
    count = 0
    for page in client.changes(since, page_size=page_size):
        with copy:  # the page and its cursor together: killed anywhere, it goes on where it was
            for change in page["changes"]:
                key = (change["resource"], change["id"])
                if change["op"] == "upsert":
                    copy.execute(
                        "INSERT OR REPLACE INTO record VALUES (?, ?, ?)",
                        (*key, json.dumps(change["data"], ensure_ascii=False)),
                    )
                else:
                    copy.execute("DELETE FROM record WHERE resource = ? AND id = ?", key)
            copy.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (page["cursor"],))
        count += len(page["changes"])
    return count


if __name__ == "__main__":
    me = Client(os.environ["PISHKHAN_URL"], os.environ["PISHKHAN_KEY"])
    print(sync(me, os.environ.get("PISHKHAN_COPY", "pishkhan.sqlite3")))
