from django.urls import path

from assessment.views import appeals, arrangements, calendar, gaps, plans, reviews, tasks
from assessment.views.caseload import caseload, export
from assessment.views.countersigning import countersigning
from assessment.views.feedback import acknowledge, feedback
from assessment.views.links import answer_links
from assessment.views.marking import marking
from assessment.views.messages import conversation, messages, write_message
from assessment.views.phrases import change_phrase, drop_phrase, phrases
from assessment.views.queue import queue, queues, take_next
from assessment.views.record import choose_record, record
from assessment.views.result_imports import blank, import_file
from assessment.views.results import answer, correct, query, record_attempt, result_file, results
from assessment.views.seals import (
    candidate_seals,
    check_candidate_seals,
    check_seals,
    check_unit_seals,
    seal_check,
    seals,
    unit_seals,
)
from assessment.views.unit import countersign, reopen, sign_off, unit

urlpatterns = [
    path("candidates/<uuid:pk>/record/", choose_record, name="choose_record"),
    path("candidates/<uuid:pk>/record/<str:kind>/", record, name="record"),
    path("caseload/", caseload, name="caseload"),
    path("caseload/export/", export, name="caseload_export"),
    path("caseload/message/", write_message, name="write_message"),
    path("caseload/unit/<uuid:pk>/", unit, name="unit"),
    path("caseload/unit/<uuid:pk>/sign-off/", sign_off, name="sign_off"),
    path("caseload/unit/<uuid:pk>/reopen/", reopen, name="reopen"),
    path("countersigning/", countersigning, name="countersigning"),
    path("countersigning/<uuid:pk>/", countersign, name="countersign"),
    path("marking/", queue, name="queue"),
    path("marking/next/", take_next, name="take_next"),
    path("queues/", queues, name="queues"),
    path("evidence/<uuid:pk>/links/", answer_links, name="answer_links"),
    path("marking/<uuid:pk>/", marking, name="marking"),
    path("messages/", messages, name="messages"),
    path("messages/<uuid:pk>/", conversation, name="conversation"),
    path("phrases/", phrases, name="phrases"),
    path("phrases/<uuid:pk>/", change_phrase, name="change_phrase"),
    path("phrases/<uuid:pk>/drop/", drop_phrase, name="drop_phrase"),
    path("seals/", seals, name="seals"),
    path("seals/check/", check_seals, name="check_seals"),
    path("seals/check/<uuid:pk>/", seal_check, name="seal_check"),
    path("seals/unit/<uuid:pk>/", unit_seals, name="unit_seals"),
    path("seals/unit/<uuid:pk>/check/", check_unit_seals, name="check_unit_seals"),
    path("seals/candidate/<uuid:pk>/", candidate_seals, name="candidate_seals"),
    path("seals/candidate/<uuid:pk>/check/", check_candidate_seals, name="check_candidate_seals"),
    path("caseload/unit/<uuid:pk>/result/", record_attempt, name="record_result"),
    path("results/", results, name="results"),
    path("results/import/", import_file, name="import_results"),
    path("results/import/blank/", blank, name="blank_results"),
    path("results/<uuid:pk>/correct/", correct, name="correct_result"),
    path("results/<uuid:pk>/answer/", answer, name="answer_correction"),
    path("results/<uuid:pk>/query/", query, name="answer_query"),
    path("results/file/<uuid:pk>/", result_file, name="result_file"),
    path("feedback/", feedback, name="feedback"),
    path("feedback/read/", acknowledge, name="acknowledge_feedback"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/revoke/", calendar.revoke_calendar, name="revoke_calendar"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("my/gaps/", gaps.my_gaps, name="my_gaps"),
    path("candidates/<uuid:pk>/gaps/", gaps.gaps_of, name="gaps_of"),
    path("my/tasks/", tasks.my_tasks, name="my_tasks"),
    path("my/tasks/new/", tasks.plan_my_task, name="plan_my_task"),
    path("candidates/<uuid:pk>/tasks/", tasks.tasks_of, name="tasks_of"),
    path("candidates/<uuid:pk>/tasks/new/", tasks.plan_task_for, name="plan_task_for"),
    path("candidates/<uuid:pk>/assessment-plan/", plans.assessment_plan, name="assessment_plan"),
    path("candidates/<uuid:pk>/assessment-plan/template/", plans.use_template, name="use_template"),
    path("my/assessment-plan/", plans.my_assessment_plan, name="my_assessment_plan"),
    path("assessment-plans/<uuid:pk>/", plans.plan_version, name="plan_version"),
    path("assessment-plans/<uuid:pk>/agree/", plans.agree_plan, name="agree_plan"),
    path("assessment-plans/<uuid:pk>/change/", plans.ask_for_change, name="ask_for_change"),
    path("assessment-plans/<uuid:pk>/template/", plans.keep_template, name="keep_template"),
    path("candidates/<uuid:pk>/reviews/", reviews.reviews, name="reviews"),
    path("my/reviews/", reviews.my_reviews, name="my_reviews"),
    path("reviews/<uuid:pk>/sign/", reviews.sign_review, name="sign_review"),
    path("my/appeals/", appeals.my_appeals, name="my_appeals"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/unit/<uuid:pk>/", appeals.begin_appeal, name="begin_appeal"),
    path("appeals/file/<uuid:pk>/", appeals.appeal_file, name="appeal_file"),
    path("appeals/<uuid:pk>/", appeals.appeal, name="appeal"),
    path("appeals/<uuid:pk>/<str:kind>/", appeals.appeal_step, name="appeal_step"),
    path("my/arrangements/", arrangements.my_arrangements, name="my_arrangements"),
    path("candidates/<uuid:pk>/arrangements/", arrangements.arrangements, name="arrangements"),
    path("candidates/<uuid:pk>/arrangements/ask/", arrangements.ask_for_adjustment, name="ask_for_adjustment"),
    path("candidates/<uuid:pk>/consideration/ask/", arrangements.ask_for_consideration, name="ask_for_consideration"),
    path("arrangements/<uuid:pk>/answer/", arrangements.answer_adjustment, name="answer_adjustment"),
    path("arrangements/<uuid:pk>/end/", arrangements.end_adjustment, name="end_adjustment"),
    path("consideration/<uuid:pk>/answer/", arrangements.answer_consideration, name="answer_consideration"),
    path("arrangements/file/<uuid:pk>/", arrangements.need_file, name="need_file"),
    path("tasks/<uuid:pk>/", tasks.task, name="task"),
    path("tasks/<uuid:pk>/done/", tasks.finish_task, name="finish_task"),
    path("tasks/<uuid:pk>/drop/", tasks.drop_task, name="drop_task"),
]
