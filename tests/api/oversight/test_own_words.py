"""Whatever somebody wrote is theirs to read: also what others are not shown."""

from api.engagements import concern
from api.engagements.concern import Reporting
from api.oversight import own_data
from api.routing import flagging, notes
from api.routing.flag import FlagKind, GoesAhead, Opinion, Raising
from api.routing.notes import Writing
from db.database import Transaction
from tests import stories
from tests.people import actor_of, contact_address


async def test_notes_questions_opinions_and_concerns_are_among_one_s_own_data(tx: Transaction) -> None:
    (idi,) = await stories.referred_to(tx, "IDI")
    contact, other = await actor_of(tx, contact_address("IDI")), await actor_of(tx, contact_address("KULT"))
    await notes.write(tx, contact, idi.id, Writing("I know them."))
    flag = await flagging.raise_flag(tx, contact, idi.id, Raising(FlagKind.ETHICS, "Is it right?", "KULT"))
    await flagging.advise(tx, other, flag.id, Opinion("It is.", GoesAhead.YES))
    await concern.report(tx, contact, Reporting(idi.reference, "Unpaid?"))
    assert contact.person_id
    assert other.person_id
    mine = (await own_data.of(tx, contact.person_id)).written
    assert {(one.kind, one.text) for one in mine} == {
        ("note", "I know them."),
        ("flag", "Is it right?"),
        ("concern", "Unpaid?"),
    }
    assert [(one.kind, one.text) for one in (await own_data.of(tx, other.person_id)).written] == [("opinion", "It is.")]
