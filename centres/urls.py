from django.urls import path

from centres.views import activity, front_door, people, policies, text_drafts, today

urlpatterns = [
    path("", front_door.home, name="home"),
    path("today/", today.admin_home, name="admin_home"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/invitation/", people.invite_again, name="invite_again"),
    path("people/<uuid:pk>/training/", people.change_training, name="change_training"),
    path("people/<uuid:pk>/end/", people.end_role, name="end_role"),
    path("policy/", policies.policies, name="policies"),
    path("policy/<str:name>/", policies.policy, name="policy"),
    path("activity/", activity.activity, name="activity"),
    path("invitation/<str:token>/", front_door.accept_invitation, name="accept_invitation"),
    path("role/", front_door.switch_role, name="switch_role"),
    path("look/", front_door.choose_theme, name="set_theme"),
    path("typing/", text_drafts.text_drafts, name="text_drafts"),
    path("typing/discard/", text_drafts.discard_text_draft, name="discard_text_draft"),
    path("health/", front_door.health, name="health"),
]
