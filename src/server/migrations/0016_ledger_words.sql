-- What people said once about the words of ledgers they import: what a heading means, which unit
-- a name stands for. Kept with the unit the import stood with; it holds for what is under it.
create table ledger_word (
  org_id uuid not null references org (id),
  id uuid not null,
  org_path ltree not null,
  kind text not null check (kind in ('heading', 'unit')),
  -- the word, without width, spaces and case
  word text not null,
  -- the role of a heading («ignore»: not to be read), the id of a unit
  meaning text not null,
  learned_at timestamptz not null,
  learned_by uuid not null references person (id),
  primary key (org_id, id),
  unique (org_id, kind, word)
);
create index ledger_word_path on ledger_word (org_path);
alter table ledger_word enable row level security, force row level security;
create policy scope on ledger_word using (org_path <@ any (app_scopes()));
