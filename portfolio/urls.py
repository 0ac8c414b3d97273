from django.urls import path

from portfolio.views import candidates, editions, evidence, home, plan, quarantine, units, upload, what_if

urlpatterns = [
    path("my/", home.candidate_home, name="candidate_home"),
    path("my/qualification/<uuid:pk>/", home.choose_registration, name="choose_registration"),
    path("my/units/", units.my_units, name="my_units"),
    path("my/units/choose/", units.choose_units, name="choose_units"),
    path("my/units/<uuid:pk>/", units.my_unit, name="my_unit"),
    path("my/units/plan/", plan.my_plan, name="my_plan"),
    path("my/units/what-if/", what_if.my_what_if, name="my_what_if"),
    path("my/upload/", upload.upload, name="upload"),
    path("my/upload/<uuid:batch>/", upload.upload_batch, name="upload_batch"),
    path("my/upload/<uuid:batch>/check/", upload.upload_check, name="upload_check"),
    path("my/evidence/", evidence.my_evidence, name="my_evidence"),
    path("evidence/<uuid:pk>/", evidence.evidence, name="evidence"),
    path("evidence/<uuid:pk>/withdraw/", evidence.withdraw, name="withdraw"),
    path("evidence/<uuid:pk>/file/", evidence.evidence_file, name="evidence_file"),
    path("evidence/<uuid:pk>/pages/<int:page>/", evidence.evidence_preview, name="evidence_preview"),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/<uuid:pk>/remove/", quarantine.remove_infected, name="remove_infected"),
    path("units/<uuid:pk>/drop/", units.drop_unit, name="drop_unit"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/register/", candidates.register_candidate, name="register_candidate"),
    path("candidates/<uuid:pk>/", candidates.candidate, name="candidate"),
    path("candidates/<uuid:pk>/assessor/", candidates.change_assessor, name="change_assessor"),
    path("candidates/<uuid:pk>/edition/", editions.move_registration, name="move_registration"),
    path("candidates/<uuid:pk>/plan/", plan.plan_for, name="plan_for"),
    path("candidates/<uuid:pk>/what-if/", what_if.what_if_for, name="what_if_for"),
    path("candidates/<uuid:pk>/units/", units.choose_units_for, name="choose_units_for"),
]
