"""Who gets which answer from which route. A role that stands in no column of a row makes its test fail."""

# ruff: noqa: E501 - a table is read by its columns

from datetime import UTC, datetime
from typing import Any, NamedTuple

from api.departments.term import next_terms
from tests.contract.world import EVERYONE, ROLES
from tests.stories import acceptance_json, as_json

SIGNED_IN = " ".join(role for role in ROLES if role != "visitor")
UNIVERSITY = "contact teacher desk partner admin"

# So far off that its planning has not begun, whenever this is run.
LATER = next_terms(datetime.now(UTC).date())[-1]
PARTS = [{"title": "One", "description": "half", "department": code} for code in ("IDI", "KULT")]


class Route(NamedTuple):
    method: str
    path: str
    answers: dict[int, str]
    body: dict[str, Any] | None = None

    @property
    def template(self) -> str:
        return self.path.partition("?")[0]

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"

    def expected(self, role: str) -> int:
        found = [status for status, roles in self.answers.items() if role in roles.split()]
        if found:
            return found[0]
        (rest,) = [status for status, roles in self.answers.items() if roles == "others"]
        return rest


def route(method: str, path: str, body: dict[str, Any] | None = None, **answers: str) -> Route:
    return Route(method, path, {int(status[1:]): roles for status, roles in answers.items()}, body)


MATRIX = [
    route("GET", "/openapi.json", _200=EVERYONE),
    route("GET", "/me", _401="visitor", _200="others"),
    route("POST", "/sign-in/code", {"email": "bedrift@example.org"}, _202=EVERYONE),
    route("POST", "/sign-in", {"email": "bedrift@example.org", "code": "WRONGWRO"}, _422=EVERYONE),
    route("DELETE", "/sign-in", _204=EVERYONE),
    route("GET", "/organisations/register/{number}", _200=EVERYONE),
    route("GET", "/organisations/{organisation}", _200="company desk", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/organisations/{organisation}/invitations", {"email": "new@firm.example"},
        _201="company desk", _401="visitor", _403="token", _404="others",
    ),
    route("DELETE", "/organisations/{organisation}/invitations/{nothing}", _401="visitor", _403="token", _404="others"),
    route(
        "PUT", "/organisations/{organisation}/members/{colleague}", {"role": "member"},
        _200="company desk", _401="visitor", _403="token", _404="others",
    ),
    route(
        "DELETE", "/organisations/{organisation}/members/{colleague}",
        _204="company desk", _401="visitor", _403="token", _404="others",
    ),
    route("POST", "/invitations/acceptance", {"key": "nothing"}, _404=EVERYONE),
    route(
        "POST", "/organisations/{organisation}/vouching", {"reason": "Called back."},
        _200="desk", _401="visitor", _403="token", _404="others",
    ),
    route(
        "POST", "/organisations/{organisation}/merging", {"into": "{rival}", "reason": "The same."},
        _200="desk", _401="visitor", _403="token", _404="others",
    ),
    route("GET", "/desk", _200="desk", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/problems/intake", as_json(heard_by="phone"),
        _201="desk", _401="visitor", _403="token", _404="others",
    ),
    route("GET", "/announcements", _200=EVERYONE),
    route(
        "POST", "/announcements", {"nb": "a", "nn": "b", "en": "c", "shown_until": "2036-01-01T12:00:00Z"},
        _201="desk admin", _401="visitor", _403="token", _404="others",
    ),
    route("DELETE", "/announcements/{nothing}", _401="visitor", _403="token", _404="others"),
    route("GET", "/turned-away", _200="desk", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/turned-away", {"address": "spam.example", "reason": "Advertising."},
        _200="desk", _401="visitor", _403="token", _404="others",
    ),
    route("DELETE", "/turned-away/{address}", _401="visitor", _403="token", _404="others"),
    route("GET", "/departments", _200=EVERYONE),
    route("GET", "/departments/{code}", _200=EVERYONE),
    route("GET", "/departments/{code}/people", _200=f"{UNIVERSITY} other_contact", _401="visitor", _403="others"),
    route(
        "POST", "/departments/{code}/people", {"email": "ny@example.org", "name": "Ny Kontakt"},
        _200="contact desk admin", _401="visitor", _403="others",
    ),
    route(
        "POST", "/departments/{code}/people/{appointment}/dismissal", {"reason": "Leaves."},
        _200="contact desk admin", _401="visitor", _403="others",
    ),
    route("PUT", "/departments/{code}/mailbox", {"mailbox": "idi@example.org"}, _200="contact desk admin", _401="visitor", _403="others"),
    route("GET", "/settings", _200=f"{UNIVERSITY} other_contact", _401="visitor", _403="others"),
    route("PATCH", "/settings", {"reply_days": 1}, _200="desk admin", _401="visitor", _403="others"),
    route("GET", "/departments/{code}/settings", _200=f"{UNIVERSITY} other_contact", _401="visitor", _403="others"),
    route("PATCH", "/departments/{code}/settings", {"reply_days": 1}, _200="contact desk admin", _401="visitor", _403="others"),
    route(
        "PUT", "/departments/{code}/forms/{form}", {"local_name": "Our own"},
        _200="contact desk admin", _401="visitor", _403="others",
    ),
    route("GET", "/me/absences", _200=f"{UNIVERSITY} other_contact", _401="visitor", _403="others"),
    route(
        "POST", "/me/absences", {"starts_on": "2090-06-01", "ends_on": "2090-06-09"},
        _201=f"{UNIVERSITY} other_contact", _401="visitor", _403="others",
    ),
    route("DELETE", "/me/absences/{absence}", _204="teacher", _401="visitor", _404="contact other_contact desk partner admin", _403="others"),
    route(
        "POST", "/people/{teacher}/absences", {"starts_on": "2090-06-01", "ends_on": "2090-06-09"},
        _201="contact teacher desk admin", _401="visitor", _403="others",
    ),
    route("DELETE", "/people/{teacher}/absences/{absence}", _204="contact teacher desk admin", _401="visitor", _403="others"),
    route("GET", "/people/{teacher}/departure", _200="contact desk admin", _401="visitor", _403="others"),
    route(
        "POST", "/people/{teacher}/departure", {"reason": "Has a new post."},
        _200="contact desk admin", _401="visitor", _403="others",
    ),
    route("GET", "/departments/{code}/capacity", _200=f"{UNIVERSITY} other_contact", _401="visitor", _403="others"),
    route(
        "PUT", "/departments/{code}/capacity", {"term": "2090-spring", "full": True},
        _200="contact desk admin", _401="visitor", _403="others",
    ),
    route("GET", "/departments/{code}/workload", _200="contact teacher", _401="visitor", _403="token", _404="others"),
    route("GET", "/departments-by-a-thread", _200="desk partner admin", _401="visitor", _403="others"),
    route("GET", "/departments/{code}/succession", _404=f"{UNIVERSITY} other_contact", _401="visitor", _403="others"),
    route(
        "POST", "/departments/{code}/succession",
        {"kind": "merge", "on": "2090-01-01", "successors": ["KULT"], "reason": "Decided by the board."},
        _201="desk admin", _401="visitor", _403="others",
    ),
    route("DELETE", "/departments/{code}/succession", _404="desk admin", _401="visitor", _403="others"),
    route("GET", "/needs", _200=EVERYONE),
    route("GET", "/needs/{need}", _200=EVERYONE),
    route("GET", "/needs/{need}/problems", _200="contact teacher", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/needs", {"title": "Cases on image recognition", "description": "Pictures with something to count."},
        _201="contact other_contact teacher", _401="visitor", _403="others",
    ),
    route(
        "PATCH", "/needs/{need}", {"title": "Cases on pictures", "description": "Pictures."},
        _200="contact teacher", _401="visitor", _403="token", _404="others",
    ),
    route("POST", "/needs/{need}/closing", {}, _200="contact teacher", _401="visitor", _403="token", _404="others"),
    route("GET", "/concepts", _200=EVERYONE),
    route("GET", "/concepts/{concept}", _200=EVERYONE),
    route("POST", "/concepts", {"nb": ["duppeditt"]}, _201="contact other_contact desk admin", _401="visitor", _403="others"),
    route("PATCH", "/concepts/{concept}", {"nb": ["duppeditt"]}, _200="contact desk admin", _401="visitor", _403="others"),
    route(
        "PUT", "/departments/{code}/terms/{concept}", {"weight": 3},
        _200="contact desk admin", _401="visitor", _403="others",
    ),
    route("DELETE", "/departments/{code}/terms/{concept}", _204="contact desk admin", _401="visitor", _403="others"),
    route("POST", "/routing/preview", {"title": "Counting lice"}, _200=EVERYONE),
    route(
        "POST", "/routing/lab", {"department": "IDI", "terms": [{"label": "duppeditt", "language": "nb", "weight": 2}]},
        _200="contact desk admin", _401="visitor", _403="others",
    ),
    route("GET", "/problems", _401="visitor", _403="token", _200="others"),
    route("POST", "/problems", as_json(), _403="token", _201="others"),
    route("POST", "/problems/advice", {"title": "Counting lice"}, _200=EVERYONE),
    route("POST", "/problems/{unconfirmed}/confirmation", {"code": "WRONGWRO"}, _422=EVERYONE),
    route("GET", "/problems/{problem}", _200="company contact teacher desk", _403="token", _404="others"),
    route("PATCH", "/problems/{problem}", {"title": "New", "description": "words"}, _200="company", _403="token", _404="others"),
    route("POST", "/problems/{asked}/answers", {"text": "Many."}, _201="company", _403="token", _404="others"),
    route("POST", "/problems/{problem}/withdrawal", {}, _200="company", _403="token", _404="others"),
    route("POST", "/problems/{problem}/messages", {"text": "More."}, _201="company", _403="token", _404="others"),
    route(
        "POST", "/referrals/{referral}/messages", {"text": "Hello."},
        _201="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route("POST", "/problems/{problem}/wrong-place", {"text": "Not theirs."}, _201="company", _403="token", _404="others"),
    route("POST", "/problems/{problem}/thanks", {"text": "Thank you."}, _409="company", _403="token", _404="others"),
    route("GET", "/problems/{problem}/revisions", _200="company contact teacher desk", _403="token", _404="others"),
    route("POST", "/problems/{problem}/link/code", {"email": "nobody@example.org"}, _202=EVERYONE),
    route("POST", "/problems/{problem}/link", {}, _201="company", _403="token", _404="others"),
    # Nobody hands us mail where BROBYGGER_INBOUND does not say so.
    route("POST", "/inbound-mail", {}, _404=EVERYONE),
    # What a file needs to be taken in is no JSON: tests/api/problems/test_attachment.py asks who may.
    route("POST", "/problems/{problem}/attachments", {}, _400=EVERYONE),
    route("GET", "/problems/{problem}/attachments", _200="company contact teacher desk", _403="token", _404="others"),
    route("GET", "/problems/{problem}/attachments/{attachment}", _200="company contact teacher desk", _403="token", _404="others"),
    route("DELETE", "/problems/{problem}/attachments/{attachment}", _204="company", _403="token", _404="others"),
    route("GET", "/referrals", _200="contact other_contact desk", _401="visitor", _403="token", _404="others"),
    route("GET", "/referrals/{referral}", _200="contact desk", _403="token", _404="others"),
    route("POST", "/referrals/{referral}/acceptance", acceptance_json(), _201="contact", _401="visitor", _403="token", _404="others"),
    route("POST", "/referrals/{referral}/decline", {"reason": "No."}, _200="contact", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/referrals/{referral}/redirection", {"department": "KULT", "reason": "Theirs."},
        _200="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route("POST", "/referrals/{referral}/question", {"text": "How?"}, _201="contact", _401="visitor", _403="token", _404="others"),
    route("POST", "/referrals/{referral}/holder", {"holder": "me"}, _200="contact", _401="visitor", _403="token", _404="others"),
    route("POST", "/referrals/{answered}/undo", {}, _200="contact", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/referrals/{referral}/hold", {"term": LATER, "reason": "Full."},
        _200="contact", _401="visitor", _403="token", _404="others",
    ),
    route("POST", "/referrals/{held}/resumption", {}, _200="contact desk", _401="visitor", _403="token", _404="others"),
    route("POST", "/problems/{to_hold}/hold-consent", {"consent": True}, _200="company", _403="token", _404="others"),
    route(
        "POST", "/referrals/{referral}/split", {"parts": PARTS, "reason": "Two questions."},
        _201="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route(
        "POST", "/referrals/{newer}/join", {"into": "{problem}", "reason": "The same."},
        _200="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route(
        "PUT", "/referrals/{referral}/rewording", {"title": "Lice", "text": "Seen by machines."},
        _200="contact", _401="visitor", _403="token", _404="others",
    ),
    route(
        "POST", "/referrals/{referral}/second-department", {"department": "IBM", "reason": "Both."},
        _201="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route(
        "POST", "/referrals/{referral}/flags", {"kind": "ethics", "note": "Is it right?"},
        _201="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route("GET", "/referrals/{referral}/flags", _200="contact desk", _401="visitor", _403="token", _404="others"),
    route("GET", "/flags/{flag}", _200="contact other_contact desk", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/flags/{flag}/opinion", {"text": "It is.", "goes_ahead": "yes"},
        _200="other_contact desk", _401="visitor", _403="token", _404="others",
    ),
    route(
        "POST", "/flags/{raised}/resolution", {"text": "It is settled."},
        _200="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route(
        "POST", "/referrals/{referral}/notes", {"text": "I know them."},
        _201="contact desk", _401="visitor", _403="token", _404="others",
    ),
    route("GET", "/referrals/{referral}/notes", _200="contact desk", _401="visitor", _403="token", _404="others"),
    route("POST", "/concerns", {"about": "{open}", "text": "Unpaid work?"}, _403="token", _201="others"),
    route("GET", "/concerns", _200="desk", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/concerns/{concern}/resolution", {"text": "We have talked."},
        _200="desk", _401="visitor", _403="token", _404="others",
    ),
    route("GET", "/engagements", _200=EVERYONE),
    route("GET", "/engagements/{open}", _200=EVERYONE),
    route("GET", "/engagements/{open}/claims", _401="visitor", _403="token", _200="others"),
    route(
        "POST", "/engagements/{open}/claims", {"motivation": "I would like to."},
        _201="other_student", _409="student", _401="visitor", _403="others",
    ),
    route("GET", "/claims/{claim}", _200="student teacher contact", _403="token", _404="others"),
    route("POST", "/claims/{claim}/offer", _200="teacher contact", _401="visitor", _403="token student", _404="others"),
    route("POST", "/claims/{offered}/acceptance", _200="student", _401="visitor", _403="token teacher contact", _404="others"),
    route("POST", "/claims/{claim}/decline", {}, _200="student teacher contact", _401="visitor", _403="token", _404="others"),
    route("POST", "/claims/{claim}/withdrawal", {}, _200="student", _401="visitor", _403="token teacher contact", _404="others"),
    route("POST", "/engagements/{ready}/start", _200="teacher contact", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/engagements/{running}/completion", {"outcome": "report", "summary": "It is done."},
        _200="teacher contact", _401="visitor", _403="token", _404="others",
    ),
    route(
        "POST", "/engagements/{running}/cancellation", {"reason": "No students."},
        _200="teacher contact", _401="visitor", _403="token", _404="others",
    ),
    route(
        "GET", "/engagements/{running}/signatures",
        _200="company student teacher contact desk partner", _403="token", _404="others",
    ),
    route(
        "POST", "/engagements/{running}/signatures", {},
        _201="company student teacher", _403="contact desk partner token", _404="others",
    ),
    route("GET", "/partnerships", _200=f"{UNIVERSITY} other_contact", _401="visitor", _403="token", _404="others"),
    route("GET", "/partnerships/{organisation}", _200=UNIVERSITY, _401="visitor", _403="token", _404="others"),
    route("GET", "/partnerships/{organisation}/timeline", _200=UNIVERSITY, _401="visitor", _403="token", _404="others"),
    route("GET", "/partnerships/{organisation}/lineage", _200=UNIVERSITY, _401="visitor", _403="token", _404="others"),
    route("GET", "/follow-ups", _200=f"{UNIVERSITY} other_contact", _401="visitor", _403="token", _404="others"),
    route(
        "POST", "/follow-ups/{follow_up}/completion", {"outcome": "interested"},
        _200="contact teacher desk partner", _401="visitor", _403="token", _404="others",
    ),
    route("GET", "/metrics", _200="contact other_contact desk partner admin", _401="visitor", _403="others"),
    route("GET", "/metrics/{metric}", _200="contact other_contact desk partner admin", _401="visitor", _403="others"),
]  # fmt: skip

# Seen by its parties alone once it is no longer open.
CLOSED = [
    route("GET", "/problems/{problem}/attachments/{annex}", _200="company", _403="token", _404="others"),
    route("GET", "/engagements/{running}", _200="company student teacher contact desk partner token", _404="others"),
    route("GET", "/engagements/{running}/claims", _200="company student teacher contact desk partner", _401="visitor", _403="token", _404="others"),
]  # fmt: skip
