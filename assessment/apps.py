from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "Assessment"

    def ready(self) -> None:
        from centres.audit import register_verbs

        register_verbs(
            {
                "criterion.met": "decided as met",
                "criterion.not_yet": "decided as not yet met",
                "unit.signed_off": "signed off",
                "unit.countersigned": "countersigned",
                "unit.reopened": "reopened",
            }
        )
