"""The gazetteer kept by people: other names, new streets and landmarks, those no longer used; one by one or by a list.

Wards and the units before them are what the law says: people add other names to them, nothing else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions import contact, ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid
from feedback.models import Landmark, LegacyWard, Street, Ward
from feedback.rules.lifecycle import Actor
from feedback.rules.text import fold, words

Place = Ward | LegacyWard | Street | Landmark
KINDS: dict[str, type[Place]] = {"ward": Ward, "legacy": LegacyWard, "street": Street, "landmark": Landmark}
OWN = ("street", "landmark")  # what people may add and switch off
COLUMNS = ("what", "name", "aliases", "wards", "active")
LINES_AT_MOST = 5_000

NAMELESS = N_("Hãy ghi tên.")
UNKNOWN_KIND = N_("Loại phải là street hoặc landmark.")
UNKNOWN_WARD = N_("Không có phường, xã nào mang mã hoặc tên “%(ward)s”.")
ONE_WARD = N_("Một địa điểm nằm trong một phường, xã.")
NO_WARD = N_("Hãy ghi phường, xã.")
EMPTY_LIST = N_("Danh sách cần dòng tiêu đề what,name,aliases,wards,active và ít nhất một dòng.")
TOO_MANY = N_("Danh sách dài quá 5.000 dòng. Hãy chia nhỏ.")
BAD_LINE = N_("Dòng %(line)s: %(problem)s")
UNREADABLE_LINE = N_(
    "Không đọc được danh sách ở dòng %(line)s: có ô dài quá mức, thường vì một ô ở dòng này hoặc phía trên "
    "thiếu dấu ngoặc kép đóng. Hãy sửa rồi gửi lại."
)


@dataclass(frozen=True)
class PlaceChange:
    """What one line of a list would do: `verb` is "add", "change" or "keep"."""

    verb: str
    what: str
    code: str
    name: str


def save_place(
    session: Session, actor: Actor, what: str, code: str | None, *, name: str, aliases: str, wards: str, is_active: bool
) -> Place:
    """Change a place, or add a street or landmark (`code` None). Raises Invalid naming the field, NotYours."""
    only_admin(actor)
    row = session.get_one(KINDS[what], code) if code else None
    aliases = _joined(contact.short(aliases, "aliases", 400).split(";"))
    if isinstance(row, Ward | LegacyWard):
        row.aliases = aliases
    else:
        row = _own(session, what, row, contact.short(name, "name", 160), aliases, wards)
        row.is_active = is_active
    session.flush()
    ledger.record(session, actor, "setting.changed", row, what=what, key=row.code)
    return row


def plan_places(session: Session, listed: str) -> list[PlaceChange]:
    """What importing the list would do; nothing is written. Raises Invalid naming the line."""
    return [change for change, _row in _planned(session, listed)]


def import_places(session: Session, actor: Actor, listed: str) -> list[PlaceChange]:
    """Add and change streets and landmarks as the CSV list says; lines that change nothing leave no entry."""
    only_admin(actor)
    done = []
    for number, (change, row) in enumerate(_planned(session, listed), start=2):
        done.append(change)
        if change.verb != "keep":
            code = change.code if change.verb == "change" else None
            try:
                save_place(session, actor, change.what, code, is_active=row["active"] != "0", **_texts(row))
            except Invalid as error:
                raise _at(number, error) from error
    return done


def _planned(session: Session, listed: str) -> list[tuple[PlaceChange, dict[str, str]]]:
    rows = _rows(listed)
    known = {(what, fold(place.name)): place for what in OWN for place in session.scalars(select(KINDS[what])).all()}
    found = _Wards(session)
    planned = []
    for number, row in enumerate(rows, start=2):
        try:
            planned.append((_change(row, known, found), row))
        except Invalid as error:
            raise _at(number, error) from error
    return planned


def _rows(listed: str) -> list[dict[str, str]]:
    """The lines of the list by COLUMNS. Raises Invalid when it cannot be read as one."""
    reader = csv.DictReader(io.StringIO(listed.strip().removeprefix("\ufeff")))
    try:
        rows = [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in reader]
    except csv.Error as error:
        raise Invalid("listed", UNREADABLE_LINE, line=reader.reader.line_num) from error
    if not rows or not {"what", "name"} <= set(reader.fieldnames or ()):
        raise Invalid("listed", EMPTY_LIST)
    if len(rows) > LINES_AT_MOST:
        raise Invalid("listed", TOO_MANY)
    return rows


def _change(row: dict[str, str], known: dict[tuple[str, str], Place], wards: _Wards) -> PlaceChange:
    if row["what"] not in OWN:
        raise Invalid("listed", UNKNOWN_KIND)
    if not row["name"]:
        raise Invalid("listed", NAMELESS)
    codes = wards.codes(row["wards"], row["what"])
    place = known.get((row["what"], fold(row["name"])))
    if not isinstance(place, Street | Landmark):
        return PlaceChange("add", row["what"], "", row["name"])
    held = place.ward_codes if isinstance(place, Street) else place.ward_code or ""
    now = (place.aliases, held, place.is_active)
    wanted = (_joined(row["aliases"].split(";")), _joined(codes), row["active"] != "0")
    return PlaceChange("keep" if now == wanted else "change", row["what"], place.code, row["name"])


def _own(session: Session, what: str, row: Place | None, name: str, aliases: str, wards: str) -> Street | Landmark:
    if what not in OWN:
        raise Invalid("what", UNKNOWN_KIND)
    if not name:
        raise Invalid("name", NAMELESS)
    codes = _Wards(session).codes(wards, what)
    if not isinstance(row, Street | Landmark):
        row = Street() if what == "street" else Landmark()
        row.code, row.source = _new_code(session, what, name), "1022"
        session.add(row)
    row.name, row.folded, row.aliases = name, fold(name), aliases
    if isinstance(row, Street):
        row.ward_codes = _joined(codes)
    else:
        row.ward_code = codes[0]
    return row


class _Wards:
    """Wards by code, by name, and by kind and name."""

    def __init__(self, session: Session) -> None:
        self.known: dict[str, str] = {}
        for ward in session.scalars(select(Ward)):
            self.known |= dict.fromkeys((ward.code, fold(ward.name), fold(f"{ward.kind} {ward.name}")), ward.code)

    def codes(self, listed: str, what: str) -> list[str]:
        """The codes of wards separated by semicolons. Raises Invalid naming `wards`."""
        said = [part.strip() for part in listed.split(";") if part.strip()]
        unknown = next((part for part in said if fold(part) not in self.known), None)
        if unknown:
            raise Invalid("wards", UNKNOWN_WARD, ward=unknown)
        if not said:
            raise Invalid("wards", NO_WARD)
        if what == "landmark" and len(said) > 1:
            raise Invalid("wards", ONE_WARD)
        return [self.known[fold(part)] for part in said]


def _new_code(session: Session, what: str, name: str) -> str:
    stem = "-".join(words(name))[:70] or "dia-danh"
    code, number = stem, 1
    while session.get(KINDS[what], code):
        number += 1
        code = f"{stem}-{number}"
    return code


def _texts(row: dict[str, str]) -> dict[str, str]:
    return {"name": row["name"], "aliases": row["aliases"], "wards": row["wards"]}


def _joined(parts: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _at(number: int, error: Invalid) -> Invalid:
    """The same problem, with the number of its line in the list."""
    return Invalid("listed", BAD_LINE, line=number, problem=str(error))
