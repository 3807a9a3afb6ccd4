"""What this room lets the rooms above add, without knowing them."""

from django.dispatch import Signal

# Sent with members (ids) and year (number) when items are carried over from last year. A receiver returns
# {member id: sequence of ItemDraft} to put first, such as faults noted and not yet repaired.
carrying_over = Signal()

# Sent with pledge before results are saved. A receiver raises ValidationError(code="frozen") when they may not change.
reporting = Signal()
