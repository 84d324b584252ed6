CREATE TABLE "hub"."clock_confirmation" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."clock_confirmation_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"boot" text NOT NULL,
	"host" text NOT NULL,
	"steady" double precision NOT NULL,
	"wall" timestamp (3) with time zone NOT NULL,
	"database" timestamp (3) with time zone NOT NULL,
	"confirmed_by" text NOT NULL,
	"wrong" text
);
--> statement-breakpoint
CREATE TABLE "hub"."clock_mark" (
	"process" uuid PRIMARY KEY NOT NULL,
	"boot" text NOT NULL,
	"host" text NOT NULL,
	"steady" double precision,
	"wall" timestamp (3) with time zone,
	"database" timestamp (3) with time zone,
	"confirmed" bigint DEFAULT 0 NOT NULL,
	"looked_at" timestamp (3) with time zone NOT NULL,
	"offset_ms" double precision NOT NULL,
	"fault" text,
	CONSTRAINT "clock_mark_sound" CHECK (num_nulls(steady, wall, database) in (0, 3))
);
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.clock_confirmation for each statement execute function hub.refuse_change();
