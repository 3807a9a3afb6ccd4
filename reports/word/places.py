"""The places of a template: what an office may write between {{ }} in Word, and what stands there when it is made."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..documents.blocks import Document
from ..documents.said import bases_said, notes_of, number_line, said_sources
from ..documents.words import one_line, words

BODY: Final = "noi_dung"
ENDING: Final = "ket_thuc"
SIGNATURES: Final = "chu_ky"
RECIPIENTS: Final = "noi_nhan"
# Each of these stands alone in a paragraph of the text; the first must be there, none twice.
BLOCKS: Final = {
    BODY: _("all of the text: parts, tables, boxes"),
    ENDING: _("recipients and signatures side by side"),
    SIGNATURES: _("signatures alone"),
    RECIPIENTS: _("recipients alone"),
}
LISTS: Final = {
    "can_cu": _("legal bases, one a line"),
    "luu_y": _("what it corrects, why it is a draft"),
}
TEXTS: Final = {
    "cap_tren": _("upper body"),
    "co_quan": _("issuing body"),
    "so_ky_hieu": _("number and symbol"),
    "noi_ngay": _("place and day"),
    "loai_van_ban": _("type of the document"),
    "trich_yeu": _("summary"),
    "mau_so": _("number of the form"),
    "du_thao": _("the word DRAFT, in a draft alone"),
    "don_vi": _("unit"),
    "nam": _("year"),
    "doi_tuong": _("whom it is about"),
    "thay_mat": _("T/M and the body"),
    "chuc_vu": _("post of who signs"),
    "nguoi_ky": _("name of who signs"),
    "bo_tieu_chi": _("rule set"),
    "nguon": _("where the figures come from"),
}
PLACES: Final[Mapping[str, Any]] = BLOCKS | LISTS | TEXTS
DRAFT: Final = _("DRAFT")


def values_of(document: Document, marks: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands in each place; `marks` stand where the blocks come in afterwards. Nothing but text."""
    head, signer = document.letterhead, document.signatures[-1] if document.signatures else None
    texts = {
        "cap_tren": head.upper_body if head else "",
        "co_quan": head.issuing_body if head else "",
        "so_ky_hieu": number_line(document),
        "noi_ngay": head.place_and_day if head else "",
        "loai_van_ban": document.title,
        "trich_yeu": document.summary,
        "mau_so": document.form,
        "du_thao": DRAFT if document.is_draft else "",
        "don_vi": document.unit_name,
        "nam": document.year,
        "doi_tuong": document.subject,
        "thay_mat": signer.on_behalf if signer else "",
        "chuc_vu": signer.post if signer else "",
        "nguoi_ky": signer.name if signer else "",
        "bo_tieu_chi": document.rule_set,
        "nguon": " ".join(map(one_line, said_sources(document))),
    }
    lists = {"can_cu": bases_said(document), "luu_y": notes_of(document)}
    found: dict[str, Any] = {name: _plain(text) for name, text in texts.items()}
    return found | {name: [one_line(line) for line in lines] for name, lines in lists.items()} | dict(marks)


def _plain(text: Any) -> str:
    """Return the text, its tabs as spaces: to the template's engine they mean more."""
    return words(text).replace("\t", " ")
