"""Files to attach: sound ones, and those that are not what they say."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.TiffImagePlugin import IFDRational


def upload(data: bytes, name: str = "bien-ban.pdf") -> SimpleUploadedFile:
    """Return a file as a form sends it."""
    return SimpleUploadedFile(name, data)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more) -> bytes:
    """Return a picture of one colour."""
    buffer = io.BytesIO()
    Image.new(mode, size, 1).save(buffer, kind, **more)
    return buffer.getvalue()


def photo_with_place() -> bytes:
    """Return a photo taken sideways that says where and by what it was taken, and has a comment."""
    exif = Image.Exif()
    exif[0x0110] = "May anh rieng"
    exif[0x0112] = 6  # to be turned
    exif.get_ifd(0x8825)[2] = (IFDRational(16), IFDRational(4), IFDRational(0))
    return picture(exif=exif, comment=b"Nha rieng")


def document(change=None, **saving) -> bytes:
    """Return a PDF of one empty page after a change."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if change:
        change(pdf)
    buffer = io.BytesIO()
    pdf.save(buffer, **saving)
    return buffer.getvalue()


def locked_document(user: str = "", owner: str = "chu") -> bytes:
    """Return an encrypted PDF; without a user's password it opens, and stays locked."""
    return document(encryption=pikepdf.Encryption(user=user, owner=owner))


def _action(kind: str, **more) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(kind), **more)


def on_opening(kind: str):
    """Let the document do something when it is opened."""

    def change(pdf) -> None:
        pdf.Root.OpenAction = _action(kind, JS="app.alert(1)")

    return change


def on_a_link(pdf) -> None:
    """Let a link on the page start a program, written inside the page and not as an object of its own."""
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    link.A = _action("/Launch", F="cmd.exe")
    pdf.pages[0].obj.Annots = pikepdf.Array([link])


def in_a_chain(pdf) -> None:
    """Hide the script behind a harmless action that leads to it."""
    pdf.Root.OpenAction = _action("/GoTo", D="trang", Next=[_action("/JavaScript", JS="1")])


def with_a_file(pdf) -> None:
    """Carry another file."""
    pdf.attachments["lenh.exe"] = b"MZ"


def with_named_script(pdf) -> None:
    """Run a script by name."""
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", _action("/JavaScript", JS="1")]))


def with_xfa(pdf) -> None:
    """Hold a form of its own language."""
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA="<xdp/>")
