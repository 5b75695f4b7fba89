-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- What the Norwegian register of entities says of a number; `unasked` until it has answered once.
create table register_entry (
    number text primary key check (number ~ '^[0-9]{9}$'),
    standing text not null default 'unasked'
        check (standing in ('unasked', 'active', 'deleted', 'removed', 'missing')),
    name text check (length(name) between 1 and 300),
    form_code text check (length(form_code) between 1 and 10),
    form_name text check (length(form_name) <= 200),
    industry_code text check (length(industry_code) <= 20),
    industry_name text check (length(industry_name) <= 300),
    employees integer check (employees >= 0),
    municipality text check (length(municipality) <= 100),
    municipality_number text check (municipality_number ~ '^[0-9]{4}$'),
    written_form text check (written_form in ('nb', 'nn')),
    parent_number text check (parent_number ~ '^[0-9]{9}$'),
    bankrupt boolean not null default false,
    winding_up boolean not null default false,
    deleted_on date,
    answered_at timestamptz,
    -- When to ask next; failures put it off, each time longer.
    ask_at timestamptz not null,
    failures integer not null default 0 check (failures >= 0),
    check ((standing = 'unasked') = (answered_at is null))
);
create index register_entry_to_ask on register_entry (ask_at, number);
create index register_entry_of_parent on register_entry (parent_number) where parent_number is not null;

-- How far each of the register's feeds of changes has been read.
create table register_feed (
    kind text primary key check (kind in ('enheter', 'underenheter')),
    last_id bigint not null check (last_id >= 0),
    read_at timestamptz,
    asked_at timestamptz not null
);

-- A table of some thousand rows at most, whose new columns are empty: the scans take no time.
alter table organisation
    -- Somebody at the desk has seen that a poster outside the register is who it says it is.
    add column vouched_at timestamptz,
    -- squawk-ignore adding-foreign-key-constraint
    add column vouched_by uuid references person (id),
    -- squawk-ignore adding-foreign-key-constraint
    add column merged_into uuid references organisation (id),
    add column merged_at timestamptz,
    -- squawk-ignore constraint-missing-not-valid
    add constraint organisation_vouched check ((vouched_at is null) = (vouched_by is null)),
    -- squawk-ignore constraint-missing-not-valid
    add constraint organisation_merged check ((merged_into is null) = (merged_at is null) and merged_into <> id);
-- squawk-ignore require-concurrent-index-creation
create index organisation_merged_into on organisation (merged_into) where merged_into is not null;
-- squawk-ignore require-concurrent-index-creation
create index organisation_to_vouch on organisation (created_at, id)
    where org_number is null and vouched_at is null and merged_into is null;

alter table institution
    -- Posters outside the register lie at the desk first, instead of being looked at while departments read.
    add column desk_vouches_first boolean not null default false;

alter table membership
    add column role text not null default 'member' check (role in ('owner', 'member'));

create table invitation (
    id uuid primary key,
    organisation_id uuid not null references organisation (id) on delete cascade,
    email text not null check (email = lower(email)),
    role text not null check (role in ('owner', 'member')),
    token_hash bytea not null unique check (length(token_hash) = 32),
    invited_by uuid not null references person (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    withdrawn_at timestamptz,
    check (accepted_at is null or withdrawn_at is null)
);
create unique index invitation_open_once on invitation (organisation_id, email)
    where accepted_at is null and withdrawn_at is null;

-- migrate:down
