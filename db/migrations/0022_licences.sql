CREATE TABLE "hub"."licence" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."licence_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"certificate_number" text NOT NULL,
	"kind" text NOT NULL,
	"scope" text,
	"issued_on" date NOT NULL,
	"valid_from" date,
	"valid_until" date NOT NULL,
	"issued_by" text,
	"withheld_on" date,
	"withholding_reason" text,
	"public_withholding_reason" text,
	"withholding_document" text,
	"withheld_until" date,
	"revoked_on" date,
	"revocation_reason" text,
	"public_revocation_reason" text,
	"revocation_document" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "licence_withheld" CHECK (withheld_on <= valid_until),
	CONSTRAINT "licence_kind" CHECK (kind in ('MINING', 'CONSTRUCTION', 'HAZARDOUS_CHEMICALS', 'FIREWORKS', 'CIVIL_EXPLOSIVES')),
	CONSTRAINT "licence_valid_until" CHECK ((valid_until >= issued_on) and (valid_until between coalesce(valid_from, issued_on) and coalesce(valid_from, issued_on) + interval '3 years')),
	CONSTRAINT "licence_withheld_on" CHECK (withheld_on >= issued_on),
	CONSTRAINT "licence_withholding_reason" CHECK ((withheld_on is null) = (withholding_reason is null)),
	CONSTRAINT "licence_public_withholding_reason" CHECK (public_withholding_reason is null or withheld_on is not null),
	CONSTRAINT "licence_withholding_document" CHECK (withholding_document is null or withheld_on is not null),
	CONSTRAINT "licence_withheld_until" CHECK ((withheld_until >= withheld_on) and (withheld_until is null or withheld_on is not null)),
	CONSTRAINT "licence_revoked_on" CHECK (revoked_on >= issued_on),
	CONSTRAINT "licence_revocation_reason" CHECK ((revoked_on is null) = (revocation_reason is null)),
	CONSTRAINT "licence_public_revocation_reason" CHECK (public_revocation_reason is null or revoked_on is not null),
	CONSTRAINT "licence_revocation_document" CHECK (revocation_document is null or revoked_on is not null),
	CONSTRAINT "licence_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."licence_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"certificate_number" text NOT NULL,
	"kind" text NOT NULL,
	"scope" text,
	"issued_on" date NOT NULL,
	"valid_from" date,
	"valid_until" date NOT NULL,
	"issued_by" text,
	"withheld_on" date,
	"withholding_reason" text,
	"public_withholding_reason" text,
	"withholding_document" text,
	"withheld_until" date,
	"revoked_on" date,
	"revocation_reason" text,
	"public_revocation_reason" text,
	"revocation_document" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "licence_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
ALTER TABLE "hub"."licence" ADD CONSTRAINT "licence_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."licence" ADD CONSTRAINT "licence_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."licence" ADD CONSTRAINT "licence_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."licence_history" ADD CONSTRAINT "licence_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "licence_document" ON "hub"."licence" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE INDEX "licence_uscc" ON "hub"."licence" USING btree ("uscc","issued_on");--> statement-breakpoint
CREATE INDEX "licence_county" ON "hub"."licence" USING btree (left(division_code, 6),"issued_on","id");--> statement-breakpoint
CREATE INDEX "licence_issued" ON "hub"."licence" USING btree ("issued_on","id");--> statement-breakpoint
CREATE INDEX "licence_to_expire" ON "hub"."licence" USING btree ("valid_until","id") WHERE valid_until >= (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "licence_to_withhold" ON "hub"."licence" USING btree ("withheld_on","id") WHERE withheld_on > (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "licence_to_restore" ON "hub"."licence" USING btree ("withheld_until","id") WHERE withheld_until >= (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "licence_to_revoke" ON "hub"."licence" USING btree ("revoked_on","id") WHERE revoked_on > (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "licence_history_uscc" ON "hub"."licence_history" USING btree ("uscc");
--> statement-breakpoint
create trigger keep_history before update or delete on hub.licence for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.licence for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.licence_history for each statement execute function hub.refuse_change();