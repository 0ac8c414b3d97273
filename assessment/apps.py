from django.apps import AppConfig

VERBS = {
    "criterion.met": "decided as met",
    "criterion.not_yet": "decided as not yet met",
    "unit.signed_off": "signed off",
    "unit.countersigned": "countersigned",
    "unit.reopened": "reopened",
    "result.recorded": "recorded a result of",
    "result.correction_proposed": "proposed the correction of a result of",
    "result.correction_confirmed": "confirmed the correction of a result of",
    "result.correction_refused": "turned down the correction of a result of",
    "result.query_answered": "answered a query about a result of",
    "message.sent": "sent a message",
    "message.read": "read the messages about",
    "phrase.kept": "kept the phrase",
    "phrase.changed": "changed the phrase",
    "phrase.dropped": "dropped the phrase",
    "evidence.confirmed": "confirmed for a criterion",
    "evidence.not_accepted": "did not accept for a criterion",
    "record.check_asked": "asked for a check of the seals of",
}


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "Assessment"

    def ready(self) -> None:
        from assessment import (
            appeal_hooks,
            home_steps,
            link_gates,
            link_panels,
            message_panels,
            panels,
            plan_hooks,
            policies,
            resting,
            seal_panels,
        )
        from assessment.result_files import HOLDER
        from assessment.result_gates import no_result_is_recorded
        from assessment.results import is_begun, whole_standings
        from assessment.selectors.countersigning import with_work_to_countersign
        from assessment.selectors.queue_figures import overdue_tile
        from assessment.services.check_records import check_records
        from assessment.services.mail_message import mail_message
        from centres import jobs, policy
        from centres.audit import register_verbs
        from centres.panels import TODAY_TILES, TODAY_WAITING
        from portfolio import next_steps, whole, withdrawals
        from portfolio import panels as portfolio
        from portfolio.gates import dropping_gate, mapping_gate, pinning_gate
        from portfolio.models.registration import ALSO_FOR_ASSESSORS
        from portfolio.quarantine import HOLDERS

        HOLDERS.append(HOLDER)
        policy.register(*policies.ALL)
        register_verbs(VERBS)
        self.name_pages()
        jobs.register("mail_message", mail_message)
        TODAY_TILES.append(overdue_tile)
        ALSO_FOR_ASSESSORS.append(with_work_to_countersign)
        jobs.register("check_records", check_records)
        panels.UNIT_PANELS.append(portfolio.evidence_requirements)
        panels.UNIT_PANELS.append(seal_panels.of_unit)
        portfolio.REGISTRATION_PANELS.append(seal_panels.of_candidate)
        portfolio.REGISTRATION_ACTIONS.append(panels.record_action)
        portfolio.EVIDENCE_NOTES.append(resting.decided_on)
        portfolio.LINK_NOTES.append(link_panels.answers)
        withdrawals.RESTING.append(resting.resting_on)
        withdrawals.REOPENED.append(resting.say_why_reopened)
        next_steps.PROVIDERS.append(home_steps.result_steps)
        whole.STANDINGS.append(whole_standings)
        whole.BEGUN.append(is_begun)
        mapping_gate.register(link_gates.assessors_may_add)
        mapping_gate.register(link_gates.nothing_was_decided_on_it)
        pinning_gate.register(link_gates.pinning_is_open)
        dropping_gate.register(no_result_is_recorded)
        TODAY_WAITING.append(panels.results_waiting)
        portfolio.CRITERION_NOTES.append(panels.criterion_notes)
        portfolio.UNIT_PANELS += [panels.results_panel, panels.sign_off_panel, panels.history_panel]
        portfolio.REGISTRATION_PANELS += [panels.marking_panel, message_panels.registration_panel]
        portfolio.HOME_PANELS.append(message_panels.home_panel)
        portfolio.UNIT_PAGES.append(panels.unit_page)
        plan_hooks.connect()
        appeal_hooks.connect()

    def name_pages(self) -> None:
        from assessment.selectors.countersigning import awaiting_rows
        from assessment.selectors.feedback import criteria_to_answer
        from assessment.selectors.messages import unread
        from assessment.waiting import waiting_items
        from centres.models import Role
        from centres.navigation import Page, register

        register(
            Role.ASSESSOR,
            Page("Caseload", "caseload", "people", 10),
            Page("Marking", "queue", "check2-square", 20, count=waiting_items),
            Page("Countersigning", "countersigning", "pen", 30, count=awaiting_rows),
        )
        messages = Page("Messages", "messages", "envelope", 45, count=unread)
        register(Role.ASSESSOR, messages)
        register(Role.CANDIDATE, messages)
        register(Role.IQA, Page("Queues", "queues", "hourglass-split", 15))
        register(Role.CANDIDATE, Page("Feedback", "feedback", "chat-left-text", 40, count=criteria_to_answer, tab=True))
        results = Page("Results", "results", "card-checklist", 35)
        for role in (Role.ASSESSOR, Role.ADMIN, Role.IQA):
            register(role, results)
        for role in (Role.ADMIN, Role.IQA, Role.EQA):
            register(role, Page("Seals", "seals", "shield-check", 95, aside=True))
