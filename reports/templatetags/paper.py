"""What print templates draw themselves."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from emulation.qr import qr_svg

from ..documents.paper import Look
from ..look import paper_css
from ..services.papers import issuable

register = template.Library()


@register.filter
def qr(address: str) -> SafeString:
    """Return the QR code of an address as SVG."""
    return qr_svg(address)


@register.filter
def ruled(count: int) -> range:
    """Return so many lines to write on."""
    return range(count)


@register.filter
def css(look: Look) -> SafeString:
    """Return a look as the rules that follow print.css; nothing where a template has none."""
    return mark_safe(paper_css(look)) if isinstance(look, Look) else SafeString()  # noqa: S308 - made of whole numbers


@register.filter
def kind_label(code: str) -> str:
    """Return what a kind of document is called; the code for one that is made no more."""
    found = issuable().get(code)
    return str(found.label) if found else code
