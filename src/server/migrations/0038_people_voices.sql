-- The limit that a voice came under, and when it was first answered: neither changes when it is sent
-- back and gets a new limit, so that whether it was answered in time stays what it was.
alter table voice add column promised_by date;
alter table voice add column first_answered_on date;
update voice v set promised_by = v.answer_by,
  first_answered_on = (
    select min(s.on_day) from voice_step s
    where s.org_id = v.org_id and s.voice_id = v.id and s.step in ('answer', 'refer', 'decline'));
alter table voice alter column promised_by set not null;
create index voice_contact_age on voice (closed_on) where contact is not null;
