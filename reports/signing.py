"""The electronic signature of issued files (PAdES), where the office names a certificate; else files stay as made.

pyHanko is an extra (requirements-signing.in) and is loaded at the first file that is signed. The signature is added
behind the file: what was in it, its tags and its data, stays byte for byte (ISO 32000-2, 12.8; ETSI EN 319 142-1).
"""

import importlib
import io
import os
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIELD: Final = "Signature"
NO_LIBRARY: Final = _(
    "A certificate is named, but the signing library is not installed: install requirements-signing.in, or take the "
    "setting SIGNING_CERTIFICATE away. Nothing was issued."
)
NO_FILE: Final = _("The certificate file %(file)s cannot be read. Nothing was issued; tell who looks after the system.")
NO_KEY: Final = _(
    "The certificate %(file)s cannot be opened with the password in the variable %(variable)s. Nothing was issued; "
    "tell who looks after the system."
)
REFUSED: Final = _("The file could not be signed: %(reason)s. Nothing was issued; tell who looks after the system.")


def signed(content: bytes) -> bytes:
    """Return the PDF with the office's signature, or as it is where no certificate is named.

    Raises ValidationError where one is named and cannot be used: an office that signs issues nothing unsigned.
    """
    if not settings.SIGNING_CERTIFICATE:
        return content
    signers, fields, writer = _library()
    signer = _signer(signers)
    facts = signers.PdfSignatureMetadata(field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES)
    try:
        out = signers.sign_pdf(writer.IncrementalPdfFileWriter(io.BytesIO(content)), facts, signer=signer)
    except Exception as error:  # whatever the library meets: a key it cannot use, a file it cannot read
        raise ValidationError(REFUSED, "not_signed", {"reason": type(error).__name__}) from error
    return out.getvalue()


def _library() -> tuple[Any, Any, Any]:
    """Return pyHanko's parts; the one import at run time besides the layout engine, and for the same reason."""
    try:
        signers = importlib.import_module("pyhanko.sign.signers")
        fields = importlib.import_module("pyhanko.sign.fields")
        return signers, fields, importlib.import_module("pyhanko.pdf_utils.incremental_writer")
    except ImportError as error:
        raise ValidationError(NO_LIBRARY, "no_signing_library") from error


def _signer(signers: Any) -> Any:
    path, variable = settings.SIGNING_CERTIFICATE, settings.SIGNING_PASSWORD_VARIABLE
    try:
        with open(path, "rb") as file:
            file.read(1)
    except OSError as error:
        raise ValidationError(NO_FILE, "no_certificate", {"file": path}) from error
    password = os.environ.get(variable, "").encode()
    found = signers.SimpleSigner.load_pkcs12(path, passphrase=password or None)
    if found is None:
        raise ValidationError(NO_KEY, "no_key", {"file": path, "variable": variable})
    return found
