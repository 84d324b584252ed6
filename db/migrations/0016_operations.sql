CREATE TABLE "hub"."registered_operation" (
	"agency_id" uuid NOT NULL,
	"id" text NOT NULL,
	"hash" text NOT NULL,
	"document" text NOT NULL,
	"name" text,
	"kind" text NOT NULL,
	"purpose" text,
	"legal_basis" text,
	"registered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "registered_operation_agency_id_id_pk" PRIMARY KEY("agency_id","id")
);
--> statement-breakpoint
ALTER TABLE "hub"."agency" ADD COLUMN "registered_only" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."agency" ADD COLUMN "operations_revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."registered_operation" ADD CONSTRAINT "registered_operation_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;