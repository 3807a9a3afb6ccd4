"""What this room lets the rooms above add, without knowing them."""

from django.dispatch import Signal

# Sent with membership and reader when a member's page is made. A receiver returns pairs of address and label.
member_page = Signal()
