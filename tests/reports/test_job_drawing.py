"""The document of jobs shows the table of steps as it is."""

from reports import job_drawing


def test_the_document_is_drawn_from_the_table():
    text = job_drawing.DOCUMENT.read_text(encoding="utf8")
    assert job_drawing.renewed(text) == text, "run `make docs`"
    assert "| retry | – | – | – | QUEUED | QUEUED |" in text
