"""Reading the project's own files: every Python module with its syntax tree, every template."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("emulation", "pledges", "evaluations", "reports")


@cache
def modules() -> dict[str, ast.Module]:
    """Return the tree of every module of the apps by dotted name, migrations left out."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found[dotted(path)] = ast.parse(path.read_text(encoding="utf8"))
    return found


def dotted(path: Path) -> str:
    """Return the dotted name of a file; of a package its own name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_package(name: str) -> bool:
    """Say whether the dotted name is a package."""
    return (ROOT / Path(*name.split(".")) / "__init__.py").exists()


def imports_of(name: str) -> list[tuple[str, ast.stmt]]:
    """Return what a module imports, as absolute dotted names with the statement."""
    found = []
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(name, node)
            found += [(f"{base}.{alias.name}", node) for alias in node.names]
    return found


def _absolute(name: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = name if is_package(name) else name.rpartition(".")[0]
    for _level in range(node.level - 1):
        package = package.rpartition(".")[0]
    return f"{package}.{node.module}" if node.module else package


def templates() -> dict[str, str]:
    """Return the text of every template by its path below templates/."""
    base = ROOT / "templates"
    return {str(path.relative_to(base)): path.read_text(encoding="utf8") for path in sorted(base.rglob("*.html"))}
