CREATE TABLE "hub"."consumer" (
	"agency_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" bigint NOT NULL,
	"acknowledged_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consumer_agency_id_name_pk" PRIMARY KEY("agency_id","name")
);
--> statement-breakpoint
CREATE TABLE "hub"."webhook" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agency_id" uuid NOT NULL,
	"url" text NOT NULL,
	"types" text[],
	"divisions" text[],
	"status" text DEFAULT 'ACTIVE' NOT NULL,
	"status_since" timestamp (3) with time zone NOT NULL,
	"disabled_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	"position" bigint NOT NULL,
	"position_revision" integer DEFAULT 1 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_holder" uuid,
	"lease_until" timestamp (3) with time zone,
	"lease_token" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "webhook_status" CHECK (status in ('ACTIVE', 'DISABLED')),
	CONSTRAINT "webhook_disabled_reason" CHECK (disabled_reason in ('AGENCY', 'OPERATOR', 'FAILING', 'GONE', 'BEHIND')),
	CONSTRAINT "webhook_disabled" CHECK ((status = 'DISABLED') = (disabled_reason is not null)),
	CONSTRAINT "webhook_failing" CHECK ((attempt > 0) = (failing_since is not null))
);
--> statement-breakpoint
CREATE TABLE "hub"."webhook_delivery" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."webhook_delivery_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"webhook_id" uuid NOT NULL,
	"position" bigint,
	"event_id" text NOT NULL,
	"event_type" text NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"response_code" integer,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "hub"."webhook_secret" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"webhook_id" uuid NOT NULL,
	"signature" text NOT NULL,
	"sealed" text NOT NULL,
	"public_key" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_secret_signature" CHECK (signature in ('ED25519', 'HMAC_SHA256'))
);
--> statement-breakpoint
ALTER TABLE "hub"."consumer" ADD CONSTRAINT "consumer_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."webhook" ADD CONSTRAINT "webhook_agency_id_agency_id_fk" FOREIGN KEY ("agency_id") REFERENCES "hub"."agency"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_webhook_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "hub"."webhook"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."webhook_secret" ADD CONSTRAINT "webhook_secret_webhook_id_webhook_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "hub"."webhook"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_agency" ON "hub"."webhook" USING btree ("agency_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_webhook" ON "hub"."webhook_delivery" USING btree ("webhook_id","id");--> statement-breakpoint
CREATE INDEX "webhook_secret_webhook" ON "hub"."webhook_secret" USING btree ("webhook_id");