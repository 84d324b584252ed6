-- What is announced of a restriction's cause names its policy, never the fact: everybody who sees the restriction reads it, and its
-- receipts carry it. Which facts a case rests on stays with the case. The guards would keep every row as another version of itself.
alter table hub.restriction disable trigger keep_history;
--> statement-breakpoint
update hub.restriction r set cause = '《' || (p.document -> 'name' ->> 'zh') || '》规定的信用联动情形'
from hub.linkage_case c join hub.policy p on p.code = c.policy_code and p.version = c.policy_version where c.id = r.case_id;
--> statement-breakpoint
alter table hub.restriction enable trigger keep_history;
--> statement-breakpoint
alter table hub.restriction_history disable trigger written_once;
--> statement-breakpoint
update hub.restriction_history r set cause = '《' || (p.document -> 'name' ->> 'zh') || '》规定的信用联动情形'
from hub.linkage_case c join hub.policy p on p.code = c.policy_code and p.version = c.policy_version where c.id = r.case_id;
--> statement-breakpoint
alter table hub.restriction_history enable trigger written_once;
