ALTER TABLE "hub"."enterprise" ADD COLUMN "as_written" jsonb;--> statement-breakpoint
ALTER TABLE "hub"."enterprise_history" ADD COLUMN "as_written" jsonb;
--> statement-breakpoint
-- A name is searched by the letters that are seen: what shows nowhere is folded away too (src/kernel/clean-text.ts has the same list), so
-- that names are found which were stored with it, before texts were cleaned as they come in.
create or replace function hub.search_form(t text) returns text language sql immutable parallel safe as $$
  select replace(lower(normalize(regexp_replace(t, '[\u00AD\u034F\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFE00-\uFE0F\uFEFF\uFFF9-\uFFFB\U0001BCA0-\U0001BCA3\U000E0000-\U000E01EF]', '', 'g'), nfkc)), ' ', '')
$$;
--> statement-breakpoint
reindex index hub.enterprise_name_bigrams;
