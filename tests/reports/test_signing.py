"""The office's electronic signature on what is issued: there where a certificate is named, else nothing changes."""

import datetime
import hashlib
import importlib
import io
import sys

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from django.utils import timezone

from emulation.models import JournalEntry, Role
from reports.documents.asked import About, Asked
from reports.kinds import KINDS
from reports.models import IssuedDocument, NumberSeries
from reports.services import issue_document
from reports.signing import signed
from tests.factories import give_role, make_account, make_committee

from .test_issuing_kinds import make_kind

pytestmark = pytest.mark.django_db
PASSWORD = "mật khẩu"
TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate somebody made for themselves, with its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Đảng ủy phường Hòa Bình")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now - datetime.timedelta(days=1))
    made = made.not_valid_after(now + datetime.timedelta(days=30))
    usage = x509.KeyUsage(True, True, *([False] * 7))
    made = made.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("certificate") / "office.p12"
    lock = BestAvailableEncryption(PASSWORD.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"office", key, made, None, lock))
    return path


@pytest.fixture
def asked(monkeypatch):
    ward = make_committee("Đảng ủy phường Hòa Bình")
    monkeypatch.setitem(KINDS, "report", make_kind("report", "BC", About.UNIT))
    return Asked(KINDS["report"], ward, TODAY.year, TODAY)


@pytest.fixture
def leader(asked):
    return give_role(make_account("Võ Tấn Dũng"), Role.LEADER, asked.unit)


def test_without_a_certificate_the_file_stays_as_made(settings):
    settings.SIGNING_CERTIFICATE = ""
    assert signed(b"as it is") == b"as it is"


def test_what_is_issued_is_signed_and_keeps_its_data_and_tags(settings, monkeypatch, certificate, asked, leader):
    pytest.importorskip("pyhanko")
    reader, validation, trusting = (
        importlib.import_module(name)
        for name in ("pyhanko.pdf_utils.reader", "pyhanko.sign.validation", "pyhanko_certvalidator")
    )
    settings.SIGNING_CERTIFICATE = str(certificate)
    monkeypatch.setenv(settings.SIGNING_PASSWORD_VARIABLE, PASSWORD)
    made = issue_document(asked=asked, signed_on=TODAY, by=leader)
    content = bytes(made.content)
    assert hashlib.sha256(content).hexdigest() == made.sha256
    (signature,) = reader.PdfFileReader(io.BytesIO(content)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    trust = trusting.ValidationContext(trust_roots=[signature.signer_cert])
    said = validation.validate_pdf_signature(signature, trust)
    assert said.intact and said.valid and said.coverage.name == "ENTIRE_FILE"
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert {"document.json", "counted.csv"} <= set(pdf.attachments)
        assert bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root
        assert not pdf.check_pdf_syntax()


@pytest.mark.parametrize(
    "path, password, code", [("absent", PASSWORD, "no_certificate"), ("", "falsch", "no_key"), ("", "", "no_key")]
)
def test_a_certificate_that_cannot_be_used_issues_nothing(
    settings, monkeypatch, certificate, asked, leader, path, password, code
):
    pytest.importorskip("pyhanko")
    settings.SIGNING_CERTIFICATE = path or str(certificate)
    monkeypatch.setenv(settings.SIGNING_PASSWORD_VARIABLE, password)
    _refused(asked, leader, code)


def test_without_the_library_nothing_is_issued_unsigned(settings, monkeypatch, certificate, asked, leader):
    settings.SIGNING_CERTIFICATE = str(certificate)
    monkeypatch.setitem(sys.modules, "pyhanko.sign.signers", None)
    _refused(asked, leader, "no_signing_library")


def _refused(asked, leader, code):
    with pytest.raises(ValidationError) as said:
        issue_document(asked=asked, signed_on=TODAY, by=leader)
    assert said.value.code == code and "mật khẩu" not in str(said.value).replace("bằng mật khẩu", "")
    assert not IssuedDocument.objects.exists() and not NumberSeries.objects.exists()
    assert not JournalEntry.objects.filter(verb="document.issued").exists()
