"""Points as the reader writes them."""

from decimal import Decimal

from django import template

from ..explain import number

register = template.Library()


@register.filter
def points(value: Decimal | None) -> str:
    """Return exact points without needless zeros, a dash where there are none."""
    return "–" if value is None else number(value)
