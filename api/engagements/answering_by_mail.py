"""Answering a referral from a letter: what its link offers, as the person it was sent to, and nothing else."""

import msgspec

from api.accounts import session
from api.accounts.actor import Actor
from api.engagements import opening, usual
from api.engagements.engagement import Acceptance
from api.errors import Conflict, Expired, NotFound
from api.language import Language, _, speaking
from api.routing import answer_link, queries, rules, triage
from api.routing.answer_link import AnswerLink, Offer
from api.routing.referral import DECLINE_WORDS, Decline, DeclineCode, Redirection, Referral
from db.database import Transaction


class Offered(msgspec.Struct, frozen=True):
    """What a link would do now. `acceptance` is None where it can't be accepted unread."""

    link: AnswerLink
    referral: Referral
    actor: Actor
    acceptance: Acceptance | None

    def is_over(self, tx: Transaction) -> bool:
        return self.link.used_at is None and self.link.expires_at <= tx.now

    @property
    def can_be_taken(self) -> bool:
        return self.link.used_at is None and self.referral.is_open


def why_not(language: Language) -> str:
    with speaking(language):
        return _(DECLINE_WORDS[DeclineCode.CAPACITY])


async def issue(tx: Transaction, referral: Referral, actor: Actor) -> dict[Offer, str]:
    """Tokens for the answers that this person could give unread; none for somebody who may not decide."""
    if actor.person_id is None or not rules.may_triage(actor, referral):
        return {}
    offers = [Offer.PASS_ON, Offer.DECLINE]
    if rules.may_accept(referral) and await usual.acceptance(tx, referral):
        offers.insert(0, Offer.ACCEPT)
    return {offer: await answer_link.issue(tx, referral.id, actor.person_id, offer) for offer in offers}


async def look(tx: Transaction, token: str, *, lock: bool = False) -> Offered:
    """Changes nothing. `NotFound` too for somebody who no longer answers there."""
    link = await answer_link.find(tx, token, lock=lock)
    referral = await queries.by_id(tx, link.referral_id, lock=lock)
    actor = await session.find_by_person(tx, link.person_id)
    if referral is None or actor is None or not rules.may_triage(actor, referral):
        raise NotFound
    accepting = link.answer is Offer.ACCEPT and rules.may_accept(referral)
    return Offered(link, referral, actor, await usual.acceptance(tx, referral) if accepting else None)


async def answer(tx: Transaction, token: str, *, to: str = "") -> Referral:
    """Once. `to` is the department that the reader was shown, when the link passes on."""
    offered = await look(tx, token, lock=True)
    if offered.is_over(tx):
        raise Expired(_("This link worked for 14 days. Answer in your inbox instead."))
    await answer_link.spend(tx, offered.link)
    referral, actor = offered.referral, offered.actor
    match offered.link.answer:
        case Offer.ACCEPT:
            if offered.acceptance is None:
                raise Conflict(_("It can't be accepted unread any more. Answer in your inbox instead."))
            await opening.accept(tx, actor, referral.id, offered.acceptance)
        case Offer.PASS_ON:
            await triage.redirect(tx, actor, referral.id, Redirection(to, usual.suggested_reason(referral.language)))
        case Offer.DECLINE:
            await triage.decline(tx, actor, referral.id, Decline(why_not(referral.language), code=DeclineCode.CAPACITY))
    return await triage.again(tx, referral.id)
