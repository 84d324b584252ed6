CREATE TABLE "hub"."clock_correction" (
	"position" bigint PRIMARY KEY NOT NULL,
	"after" bigint NOT NULL,
	"true_until" timestamp (3) with time zone,
	"ahead" timestamp (3) with time zone NOT NULL,
	"clock" timestamp (3) with time zone NOT NULL,
	"announced_through" date NOT NULL,
	"why" text NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "clock_correction_after" CHECK (after < position),
	CONSTRAINT "clock_correction_ahead" CHECK (ahead > clock)
);
--> statement-breakpoint
CREATE TABLE "hub"."time_mark" (
	"recorded_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"clock" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "time_mark_ahead" CHECK (recorded_at > clock)
);
--> statement-breakpoint
ALTER TABLE "hub"."head" ADD COLUMN "corrected_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "time_mark_clock" ON "hub"."time_mark" USING btree ("clock","recorded_at");--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.time_mark for each statement execute function hub.refuse_change();--> statement-breakpoint
create trigger keep_rows before delete or truncate on hub.clock_correction for each statement execute function hub.refuse_change();--> statement-breakpoint
-- That a deadline passed is taken back where a clock that was ahead said so, and nowhere else: the log has what was told.
create function hub.keep_overdue() returns trigger language plpgsql as $$
begin
  if exists (select from hub.clock_correction c where old.position > c.after and old.position < c.position
      and old.deadline >= (c.clock at time zone 'Asia/Shanghai')::date) then
    return old;
  end if;
  raise exception 'hub.% is written once: its rows are neither changed nor deleted', tg_table_name
    using errcode = 'restrict_violation';
end
$$;--> statement-breakpoint
drop trigger written_once on hub.hazard_overdue;--> statement-breakpoint
create trigger written_once before update or truncate on hub.hazard_overdue for each statement execute function hub.refuse_change();--> statement-breakpoint
create trigger kept_unless_untrue before delete on hub.hazard_overdue for each row execute function hub.keep_overdue();--> statement-breakpoint
-- The last day of a notice that a clock ahead gave too late moves back; it never moves on.
drop trigger written_once on hub.notice;--> statement-breakpoint
CREATE TRIGGER written_once BEFORE UPDATE ON hub.notice FOR EACH ROW WHEN ((((((((((((new.id IS DISTINCT FROM old.id) OR (new.kind IS DISTINCT FROM old.kind)) OR (new.recipient_id IS DISTINCT FROM old.recipient_id)) OR (new.division_code IS DISTINCT FROM old.division_code)) OR (new.policy_code IS DISTINCT FROM old.policy_code)) OR (new.policy_version IS DISTINCT FROM old.policy_version)) OR (new.case_id IS DISTINCT FROM old.case_id)) OR (new.issued_at IS DISTINCT FROM old.issued_at)) OR (new."position" IS DISTINCT FROM old."position")) OR (new.due_on > old.due_on)) OR ((old.receipt IS NOT NULL) AND (((new.acknowledged_at IS DISTINCT FROM old.acknowledged_at) OR (new.acknowledged_position IS DISTINCT FROM old.acknowledged_position)) OR (new.receipt IS DISTINCT FROM old.receipt))) OR ((old.acted_at IS NOT NULL) AND (new.acted_at IS DISTINCT FROM old.acted_at)))) EXECUTE FUNCTION hub.refuse_change();
