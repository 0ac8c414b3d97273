from django.urls import path

from iqa.views import actions, reviewing, rounds, sampling

urlpatterns = [
    path("sampling/", sampling.sampling, name="sampling"),
    path("sampling/policy/", sampling.sampling_policy, name="sampling_policy"),
    path("sampling/draw/<slug:code>/", sampling.draw_round, name="draw_round"),
    path("sampling/rounds/<uuid:pk>/", rounds.round, name="round"),
    path("sampling/samples/<uuid:pk>/", reviewing.sample, name="sample"),
    path("sampling/sign-offs/<uuid:pk>/", reviewing.signed_unit, name="signed_unit"),
    path("sampling/release/<uuid:pk>/", reviewing.release_unit, name="release_unit"),
    path("findings/", actions.findings, name="findings"),
    path("actions/", actions.actions, name="actions"),
    path("actions/<uuid:pk>/", actions.answer_action, name="answer_action"),
]
