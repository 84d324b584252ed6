create schema if not exists hub;
--> statement-breakpoint
-- Unified social credit code (GB 32100-2015): shape, both check characters. One expression, so that checks inline it.
create function hub.is_uscc(c text) returns boolean language sql immutable parallel safe as $$
  select c ~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{8}[0-9X][0-9A-HJ-NPQRTUWXY]$'
    and ((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 1, 1)) - 1)
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 2, 1)) - 1) * 3
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 3, 1)) - 1) * 9
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 4, 1)) - 1) * 27
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 5, 1)) - 1) * 19
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 6, 1)) - 1) * 26
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 7, 1)) - 1) * 16
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 8, 1)) - 1) * 17
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 9, 1)) - 1) * 20
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 10, 1)) - 1) * 29
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 11, 1)) - 1) * 25
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 12, 1)) - 1) * 13
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 13, 1)) - 1) * 8
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 14, 1)) - 1) * 24
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 15, 1)) - 1) * 10
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 16, 1)) - 1) * 30
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 17, 1)) - 1) * 28
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 18, 1)) - 1)) % 31 = 0
    and ((strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 9, 1)) - 1) * 3
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 10, 1)) - 1) * 7
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 11, 1)) - 1) * 9
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 12, 1)) - 1) * 10
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 13, 1)) - 1) * 5
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 14, 1)) - 1) * 8
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 15, 1)) - 1) * 4
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 16, 1)) - 1) * 2
    + strpos('0123456789X', substr(c, 17, 1)) - 1) % 11 = 0
$$;
--> statement-breakpoint
-- A name as it is searched: compatibility forms folded (full-width to half-width), lower case, no spaces.
create function hub.search_form(t text) returns text language sql immutable parallel safe as $$
  select replace(lower(normalize(t, nfkc)), ' ', '')
$$;
--> statement-breakpoint
-- All pairs of neighbouring characters: Chinese has no spaces between words, so a substring is found by its pairs.
create function hub.bigrams(t text) returns text[] language sql immutable parallel safe as $$
  select string_to_array(regexp_replace(hub.search_form(t), '(..)', E'\\1\x01', 'g'), E'\x01')
    || string_to_array(regexp_replace(substr(hub.search_form(t), 2), '(..)', E'\\1\x01', 'g'), E'\x01')
$$;
--> statement-breakpoint
-- Keeps what an update supersedes, and refuses deletion: a record is never overwritten.
create function hub.keep_history() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'hub.% keeps its history: rows are superseded by a later version, never deleted', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  if new.position <= old.position or new.recorded_at < old.recorded_at then
    raise exception 'hub.%: a version must be recorded after the one that it supersedes', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  execute format('insert into hub.%I select ($1).*, $2, $3', tg_table_name || '_history')
    using old, new.recorded_at, new.position;
  return new;
end
$$;
--> statement-breakpoint
-- History, supplements and transitions are written once.
create function hub.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'hub.% is written once: its rows are neither changed nor deleted', tg_table_name
    using errcode = 'restrict_violation';
end
$$;
