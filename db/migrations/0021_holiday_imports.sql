CREATE TABLE "hub"."holiday_import" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."holiday_import_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"year" integer NOT NULL,
	"document" text NOT NULL,
	"file" text NOT NULL,
	"sha256" text NOT NULL,
	"added" integer NOT NULL,
	"changed" integer NOT NULL,
	"removed" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "hub"."holiday" ADD COLUMN "name" text;--> statement-breakpoint
CREATE INDEX "holiday_import_year" ON "hub"."holiday_import" USING btree ("year","id");--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.holiday_import for each statement execute function hub.refuse_change();--> statement-breakpoint
-- The names of the days come with the reference data, which is loaded anew.
comment on table hub.division is null;
