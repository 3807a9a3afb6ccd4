"""The rules are exact: no binary fraction is written, made or divided into being anywhere in evaluations/rules/."""

import ast
import sys

import pytest

from .source import imports_of, modules

RULES = [name for name in modules() if f"{name}.".startswith("evaluations.rules.")]
OURS = ("evaluations.rules", "emulation.rules")
# Modules of the standard library that answer with binary fractions, and what of `math` does not.
INEXACT = {"cmath", "statistics", "random", "time", "operator", "numbers", "ctypes", "struct", "array"}
WHOLE = {"math.floor", "math.ceil", "math.gcd", "math.isqrt", "math.comb"}
NAMES = {"float", "complex", "round", "pow", "eval"}
METHODS = {"as_integer_ratio", "from_float", "total_seconds", "timestamp", "__truediv__", "__float__", "hex"}


def faults(tree: ast.AST) -> list[str]:
    """Return what of a source could make a binary fraction, with its line."""
    return [f"line {node.lineno}: {ast.unparse(node)}" for node in ast.walk(tree) if is_inexact(node)]


def is_inexact(node: ast.AST) -> bool:
    """A written fraction, a division, a power, or a name that makes one."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float | complex)
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, ast.Div | ast.Pow)
    if isinstance(node, ast.Name):
        return node.id in NAMES
    return isinstance(node, ast.Attribute) and node.attr in METHODS


def test_every_file_of_the_rules_was_read():
    assert len(RULES) >= 15 and {"evaluations.rules.cap", "evaluations.rules.cases.table"} <= set(RULES)


@pytest.mark.parametrize("name", [*RULES, "emulation.rules"])
def test_nothing_in_the_rules_is_a_binary_fraction(name):
    assert faults(modules()[name]) == []


@pytest.mark.parametrize("name", [*RULES, "emulation.rules"])
def test_the_rules_import_the_standard_library_and_each_other(name):
    for imported, _node in imports_of(name):
        top = imported.split(".")[0]
        ours = imported.startswith(OURS)
        assert ours or (top in sys.stdlib_module_names and top not in INEXACT), f"{name} imports {imported}"
        assert top != "math" or imported in WHOLE, f"{name} imports {imported}"


@pytest.mark.parametrize(
    "source",
    ["x = 0.5", "x = 1e3", "x = 1j", "x = a / b", "x /= 2", "x = 10 ** -2", "x = float(a)", "x = round(a, 2)",
     "Fraction.from_float(a)", "kinds = (int, float)", "a.total_seconds()"],
)  # fmt: skip
def test_the_guard_sees_every_way_to_a_binary_fraction(source):
    assert faults(ast.parse(source))


@pytest.mark.parametrize("source", ["x = a // b", "x = Fraction(a, b)", "x = Decimal('0.5')", "x = a * b % 3"])
def test_the_guard_lets_exact_arithmetic_pass(source):
    assert not faults(ast.parse(source))
