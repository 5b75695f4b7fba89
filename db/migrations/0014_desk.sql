-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- A line above every page, for as long as it holds: planned downtime, a deadline that was moved.
create table announcement (
    id uuid primary key,
    text_nb text not null check (length(text_nb) between 1 and 300),
    text_nn text not null check (length(text_nn) between 1 and 300),
    text_en text not null check (length(text_en) between 1 and 300),
    shown_from timestamptz not null,
    shown_until timestamptz not null check (shown_until > shown_from),
    written_by uuid not null references person (id),
    written_at timestamptz not null,
    ended_at timestamptz
);
create index announcement_shown on announcement (shown_until desc) where ended_at is null;

-- Addresses, or whole domains, from which nothing more is taken in.
create table turned_away (
    address text primary key check (address = lower(address) and length(address) between 3 and 254),
    reason text not null check (length(reason) between 1 and 2000),
    turned_away_by uuid not null references person (id),
    turned_away_at timestamptz not null
);

-- How the desk heard of a problem that it wrote down for somebody.
alter table problem
    add column heard_by text check (heard_by in ('phone', 'mail', 'meeting')),
    -- squawk-ignore adding-foreign-key-constraint
    add column taken_in_by uuid references person (id);

-- migrate:down
