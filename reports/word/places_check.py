"""What a template says between its braces, read as a tree before anything is filled in: names of the list alone.

A place may stand as it is, in capitals or small letters; `if` asks for one place, `for` goes through one list. There is
no attribute, no call, no number, no loop in a loop: so nothing can be read that is not on the list, and all of it ends.
"""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .places import BLOCKS, BODY, LISTS, PLACES

PLAIN: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.Filter,
)
FILTERS: Final = {"upper", "lower"}
LONGEST: Final = 200  # characters between braces
RAW: Final = re.compile(r"\{\{\s*(?:p|tr|tc|r)\s+\w|\{%\s*(?:cellbg|colspan|hm|vm)\b|\{#")
SYNTAX: Final = _("What stands between the braces cannot be read (%(what)s). Write each as {{ name }}, in one go.")
UNKNOWN: Final = _("The template names “%(what)s”, which is not on the list of places. Take one from the list.")
FORBIDDEN: Final = _(
    "The template asks for more than text (%(what)s). Only names of the list are allowed, with if, for, upper, lower."
)
NO_BODY: Final = _("The template has no {{ noi_dung }}. Write it alone in a paragraph, where the text is to stand.")
TWICE: Final = _("The template has {{ %(what)s }} more than once. Leave one of them.")
NOT_ALONE: Final = _(
    "{{ %(what)s }} must stand alone in a paragraph of the text, not in a heading of the page or a box."
)


def _refusal(sentence: Any, code: str, **values: object) -> ValidationError:
    return ValidationError({"file": ValidationError(sentence, code, values)})


def check_places(data: bytes) -> None:
    """Refuse a template that says anything but places of the list; raises ValidationError at `file`."""
    template = DocxTemplate(BytesIO(data))
    template.init_docx()
    environment = ImmutableSandboxedEnvironment()
    body = _source(template, template.get_xml())
    found = Counter(_names(environment, body))
    for source in _others(template):
        for name in _names(environment, source):
            if name in BLOCKS:
                raise _refusal(NOT_ALONE, "not_alone", what=name)
    for name in BLOCKS:
        if found[name] > 1:
            raise _refusal(TWICE, "twice", what=name)
    if not found[BODY]:
        raise _refusal(NO_BODY, "no_body")
    _stand_alone(template)


def _source(template: DocxTemplate, xml: str) -> str:
    """Return a part as the engine reads it; refuse the marks by which it would take a text for XML."""
    if raw := RAW.search(re.sub(r"<[^>]*>", "", xml)):
        raise _refusal(FORBIDDEN, "forbidden", what=raw.group()[:LONGEST])
    return template.patch_xml(xml)


def _others(template: DocxTemplate) -> Iterator[str]:
    """Yield what the engine reads besides the text: heads and feet of the pages, notes, properties."""
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _relation, part in template.get_headers_footers(uri):
            yield _source(template, template.get_part_xml(part))
    for part in template.docx.part.package.iter_parts():
        if str(part.partname).endswith(("footnotes.xml", "endnotes.xml", "comments.xml")):
            yield _source(template, part.blob.decode("utf-8", "replace"))
    core = template.docx.core_properties
    names = (
        "author",
        "category",
        "comments",
        "content_status",
        "identifier",
        "keywords",
        "language",
        "subject",
        "title",
    )
    yield from (str(getattr(core, name) or "") for name in (*names, "last_modified_by", "version"))


def _names(environment: Environment, source: str) -> Iterator[str]:
    """Yield each place a part names, as often as it does."""
    try:
        tree = environment.parse(source)
    except (TemplateSyntaxError, RecursionError, MemoryError) as wrong:
        raise _refusal(SYNTAX, "syntax", what=str(wrong)[:LONGEST]) from wrong
    yield from _walk(tree, frozenset(), is_looping=False)


def _walk(node: nodes.Node, own: frozenset[str], *, is_looping: bool) -> Iterator[str]:
    if type(node) not in PLAIN:
        raise _refusal(FORBIDDEN, "forbidden", what=type(node).__name__)
    if isinstance(node, nodes.Name):
        yield from _name(node, own)
        return
    if isinstance(node, nodes.Filter):
        _look_at_filter(node)
    if isinstance(node, nodes.If) and not isinstance(_inner(node.test), nodes.Name):
        raise _refusal(FORBIDDEN, "forbidden", what="if")
    if isinstance(node, nodes.For):
        own = own | {_loop(node, is_looping=is_looping)}
        is_looping = True
    for child in node.iter_child_nodes(exclude=("target", "iter")):
        yield from _walk(child, own, is_looping=is_looping)


def _inner(test: nodes.Node) -> nodes.Node:
    return test.node if isinstance(test, nodes.Not) else test


def _name(node: nodes.Name, own: frozenset[str]) -> Iterator[str]:
    if node.name in own:
        return
    if node.ctx != "load" or node.name not in PLACES:
        raise _refusal(UNKNOWN, "unknown", what=node.name[:LONGEST])
    yield node.name


def _look_at_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise _refusal(FORBIDDEN, "forbidden", what=f"|{node.name}")


def _loop(node: nodes.For, *, is_looping: bool) -> str:
    """Return the name a loop gives to each; it goes through a list of ours, plainly, and stands in no other."""
    plain = isinstance(node.iter, nodes.Name) and node.iter.name in LISTS and isinstance(node.target, nodes.Name)
    if not plain or is_looping or node.test or node.recursive or node.else_:
        raise _refusal(FORBIDDEN, "forbidden", what="for")
    if node.target.name in PLACES or node.target.name.startswith("_"):
        raise _refusal(FORBIDDEN, "forbidden", what=node.target.name)
    return node.target.name


def _stand_alone(template: DocxTemplate) -> None:
    """Refuse a block that shares its paragraph with other words, or stands where no paragraph of the text is."""
    bodies = list(template.docx.element.body.iter(qn("w:p")))
    for name in BLOCKS:
        holders = [one for one in bodies if re.search(rf"\{{\{{\s*{name}\b", _text(one))]
        alone = [one for one in holders if re.fullmatch(rf"\s*\{{\{{\s*{name}\s*\}}\}}\s*", _text(one))]
        if len(holders) != len(alone) or any(not _is_of_the_text(one, is_body=name == BODY) for one in alone):
            raise _refusal(NOT_ALONE, "not_alone", what=name)


def _text(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(qn("w:t")))


def _is_of_the_text(paragraph: Any, *, is_body: bool) -> bool:
    parent = paragraph.getparent().tag
    return parent == qn("w:body") or (parent == qn("w:tc") and not is_body)
