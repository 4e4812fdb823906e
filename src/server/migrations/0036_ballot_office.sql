-- Days a ballot is planned to open and close (docs/decisions/0036-ballot-office.md): they inform and
-- remind, nothing happens by itself. And the day of the last reminder to all of the roll.
alter table ballot
  add column opens_on date,
  add column closes_on date,
  add column reminded_on date;
