-- What was taken back stays said.
create trigger written_once before update or delete or truncate on hub.takeback for each statement execute function hub.refuse_change();
--> statement-breakpoint
-- Keeps what an update supersedes, column by column of the same name (0013), and refuses deletion: a record is never overwritten.
-- The one exception is a record that was recorded in error: it ends where hub.takeback says so of its present version, and its
-- history gets that version and, behind it, one at the position of the taking back, which was never the present.
create or replace function hub.keep_history() returns trigger language plpgsql as $$
declare
  known constant text := 'hub.columns_of_' || tg_relid;
  columns text := nullif(current_setting(known, true), '');
  keep text;
  taken record;
begin
  if columns is null then
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped;
    perform set_config(known, columns, true);
  end if;
  keep := format('insert into hub.%I (%s, superseded_at, superseded_position) select %2$s, $2, $3 from (select ($1).*) version',
    tg_table_name || '_history', columns);
  if tg_op = 'UPDATE' then
    if new.position <= old.position or new.recorded_at < old.recorded_at then
      raise exception 'hub.%: a version must be recorded after the one that it supersedes', tg_table_name
        using errcode = 'restrict_violation';
    end if;
    execute keep using old, new.recorded_at, new.position;
    return new;
  end if;
  select t.position, t.recorded_at into taken from hub.takeback t
    where t.of_position = old.position and t.register = tg_table_name and t.restores is null;
  if not found then
    raise exception 'hub.% keeps its history: rows are superseded by a later version, never deleted', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  execute keep using old, taken.recorded_at, taken.position;
  old.position := taken.position;
  old.received_at := taken.recorded_at;
  old.recorded_at := taken.recorded_at;
  execute keep using old, taken.recorded_at, taken.position;
  return old;
end
$$;
