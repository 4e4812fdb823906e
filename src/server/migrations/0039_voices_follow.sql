-- A unit that merges leaves its voices to the one that takes its place, with what hangs on them: rows and
-- those that refer to them change their unit in one transaction, in any order.
do $$
declare c record;
begin
  for c in
    select conrelid::regclass as tab, conname from pg_constraint
    where contype = 'f' and cardinality(conkey) > 1 and connamespace = 'public'::regnamespace
      and confrelid = 'voice'::regclass
  loop
    execute format('alter table %s alter constraint %I deferrable initially immediate', c.tab, c.conname);
  end loop;
end $$;
