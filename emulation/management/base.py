"""What our commands share: one sentence, and no traceback, when the database cannot be used."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from ..doors import Door, by_command


class SentenceCommand(BaseCommand):
    """A command that says in one sentence what is in its way and ends with exit code 1, or the one it names."""

    failure_code = 1

    door = Door.COMMAND

    def execute(self, *args: object, **options: object) -> object:
        """Run the command; a database that is missing, locked or not prepared becomes a CommandError."""
        try:
            with by_command(type(self).__module__.rpartition(".")[2], self.door):
                return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            problem = str(error).strip().partition("\n")[0]
            sentence = _(
                "The database cannot be used (%(problem)s). Start it, and prepare it with “manage.py migrate”."
            )
            raise CommandError(sentence % {"problem": problem}, returncode=self.failure_code) from error
