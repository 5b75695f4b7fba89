-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The time that the domain sees; a row stands here only while a developer has set the clock.
create table domain_clock (
    only_row boolean primary key default true check (only_row),
    now timestamptz not null
);

create table person (
    id uuid primary key,
    email text not null unique check (email = lower(email) and length(email) between 3 and 508),
    name text not null check (length(name) between 1 and 200),
    phone text check (length(phone) <= 40),
    language text not null default 'nb' check (language in ('nb', 'nn', 'en')),
    demo boolean not null default false,
    created_at timestamptz not null
);

create table session (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    person_id uuid not null references person (id) on delete cascade,
    user_agent text not null default '' check (length(user_agent) <= 300),
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index session_of_person on session (person_id, created_at desc);

-- A code that was mailed: single use, few tries, short life. It proves that whoever types it reads that mailbox.
create table mail_code (
    id uuid primary key,
    purpose text not null check (purpose in ('sign_in', 'confirm_problem')),
    email text not null check (email = lower(email)),
    subject_id uuid,
    code_hash bytea not null check (length(code_hash) = 32),
    tries_left integer not null default 5 check (tries_left >= 0),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create index mail_code_latest on mail_code (purpose, email, created_at desc);
create index mail_code_of_subject on mail_code (subject_id, created_at desc) where subject_id is not null;

create table api_token (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    name text not null check (length(name) between 1 and 100),
    prefix text not null check (length(prefix) between 8 and 20),
    token_hash bytea not null unique check (length(token_hash) = 32),
    scopes text[] not null check (cardinality(scopes) between 1 and 50),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index api_token_of_person on api_token (person_id, created_at desc);

-- The first answer to a keyed POST, given again to whoever repeats it (Stripe's rule).
create table idempotency (
    key text not null check (length(key) between 1 and 255),
    caller text not null,
    fingerprint bytea not null check (length(fingerprint) = 32),
    status integer not null,
    body bytea not null,
    created_at timestamptz not null default now(),
    primary key (caller, key)
);
create index idempotency_age on idempotency (created_at);

-- migrate:down
