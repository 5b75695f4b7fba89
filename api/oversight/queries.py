"""SQL of the figures. Each takes ($1 since, $2 until, $3 units or null, $4 now) and answers with one `Counted` row."""

UNITS_OF = """
select u.id from unit u left join unit f on f.id = u.parent_id
where u.kind = 'department' and ($1::text is null or lower(u.code) = lower($1))
    and ($2::text is null or lower(f.code) = lower($2))
limit 500
"""

# Waiting cases enter the median with their age so far, which can only understate it; leaving them out would flatter.
TIME_TO_FIRST_ANSWER = """
with asked as (
    select extract(epoch from coalesce(r.first_reply_at, $4::timestamptz) - r.created_at) / 3600 as hours,
        r.first_reply_at is not null as answered
    from referral r
    where r.status <> 'withdrawn'
        and ($1::date is null or r.created_at >= $1::date::timestamptz)
        and ($2::date is null or r.created_at < $2::date::timestamptz)
        and ($3::uuid[] is null or r.unit_id = any($3))
)
select round((percentile_cont(0.5) within group (order by hours))::numeric, 1)::float8 as value,
    (count(*) filter (where answered))::int as numerator, count(*)::int as denominator,
    (count(*) filter (where not answered))::int as open_cases
from asked
"""

ANSWERED_IN_TIME = """
with referred as (
    select r.reply_due_at, r.first_reply_at,
        coalesce(r.first_reply_at <= r.reply_due_at, false) as in_time,
        r.reply_due_at <= $4::timestamptz or r.first_reply_at is not null as counts
    from referral r
    where r.status <> 'withdrawn'
        and ($1::date is null or r.reply_due_at >= $1::date::timestamptz)
        and ($2::date is null or r.reply_due_at < $2::date::timestamptz)
        and ($3::uuid[] is null or r.unit_id = any($3))
)
select ((count(*) filter (where counts and in_time))::float8 / nullif(count(*) filter (where counts), 0)) as value,
    (count(*) filter (where counts and in_time))::int as numerator,
    (count(*) filter (where counts))::int as denominator,
    (count(*) filter (where not counts))::int as open_cases
from referred
"""

# The same, for each department by itself, in one statement.
ANSWERED_BY_UNIT = """
with referred as (
    select r.unit_id, coalesce(r.first_reply_at <= r.reply_due_at, false) as in_time,
        r.reply_due_at <= $4::timestamptz or r.first_reply_at is not null as counts
    from referral r
    where r.status <> 'withdrawn'
        and ($1::date is null or r.reply_due_at >= $1::date::timestamptz)
        and ($2::date is null or r.reply_due_at < $2::date::timestamptz)
        and ($3::uuid[] is null or r.unit_id = any($3))
)
select u.code, u.name_nb, u.name_nn, u.name_en,
    ((count(*) filter (where counts and in_time))::float8 / count(*) filter (where counts)) as value,
    (count(*) filter (where counts and in_time))::int as numerator,
    (count(*) filter (where counts))::int as denominator,
    (count(*) filter (where not counts))::int as open_cases
from referred r join unit u on u.id = r.unit_id
where u.kind = 'department'
group by u.id having count(*) filter (where counts) > 0
order by value, denominator desc, u.code limit 500
"""

PROBLEMS_ENGAGED = """
with posted as (
    select p.status, exists (
        select 1 from engagement e where e.problem_id = p.id and ($3::uuid[] is null or e.unit_id = any($3))
    ) as engaged
    from problem p
    where p.confirmed_at <= $4::timestamptz and p.status <> 'withdrawn'
        and ($1::date is null or p.confirmed_at >= $1::date::timestamptz)
        and ($2::date is null or p.confirmed_at < $2::date::timestamptz)
        and ($3::uuid[] is null or exists (
            select 1 from referral r where r.problem_id = p.id and r.unit_id = any($3)))
)
select ((count(*) filter (where engaged))::float8 / nullif(count(*), 0)) as value,
    (count(*) filter (where engaged))::int as numerator, count(*)::int as denominator,
    (count(*) filter (where not engaged and status in ('submitted', 'waiting')))::int as open_cases
from posted
"""

ORGANISATIONS_RETURNED = """
with firsts as (
    select p.organisation_id, min(p.confirmed_at) as first_at, max(p.confirmed_at) as last_at
    from problem p
    where p.confirmed_at <= $4::timestamptz
        and ($3::uuid[] is null or exists (
            select 1 from referral r where r.problem_id = p.id and r.unit_id = any($3)))
    group by p.organisation_id
), came as (
    select last_at::date > first_at::date as again from firsts
    where ($1::date is null or first_at >= $1::date::timestamptz)
        and ($2::date is null or first_at < $2::date::timestamptz)
)
select ((count(*) filter (where again))::float8 / nullif(count(*), 0)) as value,
    (count(*) filter (where again))::int as numerator, count(*)::int as denominator,
    (count(*) filter (where not again))::int as open_cases
from came
"""

PROBLEMS_POSTED = """
with posted as (
    select p.confirmed_at from problem p
    where p.status <> 'withdrawn' and p.created_at <= $4::timestamptz
        and ($1::date is null or coalesce(p.confirmed_at, p.created_at) >= $1::date::timestamptz)
        and ($2::date is null or coalesce(p.confirmed_at, p.created_at) < $2::date::timestamptz)
        and ($3::uuid[] is null or exists (
            select 1 from referral r where r.problem_id = p.id and r.unit_id = any($3)))
)
select count(confirmed_at)::float8 as value, count(confirmed_at)::int as numerator,
    count(confirmed_at)::int as denominator, (count(*) - count(confirmed_at))::int as open_cases
from posted
"""

REDIRECTED = """
with referred as (
    select r.status, r.decided_at from referral r
    where r.status <> 'withdrawn'
        and ($1::date is null or coalesce(r.decided_at, $4::timestamptz) >= $1::date::timestamptz)
        and ($2::date is null or coalesce(r.decided_at, $4::timestamptz) < $2::date::timestamptz)
        and ($3::uuid[] is null or r.unit_id = any($3))
)
select ((count(*) filter (where status = 'redirected'))::float8 / nullif(count(decided_at), 0)) as value,
    (count(*) filter (where status = 'redirected'))::int as numerator, count(decided_at)::int as denominator,
    (count(*) filter (where decided_at is null))::int as open_cases
from referred
"""

# The desk's board: what nobody holds, what is late, what is flagged as dead.
WITHOUT_HOLDER = """
select p.reference, p.title, o.name as organisation_name, p.status, p.confirmed_at
from problem p join organisation o on o.id = p.organisation_id
where p.status = 'waiting' and not exists (
    select 1 from referral r
    where r.problem_id = p.id and r.status in ('waiting', 'asked', 'held') and r.holder_id is not null)
order by p.confirmed_at, p.id limit $1
"""

LATE = """
select r.id, p.reference, p.title, u.code as unit_code, h.name as holder_name, r.reply_due_at, r.decision_due_at,
    r.first_reply_at, r.resumed_at
from referral r join problem p on p.id = r.problem_id join unit u on u.id = r.unit_id
left join person h on h.id = r.holder_id
where r.status = 'waiting'
    and case when coalesce(r.first_reply_at, r.resumed_at) is null then r.reply_due_at else r.decision_due_at end < $1
order by r.reply_due_at, r.id limit $2
"""

# Last week's true numbers, for the front page.
LAST_WEEK = """
select
    (select count(*) from problem where confirmed_at > $1::timestamptz - interval '7 days' and confirmed_at <= $1)::int
        as posted,
    (select count(*) from referral where first_reply_at > $1::timestamptz - interval '7 days'
        and first_reply_at <= $1)::int as answered,
    (select count(*) from engagement where status = 'open')::int as open_projects,
    (select count(*) from unit where kind = 'department' and (valid_to is null or valid_to > $1::date))::int
        as departments
"""
