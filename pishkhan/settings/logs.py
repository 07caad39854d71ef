"""The log: one line of JSON for each event."""

import logging
from typing import Any

import structlog

from core.log_privacy import without_personal_data


def to_console(level: str) -> dict[str, Any]:
    """Return Django's `LOGGING`: events from this level on, to the console."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_personal_data,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # They log each step of their work.
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            # It names who tried to sign in; its table holds the same.
            "axes": {"level": "CRITICAL"},
        },
    }


def configure() -> None:
    """Let structlog write the same lines: ids and times; never names or what was typed."""
    # No line tells place or thread, and looking for them is dear (Python's «Logging HOWTO»).
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
