"""What some courses of the demo year seek, beside the problems that fit."""

from collections.abc import Mapping
from typing import NamedTuple

from api.accounts.actor import Actor
from api.demo.people import teacher_of
from api.departments.unit import FormKind
from api.routing import meeting_needs, need
from api.routing.matching import Router
from api.routing.need import Seeking
from db.database import Transaction

# The worker has nothing left to do with what has been met here.
MET = "delete from outbox where topic = 'need.published' and subject_id = $1"


class Course(NamedTuple):
    department: str
    seeks: Seeking


COURSES = (
    Course(
        "IDI",
        Seeking(
            "Bilder som noen teller eller vurderer for hånd",
            "Emnet i maskinsyn søker bedrifter som filmer eller fotograferer noe, og der noen i dag teller, sorterer "
            "eller leter for hånd. Studentene lager en prototype i grupper på fire, og dere får se den hver annen uke.",
            course_code="TDT4265",
            kind=FormKind.COURSE,
        ),
    ),
    Course(
        "IBI",
        Seeking(
            "Fiskehelse og velferd i oppdrett",
            "Vi søker masteroppgaver om dødelighet, lus og velferd hos laks og rensefisk, helst med journaler eller "
            "prøver som studentene kan arbeide med.",
            kind=FormKind.THESIS,
        ),
    ),
    Course(
        "KULT",
        Seeking(
            "Arkiv og samlingar som ventar på nokon",
            "Emnet vårt søkjer brev, fotografi og gjenstandar frå lokale samlingar. Studentane ordnar, tolkar og "
            "fortel vidare, åleine eller to saman.",
            kind=FormKind.PROJECT,
        ),
    ),
)


async def seek(tx: Transaction, cast: Mapping[str, Actor], router: Router) -> int:
    made = 0
    for course in COURSES:
        teacher = cast.get(teacher_of(course.department))
        if teacher is not None:
            published = await need.publish(tx, teacher, course.seeks)
            await meeting_needs.meet_need(tx, router, published.id)
            await tx.run(MET, published.id)
            made += 1
    return made
