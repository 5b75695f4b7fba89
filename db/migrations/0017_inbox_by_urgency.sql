-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Most urgent first: by the first reply while that is owed, by the decision afterwards.
-- Small: only what is open lies in it.
-- squawk-ignore require-concurrent-index-creation
create index referral_urgency on referral (
    unit_id,
    (case when first_reply_at is null and resumed_at is null then reply_due_at else decision_due_at end),
    id
) where status in ('waiting', 'asked');

-- migrate:down
