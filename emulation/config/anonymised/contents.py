"""What stands in the place of people, units and files: invented, from the names we ship."""

import datetime
import hashlib
import random
from collections.abc import Callable
from typing import Any

from django.db import models

from emulation.models import Account, Member, UnitKind
from emulation.text import search_text, sort_key

from ..demo.bank import person_name
from .rules import Shift

FILE = b"%PDF-1.4\n%%EOF\n"
KINDS = {UnitKind.PROVINCE: "Đảng bộ tỉnh mẫu", UnitKind.COMMITTEE: "Đảng bộ phường mẫu", UnitKind.CELL: "Chi bộ mẫu"}
USUAL_POSTS = {"Bí thư chi bộ", "Phó bí thư chi bộ", "Chi ủy viên", "Bí thư", "Phó bí thư"}
FARTHEST = 200  # days by which somebody's own dates move


def _real_names() -> set[str]:
    shown = Account.objects.values_list("display_name", flat=True)
    return {*Member.objects.values_list("full_name", flat=True), *shown}


class Invented:
    """One copy's inventions; `row` changes a row in place after the rules of its fields have been followed."""

    def __init__(self, chance: random.Random, shift: Shift) -> None:
        self.chance, self.shift = chance, shift
        # Without tone marks, as they are searched for: Thư and Thu are one.
        self._real = {search_text(name) for name in _real_names() if " " in name}
        self._names: dict[int, str] = {}
        self._counts: dict[str, int] = {}
        self._do: dict[str, Callable[[models.Model, models.Model], None]] = {
            "emulation.member": self._member,
            "emulation.account": self._account,
            "emulation.unit": self._unit,
            "emulation.workunit": self._work_unit,
            "emulation.post": self._post,
            "emulation.attachment": self._file,
            "emulation.attachmentcontent": self._content,
            "evaluations.ruleset": self._rule_set,
        }

    def row(self, copy: models.Model, real: models.Model) -> None:
        """Put invented contents into the copy of a row, where its table has any."""
        do = self._do.get(real._meta.label_lower)
        if do:
            do(copy, real)

    def _member(self, copy: Any, real: Any) -> None:
        copy.full_name = self._name(real)
        copy.sort_key, copy.search_text = sort_key(copy.full_name), search_text(copy.full_name)
        copy.card_number = real.card_number and f"99{self._next('card'):06d}"
        copy.ethnicity = real.ethnicity and "Kinh"
        by = datetime.timedelta(days=self.chance.randint(-FARTHEST, FARTHEST))
        copy.joined_on, copy.official_on = (day and day - by for day in (real.joined_on, real.official_on))
        copy.born_year = real.born_year + self.chance.randint(-2, 2)
        copy.born_on = real.born_on and datetime.date(copy.born_year, *self._month_and_day())

    def _account(self, copy: Any, real: Any) -> None:
        number = self._next("account")
        copy.username = f"mau{number:04d}"
        copy.display_name = self._name(real.member) if real.member_id else f"Người dùng mẫu {number}"
        copy.password, copy.email, copy.password_expires_at = "!", "", None

    def _unit(self, copy: Any, real: Any) -> None:
        number = self._next("unit")
        copy.name, copy.code = f"{KINDS[real.kind]} {number}", f"MAU{number}"
        copy.search_text = search_text(copy.name)

    def _work_unit(self, copy: Any, real: Any) -> None:
        copy.name = f"Đơn vị mẫu {self._next('work unit')}"

    def _post(self, copy: Any, real: Any) -> None:
        copy.title = real.title if real.title in USUAL_POSTS else "Chức vụ mẫu"

    def _file(self, copy: Any, real: Any) -> None:
        copy.kind, copy.size, copy.sha256 = "PDF", len(FILE), hashlib.sha256(FILE).hexdigest()

    def _content(self, copy: Any, real: Any) -> None:
        copy.data = FILE

    def _rule_set(self, copy: Any, real: Any) -> None:
        if real.unit_id is None:  # one that we ship: a public regulation
            copy.name, copy.articles = real.name, real.articles
        copy.level_names, copy.grade_names = real.level_names, real.grade_names

    def _name(self, member: Any) -> str:
        """Return the invented name of the member, the same wherever the member is named; nobody's real one."""
        if member.pk not in self._names:
            name = person_name(self.chance, member.sex)
            while any(real in search_text(name) for real in self._real):
                name = person_name(self.chance, member.sex)
            self._names[member.pk] = name
        return self._names[member.pk]

    def _month_and_day(self) -> tuple[int, int]:
        return self.chance.randint(1, 12), self.chance.randint(1, 28)

    def _next(self, what: str) -> int:
        self._counts[what] = self._counts.get(what, 0) + 1
        return self._counts[what]
