"""The renderings of a document: each takes the same object, so that their figures cannot differ."""

from collections.abc import Callable
from typing import Final

from ..documents.blocks import Document
from . import paper, plain, word, workbook

CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
RENDERERS: Final[dict[str, Callable[[Document], bytes]]] = {
    "pdf": paper.render,
    "docx": word.render,
    "xlsx": workbook.render,
    "json": plain.render,
}
