"""No act cuts what people write: a text is stored whole, or refused with both numbers."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from core.errors import Invalid
from core.texts import need_length

ROOT = Path(settings.BASE_DIR)
WRITTEN = "reason|reasons|words|proof|proof_text|text|place|where|note|source|subject|body|why"
CUT = re.compile(rf"\b({WRITTEN})\b[\w.\"'(), ]*\)?\[:\s*[\w.]+\]")
# The reason of an addendum that lapses is a refusal's own sentence; its event has it whole.
OF_THE_CLOCK = {"contracts/actions/addendum_acceptance.py"}


def test_no_act_cuts_a_written_text() -> None:
    files = [*ROOT.glob("*/actions/*.py"), *ROOT.glob("*/actions.py"), *ROOT.glob("core/papers/*")]
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files
        if path.suffix == ".py" and str(path.relative_to(ROOT)) not in OF_THE_CLOCK
        for match in CUT.finditer(path.read_text())
    }
    assert not found


def test_a_text_is_returned_whole_or_refused() -> None:
    assert need_length("ب" * 400, "reason", 400) == "ب" * 400
    with pytest.raises(Invalid) as refused:
        need_length("ب" * 401, "reason", 400)
    assert "۴۰۱" in refused.value.fields["reason"][0]
