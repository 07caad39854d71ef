"""Places on a record's page that higher floors fill."""

import pytest

from core.panels import Panel, Register


def panel(name: str, order: int = 100) -> Panel:
    """Return a part that shows nothing."""
    return Panel(name, "", lambda record, actor, on: None, order=order)


class TestRegister:
    def test_lists_its_parts_in_order(self):
        places: Register[Panel] = Register()
        for name, order in (("last", 9), ("second", 5), ("first", 5)):
            places.add(panel(name, order))

        assert [part.name for part in places] == ["first", "second", "last"]

    def test_replaces_no_part_by_another_of_its_name(self):
        places: Register[Panel] = Register()
        kept = places.add(panel("books"))

        with pytest.raises(ValueError, match="books"):
            places.add(panel("books"))
        places.add(kept)
        assert list(places) == [kept]
