-- Checks of the whole record, asked for on the page and done beside requests. The last tells how
-- the record stands; `beat_at` is renewed while it is worked on.
create table verification (
  id uuid primary key,
  asked_by uuid not null references person (id),
  asked_at timestamptz not null,
  beat_at timestamptz not null,
  -- entries that have been checked
  done bigint not null,
  ended_at timestamptz,
  -- nothing when it ended without a result
  report jsonb
);
create index verification_asked on verification (asked_at desc);
