-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

alter table referral
    -- When the clock looks at it next; null: at once, since something has changed.
    add column wakes_at timestamptz,
    -- When it goes on by itself if nobody does anything.
    add column moves_on_at timestamptz,
    -- Since when an answer is owed that has not come; the promise itself stays in the due times.
    add column late_since timestamptz,
    -- Since when the second clock runs: after the company's answer or its silence, or after the desk's renewal.
    add column resumed_at timestamptz;

-- Small: only what is open is looked at.
-- squawk-ignore require-concurrent-index-creation
create index referral_wakes on referral ((coalesce(wakes_at, '-infinity'::timestamptz)), id)
    where status in ('waiting', 'asked');

-- The new one allows what the old one allowed, and more.
-- squawk-ignore ban-drop-constraint
alter table referral drop constraint referral_origin_check;
alter table referral add constraint referral_origin_check
    check (origin in ('routed', 'redirected', 'desk', 'fallback', 'onward')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table referral validate constraint referral_origin_check;

-- Whatever verb changes a referral's state or its dates need not know of the clock: it looks anew.
create function referral_clock_starts_anew() returns trigger language plpgsql as $$
begin
    new.wakes_at := null;
    new.moves_on_at := null;
    new.late_since := null;
    return new;
end
$$;
create trigger referral_clock_starts_anew before update on referral for each row
    when ((old.status, old.reply_due_at, old.decision_due_at, old.first_reply_at, old.paused_at)
        is distinct from (new.status, new.reply_due_at, new.decision_due_at, new.first_reply_at, new.paused_at))
    execute function referral_clock_starts_anew();

-- What the clock has done to a referral: each stage once for the time that it belongs to.
create table referral_stage (
    referral_id uuid not null references referral (id) on delete cascade,
    stage text not null check (stage in ('remind', 'escalate', 'ask_again', 'ask_last')),
    due_at timestamptz not null,
    taken_at timestamptz not null,
    primary key (referral_id, stage, due_at)
);

-- Which departments the matching thought of, best first, so that a problem nobody answers finds the next.
create table ranking (
    problem_id uuid primary key references problem (id) on delete cascade,
    version text not null,
    candidates jsonb not null check (jsonb_typeof(candidates) = 'array'),
    ranked_at timestamptz not null
);

-- What the institution (unit_id null), a faculty or a department has chosen; whoever says nothing inherits.
create table setting (
    institution_id uuid not null references institution (id) on delete cascade,
    unit_id uuid references unit (id) on delete cascade,
    name text not null check (name ~ '^[a-z_]{2,40}$'),
    value jsonb not null,
    set_at timestamptz not null,
    set_by uuid references person (id)
);
create unique index setting_once on setting (name, coalesce(unit_id, institution_id));
create index setting_of_unit on setting (unit_id) where unit_id is not null;

-- migrate:down
