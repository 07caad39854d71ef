"""A connection is asked whether it still stands only where it looks odd."""

import time

import pytest
from django.db import connection


@pytest.fixture
def line(db):
    other = connection.copy()
    other.connect()
    yield other
    other.close()


def asked(line):
    """Return what a look at a connection says, and what it asked."""
    line.force_debug_cursor = True
    line.queries_log.clear()
    return line.is_usable(), [one["sql"] for one in line.queries]


def test_a_quiet_connection_is_not_asked(line):
    assert asked(line) == (True, [])


def test_a_connection_that_the_server_has_ended_is_not_usable(line):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [line.connection.get_backend_pid()])
    time.sleep(0.2)  # until the line is closed

    assert asked(line)[0] is False


def test_a_connection_that_this_side_has_closed_is_not_usable(line):
    line.connection.close()

    assert line.is_usable() is False


def test_the_next_request_gets_a_new_connection(line):
    line.health_check_enabled = line.settings_dict["CONN_HEALTH_CHECKS"]
    before = line.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before.get_backend_pid()])
    time.sleep(0.2)
    line.health_check_done = False

    with line.cursor() as cursor:
        cursor.execute("SELECT 1")

    assert line.connection is not before
