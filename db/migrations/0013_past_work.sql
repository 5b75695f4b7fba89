-- migrate:up
set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- What was completed before, found by its words before the like of it is posted.
-- squawk-ignore require-concurrent-index-creation
create index engagement_completed_words on engagement using gin (words) where status = 'completed';

-- migrate:down
