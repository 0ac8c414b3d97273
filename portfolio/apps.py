from django.apps import AppConfig

VERBS = {
    "candidate.registered": "registered",
    "candidate.assessor_changed": "changed the assessor of",
    "candidate.edition_changed": "changed the edition of",
    "conflict.declared": "declared the conflict of interest of",
    "conflict.ended": "ended the conflict of interest of",
    "conflict.mitigated": "recorded how to make safe the conflict of interest of",
    "unit.chosen": "chose the unit",
    "unit.dropped": "took back the choice of",
    "unit.suitability": "acknowledged whom a unit suits for",
    "units.planned": "planned the units of",
    "sufficiency.set": "set the sufficiency",
    "upload.begun": "began to upload",
    "upload.refused": "sent what could not be kept:",
    "upload.removed": "removed the unfinished upload of",
    "evidence.stored": "uploaded",
    "evidence.begun": "began",
    "evidence.described": "described",
    "evidence.versioned": "made a new version of",
    "evidence.set_apart": "set apart from its batch",
    "evidence.linked": "put forward for criteria",
    "evidence.pinned": "pinpointed a place in",
    "evidence.unpinned": "removed a pinpoint from",
    "evidence.submitted": "submitted",
    "file.infected": "found a virus in",
    "file.removed": "deleted the infected file of",
    "evidence.withdrawn": "withdrew",
    "record.made": "made the record",
    "record.confirmed": "confirmed the record",
    "record.commented": "commented on the record",
}


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = "Portfolio"

    def ready(self) -> None:
        from centres import jobs, policy
        from centres.audit import register_verbs
        from centres.models import Role
        from centres.navigation import Page, register
        from centres.panels import PERSON_PANELS, TODAY_ACTIONS, TODAY_WAITING, Action
        from portfolio import conflict_panels, next_steps, panels, policies, witnessing
        from portfolio.selectors import home
        from portfolio.selectors.quarantine import quarantine_waiting
        from portfolio.services.erase_file import erase_file
        from portfolio.services.make_previews import make_previews
        from portfolio.services.scan_file import scan_file
        from units.panels import QUALIFICATION_ACTIONS

        jobs.register("make_previews", make_previews)
        jobs.register("scan_file", scan_file)
        jobs.register("erase_file", erase_file)
        register_verbs(VERBS)
        witnessing.register()
        policy.register(policies.WITNESS_LINK_DAYS)
        TODAY_WAITING.append(quarantine_waiting)
        TODAY_ACTIONS.append(Action("Register a candidate", "register_candidate", "person-plus"))
        panels.UNIT_PANELS.append(panels.evidence_requirements)
        QUALIFICATION_ACTIONS.append(panels.sufficiency_action)
        next_steps.PROVIDERS += [home.drafts_to_finish, home.records_to_read, home.first_steps, home.carry_on]
        next_steps.WAITING += [home.with_the_assessor, home.with_others]
        panels.REGISTRATION_PANELS.append(conflict_panels.of_candidate)
        PERSON_PANELS.append(conflict_panels.of_person)
        TODAY_WAITING.append(conflict_panels.waiting)
        conflicts = Page("Conflicts of interest", "conflicts", "people-fill", 75, aside=True)
        for role in (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA):
            register(role, conflicts)
        candidates = Page("Candidates", "candidates", "people", 20)
        for role in (Role.ADMIN, Role.IQA, Role.EQA):
            register(role, candidates)
        register(
            Role.CANDIDATE,
            Page("Home", "candidate_home", "house", 10, tab=True),
            Page("Units", "my_units", "list-check", 20, tab=True),
            Page("Upload", "upload", "cloud-arrow-up", 30, tab=True, main=True),
            Page("Evidence", "my_evidence", "folder2-open", 50, tab=True),
        )
