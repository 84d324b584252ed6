CREATE TABLE "hub"."day_place" (
	"work" text PRIMARY KEY NOT NULL,
	"day" date NOT NULL,
	"place" text
);
--> statement-breakpoint
CREATE INDEX "rating_to_expire" ON "hub"."rating" USING btree ("valid_until","id") WHERE valid_until >= (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "grading_to_expire" ON "hub"."grading" USING btree ("valid_until","id") WHERE valid_until >= (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "grading_to_cease" ON "hub"."grading" USING btree ("revoked_on","id") WHERE revoked_on > (recorded_at at time zone 'Asia/Shanghai')::date;