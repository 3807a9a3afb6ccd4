"""The API's document: complete, valid, without a warning."""

import io

from django.core.management import call_command


def test_the_schema_is_valid_and_silent(capsys, tmp_path):
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"), stdout=io.StringIO()
    )
    said = capsys.readouterr()
    assert "rror" not in said.err and "arning" not in said.err, said.err
    text = (tmp_path / "schema.yml").read_text()
    for noun in ("units", "members", "years", "themes", "pledges", "assessments", "reviews", "decisions", "reports"):
        assert f"/{noun}/" in text
