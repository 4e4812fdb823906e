-- Measures that another list had before, word for word.
create index measure_words on measure (md5(text));
