"""Problems like this one that were answered before, and what became of them: for whoever is to answer this one."""

from uuid import UUID

import msgspec

from api.departments.unit import FormKind
from api.language import Language, Words
from api.problems.problem import ProblemStatus
from api.problems.representation import unit_words
from db.database import Transaction

AT_MOST = 3
SHARED_AT_LEAST = 4

# The words of its title, and the longest of the rest: those are the rarest, as a rule. What the same organisation
# posted counts as one word more. $2: the units whose problems the reader sees, or null for all; of others' problems
# the reader hears of what was open to all and was worked on.
LIKE_IT = """
with this as (
    select id, organisation_id, words from problem where id = $1
), asked as (
    select w.lexeme from this cross join lateral unnest(this.words) w where length(w.lexeme) >= 4
    order by 'A' = any(w.weights) desc, length(w.lexeme) desc, w.lexeme limit 24
), wanted as (
    select string_agg(quote_literal(lexeme), ' | ')::tsquery as words from asked
), found as (
    select p.id, p.words, p.organisation_id = this.organisation_id as same,
        $2::uuid[] is null or exists (
            select 1 from referral r where r.problem_id = p.id and r.unit_id = any($2)) as is_seen,
        p.confidentiality = 'open' and p.status in ('engaged', 'completed') as is_open
    from problem p cross join this
    where p.status in ('engaged', 'completed', 'declined') and p.words @@ (select words from wanted) and p.id <> this.id
    order by p.id desc limit 2000
), ranked as (
    select f.id, f.same, f.is_seen, count(*) + f.same::int as shared
    from found f cross join lateral unnest(f.words) w join asked a using (lexeme)
    where f.is_seen or f.is_open
    group by f.id, f.same, f.is_seen having count(*) + f.same::int >= $3
    order by shared desc, f.id desc limit $4
)
select p.reference, p.title, p.language, p.status, o.name as organisation_name, r.is_seen, e.kind as form_kind,
    e.form_nb, e.form_nn, e.form_en, e.term, e.outcome, e.unit_nb, e.unit_nn, e.unit_en, d.reason
from ranked r
join problem p on p.id = r.id
join organisation o on o.id = p.organisation_id
left join lateral (
    select f.kind, f.name_nb as form_nb, f.name_nn as form_nn, f.name_en as form_en, g.term, g.outcome,
        u.name_nb as unit_nb, u.name_nn as unit_nn, u.name_en as unit_en
    from engagement g join form_of_use f on f.code = g.form_code join unit u on u.id = g.unit_id
    where g.problem_id = p.id and g.status <> 'cancelled' order by g.status = 'completed' desc, g.id desc limit 1
) e on p.status <> 'declined'
left join lateral (
    select x.reason from referral x where x.problem_id = p.id and x.status = 'declined' order by x.decided_at desc
    limit 1
) d on p.status = 'declined'
order by r.shared desc, p.id desc
"""


class PastProblem(msgspec.Struct, frozen=True):
    """`is_seen`: the reader may open it. The form, the term and the unit are those of the work on it, if there was."""

    reference: str
    title: str
    language: Language
    status: ProblemStatus
    organisation_name: str
    is_seen: bool
    form_kind: FormKind | None
    form_nb: str | None
    form_nn: str | None
    form_en: str | None
    term: str | None
    outcome: str | None
    unit_nb: str | None
    unit_nn: str | None
    unit_en: str | None
    reason: str | None

    @property
    def form(self) -> Words | None:
        return unit_words(self.form_nb, self.form_nn, self.form_en)

    @property
    def unit(self) -> Words | None:
        return unit_words(self.unit_nb, self.unit_nn, self.unit_en)


async def like_it(tx: Transaction, problem_id: UUID, units: list[UUID] | None) -> list[PastProblem]:
    """The likest first; few or none rather than something that only shares a common word."""
    return await tx.rows(PastProblem, LIKE_IT, problem_id, units, SHARED_AT_LEAST, AT_MOST)
