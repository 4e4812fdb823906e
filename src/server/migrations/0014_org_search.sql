-- Search of words that very many units have. The index knows of every pair of characters how long
-- the name is that has it, so that the shortest names with a word are found without reading those
-- of other lengths (docs/decisions/0020-tree-faster.md).

-- Class of a name by length, `a` for one character to `l` for twelve and more: the letter with
-- which its words begin in the index. The shorter one counts of name and short name.
create function org_length_class(name text, short_name text) returns text
language sql immutable parallel safe
return chr(96 + least(12, length(name), length(coalesce(short_name, name))));

-- As org_words, each word behind the letter of the class.
create function org_class_words(name text, short_name text) returns tsvector
language sql immutable parallel safe
return array_to_tsvector(array_remove(string_to_array(
  regexp_replace(regexp_replace(lower(name || coalesce(short_name, '')), '\s', '', 'g'),
    '(..?)', org_length_class(name, short_name) || '\1 ', 'g')
  || regexp_replace(substr(regexp_replace(lower(name || coalesce(short_name, '')), '\s', '', 'g'), 2),
    '(..?)', org_length_class(name, short_name) || '\1 ', 'g'), ' '), ''));

drop index org_words, org_rank;
create index org_words on org using gin (org_class_words(name, short_name));
-- Names by length; those of one length in the order of the random end of the id. Units of one
-- place, made together, do not stand together: a word that one name in fifty has is met within
-- some hundred names, wherever its units lie.
create index org_rank on org
  ((least(length(name), length(coalesce(short_name, name)))), (right(id::text, 12)));
-- One unit in 256: tells how common words are, and in reach, without reading the tree.
create index org_sample on org ((right(id::text, 12)))
  include (name, short_name, closed_on, path) where right(id::text, 12) < '01';
