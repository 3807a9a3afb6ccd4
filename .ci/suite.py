"""Run the whole suite on SQLite, then what touches the database on PostgreSQL; the last line is the sum.

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
from pathlib import Path

import psycopg

POSTGRES = os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
EXTRA = shlex.split(os.environ.get("PYTEST_ARGS", ""))
# A page looks the same and a PDF is drawn the same whatever the database: these run once.
ON_POSTGRES = ["-m", "not bench and not browser and not slow"]
NOTHING_COLLECTED = 5


def postgres_problem() -> str:
    """Return why PostgreSQL cannot be used, or an empty string."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return ""


def run(name: str, arguments: list[str], database_url: str = "") -> dict:
    """Run pytest on one database; return its counts, its seconds and whether it went well."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments, *EXTRA]
        print(f"\n── {name} ──", flush=True)
        start = time.monotonic()
        code = subprocess.run(command, env=environment, check=False).returncode
        seconds = time.monotonic() - start
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
    runs = [run("SQLite", [])]
    if not problem:
        runs.append(run("PostgreSQL", ON_POSTGRES, POSTGRES))
    else:
        bar = "!" * 100
        print(f"\n{bar}\nPostgreSQL was NOT tested: {problem}\nStart one, or set TEST_DATABASE_URL.\n{bar}")
    print(f"\n{summary(runs, problem)}")
    return 0 if all(run["well"] for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
