"""QR codes as SVG: on posters at a counter, on sheets that bring the secretary back to the right record."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

LONGEST = 400  # characters; a denser code is hard to read for an old phone's camera
QUIET = 4  # modules of white around the code, as the standard asks


def qr_svg(address: str) -> SafeString:
    """Return the code of an address as an SVG element without a size of its own; raises ValueError when too long.

    Error correction M: it is still read with a seventh of it dirty or torn.
    """
    if len(address) > LONGEST:
        raise ValueError(f"an address of {len(address)} characters; at most {LONGEST} can be read at a glance")
    drawn = BytesIO()
    code = segno.make(address, error="m", micro=False, boost_error=False)
    code.save(drawn, kind="svg", border=QUIET, xmldecl=False, svgns=True, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - drawn by the library from modules, not from text
