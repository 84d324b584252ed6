-- A check and a page read the same four facts of many enterprises: found in the key's index itself, they need no visit to the
-- table. A primary key with INCLUDE cannot be made of one without, so the keys that refer to it are put back as they were.
do $$
declare
  key record;
  foreign_keys text[] := '{}';
begin
  for key in select conrelid::regclass::text as owner, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and confrelid = 'hub.enterprise'::regclass and conparentid = 0
  loop
    foreign_keys := foreign_keys || format('alter table %s add constraint %s %s', key.owner, key.name, key.definition);
    execute format('alter table %s drop constraint %s', key.owner, key.name);
  end loop;
  alter table hub.enterprise drop constraint enterprise_pkey;
  alter table hub.enterprise add constraint enterprise_pkey primary key (uscc) include (name, status, division_code);
  for i in 1 .. cardinality(foreign_keys) loop
    execute foreign_keys[i];
  end loop;
end $$;
