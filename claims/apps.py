from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        from assessment.gates import reopening_gate
        from centres import jobs
        from centres.audit import register_verbs
        from claims.gates import certificate_stands, no_claim_rests_on_it
        from claims.services.finish_claim import finish_claim
        from portfolio.gates import withdrawal_gate

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
        withdrawal_gate.register(no_claim_rests_on_it)
