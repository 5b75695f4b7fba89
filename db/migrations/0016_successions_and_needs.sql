-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- What a department becomes, decided beforehand: at the day all that is open follows.
create table succession (
    id uuid primary key,
    unit_id uuid not null references unit (id),
    kind text not null check (kind in ('merge', 'split', 'rename')),
    takes_effect_on date not null,
    successors uuid[] not null default '{}',
    name_nb text check (length(name_nb) between 1 and 200),
    name_nn text check (length(name_nn) between 1 and 200),
    name_en text check (length(name_en) between 1 and 200),
    reason text not null check (length(reason) between 1 and 500),
    decided_by uuid references person (id) on delete set null,
    decided_at timestamptz not null,
    cancelled_at timestamptz,
    done_at timestamptz check (done_at is null or cancelled_at is null),
    check ((kind = 'rename') = (name_nb is not null and name_nn is not null and name_en is not null)),
    check ((kind = 'merge' and cardinality(successors) = 1) or (kind = 'split' and cardinality(successors) between 2 and 8)
        or (kind = 'rename' and cardinality(successors) = 0))
);
create unique index succession_open on succession (unit_id) where done_at is null and cancelled_at is null;
create index succession_due on succession (takes_effect_on, id) where done_at is null and cancelled_at is null;

-- Who a department that is no more points at; the first of them stands in the unit itself, too.
create table unit_successor (
    unit_id uuid not null references unit (id) on delete cascade,
    successor_id uuid not null references unit (id) check (successor_id <> unit_id),
    place integer not null,
    primary key (unit_id, successor_id)
);
create index unit_successor_back on unit_successor (successor_id);

create trigger routing_has_changed after insert or update or delete on unit_successor
    for each statement execute function routing_has_changed();

-- A unit that has changed since it was shipped keeps its change when the catalogue is read again.
alter table unit add column changed_on date;

-- What a teacher's course seeks, and the problems that were found to fit.
create table need (
    id uuid primary key,
    unit_id uuid not null references unit (id),
    owner_id uuid not null references person (id),
    status text not null default 'open' check (status in ('open', 'closed')),
    title text not null check (length(title) between 1 and 200),
    description text not null check (length(description) between 1 and 4000),
    language text not null check (language in ('nb', 'nn', 'en')),
    kind text check (kind in ('thesis', 'project', 'course')),
    course_code text check (length(course_code) between 1 and 20),
    term text check (term ~ '^20[0-9]{2}-(spring|autumn)$'),
    groups integer check (groups between 1 and 200),
    version integer not null default 1,
    published_at timestamptz not null,
    closed_at timestamptz,
    closing_reason text check (length(closing_reason) <= 500),
    check ((status = 'closed') = (closed_at is not null))
);
create index need_open on need (published_at desc, id desc) where status = 'open';
create index need_open_of_unit on need (unit_id, id desc) where status = 'open';
create index need_of_owner on need (owner_id, id desc);

create table need_match (
    need_id uuid not null references need (id) on delete cascade,
    problem_id uuid not null references problem (id) on delete cascade,
    score double precision not null check (score between 0 and 1),
    words text[] not null default '{}',
    found_at timestamptz not null,
    -- When its owner was told, once the problem lay with their department.
    told_at timestamptz,
    primary key (need_id, problem_id)
);
create index need_match_of_problem on need_match (problem_id, score desc);

-- migrate:down
