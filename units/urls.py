from django.urls import path, re_path

from units.views import catalogue, comparison, competence, corrections, handbooks, standards, unit

urlpatterns = [
    path("", catalogue.qualifications, name="qualifications"),
    path("units/<uuid:pk>/", unit.unit_detail, name="unit_detail"),
    path("comparison/", comparison.comparison, name="comparison"),
    path("standards/", standards.standards, name="standards"),
    path("handbooks/import/", handbooks.import_handbook, name="import_handbook"),
    re_path(r"^handbooks/import/(?P<sha256>[0-9a-f]{64})/$", handbooks.preview_handbook, name="preview_handbook"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<uuid:pk>/accept/", corrections.accept_issue, name="accept_issue"),
    path("handbooks/<uuid:pk>/accept/", corrections.accept_information, name="accept_information"),
    path("people/<uuid:pk>/", competence.competence, name="competence"),
    path("people/<uuid:pk>/end/", competence.end_competence, name="end_competence"),
    path("people/<uuid:pk>/access/", competence.external_access, name="external_access"),
    path("<slug:code>/", catalogue.qualification, name="qualification"),
    path("<slug:code>/approval/", catalogue.approve, name="approve_qualification"),
    path("<slug:code>/extension/", catalogue.extend, name="record_extension"),
]
