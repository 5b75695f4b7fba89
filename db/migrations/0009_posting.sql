-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- What a department asks next: goal, data at hand, hours, place. Left out is what nobody has answered yet.
alter table problem add column brief jsonb not null default '{}';

-- What somebody is still typing, as it was typed. Only the browser with the key, or its person, opens it.
create table draft (
    id uuid primary key,
    key_hash bytea not null unique check (length(key_hash) = 32),
    person_id uuid references person (id) on delete cascade,
    typed jsonb not null default '{}' check (jsonb_typeof(typed) = 'object'),
    step text not null check (length(step) between 1 and 40),
    mailed_to text check (length(mailed_to) <= 254),
    mailed_at timestamptz,
    mails integer not null default 0 check (mails >= 0),
    created_at timestamptz not null,
    changed_at timestamptz not null,
    expires_at timestamptz not null
);
create index draft_of_person on draft (person_id, id desc) where person_id is not null;
create index draft_expired on draft (expires_at);
create index draft_mailed on draft (mailed_to, mailed_at) where mailed_to is not null;

-- Work that a visitor's machine has done against spam; each piece counts once.
create table spent_proof (
    challenge text primary key check (length(challenge) = 64),
    expires_at timestamptz not null
);
create index spent_proof_expired on spent_proof (expires_at);

-- migrate:down
