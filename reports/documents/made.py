"""One document made, whoever asked in whatever way: what is refused first, its builder, the name of its file."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from emulation.text import search_text

from .asked import Asked
from .blocks import Document

NOT_HERE: Final = _("“%(document)s” is not made for %(unit)s: choose %(wanted)s.")
NO_BLANK: Final = _("“%(document)s” is not printed blank.")
WANTED: Final = {"cell": _("a cell"), "committee": _("a committee"), "member": _("a member")}


def built(asked: Asked, by: Any) -> Document:
    """Return the document; raises ValidationError where it cannot be made."""
    refuse_misfit(asked)
    return asked.kind.build(by, asked)


def refuse_misfit(asked: Asked) -> None:
    """Raise ValidationError for a unit the kind is not made for, a member who is missing, a blank there is not."""
    kind, values = asked.kind, {"document": asked.kind.label, "unit": asked.unit.name}
    if not kind.fits(asked.unit) or (kind.about == "member" and asked.member is None):
        raise ValidationError(NOT_HERE, "wrong_unit", values | {"wanted": WANTED[kind.about]})
    if asked.is_blank and not kind.has_blank:
        raise ValidationError(NO_BLANK, "no_blank", values)
    for option in kind.options:
        asked.option(option.name)


def file_stem(document: Document) -> str:
    """Return the name of its file without the ending: member-list-2026-chi-bo-khu-pho-1."""
    parts = [slugify(search_text(part)) for part in (document.unit_name, document.subject) if part]
    ending = "-du-thao" if document.is_draft else "-trang" if document.is_blank else ""
    return f"{document.kind}-{document.year}-{'-'.join(parts)}"[:120] + ending
