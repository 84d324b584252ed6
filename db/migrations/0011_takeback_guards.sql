-- What was taken back stays said.
create trigger written_once before update or delete or truncate on hub.takeback for each statement execute function hub.refuse_change();
--> statement-breakpoint
-- Keeps what an update supersedes, and refuses deletion: a record is never overwritten. The one exception is a record that was
-- recorded in error: it ends where hub.takeback says so of its present version, and its history gets that version and, behind it,
-- one at the position of the taking back, which was never the present.
create or replace function hub.keep_history() returns trigger language plpgsql as $$
declare
  taken record;
begin
  if tg_op = 'UPDATE' then
    if new.position <= old.position or new.recorded_at < old.recorded_at then
      raise exception 'hub.%: a version must be recorded after the one that it supersedes', tg_table_name
        using errcode = 'restrict_violation';
    end if;
    execute format('insert into hub.%I select ($1).*, $2, $3', tg_table_name || '_history')
      using old, new.recorded_at, new.position;
    return new;
  end if;
  select t.position, t.recorded_at into taken from hub.takeback t
    where t.of_position = old.position and t.register = tg_table_name and t.restores is null;
  if not found then
    raise exception 'hub.% keeps its history: rows are superseded by a later version, never deleted', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  execute format('insert into hub.%I select ($1).*, $2, $3', tg_table_name || '_history')
    using old, taken.recorded_at, taken.position;
  old.position := taken.position;
  old.received_at := taken.recorded_at;
  old.recorded_at := taken.recorded_at;
  execute format('insert into hub.%I select ($1).*, $2, $3', tg_table_name || '_history')
    using old, taken.recorded_at, taken.position;
  return old;
end
$$;
