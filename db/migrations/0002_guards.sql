insert into hub.head (id, position, recorded_at) values (1, 0, now());
--> statement-breakpoint
create trigger keep_history before update or delete on hub.enterprise for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.enterprise for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_history before update or delete on hub.grading for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.grading for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_history before update or delete on hub.rating for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.rating for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_history before update or delete on hub.accident for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.accident for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger keep_history before update or delete on hub.hazard for each row execute function hub.keep_history();
--> statement-breakpoint
create trigger keep_rows before truncate on hub.hazard for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.enterprise_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.grading_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.rating_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.accident_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.hazard_history for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.accident_supplement for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.hazard_transition for each statement execute function hub.refuse_change();
--> statement-breakpoint
create trigger written_once before update or delete or truncate on hub.submission for each statement execute function hub.refuse_change();
