"""The API under requests drawn from its own document: whatever comes, no fault, and what is told conforms.

API_EXAMPLES in the environment sets how many requests each operation gets; a few are enough to keep it honest daily.
"""

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jsonschema_rs
import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET
from schemathesis.generation import GenerationMode

from tests import seeded

EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="API_EXAMPLES" not in os.environ,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
# Numbers in addresses: rows that are there, rows that are not, and more than any column holds.
NUMBERS = st.one_of(st.integers(1, 30), st.integers(1, 30), st.sampled_from([0, 10**9, 2**63 - 1, 2**63, 10**30]))
FILES = "application/zip", "application/pdf", "application/vnd"


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker):
    """A small ward in the middle of its year, built once."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeded.build(seeded.Stage.LIVE, 30, 2)
        yield {name: signed_in(name) for name in seeded.EVERYBODY}
        transaction.set_rollback(True)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(seeded.account(name))
    return client


def document() -> dict[str, Any]:
    """Return what the API says of itself, as JSON has it."""
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def with_nulls(part: Any) -> Any:
    """Say in the words of JSON Schema what OpenAPI 3.0 calls nullable."""
    if isinstance(part, list):
        return [with_nulls(one) for one in part]
    if not isinstance(part, dict):
        return part
    whole = {key: with_nulls(one) for key, one in part.items() if key != "nullable"}
    return {"anyOf": [whole, {"type": "null"}]} if part.get("nullable") is True else whole


def operations() -> Iterator[Any]:
    for found in schemathesis.openapi.from_dict(document()).get_all_operations():
        yield found.ok()


def told_of(described: dict[str, Any], operation: Any) -> dict[str, Any]:
    """Return by status the schema of what an operation tells."""
    found = {}
    for status, response in operation.definition.raw["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            whole = with_nulls(schema) | {"components": described["components"]}
            found[status] = jsonschema_rs.validator_for(whole, validate_formats=True)
    return found


def send(client: Client, case: Any, numbers: dict[str, Any]):
    """Send a drawn request; an int of the address is drawn by us."""
    path = case.operation.path
    for name, value in {**(case.path_parameters or {}), **numbers}.items():
        path = path.replace(f"{{{name}}}", str(value).replace("/", "_") or "x")
    query = f"?{urlencode(case.query, doseq=True)}" if case.query else ""
    if case.body is NOT_SET:
        return client.generic(case.method, path + query)
    if case.media_type == "application/json":
        body = case.body if isinstance(case.body, bytes) else json.dumps(case.body)
        return client.generic(case.method, path + query, body, content_type="application/json")
    fields = case.body if isinstance(case.body, dict) else {}
    return getattr(client, case.method.lower())(path + query, {key: str(value) for key, value in fields.items()})


def fault_of(answer, told: dict[str, Any]) -> str:
    """Return what is wrong with an answer."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith(FILES) or answer.status_code == 204 or not kind.startswith("application/json"):
        return "" if answer.status_code < 300 else f"{answer.status_code} is {kind or 'nothing'}, not JSON"
    validator = told.get(str(answer.status_code))
    errors = [] if validator is None else list(validator.iter_errors(answer.json()))
    return f"{errors[0].instance_path} {errors[0].message}"[:300] if errors else ""


def numbers_of(operation: Any) -> list[str]:
    return [one["name"] for one in operation.definition.raw.get("parameters", []) if one["schema"]["type"] == "integer"]


def probe(operation: Any, ward: dict[str, Client], described: dict[str, Any]) -> list[str]:
    """Send drawn requests to one operation; return what was wrong with the answers."""
    told, faults = told_of(described, operation), []
    names = [name for name in numbers_of(operation) if f"{{{name}}}" in operation.path]
    drawn = [operation.as_strategy(generation_mode=mode) for mode in _modes(operation)]
    numbers = st.fixed_dictionaries(dict.fromkeys(names, NUMBERS))

    @QUIET
    @given(case=st.one_of(drawn), numbers=numbers, who=st.sampled_from(seeded.EVERYBODY))
    def request(case, numbers, who):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    fault = fault_of(send(ward[who], case, numbers), told)
            except Exception as error:
                fault = repr(error)[:300]
            transaction.set_rollback(True)
        if fault:
            faults.append(f"{who}: {fault} {numbers} {str(case.query)[:200]} {str(case.body)[:300]}")

    request()
    return faults


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_that_is_sent_breaks_it(ward):
    described, count, faults = with_nulls(document()), 0, []
    for operation in operations():
        found = probe(operation, ward, described)
        faults += [f"{operation.method.upper()} {operation.path} {fault}" for fault in found[:1]]
        count += 1
    assert not faults, "\n".join(faults)
    assert count > 120


def _modes(operation: Any) -> list[GenerationMode]:
    """Return ways to draw: as the document says, and, where there is something to be wrong in, against it."""
    fallible = operation.body or operation.query
    return [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if fallible else [GenerationMode.POSITIVE]
