"""What was done before that is like a text, so that the next can build on it."""

import msgspec

from api.language import Language, Words
from db.database import Transaction

AT_MOST = 3

# The longest words of a text are the rarest, as a rule: a dozen of them tell its topic, and keep the search small. One
# of them must stand in the title of the work, and a few in the rest of it. Only what was open to all when it was
# offered to students is shown to strangers.
COMPLETED = """
with asked as (
    select lexeme from unnest(to_tsvector($1::text::regconfig, $2)) where length(lexeme) >= 4
    order by length(lexeme) desc, lexeme limit 12
), wanted as (
    select string_agg(quote_literal(lexeme), ' | ')::tsquery as words from asked
), found as (
    select e.id, e.words from engagement e join problem p on p.id = e.problem_id
    where e.status = 'completed' and e.words @@ (select words from wanted) and p.confidentiality = 'open'
    limit 2000
), ranked as (
    select f.id, count(*) as shared from found f cross join lateral unnest(f.words) w join asked a using (lexeme)
    group by f.id having count(*) >= $3 and bool_or('A' = any(w.weights))
    order by count(*) desc, f.id desc limit $4
)
select e.reference, e.title, e.term, e.outcome, u.code as unit_code, u.name_nb as unit_nb, u.name_nn as unit_nn,
    u.name_en as unit_en, o.name_nb as form_nb, o.name_nn as form_nn, o.name_en as form_en
from ranked r join engagement e on e.id = r.id join unit u on u.id = e.unit_id
join form_of_use o on o.code = e.form_code
order by r.shared desc, e.id desc
"""

SHARED_AT_LEAST = 4
CONFIGURATIONS = {Language.BOKMAL: "norwegian", Language.NYNORSK: "norwegian", Language.ENGLISH: "english"}


class _Row(msgspec.Struct, frozen=True):
    reference: str
    title: str
    term: str
    outcome: str
    unit_code: str
    unit_nb: str
    unit_nn: str
    unit_en: str
    form_nb: str
    form_nn: str
    form_en: str


class CompletedWork(msgspec.Struct, frozen=True):
    """`term` is when it began (`2027-spring`); `outcome` is a code, or whoever completed it by the API's own words."""

    reference: str
    title: str
    term: str
    form: Words
    department: Words
    department_code: str
    outcome: str

    @property
    def year(self) -> str:
        return self.term.partition("-")[0]


async def completed(tx: Transaction, title: str, description: str, language: Language) -> list[CompletedWork]:
    """The likest first; few or none rather than something that only shares a common word."""
    text = f"{title}\n{description}"
    rows = await tx.rows(_Row, COMPLETED, CONFIGURATIONS[language], text, SHARED_AT_LEAST, AT_MOST)
    return [
        CompletedWork(
            row.reference, row.title, row.term, Words(row.form_nb, row.form_nn, row.form_en),
            Words(row.unit_nb, row.unit_nn, row.unit_en), row.unit_code, row.outcome,
        )
        for row in rows
    ]  # fmt: skip
