"""Spreadsheets as a province has them, made for the tests."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADER = (
    "کد دفتر", "نام دفتر", "نوع دفتر", "شهرستان", "نشانی", "کد پستی", "تلفن", "همراه", "متصدی",
    "دارنده پروانه", "شناسه ملی", "رتبه", "وضعیت", "شماره پروانه", "تاریخ صدور", "تاریخ انقضا",
)  # fmt: skip


def legal_id(serial: int) -> str:
    """Return a valid legal ID."""
    head = f"9999{serial:06d}"
    added = int(head[9]) + 2
    weights = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)
    total = sum((int(d) + added) * w for d, w in zip(head, weights, strict=True))
    return f"{head}{total % 11 % 10}"


def national_id(serial: int) -> str:
    """Return a valid national ID."""
    head = f"999{serial:06d}"
    left = sum(int(head[place]) * (10 - place) for place in range(9)) % 11
    return f"{head}{left if left < 2 else 11 - left}"


def office_row(serial: int = 1, **values: Any) -> list[Any]:
    """Return a row under HEADER; `values` replace cells by their header."""
    row = dict(
        zip(
            HEADER,
            (
                f"2401{serial:03d}", f"دفتر نمونه {serial}", "شهری", "اردبیل",
                f"خیابان امام، پلاک {serial}", f"56139{13579 + serial}", f"0453300{serial:04d}",
                f"0900000{serial:04d}", "مریم نمونه", f"شرکت خدمات پیشخوان {serial}",
                legal_id(serial), "1", "فعال", f"24/1402/{serial:05d}", "1402/01/01", "1406/12/29",
            ),
            strict=True,
        )
    )  # fmt: skip
    assert set(values) <= set(HEADER), values
    return list((row | values).values())


def xlsx(*rows: Sequence[Any], merged: Sequence[str] = (), title: str = "برگه") -> bytes:
    """Return a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_text(*rows: Sequence[Any], separator: str = ",") -> str:
    """Return rows as text, cells quoted."""
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"
