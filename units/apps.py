from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Units"

    def ready(self) -> None:
        from centres import panels as places
        from centres.audit import register_verbs
        from centres.models import Role
        from centres.navigation import Page, register
        from units import panels
        from units.selectors.rule_checks import to_check_by

        register_verbs(
            {
                "handbook.imported": "imported the handbook",
                "handbook.issue_accepted": "accepted a correction in",
                "handbook.information_accepted": "accepted what is for information in",
                "draft.begun": "began the draft",
                "draft.changed": "changed the draft",
                "draft.dropped": "threw away the draft",
                "rule.approved": "approved the rule of combination of",
                "rule.returned": "returned the rule of combination of",
                "qualification.opened": "opened the edition",
                "qualification.corrected": "corrected the facts of",
                "competence.recorded": "recorded the competence of",
                "competence.ended": "ended a competence of",
                "qualification.approved": "recorded the approval of",
                "extension.recorded": "recorded an extension for",
                "requirements.stated": "stated the evidence requirements of",
                "requirements.taken_back": "took back the evidence requirements of",
                "external_access.granted": "opened a qualification to",
            }
        )
        register(Role.ADMIN, Page("Qualifications", "qualifications", "mortarboard", 70, count=to_check_by))
        register(Role.IQA, Page("Qualifications", "qualifications", "mortarboard", 80, count=to_check_by))
        for role in (Role.ASSESSOR, Role.EQA):
            register(role, Page("Qualifications", "qualifications", "mortarboard", 80))
        places.PEOPLE_COLUMNS.append(panels.PEOPLE_COLUMN)
        places.PERSON_PANELS.append(panels.person_panel)
        places.TODAY_TILES.append(panels.issues_tile)
        places.TODAY_WAITING.append(panels.waiting)
        places.TODAY_PANELS.append(panels.registration_panel)
