-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

alter table engagement
    -- When the clock looks at it next; null: at once, since something has changed.
    add column next_at timestamptz,
    -- How often those who answer for it have been told that it is late.
    add column nudges integer not null default 0 check (nudges >= 0),
    -- The department's own questions, as they were answered when the problem was accepted.
    add column answers jsonb not null default '[]';

-- Small: only what goes on is looked at.
-- squawk-ignore require-concurrent-index-creation
create index engagement_wakes on engagement ((coalesce(next_at, '-infinity'::timestamptz)), id)
    where status in ('open', 'running');

create function engagement_clock_starts_anew() returns trigger language plpgsql as $$
begin
    new.next_at := null;
    new.nudges := 0;
    return new;
end
$$;
create trigger engagement_clock_starts_anew before update on engagement for each row
    when ((old.status, old.term) is distinct from (new.status, new.term))
    execute function engagement_clock_starts_anew();

-- The new one allows what the old one allowed, and more.
-- squawk-ignore ban-drop-constraint
alter table referral drop constraint referral_origin_check;
alter table referral add constraint referral_origin_check
    check (origin in ('routed', 'redirected', 'desk', 'fallback', 'onward', 'returned')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table referral validate constraint referral_origin_check;

alter table referral
    -- When its unit hears of it, where it hears once a day; null: at once.
    add column digest_at timestamptz,
    add column digested_at timestamptz;

-- squawk-ignore require-concurrent-index-creation
create index referral_in_digest on referral (digest_at, unit_id) where digest_at is not null and digested_at is null;

-- migrate:down
