CREATE TABLE "hub"."epoch" (
	"id" text PRIMARY KEY NOT NULL,
	"parent" text,
	"began_after" bigint NOT NULL,
	"hash" "bytea",
	"began_at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "epoch_id" CHECK (id ~ '^[0-9a-f]{8}$'),
	CONSTRAINT "epoch_hash" CHECK (octet_length(hash) = 32),
	CONSTRAINT "epoch_reason" CHECK (reason in ('FIRST', 'MOVED', 'FORKED', 'RESTORED', 'DECLARED')),
	CONSTRAINT "epoch_first" CHECK ((reason = 'FIRST') = (parent is null))
);
--> statement-breakpoint
ALTER TABLE "hub"."head" ADD COLUMN "epoch" text;--> statement-breakpoint
ALTER TABLE "hub"."head" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "hub"."epoch" ADD CONSTRAINT "epoch_parent_epoch_id_fk" FOREIGN KEY ("parent") REFERENCES "hub"."epoch"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- What the log has been until now is its first epoch.
with first as (insert into hub.epoch (id, began_after, hash, began_at, reason, why)
  select left(md5(id::text), 8), 0, decode(repeat('00', 32), 'hex'), now(), 'FIRST', 'the log began' from hub.log returning id)
update hub.head set epoch = first.id from first;
--> statement-breakpoint
ALTER TABLE "hub"."head" ALTER COLUMN "epoch" SET NOT NULL;
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.epoch for each statement execute function hub.refuse_change();
--> statement-breakpoint
-- Which database this is, and on which course of its life: the cluster, the database in it, and the timeline of its write-ahead log, which a
-- promotion and a restore to a point in time raise. Whoever goes on from a copy has another.
create function hub.origin() returns text language sql volatile as $$
  select c.system_identifier || '/' || d.oid || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
  from pg_control_system() c, pg_database d where d.datname = current_database()
$$;
