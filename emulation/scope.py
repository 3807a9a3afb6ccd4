"""Which units a reader reaches. The shape of the tree is interpreted here and nowhere else.

A role at a unit reaches the unit and everything under it. Paths are those of the unit tree: four
characters a level, so a range comparison finds a subtree by index.
"""

from dataclasses import dataclass

from django.db.models import Q

from .roles import GRANTS

STEP = 4


@dataclass(frozen=True)
class Scope:
    """An account's roles of today, as (role, unit path, unit id).

    `lent` are those of them that are held for somebody else, each with that account's key and name.
    """

    held: tuple[tuple[str, str, int], ...]
    lent: tuple[tuple[tuple[str, str, int], int, str], ...] = ()

    def paths(self, permission: str) -> list[str]:
        """Return the roots of the subtrees where the permission is held."""
        return sorted({path for role, path, _ in self.held if permission in GRANTS[role]})

    def reaches(self, permission: str, path: str) -> bool:
        """Say whether the permission is held at the path or above it."""
        return any(path.startswith(root) for root in self.paths(permission))

    def lenders(self, permission: str, path: str) -> tuple[tuple[int, str], ...]:
        """Return for whom the permission is held at the path, by key and name; nothing where it is one's own."""
        own = list(self.held)
        for role, _lender, _name in self.lent:
            own.remove(role)
        if Scope(tuple(own)).reaches(permission, path):
            return ()
        found = [
            (key, name) for (role, at, _), key, name in self.lent if permission in GRANTS[role] and path.startswith(at)
        ]
        return tuple(dict.fromkeys(found))

    def holds(self, role: str, path: str | None = None) -> bool:
        """Say whether the role is held, at exactly this path when one is given."""
        return any(role == name and path in (None, at) for name, at, _ in self.held)

    def unit_ids(self, permission: str) -> list[int]:
        """Return the units at which the permission is directly held."""
        return sorted({unit for role, _, unit in self.held if permission in GRANTS[role]})

    def units_q(self, permission: str, field: str) -> Q:
        """Return the filter on a path field: every subtree where the permission is held; nothing when none."""
        found = Q(pk__in=[])
        for root in self.paths(permission):
            found |= Q(**{f"{field}__range": (root, root + "Z" * STEP)})
        return found

    def related_units_q(self, permission: str, field: str) -> Q:
        """Return the filter for what lies below the reader's units or above them."""
        above = {root[:end] for root in self.paths(permission) for end in range(STEP, len(root), STEP)}
        return self.units_q(permission, field) | Q(**{f"{field}__in": sorted(above)})

    def upward_q(self, permission: str, field: str) -> Q:
        """Return the filter for the reader's units and what lies above them: what speaks to everybody below."""
        at_or_above = {root[:end] for root in self.paths(permission) for end in range(STEP, len(root) + 1, STEP)}
        return Q(**{f"{field}__in": sorted(at_or_above)})


class Everything(Scope):
    """The reach of the application itself: the root of every tree."""

    def paths(self, permission: str) -> list[str]:
        """Return the empty path, which every path starts with."""
        return [""]

    def lenders(self, permission: str, path: str) -> tuple[tuple[int, str], ...]:
        """Nobody: the application acts for itself."""
        return ()


EVERYTHING = Everything(())
