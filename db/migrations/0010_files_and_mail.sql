-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- A file that belongs to a problem. Its bytes wait in `attachment_part` until storage has taken them.
create table attachment (
    id uuid primary key,
    problem_id uuid not null references problem (id) on delete cascade,
    message_id uuid references message (id) on delete cascade,
    from_company boolean not null,
    author_id uuid references person (id),
    author_name text not null,
    name text not null check (length(name) between 1 and 150 and name !~ '[/\\[:cntrl:]]'),
    media_type text not null check (length(media_type) between 3 and 100),
    size integer not null check (size between 1 and 20971520),
    sha256 bytea not null check (length(sha256) = 32),
    key text not null unique check (key ~ '^[0-9a-f]{2}/[0-9a-f]{32}$'),
    -- A confidential annex: for its poster, and for those who have signed the agreement with the company.
    confidential boolean not null default false,
    received_at timestamptz not null,
    stored_at timestamptz,
    check (from_company or not confidential)
);
create index attachment_of_problem on attachment (problem_id, id);
create index attachment_of_message on attachment (message_id) where message_id is not null;
create index attachment_of_author on attachment (author_id) where author_id is not null;

create table attachment_part (
    attachment_id uuid not null references attachment (id) on delete cascade,
    number integer not null check (number between 0 and 99),
    bytes bytea not null check (length(bytes) between 1 and 1048576),
    primary key (attachment_id, number)
);

-- Who has signed the agreement of an engagement; the company's own signature opens its annexes to the others.
create table agreement_signature (
    engagement_id uuid not null references engagement (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    for_organisation boolean not null,
    signed_at timestamptz not null,
    recorded_by uuid references person (id),
    primary key (engagement_id, person_id)
);
create index agreement_signature_of_person on agreement_signature (person_id);

-- Either side may write at any time; a question and its answer move the clock, a message does not.
-- squawk-ignore ban-drop-constraint
alter table message drop constraint message_kind_check;
alter table message add constraint message_kind_check check (kind in ('question', 'answer', 'message')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table message validate constraint message_kind_check;
-- Null for what was said before sides were kept: an answer is the company's, a question is not.
alter table message add column from_company boolean;
-- The `Message-ID` of the mail that brought it.
alter table message add column mail_id text check (length(mail_id) between 1 and 500);
alter table message add constraint message_says_its_side check (kind <> 'message' or from_company is not null) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table message validate constraint message_says_its_side;

-- What a letter is about, so that a reply to it finds its way; and the mail that it replies to.
alter table mail add column problem_id uuid;
alter table mail add column referral_id uuid;
alter table mail add column in_reply_to text check (length(in_reply_to) between 1 and 500);

create table inbound_mail (
    id uuid primary key,
    mail_id uuid not null references mail (id) on delete cascade,
    message_id text not null check (length(message_id) between 1 and 500),
    received_at timestamptz not null,
    unique (mail_id, message_id)
);
create index inbound_mail_newest on inbound_mail (received_at);

-- Keys of private links that a newer one has replaced: whoever opens one is told so.
create table replaced_link (
    key_hash bytea primary key check (length(key_hash) = 32),
    problem_id uuid not null references problem (id) on delete cascade,
    replaced_at timestamptz not null
);
create index replaced_link_of_problem on replaced_link (problem_id);

-- squawk-ignore ban-drop-constraint
alter table mail_code drop constraint mail_code_purpose_check;
alter table mail_code add constraint mail_code_purpose_check
    check (purpose in ('sign_in', 'confirm_problem', 'renew_link')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table mail_code validate constraint mail_code_purpose_check;

-- The problem that this one grew out of.
alter table problem add column grew_from uuid;
alter table problem add constraint problem_grew_from foreign key (grew_from) references problem (id)
    on delete set null not valid;
-- squawk-ignore constraint-missing-not-valid
alter table problem validate constraint problem_grew_from;
-- Small tables that people write to; building these takes milliseconds.
-- squawk-ignore require-concurrent-index-creation
create index problem_grown_from on problem (grew_from) where grew_from is not null;
-- squawk-ignore require-concurrent-index-creation
create index mail_of_problem on mail (problem_id, id) where problem_id is not null;

-- migrate:down
