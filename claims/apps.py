from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        from assessment.gates import reopening_gate
        from assessment.result_gates import undoing_gate
        from assessment.retention import CERTIFIED_ON
        from centres import jobs
        from centres.audit import register_verbs
        from claims.gates import certificate_stands, no_claim_is_under_way, no_claim_rests_on_it
        from claims.selectors.certified import certified_on
        from claims.services.finish_claim import finish_claim
        from portfolio.gates import edition_gate, withdrawal_gate

        jobs.register("finish_claim", finish_claim)
        register_verbs(
            {
                "claim.made": "claimed",
                "claim.confirmed": "recorded the awarding organisation's confirmation of",
                "claim.pulled": "pulled",
                "claim.finished": "issued the documents of",
                "document.taken": "downloaded",
            }
        )
        reopening_gate.register(certificate_stands)
        undoing_gate.register(certificate_stands)
        CERTIFIED_ON.append(certified_on)
        withdrawal_gate.register(no_claim_rests_on_it)
        edition_gate.register(no_claim_is_under_way)
        self._take_its_places()

    def _take_its_places(self) -> None:
        """In the navigation, and on the pages of the apps below."""
        from assessment.panels import UNIT_PANELS
        from centres.models import Role
        from centres.navigation import Page, register
        from centres.panels import TODAY_TILES, TODAY_WAITING
        from claims import panels
        from claims.selectors.claims_list import stuck_claims
        from portfolio.panels import HOME_PANELS, REGISTRATION_PANELS
        from portfolio.panels import UNIT_PANELS as THEIRS

        certificates = Page("Certificates", "register", "patch-check", 40)
        register(Role.ADMIN, Page("Claims", "claims", "award", 30, count=stuck_claims), certificates)
        register(Role.EQA, certificates)
        register(Role.CANDIDATE, Page("Certificates", "register", "patch-check", 60))
        TODAY_TILES.append(panels.ready_tile)
        TODAY_WAITING.append(panels.claims_waiting)
        HOME_PANELS.append(panels.home_panel)
        REGISTRATION_PANELS.append(panels.registration_panel)
        UNIT_PANELS.append(panels.unit_panel)
        THEIRS.append(panels.unit_panel)
