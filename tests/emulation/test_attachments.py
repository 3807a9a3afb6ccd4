"""Attached files: parsed and written anew, given out through lens and hand, journaled, never half kept."""

import hashlib
import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from PIL import Image
from rest_framework.test import APIClient

from emulation import safe_files
from emulation.attaching import file_lines
from emulation.models import Attachment, AttachmentContent, JournalEntry
from emulation.safe_files import safe_file
from emulation.services.attachments import MOST, attach, read_attachment, withdraw_attachment
from tests.evaluations.meeting import review_of
from tests.evaluations.year import make_campaign

from . import files
from .asking import last_entry, not_now, refused
from .files import document, picture, upload


@pytest.fixture
def review(cast):
    """The minutes of a cell's meeting are what files are attached to first."""
    return review_of(make_campaign(cast), cast.cell)


@pytest.fixture
def attached(cast, review) -> Attachment:
    return attach(to=review, file=upload(document(), "Biên bản kiểm phiếu.PDF"), by=cast.secretary)


def why_not(data: bytes, name: str = "bien-ban.pdf") -> str:
    with pytest.raises(ValidationError) as refusal:
        safe_file(upload(data, name))
    assert list(refusal.value.message_dict) == ["file"]
    return refusal.value.messages[0]


# ── what a file must be ──


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<script>alert(1)</script>", "bien-ban.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "anh.png"),
        (b"MZ\x90\x00", "anh.jpg"),
        (b"PK\x03\x04", "bien-ban.pdf"),
        (b"GIF89a", "anh.png"),
        (b" %PDF-1.7", "bien-ban.pdf"),
        (b"\x00" * 100, "anh.jpg"),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_its_name_says(data, name):
    assert "Chỉ đính kèm được tệp PDF, JPEG hoặc PNG" in why_not(data, name)


def test_the_ending_follows_the_content():
    safe = safe_file(upload(picture("PNG"), "bien-ban.pdf"))
    assert (safe.title, safe.kind) == ("bien-ban", "PNG")


def test_an_empty_file_is_refused():
    assert "Tệp trống" in why_not(b"")


def test_a_large_file_is_refused_before_it_is_read(settings):
    settings.UPLOAD_MAX_BYTES = 20
    assert "lớn hơn 10 MB" in why_not(document())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("..\\..\\Windows\\bien ban.pdf", "bien ban"),
        ("../../etc/passwd", "passwd"),
        ("Biên  bản\u202egpj.exe.pdf", "Biên bảngpj.exe"),
        ('a"b<c>:d|e?f*.pdf', "abcdef"),
        (".pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * 100),
        ("\x00.pdf", "pdf"),
    ],
)
def test_a_name_is_one_clean_line(name, title):
    file = upload(document())
    file._name = name  # past Django's own cleaning
    assert safe_file(file).title == title


# ── pictures ──


def test_a_photo_loses_where_it_was_taken_and_stands_upright():
    safe = safe_file(upload(files.photo_with_place(), "anh.jpg"))
    image = Image.open(io.BytesIO(safe.data))
    assert image.size == (40, 60) and not image.getexif() and "comment" not in image.info
    assert b"May anh rieng" not in safe.data and b"Nha rieng" not in safe.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_is_appended_to_a_picture_is_dropped(kind):
    safe = safe_file(upload(picture(kind) + b"<script>alert(1)</script>%PDF-1.7", "anh"))
    assert safe.kind == kind and b"script" not in safe.data and b"%PDF" not in safe.data


KINDS = [("PNG", mode) for mode in ("1", "L", "P", "RGBA", "I;16")] + [("JPEG", mode) for mode in ("L", "CMYK")]


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_every_kind_of_picture_passes(kind, mode):
    assert safe_file(upload(picture(kind, mode=mode), "anh")).kind == kind


def test_a_large_scan_is_made_smaller():
    data = safe_file(upload(picture("PNG", (5000, 100), "1"), "anh.png")).data
    assert Image.open(io.BytesIO(data)).size == (4000, 80)


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    assert "quá nhiều điểm ảnh" in why_not(picture("PNG", (20_000, 20_000), "1"), "anh.png")
    monkeypatch.setattr(safe_files, "MOST_PIXELS", 2000)
    assert "quá nhiều điểm ảnh" in why_not(picture("JPEG"), "anh.jpg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_refused(kind):
    noise = Image.effect_noise((200, 200), 90)
    buffer = io.BytesIO()
    noise.save(buffer, kind)
    assert "Ảnh bị hỏng" in why_not(buffer.getvalue()[:2000], "anh")
    assert "Ảnh bị hỏng" in why_not(buffer.getvalue()[:20], "anh")


# ── documents ──


@pytest.mark.parametrize(
    "change",
    [
        files.on_opening("/JavaScript"),
        files.on_opening("/Launch"),
        files.on_opening("/SubmitForm"),
        files.on_a_link,
        files.in_a_chain,
        files.with_a_file,
        files.with_named_script,
        files.with_xfa,
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_a_document_that_runs_or_carries_something_is_refused(change, packed):
    modes = pikepdf.ObjectStreamMode
    data = document(change, object_stream_mode=modes.generate if packed else modes.disable)
    assert "mã lệnh hoặc mang theo tệp khác" in why_not(data)


@pytest.mark.parametrize("user", ["", "mat khau"])
def test_a_locked_document_is_refused(user):
    assert "bị khóa" in why_not(files.locked_document(user))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"x" * 5000, b"%PDF-\xff\xfe"])
def test_a_broken_document_is_refused(data):
    assert "bị hỏng" in why_not(data)


def test_a_document_without_pages_is_refused():
    buffer = io.BytesIO()
    pikepdf.new().save(buffer)
    assert "không có trang" in why_not(buffer.getvalue())


def test_a_document_of_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr(safe_files, "MOST_PAGES", 0)
    assert "tách thành nhiều tệp" in why_not(document())


def test_a_document_nested_without_end_is_refused():
    nested = b"[" * 400 + b"]" * 400
    data = document(lambda pdf: pdf.Root.__setitem__("/Deep", pikepdf.Object.parse(nested)))
    assert "bị hỏng" in why_not(data)


def test_what_is_appended_to_a_document_is_dropped():
    safe = safe_file(upload(document() + b"\n<script>alert(1)</script>MZ"))
    assert b"script" not in safe.data and safe.data.startswith(b"%PDF-")


def test_an_ordinary_link_may_stay():
    def linked(pdf) -> None:
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        link.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://dangcongsan.vn")
        pdf.pages[0].obj.Annots = pikepdf.Array([link])

    assert safe_file(upload(document(linked))).kind == "PDF"


# ── attaching ──


def test_the_file_is_kept_with_its_hash_and_journaled(cast, review, attached):
    data = bytes(attached.content.data)
    assert (attached.title, attached.kind, attached.size) == ("Biên bản kiểm phiếu", "PDF", len(data))
    assert attached.sha256 == hashlib.sha256(data).hexdigest()
    entry = last_entry()
    assert (entry.verb, entry.subject_id, entry.unit) == ("file.attached", review.pk, cast.cell)
    assert entry.data["sha256"] == attached.sha256


def test_the_wrong_person_cannot_attach(cast, review):
    for account in (cast.member, cast.officer, cast.leader, cast.admin, cast.viewer, cast.stranger):
        refused(lambda account=account: attach(to=review, file=upload(document()), by=account))


def test_a_file_refused_leaves_nothing(cast, review):
    not_now(lambda: attach(to=review, file=upload(b"MZ"), by=cast.secretary), "unsafe_file")
    assert not Attachment.objects.exists()


def test_nothing_stays_of_a_file_when_the_act_around_it_fails(cast, review):
    lines = JournalEntry.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        attach(to=review, file=upload(document()), by=cast.secretary)
        raise RuntimeError
    assert not Attachment.objects.exists() and not AttachmentContent.objects.exists()
    assert JournalEntry.objects.count() == lines


def test_there_is_an_end_to_files(cast, review, attached):
    facts = {name: getattr(attached, name) for name in ("subject", "subject_id", "unit", "kind", "size", "added_by")}
    Attachment.objects.bulk_create(Attachment(**facts) for _more in range(MOST - 1))
    not_now(lambda: attach(to=review, file=upload(document()), by=cast.secretary), "too_many", "hai mươi tệp")


# ── reading ──


def address(attached, name="attachment") -> str:
    return reverse(f"emulation:{name}", args=[attached.pk])


@pytest.mark.parametrize("who", ["secretary", "officer", "leader"])
def test_it_is_given_out_to_be_saved_and_that_is_journaled(cast, client, attached, who):
    client.force_login(getattr(cast, who))
    answer = client.get(address(attached))
    assert answer.content == bytes(attached.content.data) and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Bi%C3%AAn%20b%E1%BA%A3n")
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    assert (last_entry().verb, last_entry().actor) == ("file.read", getattr(cast, who))


@pytest.mark.parametrize("who", ["member", "colleague", "viewer", "admin", "stranger"])
def test_for_others_it_does_not_exist(cast, client, attached, who):
    client.force_login(getattr(cast, who))
    for name, method in (("attachment", client.get), ("attachment-withdraw", client.post)):
        assert method(address(attached, name)).status_code == 404
    assert client.get(f"/api/v1/attachments/{attached.pk}/").status_code == 404
    refused(lambda: read_attachment(attachment=attached, of=review_of_file(attached), by=getattr(cast, who)))


def review_of_file(attached):
    return review_of(attached.unit.reviews.get().campaign, attached.unit)


def test_a_forged_number_leads_nowhere(cast, client, attached):
    client.force_login(cast.secretary)
    for number in (0, attached.pk + 1, 2**62):
        assert client.get(f"/attachments/{number}/").status_code == 404


# ── withdrawing ──


def test_a_withdrawn_file_is_no_longer_given_out(cast, client, review, attached):
    client.force_login(cast.secretary)
    page = client.post(address(attached, "attachment-withdraw"), {"reason": "Nhầm tệp"}, follow=True)
    assert "đã rút lúc" in page.content.decode() and "Nhầm tệp" in page.content.decode()
    assert (last_entry().verb, last_entry().data["reason"]) == ("file.withdrawn", "Nhầm tệp")
    attached.refresh_from_db()
    not_now(lambda: read_attachment(attachment=attached, of=review, by=cast.secretary), "wrong_state")
    not_now(lambda: withdraw_attachment(attachment=attached, of=review, reason="x", by=cast.secretary), "wrong_state")


def test_withdrawing_needs_a_reason_and_the_right_person(cast, review, attached):
    not_now(lambda: withdraw_attachment(attachment=attached, of=review, reason=" ", by=cast.secretary), words="lý do")
    refused(lambda: withdraw_attachment(attachment=attached, of=review, reason="x", by=cast.officer))


# ── pages and API ──


def test_the_page_lists_and_attaches(cast, client, review, django_assert_max_num_queries):
    client.force_login(cast.secretary)
    page = reverse("evaluations:minutes", args=[review.pk])
    assert "Chưa đính kèm tệp nào" in client.get(page).content.decode()
    answer = client.post(page, {"file": upload(picture(), "anh.jpg")}, follow=True)
    assert "anh.jpeg" in answer.content.decode() and "Đã đính kèm tệp" in answer.content.decode()
    wrong = client.post(page, {"file": upload(b"MZ", "anh.jpg")}).content.decode()
    assert "Chỉ đính kèm được tệp PDF, JPEG hoặc PNG" in wrong
    assert "Tệp trống" in client.post(page, {"file": upload(b"", "anh.jpg")}).content.decode()


def test_the_committee_sees_the_minutes_and_why_it_cannot_attach(cast, client, review, attached):
    client.force_login(cast.officer)
    text = client.get(reverse("evaluations:minutes", args=[review.pk])).content.decode()
    assert "Biên bản kiểm phiếu.pdf" in text and "không bao gồm việc này" in text and 'name="file"' not in text


def test_the_list_reads_no_content_and_takes_one_query(cast, review, attached, django_assert_num_queries):
    attach(to=review, file=upload(document()), by=cast.secretary)
    cast.secretary.scope  # noqa: B018 - read before the counting
    with django_assert_num_queries(1):
        lines = file_lines(review, cast.secretary)
    assert len(lines) == 2 and all(line.can_withdraw for line in lines)
    assert file_lines(review, cast.stranger) == []


def test_the_api_attaches_lists_reads_and_withdraws(cast, review):
    api = APIClient()
    api.force_authenticate(cast.secretary)
    base = f"/api/v1/reviews/{review.pk}/minutes/"
    made = api.post(base, {"file": upload(document())}, format="multipart")
    assert made.status_code == 201 and made.json()["kind"] == "PDF"
    assert api.post(base, {"file": upload(b"MZ")}, format="multipart").json()["errors"]["file"]
    assert [row["id"] for row in api.get(base).json()] == [made.json()["id"]]
    one = f"/api/v1/attachments/{made.json()['id']}/"
    assert api.get(one).content.startswith(b"%PDF")
    assert api.post(f"{one}withdraw/", {"reason": "Nhầm"}).json()["withdraw_reason"] == "Nhầm"
    assert api.get(one).status_code == 409
