CREATE TABLE "hub"."penalty" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."penalty_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"violation" text NOT NULL,
	"facts" text,
	"basis" text,
	"kinds" text[] NOT NULL,
	"content" text,
	"public_content" text,
	"fine" numeric(20, 2),
	"confiscated" numeric(20, 2),
	"licence_withheld" text,
	"decided_on" date NOT NULL,
	"valid_until" date,
	"published_until" date,
	"decided_by" text,
	"withdrawn_on" date,
	"withdrawal_reason" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "penalty_kinds" CHECK (kinds <@ array['WARNING', 'CRITICISM', 'FINE', 'CONFISCATION', 'LICENCE_WITHHELD', 'QUALIFICATION_LOWERED', 'LICENCE_REVOKED', 'ACTIVITY_RESTRICTED', 'SUSPENSION', 'CLOSURE', 'OCCUPATION_BARRED', 'OTHER'] and cardinality(kinds) > 0),
	CONSTRAINT "penalty_valid_until" CHECK (valid_until >= decided_on),
	CONSTRAINT "penalty_published_until" CHECK (published_until between coalesce(decided_on) and coalesce(decided_on) + interval '3 years'),
	CONSTRAINT "penalty_withdrawn_on" CHECK (withdrawn_on >= decided_on),
	CONSTRAINT "penalty_withdrawal_reason" CHECK ((withdrawn_on is null) = (withdrawal_reason is null)),
	CONSTRAINT "penalty_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."penalty_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"violation" text NOT NULL,
	"facts" text,
	"basis" text,
	"kinds" text[] NOT NULL,
	"content" text,
	"public_content" text,
	"fine" numeric(20, 2),
	"confiscated" numeric(20, 2),
	"licence_withheld" text,
	"decided_on" date NOT NULL,
	"valid_until" date,
	"published_until" date,
	"decided_by" text,
	"withdrawn_on" date,
	"withdrawal_reason" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "penalty_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
ALTER TABLE "hub"."penalty" ADD CONSTRAINT "penalty_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."penalty" ADD CONSTRAINT "penalty_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."penalty" ADD CONSTRAINT "penalty_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."penalty_history" ADD CONSTRAINT "penalty_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "penalty_document" ON "hub"."penalty" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE INDEX "penalty_uscc" ON "hub"."penalty" USING btree ("uscc","decided_on");--> statement-breakpoint
CREATE INDEX "penalty_decided" ON "hub"."penalty" USING btree ("decided_on","id");--> statement-breakpoint
CREATE INDEX "penalty_to_unpublish" ON "hub"."penalty" USING btree ("published_until","id") WHERE published_until >= (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "penalty_history_uscc" ON "hub"."penalty_history" USING btree ("uscc");
--> statement-breakpoint
create trigger keep_history before update or delete on hub.penalty for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.penalty for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.penalty_history for each statement execute function hub.refuse_change();