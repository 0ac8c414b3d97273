"""The tags of every page: icons, states, figures, dates, and the components that hold a slot.

Loaded into every template by the settings (`builtins`). docs/components.md shows each in use.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from centres.templatetags import _words
from centres.templatetags._vocabulary import KINDS, state_of

register = template.Library()
for name in ("age", "day", "initials", "iso", "since", "stamp", "when"):
    register.filter(name, getattr(_words, name))
# Drawings and states that are kept: a page shows the same few hundreds of times. Typed, so that what is safe is never taken
# for what is not.
DIFFERENT = 1024
SVG_OPENING = re.compile(r"<svg[^>]*?(viewBox=\"[^\"]+\")[^>]*>")


@functools.cache
def _drawing(name: str) -> tuple[str, str]:
    """The viewBox and the paths of one icon of the npm package. An unknown name is a mistake in a template: it raises."""
    path = settings.NODE_MODULES / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise template.TemplateSyntaxError(f"There is no icon {name!r}.")
    source = path.read_text(encoding="utf-8").strip()
    opening = SVG_OPENING.match(source)
    if opening is None:
        raise template.TemplateSyntaxError(f"The icon {name!r} is not the drawing that was expected.")
    return opening[1], source[opening.end() :]


@register.simple_tag
@functools.lru_cache(DIFFERENT, typed=True)
def icon(name: str, css: str = "") -> SafeString:
    """A drawing, hidden from screen readers: a word always stands beside it. `css` adds classes, such as "t-met"."""
    view_box, paths = _drawing(name)
    attributes = format_html('class="bi{}"', f" {css}" if css else "")
    # Safe: a file of the package.
    return mark_safe(f'<svg {attributes} {view_box} aria-hidden="true" focusable="false">{paths}')  # nosec B308 B703


@register.simple_tag
@functools.lru_cache(DIFFERENT, typed=True)
def tag(kind: str, icon_name: str, word: str, quiet: bool = False) -> SafeString:
    """Icon, word and colour. `quiet` hides the word visually, for dense grids; it is never absent."""
    if kind not in KINDS:
        raise template.TemplateSyntaxError(f"There is no state colour {kind!r}.")
    said = format_html('<span class="visually-hidden">{}</span>', word) if quiet else word
    return format_html('<span class="state state-{}">{}{}</span>', kind, icon(icon_name), said)


@register.simple_tag
def state(code: str, word: str = "", quiet: bool = False) -> SafeString:
    """The tag of a state. `word` replaces the word where a figure belongs in it: "3 submitted", "4 short"."""
    try:
        known = state_of(str(code))
    except KeyError:
        raise template.TemplateSyntaxError(f"There is no word for the state {code!r}.") from None
    return tag(known.kind, known.icon, word or known.word, quiet)


@register.simple_tag
def state_kind(code: str) -> str:
    """The colour of a state, for `class="is-…"` on a line of a register."""
    return state_of(str(code)).kind


@register.simple_tag
def avatar(name: str, you: bool = False) -> SafeString:
    """Initials in a circle; the name always stands beside it."""
    return format_html(
        '<span class="avatar{}" aria-hidden="true">{}</span>', " avatar-you" if you else "", _words.initials(name)
    )


@register.simple_tag
def parts(counts: Mapping[str, int] | Iterable[tuple[str, int]], total: int, label: str) -> SafeString:
    """A bar in parts, in the order given: {"met": 9, "sent": 3}. `label` says all the numbers."""
    rows, at = [], 0
    for kind, number in counts.items() if isinstance(counts, Mapping) else counts:
        if number:
            rows.append(f'<rect class="p-{state_of(kind).kind}" x="{at}" width="{number}" height="1"/>')
            at += number
    opening = '<svg class="parts" viewBox="0 0 {} 1" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
    # Safe: numbers, and a word of the vocabulary.
    return format_html(opening, max(total, 1), label, mark_safe("".join(rows)))  # nosec B308 B703


@register.simple_tag
def meter(have: int, need: int, label: str, kind: str = "", thin: bool = True) -> SafeString:
    """One number against a need; write the figures beside it too. `kind`: "met", "stop", or the primary colour."""
    css = f"{' meter-thin' if thin else ''}{f' meter-{kind}' if kind else ''}"
    bar = '<progress class="meter{}" max="{}" value="{}" aria-label="{}">{} of {}</progress>'
    return format_html(bar, css, max(need, 1), min(have, need) if need else int(have > 0), label, have, need)


@register.simple_tag
def breadcrumbs(*steps: str) -> SafeString:
    """Label, address, label, address, …, and last the page itself."""
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', zip(steps[:-1:2], steps[1::2], strict=True))
    here = format_html('<li aria-current="page" class="muted">{}</li>', steps[-1])
    return format_html('<nav class="crumbs" aria-label="Breadcrumb"><ol>{}{}</ol></nav>', links, here)


@register.filter
def credits(number: int) -> str:
    """Like "1 credit", "27 credits"."""
    return _words.counted(number, "credit")


@register.filter
def things(number: int, words: str) -> str:
    """{{ 3|things:"criterion" }} is "3 criteria"; an unusual plural follows a comma: "body,bodies"."""
    return _words.counted(number, *words.split(","))


@register.filter
def first_name(name: str) -> str:
    return name.split()[0] if name.split() else ""


@register.filter
def error_lines(form: BaseForm) -> list[dict[str, str]]:
    """Every error of a form, each with its field's label and an address on the page that leads to the control."""
    lines = [{"message": str(message), "label": "", "href": ""} for message in form.non_field_errors()]
    for field in form:
        # A group of radios has no control of the field's own id: the first choice is where the reader has to go.
        target = field.id_for_label or f"{field.auto_id}_0"
        place = {"label": str(field.label), "href": "" if field.is_hidden else f"#{target}"}
        lines += [{"message": str(message), **place} for message in field.errors]
    return lines


def _component(context: Context, name: str, **values: Any) -> SafeString:
    """Renders a component with the page's context (request, csrf_token) and its own values."""
    if context.template is None:
        raise template.TemplateSyntaxError(f"{name} is rendered by a page.")
    component = context.template.engine.get_template(f"components/{name}.html")
    with context.push(**values):
        return component.render(context)


def _slot(content: str) -> SafeString:
    """What a page wrote into a slot, empty where there was only white space. Strip forgets that it was escaped."""
    # Safe: rendered by the engine, which escaped it.
    return mark_safe(content.strip())  # nosec B308 B703


@register.simple_block_tag
def capture(content: str) -> str:
    """{% capture as lede %}…{% endcapture %}: markup for a component's parameter."""
    return _slot(content)


@register.simple_block_tag(takes_context=True)
def page_head(context: Context, content: str, title: str, lede: str = "", small: bool = False) -> SafeString:
    """The one h1, one line of facts, and in the slot at most three actions, the main one last."""
    return _component(context, "page_head", title=title, lede=lede, small=small, actions=_slot(content))


@register.simple_block_tag(takes_context=True)
def gate(
    context: Context,
    content: str,
    blockers: Sequence[Any],
    step: str,
    button: str = "",
    action: str = "",
    *,
    id: str = "gate",
    heading: str = "",
    summary: str = "",
    note: str = "",
    compact: bool = False,
    keep: bool = False,
    form: bool = True,
) -> SafeString:
    """Everything that stops a step, then its button: enabled if and only if the list is empty.

    The slot holds what the step needs (signature, fields); it is shown once the gate is open, with `keep` always.
    Closed, the button stays focusable and the server answers with the same list.
    """
    values = {
        "blockers": blockers,
        "gate_id": id,
        "heading": heading or _words.stopping(len(blockers), step),
        "summary": summary or (_words.whose(sum(one.yours for one in blockers), len(blockers)) if blockers else ""),
        "slot": _slot(content) if keep or not blockers else "",
    }
    options = {"button": button, "action": action, "note": note, "compact": compact, "own_form": form}
    return _component(context, "gate", **values, **options)


@functools.cache
def _around(view: str) -> tuple[str, str]:
    """What stands before and after the key in the address of a row."""
    some_key = UUID(int=0)
    before, _, after = reverse(view, args=[some_key]).partition(str(some_key))
    return before, after


class RowURLNode(URLNode):
    """`{% url "unit" row.pk %}`, of which a table has hundreds: they differ in their keys alone, so the rest is found once."""

    def render(self, context: Context) -> str:
        keys = [arg.resolve(context) for arg in self.args]
        if len(keys) != 1 or not isinstance(keys[0], UUID) or self.kwargs or self.asvar:
            address: str = super().render(context)
            return address
        before, after = _around(self.view_name.resolve(context))
        return f"{before}{keys[0]}{after}"


@register.tag
def url(parser: Parser, token: Token) -> RowURLNode:
    """Django's own."""
    node = defaulttags.url(parser, token)
    return RowURLNode(node.view_name, node.args, node.kwargs, node.asvar)
