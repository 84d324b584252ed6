CREATE TABLE "hub"."hazard_overdue" (
	"hazard_id" bigint NOT NULL,
	"deadline" date NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "hazard_overdue_hazard_id_deadline_pk" PRIMARY KEY("hazard_id","deadline")
);
--> statement-breakpoint
ALTER TABLE "hub"."hazard_overdue" ADD CONSTRAINT "hazard_overdue_hazard_id_hazard_id_fk" FOREIGN KEY ("hazard_id") REFERENCES "hub"."hazard"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accident_to_publish" ON "hub"."accident" USING btree ("published_on") WHERE published_on > (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "grading_to_publish" ON "hub"."grading" USING btree ("published_on") WHERE published_on > (recorded_at at time zone 'Asia/Shanghai')::date;--> statement-breakpoint
CREATE INDEX "hazard_open" ON "hub"."hazard" USING btree ("deadline") WHERE state not in ('DELISTED', 'CLOSED');--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.hazard_overdue for each statement execute function hub.refuse_change();
