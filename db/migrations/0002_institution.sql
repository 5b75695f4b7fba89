-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

create table institution (
    id uuid primary key,
    code text not null unique check (code ~ '^[a-z0-9-]{2,20}$'),
    name_nb text not null,
    name_nn text not null,
    name_en text not null,
    abbreviation text not null,
    org_number text check (org_number ~ '^[0-9]{9}$'),
    mark text not null default '',
    main_colour text not null check (main_colour ~ '^#[0-9a-f]{6}$'),
    accent_colour text not null check (accent_colour ~ '^#[0-9a-f]{6}$'),
    languages text[] not null check (cardinality(languages) between 1 and 10),
    time_zone text not null,
    country text not null check (country ~ '^[A-Z]{2}$'),
    -- The promise, in working days: a named first reply, and a decision.
    reply_days integer not null check (reply_days between 1 and 30),
    decision_days integer not null check (decision_days between reply_days and 90)
);

-- Whole days on which nobody is expected to answer, beside public holidays and weekends.
create table closed_period (
    institution_id uuid not null references institution (id) on delete cascade,
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    name text not null,
    primary key (institution_id, starts_on)
);

create table unit (
    id uuid primary key,
    institution_id uuid not null references institution (id),
    parent_id uuid references unit (id),
    kind text not null check (kind in ('faculty', 'department', 'desk')),
    code text not null check (length(code) between 2 and 12),
    external_id text,
    name_nb text not null,
    name_nn text not null,
    name_en text not null,
    about_nb text not null default '',
    about_nn text not null default '',
    about_en text not null default '',
    campus text[] not null default '{}',
    mailbox text check (mailbox = lower(mailbox)),
    valid_from date,
    valid_to date check (valid_to > valid_from),
    successor_id uuid references unit (id),
    profile_digest bytea,
    unique (institution_id, code),
    check ((kind = 'department') = (parent_id is not null))
);
create index unit_children on unit (parent_id, code);

-- Which of its institution's people answer for a unit, or hold a role at the institution as a whole (unit_id null).
create table appointment (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    role text not null check (role in ('student', 'teacher', 'contact', 'editor', 'desk', 'partnership', 'admin')),
    unit_id uuid references unit (id),
    is_first boolean not null default false,
    since timestamptz not null,
    until timestamptz check (until > since),
    check ((role in ('contact', 'teacher', 'editor')) = (unit_id is not null) or role in ('student', 'desk'))
);
create unique index appointment_once on appointment (person_id, role, coalesce(unit_id, person_id)) where until is null;
create index appointment_of_unit on appointment (unit_id, role) where until is null;

-- Ways in which a problem can be used. Data, so that a department's own way of working is a row and not a release.
create table form_of_use (
    code text primary key check (code ~ '^[a-z_]{2,40}$'),
    kind text not null check (kind in ('thesis', 'project', 'course')),
    name_nb text not null,
    name_nn text not null,
    name_en text not null,
    about_nb text not null,
    about_nn text not null,
    about_en text not null,
    level text check (level in ('bachelor', 'master', 'phd')),
    credits numeric(4, 1) check (credits between 0 and 120),
    group_size integer not null default 1 check (group_size between 1 and 60),
    starts_in text[] not null check (starts_in <@ array['spring', 'autumn']),
    -- Last day of the year, as month and day, on which a problem still reaches the spring or the autumn.
    spring_deadline text check (spring_deadline ~ '^[01][0-9]-[0-3][0-9]$'),
    autumn_deadline text check (autumn_deadline ~ '^[01][0-9]-[0-3][0-9]$'),
    position integer not null
);

create table unit_form (
    unit_id uuid not null references unit (id) on delete cascade,
    form_code text not null references form_of_use (code),
    local_name text check (length(local_name) between 1 and 120),
    spring_deadline text check (spring_deadline ~ '^[01][0-9]-[0-3][0-9]$'),
    autumn_deadline text check (autumn_deadline ~ '^[01][0-9]-[0-3][0-9]$'),
    source text,
    primary key (unit_id, form_code)
);

-- Where the dictionary's concepts come from, and on what terms; `shipped` and `edited` are our own.
create table term_source (
    code text primary key check (code ~ '^[a-z0-9_-]{2,40}$'),
    name text not null check (length(name) between 1 and 200),
    licence text not null default '',
    imported_at timestamptz
);

-- `array_to_string` is only stable because of what other types may print as; text prints as itself.
create function in_lines(words text[]) returns text language sql immutable strict parallel safe
    return array_to_string(words, E'\n');

-- One idea and what it is called, shared by every department that speaks of it. The first label of each language is
-- the one that is shown; a source may know a word in one language only.
create table concept (
    id uuid primary key,
    source_code text not null references term_source (code),
    external_id text check (length(external_id) between 1 and 300),
    labels_nb text[] not null default '{}' check (cardinality(labels_nb) <= 200),
    labels_nn text[] not null default '{}' check (cardinality(labels_nn) <= 200),
    labels_en text[] not null default '{}' check (cardinality(labels_en) <= 200),
    note text not null default '' check (length(note) <= 4000),
    -- 1 until a person changes it: what files say of it then gives way.
    version integer not null default 1,
    created_at timestamptz not null,
    retired_at timestamptz,
    name text not null generated always as (lower(coalesce(labels_nb[1], labels_nn[1], labels_en[1]))) stored,
    said text not null generated always as (lower(in_lines(labels_nb || labels_nn || labels_en))) stored,
    unique (source_code, external_id),
    check (cardinality(labels_nb || labels_nn || labels_en) > 0)
);
-- The dictionary page turns its leaves by name; equal words are found whole, parts of words by reading `said`.
create index concept_by_name on concept (name, id) where retired_at is null;
create index concept_words on concept using gin (string_to_array(said, E'\n'));

create table concept_link (
    concept_id uuid not null references concept (id) on delete cascade,
    other_id uuid not null references concept (id) on delete cascade check (other_id <> concept_id),
    -- `broader`: the other one is the wider idea.
    kind text not null check (kind in ('broader', 'related', 'same')),
    primary key (concept_id, other_id, kind)
);
create index concept_link_back on concept_link (other_id, kind);

-- A department's profile: the concepts that it works with, how surely each leads to it, and its own words for them;
-- and short examples in the words of a company.
create table unit_term (
    unit_id uuid not null references unit (id) on delete cascade,
    concept_id uuid not null references concept (id) on delete cascade,
    weight integer not null check (weight between 1 and 3),
    own_nb text[] not null default '{}' check (cardinality(own_nb) <= 40),
    own_nn text[] not null default '{}' check (cardinality(own_nn) <= 40),
    own_en text[] not null default '{}' check (cardinality(own_en) <= 40),
    position integer not null,
    primary key (unit_id, concept_id)
);
create index unit_term_of_concept on unit_term (concept_id);

create table example (
    id uuid primary key,
    unit_id uuid not null references unit (id) on delete cascade,
    language text not null check (language in ('nb', 'nn', 'en')),
    text text not null check (length(text) between 10 and 2000),
    position integer not null
);
create index example_of_unit on example (unit_id, language, position);

-- Every process routes from memory, and looks again when it is told.
create function routing_has_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('routing', '');
    return null;
end
$$;
create trigger routing_has_changed after insert or update or delete on unit
    for each statement execute function routing_has_changed();
create trigger routing_has_changed after insert or update or delete on concept
    for each statement execute function routing_has_changed();
create trigger routing_has_changed after insert or update or delete on unit_term
    for each statement execute function routing_has_changed();
create trigger routing_has_changed after insert or update or delete on example
    for each statement execute function routing_has_changed();

-- migrate:down
