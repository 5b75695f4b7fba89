"""What a course seeks, in one line."""

from api.departments.unit import FormKind
from api.language import _, later
from api.routing.need import Need
from frontend.pages.engagement_words import term_in_words

KINDS = {
    FormKind.THESIS: later("a thesis"),
    FormKind.PROJECT: later("a project"),
    FormKind.COURSE: later("a case in a course"),
}


def need_line(one: Need) -> str:
    """Course, form, term and how many groups, as far as they are said."""
    parts = [
        one.course_code or "",
        _(KINDS[one.kind]) if one.kind else "",
        term_in_words(one.term) if one.term else "",
        _("%(count)s groups", count=one.groups) if one.groups and one.groups > 1 else "",
    ]
    return " · ".join(part for part in parts if part)
