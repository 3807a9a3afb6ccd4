"""A committee's own template for Word: handed in, used below, withdrawn; and everything it may not hold."""

import io
import zipfile
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from docx import Document as open_document
from PIL import Image
from rest_framework.test import APIClient

from emulation.models import JournalEntry, Role
from reports.models import WordTemplate
from reports.renderings.word import filled, render
from reports.services import upload_word_template, withdraw_word_template
from reports.word.checking import checked_template
from reports.word.default import default_template
from reports.word.places import PLACES
from tests.factories import give_role, make_account, make_cell, make_committee, make_member

from .kitchen import kitchen_sink

pytestmark = pytest.mark.slow

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINK = '<Relationship Id="rIdX" Type="{kind}" Target="{target}" {mode}/></Relationships>'
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {first}</w:instrText></w:r>'
    '<w:r><w:instrText>{second} "x"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
MARKED = "TRÍCH SỔ CỦA ĐẢNG ỦY"


def file_of(data: bytes, name: str = "mẫu phường.docx") -> ContentFile:
    return ContentFile(data, name)


def with_words(*texts: str) -> bytes:
    """Return our template with paragraphs of these words at its end."""
    document = open_document(io.BytesIO(default_template()))
    for text in texts:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(change, add=None) -> bytes:
    """Return our template with the text of some parts changed, others added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(default_template())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(name, content.decode()) if name.endswith((".xml", ".rels")) else content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def replaced(old: str, new: str, part: str = "") -> bytes:
    """Return our template with one text for another, in the parts whose names have `part`."""
    return repacked(lambda name, text: text.replace(old, new) if part in name else text)


def in_the_text(xml: str) -> bytes:
    return repacked(
        lambda name, text: (
            text.replace("<w:sectPr", xml + "<w:sectPr", 1) if "document.xml" in name and "rels" not in name else text
        )
    )


def related(kind: str, target: str, mode: str = "") -> bytes:
    link = LINK.format(kind=f"{RELATION}/{kind}", target=target, mode=mode)
    return repacked(
        lambda name, text: text.replace("</Relationships>", link) if name == "word/_rels/document.xml.rels" else text
    )


def refusal_of(data: bytes) -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        checked_template(file_of(data))
    error = refused.value.error_dict["file"][0]
    return error.code, " ".join(refused.value.messages)


def bomb() -> bytes:
    return repacked(lambda _name, text: text, {"word/media/x.bin": b"\0" * 50_000_000})


def picture(content: bytes, name: str) -> bytes:
    return repacked(lambda _name, text: text, {f"word/media/{name}": content})


def huge_picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (6000, 6000)).save(buffer, "PNG")
    return buffer.getvalue()


OUTSIDE = 'TargetMode="External"'
FIELDS = (
    "INCLUDETEXT INCLUDEPICTURE DDEAUTO DDE LINK DATABASE IMPORT HYPERLINK QUOTE MACROBUTTON FILLIN ASK USERADDRESS RD"
).split()
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:settings'
LOOP = "{% for a in can_cu %}{% for b in can_cu %}x{% endfor %}{% endfor %}"
HEADED = ">{{ noi_dung }}</w:t>"
REFUSED = {
    "empty": (lambda: b"", "empty"),
    "text": (lambda: b"not a zip at all", "no_word"),
    "half a zip": (lambda: default_template()[:5000], "no_word"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_word"),
    "workbook": (lambda: replaced("wordprocessingml.document.main", "spreadsheetml.sheet.main"), "no_word"),
    "macros by kind": (
        lambda: replaced("officedocument.wordprocessingml.document.main", "office.macroEnabled.main"),
        "macros",
    ),
    "macros inside": (lambda: repacked(lambda _name, text: text, {"word/vbaProject.bin": b"x"}), "macros"),
    "bomb": (bomb, "bomb"),
    "many parts": (lambda: repacked(lambda _name, text: text, {f"word/x{n}.xml": "<a/>" for n in range(400)}), "bomb"),
    "climbing out": (lambda: repacked(lambda _name, text: text, {"../../etc/x.xml": "<a/>"}), "no_word"),
    "twice the same": (lambda: repacked(lambda _name, text: text, {"WORD/document.xml": "<a/>"}), "no_word"),
    "entities": (lambda: replaced("<w:settings", ENTITY, "word/settings.xml"), "damaged"),
    "no xml": (lambda: repacked(lambda name, text: text[:200] if name == "word/styles.xml" else text), "damaged"),
    "deep": (lambda: in_the_text("<w:p>" * 400 + "</w:p>" * 400), "damaged"),
    "attached template": (lambda: related("attachedTemplate", "http://x.vn/a.dotm", OUTSIDE), "outside"),
    "linked picture": (lambda: related("image", "file:///etc/passwd", OUTSIDE), "outside"),
    "hyperlink": (lambda: related("hyperlink", "https://x.vn", OUTSIDE), "outside"),
    "address that hides": (lambda: related("image", "http://x.vn/a.png"), "outside"),
    "network share": (lambda: related("image", r"\\server\share"), "outside"),
    "frame": (lambda: related("frame", "frame.htm"), "embedded"),
    "whole other file": (lambda: related("aFChunk", "other.htm"), "embedded"),
    "embedded": (lambda: repacked(lambda _name, text: text, {"word/embeddings/oleObject1.bin": b"x"}), "embedded"),
    "active x": (lambda: repacked(lambda _name, text: text, {"word/activeX/activeX1.xml": "<a/>"}), "embedded"),
    "object": (lambda: in_the_text("<w:p><w:r><w:object/></w:r></w:p>"), "embedded"),
    "chunk": (lambda: in_the_text('<w:altChunk/>'), "embedded"),
    "mail merge": (lambda: replaced("</w:settings>", "<w:mailMerge/></w:settings>"), "outside"),
    "picture that is none": (lambda: picture(b"<svg/>", "x.png"), "picture"),
    "picture of another kind": (lambda: picture(b"x", "x.emf"), "picture"),
    "huge picture": (lambda: picture(huge_picture(), "x.png"), "picture"),
    **{
        f"field {word}": (lambda word=word: in_the_text(FIELD.format(first=word[:3], second=word[3:])), "field")
        for word in FIELDS
    },
    "simple field": (lambda: in_the_text('<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>'), "field"),
    "field with a place": (lambda: in_the_text('<w:p><w:fldSimple w:instr="SEQ {{ don_vi }}"/></w:p>'), "field"),
    "unknown place": (lambda: with_words("{{ mat_khau }}"), "unknown"),
    "private name": (lambda: with_words("{{ _x }}"), "unknown"),
    "global": (lambda: with_words("{{ range }}"), "unknown"),
    "self": (lambda: with_words("{{ self }}"), "unknown"),
    "attribute": (lambda: with_words("{{ don_vi.__class__ }}"), "forbidden"),
    "item": (lambda: with_words("{{ can_cu[0] }}"), "forbidden"),
    "call": (lambda: with_words("{{ don_vi() }}"), "forbidden"),
    "classes": (lambda: with_words("{{ ''.__class__.__mro__[1].__subclasses__() }}"), "forbidden"),
    "arithmetic": (lambda: with_words("{{ 7*7 }}"), "forbidden"),
    "endless text": (lambda: with_words("{{ 'x' * 10000000000 }}"), "forbidden"),
    "range": (lambda: with_words("{% for x in range(1000000000) %}x{% endfor %}"), "forbidden"),
    "loop in loop": (lambda: with_words(LOOP), "forbidden"),
    "loop over text": (lambda: with_words("{% for a in don_vi %}x{% endfor %}"), "forbidden"),
    "loop takes a name": (lambda: with_words("{% for don_vi in can_cu %}x{% endfor %}"), "forbidden"),
    "attr filter": (lambda: with_words("{{ don_vi|attr('x') }}"), "forbidden"),
    "other filter": (lambda: with_words("{{ don_vi|safe }}"), "forbidden"),
    "include": (lambda: with_words("{% include '/etc/passwd' %}"), "forbidden"),
    "import": (lambda: with_words("{% import 'os' as os %}"), "forbidden"),
    "set": (lambda: with_words("{% set x = don_vi %}"), "forbidden"),
    "macro": (lambda: with_words("{% macro x() %}{% endmacro %}"), "forbidden"),
    "comparison": (lambda: with_words("{% if nam > don_vi %}x{% endif %}"), "forbidden"),
    "raw xml": (lambda: with_words("{{r don_vi }}"), "forbidden"),
    "open brace": (lambda: with_words("{{ don_vi"), "syntax"),
    "unknown word": (lambda: with_words("{% do x %}"), "syntax"),
    "body twice": (lambda: with_words("{{ noi_dung }}"), "twice"),
    "signatures twice": (lambda: with_words("{{ ket_thuc }}"), "twice"),
    "no body": (lambda: replaced("{{ noi_dung }}", ""), "no_body"),
    "body with words": (lambda: replaced("{{ noi_dung }}", "x {{ noi_dung }}"), "not_alone"),
    "body in the head of the page": (lambda: replaced(">2</w:t>", HEADED, "header"), "not_alone"),
    "in a property": (lambda: replaced("Mẫu văn bản", "{{ 7*7 }}", "core"), "forbidden"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_template_that_is_or_reads_what_it_may_not_is_refused_with_what_to_do(case):
    make, code = REFUSED[case]
    found, sentence = refusal_of(make())
    assert found == code and sentence.endswith(".") and len(sentence) > 25


def test_a_file_beyond_the_limit_is_not_even_read(settings):
    settings.UPLOAD_MAX_BYTES = 1000
    assert refusal_of(default_template())[0] == "too_large"


def test_ours_passes_and_names_only_places_of_the_list():
    written = checked_template(file_of(default_template()))
    assert open_document(io.BytesIO(written)).paragraphs
    assert PLACES


def test_text_of_a_document_is_never_read_as_a_template():
    document = kitchen_sink()
    poison = "{{ 7*7 }}{% for x in range(9) %}{{ noi_dung }}"
    made = filled(default_template(), replace(document, unit_name=poison, title=poison, summary=poison, subject=poison))
    text = "\n".join(one.text for one in open_document(io.BytesIO(made)).paragraphs)
    assert text.count(poison) == 2 and "49" not in text


def own_template() -> bytes:
    return repacked(lambda _name, text: text.replace("-----", MARKED))


def upload(world, **given) -> WordTemplate:
    return upload_word_template(
        **{"unit": world.committee, "file": file_of(own_template()), "by": world.officer} | given
    )


def text_of(content: bytes) -> str:
    return "\n".join(one.text for one in open_document(io.BytesIO(content)).paragraphs)


def test_a_template_is_used_by_the_committee_and_its_cells(world):
    made = upload(world)
    for unit in (world.committee, world.cells[0]):
        assert MARKED in text_of(render(kitchen_sink(unit_id=unit.pk)))
    elsewhere = make_cell(make_committee("Đảng ủy phường Thanh Khê"), "Chi bộ Tổ 5")
    assert MARKED not in text_of(render(kitchen_sink(unit_id=elsewhere.pk)))
    entry = JournalEntry.objects.get(verb="word.uploaded")
    assert entry.unit == world.committee and entry.data["sha256"] == made.sha256
    assert made.title == "mẫu phường" and made.size == len(bytes(made.content))


def test_the_next_one_takes_its_place_and_the_first_stays_known(world):
    first, second = upload(world), upload(world, by=world.leader)
    assert list(WordTemplate.objects.filter(is_active=True)) == [second]
    assert WordTemplate.objects.filter(pk=first.pk, is_active=False).exists()


def test_withdrawn_it_is_used_no_more(world):
    made = upload(world)
    withdraw_word_template(template=made, by=world.leader)
    assert MARKED not in text_of(render(kitchen_sink(unit_id=world.committee.pk)))
    assert JournalEntry.objects.filter(verb="word.withdrawn", unit=world.committee).count() == 1
    with pytest.raises(ValidationError):
        withdraw_word_template(template=made, by=world.leader)


def test_only_officers_and_leaders_of_the_committee_hand_one_in(world):
    made = upload(world)
    for who in (world.secretary, world.viewer):
        with pytest.raises(PermissionDenied):
            upload(world, by=who)
        with pytest.raises(PermissionDenied):
            withdraw_word_template(template=made, by=who)
    assert WordTemplate.objects.get().is_active


def test_a_cell_takes_the_committees(world):
    with pytest.raises(ValidationError):
        upload(world, unit=world.cells[0])
    assert not WordTemplate.objects.exists()


def test_a_refused_one_changes_nothing(world):
    first = upload(world)
    with pytest.raises(ValidationError):
        upload(world, file=file_of(with_words("{{ 7*7 }}")))
    assert list(WordTemplate.objects.filter(is_active=True)) == [first]
    assert JournalEntry.objects.filter(verb="word.uploaded").count() == 1


def stranger():
    cell = make_cell(make_committee("Đảng ủy phường Thanh Khê"), "Chi bộ Tổ 5")
    return give_role(make_account("Hồ Thị Em", make_member("Hồ Thị Em", cell)), Role.SECRETARY, cell)


def test_a_stranger_sees_none_of_it(client, world):
    made = upload(world)
    client.force_login(stranger())
    assert client.get(reverse("reports:word-templates", args=[world.committee.pk])).status_code in (403, 404)
    assert client.get(reverse("reports:word-template-file", args=[made.pk])).status_code == 404
    assert client.post(reverse("reports:word-template-withdraw", args=[made.pk])).status_code == 404


def test_by_page_it_is_handed_in_tried_and_withdrawn(client, world):
    client.force_login(world.officer)
    where = reverse("reports:word-templates", args=[world.committee.pk])
    page = client.post(where, {"file": file_of(with_words("{{ mat_khau }}"))}).content.decode()
    assert "mat_khau" in page and not WordTemplate.objects.exists()
    assert client.post(where, {"file": file_of(own_template())}).status_code == 302
    made = WordTemplate.objects.get()
    assert made.file_name in client.get(where).content.decode()
    tried = client.get(reverse("reports:word-template-file", args=[made.pk]), {"try": 1})
    assert MARKED in text_of(tried.content)
    assert client.get(reverse("reports:word-template-file", args=[made.pk])).content == bytes(made.content)
    assert client.get(reverse("reports:word-template-ours", args=[world.committee.pk])).content == default_template()
    client.post(reverse("reports:word-template-withdraw", args=[made.pk]))
    assert not WordTemplate.objects.filter(is_active=True).exists()


def test_the_api_does_the_same(world):
    client = APIClient()
    client.force_authenticate(world.officer)
    where = f"/api/v1/documents/word/{world.committee.pk}/"
    answer = client.post(where, {"file": file_of(with_words("{{ don_vi.x }}"))}, format="multipart")
    assert answer.status_code == 400 and "file" in str(answer.json())
    made = client.post(where, {"file": file_of(own_template())}, format="multipart").json()
    assert [one["id"] for one in client.get(where).json()] == [made["id"]]
    assert client.get(f"{where}ours/").content == default_template()
    one = f"/api/v1/documents/word/template/{made['id']}/"
    assert MARKED in text_of(client.get(one, {"try": 1}).content)
    assert client.post(f"{one}withdraw/").json()["is_active"] is False
