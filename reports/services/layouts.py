"""Setting how a unit's documents look on paper and are worded."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.changes import Change
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean

from ..documents.head import usual_abbreviation
from ..documents.layouts import LOOK
from ..models import NumberSeries, PaperLayout, signing_errors

TEXTS: Final = "place upper_body issuing_body abbreviation on_behalf post signer".split()
KEPT: Final = (*LOOK, "tone_style", *TEXTS, "recipients", "by_type")
WORDING: Final = ("on_behalf", "post", "signer")
MOST_RECIPIENTS, LONGEST_RECIPIENT, LONGEST_WORDING, MOST_TYPES = 20, 160, 80, 12
_TYPE: Final = re.compile(r"[^\W\d_]{1,5}")
_ABBREVIATION: Final = re.compile(r"[^\W_][\w.\-]*")
NO_SUCH: Final = _("There is no setting called “%(name)s”.")
NO_TYPE: Final = _("“%(type)s” is no type of document: give the letters of its number, for example BC or QĐ.")
MANY_TYPES: Final = _("Set at most %(most)d types of documents apart.")
NOT_A_SYMBOL: Final = _("Write letters and digits without spaces, as they stand in the number, for example ĐU.")
RECIPIENTS: Final = _("Give at most %(most)d recipients, each in at most %(longest)d characters.")
TOO_LONG: Final = _("Write at most %(longest)d characters.")
NOT_A_TEXT: Final = _("Write words here.")


def set_layout(*, unit: Unit, values: Mapping[str, Any], by: Account) -> PaperLayout:
    """Set how the unit's documents look from now on; what has been issued stays as it went out."""
    ensure(by, "layout.change", unit)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        row = PaperLayout.objects.filter(unit=unit).first()
        before = _facts(row) if row else {}
        row = draft_of(unit, values, row)
        row.full_clean()
        row.save()
        _renumber(unit, before.get("abbreviation", ""), row.abbreviation)
        after = _facts(row)
        names = [name for name in KEPT if before.get(name) != after[name]]
        change = Change({name: before.get(name) for name in names}, {name: after[name] for name in names})
        record(by, "layout.changed", row, unit=unit, change=change)
    return row


def draft_of(unit: Unit, values: Mapping[str, Any], row: PaperLayout | None = None) -> PaperLayout:
    """Return the unit's layout with these values, not saved; raises ValidationError for what no layout has."""
    row = row or PaperLayout(unit=unit)
    for name, value in values.items():
        if name not in KEPT:
            raise ValidationError(NO_SUCH, "unknown_setting", {"name": name})
        setattr(row, name, _cleaned(name, value))
    return row


def _cleaned(name: str, value: Any) -> Any:
    if name in TEXTS:
        words = _words(name, value)
        if name == "abbreviation" and words and not _ABBREVIATION.fullmatch(words):
            raise ValidationError({name: ValidationError(NOT_A_SYMBOL, "not_a_symbol")})
        return words
    if name == "recipients":
        return _recipients(name, value)
    return _types(value) if name == "by_type" else value


def _words(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError({name: ValidationError(NOT_A_TEXT, "not_a_text")})
    return clean(value)


def _recipients(name: str, value: Any) -> list[str]:
    """Return the lines that are not empty."""
    if not isinstance(value, list | tuple):
        raise ValidationError({name: ValidationError(NOT_A_TEXT, "not_a_text")})
    found = [words.rstrip(".,;") for one in value if (words := _words(name, one))]
    if len(found) > MOST_RECIPIENTS or any(len(one) > LONGEST_RECIPIENT for one in found):
        limits = {"most": MOST_RECIPIENTS, "longest": LONGEST_RECIPIENT}
        raise ValidationError({name: ValidationError(RECIPIENTS, "too_many", limits)})
    return found


def _types(value: Any) -> dict[str, dict[str, Any]]:
    """Return who signs and who gets, by type; a type that says nothing apart is left out."""
    if not isinstance(value, dict):
        raise ValidationError({"by_type": ValidationError(NOT_A_TEXT, "not_a_text")})
    if len(value) > MOST_TYPES:
        raise ValidationError({"by_type": ValidationError(MANY_TYPES, "too_many", {"most": MOST_TYPES})})
    found = {symbol: _type(symbol, said) for symbol, said in value.items()}
    return {symbol: said for symbol, said in found.items() if any(said.values())}


def _type(symbol: str, said: Any) -> dict[str, Any]:
    if not _TYPE.fullmatch(symbol) or not isinstance(said, dict):
        raise ValidationError({"by_type": ValidationError(NO_TYPE, "unknown_type", {"type": symbol[:20]})})
    found: dict[str, Any] = {name: _words("by_type", said.get(name, "")) for name in WORDING}
    wrong = signing_errors(found["on_behalf"], found["post"])
    if any(len(words) > LONGEST_WORDING for words in found.values()):
        wrong["signer"] = ValidationError(TOO_LONG, "too_long", {"longest": LONGEST_WORDING})
    if wrong:
        raise ValidationError({"by_type": list(wrong.values())})
    return found | {"recipients": _recipients("by_type", said.get("recipients", []))}


def _renumber(unit: Unit, before: str, after: str) -> None:
    """Let the numbering of the term go on under the new symbol: the type is the same (HD 05-HD/VPTW)."""
    usual = usual_abbreviation(unit)
    old, new = f"/{before or usual}", f"/{after or usual}"
    if old == new:
        return
    for series in NumberSeries.objects.filter(unit=unit, symbol__endswith=old):
        series.symbol = series.symbol.removesuffix(old) + new
        series.full_clean()
        series.save(update_fields=["symbol"])


def _facts(row: PaperLayout) -> dict[str, Any]:
    return {name: getattr(row, name) for name in KEPT}
