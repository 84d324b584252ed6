CREATE TABLE "hub"."retention" (
	"position" bigint PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"archive" text,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"key_id" text NOT NULL,
	"signature" "bytea" NOT NULL,
	CONSTRAINT "retention_hash" CHECK (octet_length(hash) = 32)
);
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.retention for each statement execute function hub.refuse_change();
