from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CentresConfig(AppConfig):
    name = "centres"

    def ready(self) -> None:
        import config.checks  # noqa: F401 -- registers the deploy checks
        from centres import jobs
        from centres.append_only import lay_triggers
        from centres.audit import register_verbs
        from centres.models import Role
        from centres.navigation import Page, register
        from centres.panels import TODAY_ACTIONS, TODAY_WAITING, Action
        from centres.services.mail_invitation import mail_invitation
        from centres.views.today import people_waiting

        post_migrate.connect(lay_triggers)
        jobs.register("mail_invitation", mail_invitation)
        register_verbs(
            {
                "centre.opened": "opened the centre",
                "member.invited": "invited",
                "member.invited_again": "sent a new invitation to",
                "member.joined": "joined",
                "member.training_changed": "changed the training of",
                "member.ended": "ended the role of",
                "policy.set": "set the centre policy",
            }
        )
        register(
            Role.ADMIN,
            Page("Today", "admin_home", "house", 0),
            Page("People", "people", "people", 60),
            Page("Activity", "activity", "clock-history", 90),
        )
        register(Role.EQA, Page("Activity", "activity", "clock-history", 90))
        for role in (Role.ADMIN, Role.IQA, Role.EQA):
            register(role, Page("Centre policy", "policies", "sliders", 85, aside=True))
        TODAY_ACTIONS.append(Action("Invite somebody", "invite", "person-plus"))
        TODAY_WAITING.append(people_waiting)
