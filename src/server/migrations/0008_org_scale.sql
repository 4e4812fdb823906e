-- Imports of the tree, and indexes with which 650,000 units are listed and searched.

-- A file that was previewed. What it would change is computed again when it is confirmed, and
-- refused when the tree is no longer the one of the preview.
create table org_import (
  id uuid primary key,
  org_id uuid not null references org (id),
  org_path ltree not null,
  file_name text not null,
  file_hash text not null references file (hash),
  -- day from which changes hold whose row names none
  on_day date not null,
  -- SHA-256 over the units it was compared with
  tree bytea not null,
  created_at timestamptz not null,
  created_by uuid references person (id),
  confirmed_at timestamptz,
  -- JSON; what the confirmation answered
  result text
);
create index org_import_path on org_import (org_path, id);
alter table org_import enable row level security, force row level security;
create policy scope on org_import using (org_path <@ any (app_scopes()));

-- Words of a name: every two characters that stand together, and the last one. Trigrams say
-- nothing of words of two characters, which most Chinese words are; a word of one is the
-- beginning of such a pair.
create function org_words(name text, short_name text) returns tsvector
language sql immutable parallel safe
return array_to_tsvector(array_remove(string_to_array(
  regexp_replace(regexp_replace(lower(name || coalesce(short_name, '')), '\s', '', 'g'),
    '(..)', '\1 ', 'g')
  || ' ' ||
  regexp_replace(substr(regexp_replace(lower(name || coalesce(short_name, '')), '\s', '', 'g'), 2),
    '(..)', '\1 ', 'g'), ' '), ''));

drop index org_words;
create index org_words on org using gin (org_words(name, short_name));
-- The order in which units are found: shortest name first (an exact one is the shortest that has
-- the words), then the higher.
create index org_rank on org
  ((least(length(name), length(coalesce(short_name, name)))), (nlevel(path)), id);
