-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

create table engagement (
    id uuid primary key,
    reference text not null unique check (reference ~ '^E-[0-9A-HJKMNP-TV-Z]{6}$'),
    problem_id uuid not null references problem (id),
    referral_id uuid not null unique references referral (id),
    organisation_id uuid not null references organisation (id),
    unit_id uuid not null references unit (id),
    form_code text not null references form_of_use (code),
    supervisor_id uuid not null references person (id),
    status text not null check (status in ('open', 'running', 'completed', 'cancelled')),
    title text not null check (length(title) between 1 and 200),
    summary text not null check (length(summary) between 1 and 20000),
    language text not null check (language in ('nb', 'nn', 'en')),
    level text check (level in ('bachelor', 'master', 'phd')),
    course_code text check (length(course_code) between 1 and 20),
    credits numeric(4, 1) not null check (credits > 0 and credits <= 120),
    term text not null check (term ~ '^20[0-9]{2}-(spring|autumn)$'),
    groups integer not null check (groups between 1 and 200),
    group_size integer not null check (group_size between 1 and 60),
    relevance_work_life text not null check (length(relevance_work_life) between 1 and 2000),
    relevance_study text not null check (length(relevance_study) between 1 and 2000),
    place text[] not null default '{}',
    demo boolean not null default false,
    opened_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    outcome text check (length(outcome) between 1 and 80),
    outcome_summary text check (length(outcome_summary) <= 8000),
    hours integer check (hours between 0 and 100000),
    ending_reason text check (length(ending_reason) <= 2000),
    words tsvector generated always as (
        setweight(to_tsvector('norwegian'::regconfig, title), 'A')
        || setweight(to_tsvector('english'::regconfig, title), 'A')
        || setweight(to_tsvector('norwegian'::regconfig, summary), 'C')
        || setweight(to_tsvector('english'::regconfig, summary), 'C')
    ) stored,
    check ((status in ('completed', 'cancelled')) = (ended_at is not null)),
    check (status <> 'running' or started_at is not null),
    check (status <> 'completed' or (outcome is not null and started_at is not null)),
    check (status <> 'cancelled' or ending_reason is not null)
);
create index engagement_open on engagement (opened_at desc, id desc) where status = 'open';
create index engagement_open_words on engagement using gin (words) where status = 'open';
create index engagement_of_problem on engagement (problem_id, id);
create index engagement_of_unit on engagement (unit_id, status, id desc);
create index engagement_of_organisation on engagement (organisation_id, id desc);
create index engagement_of_supervisor on engagement (supervisor_id, status, id desc);

create table claim (
    id uuid primary key,
    engagement_id uuid not null references engagement (id) on delete cascade,
    status text not null check (status in ('submitted', 'offered', 'accepted', 'declined', 'withdrawn')),
    lead_id uuid not null references person (id),
    motivation text not null check (length(motivation) between 1 and 4000),
    rank integer check (rank between 1 and 20),
    -- The place that an accepted claim fills; two claims can't fill one.
    place integer check (place >= 1),
    reason text check (length(reason) <= 2000),
    created_at timestamptz not null,
    offered_at timestamptz,
    decided_at timestamptz,
    check ((status = 'accepted') = (place is not null)),
    check (status <> 'offered' or offered_at is not null)
);
create unique index claim_place on claim (engagement_id, place) where place is not null;
create index claim_of_engagement on claim (engagement_id, id);

create table claim_member (
    claim_id uuid not null references claim (id) on delete cascade,
    engagement_id uuid not null references engagement (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    active boolean not null default true,
    primary key (claim_id, person_id)
);
create unique index claim_member_once on claim_member (engagement_id, person_id) where active;
create index claim_member_of_person on claim_member (person_id, claim_id);

create table follow_up (
    id uuid primary key,
    engagement_id uuid not null references engagement (id) on delete cascade,
    organisation_id uuid not null references organisation (id),
    unit_id uuid not null references unit (id),
    kind text not null check (kind in ('at_completion', 'after_3_months', 'after_12_months')),
    status text not null default 'due' check (status in ('due', 'done')),
    due_on date not null,
    notified_at timestamptz,
    completed_at timestamptz,
    completed_by uuid references person (id),
    outcome text check (length(outcome) between 1 and 80),
    note text check (length(note) <= 4000),
    next_step text check (length(next_step) <= 1000),
    unique (engagement_id, kind),
    check ((status = 'done') = (completed_at is not null and outcome is not null))
);
create index follow_up_due on follow_up (due_on, id) where status = 'due';
create index follow_up_of_unit on follow_up (unit_id, due_on, id) where status = 'due';
create index follow_up_of_organisation on follow_up (organisation_id, due_on);

-- migrate:down
