"""Acts on rule sets: install, copy, edit, publish, delete a draft; each begins with whether the actor may."""

from .criteria import edit_criteria
from .drafts import copy_rule_set, delete_draft, edit_rule_set
from .installing import install_rule_set
from .publishing import note_trial, publish_rule_set

__all__ = [
    "copy_rule_set",
    "delete_draft",
    "edit_criteria",
    "edit_rule_set",
    "install_rule_set",
    "note_trial",
    "publish_rule_set",
]
