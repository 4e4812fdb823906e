-- People are found by words of one and two characters as units are (0008): Chinese names are hardly
-- longer, and trigrams do not find them.

drop index person_words;
create index person_words on person using gin (org_words(name, null));
