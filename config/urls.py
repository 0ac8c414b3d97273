"""Every address. The apps' own lists are included by name: config knows no app's code."""

from allauth.account.urls import urlpatterns as account_pages
from django.urls import include, path

# Nobody changes their own address: an invitation knows a person by it, so an address that nobody has proved
# would receive a role that was meant for somebody else.
NOT_OFFERED = {"account_email", "account_email_verification_sent", "account_confirm_email"}

handler400 = "centres.views.errors.bad_request"
handler403 = "centres.views.errors.forbidden"
handler404 = "centres.views.errors.not_found"
handler500 = "centres.views.errors.server_error"

urlpatterns = [
    path("", include("centres.urls")),
    path("account/", include([page for page in account_pages if page.name not in NOT_OFFERED])),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("qualifications/", include("units.urls")),
    path("", include("portfolio.urls")),
    path("", include("portfolio.witness_urls")),
    path("", include("assessment.urls")),
    path("iqa/", include("iqa.urls")),
    path("", include("claims.urls")),
]
