"""A department has people who answer, one of them first, and says so when it hangs on a thread."""

import pytest

from api.accounts import person
from api.accounts.actor import Role, visitor
from api.departments import contacts, rules
from api.departments.contacts import Appointing, Dismissal, Lack, Mailbox, UnitRole
from api.errors import NotAllowed, NotFound, SignInNeeded
from api.language import Language
from api.routing import queries as routing
from db.database import Database
from tests import stories
from tests.conftest import Clock
from tests.people import People, actor_of, contact_address
from tests.visitors import Visitors

SECOND = Appointing("ola.nordmann@example.org", "Ola Nordmann")


async def lacks(database: Database, code: str = "IDI") -> list[Lack]:
    async with database.reading() as tx:
        return await contacts.lacks_of(tx, await rules.department(tx, code))


async def test_one_contact_is_too_few_and_a_second_one_is_enough(database: Database, people: People) -> None:
    assert await lacks(database) == [Lack.ONE_CONTACT]
    first = await people.contact()
    async with database.transaction() as tx:
        await contacts.appoint(tx, first, "IDI", SECOND)
    assert await lacks(database) == []
    async with database.transaction() as tx:
        await contacts.set_mailbox(tx, first, "IDI", Mailbox())
    assert await lacks(database) == [Lack.NO_MAILBOX]


async def test_whoever_is_made_first_takes_it_over(database: Database, people: People) -> None:
    first = await people.contact()
    async with database.transaction() as tx:
        await contacts.appoint(tx, first, "IDI", Appointing(SECOND.email, SECOND.name, first=True))
        unit = await rules.department(tx, "IDI")
        found = await contacts.of_unit(tx, unit.id)
        assert [(p.email, p.is_first) for p in found if p.role is UnitRole.CONTACT] == [
            (SECOND.email, True), (contact_address("IDI"), False),
        ]  # fmt: skip
        with pytest.raises(NotAllowed):
            await contacts.appoint(tx, first, "IDI", Appointing("tredje@example.org", "Tredje"))


async def test_who_may_name_people(database: Database, people: People) -> None:
    refused = {
        "a contact elsewhere": (await people.contact("KULT"), NotAllowed),
        "a teacher": (await people.teacher(), NotAllowed),
        "a student": (await people.student(), NotAllowed),
        "a company": (await people.company(), NotAllowed),
        "a visitor": (visitor(Language.ENGLISH), SignInNeeded),
    }
    for who, (actor, refusal) in refused.items():
        async with database.transaction() as tx:
            with pytest.raises(refusal):
                await contacts.appoint(tx, actor, "IDI", SECOND)
            assert await person.by_email(tx, SECOND.email) is None, who


async def test_the_head_names_contacts_and_the_desk_names_the_head(database: Database, people: People) -> None:
    async with database.transaction() as tx:
        head = Appointing("leder.idi@example.org", "Leder IDI", UnitRole.HEAD)
        with pytest.raises(NotAllowed):
            await contacts.appoint(tx, await people.contact(), "IDI", head)
        await contacts.appoint(tx, await people.desk(), "IDI", head)
        leading = await actor_of(tx, head.email)
        assert leading.has(Role.HEAD)
        found = await contacts.appoint(tx, leading, "IDI", SECOND)
        assert found[0].role is UnitRole.HEAD
        with pytest.raises(NotFound):
            await contacts.appoint(tx, leading, "NOWHERE", SECOND)


async def test_what_a_dismissed_contact_held_goes_to_a_colleague(
    database: Database, people: People, clock: Clock, deliver: object
) -> None:
    first = await people.contact()
    async with database.transaction() as tx:
        found = await contacts.appoint(tx, first, "IDI", SECOND)
        (referral,) = await stories.referred_to(tx, "IDI")
        assert referral.holder_name == "Kontakt IDI"
    await clock.forward(hours=1)
    mine = next(p for p in found if p.person_id == first.person_id)
    async with database.transaction() as tx:
        await contacts.dismiss(tx, await people.desk(), "IDI", mine.id, Dismissal("Has a new post."))
    await deliver()  # type: ignore[operator]
    async with database.reading() as tx:
        again = await routing.by_id(tx, referral.id)
        assert again is not None
        assert again.holder_name == "Ola Nordmann"
        told = await tx.value("select reason from history where verb = 'referral.handed_over'")
        assert told == "the one who held it no longer answers there"


async def test_a_department_without_contacts_is_held_by_the_desk(
    database: Database, people: People, clock: Clock, deliver: object
) -> None:
    async with database.transaction() as tx:
        (referral,) = await stories.referred_to(tx, "IDI")
    await clock.forward(hours=1)
    async with database.transaction() as tx:
        (mine,) = [p for p in await contacts.of_unit(tx, referral.unit_id) if p.role is UnitRole.CONTACT]
        await contacts.dismiss(tx, await people.desk(), "IDI", mine.id, Dismissal())
    await deliver()  # type: ignore[operator]
    assert await lacks(database) == [Lack.NO_CONTACT]
    async with database.transaction() as tx:
        again = await routing.by_id(tx, referral.id)
        assert again is not None
        assert again.holder_name == "Dagny Desk"
        (later,) = await stories.referred_to(tx, "IDI")
        assert later.holder_name == "Dagny Desk"


async def test_somebody_new_is_told_once(database: Database, people: People, deliver: object) -> None:
    first = await people.contact()
    for _time in range(2):
        async with database.transaction() as tx:
            await contacts.appoint(tx, first, "IDI", SECOND)
    await deliver()  # type: ignore[operator]
    async with database.reading() as tx:
        mails = await tx.rows(dict[str, str], "select subject from mail where recipient = $1", SECOND.email)
    assert len(mails) == 1


async def test_the_page_names_people_and_warns_only_those_who_can_mend_it(visitors: Visitors) -> None:
    stranger = await visitors.stranger()
    assert "hangs on a thread" not in (await stranger.get("/departments/IDI")).text
    assert (await stranger.get("/departments/IDI/people")).status_code == 303
    contact = await visitors.signed_in(contact_address("IDI"))
    assert "hangs on a thread" in (await contact.get("/departments/IDI")).text
    refused = await contact.post("/departments/IDI/people", data={"name": "", "email": "nobody", "role": "contact"})
    assert refused.status_code == 422
    assert "appoint-email-error" in refused.text
    named = await contact.post(
        "/departments/IDI/people", data={"name": "Ola", "email": SECOND.email, "role": "contact"}
    )
    assert named.status_code == 303
    shown = (await contact.get("/departments/IDI/people")).text
    assert SECOND.email in shown
    assert "hangs on a thread" not in shown
    elsewhere = await visitors.signed_in(contact_address("KULT"))
    assert "Name somebody" not in (await elsewhere.get("/departments/IDI/people")).text
