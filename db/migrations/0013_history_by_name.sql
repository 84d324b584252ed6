-- A column that comes later stands last in a register and behind `superseded_…` in its history: a version is copied by the names
-- of its columns, which are looked up once a transaction.
create or replace function hub.keep_history() returns trigger language plpgsql as $$
declare
  known constant text := 'hub.columns_of_' || tg_relid;
  columns text := nullif(current_setting(known, true), '');
begin
  if tg_op <> 'UPDATE' then
    raise exception 'hub.% keeps its history: rows are superseded by a later version, never deleted', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  if new.position <= old.position or new.recorded_at < old.recorded_at then
    raise exception 'hub.%: a version must be recorded after the one that it supersedes', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  if columns is null then
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped;
    perform set_config(known, columns, true);
  end if;
  execute format('insert into hub.%I (%s, superseded_at, superseded_position) select %2$s, $2, $3 from (select ($1).*) version',
    tg_table_name || '_history', columns)
    using old, new.recorded_at, new.position;
  return new;
end
$$;
