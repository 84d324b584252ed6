CREATE TABLE "hub"."agency" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"division_code" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	CONSTRAINT "agency_name_unique" UNIQUE("name"),
	CONSTRAINT "agency_kind" CHECK (kind in ('PARTNER', 'SAFETY_REGULATOR', 'CREDIT_OFFICE', 'COUNTY_GOVERNMENT', 'OPERATOR', 'DEVELOPMENT_REFORM', 'LAND', 'HOUSING', 'INDUSTRY_IT', 'HUMAN_RESOURCES', 'MARKET_REGULATION', 'QUALITY_SUPERVISION', 'POWER', 'BANKING', 'SECURITIES', 'INSURANCE', 'GUARANTEE'))
);
--> statement-breakpoint
CREATE TABLE "hub"."agency_key" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agency_id" uuid NOT NULL,
	"prefix" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "agency_key_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "hub"."accident" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."accident_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"category" text NOT NULL,
	"deaths" integer NOT NULL,
	"serious_injuries" integer NOT NULL,
	"missing" integer DEFAULT 0 NOT NULL,
	"direct_economic_loss" numeric(20, 2),
	"description" text,
	"responsibility" text NOT NULL,
	"status" text NOT NULL,
	"concluded_on" date,
	"published_on" date,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"level" text GENERATED ALWAYS AS (case
  when deaths >= 30 or serious_injuries >= 100 or direct_economic_loss >= 100000000 then 'PARTICULARLY_MAJOR'
  when deaths >= 10 or serious_injuries >= 50 or direct_economic_loss >= 50000000 then 'MAJOR'
  when deaths >= 3 or serious_injuries >= 10 or direct_economic_loss >= 10000000 then 'RELATIVELY_LARGE'
  else 'ORDINARY' end) STORED NOT NULL,
	CONSTRAINT "accident_category" CHECK (category in ('OBJECT_STRIKE', 'VEHICLE_INJURY', 'MECHANICAL_INJURY', 'LIFTING_INJURY', 'ELECTRIC_SHOCK', 'DROWNING', 'SCALD', 'FIRE', 'FALL_FROM_HEIGHT', 'COLLAPSE', 'ROOF_FALL', 'WATER_INRUSH', 'BLASTING', 'EXPLOSIVES_EXPLOSION', 'GAS_EXPLOSION', 'BOILER_EXPLOSION', 'VESSEL_EXPLOSION', 'OTHER_EXPLOSION', 'POISONING_ASPHYXIATION', 'ROAD_TRAFFIC', 'OTHER')),
	CONSTRAINT "accident_status" CHECK (status in ('REPORTED', 'SUPPLEMENTED', 'CONCLUDED')),
	CONSTRAINT "accident_responsibility" CHECK (responsibility in ('UNDETERMINED', 'NOT_LIABLE', 'SECONDARY', 'EQUAL', 'MAIN', 'FULL')),
	CONSTRAINT "accident_casualties" CHECK (deaths >= 0 and serious_injuries >= 0 and missing >= 0 and direct_economic_loss >= 0),
	CONSTRAINT "accident_reported" CHECK (reported_at >= occurred_at),
	CONSTRAINT "accident_concluded" CHECK ((status = 'CONCLUDED') = (concluded_on is not null)),
	CONSTRAINT "accident_published" CHECK (published_on >= concluded_on),
	CONSTRAINT "accident_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."accident_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"category" text NOT NULL,
	"deaths" integer NOT NULL,
	"serious_injuries" integer NOT NULL,
	"missing" integer DEFAULT 0 NOT NULL,
	"direct_economic_loss" numeric(20, 2),
	"description" text,
	"responsibility" text NOT NULL,
	"status" text NOT NULL,
	"concluded_on" date,
	"published_on" date,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"level" text NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "accident_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."accident_supplement" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."accident_supplement_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"accident_id" bigint NOT NULL,
	"changed_on" date NOT NULL,
	"deaths" integer NOT NULL,
	"serious_injuries" integer NOT NULL,
	"missing" integer DEFAULT 0 NOT NULL,
	"direct_economic_loss" numeric(20, 2),
	"note" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "accident_supplement_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."rating" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."rating_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"level" text NOT NULL,
	"rated_by" text,
	"rated_on" date NOT NULL,
	"valid_until" date,
	"basis" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "rating_level" CHECK (level in ('AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D')),
	CONSTRAINT "rating_validity" CHECK (valid_until >= rated_on),
	CONSTRAINT "rating_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."rating_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"level" text NOT NULL,
	"rated_by" text,
	"rated_on" date NOT NULL,
	"valid_until" date,
	"basis" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "rating_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."enterprise" (
	"uscc" text collate "C" PRIMARY KEY NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"entity_type" text,
	"registered_on" date,
	"registered_capital" numeric(20, 2),
	"currency" text,
	"address" text,
	"business_scope" text,
	"industry_code" text collate "C",
	"valid_from" date NOT NULL,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "enterprise_uscc" CHECK (hub.is_uscc(uscc)),
	CONSTRAINT "enterprise_name" CHECK (length(name) between 1 and 300),
	CONSTRAINT "enterprise_status" CHECK (status in ('ACTIVE', 'SUSPENDED', 'REVOKED', 'CANCELLED')),
	CONSTRAINT "enterprise_capital" CHECK (registered_capital >= 0 and (registered_capital is null) = (currency is null)),
	CONSTRAINT "enterprise_currency" CHECK (currency ~ '^[A-Z]{3}$')
);
--> statement-breakpoint
CREATE TABLE "hub"."enterprise_history" (
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"entity_type" text,
	"registered_on" date,
	"registered_capital" numeric(20, 2),
	"currency" text,
	"address" text,
	"business_scope" text,
	"industry_code" text collate "C",
	"valid_from" date NOT NULL,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "enterprise_history_uscc_position_pk" PRIMARY KEY("uscc","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."head" (
	"id" integer PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "head_single" CHECK (id = 1)
);
--> statement-breakpoint
CREATE TABLE "hub"."submission" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" uuid NOT NULL,
	"operation" text NOT NULL,
	"idempotency_key" text,
	"body_hash" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"receipt" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hub"."grading" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."grading_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"standard" text NOT NULL,
	"grade" text NOT NULL,
	"score" numeric(5, 2),
	"issued_on" date NOT NULL,
	"valid_until" date NOT NULL,
	"graded_by" text,
	"published_on" date,
	"revoked_on" date,
	"revocation_reason" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "grading_grade" CHECK (grade in ('GRADE_1', 'GRADE_2', 'GRADE_3', 'BELOW_STANDARD')),
	CONSTRAINT "grading_score" CHECK (score between 0 and 100),
	CONSTRAINT "grading_validity" CHECK (valid_until > issued_on and valid_until <= issued_on + interval '3 years'),
	CONSTRAINT "grading_published" CHECK (published_on >= issued_on),
	CONSTRAINT "grading_revoked" CHECK (revoked_on >= issued_on and (revoked_on is null) = (revocation_reason is null)),
	CONSTRAINT "grading_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."grading_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"standard" text NOT NULL,
	"grade" text NOT NULL,
	"score" numeric(5, 2),
	"issued_on" date NOT NULL,
	"valid_until" date NOT NULL,
	"graded_by" text,
	"published_on" date,
	"revoked_on" date,
	"revocation_reason" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "grading_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."hazard" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."hazard_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"level" text NOT NULL,
	"description" text NOT NULL,
	"found_on" date NOT NULL,
	"deadline" date,
	"listed_on" date,
	"state" text NOT NULL,
	"state_since" timestamp (3) with time zone NOT NULL,
	"plan_measures" text,
	"plan_responsible" text,
	"plan_funds" numeric(20, 2),
	"plan_deadline" date,
	"plan_document" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "hazard_level" CHECK (level in ('GENERAL', 'MAJOR')),
	CONSTRAINT "hazard_state" CHECK (state in ('FOUND', 'NOTIFIED', 'LISTED', 'PLAN_APPROVED', 'RECTIFYING', 'EXTENSION_REQUESTED', 'COMPLETION_CLAIMED', 'ACCEPTANCE', 'REJECTED', 'DELISTED', 'OVERDUE', 'ESCALATED', 'SUSPENDED', 'CLOSED')),
	CONSTRAINT "hazard_deadline" CHECK (deadline >= found_on),
	CONSTRAINT "hazard_listed" CHECK (listed_on >= found_on and (state <> 'LISTED' or listed_on is not null)),
	CONSTRAINT "hazard_funds" CHECK (plan_funds >= 0),
	CONSTRAINT "hazard_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."hazard_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"level" text NOT NULL,
	"description" text NOT NULL,
	"found_on" date NOT NULL,
	"deadline" date,
	"listed_on" date,
	"state" text NOT NULL,
	"state_since" timestamp (3) with time zone NOT NULL,
	"plan_measures" text,
	"plan_responsible" text,
	"plan_funds" numeric(20, 2),
	"plan_deadline" date,
	"plan_document" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "hazard_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."hazard_transition" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."hazard_transition_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"hazard_id" bigint NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"deadline" date,
	"note" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "hazard_transition_from" CHECK (from_state in ('FOUND', 'NOTIFIED', 'LISTED', 'PLAN_APPROVED', 'RECTIFYING', 'EXTENSION_REQUESTED', 'COMPLETION_CLAIMED', 'ACCEPTANCE', 'REJECTED', 'DELISTED', 'OVERDUE', 'ESCALATED', 'SUSPENDED', 'CLOSED')),
	CONSTRAINT "hazard_transition_to" CHECK (to_state in ('FOUND', 'NOTIFIED', 'LISTED', 'PLAN_APPROVED', 'RECTIFYING', 'EXTENSION_REQUESTED', 'COMPLETION_CLAIMED', 'ACCEPTANCE', 'REJECTED', 'DELISTED', 'OVERDUE', 'ESCALATED', 'SUSPENDED', 'CLOSED'))
);
--> statement-breakpoint
CREATE TABLE "hub"."restriction" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."restriction_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"domain" text NOT NULL,
	"proposed_on" date,
	"effective_from" date NOT NULL,
	"effective_until" date NOT NULL,
	"decided_on" date,
	"lifted_on" date,
	"withdrawn_on" date,
	"published_on" date,
	"cause" text NOT NULL,
	"legal_basis" text NOT NULL,
	"policy" text NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "restriction_domain" CHECK (domain in ('PROJECT_APPROVAL', 'LAND_USE_APPROVAL', 'SECURITIES_FINANCING', 'BANK_LOAN_REFERENCE')),
	CONSTRAINT "restriction_term" CHECK (effective_until >= effective_from)
);
--> statement-breakpoint
CREATE TABLE "hub"."division" (
	"code" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"level" text NOT NULL,
	"parent_code" text collate "C",
	"valid_from" date,
	"valid_to" date,
	"successor_code" text collate "C",
	"statistical_only" boolean DEFAULT false NOT NULL,
	CONSTRAINT "division_level" CHECK (level in ('NATION', 'PROVINCE', 'PREFECTURE', 'COUNTY', 'TOWN'))
);
--> statement-breakpoint
CREATE TABLE "hub"."industry" (
	"code" text collate "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"level" text NOT NULL,
	"parent_code" text collate "C",
	CONSTRAINT "industry_level" CHECK (level in ('SECTION', 'DIVISION'))
);
--> statement-breakpoint
CREATE TABLE "hub"."safety_sector" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"english" text NOT NULL,
	"category" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hub"."safety_sector_industry" (
	"sector_code" text NOT NULL,
	"industry_prefix" text collate "C" NOT NULL,
	"relation" text NOT NULL,
	CONSTRAINT "safety_sector_industry_sector_code_industry_prefix_pk" PRIMARY KEY("sector_code","industry_prefix")
);
--> statement-breakpoint
CREATE TABLE "hub"."safety_sector_set" (
	"set_code" text NOT NULL,
	"sector_code" text NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "safety_sector_set_set_code_sector_code_pk" PRIMARY KEY("set_code","sector_code")
);
--> statement-breakpoint
ALTER TABLE "hub"."agency_key" ADD CONSTRAINT "agency_key_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."accident" ADD CONSTRAINT "accident_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."accident" ADD CONSTRAINT "accident_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."accident" ADD CONSTRAINT "accident_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."accident_history" ADD CONSTRAINT "accident_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."accident_supplement" ADD CONSTRAINT "accident_supplement_accident_id_accident_id_fk" FOREIGN KEY ("accident_id") REFERENCES "hub"."accident"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."accident_supplement" ADD CONSTRAINT "accident_supplement_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."rating" ADD CONSTRAINT "rating_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."rating" ADD CONSTRAINT "rating_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."rating" ADD CONSTRAINT "rating_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."rating_history" ADD CONSTRAINT "rating_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."enterprise" ADD CONSTRAINT "enterprise_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."enterprise" ADD CONSTRAINT "enterprise_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."enterprise_history" ADD CONSTRAINT "enterprise_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."submission" ADD CONSTRAINT "submission_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."grading" ADD CONSTRAINT "grading_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."grading" ADD CONSTRAINT "grading_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."grading" ADD CONSTRAINT "grading_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."grading_history" ADD CONSTRAINT "grading_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."hazard" ADD CONSTRAINT "hazard_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."hazard" ADD CONSTRAINT "hazard_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."hazard" ADD CONSTRAINT "hazard_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."hazard_history" ADD CONSTRAINT "hazard_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."hazard_transition" ADD CONSTRAINT "hazard_transition_hazard_id_hazard_id_fk" FOREIGN KEY ("hazard_id") REFERENCES "hub"."hazard"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."hazard_transition" ADD CONSTRAINT "hazard_transition_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."restriction" ADD CONSTRAINT "restriction_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."safety_sector_industry" ADD CONSTRAINT "safety_sector_industry_sector_code_safety_sector_code_fk" FOREIGN KEY ("sector_code") REFERENCES "hub"."safety_sector"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."safety_sector_set" ADD CONSTRAINT "safety_sector_set_sector_code_safety_sector_code_fk" FOREIGN KEY ("sector_code") REFERENCES "hub"."safety_sector"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agency_kind_index" ON "hub"."agency" USING btree ("kind");--> statement-breakpoint
CREATE INDEX "agency_key_agency" ON "hub"."agency_key" USING btree ("agency_id");--> statement-breakpoint
CREATE UNIQUE INDEX "accident_document" ON "hub"."accident" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE INDEX "accident_uscc" ON "hub"."accident" USING btree ("uscc","occurred_at","id");--> statement-breakpoint
CREATE INDEX "accident_occurred" ON "hub"."accident" USING btree ("occurred_at","id");--> statement-breakpoint
CREATE INDEX "accident_county" ON "hub"."accident" USING btree (left(division_code, 6),"occurred_at","id");--> statement-breakpoint
CREATE INDEX "accident_history_uscc" ON "hub"."accident_history" USING btree ("uscc");--> statement-breakpoint
CREATE INDEX "accident_supplement_accident" ON "hub"."accident_supplement" USING btree ("accident_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "accident_supplement_document" ON "hub"."accident_supplement" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE UNIQUE INDEX "rating_document" ON "hub"."rating" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE INDEX "rating_uscc" ON "hub"."rating" USING btree ("uscc","rated_on");--> statement-breakpoint
CREATE INDEX "rating_history_uscc" ON "hub"."rating_history" USING btree ("uscc");--> statement-breakpoint
CREATE INDEX "enterprise_division" ON "hub"."enterprise" USING btree ("division_code","uscc");--> statement-breakpoint
CREATE INDEX "enterprise_industry" ON "hub"."enterprise" USING btree ("industry_code","uscc");--> statement-breakpoint
CREATE INDEX "enterprise_name_bigrams" ON "hub"."enterprise" USING gin (hub.bigrams(name));--> statement-breakpoint
CREATE UNIQUE INDEX "submission_idempotency" ON "hub"."submission" USING btree ("agency_id","idempotency_key") WHERE idempotency_key is not null;--> statement-breakpoint
CREATE INDEX "submission_recorded" ON "hub"."submission" USING btree ("recorded_at","position");--> statement-breakpoint
CREATE UNIQUE INDEX "grading_document" ON "hub"."grading" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE INDEX "grading_uscc" ON "hub"."grading" USING btree ("uscc","issued_on");--> statement-breakpoint
CREATE INDEX "grading_county" ON "hub"."grading" USING btree (left(division_code, 6),"issued_on","id");--> statement-breakpoint
CREATE INDEX "grading_issued" ON "hub"."grading" USING btree ("issued_on","id");--> statement-breakpoint
CREATE INDEX "grading_history_uscc" ON "hub"."grading_history" USING btree ("uscc");--> statement-breakpoint
CREATE UNIQUE INDEX "hazard_document" ON "hub"."hazard" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE INDEX "hazard_uscc" ON "hub"."hazard" USING btree ("uscc","found_on","id");--> statement-breakpoint
CREATE INDEX "hazard_found" ON "hub"."hazard" USING btree ("found_on","id");--> statement-breakpoint
CREATE INDEX "hazard_county" ON "hub"."hazard" USING btree (left(division_code, 6),"found_on","id");--> statement-breakpoint
CREATE INDEX "hazard_history_uscc" ON "hub"."hazard_history" USING btree ("uscc");--> statement-breakpoint
CREATE INDEX "hazard_transition_hazard" ON "hub"."hazard_transition" USING btree ("hazard_id","position");--> statement-breakpoint
CREATE INDEX "restriction_uscc" ON "hub"."restriction" USING btree ("uscc","effective_until");--> statement-breakpoint
CREATE INDEX "division_parent" ON "hub"."division" USING btree ("parent_code");