CREATE TABLE "hub"."takeback" (
	"position" bigint PRIMARY KEY NOT NULL,
	"of_position" bigint NOT NULL,
	"restores" bigint,
	"import_id" uuid NOT NULL,
	"register" text NOT NULL,
	"key" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "hub"."hazard_overdue" DROP CONSTRAINT "hazard_overdue_hazard_id_hazard_id_fk";
--> statement-breakpoint
ALTER TABLE "hub"."hazard_transition" DROP CONSTRAINT "hazard_transition_hazard_id_hazard_id_fk";
--> statement-breakpoint
ALTER TABLE "hub"."submission" ADD COLUMN "import_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "takeback_once" ON "hub"."takeback" USING btree ("of_position");--> statement-breakpoint
CREATE INDEX "takeback_record" ON "hub"."takeback" USING btree ("register","key");--> statement-breakpoint
CREATE INDEX "takeback_import" ON "hub"."takeback" USING btree ("import_id");--> statement-breakpoint
CREATE INDEX "submission_import" ON "hub"."submission" USING btree ("import_id","position") WHERE import_id is not null;