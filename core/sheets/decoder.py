"""
Reads one spreadsheet in a limited process (`core.sandbox`).

Nothing else of the product is imported here.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 512 * 1024 * 1024
MOST_SHEETS = 20
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 1_500_000
LONGEST_CELL = 5_000

_FORMULA = re.compile(rb'<(?:x:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:x:)?f[\s/>]')
_ANY_FORMULA = re.compile(rb"<(?:x:)?f[\s/>]")
_OLE_HEADER = 512


class Refusal(Exception):
    """The file is not read; the argument is the code of the reason."""


def plain(value: object) -> object:
    """Return a cell as text, number or truth; a day as `["d", ISO]`; nothing for an empty one."""
    match value:
        case bool() | int():
            return value
        case float():
            return int(value) if value.is_integer() and abs(value) < 1e15 else value
        case str():
            if len(value) > LONGEST_CELL:
                raise Refusal("long-cell")
            return value if value.strip() else None
        case datetime() | date():
            return ["d", value.isoformat()[:10]]
        case time() | timedelta():
            return str(value)
        case _:
            return None


def workbook_sheets(data: bytes, kind: str, most_rows: int = MOST_ROWS) -> list[dict[str, object]]:
    """Return the visible sheets of an xlsx, xls or ods file."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    formulas = xlsx_formulas(data) if kind == "xlsx" else {}
    found: list[dict[str, object]] = []
    cells = 0
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            raise Refusal("macros") if meta.typ != SheetTypeEnum.ChartSheet else Refusal("chart")
        if meta.visible != SheetVisibleEnum.Visible:
            continue
        if len(found) >= MOST_SHEETS:
            raise Refusal("too-many-sheets")
        sheet = book.get_sheet_by_index(place)
        last_row, last_column = sheet.end or (-1, -1)
        if last_row >= most_rows or last_column >= MOST_COLUMNS:
            raise Refusal("too-many-rows")
        cells += (last_row + 1) * (last_column + 1)
        if cells > MOST_CELLS:
            raise Refusal("too-many-rows")
        found.append(
            {
                "name": meta.name,
                "rows": [
                    [plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)
                ],
                "merged": [
                    [top[0], top[1], end[0], end[1]] for top, end in sheet.merged_cell_ranges or []
                ],
                "formulas": formulas.get(meta.name, []),
            }
        )
    return found


def xlsx_formulas(data: bytes) -> dict[str, list[list[int]]]:
    """Return the (row, column) of each formula by sheet, both from 0."""
    found: dict[str, list[list[int]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        for name, part in _parts(book, names):
            body = book.read(part)
            if not _ANY_FORMULA.search(body):
                continue
            places = [[int(row) - 1, _column(letters)] for letters, row in _FORMULA.findall(body)]
            if not places:
                raise Refusal("formulas")
            found[name] = places
    return found


def _parts(book: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name with the part of the archive that holds it."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        raise Refusal("broken")
    relations = fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {node.get("Id"): str(node.get("Target", "")) for node in relations}
    for node in fromstring(book.read("xl/workbook.xml")).iter():
        if not node.tag.endswith("}sheet"):
            continue
        key = next((value for name, value in node.items() if name.endswith("}id")), "")
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield str(node.get("name", "")), part


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def refuse_ods_formulas(data: bytes) -> None:
    """Refuse a document with formulas: their places cannot be told apart from values."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if b"table:formula=" in book.read("content.xml"):
            raise Refusal("formulas")


def refuse_xls_traps(data: bytes) -> None:
    """Refuse an old workbook that is encrypted, carries macros, or computes cells."""
    stream = ole_stream(data, ("Workbook", "Book"))
    place = 0
    while place + 4 <= len(stream):
        record = int.from_bytes(stream[place : place + 2], "little")
        if record == 0x002F:
            raise Refusal("encrypted")
        if record in {0x0006, 0x0206, 0x0406}:
            raise Refusal("formulas")
        place += 4 + int.from_bytes(stream[place + 2 : place + 4], "little")


def ole_stream(data: bytes, names: tuple[str, ...]) -> bytes:
    """Return the stream of an OLE2 file that has one of the names."""
    sector = 1 << int.from_bytes(data[30:32], "little")
    if sector not in {512, 4096}:
        raise Refusal("broken")
    table = _ole_table(data, sector)

    def chain(start: int) -> bytes:
        parts, seen = [], set()
        while start < 0xFFFFFFFA:
            if start in seen or start >= len(table):
                raise Refusal("broken")
            seen.add(start)
            offset = _OLE_HEADER if sector == 512 else sector
            parts.append(data[offset + start * sector : offset + (start + 1) * sector])
            start = table[start]
        return b"".join(parts)

    directory = chain(int.from_bytes(data[48:52], "little"))
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place : place + 128]
        length = int.from_bytes(entry[64:66], "little")
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        size = int.from_bytes(entry[120:124], "little")
        if name in names and size >= int.from_bytes(data[56:60], "little"):
            return chain(int.from_bytes(entry[116:120], "little"))[:size]
    return b""


def _ole_table(data: bytes, sector: int) -> list[int]:
    """Return the chain table of an OLE2 file whose table fits the header's own list."""
    if int.from_bytes(data[72:76], "little"):
        return _ole_long_table(data, sector)
    return _ole_entries(data, sector, [data[76 + n * 4 : 80 + n * 4] for n in range(109)])


def _ole_long_table(data: bytes, sector: int) -> list[int]:
    places = [data[76 + n * 4 : 80 + n * 4] for n in range(109)]
    following = int.from_bytes(data[68:72], "little")
    offset = _OLE_HEADER if sector == 512 else sector
    for _ in range(int.from_bytes(data[72:76], "little")):
        if following >= 0xFFFFFFFA:
            break
        block = data[offset + following * sector : offset + (following + 1) * sector]
        places += [block[n : n + 4] for n in range(0, sector - 4, 4)]
        following = int.from_bytes(block[sector - 4 :], "little")
    return _ole_entries(data, sector, places)


def _ole_entries(data: bytes, sector: int, places: list[bytes]) -> list[int]:
    offset = _OLE_HEADER if sector == 512 else sector
    table: list[int] = []
    for raw in places:
        place = int.from_bytes(raw, "little")
        if place >= 0xFFFFFFFA:
            continue
        block = data[offset + place * sector : offset + (place + 1) * sector]
        table += [int.from_bytes(block[n : n + 4], "little") for n in range(0, len(block), 4)]
    return table


def text_sheet(data: bytes, most_rows: int = MOST_ROWS) -> list[dict[str, object]]:
    """Return a text file as one sheet: its encoding and separator are found out."""
    text = decoded(data)
    csv.field_size_limit(LONGEST_CELL)
    rows: list[list[object]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)):
        if len(rows) >= most_rows or len(row) > MOST_COLUMNS:
            raise Refusal("too-many-rows")
        rows.append([plain(cell) for cell in row])
    return [{"name": "", "rows": rows, "merged": [], "formulas": []}]


def decoded(data: bytes) -> str:
    """Return the text of UTF-8 (with or without its mark), UTF-16 with a mark, or Windows-1256."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16")
    if b"\x00" in data:
        raise Refusal("wrong-type")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1256")


def separator(text: str) -> str:
    """Return the sign that parts the columns: the one that most lines of the beginning share."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    return max(",;\t|", key=lambda sign: (sum(sign in line for line in lines),
                                          sum(line.count(sign) for line in lines)))  # fmt: skip


def read(kind: str, data: bytes, most_rows: int = MOST_ROWS) -> list[dict[str, object]]:
    """Return all sheets of a file of a known kind."""
    if kind == "text":
        return text_sheet(data, most_rows)
    if kind == "ods":
        refuse_ods_formulas(data)
    if kind == "xls":
        refuse_xls_traps(data)
    return workbook_sheets(data, kind, most_rows)


def answer(arguments: list[str], data: bytes) -> bytes:
    """
    Return msgpack with the sheets of a file, or with the code of a refusal.

    The arguments are its kind and, where it is fewer than usual, how many rows a sheet may have.
    """
    kind, *most_rows = arguments
    found: dict[str, object]
    try:
        found = {"sheets": read(kind, data, *map(int, most_rows))}
    except Refusal as error:
        found = {"refusal": str(error)}
    except MemoryError:
        found = {"refusal": "too-large"}
    except Exception as error:  # noqa: BLE001  whatever a parser says of a hostile file
        name = type(error).__name__
        found = {"refusal": "encrypted" if name == "PasswordError" else "broken"}
    return msgspec.msgpack.encode(found)


# A limited process opens no file, so that codecs are imported before.
for _codec in ("cp437", "cp1256", "utf-8-sig", "utf-16", "utf-16-le"):
    codecs.lookup(_codec)
