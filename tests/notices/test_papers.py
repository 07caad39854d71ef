"""Papers that make themselves again: equal bytes whenever they are printed."""

import time
from datetime import UTC, datetime

import pytest

from notices.printing import paper_as_pdf

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.django_db
class TestPaperAsPdf:
    def test_is_the_same_a_moment_later(self) -> None:
        words = {"number": "1405-00001", "cut": "province:1", "sections": (), "trail": ()}
        first = paper_as_pdf("violations/dossier.html", words, "پرونده", AT)
        time.sleep(1.1)  # the printer writes the second of its work

        assert paper_as_pdf("violations/dossier.html", words, "پرونده", AT).content == first.content
