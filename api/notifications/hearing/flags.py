"""Who hears of flags, and of notes between departments."""

from api.accounts import person
from api.accounts.actor import Role
from api.accounts.person import Person
from api.departments import queries as departments
from api.notifications.hearing.addressing import Hearer, contacts_of, to_people
from api.notifications.letters import flags as letters
from api.notifications.mail import Letter
from api.routing import flag as flags
from api.routing import notes
from api.routing import queries as routing
from api.routing.flag import Flag, FlagStatus
from db.database import Transaction
from db.outbox import Fact


async def _flag(tx: Transaction, fact: Fact) -> Flag:
    found = await flags.by_id(tx, fact.subject_id)
    assert found is not None
    return found


async def flag_raised(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Whoever is asked for a second opinion; nobody when it has been given meanwhile."""
    flag = await _flag(tx, fact)
    if flag.status is not FlagStatus.ASKED or flag.asked_unit_id is None:
        return []
    desk = await departments.desk(tx)
    role = Role.DESK if flag.asked_unit_id == desk.id else Role.CONTACT
    people = await person.in_role(tx, role, flag.asked_unit_id)
    link = f"{base_url}/flags/{flag.id}"
    return to_people(people, "opinion_wanted", lambda who: letters.opinion_wanted(who.name, flag, link))


async def flag_advised(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    flag = await _flag(tx, fact)
    raiser = await person.by_id(tx, flag.raised_by) if flag.raised_by else None
    link = f"{base_url}/flags/{flag.id}"
    people = [raiser] if raiser else []
    return to_people(people, "opinion_given", lambda who: letters.opinion_given(who.name, flag, link))


async def note_written(tx: Transaction, fact: Fact, base_url: str) -> list[Letter]:
    """Whoever has the problem now, or took it on, but for the author."""
    note = await notes.by_id(tx, fact.subject_id)
    assert note is not None
    written: list[Letter] = []
    told = {note.author_id}
    for referral in await routing.of_problem(tx, note.problem_id):
        if not (referral.is_open or referral.is_accepted):
            continue
        holder = await person.by_id(tx, referral.holder_id) if referral.holder_id else None
        people: list[Person] = [holder] if holder else await contacts_of(tx, referral)
        new = [one for one in people if one.id not in told]
        told |= {one.id for one in new}
        link, title = f"{base_url}/inbox/{referral.id}/notes", referral.title
        written += to_people(
            new,
            "note",
            lambda who, title=title, link=link: letters.note_written(who.name, title, note, link),
        )
    return written


HEARERS: dict[str, Hearer] = {
    "flag.raised": flag_raised,
    "flag.advised": flag_advised,
    "note.written": note_written,
}
