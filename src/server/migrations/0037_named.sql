-- What somebody is named in is found by the person, without a right over any unit.
create index study_session_host on study_session (host_id) where host_id is not null;
create index study_attendance_person on study_attendance (person_id) where withdrawn_at is null;
