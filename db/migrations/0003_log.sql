CREATE TABLE "hub"."checkpoint" (
	"position" bigint PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"key_id" text NOT NULL,
	"signature" "bytea" NOT NULL,
	CONSTRAINT "checkpoint_hash" CHECK (octet_length(hash) = 32)
);
--> statement-breakpoint
CREATE TABLE "hub"."event" (
	"position" bigint PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"subject" text collate "C",
	"division_code" text collate "C",
	"public" boolean NOT NULL,
	"recipient_id" uuid,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"data" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "event_salt" CHECK (octet_length(salt) = 16),
	CONSTRAINT "event_hash" CHECK (octet_length(hash) = 32)
) PARTITION BY RANGE ("position");
--> statement-breakpoint
CREATE TABLE "hub"."log" (
	"single" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"start_position" bigint NOT NULL,
	"start_hash" "bytea" DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000' NOT NULL,
	CONSTRAINT "log_single" CHECK (single = 1),
	CONSTRAINT "log_start_hash" CHECK (octet_length(start_hash) = 32)
);
--> statement-breakpoint
ALTER TABLE "hub"."head" ADD COLUMN "hash" "bytea" DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000' NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."head" ADD COLUMN "partition_end" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."head" ADD COLUMN "partition_size" bigint DEFAULT 10000000 NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."head" ADD COLUMN "announced_through" date DEFAULT (now() at time zone 'Asia/Shanghai')::date NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."head" ADD CONSTRAINT "head_hash" CHECK (octet_length(hash) = 32);--> statement-breakpoint
ALTER TABLE "hub"."head" ADD CONSTRAINT "head_partition" CHECK (partition_size > 0);
--> statement-breakpoint
-- The next partition of the log. Attaching takes a lock that hinders neither readers nor writers of the others.
create function hub.add_event_partition(first bigint, past bigint) returns void language plpgsql as $$
declare
  part text := 'event_' || first;
begin
  execute format('create table hub.%I (like hub.event including all)', part);
  execute format('create trigger written_once before update or delete or truncate on hub.%I
    for each statement execute function hub.refuse_change()', part);
  execute format('alter table hub.event attach partition hub.%I for values from (%s) to (%s)', part, first, past);
end
$$;
--> statement-breakpoint
create function hub.refuse_head() returns trigger language plpgsql as $$
begin
  raise exception 'hub.head moves on with the hash of the events written; a hub of an older version must be stopped'
    using errcode = 'restrict_violation';
end
$$;
--> statement-breakpoint
create trigger moves_with_hash before update on hub.head for each row
  when (new.position < old.position or (new.position > old.position) <> (new.hash <> old.hash))
  execute function hub.refuse_head();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.event for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.checkpoint for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_rows before delete or truncate on hub.log for each statement execute function hub.refuse_change();
--> statement-breakpoint
-- In a database that has changes already, the log begins after them.
insert into hub.log (start_position) select position from hub.head;
--> statement-breakpoint
select hub.add_event_partition((position + 1) / partition_size * partition_size, ((position + 1) / partition_size + 1) * partition_size)
  from hub.head;
--> statement-breakpoint
update hub.head set partition_end = ((position + 1) / partition_size + 1) * partition_size;
