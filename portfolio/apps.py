from django.apps import AppConfig

VERBS = {
    "candidate.registered": "registered",
    "unit.chosen": "chose the unit",
    "unit.dropped": "took back the choice of",
    "evidence.stored": "uploaded",
    "evidence.described": "described",
    "evidence.linked": "put forward for criteria",
    "evidence.submitted": "submitted",
    "evidence.withdrawn": "withdrew",
}


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = "Portfolio"

    def ready(self) -> None:
        from centres import jobs
        from centres.audit import register_verbs
        from portfolio.services.make_previews import make_previews

        jobs.register("make_previews", make_previews)
        register_verbs(VERBS)
