"""A copy of the database for training: invented people, moved days, no text that anybody wrote, no key to anything.

It is written row by row into a new file, so nothing of the real rows is ever in it, not in a freed page either.
"""

from .copying import copy_to

__all__ = ["copy_to"]
