"""What every component promises to a page, and every template to the security policy."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from tests.design.gallery import BLOCKERS, TODAY, Everything, gallery

TEMPLATES = settings.BASE_DIR / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "pdf" not in path.relative_to(TEMPLATES).parts)
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


def gate(blockers: list[object], options: str = "") -> str:
    source = '{% gate blockers "this claim" "Claim it" ' + options + " %}<b>slot</b>{% endgate %}"
    return Template(source).render(Context({"blockers": blockers, "csrf_token": "token"}))


def test_a_gate_with_blockers_lists_them_all_and_closes_its_button() -> None:
    shown = gate(BLOCKERS)
    assert "2 things are stopping this claim" in shown
    assert "One is yours." in shown
    assert [blocker.message in shown for blocker in BLOCKERS] == [True, True]
    assert 'aria-disabled="true"' in shown
    assert "<b>slot</b>" not in shown


def test_a_gate_without_blockers_opens_its_button_and_shows_its_slot() -> None:
    shown = gate([])
    assert "Nothing is stopping this claim" in shown
    assert "aria-disabled" not in shown
    assert "<b>slot</b>" in shown
    assert 'value="token"' in shown


def test_a_closed_gate_can_keep_its_slot_and_leave_the_form_to_the_page() -> None:
    assert "<b>slot</b>" in gate(BLOCKERS, "keep=True")
    assert "<form" not in gate([], "form=False")


def test_a_closed_button_stays_focusable() -> None:
    assert " disabled" not in gate(BLOCKERS).replace("aria-disabled", "")


def test_what_people_wrote_is_escaped_in_a_gate() -> None:
    blocker = BLOCKERS[0].__class__("x", "<script>alert(1)</script>", "<i>", owner="<b>")
    assert not re.search(r"<script>|<i>|<b>(?!slot)", gate([blocker]))


def test_a_candidate_has_five_tabs_and_staff_none() -> None:
    assert gallery("candidate").count('class="tab-main"') == 1
    assert 'class="tabbar"' in gallery("candidate")
    assert 'class="tabbar"' not in gallery("assessor")


SIGNATURE = (
    '{% include "components/signature.html" with statement="I sign." name="Maureen" role="Admin" day=day SOURCE %}'
)


class Signed(forms.Form):
    signed = forms.BooleanField(error_messages={"required": "Tick the box to sign."})


def signature(source: str, **values: object) -> str:
    return Template(SIGNATURE.replace("SOURCE", source)).render(Context({"day": TODAY, **values}))


def test_a_signature_takes_a_field_or_the_name_of_a_box() -> None:
    with_field = signature("field=form.signed", form=Signed())
    assert with_field == signature('box="signed"')
    box = '<input class="form-check-input" type="checkbox" data-draft-skip name="signed" id="id_signed">'
    assert box in with_field
    assert "I sign this as Maureen" in with_field


def test_a_signature_that_was_not_given_says_what_to_do_and_stays_unticked() -> None:
    shown = signature("field=form.signed", form=Signed({}))
    assert "Tick the box to sign." in shown
    assert 'aria-describedby="id_signed_error"' in shown
    assert "checked" not in shown


def test_the_skip_link_comes_first_and_there_is_one_heading_of_the_page() -> None:
    page = gallery()
    assert page.index('<a class="skip-link" href="#main">') < page.index("<header")
    assert page.count("<h1") == 1


def test_a_field_says_label_hint_error_and_control_in_that_order() -> None:
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": Everything({"born": "x"})})
    )
    field = page[page.index('id="div_id_name"') : page.index('id="div_id_notes"')]
    places = [field.index(part) for part in ("<label", "id_name_helptext", "id_name_error", "<input")]
    # The control names hint and error as its description, so their ids occur again inside it.
    assert places == sorted(places)
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert "Fill this in." in field


def test_what_may_stay_empty_is_marked_and_nothing_else() -> None:
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": Everything()}))
    assert page.count("(optional)") == 1
    assert "*" not in re.sub(r"<[^>]*>", "", page)


def test_the_summary_of_errors_links_every_line_to_a_control_that_exists() -> None:
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": Everything({"born": "x"})})
    )
    targets = re.findall(r'<a href="#(id_[^"]+)">', page)
    assert len(targets) == 7
    assert [target for target in targets if f'id="{target}"' not in page] == []


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html", "503.html", "507.html"])
def test_the_last_pages_need_nothing(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert "{%" not in source
    assert "{{" not in source
    assert "<h1>" in render_to_string(name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_breaks_the_security_policy(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=|\son(click|change|load|submit|input)=|javascript:|<style", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_every_component_begins_with_its_parameters(path: Path) -> None:
    assert path.read_text().startswith("{% comment %}")


def test_colours_are_written_in_one_place() -> None:
    written = {
        path.name
        for path in (settings.BASE_DIR / "static" / "css").glob("*.css")
        if re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|rgba?\(\s*\d", path.read_text())
    }
    assert written - {"certificate.css"} == {"tokens.css"}
