"""Run the whole suite on SQLite and, beside it, what touches the database on PostgreSQL; the last line is the sum.

Environment: PYTEST_ARGS (more arguments), TEST_DATABASE_URL (a PostgreSQL that may be tested on),
REQUIRE_POSTGRES=1 (its absence is a failure).
"""

import os
import shlex
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

POSTGRES = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
EXTRA = shlex.split(os.environ.get("PYTEST_ARGS", ""))
# A file stays in one process, for what it makes once (tests/conftest.py); two beside PostgreSQL's, which ends first.
ON_SQLITE = ["-n", "2", "--dist", "loadgroup"]
# A page looks the same and a PDF is drawn the same whatever the database: these run once.
ON_POSTGRES = ["-m", "not bench and not validator and not browser and not slow"]
NOTHING_COLLECTED = 5


def postgres_problem() -> str:
    """Return why PostgreSQL cannot be used, or an empty string."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return ""


def run(name: str, arguments: list[str], database_url: str = "") -> dict:
    """Run pytest on one database; return its counts, its seconds and whether it went well.

    SQLite speaks as it goes; what runs beside it speaks when it has ended.
    """
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    with tempfile.TemporaryDirectory() as folder:
        environment["VAR_DIR"] = folder  # files of one run are no business of the other
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments, *EXTRA]
        if not database_url:
            print(f"\n── {name} ──", flush=True)
        start = time.monotonic()
        with (Path(folder) / "said").open("w+") as said:
            code = subprocess.run(
                command, env=environment, check=False, stdout=said if database_url else None
            ).returncode
            seconds = time.monotonic() - start
            if database_url:
                said.seek(0)
                print(f"\n── {name} ──\n{said.read()}", flush=True)
        counts = count(report)
    well = code == 0 or (code == NOTHING_COLLECTED and bool(EXTRA))
    return {**counts, "name": name, "seconds": seconds, "well": well}


def count(report: Path) -> dict:
    """Read pytest's own counts from its report; a run that died before writing one counts as one failure."""
    if not report.exists():
        return {"passed": 0, "failed": 1, "skipped": 0}
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    total, failures, errors, skipped = (
        sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    )
    return {"passed": total - failures - errors - skipped, "failed": failures + errors, "skipped": skipped}


def summary(runs: list[dict], problem: str) -> str:
    """Return the last line: the sum, then each database."""
    parts = [f"{run['name']} {run['passed']} passed in {run['seconds']:.0f} s" for run in runs]
    if problem:
        parts.append("PostgreSQL NOT RUN")
    passed, failed, skipped = (sum(run[key] for run in runs) for key in ("passed", "failed", "skipped"))
    return f"{passed} passed, {failed} failed, {skipped} skipped ({'; '.join(parts)})"


def main() -> int:
    """Return 0 when every run went well."""
    problem = postgres_problem()
    if problem and os.environ.get("REQUIRE_POSTGRES") == "1":
        print(f"PostgreSQL is required and does not answer: {problem}", file=sys.stderr)
        return 1
    wanted = [("SQLite", ON_SQLITE, "")] + ([] if problem else [("PostgreSQL", ON_POSTGRES, POSTGRES)])
    with ThreadPoolExecutor() as side_by_side:
        runs = list(side_by_side.map(lambda one: run(*one), wanted))
    if problem:
        bar = "!" * 100
        print(f"\n{bar}\nPostgreSQL was NOT tested: {problem}\nStart one, or set TEST_DATABASE_URL.\n{bar}")
    print(f"\n{summary(runs, problem)}")
    return 0 if all(run["well"] for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
