"""The REST API keeps what it has promised; additive changes only."""

import pytest

from dev.promise import PROMISE, broken, committed, lines_of


def document(**operation):
    return {"paths": {"/things": {"post": {"responses": {}, **operation}}}}


BODY = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {"properties": {"name": {"type": "string"}}, "required": ["name"]}
            }
        }
    }
}
ANSWER = {
    "responses": {"200": {"content": {"x": {"schema": {"properties": {"id": {"type": "string"}}}}}}}
}


def test_the_committed_document_keeps_the_promise():
    promised = set(PROMISE.read_text(encoding="utf-8").splitlines())
    now = lines_of(committed())

    assert promised
    assert broken(promised, now) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (document(**ANSWER), {"paths": {}}),
        (document(**ANSWER), document()),
        (document(), document(**BODY)),
        (
            document(),
            document(parameters=[{"in": "header", "name": "If-Match", "required": True}]),
        ),
    ],
)
def test_a_breaking_change_is_found(before, after):
    assert broken(lines_of(before), lines_of(after))


def test_an_addition_breaks_nothing():
    assert broken(lines_of(document()), lines_of(document(**ANSWER))) == []
