"""What this room lets the rooms above add, without knowing them."""

from django.dispatch import Signal

# Sent with membership and reader when a member's page is made. A receiver returns pairs of address and label.
member_page = Signal()

# Sent with member and reader when a member's page is made. A receiver returns the template of a panel and its rows,
# or None where it has nothing to show.
member_panels = Signal()

# Sent with unit and number (of the year) before a committee opens its year. A receiver returns the day by which pledges
# are usually due there, or None.
opening_year = Signal()

# Sent with member when everything held about the member is told to the member. A receiver returns a list of
# emulation.personal.Holding, one for each table of its room that has to do with a member.
telling = Signal()

# Sent when it is asked what has been kept long enough. A receiver returns a list of emulation.retention.Keeper.
retaining = Signal()

# Sent with unit before anything kept long enough goes. A receiver returns the ids of members whose documents something
# open still rests on: they are left alone.
holding_back = Signal()

# Sent within the transaction when members have moved: moves (of emulation.moving.Moved: member, source and target cell,
# None outside the tree), on (the first day in the target), by. A receiver lets what is still open follow the members.
members_moved = Signal()

# Sent with entry, obj, by and members (their keys) when an act has been written into the journal, in its transaction.
recorded = Signal()

# Sent with theme within the transaction when a unit has a theme it had not before. A receiver returns how many of its
# records hang under it now.
theme_made = Signal()

# Sent with on (the day) when reminders are given, once a day. A receiver gives the notices of its room that no card of
# the queue stands for, with emulation.noticing.notify_once: the same thing is told once, however often it is asked.
reminding = Signal()
