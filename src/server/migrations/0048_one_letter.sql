-- One letter gathers what a unit owes on a day. Each problem keeps a row of its own, as a step of its
-- own ladder; rows beyond the first are carried by it and share what becomes of it.
alter table supervision_letter add column main_id uuid;
alter table supervision_letter add foreign key (org_id, main_id)
  references supervision_letter (org_id, id) deferrable;
create index supervision_letter_main on supervision_letter (org_id, main_id) where main_id is not null;
