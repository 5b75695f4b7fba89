-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- What a decision left behind, so that it can be taken back as it was.
alter table referral add column decided_from text;
alter table referral add column paused_before timestamptz;

-- A referral whose acceptance was taken back can be accepted again; the engagement that was called off stays.
-- squawk-ignore ban-drop-constraint
alter table engagement drop constraint engagement_referral_id_key;
-- squawk-ignore require-concurrent-index-creation
create unique index engagement_of_referral on engagement (referral_id) where status <> 'cancelled';

-- One answer that a letter offers to whoever reads that mailbox. Only the hash is kept; the link works once.
create table answer_link (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    referral_id uuid not null references referral (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    answer text not null check (answer in ('accept', 'pass_on', 'decline')),
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    used_at timestamptz
);
create index answer_link_of_referral on answer_link (referral_id);
create index answer_link_of_person on answer_link (person_id);
create index answer_link_expiry on answer_link (expires_at);

-- How somebody wants to work and to hear of things; no row means that all is as usual.
create table preference (
    person_id uuid primary key references person (id) on delete cascade,
    shortcuts boolean not null default true,
    hears text not null default 'every_problem' check (hears in ('every_problem', 'held', 'digest')),
    digest_at timestamptz
);
create index preference_digest on preference (person_id) where hears = 'digest';

-- The words of a problem, stemmed in its own language, to find what was like it before.
-- The table is small, and the rewrite is over in a moment.
-- squawk-ignore adding-field-with-default
alter table problem add column words tsvector generated always as (
    case when language = 'en'
        then setweight(to_tsvector('english'::regconfig, title), 'A')
            || setweight(to_tsvector('english'::regconfig, description), 'C')
        else setweight(to_tsvector('norwegian'::regconfig, title), 'A')
            || setweight(to_tsvector('norwegian'::regconfig, description), 'C')
    end
) stored;
-- squawk-ignore require-concurrent-index-creation
create index problem_past_words on problem using gin (words) where status in ('engaged', 'completed', 'declined');

-- migrate:down
