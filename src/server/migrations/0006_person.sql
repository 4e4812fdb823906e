-- People, posts and grants in use: a tenure entered by mistake is withdrawn, not deleted; what
-- ended it is on paper too; grants lent on are found from the one they come from.

alter table tenure add column until_document text;
alter table tenure add column withdrawn_at timestamptz;
alter table access_grant add check (until > since);
create index access_grant_source on access_grant (from_grant) where from_grant is not null;

-- Somebody is found by the last digits of the mobile number.
create index person_mobile on person (right(mobile, 4));
-- Tenures that end soon, and posts by rank, without reading what is long over.
create index tenure_until on tenure (until) where until is not null;
create index post_rank on post (org_id, rank) where closed_on is null;
