"""How bodies sent to the API are read: JSON that a column could hold, or one sentence on why not."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from emulation.fields import LONGEST_TEXT

LARGEST = 2**63 - 1  # what a whole number in the database may be
NOT_JSON = _("The body is not JSON: check the quotes, commas and brackets.")
TOO_DEEP = _("The body is nested too deeply.")
TOO_LONG_TEXT = _("A text in the body is longer than %(most)s characters.")
BROKEN_LETTERS = _("The body holds half a letter (a lone surrogate); send whole letters in UTF-8.")
TOO_LARGE_NUMBER = _("A number in the body is too large to be kept.")


class TooLong(APIException):
    """The body is longer than anything the API takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too long; send less at once.")
    default_code = "too_long"


class JSONParser(BaseParser):
    """Reads UTF-8 JSON of a bounded length; refuses what no text or number column can hold."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: dict | None = None) -> Any:
        """Return the value; raise ParseError or TooLong."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLong
        try:
            value = json.loads(body.decode("utf-8-sig"), parse_int=_whole, parse_constant=_refuse)
            # Escapes such as \\ud800 pass the decoder; the encoder finds them wherever they stand.
            json.dumps(value, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(TOO_DEEP) from error
        except UnicodeEncodeError as error:
            raise ParseError(BROKEN_LETTERS) from error
        except ValueError as error:  # also what is not UTF-8
            raise ParseError(NOT_JSON) from error
        if _longest(value) > LONGEST_TEXT:
            raise ParseError(TOO_LONG_TEXT % {"most": LONGEST_TEXT})
        return value


def _longest(value: Any) -> int:
    """Return the length of the longest text in the value."""
    if isinstance(value, dict):
        return max((max(len(key), _longest(one)) for key, one in value.items()), default=0)
    if isinstance(value, list):
        return max(map(_longest, value), default=0)
    return len(value) if isinstance(value, str) else 0


def _whole(digits: str) -> int:
    """Return the number; the length is looked at first, since converting very long ones is slow."""
    if len(digits) > len(str(LARGEST)) + 1 or abs(value := int(digits)) > LARGEST:
        raise ParseError(TOO_LARGE_NUMBER)
    return value


def _refuse(name: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)
