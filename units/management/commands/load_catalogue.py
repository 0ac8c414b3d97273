from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.combination import RuleError
from units.services.load_catalogue import load_catalogue


class Command(BaseCommand):
    help = "Brings qualifications, units and our own labels of their criteria from units/catalogue/ into the database."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_catalogue()
        except RuleError as error:
            raise CommandError(f"The catalogue was not loaded. {error}.", returncode=2) from error
        news = f"{loaded.changed} rows written" if loaded.changed else "nothing was new"
        self.stdout.write(
            f"Catalogue: {loaded.qualifications} qualification{'s' if loaded.qualifications != 1 else ''}, "
            f"{loaded.units} units, {loaded.criteria} criteria; {news}."
        )
