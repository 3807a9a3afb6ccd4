"""Acts on a committee's template for Word: handing one in, withdrawing it. Nothing unchecked is ever kept."""

import hashlib
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean

from ..models import WordTemplate
from ..renderings.word import filled
from ..word.checking import checked_template
from ..word.default import default_template
from ..word.sample import sample_document

NOT_A_COMMITTEE: Final = _("A template is handed in for a committee; its cells take the committee's.")
WITHDRAWN: Final = _("This template is not in use any more. Reload the page.")
NOT_FILLED: Final = _("The template could not be filled in with a document for trying: %(why)s. Begin from ours.")
LONGEST_TITLE: Final = 100


def upload_word_template(*, unit: Unit, file: File, by: Account) -> WordTemplate:
    """Put a template in use for the committee and all below it, in place of the one before. Refusals are at `file`."""
    ensure(by, "word.set", unit)
    if unit.is_cell:
        raise ValidationError({"file": ValidationError(NOT_A_COMMITTEE, "wrong_unit")})
    content = checked_template(file)
    _try(content, unit)
    with transaction.atomic():
        locked(unit)
        WordTemplate.objects.filter(unit=unit, is_active=True).update(is_active=False)
        made = WordTemplate.objects.create(
            unit=unit,
            title=_title(file.name or ""),
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_by=by,
        )
        record(by, "word.uploaded", made, unit=unit, data=_facts(made))
    return made


def withdraw_word_template(*, template: WordTemplate, by: Account) -> WordTemplate:
    """Take a template out of use: documents are made from the one above, or from ours."""
    ensure(by, "word.set", template.unit)
    with transaction.atomic():
        template = locked(template)
        if not template.is_active:
            raise ValidationError(WITHDRAWN, "wrong_state")
        template.is_active = False
        template.save(update_fields=["is_active"])
        record(by, "word.withdrawn", template, unit=template.unit, data=_facts(template))
    return template


def try_word_template(*, unit: Unit, template: WordTemplate | None = None, by: Any) -> bytes:
    """Return a document for trying, of invented figures, made from the template, or from ours."""
    ensure(by, "report.view", unit)
    content = bytes(template.content) if template else default_template()
    return filled(content, sample_document(unit))


def _try(content: bytes, unit: Unit) -> None:
    """Fill the template in with a document of invented figures, one with everything and one with nothing of it."""
    sample = sample_document(unit)
    bare = replace(sample, letterhead=None, signatures=(), recipients=(), bases=(), sources=(), summary="", form="")
    try:
        for document in (sample, bare):
            filled(content, document)
    except ValidationError as wrong:
        why = " ".join(wrong.messages)
        raise ValidationError({"file": ValidationError(NOT_FILLED, "not_filled", {"why": why})}) from wrong
    except Exception as wrong:
        values = {"why": type(wrong).__name__}
        raise ValidationError({"file": ValidationError(NOT_FILLED, "not_filled", values)}) from wrong


def _title(name: str) -> str:
    plain = clean(PurePath(name.replace("\\", "/").replace("\0", "")).stem)
    kept = "".join(char for char in plain if char not in '<>:"|?*/' and char.isprintable())
    return kept.strip(". ")[:LONGEST_TITLE] or "mau-word"


def _facts(template: WordTemplate) -> dict[str, object]:
    return {"title": template.title, "size": template.size, "sha256": template.sha256}
