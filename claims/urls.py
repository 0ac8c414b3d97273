from django.urls import path

from claims.views import verify

urlpatterns = [
    path("verify/<str:code>/", verify.verify, name="verify"),
]
