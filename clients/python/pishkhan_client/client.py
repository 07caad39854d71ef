"""Calls of the API over a line that may break: what may be repeated is repeated."""

import base64
import hashlib
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, cast
from urllib.parse import urlencode

from pishkhan_client.shapes import (
    Appeal,
    BulkAnswer,
    ChangesPage,
    Decision,
    Evidence,
    Fault,
    NewReport,
    Receipt,
    Record,
    Report,
)

# Refusals that may pass: asking again with the same key is safe.
PASSING = frozenset({"busy", "in-progress", "throttled"})
ACCEPTED = 202
WORKING = frozenset({"waiting", "running"})


class Problem(Exception):
    """A refusal (RFC 9457): its stable `code`, the sentence for people, and what is wrong where."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(body.get("type", "")).rpartition("#")[2]
        self.detail = str(body.get("detail", ""))
        self.instance = str(body.get("instance", ""))
        self.errors = cast("list[Fault]", body.get("errors", []))
        super().__init__(f"{status} {self.code}: {self.detail}")

    @property
    def is_passing(self) -> bool:
        """Tell whether the same request may be answered otherwise later: keep its key."""
        return self.status >= 500 or self.code in PASSING


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers in lower case, decoded body; a file's bytes are `raw`."""

    status: int
    headers: Mapping[str, str]
    body: Any
    raw: bytes = b""

    @property
    def etag(self) -> str:
        """Return the version that was read, for `If-Match`."""
        return self.headers.get("etag", "")


# Sends one request; raises OSError or HTTPException when the line breaks.
Transport = Callable[[urllib.request.Request, float], Answer]


def send(request: urllib.request.Request, timeout: float) -> Answer:
    """Send one request by the standard library."""
    try:
        with urllib.request.urlopen(request, timeout=timeout) as found:  # noqa: S310 # https
            return _answer(found.status, found.headers, found.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return _answer(refused.code, refused.headers, refused.read())


def _answer(status: int, headers: Any, raw: bytes) -> Answer:
    kept = {str(name).lower(): str(value) for name, value in headers.items()}
    try:
        return Answer(status, kept, json.loads(raw) if raw else None, raw)
    except ValueError:
        return Answer(status, kept, {"detail": raw[:200].decode(errors="replace")}, raw)


def _named(key: str, etag: str = "") -> dict[str, str]:
    """Return the headers of a change: its key, and the version that it is made to."""
    return {"Idempotency-Key": key} | ({"If-Match": etag} if etag else {})


def new_key() -> str:
    """Return a key for one act; keep it beside what is to be sent until the answer is kept."""
    return str(uuid.uuid4())


@dataclass
class Client:
    """
    A caller of the API: `base` is the address of the site, `token` the secret of a key.

    A call is tried up to `tries` times, waiting twice as long each time, when the line breaks, the
    server fails, or the refusal may pass. A change is repeated under its own key only.
    """

    base: str
    token: str = field(repr=False)
    language: str = "fa"
    timeout: float = 10.0
    tries: int = 8
    pause: float = 0.5
    transport: Transport = send
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """Take the address with or without a slash at its end."""
        self.base = self.base.rstrip("/")

    def get(self, path: str, **parameters: Any) -> Any:
        """Return the body of a read; raise Problem for a refusal."""
        return self.read(path, **parameters).body

    def read(self, path: str, **parameters: Any) -> Answer:
        """Return the whole answer of a read: its body, and the `etag` that a change asks for."""
        query = urlencode({name: value for name, value in parameters.items() if value != ""})
        return self._call("GET", f"{path}?{query}" if query else path)

    def post(
        self, path: str, body: Mapping[str, Any], *, key: str, etag: str = "", **headers: str
    ) -> Any:
        """Return the body of an act; sent again under the same key until an answer comes."""
        return self._call("POST", path, body, _named(key, etag) | headers).body

    def patch(self, path: str, body: Mapping[str, Any], *, key: str, etag: str) -> Any:
        """Return a record after a change of what was read as `etag`; Problem 412 if it is stale."""
        return self._call("PATCH", path, body, _named(key, etag)).body

    def file(self, path: str) -> bytes:
        """
        Return a file, such as `/receipts/{id}/content` or `/jobs/{id}/file`.

        Raises:
            OSError: what arrived does not fit the digest that came with it.
        """
        answer = self._call("GET", path, headers={"Accept": "*/*"})
        digest = base64.b64encode(hashlib.sha256(answer.raw).digest()).decode()
        if answer.headers.get("repr-digest", told := f"sha-256=:{digest}:") != told:
            raise OSError("the file differs from its digest")
        return answer.raw

    def upload(self, name: str, content: bytes, *, key: str, kind: str = "report") -> Evidence:
        """Upload a JPEG, PNG or PDF; name its `id` in a report or a defence within a day."""
        bound = uuid.uuid4().hex
        told = name.replace("\\", "_").replace('"', "_")
        parts = (
            f'--{bound}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'
            f'--{bound}\r\nContent-Disposition: form-data; name="file"; filename="{told}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        sent = parts.encode() + content + f"\r\n--{bound}--\r\n".encode()
        kinds = {"Content-Type": f"multipart/form-data; boundary={bound}"}
        answer = self._call("POST", "/evidence", sent, _named(key) | kinds)
        return cast("Evidence", answer.body)

    def records(self, resource: str, **filters: Any) -> Iterator[Record]:
        """Yield every record of a list, page by page."""
        page = self.get(f"/{resource}", **({"page_size": 200} | filters))
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self._call("GET", page["next"]).body

    def decisions(self, **filters: Any) -> Iterator[Decision]:
        """Yield the decisions in cases, as `decided_on__gte="2026-03-21"` narrows them."""
        return cast("Iterator[Decision]", self.records("decisions", **filters))

    def appeals(self, **filters: Any) -> Iterator[Appeal]:
        """Yield the objections to decisions, with their results."""
        return cast("Iterator[Appeal]", self.records("appeals", **filters))

    def receipts(self, **filters: Any) -> Iterator[Receipt]:
        """Yield the receipts of paper service, as `record_number="1405-F-00003"` narrows them."""
        return cast("Iterator[Receipt]", self.records("receipts", **filters))

    def changes(
        self, since: str = "", *, resources: str = "", page_size: int = 200
    ) -> Iterator[ChangesPage]:
        """Yield the pages of what changed after a cursor, to the end; from zero without one."""
        while True:
            page = cast(
                "ChangesPage",
                self.get("/changes", since=since, resources=resources, page_size=page_size),
            )
            yield page
            since = page["cursor"]
            if not page["has_more"]:
                return

    def bulk(
        self,
        resource: str,
        items: Sequence[Mapping[str, Any]],
        *,
        key: str,
        atomic: bool = False,
        dry_run: bool = False,
    ) -> BulkAnswer:
        """
        Send up to 1,000 new records at once; return the outcome of each, in their order.

        Many are made by a job, which is followed to its end: the key needs `jobs:read` for that.
        """
        body = {"items": list(items), "atomic": atomic, "dry_run": dry_run}
        told = self._call("POST", f"/{resource}/bulk", body, {"Idempotency-Key": key})
        if told.status != ACCEPTED:
            return cast("BulkAnswer", told.body)
        place = f"/jobs/{told.body['id']}"
        while (job := self.get(place))["state"] in WORKING:
            self.sleep(self.pause)
        if job["state"] != "done":
            raise Problem(409, {"type": "#illegal-move", "detail": job["refusal"] or job["state"]})
        return cast("BulkAnswer", self.get(f"{place}/outcomes"))

    def file_report(self, report: NewReport, *, key: str) -> Report:
        """File a violation report once, however often it has to be sent under its key."""
        return cast("Report", self.post("/violation-reports", report, key=key))

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        address = path if path.startswith(f"{self.base}/") else f"{self.base}/api/v1{path}"
        request = urllib.request.Request(  # noqa: S310 # the caller's own site
            address,
            data=json.dumps(body).encode() if isinstance(body, Mapping) else body,
            method=method,
            headers={
                "Authorization": f"Bearer {self.token}",
                "Accept": "application/json",
                "Accept-Language": self.language,
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        for attempt in range(1, self.tries + 1):
            wait = self.pause * 2 ** (attempt - 1)
            try:
                answer = self.transport(request, self.timeout)
            except (OSError, HTTPException):
                if attempt == self.tries:
                    raise
            else:
                if answer.status < 400:
                    return answer
                problem = Problem(answer.status, answer.body or {})
                if not problem.is_passing or attempt == self.tries:
                    raise problem
                wait = max(wait, float(answer.headers.get("retry-after", 0)))
            self.sleep(wait)
        raise AssertionError("a call is tried at least once")
