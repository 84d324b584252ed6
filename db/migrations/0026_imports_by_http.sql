CREATE TABLE "hub"."import_rejected" (
	"import_id" uuid NOT NULL,
	"piece" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "import_rejected_import_id_piece_pk" PRIMARY KEY("import_id","piece")
);
--> statement-breakpoint
CREATE TABLE "hub"."import_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid,
	"register" text NOT NULL,
	"file" text NOT NULL,
	"sha256" text,
	"bytes" bigint NOT NULL,
	"options" jsonb NOT NULL,
	"status" text NOT NULL,
	"dry_run" boolean DEFAULT false NOT NULL,
	"read" integer DEFAULT 0 NOT NULL,
	"inserted" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"message" text,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"details" jsonb,
	"rejected_bytes" bigint,
	"received_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"stop_asked" boolean DEFAULT false NOT NULL,
	"lease_holder" uuid,
	"lease_until" timestamp (3) with time zone,
	CONSTRAINT "import_run_status" CHECK (status in ('RECEIVED', 'RUNNING', 'DONE', 'FAILED', 'STOPPED', 'INTERRUPTED')),
	CONSTRAINT "import_run_sha256" CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "import_run_file" CHECK (length(file) between 1 and 255)
);
--> statement-breakpoint
ALTER TABLE "hub"."import_rejected" ADD CONSTRAINT "import_rejected_import_id_import_run_id_fk" FOREIGN KEY ("import_id") REFERENCES "hub"."import_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."import_run" ADD CONSTRAINT "import_run_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_run_agency" ON "hub"."import_run" USING btree ("agency_id","received_at","id");--> statement-breakpoint
CREATE INDEX "import_run_received" ON "hub"."import_run" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "import_run_content" ON "hub"."import_run" USING btree ("agency_id","register","sha256");--> statement-breakpoint
CREATE INDEX "import_run_open" ON "hub"."import_run" USING btree ("received_at") WHERE status in ('RECEIVED', 'RUNNING', 'INTERRUPTED');--> statement-breakpoint
CREATE INDEX "import_run_kept" ON "hub"."import_run" USING btree ("received_at") WHERE rejected_bytes is not null or details is not null;--> statement-breakpoint
CREATE INDEX "submission_agency_import" ON "hub"."submission" USING btree ("agency_id","import_id") WHERE import_id is not null;