from django.apps import AppConfig


class IqaConfig(AppConfig):
    name = "iqa"
    verbose_name = "IQA"

    def ready(self) -> None:
        from assessment import gates as below
        from centres.audit import register_verbs
        from iqa import gates

        below.decision_gate.register(gates.not_quality_assured_by_deciding_person)
        below.sign_off_gate.register(gates.not_quality_assured_by_signing_person)
        below.countersign_gate.register(gates.not_quality_assured_by_countersigning_person)
        register_verbs(
            {
                "sampling.policy_set": "set the sampling policy",
                "sampling.round_drawn": "drew",
                "sampling.sample_added": "added to the sample",
                "sampling.finding_recorded": "recorded a finding on",
                "sampling.action_answered": "answered the action on",
                "sampling.round_closed": "closed",
                "sampling.unit_released": "released",
            }
        )
