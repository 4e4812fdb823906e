-- What came back, and what it came back from: few of all problems, found from either end.
create index problem_recurs on problem (recurs_of) where recurs_of is not null;
create index problem_recurring on problem (org_path, id) where recurs_of is not null;
