"""The renderings of a document: each takes the same object, so that their figures cannot differ."""

from collections.abc import Callable
from typing import Final

from ..documents.blocks import Document
from . import paper, plain

CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "json": "application/json",
}
RENDERERS: Final[dict[str, Callable[[Document], bytes]]] = {
    "pdf": paper.render,
    "json": plain.render,
}
