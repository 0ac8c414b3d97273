from django.urls import path

from portfolio.views import witness, witnesses

urlpatterns = [
    path("my/witnesses/", witnesses.my_witnesses, name="my_witnesses"),
    path("my/witnesses/ask/", witnesses.ask_witness, name="ask_witness"),
    path("candidates/<uuid:pk>/witness/", witnesses.ask_witness_for, name="ask_witness_for"),
    path("witnesses/", witnesses.witnesses, name="witnesses"),
    path("witnesses/asked/<uuid:pk>/", witnesses.witness_request, name="witness_request"),
    path("witnesses/asked/<uuid:pk>/link/", witnesses.share_witness_link, name="share_witness_link"),
    path("witnesses/asked/<uuid:pk>/remind/", witnesses.remind_witness, name="remind_witness"),
    path("witnesses/asked/<uuid:pk>/cancel/", witnesses.cancel_witness, name="cancel_witness"),
    path("witnesses/asked/<uuid:pk>/expert/", witnesses.name_expert, name="name_expert"),
    path("witnesses/<uuid:pk>/", witnesses.testimony, name="testimony"),
    path("witnesses/<uuid:pk>/check/", witnesses.check_witness, name="check_witness"),
    path("witness/link/<str:token>/", witness.witness_link, name="witness_link"),
    path("witness/<uuid:pk>/", witness.witness, name="witness"),
    path("witness/<uuid:pk>/decline/", witness.witness_decline, name="witness_decline"),
]
