from django.apps import AppConfig


class IqaConfig(AppConfig):
    name = "iqa"
    verbose_name = "IQA"

    def ready(self) -> None:
        from assessment import appeal_gates as on_appeals
        from assessment import gates as below
        from assessment import hands
        from assessment import result_gates as on_results
        from assessment.duties import PARTS
        from assessment.panels import UNIT_PANELS
        from assessment.selectors.history import HISTORY, WORDS
        from centres.audit import register_verbs
        from centres.models import Role
        from centres.navigation import Page, register
        from centres.panels import TODAY_WAITING
        from iqa import duties, gates, panels
        from iqa.selectors.scope import answered, planned_for, to_answer
        from portfolio.gates import allocation_gate
        from portfolio.panels import REGISTRATION_PANELS

        allocation_gate.register(gates.not_quality_assured_by_new_assessor)
        below.assessing_gate.register(gates.not_quality_assured_by_assessing_person)
        below.countersign_gate.register(gates.not_quality_assured_by_countersigning_person)
        on_results.result_gate.register(gates.not_quality_assured_by_assessing_person)
        on_results.correction_gate.register(gates.not_quality_assured_by_correcting_person)
        on_results.answer_gate.register(gates.not_quality_assured_by_second_person)
        on_appeals.redeciding_gate.register(gates.not_quality_assured_by_deciding_person)
        hands.ABOVE.extend(duties.HANDS)
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
        register(
            Role.IQA,
            Page("Sampling", "sampling", "ui-checks-grid", 0, count=planned_for),
            Page("Findings", "findings", "flag", 10, count=answered),
        )
        register(Role.ASSESSOR, Page("IQA actions", "actions", "flag", 40, count=to_answer))
        register(Role.ADMIN, Page("Sampling", "sampling", "ui-checks-grid", 25))
        register(Role.EQA, Page("Sampling", "sampling", "ui-checks-grid", 10))
        REGISTRATION_PANELS.append(panels.registration_panel)
        UNIT_PANELS.append(panels.unit_panel)
        PARTS.append(duties.parts_above)
        HISTORY.append(panels.history)
        WORDS.update(panels.WORDS)
        TODAY_WAITING.append(panels.waiting_for_admin)
