"""Every address. The apps' own lists are included by name: config knows no app's code."""

from django.urls import include, path

handler400 = "centres.views.errors.bad_request"
handler403 = "centres.views.errors.forbidden"
handler404 = "centres.views.errors.not_found"
handler500 = "centres.views.errors.server_error"

urlpatterns = [
    path("", include("centres.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("qualifications/", include("units.urls")),
    path("", include("portfolio.urls")),
    path("", include("assessment.urls")),
    path("iqa/", include("iqa.urls")),
    path("", include("claims.urls")),
]
