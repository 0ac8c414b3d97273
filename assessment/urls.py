from django.urls import path

from assessment.views.caseload import caseload
from assessment.views.countersigning import countersigning
from assessment.views.feedback import feedback
from assessment.views.marking import marking, queue
from assessment.views.record import choose_record, record
from assessment.views.unit import countersign, reopen, sign_off, unit

urlpatterns = [
    path("candidates/<uuid:pk>/record/", choose_record, name="choose_record"),
    path("candidates/<uuid:pk>/record/<str:kind>/", record, name="record"),
    path("caseload/", caseload, name="caseload"),
    path("caseload/unit/<uuid:pk>/", unit, name="unit"),
    path("caseload/unit/<uuid:pk>/sign-off/", sign_off, name="sign_off"),
    path("caseload/unit/<uuid:pk>/reopen/", reopen, name="reopen"),
    path("countersigning/", countersigning, name="countersigning"),
    path("countersigning/<uuid:pk>/", countersign, name="countersign"),
    path("marking/", queue, name="queue"),
    path("marking/<uuid:pk>/", marking, name="marking"),
    path("feedback/", feedback, name="feedback"),
]
