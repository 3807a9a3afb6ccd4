"""What print templates draw themselves."""

from django import template
from django.utils.safestring import SafeString

from emulation.qr import qr_svg

register = template.Library()


@register.filter
def qr(address: str) -> SafeString:
    """Return the QR code of an address as SVG."""
    return qr_svg(address)


@register.filter
def ruled(count: int) -> range:
    """Return so many lines to write on."""
    return range(count)
