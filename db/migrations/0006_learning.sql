-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- A no that says where a problem does not belong, unlike one for want of people or time.
alter table referral add column wrong_place boolean not null default false;

-- What a decision taught: accepted, passed on, brought here by somebody who passed it on, declined as the wrong place.
-- A small table that people write to; building this takes milliseconds.
-- squawk-ignore require-concurrent-index-creation
create index referral_labelled on referral ((coalesce(decided_at, created_at)) desc)
    where status in ('accepted', 'redirected') or redirected_from is not null or wrong_place;

-- Weights learnt from decisions, each fit a row; none adopted means that the curated profiles alone decide.
create table routing_model (
    version text primary key check (version ~ '^learnt-[0-9a-f]{12}$'),
    id uuid not null unique,
    status text not null check (status in ('fitted', 'adopted', 'refused', 'retired')),
    fitted_at timestamptz not null,
    adopted_at timestamptz,
    retired_at timestamptz,
    parent text references routing_model (version),
    examples integer not null check (examples >= 0),
    weights jsonb not null,
    figures jsonb not null,
    check ((status = 'adopted') = (adopted_at is not null and retired_at is null))
);
create unique index routing_model_adopted on routing_model (status) where status = 'adopted';
create index routing_model_newest on routing_model (fitted_at desc, version);

create trigger routing_has_changed after insert or update or delete on routing_model
    for each statement execute function routing_has_changed();

-- migrate:down
