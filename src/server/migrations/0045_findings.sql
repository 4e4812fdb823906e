-- On which side of its target a figure should be; absent, it follows from where it stood before.
alter table measure add column direction text check (direction in ('up', 'down'));

-- What whoever reviews or confirms saw for themselves: how, what, when; and why a figure short of its
-- target counts all the same. Steps taken before have none.
alter table problem_step
  add column seen_ways text[] check (seen_ways <@ array['spot', 'papers', 'people']),
  add column seen text,
  add column seen_on date,
  add column despite text,
  add constraint problem_step_seen check (num_nulls(seen_ways, seen, seen_on) in (0, 3));
