"""A layout as CSS, in one place: for paper, and for the picture of it on the screen. Numbers of our own, never text."""

from dataclasses import fields
from typing import Final

from .documents.paper import USUAL_LOOK, Look

# Selector and declarations; each {name} is a number of the look.
PAPER: Final = """
@page {{ margin: {margin_top}mm {margin_right}mm {margin_bottom}mm {margin_left}mm; }}
@page {{ @top-center {{ content: {numbered}; font-size: {page_number_size}pt; }} }}
@page :first {{ @top-center {{ content: none; }} }}
html {{ font-size: {body_size}pt; line-height: {line_spacing}pt; }}
p, h2, h3 {{ text-indent: {first_line}mm; }}
.head p {{ font-size: {head_size}pt; }}
.head .nation {{ font-size: {nation_size}pt; }}
.title h1 {{ font-size: {title_size}pt; line-height: {title_line}pt; }}
.sign .to p {{ font-size: {recipients_size}pt; line-height: {recipients_line}pt; }}
.sign .to .label {{ font-size: {body_size}pt; }}
"""
LEADING: Final = 3  # pt between a small size and its line; a title has one more


def paper_css(look: Look) -> str:
    """Return the rules that come after print.css; nothing for the usual look, which print.css has."""
    if look == USUAL_LOOK:
        return ""
    values = {field.name: int(getattr(look, field.name)) for field in fields(look)}
    more = {
        "numbered": "counter(page)" if look.has_page_number else "none",
        "nation_size": look.head_size + 1,
        "title_line": look.title_size + LEADING + 1,
        "recipients_line": look.recipients_size + LEADING,
    }
    return PAPER.format(**values | more)


def screen_css(look: Look) -> str:
    """Return the numbers as properties of the picture, which site.css draws at the proportions of the sheet."""
    values = {field.name.replace("_", "-"): int(getattr(look, field.name)) for field in fields(look)}
    return f".picture {{ {' '.join(f'--{name}: {value};' for name, value in values.items())} }}\n"
