from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Units"

    def ready(self) -> None:
        from centres.audit import register_verbs

        register_verbs(
            {
                "handbook.imported": "imported the handbook",
                "handbook.issue_accepted": "accepted a correction in",
                "handbook.information_accepted": "accepted what is for information in",
                "competence.recorded": "recorded what they are competent for:",
                "competence.ended": "ended a competence of",
                "qualification.approved": "recorded the approval of",
                "extension.recorded": "recorded an extension for",
                "external_access.granted": "opened a qualification to",
            }
        )
