-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The answers of triage beside yes, no, a question and passing on: hold, split, join, reword, call in a second one.
-- Both tables are small, and each is read once to check what it holds.
-- squawk-ignore ban-drop-constraint
alter table problem drop constraint problem_status_check;
-- squawk-ignore ban-drop-constraint
alter table problem drop constraint problem_check1;
alter table problem add column part_of uuid;
alter table problem add column joined_into uuid;
-- squawk-ignore constraint-missing-not-valid
alter table problem add constraint problem_status_check check (status in
    ('unconfirmed', 'submitted', 'waiting', 'engaged', 'completed', 'declined', 'withdrawn', 'divided', 'joined'));
-- squawk-ignore constraint-missing-not-valid
alter table problem add constraint problem_ended check (
    (status in ('completed', 'declined', 'withdrawn', 'divided', 'joined')) = (ended_at is not null));
-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
alter table problem add constraint problem_part_of foreign key (part_of) references problem (id) on delete cascade;
-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
alter table problem add constraint problem_joined_into foreign key (joined_into) references problem (id);
-- squawk-ignore constraint-missing-not-valid
alter table problem add constraint problem_joined check ((status = 'joined') = (joined_into is not null));
-- squawk-ignore require-concurrent-index-creation
create index problem_parts on problem (part_of, id) where part_of is not null;
-- squawk-ignore require-concurrent-index-creation
create index problem_joined_here on problem (joined_into, id) where joined_into is not null;

-- squawk-ignore ban-drop-constraint
alter table referral drop constraint referral_status_check;
-- squawk-ignore ban-drop-constraint
alter table referral drop constraint referral_check1;
-- squawk-ignore ban-drop-constraint
alter table referral drop constraint referral_origin_check;
alter table referral add column decline_code text;
-- Asked for while the referral is `asked`, agreed on when it is `held`.
alter table referral add column hold_term text;
alter table referral add column held_until timestamptz;
alter table referral add column called_in_by uuid;
-- The department's own wording, for its own readers; the problem's stays as the company wrote it.
alter table referral add column reworded_title text;
alter table referral add column reworded_text text;
alter table referral add column reworded_version integer not null default 0;
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_status_check check (status in
    ('waiting', 'asked', 'held', 'accepted', 'redirected', 'declined', 'lapsed', 'withdrawn'));
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_decided check (
    (status in ('waiting', 'asked', 'held')) = (decided_at is null));
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_origin_check check (origin in
    ('routed', 'redirected', 'desk', 'fallback', 'onward', 'returned', 'called_in', 'split'));
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_decline_code check (decline_code in
    ('capacity', 'field', 'scope', 'supplier', 'ethics', 'secrecy', 'other'));
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_held check ((status = 'held') = (held_until is not null));
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_hold_term check (hold_term ~ '^20[0-9]{2}-(spring|autumn)$');
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_held_for check (status <> 'held' or hold_term is not null);
-- squawk-ignore constraint-missing-not-valid
alter table referral add constraint referral_reworded check (
    (reworded_title is null) = (reworded_text is null) and length(reworded_title) between 1 and 200
    and length(reworded_text) between 1 and 20000);
-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
alter table referral add constraint referral_called_in_by foreign key (called_in_by) references referral (id);
-- squawk-ignore require-concurrent-index-creation
create unique index referral_held_by_once on referral (problem_id, unit_id)
    where status in ('waiting', 'asked', 'held', 'accepted');
-- squawk-ignore require-concurrent-index-deletion
drop index referral_open_once;
-- squawk-ignore require-concurrent-index-creation
create index referral_to_wake on referral (held_until, id) where status = 'held';

-- Between the departments that have or had the problem and the desk; never for the company or students.
create table note (
    id uuid primary key,
    problem_id uuid not null references problem (id) on delete cascade,
    referral_id uuid not null references referral (id) on delete cascade,
    unit_id uuid references unit (id),
    author_id uuid not null references person (id),
    author_name text not null,
    body text not null check (length(body) between 1 and 4000),
    written_at timestamptz not null
);
create index note_of_problem on note (problem_id, id);
create index note_of_author on note (author_id, id desc);

-- Something to be settled before a problem is accepted, with a second opinion where one is asked for.
create table flag (
    id uuid primary key,
    problem_id uuid not null references problem (id) on delete cascade,
    referral_id uuid not null references referral (id) on delete cascade,
    kind text not null check (kind in ('ethics', 'dual_use', 'personal_data', 'societal_interest')),
    status text not null check (status in ('raised', 'asked', 'advised', 'resolved')),
    note text not null check (length(note) between 1 and 4000),
    raised_by uuid references person (id),
    raised_name text not null,
    raised_at timestamptz not null,
    asked_unit_id uuid references unit (id),
    opinion text check (length(opinion) between 1 and 4000),
    goes_ahead text check (goes_ahead in ('yes', 'with_conditions', 'no')),
    opinion_by uuid references person (id),
    opinion_name text,
    opinion_at timestamptz,
    resolution text check (length(resolution) between 1 and 2000),
    resolved_by uuid references person (id),
    resolved_name text,
    resolved_at timestamptz,
    check ((opinion is null) = (goes_ahead is null) and (opinion is null) = (opinion_at is null)),
    check ((status = 'resolved') = (resolution is not null and resolved_at is not null)),
    check (status <> 'asked' or asked_unit_id is not null),
    check (status <> 'advised' or opinion is not null)
);
create index flag_of_problem on flag (problem_id, id);
create index flag_asked on flag (asked_unit_id, id) where status = 'asked';
create index flag_of_person on flag (raised_by, id desc);

-- What somebody found wrong with a problem or a project. Who reported it is for the desk alone.
create table concern (
    id uuid primary key,
    problem_id uuid not null references problem (id) on delete cascade,
    engagement_id uuid references engagement (id) on delete cascade,
    text text not null check (length(text) between 1 and 4000),
    reporter_id uuid references person (id),
    reporter_name text not null default '' check (length(reporter_name) <= 200),
    reporter_email text check (length(reporter_email) between 3 and 508),
    language text not null check (language in ('nb', 'nn', 'en')),
    status text not null check (status in ('reported', 'resolved')),
    reported_at timestamptz not null,
    resolution text check (length(resolution) between 1 and 4000),
    resolved_by uuid references person (id),
    resolved_name text,
    resolved_at timestamptz,
    check ((status = 'resolved') = (resolution is not null and resolved_at is not null))
);
create index concern_open on concern (id) where status = 'reported';
create index concern_newest on concern (status, id desc);
create index concern_of_reporter on concern (reporter_id, id desc) where reporter_id is not null;

-- migrate:down
