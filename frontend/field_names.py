"""What each field of the forms is called, so that a summary of faults can say which one it speaks of."""

from api.language import _, later
from frontend import brief_words

NAMES = {
    **brief_words.NAMES,
    "code": later("Code"),
    "contact.email": later("Your e-mail"),
    "contact.name": later("Your name"),
    "contact.phone": later("Telephone"),
    "course_code": later("Course code"),
    "credits": later("Credits"),
    "department": later("Department"),
    "description": later("What is the problem?"),
    "earliest_start": later("Not before"),
    "email": later("Your e-mail"),
    "form": later("Form of use"),
    "from": later("From"),
    "grew_from": later("Grew from"),
    "hours": later("Hours"),
    "members": later("Who else is in the group"),
    "motivation": later("Why you"),
    "next_step": later("Next step"),
    "note": later("Note"),
    "organisation.name": later("Company or organisation"),
    "organisation.org_number": later("Organisation number"),
    "outcome": later("What came of it"),
    "places.group_size": later("Students in a group"),
    "places.groups": later("Groups"),
    "rank": later("Rank"),
    "reason": later("Reason"),
    "relevance.study": later("Why it matters for the study"),
    "relevance.work_life": later("Why it matters for working life"),
    "summary": later("Text for students"),
    "supervisor_email": later("Supervisor's e-mail"),
    "term": later("Term"),
    "text": later("Your text"),
    "title": later("Title"),
    "to": later("To"),
    "wanted": later("Do you have something in mind?"),
}


def field_name(name: str) -> str:
    """Empty for a field that has no name of its own. A page of several forms puts each one's name before a dash."""
    known = NAMES.get(name) or NAMES.get(name.partition("-")[2])
    return _(known) if known else ""
