CREATE TABLE "hub"."inquiry" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."inquiry_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"agency_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"purpose" text,
	"as_of" timestamp (3) with time zone,
	"position" bigint NOT NULL,
	"codes" text[],
	"portfolio_id" uuid,
	"count" integer NOT NULL,
	"digest" "bytea" NOT NULL,
	"clear" integer NOT NULL,
	"reference" integer NOT NULL,
	"restricted" integer NOT NULL,
	"unknown" integer NOT NULL,
	"request_id" text,
	CONSTRAINT "inquiry_kind" CHECK (kind in ('CHECK', 'CHECKS', 'SCREENING')),
	CONSTRAINT "inquiry_purpose" CHECK (length(purpose) <= 200),
	CONSTRAINT "inquiry_codes" CHECK ((codes is null) = (portfolio_id is not null)),
	CONSTRAINT "inquiry_outcomes" CHECK (clear + reference + restricted + unknown = count),
	CONSTRAINT "inquiry_digest" CHECK (octet_length(digest) = 32)
);
--> statement-breakpoint
CREATE TABLE "hub"."portfolio" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"size" integer DEFAULT 0 NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "portfolio_name_length" CHECK (length(name) between 1 and 100),
	CONSTRAINT "portfolio_size" CHECK (size between 0 and 200000)
);
--> statement-breakpoint
CREATE TABLE "hub"."portfolio_member" (
	"portfolio_id" uuid NOT NULL,
	"uscc" text collate "C" NOT NULL,
	CONSTRAINT "portfolio_member_portfolio_id_uscc_pk" PRIMARY KEY("portfolio_id","uscc"),
	CONSTRAINT "portfolio_member_uscc" CHECK (length(uscc) = 18)
);
--> statement-breakpoint
ALTER TABLE "hub"."inquiry" ADD CONSTRAINT "inquiry_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."portfolio" ADD CONSTRAINT "portfolio_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inquiry_agency" ON "hub"."inquiry" USING btree ("agency_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_name" ON "hub"."portfolio" USING btree ("agency_id","name");--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.inquiry for each statement execute function hub.refuse_change();
