"""What each verb of the history says to a reader, in one sentence."""

from api.language import _, later

SENTENCES = {
    "problem.posted": later("%(actor)s posted the problem."),
    "problem.confirmed": later("%(actor)s confirmed the address, and the problem went on its way."),
    "problem.referred": later("The problem was put in front of %(unit)s."),
    "problem.revised": later("%(actor)s reworded the problem."),
    "problem.withdrawn": later("%(actor)s withdrew the problem."),
    "problem.declined": later("%(actor)s ended the search: nobody at the university can take this on."),
    "problem.completed": later("All work on the problem is completed."),
    "problem.reopened": later("The problem is looking for a home again."),
    "attachment.added": later("%(actor)s added a file."),
    "attachment.removed": later("%(actor)s took a file away."),
    "referral.asked": later("%(actor)s at %(unit)s asked a question."),
    "referral.answered": later("%(actor)s answered the question."),
    "referral.accepted": later("%(actor)s at %(unit)s accepted the problem."),
    "referral.redirected": later("%(actor)s at %(unit)s passed the problem on."),
    "referral.declined": later("%(actor)s at %(unit)s said no."),
    "referral.lapsed": later("%(unit)s did not answer in time, so the problem went on."),
    "referral.withdrawn": later("The problem no longer lies with %(unit)s."),
    "referral.reminded": later("We reminded %(unit)s that an answer is due."),
    "referral.escalated": later("The answer from %(unit)s is late, so we have told others at the university."),
    "referral.substituted": later("Somebody else at %(unit)s has it now."),
    "referral.renewed": later("%(unit)s is still looking for somebody who can take it on."),
    "referral.asked_again": later("We reminded the company of the question from %(unit)s."),
    "referral.resumed": later("The question was not answered, so %(unit)s decides with what it has."),
    "engagement.opened": later("%(actor)s opened it for students at %(unit)s."),
    "engagement.started": later("Students at %(unit)s began to work on it."),
    "engagement.completed": later("The work at %(unit)s was completed."),
    "engagement.cancelled": later("The work at %(unit)s was called off."),
    "agreement.signed": later("%(actor)s signed the agreement at %(unit)s."),
    "claim.submitted": later("%(actor)s asked to do it."),
    "claim.offered": later("%(actor)s offered the students the place."),
    "claim.accepted": later("%(actor)s accepted the place."),
    "claim.declined": later("A claim was turned down."),
    "claim.withdrawn": later("%(actor)s withdrew the claim."),
    "follow_up.owed": later("%(unit)s will get in touch again."),
    "follow_up.completed": later("%(actor)s at %(unit)s followed up."),
    "concept.added": later("%(actor)s added these words."),
    "concept.revised": later("%(actor)s changed the words."),
    "concept.retired": later("%(actor)s took the words out of use."),
    "concept.restored": later("%(actor)s took the words into use again."),
    "term.given": later("%(actor)s gave the words to %(unit)s."),
    "term.revised": later("%(actor)s changed how %(unit)s uses the words."),
    "term.taken_away": later("%(actor)s took the words away from %(unit)s."),
    "routing.learnt": later("The routing learnt from decisions."),
    "routing.refused": later("What the routing had learnt was no better, so it was not taken into use."),
    "routing.taken_back": later("%(actor)s took the routing back to an earlier version."),
    "fact.revived": later("%(actor)s sent something on that had got stuck."),
    "person.appointed": later("Somebody new answers at %(unit)s."),
    "person.dismissed": later("Somebody no longer answers at %(unit)s."),
    "unit.mailbox_set": later("%(actor)s changed the mailbox of %(unit)s."),
    "referral.handed_over": later("Somebody else at %(unit)s has the problem now."),
    "session.opened": later("%(actor)s signed in."),
    "session.ended": later("%(actor)s signed out."),
}


def sentence(verb: str, *, actor: str, unit: str | None) -> str:
    """An unknown verb is told by its own name, so that nothing that happened goes unsaid."""
    known = SENTENCES.get(verb)
    return _(known, actor=actor, unit=unit or _("the university")) if known else verb
