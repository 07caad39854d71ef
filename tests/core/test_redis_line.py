"""One line to Redis for each thread: one that has died is mended by the next question."""

import gc
import threading

import pytest
import redis
from django.conf import settings

from core import redis_line
from core.redis_line import ask


def connected():
    with redis.Redis.from_url(settings.REDIS_URL) as other:
        return other.info("clients")["connected_clients"]


def test_a_line_that_the_server_has_ended_is_mended():
    number = ask("CLIENT", "ID")

    redis.Redis.from_url(settings.REDIS_URL).client_kill_filter(_id=str(number))

    assert ask("ECHO", "again") == b"again"
    assert ask("CLIENT", "ID") != number


def test_each_thread_has_its_own():
    numbers = [ask("CLIENT", "ID"), ask("CLIENT", "ID")]

    other = threading.Thread(target=lambda: numbers.append(ask("CLIENT", "ID")))
    other.start()
    other.join()

    assert numbers[0] == numbers[1] != numbers[2]


def test_threads_that_have_ended_use_up_nothing():
    answers = []
    before = connected()
    for _time in range(150):
        one = threading.Thread(target=lambda: answers.append(ask("ECHO", "one")))
        one.start()
        one.join()

    gc.collect()

    assert answers == [b"one"] * 150
    assert connected() < before + 75


def test_a_refusal_is_told_and_the_line_goes_on():
    with pytest.raises(redis.ResponseError):
        ask("NO-SUCH-COMMAND")

    assert ask("ECHO", "on") == b"on"


def test_nobody_there_is_an_error_of_redis(monkeypatch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(redis_line, "_own", threading.local())
    redis_line._pool.cache_clear()

    try:
        with pytest.raises(redis.RedisError):
            ask("PING")
    finally:
        redis_line._pool.cache_clear()


def test_is_closed_when_its_thread_ends():
    sockets = []

    def work():
        ask("PING")
        sockets.append(redis_line._own.line.connection._sock)

    thread = threading.Thread(target=work)
    gc.disable()  # nobody else closes it
    try:
        thread.start()
        thread.join()
        assert sockets[0].fileno() == -1
    finally:
        gc.enable()
