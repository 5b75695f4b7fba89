-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

create table history (
    id uuid primary key,
    at timestamptz not null,
    actor_id uuid references person (id),
    actor_name text not null,
    verb text not null check (verb ~ '^[a-z_]+\.[a-z_]+$'),
    subject_id uuid not null,
    problem_id uuid references problem (id),
    engagement_id uuid references engagement (id),
    organisation_id uuid references organisation (id),
    unit_id uuid references unit (id),
    reason text not null,
    detail jsonb not null default '{}'
);
create index history_of_problem on history (problem_id, at, id) where problem_id is not null;
create index history_of_organisation on history (organisation_id, at desc, id desc) where organisation_id is not null;
create index history_of_actor on history (actor_id, at desc, id desc) where actor_id is not null;
create index history_of_subject on history (subject_id, at, id);

-- Only the made-up demo year may be taken out again, and only by the transaction that says so.
create function history_is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('brobygger.clearing_demo', true) = 'on' then
        return null;
    end if;
    raise exception 'history is append-only';
end
$$;
create trigger history_is_append_only before update or delete or truncate on history
    for each statement execute function history_is_append_only();

create table outbox (
    id bigint generated always as identity primary key,
    topic text not null check (topic ~ '^[a-z_]+\.[a-z_]+$'),
    subject_id uuid not null,
    payload jsonb not null default '{}',
    created_at timestamptz not null default now(),
    available_at timestamptz not null default now(),
    attempts integer not null default 0,
    last_error text,
    done_at timestamptz,
    dead_at timestamptz
);
create index outbox_ready on outbox (available_at, id) where done_at is null and dead_at is null;
create index outbox_dead on outbox (dead_at) where dead_at is not null and done_at is null;
create index outbox_done on outbox (done_at) where done_at is not null;

create function outbox_wakes_the_relay() returns trigger language plpgsql as $$
begin
    perform pg_notify('outbox', '');
    return null;
end
$$;
create trigger outbox_wakes_the_relay after insert on outbox
    for each statement execute function outbox_wakes_the_relay();

create table mail (
    id uuid primary key,
    occasion text not null check (occasion ~ '^[a-z_]+$'),
    -- What was told to whom: a fact that is delivered twice is mailed once.
    fact_id bigint,
    recipient text not null check (recipient = lower(recipient)),
    subject text not null check (length(subject) between 1 and 300 and subject !~ '[\r\n]'),
    text text not null,
    language text not null check (language in ('nb', 'nn', 'en')),
    created_at timestamptz not null,
    sent_at timestamptz,
    unique (fact_id, occasion, recipient)
);
create index mail_newest on mail (created_at desc, id desc);

-- migrate:down
