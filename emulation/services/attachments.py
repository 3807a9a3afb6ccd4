"""Acts on files: attaching one to a row, reading it, withdrawing one attached by mistake."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..attaching import rules_of
from ..journal import record
from ..models import Account, Attachment, AttachmentContent
from ..safe_files import safe_file
from ..text import clean

MOST = 20  # files of one row
TOO_MANY = _("Twenty files are attached here already. Put the pages into one PDF, or withdraw what is not needed.")
NO_REASON = _("Write why the file is withdrawn; those who read it before see the reason.")
WITHDRAWN = _("The file has been withdrawn. Reload the page to see the reason.")


def attach(*, to: models.Model, file: File, by: Account) -> Attachment:
    """Attach a file to a row: parsed, written anew, kept with its hash. Refusals are keyed `file`."""
    ensure(by, rules_of(to).write, to)
    safe = safe_file(file)
    with transaction.atomic():
        locked(to)
        rules_of(to).refuse(to)
        if Attachment.objects.of(to).held().count() >= MOST:
            raise ValidationError({"file": ValidationError(TOO_MANY, "too_many")})
        attachment = Attachment.objects.create(
            subject=to._meta.label_lower,
            subject_id=to.pk,
            unit=to.unit,
            title=safe.title,
            kind=safe.kind,
            size=len(safe.data),
            sha256=hashlib.sha256(safe.data).hexdigest(),
            added_by_id=by.pk,
        )
        AttachmentContent.objects.create(attachment=attachment, data=safe.data)
        record(by, "file.attached", to, unit=to.unit, data=_facts(attachment))
    return attachment


def read_attachment(*, attachment: Attachment, of: models.Model, by: Account) -> bytes:
    """Return the bytes of a file of the row; every reading stands in the journal."""
    ensure(by, rules_of(of).read, of)
    if attachment.is_withdrawn:
        raise ValidationError(WITHDRAWN, "wrong_state")
    with transaction.atomic():
        record(by, "file.read", of, unit=of.unit, data=_facts(attachment))
    return bytes(AttachmentContent.objects.get(attachment=attachment).data)


def withdraw_attachment(*, attachment: Attachment, of: models.Model, reason: str, by: Account) -> Attachment:
    """Withdraw a file of the row: it is no longer given out, that it was there stays."""
    ensure(by, rules_of(of).write, of)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    with transaction.atomic():
        locked(of)
        rules_of(of).refuse(of)
        attachment = locked(attachment)
        if attachment.is_withdrawn:
            raise ValidationError(WITHDRAWN, "wrong_state")
        attachment.withdrawn_at, attachment.withdraw_reason = timezone.now(), reason
        attachment.save(update_fields=["withdrawn_at", "withdraw_reason"])
        record(by, "file.withdrawn", of, unit=of.unit, data=_facts(attachment) | {"reason": reason})
    return attachment


def _facts(attachment: Attachment) -> dict[str, object]:
    return {"file": attachment.pk, "title": attachment.title, "kind": attachment.kind, "sha256": attachment.sha256}
