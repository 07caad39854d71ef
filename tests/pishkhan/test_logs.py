"""No line of the log holds personal data, whoever writes it."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.db import IntegrityError

from pishkhan.settings import logs

ID, PERSIAN_ID, MOBILE = "0499370899", "۰۴۹۹۳۷۰۸۹۹", "09123456789"
DETAIL = f'duplicate key\nDETAIL:  Key (name)=(Maryam Rad) already exists.\nCONTEXT:  of "{ID}"'


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Yield what a logger with the formatter of the settings writes."""
    wanted = logs.to_console("INFO")["formatters"]["line"]
    configurator = logging.config.DictConfigurator({"version": 1})
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(configurator.configure_formatter(dict(wanted)))
    logger = logging.getLogger("canary")
    logger.addHandler(handler)
    logger.propagate = False
    yield handler.stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("canary", [ID, PERSIAN_ID, MOBILE, "+989123456789", "۰۹۱۲۳۴۵۶۷۸۹"])
def test_numbers_of_people_are_masked(lines: io.StringIO, canary: str) -> None:
    logging.getLogger("canary").warning("refused %s", canary)
    logging.getLogger("canary").warning("refused", extra={"x": canary})
    logging.getLogger("canary").warning({"event": "refused", "why": [canary, {"a": canary}]})

    written = lines.getvalue().encode().decode("unicode_escape")
    assert "refused" in written
    assert canary[-9:] not in written


def test_the_traceback_of_the_database_names_no_values(lines: io.StringIO) -> None:
    try:
        raise IntegrityError(DETAIL)
    except IntegrityError:
        logging.getLogger("canary").exception("failed")

    written = lines.getvalue()
    assert "IntegrityError" in written
    assert "duplicate key" in written
    assert "Maryam" not in written
    assert ID not in written
    assert len(written.splitlines()) == 1


def test_tickets_and_searches_in_addresses_are_left_out(lines: io.StringIO) -> None:
    logging.getLogger("canary").warning("Not Found: %s", "/api/v1/evidence/download?ticket=abc&q=x")

    assert "/api/v1/evidence/download" in lines.getvalue()
    assert "ticket" not in lines.getvalue()


def test_those_who_tried_to_sign_in_are_not_named() -> None:
    assert logs.to_console("INFO")["loggers"]["axes"]["level"] == "CRITICAL"
