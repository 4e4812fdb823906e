-- Classes are chosen from those that units have: few units have one, and many share it.
create index org_classed on org (path) include (class) where class is not null and closed_on is null;
