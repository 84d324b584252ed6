CREATE TABLE "hub"."finding" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."finding_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"found_on" date NOT NULL,
	"penalised" boolean NOT NULL,
	"grave" boolean NOT NULL,
	"accident_id" bigint,
	"basis" text,
	"withdrawn_on" date,
	"withdrawal_reason" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "finding_kind" CHECK (kind in ('CONCEALED_OR_FALSE_REPORT', 'LATE_OR_OMITTED_REPORT', 'DID_NOT_RESCUE', 'FINE_MULTIPLIED', 'NO_LICENCE', 'REFUSED_PENALTY', 'FALSE_TECHNICAL_REPORT', 'WORKING_WITH_HAZARD', 'EVADED_SUPERVISION', 'WORKING_UNDER_SUSPENSION', 'PROJECT_UNACCEPTED', 'MINED_OVER_BOUNDARY', 'DESTROYED_EVIDENCE', 'OCCUPATIONAL_EXCESS', 'OTHER_GRAVE')),
	CONSTRAINT "finding_withdrawn" CHECK (withdrawn_on >= found_on and (withdrawn_on is null) = (withdrawal_reason is null)),
	CONSTRAINT "finding_document_number" CHECK (document_number is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."finding_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"found_on" date NOT NULL,
	"penalised" boolean NOT NULL,
	"grave" boolean NOT NULL,
	"accident_id" bigint,
	"basis" text,
	"withdrawn_on" date,
	"withdrawal_reason" text,
	"provider_id" uuid NOT NULL,
	"document_number" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "finding_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."holiday" (
	"day" date PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "holiday_kind" CHECK (kind in ('OFF', 'WORK'))
);
--> statement-breakpoint
CREATE TABLE "hub"."linkage" (
	"single" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"position" bigint NOT NULL,
	"moved_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "linkage_single" CHECK (single = 1)
);
--> statement-breakpoint
CREATE TABLE "hub"."linkage_case" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."linkage_case_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"key" text NOT NULL,
	"policy_code" text NOT NULL,
	"policy_version" integer NOT NULL,
	"trigger_code" text NOT NULL,
	"fact_day" date NOT NULL,
	"causes" jsonb NOT NULL,
	"level" text,
	"state" text NOT NULL,
	"since" date NOT NULL,
	"proposed_on" date NOT NULL,
	"served_on" date,
	"hearing_asked_on" date,
	"hearing_held_on" date,
	"decided_on" date,
	"effective_from" date,
	"effective_until" date,
	"published_on" date,
	"repair_asked_on" date,
	"ended_on" date,
	"ended_by" text,
	"step" text NOT NULL,
	"reason" text NOT NULL,
	"provider_id" uuid,
	"document_number" text,
	"stated" jsonb,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "linkage_case_state" CHECK (state in ('PROPOSED', 'PRIOR_NOTICE', 'STATEMENT', 'OBJECTION', 'HEARING', 'IN_FORCE', 'REPAIR_REQUESTED', 'LIFTED', 'WITHDRAWN')),
	CONSTRAINT "linkage_case_level" CHECK (level in ('ORDINARY', 'RELATIVELY_LARGE', 'MAJOR', 'PARTICULARLY_MAJOR')),
	CONSTRAINT "linkage_case_term" CHECK (effective_until >= effective_from and (effective_from is null) = (effective_until is null)),
	CONSTRAINT "linkage_case_decided" CHECK (state not in ('IN_FORCE', 'REPAIR_REQUESTED', 'LIFTED') or (decided_on is not null and effective_from is not null)),
	CONSTRAINT "linkage_case_ended" CHECK ((state in ('LIFTED', 'WITHDRAWN')) = (ended_on is not null) and (ended_on is null) = (ended_by is null)),
	CONSTRAINT "linkage_case_end" CHECK (ended_by in ('FACTS', 'AUTHORITY', 'REPAIR')),
	CONSTRAINT "linkage_case_published" CHECK (published_on >= decided_on),
	CONSTRAINT "linkage_case_causes" CHECK (jsonb_typeof(causes) = 'array')
);
--> statement-breakpoint
CREATE TABLE "hub"."linkage_case_history" (
	"id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"key" text NOT NULL,
	"policy_code" text NOT NULL,
	"policy_version" integer NOT NULL,
	"trigger_code" text NOT NULL,
	"fact_day" date NOT NULL,
	"causes" jsonb NOT NULL,
	"level" text,
	"state" text NOT NULL,
	"since" date NOT NULL,
	"proposed_on" date NOT NULL,
	"served_on" date,
	"hearing_asked_on" date,
	"hearing_held_on" date,
	"decided_on" date,
	"effective_from" date,
	"effective_until" date,
	"published_on" date,
	"repair_asked_on" date,
	"ended_on" date,
	"ended_by" text,
	"step" text NOT NULL,
	"reason" text NOT NULL,
	"provider_id" uuid,
	"document_number" text,
	"stated" jsonb,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "linkage_case_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."linkage_fact" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"document_number" text NOT NULL,
	"position" bigint NOT NULL,
	"fact" jsonb NOT NULL,
	CONSTRAINT "linkage_fact_kind_id_pk" PRIMARY KEY("kind","id"),
	CONSTRAINT "linkage_fact_kind" CHECK (kind in ('ACCIDENT', 'HAZARD', 'FINDING'))
);
--> statement-breakpoint
CREATE TABLE "hub"."linkage_pending" (
	"uscc" text collate "C" PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"tried_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "hub"."notice" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"recipient_id" uuid NOT NULL,
	"division_code" text collate "C" NOT NULL,
	"policy_code" text NOT NULL,
	"policy_version" integer NOT NULL,
	"case_id" bigint,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"due_on" date NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_position" bigint,
	"receipt" text,
	"acted_at" timestamp (3) with time zone,
	CONSTRAINT "notice_kind" CHECK (kind in ('RESTRICTION', 'GRADING')),
	CONSTRAINT "notice_subject" CHECK ((kind = 'RESTRICTION') = (case_id is not null)),
	CONSTRAINT "notice_acknowledged" CHECK ((acknowledged_at is null) = (acknowledged_position is null) and (acknowledged_at is null) = (receipt is null)),
	CONSTRAINT "notice_order" CHECK (acknowledged_at >= issued_at and acted_at >= issued_at)
);
--> statement-breakpoint
CREATE TABLE "hub"."notice_grading" (
	"notice_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"grading_id" bigint NOT NULL,
	"uscc" text collate "C" NOT NULL,
	"event" text NOT NULL,
	CONSTRAINT "notice_grading_notice_id_position_pk" PRIMARY KEY("notice_id","position")
);
--> statement-breakpoint
CREATE TABLE "hub"."notice_measure" (
	"notice_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"kind" text NOT NULL,
	"document_number" text,
	"taken_on" date NOT NULL,
	"remark" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "notice_measure_notice_id_position_pk" PRIMARY KEY("notice_id","position"),
	CONSTRAINT "notice_measure_kind" CHECK (kind in ('PROJECT_APPROVAL_REFUSED', 'LAND_USE_REFUSED', 'FINANCING_LIMITED', 'LOAN_REFUSED', 'CREDIT_TIGHTENED', 'RATE_RAISED', 'SUPERVISION_RAISED', 'OTHER_APPROVAL_LIMITED', 'NOTHING_PENDING', 'OTHER'))
);
--> statement-breakpoint
CREATE TABLE "hub"."policy" (
	"code" text NOT NULL,
	"version" integer NOT NULL,
	"jurisdiction" text collate "C" NOT NULL,
	"effective_from" date NOT NULL,
	"effective_to" date,
	"document" jsonb NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "policy_code_version_pk" PRIMARY KEY("code","version"),
	CONSTRAINT "policy_code" CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' and version > 0),
	CONSTRAINT "policy_term" CHECK (effective_to >= effective_from - 1)
);
--> statement-breakpoint
CREATE TABLE "hub"."restriction_history" (
	"id" bigint NOT NULL,
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
	"case_id" bigint,
	"superseded_at" timestamp (3) with time zone NOT NULL,
	"superseded_position" bigint NOT NULL,
	CONSTRAINT "restriction_history_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
ALTER TABLE "hub"."restriction" ADD COLUMN "case_id" bigint;--> statement-breakpoint
ALTER TABLE "hub"."finding" ADD CONSTRAINT "finding_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."finding" ADD CONSTRAINT "finding_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."finding" ADD CONSTRAINT "finding_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."finding_history" ADD CONSTRAINT "finding_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."linkage_case" ADD CONSTRAINT "linkage_case_uscc_enterprise_uscc_fk" FOREIGN KEY ("uscc") REFERENCES "hub"."enterprise"("uscc") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."linkage_case" ADD CONSTRAINT "linkage_case_division_code_division_code_fk" FOREIGN KEY ("division_code") REFERENCES "hub"."division"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."linkage_case" ADD CONSTRAINT "linkage_case_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."linkage_case_history" ADD CONSTRAINT "linkage_case_history_provider_id_agency_id_fk" FOREIGN KEY ("provider_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."notice" ADD CONSTRAINT "notice_recipient_id_agency_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."notice" ADD CONSTRAINT "notice_case_id_linkage_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "hub"."linkage_case"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."notice_grading" ADD CONSTRAINT "notice_grading_notice_id_notice_id_fk" FOREIGN KEY ("notice_id") REFERENCES "hub"."notice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."notice_measure" ADD CONSTRAINT "notice_measure_notice_id_notice_id_fk" FOREIGN KEY ("notice_id") REFERENCES "hub"."notice"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "finding_document" ON "hub"."finding" USING btree ("provider_id","document_number");--> statement-breakpoint
CREATE INDEX "finding_uscc" ON "hub"."finding" USING btree ("uscc","found_on");--> statement-breakpoint
CREATE INDEX "finding_found" ON "hub"."finding" USING btree ("found_on","id");--> statement-breakpoint
CREATE INDEX "finding_history_uscc" ON "hub"."finding_history" USING btree ("uscc");--> statement-breakpoint
CREATE UNIQUE INDEX "linkage_case_key" ON "hub"."linkage_case" USING btree ("key");--> statement-breakpoint
CREATE INDEX "linkage_case_uscc" ON "hub"."linkage_case" USING btree ("uscc");--> statement-breakpoint
CREATE INDEX "linkage_case_county" ON "hub"."linkage_case" USING btree (left(division_code, 6),"id");--> statement-breakpoint
CREATE INDEX "linkage_case_ending" ON "hub"."linkage_case" USING btree ("effective_until") WHERE ended_on is null;--> statement-breakpoint
CREATE INDEX "linkage_case_to_publish" ON "hub"."linkage_case" USING btree ("published_on") WHERE published_on > (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "linkage_case_history_uscc" ON "hub"."linkage_case_history" USING btree ("uscc");--> statement-breakpoint
CREATE INDEX "linkage_fact_uscc" ON "hub"."linkage_fact" USING btree ("uscc");--> statement-breakpoint
CREATE UNIQUE INDEX "notice_position" ON "hub"."notice" USING btree ("position");--> statement-breakpoint
CREATE UNIQUE INDEX "notice_case" ON "hub"."notice" USING btree ("case_id","recipient_id");--> statement-breakpoint
CREATE INDEX "notice_recipient" ON "hub"."notice" USING btree ("recipient_id","position");--> statement-breakpoint
CREATE INDEX "notice_county" ON "hub"."notice" USING btree (left(division_code, 6),"position");--> statement-breakpoint
CREATE INDEX "notice_waiting" ON "hub"."notice" USING btree ("due_on") WHERE acknowledged_at is null;--> statement-breakpoint
CREATE INDEX "notice_grading_uscc" ON "hub"."notice_grading" USING btree ("uscc");--> statement-breakpoint
CREATE UNIQUE INDEX "notice_measure_once" ON "hub"."notice_measure" USING btree ("notice_id","kind","taken_on",coalesce(document_number, ''));--> statement-breakpoint
CREATE INDEX "restriction_history_uscc" ON "hub"."restriction_history" USING btree ("uscc");--> statement-breakpoint
CREATE UNIQUE INDEX "restriction_case" ON "hub"."restriction" USING btree ("case_id","domain");--> statement-breakpoint
create trigger keep_history before update or delete on hub.linkage_case for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.linkage_case for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_history before update or delete on hub.restriction for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.restriction for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_history before update or delete on hub.finding for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.finding for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.linkage_case_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.restriction_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.finding_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.notice_grading for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.notice_measure for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_rows before delete or truncate on hub.notice for each statement execute function hub.refuse_change();
--> statement-breakpoint
-- A notice is acknowledged and acted on once, and nothing else of it changes.
create trigger written_once before update on hub.notice for each row
  when ((new.id, new.kind, new.recipient_id, new.division_code, new.policy_code, new.policy_version, new.case_id, new.issued_at, new.position, new.due_on)
    is distinct from (old.id, old.kind, old.recipient_id, old.division_code, old.policy_code, old.policy_version, old.case_id, old.issued_at, old.position, old.due_on)
    or (old.receipt is not null and (new.acknowledged_at, new.acknowledged_position, new.receipt)
      is distinct from (old.acknowledged_at, old.acknowledged_position, old.receipt))
    or (old.acted_at is not null and new.acted_at is distinct from old.acted_at))
  execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_rows before delete or truncate on hub.policy for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_rows before delete or truncate on hub.linkage for each statement execute function hub.refuse_change();
--> statement-breakpoint
-- Everything that the log keeps is read: facts of before are facts as well.
insert into hub.linkage (position) select start_position from hub.log;
