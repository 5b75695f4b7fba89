"""A reply to one of our letters becomes what it would have been on the page: an answer, or a message in the thread."""

from enum import Enum
from uuid import UUID

import msgspec

from api.accounts import person, session
from api.accounts.actor import Actor
from api.errors import Fault, Invalid, NotAllowed, NotFound, TooMany
from api.language import Language, _, speaking
from api.notifications.incoming import Incoming, read_mail
from api.notifications.replying import can_be_answered, mail_of_token, token_in
from api.problems import attachment
from api.problems import queries as problems
from api.problems.attachment import SentFile
from api.problems.file_kind import Refused, kind_of
from api.problems.problem import Problem
from api.routing import answering, thread
from api.routing import queries as routing
from api.routing.answering import Answer
from api.routing.referral import ReferralStatus
from api.routing.thread import Reply, Said
from api.settings import Settings
from db.database import Transaction
from db.ids import new_id

A_DAY_AT_MOST = 30

ANSWERED = """
select m.recipient, m.occasion, m.problem_id, m.referral_id, p.language, c.email = m.recipient as to_poster
from mail m join problem p on p.id = m.problem_id join person c on c.id = p.contact_id
where m.id = $1
"""

TAKE = """
insert into inbound_mail (id, mail_id, message_id, received_at) values ($1, $2, $3, $4)
on conflict (mail_id, message_id) do nothing
"""

TODAY = """
select count(*) from inbound_mail i join mail m on m.id = i.mail_id
where m.problem_id = $1 and m.recipient = $2 and i.received_at > $3::timestamptz - interval '1 day'
"""

FORGET = """
delete from inbound_mail where id in (
    select id from inbound_mail where received_at < $1::timestamptz - interval '90 days' order by received_at limit 1000
)
"""


class Outcome(Enum):
    """Both of the last two are fine by the sender's server: there is nothing that it should try again or tell."""

    TAKEN = "taken"
    REPEATED = "repeated"
    AUTOMATIC = "automatic"


class _Answered(msgspec.Struct, frozen=True):
    recipient: str
    occasion: str
    problem_id: UUID
    referral_id: UUID | None
    language: Language
    to_poster: bool


async def receive(tx: Transaction, settings: Settings, raw: bytes, envelope_to: list[str]) -> Outcome:
    """Raises a Refusal that says why when it can't be taken: the sender's server then tells its writer."""
    came = read_mail(raw)
    mail_id = _token_of(settings, [*envelope_to, *came.to])
    answered = await tx.row(_Answered, ANSWERED, mail_id) if mail_id else None
    if mail_id is None or answered is None:
        raise NotFound(_("Nothing of ours can be answered at this address."))
    with speaking(answered.language):
        if not can_be_answered(answered.occasion, to_poster=answered.to_poster):
            raise NotAllowed(_("This letter can't be answered by mail. Its link leads to where you can."))
        if came.automatic:
            return Outcome.AUTOMATIC
        if came.sender != answered.recipient:
            said = _("We wrote to %(email)s. Answer from that address, or on the page.", email=answered.recipient)
            raise NotAllowed(said)
        if int(await tx.value(TODAY, answered.problem_id, answered.recipient, tx.now)) >= A_DAY_AT_MOST:
            raise TooMany(_("That is a lot of mails for one day. Go on tomorrow."), retry_after=3600)
        known = came.message_id or f"<none-{mail_id}>"
        if not await tx.run(TAKE, new_id(), mail_id, known, tx.now):
            return Outcome.REPEATED
        who = await person.by_email(tx, answered.recipient)
        writer = await session.find_by_person(tx, who.id) if who else None
        problem = await problems.by_id(tx, answered.problem_id)
        if writer is None or problem is None:
            raise NotFound
        await _say(tx, writer, problem, answered, came)
    return Outcome.TAKEN


def _token_of(settings: Settings, addresses: list[str]) -> UUID | None:
    if settings.inbound is None:
        return None
    tokens = [token_in(settings.inbound, address) for address in addresses]
    return next((mail_of_token(settings.secret, token) for token in tokens if token), None)


async def _say(tx: Transaction, writer: Actor, problem: Problem, answered: _Answered, came: Incoming) -> None:
    files, left_out = _sort_out(came.files)
    text = "\n\n".join(part for part in (came.text, *left_out) if part)[: 8000 - 1]
    if not text and files:
        text = ", ".join(one.name for one in files)[:8000]
    if not text:
        raise Invalid([Fault("", _("There was nothing new in this mail. Write above what you answer."))])
    mail_id = came.message_id or None
    if not answered.to_poster:
        if answered.referral_id is None:
            raise NotFound
        reply = Reply(text)
        await thread.write_from(tx, writer, answered.referral_id, reply, files=files, mail_id=mail_id)
        return
    held = await routing.of_problem(tx, problem.id)
    asking = [r.id for r in held if r.status is ReferralStatus.ASKED]
    if answered.referral_id in asking or (asking and answered.referral_id is None):
        said = Answer(text, answered.referral_id)
        await answering.answer(tx, writer, problem.reference, said, files=files, mail_id=mail_id)
        return
    meant = answered.referral_id if any(thread.has_it(r) and r.id == answered.referral_id for r in held) else None
    await thread.write(tx, writer, problem.reference, Said(text, meant), files=files, mail_id=mail_id)


def _sort_out(files: list[SentFile]) -> tuple[list[SentFile], list[str]]:
    """Those that we take, and a line for each that we don't: the words of a mail are not lost for its files."""
    taken: list[SentFile] = []
    left_out: list[str] = []
    for one in files:
        try:
            kind_of(one.file)
        except Refused as refusal:
            left_out.append(_("(“%(name)s” was left out. %(why)s)", name=one.name, why=refusal))
            continue
        if one.file.seek(0, 2) > attachment.LARGEST:
            left_out.append(_("(“%(name)s” was left out: it is larger than 20 MB.)", name=one.name))
            continue
        taken.append(one)
    return taken, left_out


async def forget(tx: Transaction) -> int:
    """Mails that no server sends once more."""
    return await tx.run(FORGET, tx.now)
