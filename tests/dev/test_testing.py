"""Which runs of the tests are spread over the cores."""

import pytest

from dev import check_runtime, testing


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(testing.os, "cpu_count", lambda: 2)


class TestWorkers:
    def test_spreads_the_whole_suite(self):
        assert testing.workers(["-q", "--durations=15"]) == ["-n", "2", "--dist", "worksteal"]

    @pytest.mark.parametrize("part", ["tests/dev", "tests/dev/test_testing.py::TestWorkers"])
    def test_keeps_a_part_together(self, part):
        assert testing.workers(["-x", part]) == []

    def test_leaves_the_number_to_whoever_says_it(self):
        assert testing.workers(["-n0"]) == []

    def test_spreads_nothing_on_one_core(self, monkeypatch):
        monkeypatch.setattr(testing.os, "cpu_count", lambda: 1)

        assert testing.workers([]) == []


class TestCheckRuntime:
    def test_asks_the_tests_of_all_pages_as_the_role_that_serves(self):
        command = check_runtime.command([])

        assert command[:2] == ["pytest", "--runtime-role"]
        assert "tests/violations/test_views_acts.py" in command
        assert "tests/offices/test_pages.py" in command
        assert "tests/readiness/test_api.py" in command

    def test_asks_those_that_are_named(self):
        assert check_runtime.command(["tests/x.py"])[-1] == "tests/x.py"
