"""Kept statements answer as the queryset does, for whatever values; what is no shape isn't kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, QuerySet, Value
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import ApiToken, RoleGrant, User
from accounts.principal import Principal
from core import statements
from core.shapes import Given, compiled
from core.statements import read, run

Rows = QuerySet[Any, Any]
KEY = "a test's"
DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=[True, False], ids=["prepared", "sent whole"])
def _from_nothing(request: Any, settings: Any) -> Iterator[None]:
    """Begin and end without kept statements; prepared, and as behind a pool that cannot."""
    settings.PREPARE_STATEMENTS = request.param
    statements.kept.forget()
    yield
    statements.kept.forget()


def named(name: str) -> Rows:
    """Return the people of a name."""
    return User.objects.filter(full_name=name, is_active=True).values("pk", "full_name")


def grants_since(on: date, user_id: int) -> Rows:
    """Return the grants of a person in force on a day."""
    return RoleGrant.objects.in_force(on).filter(user_id=user_id).values("pk", "role")


def is_kept(build: Any, *values: Any) -> bool:
    """Tell whether the shape is kept."""
    return compiled(build, values) is not None


class TestRead:
    def test_answers_as_the_queryset_does_for_each_value(
        self, expert: Principal, deputy: Principal
    ) -> None:
        for person in (expert, deputy, expert, deputy):
            assert read(KEY, named, person.name) == list(named(person.name))
        assert statements.kept.known.get((KEY, str)) is not None

    def test_is_one_query_each_time(
        self, expert: Principal, django_assert_num_queries: Any
    ) -> None:
        for _time in range(4):
            with django_assert_num_queries(1):
                read(KEY, named, expert.name)

    def test_gives_one_value_at_several_places(self, expert: Principal) -> None:
        for day in (DAY, date(1999, 1, 1), date(2020, 3, 20), date(2020, 3, 19)):
            found = read(KEY, grants_since, day, expert.user_id)

            assert found == list(grants_since(day, expert.user_id))

    def test_tells_shapes_of_other_types_apart(self, expert: Principal) -> None:
        def numbered(number: Any) -> Rows:
            return User.objects.filter(pk=number).values("pk")

        for number in (expert.user_id, str(expert.user_id)) * 3:
            assert read(KEY, numbered, number) == [{"pk": expert.user_id}]

    def test_returns_what_fields_hold(self, expert: Principal) -> None:
        scopes = ["read", "تخلف"]
        token = ApiToken.objects.create(
            grant_id=expert.grant_id, name="x", prefix="x", digest="d", scopes=scopes,
            expires_at=datetime(2999, 1, 1, tzinfo=UTC),
        )  # fmt: skip

        def of(public_id: UUID, moment: datetime) -> Rows:
            rows = ApiToken.objects.filter(public_id=public_id, expires_at__gt=moment)
            return rows.values("pk", "scopes", "public_id", "expires_at")

        for _time in range(3):
            found = read(KEY, of, token.public_id, NOON)
            assert found == list(of(token.public_id, NOON))
            assert found[0]["scopes"] == scopes
            assert read(KEY, of, uuid4(), NOON) == []

    @pytest.mark.parametrize("text", ["100%s", "%%", "o'clock", "a\\b", "$1", 'say "so"', "؛ «»"])
    def test_keeps_constants_as_they_are(self, expert: Principal, text: str) -> None:
        def told(user_id: int) -> Rows:
            said = Value(text, output_field=CharField())
            return User.objects.filter(pk=user_id).exclude(full_name=text).values("pk", said=said)

        for _time in range(3):
            assert read(KEY, told, expert.user_id) == [{"pk": expert.user_id, "said": text}]

    @given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
    def test_takes_any_text(self, text: str) -> None:
        User.objects.update_or_create(
            username="any", defaults={"full_name": text[:100], "password": "!"}
        )

        found = [read(KEY, named, text[:100]) for _time in range(3)]

        assert found == [list(named(text[:100]))] * 3

    def test_goes_on_after_a_savepoint_was_rolled_back(self, expert: Principal) -> None:
        read(KEY, named, expert.name)
        with transaction.atomic():
            read(KEY, named, expert.name)
            transaction.set_rollback(True)

        assert read(KEY, named, expert.name) == list(named(expert.name))

    def test_prepares_anew_what_the_server_has_lost(self, expert: Principal, settings: Any) -> None:
        for _time in range(2):
            read(KEY, named, expert.name)
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")

        if settings.PREPARE_STATEMENTS:
            with pytest.raises(DatabaseError), transaction.atomic():
                read(KEY, named, expert.name)

        assert read(KEY, named, expert.name) == list(named(expert.name))

    @pytest.mark.parametrize("limit", ["number", "text"])
    def test_holds_only_so_many_in_a_connection(
        self, expert: Principal, monkeypatch: pytest.MonkeyPatch, settings: Any, limit: str
    ) -> None:
        sql, _parameters = named(expert.name).query.sql_with_params()
        name, most = {
            "number": ("MOST_PREPARED", 3), "text": ("MOST_TEXT", int(3.5 * len(sql))),
        }[limit]  # fmt: skip
        monkeypatch.setattr(statements, name, most)
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        statements._prepared.clear()

        for number in [*range(8), 0, 7, 1]:
            for _time in range(2):
                assert read((KEY, number), named, expert.name) == list(named(expert.name))

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == ((3 if settings.PREPARE_STATEMENTS else 0),)
        statements._prepared.clear()

    def test_holds_only_so_many_shapes(
        self, expert: Principal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(statements, "MOST_KEPT", 3)

        for number in range(8):
            for _time in range(3):
                read((KEY, number), named, expert.name)

        assert len(statements.kept.known) == len(statements.kept.seen) == 3


class TestCompiled:
    def test_is_a_text_with_places(self) -> None:
        statement = compiled(grants_since, (DAY, 7))

        assert statement is not None
        assert statement.parameters == (Given(0), Given(0), Given(0), Given(1))
        assert statement.types == {Given(0): "date", Given(1): "bigint"}
        assert statement.names == ("pk", "role")

    def test_hides_values_from_the_planner(self, expert: Principal) -> None:
        statement = compiled(grants_since, (DAY, 7), hidden=[0])

        assert statement is not None
        assert statement.numbered(str).count("(SELECT $1)") == 3
        assert "$2" in statement.numbered(str)
        assert "(SELECT $2)" not in statement.numbered(str)
        for day in (DAY, date(1999, 1, 1)):
            values = (day, expert.user_id)
            assert run(statement, values) == list(grants_since(*values))

    def test_refuses_a_text_that_hangs_on_a_value(self) -> None:
        def branching(user_id: int) -> Rows:
            rows = User.objects.filter(pk=user_id)
            return (rows.filter(is_active=True) if user_id % 2 else rows).values("pk")

        assert not is_kept(branching, 7)

    def test_refuses_a_constant_that_hangs_on_a_value(self) -> None:
        def branching(user_id: int) -> Rows:
            name = "odd" if user_id % 2 else "even"
            return User.objects.filter(pk=user_id, full_name=name).values("pk")

        assert not is_kept(branching, 7)

    def test_refuses_what_is_made_of_a_value(self) -> None:
        assert not is_kept(
            lambda text: User.objects.filter(full_name__contains=text).values("pk"), "x"
        )

    def test_takes_a_day_that_is_so_many_days_off(self, expert: Principal) -> None:
        def around(on: date) -> Rows:
            rows = RoleGrant.objects.filter(starts_on__gt=on - timedelta(days=30))
            return rows.filter(starts_on__lte=on + timedelta(days=1)).values("pk", "role")

        statement = compiled(around, (DAY,))
        start = RoleGrant.objects.get(pk=expert.grant_id).starts_on

        assert statement is not None
        assert set(statement.types) == {Given(0, timedelta(-30)), Given(0, timedelta(1))}
        for days in (-2, -1, 0, 29, 30, 31):
            day = start + timedelta(days=days)
            assert run(statement, [day]) == list(around(day))

    @pytest.mark.parametrize(
        "made",
        [
            lambda on: on.year,
            lambda on: str(on.year),
            lambda on: on.isoweekday(),
            lambda on: str(on)[:7],
            lambda on: on.replace(day=1),
            lambda on: on.replace(year=on.year + 1),
            lambda on: on.replace(day=1, month=on.month % 12 + 1),
        ],
        ids=["year", "text", "weekday", "month", "first", "next year", "next month"],
    )
    def test_refuses_what_is_coarsely_made_of_a_day(self, made: Any) -> None:
        def coarse(on: date) -> Rows:
            name = Value(made(on))
            return RoleGrant.objects.filter(starts_on__lte=on).annotate(x=name).values("x")

        assert not is_kept(coarse, DAY)

    @pytest.mark.parametrize("made", [len, lambda text: text[:0] + "x" * (len(text) > 2)])
    def test_refuses_what_is_coarsely_made_of_a_text(self, made: Any) -> None:
        def coarse(text: str) -> Rows:
            rows = User.objects.filter(full_name=text).annotate(x=Value(made(text)))
            return rows.values("x")

        assert not is_kept(coarse, "abc")

    def test_refuses_what_the_database_was_asked_for(self, expert: Principal) -> None:
        def asking(user_id: int) -> Rows:
            others = list(RoleGrant.objects.values_list("user_id", flat=True))
            return User.objects.filter(pk=user_id).exclude(pk__in=others).values("pk")

        assert not is_kept(asking, 7)

    def test_refuses_a_day_that_nobody_gave(self) -> None:
        def clocked(user_id: int) -> Rows:
            return RoleGrant.objects.filter(user_id=user_id, starts_on__lt=DAY).values("pk")

        assert not is_kept(clocked, 7)

    def test_refuses_a_moment_that_nobody_gave(self) -> None:
        def clocked(user_id: int) -> Rows:
            return User.objects.filter(pk=user_id, last_login__lt=NOON).values("pk")

        assert not is_kept(clocked, 7)

    def test_refuses_what_is_always_empty(self) -> None:
        assert not is_kept(lambda user_id: User.objects.none().filter(pk=user_id).values("pk"), 7)

    def test_refuses_a_lock(self) -> None:
        def locking(user_id: int) -> Rows:
            return User.objects.select_for_update().filter(pk=user_id).values("pk")

        assert not is_kept(locking, 7)

    def test_knows_no_value_whose_text_may_change(self) -> None:
        with pytest.raises(TypeError):
            compiled(named, (True,))
