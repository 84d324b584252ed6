ALTER TABLE "hub"."accident" ADD COLUMN "public_description" text;--> statement-breakpoint
ALTER TABLE "hub"."accident_history" ADD COLUMN "public_description" text;--> statement-breakpoint
ALTER TABLE "hub"."grading" ADD COLUMN "public_revocation_reason" text;--> statement-breakpoint
ALTER TABLE "hub"."grading_history" ADD COLUMN "public_revocation_reason" text;--> statement-breakpoint
ALTER TABLE "hub"."hazard" ADD COLUMN "public_description" text;--> statement-breakpoint
ALTER TABLE "hub"."hazard_history" ADD COLUMN "public_description" text;