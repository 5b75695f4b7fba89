"""Pages that exist on a developer's machine only: the demo people, and every mail that was sent."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post

from api.accounts import person, sign_in
from api.accounts.actor import Actor
from api.accounts.routes import session_response
from api.errors import NotFound
from api.notifications import mail
from api.notifications.development import DevelopmentSignIn
from api.reading import read_form
from frontend.forms import see_other
from frontend.rendering import page

DEMO_PEOPLE = """
select p.email, p.name, coalesce(string_agg(distinct a.role || coalesce(' ' || u.code, ''), ', '), 'company') as role
from person p left join appointment a on a.person_id = p.id and a.until is null left join unit u on u.id = a.unit_id
where p.demo and p.email like '%@example.org' group by p.id
order by array_position(
    array['bedrift', 'student1', 'kontakt.idi', 'laerer.idi', 'leder.idi', 'desk', 'partner', 'admin'],
    split_part(p.email, '@', 1)) nulls last, p.email limit 400
"""


class DemoPerson(msgspec.Struct, frozen=True):
    email: str
    name: str
    role: str


@get("/dev/sign-in", include_in_schema=False)
async def people(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        found = await tx.rows(DemoPerson, DEMO_PEOPLE)
        return await page(tx, request, actor, "development/people.html", people=found)


@get("/dev/mail", include_in_schema=False)
async def mails(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    async with request.app.state.database.reading() as tx:
        found = [letter for letter in await mail.newest(tx) if letter.sent_at]
        return await page(tx, request, actor, "development/mail.html", mails=found)


@post("/dev/sign-in/form", include_in_schema=False)
async def become(request: Request[Any, Any, Any]) -> Response[Any]:
    wanted = read_form(DevelopmentSignIn, await request.body())
    async with request.app.state.database.transaction() as tx:
        who = await person.by_email(tx, wanted.email)
        if who is None:
            raise NotFound
        token = await sign_in.begin(tx, who, request.headers.get("user-agent", ""))
    return see_other("/me", [session_response(request.app.state.settings, token)])


HANDLERS = [people, mails, become]
