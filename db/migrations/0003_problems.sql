-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

create table organisation (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    org_number text check (length(org_number) between 1 and 40),
    country text not null default 'NO' check (country ~ '^[A-Z]{2}$'),
    kind text not null default 'company'
        check (kind in ('company', 'public_body', 'non_profit', 'student_enterprise', 'other')),
    language text not null default 'nb' check (language in ('nb', 'nn', 'en')),
    demo boolean not null default false,
    created_at timestamptz not null,
    unique (country, org_number),
    check (country <> 'NO' or org_number ~ '^[0-9]{9}$')
);
create index organisation_by_name on organisation (lower(name), id);

create table membership (
    organisation_id uuid not null references organisation (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    since timestamptz not null,
    until timestamptz,
    primary key (organisation_id, person_id)
);
create index membership_of_person on membership (person_id) where until is null;

create table problem (
    id uuid primary key,
    reference text not null unique check (reference ~ '^P-[0-9A-HJKMNP-TV-Z]{6}$'),
    organisation_id uuid not null references organisation (id),
    contact_id uuid not null references person (id),
    status text not null check (status in
        ('unconfirmed', 'submitted', 'waiting', 'engaged', 'completed', 'declined', 'withdrawn')),
    title text not null check (length(title) between 1 and 200),
    description text not null check (length(description) between 1 and 20000),
    language text not null check (language in ('nb', 'nn', 'en')),
    wanted text[] not null default '{}' check (wanted <@ array['thesis', 'project', 'course']),
    earliest_start date,
    confidentiality text not null default 'open' check (confidentiality in ('open', 'some', 'strict')),
    follow_hash bytea not null unique check (length(follow_hash) = 32),
    follow_expires_at timestamptz not null,
    version integer not null default 1 check (version >= 1),
    demo boolean not null default false,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    ended_at timestamptz,
    check ((status = 'unconfirmed') = (confirmed_at is null) or status = 'withdrawn'),
    check ((status in ('completed', 'declined', 'withdrawn')) = (ended_at is not null))
);
create index problem_of_organisation on problem (organisation_id, id desc);
create index problem_of_contact on problem (contact_id, id desc);
create index problem_by_status on problem (status, id desc);
create index problem_confirmed on problem (confirmed_at) where confirmed_at is not null;

-- What a text was before it was revised; the newest stands in the problem itself.
create table problem_revision (
    problem_id uuid not null references problem (id) on delete cascade,
    version integer not null,
    title text not null,
    description text not null,
    replaced_at timestamptz not null,
    replaced_by uuid references person (id),
    primary key (problem_id, version)
);

create table referral (
    id uuid primary key,
    problem_id uuid not null references problem (id) on delete cascade,
    unit_id uuid not null references unit (id),
    status text not null check (status in
        ('waiting', 'asked', 'accepted', 'redirected', 'declined', 'lapsed', 'withdrawn')),
    holder_id uuid references person (id),
    origin text not null check (origin in ('routed', 'redirected', 'desk', 'fallback')),
    score double precision not null default 0 check (score >= 0),
    confidence double precision not null default 0 check (confidence between 0 and 1),
    because jsonb not null default '[]',
    router_version text not null,
    created_at timestamptz not null,
    reply_due_at timestamptz not null,
    decision_due_at timestamptz not null check (decision_due_at >= reply_due_at),
    first_reply_at timestamptz,
    paused_at timestamptz,
    reminded_at timestamptz,
    decided_at timestamptz,
    decided_by uuid references person (id),
    reason text check (length(reason) <= 2000),
    note text check (length(note) <= 4000),
    redirected_from uuid references referral (id),
    check ((status in ('waiting', 'asked')) = (decided_at is null)),
    check ((status = 'asked') = (paused_at is not null))
);
create unique index referral_open_once on referral (problem_id, unit_id) where status in ('waiting', 'asked', 'accepted');
create index referral_inbox on referral (unit_id, reply_due_at, id) where status in ('waiting', 'asked');
create index referral_due on referral (reply_due_at, id) where status = 'waiting';
create index referral_of_problem on referral (problem_id, id);
create index referral_created on referral (created_at);

create table message (
    id uuid primary key,
    problem_id uuid not null references problem (id) on delete cascade,
    referral_id uuid references referral (id) on delete cascade,
    kind text not null check (kind in ('question', 'answer')),
    author_id uuid references person (id),
    author_name text not null,
    body text not null check (length(body) between 1 and 8000),
    sent_at timestamptz not null
);
create index message_of_problem on message (problem_id, id);

-- migrate:down
