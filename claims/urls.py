from django.urls import path

from claims.views import claim, claims, register, verify

urlpatterns = [
    path("claims/", claims.claims, name="claims"),
    path("claims/verdicts.<slug:kind>", claims.verdicts, name="verdicts"),
    path("claims/<uuid:pk>/", claim.claim, name="claim"),
    path("claims/<uuid:pk>/verdict.json", claim.verdict, name="verdict"),
    path("claims/<uuid:pk>/make/", claim.make_claim, name="make_claim"),
    path("claims/made/<uuid:pk>/progress/", claim.claim_progress, name="claim_progress"),
    path("claims/made/<uuid:pk>/confirm/", claim.confirm_claim, name="confirm_claim"),
    path("claims/made/<uuid:pk>/pull/", claim.pull_claim, name="pull_claim"),
    path("certificates/", register.register, name="register"),
    path("certificates/<uuid:pk>/", register.document, name="document"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]
