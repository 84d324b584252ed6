-- Printed by `npm run structure`. Change the migrations, not this file.

table hub.accident (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  occurred_at timestamp(3) with time zone not null,
  reported_at timestamp(3) with time zone not null,
  category text not null,
  deaths integer not null,
  serious_injuries integer not null,
  missing integer not null default 0,
  direct_economic_loss numeric(20,2),
  description text,
  responsibility text not null,
  status text not null,
  concluded_on date,
  published_on date,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  level text not null generated always as (
CASE
    WHEN ((deaths >= 30) OR (serious_injuries >= 100) OR (direct_economic_loss >= (100000000)::numeric)) THEN 'PARTICULARLY_MAJOR'::text
    WHEN ((deaths >= 10) OR (serious_injuries >= 50) OR (direct_economic_loss >= (50000000)::numeric)) THEN 'MAJOR'::text
    WHEN ((deaths >= 3) OR (serious_injuries >= 10) OR (direct_economic_loss >= (10000000)::numeric)) THEN 'RELATIVELY_LARGE'::text
    ELSE 'ORDINARY'::text
END) stored
);

table hub.accident_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  occurred_at timestamp(3) with time zone not null,
  reported_at timestamp(3) with time zone not null,
  category text not null,
  deaths integer not null,
  serious_injuries integer not null,
  missing integer not null default 0,
  direct_economic_loss numeric(20,2),
  description text,
  responsibility text not null,
  status text not null,
  concluded_on date,
  published_on date,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  level text not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null
);

table hub.accident_supplement (
  id bigint not null identity,
  accident_id bigint not null,
  changed_on date not null,
  deaths integer not null,
  serious_injuries integer not null,
  missing integer not null default 0,
  direct_economic_loss numeric(20,2),
  note text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null
);

table hub.agency (
  id uuid not null default gen_random_uuid(),
  name text not null,
  kind text not null,
  division_code text,
  created_at timestamp(3) with time zone not null default now(),
  disabled_at timestamp(3) with time zone
);

table hub.agency_key (
  id uuid not null default gen_random_uuid(),
  agency_id uuid not null,
  prefix text not null,
  hash text not null,
  created_at timestamp(3) with time zone not null default now(),
  revoked_at timestamp(3) with time zone
);

table hub.checkpoint (
  position bigint not null,
  hash bytea not null,
  signed_at timestamp(3) with time zone not null,
  key_id text not null,
  signature bytea not null
);

table hub.consumer (
  agency_id uuid not null,
  name text not null,
  position bigint not null,
  acknowledged_at timestamp(3) with time zone not null
);

table hub.division (
  code text collate C not null,
  name text not null,
  level text not null,
  parent_code text collate C,
  valid_from date,
  valid_to date,
  successor_code text collate C,
  statistical_only boolean not null default false
);

table hub.enterprise (
  uscc text collate C not null,
  division_code text collate C not null,
  name text not null,
  status text not null,
  entity_type text,
  registered_on date,
  registered_capital numeric(20,2),
  currency text,
  address text,
  business_scope text,
  industry_code text collate C,
  valid_from date not null,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null
);

table hub.enterprise_history (
  uscc text collate C not null,
  division_code text collate C not null,
  name text not null,
  status text not null,
  entity_type text,
  registered_on date,
  registered_capital numeric(20,2),
  currency text,
  address text,
  business_scope text,
  industry_code text collate C,
  valid_from date not null,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null
);

table hub.event (
  position bigint not null,
  type text not null,
  subject text collate C,
  division_code text collate C,
  public boolean not null,
  recipient_id uuid,
  recorded_at timestamp(3) with time zone not null,
  data text not null,
  salt bytea not null,
  hash bytea not null
) partition by RANGE ("position");

table hub.event_0 (
  position bigint not null,
  type text not null,
  subject text collate C,
  division_code text collate C,
  public boolean not null,
  recipient_id uuid,
  recorded_at timestamp(3) with time zone not null,
  data text not null,
  salt bytea not null,
  hash bytea not null
) partition of event FOR VALUES FROM ('0') TO ('10000000');

table hub.grading (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  standard text not null,
  grade text not null,
  score numeric(5,2),
  issued_on date not null,
  valid_until date not null,
  graded_by text,
  published_on date,
  revoked_on date,
  revocation_reason text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null
);

table hub.grading_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  standard text not null,
  grade text not null,
  score numeric(5,2),
  issued_on date not null,
  valid_until date not null,
  graded_by text,
  published_on date,
  revoked_on date,
  revocation_reason text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null
);

table hub.hazard (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  level text not null,
  description text not null,
  found_on date not null,
  deadline date,
  listed_on date,
  state text not null,
  state_since timestamp(3) with time zone not null,
  plan_measures text,
  plan_responsible text,
  plan_funds numeric(20,2),
  plan_deadline date,
  plan_document text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null
);

table hub.hazard_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  level text not null,
  description text not null,
  found_on date not null,
  deadline date,
  listed_on date,
  state text not null,
  state_since timestamp(3) with time zone not null,
  plan_measures text,
  plan_responsible text,
  plan_funds numeric(20,2),
  plan_deadline date,
  plan_document text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null
);

table hub.hazard_overdue (
  hazard_id bigint not null,
  deadline date not null,
  position bigint not null
);

table hub.hazard_transition (
  id bigint not null identity,
  hazard_id bigint not null,
  from_state text,
  to_state text not null,
  at timestamp(3) with time zone not null,
  deadline date,
  note text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null
);

table hub.head (
  id integer not null,
  position bigint not null,
  recorded_at timestamp(3) with time zone not null,
  hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea,
  partition_end bigint not null default 0,
  partition_size bigint not null default 10000000,
  announced_through date not null default ((now() AT TIME ZONE 'Asia/Shanghai'::text))::date
);

table hub.industry (
  code text collate C not null,
  name text not null,
  level text not null,
  parent_code text collate C
);

table hub.log (
  single integer not null default 1,
  id uuid not null default gen_random_uuid(),
  start_position bigint not null,
  start_hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea
);

table hub.rating (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  level text not null,
  rated_by text,
  rated_on date not null,
  valid_until date,
  basis text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null
);

table hub.rating_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  level text not null,
  rated_by text,
  rated_on date not null,
  valid_until date,
  basis text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null
);

table hub.restriction (
  id bigint not null identity,
  uscc text collate C not null,
  domain text not null,
  proposed_on date,
  effective_from date not null,
  effective_until date not null,
  decided_on date,
  lifted_on date,
  withdrawn_on date,
  published_on date,
  cause text not null,
  legal_basis text not null,
  policy text not null,
  recorded_at timestamp(3) with time zone not null default now(),
  position bigint not null default 0
);

table hub.retention (
  position bigint not null,
  hash bytea not null,
  archive text,
  signed_at timestamp(3) with time zone not null,
  key_id text not null,
  signature bytea not null
);

table hub.safety_sector (
  code text not null,
  name text not null,
  english text not null,
  category text not null
);

table hub.safety_sector_industry (
  sector_code text not null,
  industry_prefix text collate C not null,
  relation text not null
);

table hub.safety_sector_set (
  set_code text not null,
  sector_code text not null,
  source text not null
);

table hub.submission (
  id uuid not null,
  agency_id uuid not null,
  operation text not null,
  idempotency_key text,
  body_hash text not null,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  receipt jsonb not null
);

table hub.webhook (
  id uuid not null default gen_random_uuid(),
  agency_id uuid not null,
  url text not null,
  types text[],
  divisions text[],
  status text not null default 'ACTIVE'::text,
  status_since timestamp(3) with time zone not null,
  disabled_reason text,
  created_at timestamp(3) with time zone not null,
  deleted_at timestamp(3) with time zone,
  revision integer not null default 1,
  position bigint not null,
  position_revision integer not null default 1,
  failing_since timestamp(3) with time zone,
  attempt integer not null default 0,
  next_attempt_at timestamp(3) with time zone,
  lease_holder uuid,
  lease_until timestamp(3) with time zone,
  lease_token bigint not null default 0
);

table hub.webhook_delivery (
  id bigint not null identity,
  webhook_id uuid not null,
  position bigint,
  event_id text not null,
  event_type text not null,
  attempt integer not null,
  at timestamp(3) with time zone not null,
  duration_ms integer not null,
  response_code integer,
  error text
);

table hub.webhook_secret (
  id uuid not null default gen_random_uuid(),
  webhook_id uuid not null,
  signature text not null,
  sealed text not null,
  public_key text,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone
);

CREATE OR REPLACE FUNCTION hub.add_event_partition(first bigint, past bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  part text := 'event_' || first;
begin
  execute format('create table hub.%I (like hub.event including all)', part);
  execute format('create trigger written_once before update or delete or truncate on hub.%I
    for each statement execute function hub.refuse_change()', part);
  execute format('alter table hub.event attach partition hub.%I for values from (%s) to (%s)', part, first, past);
end
$function$;

CREATE OR REPLACE FUNCTION hub.bigrams(t text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select string_to_array(regexp_replace(hub.search_form(t), '(..)', E'\\1\x01', 'g'), E'\x01')
    || string_to_array(regexp_replace(substr(hub.search_form(t), 2), '(..)', E'\\1\x01', 'g'), E'\x01')
$function$;

CREATE OR REPLACE FUNCTION hub.is_uscc(c text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select c ~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{8}[0-9X][0-9A-HJ-NPQRTUWXY]$'
    and ((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 1, 1)) - 1)
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 2, 1)) - 1) * 3
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 3, 1)) - 1) * 9
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 4, 1)) - 1) * 27
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 5, 1)) - 1) * 19
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 6, 1)) - 1) * 26
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 7, 1)) - 1) * 16
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 8, 1)) - 1) * 17
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 9, 1)) - 1) * 20
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 10, 1)) - 1) * 29
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 11, 1)) - 1) * 25
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 12, 1)) - 1) * 13
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 13, 1)) - 1) * 8
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 14, 1)) - 1) * 24
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 15, 1)) - 1) * 10
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 16, 1)) - 1) * 30
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 17, 1)) - 1) * 28
    + (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(c, 18, 1)) - 1)) % 31 = 0
    and ((strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 9, 1)) - 1) * 3
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 10, 1)) - 1) * 7
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 11, 1)) - 1) * 9
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 12, 1)) - 1) * 10
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 13, 1)) - 1) * 5
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 14, 1)) - 1) * 8
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 15, 1)) - 1) * 4
    + (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substr(c, 16, 1)) - 1) * 2
    + strpos('0123456789X', substr(c, 17, 1)) - 1) % 11 = 0
$function$;

CREATE OR REPLACE FUNCTION hub.keep_history()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'hub.% keeps its history: rows are superseded by a later version, never deleted', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  if new.position <= old.position or new.recorded_at < old.recorded_at then
    raise exception 'hub.%: a version must be recorded after the one that it supersedes', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  execute format('insert into hub.%I select ($1).*, $2, $3', tg_table_name || '_history')
    using old, new.recorded_at, new.position;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION hub.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'hub.% is written once: its rows are neither changed nor deleted', tg_table_name
    using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION hub.refuse_head()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'hub.head moves on with the hash of the events written; a hub of an older version must be stopped'
    using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION hub.search_form(t text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select replace(lower(normalize(t, nfkc)), ' ', '')
$function$;

CREATE INDEX accident_county ON hub.accident USING btree ("left"(division_code, 6), occurred_at, id);

CREATE UNIQUE INDEX accident_document ON hub.accident USING btree (provider_id, document_number);

CREATE INDEX accident_occurred ON hub.accident USING btree (occurred_at, id);

CREATE UNIQUE INDEX accident_pkey ON hub.accident USING btree (id);

CREATE INDEX accident_to_publish ON hub.accident USING btree (published_on) WHERE (published_on > ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX accident_uscc ON hub.accident USING btree (uscc, occurred_at, id);

CREATE UNIQUE INDEX accident_history_id_position_pk ON hub.accident_history USING btree (id, "position");

CREATE INDEX accident_history_uscc ON hub.accident_history USING btree (uscc);

CREATE INDEX accident_supplement_accident ON hub.accident_supplement USING btree (accident_id, "position");

CREATE UNIQUE INDEX accident_supplement_document ON hub.accident_supplement USING btree (provider_id, document_number);

CREATE UNIQUE INDEX accident_supplement_pkey ON hub.accident_supplement USING btree (id);

CREATE INDEX agency_kind_index ON hub.agency USING btree (kind);

CREATE UNIQUE INDEX agency_name_unique ON hub.agency USING btree (name);

CREATE UNIQUE INDEX agency_pkey ON hub.agency USING btree (id);

CREATE INDEX agency_key_agency ON hub.agency_key USING btree (agency_id);

CREATE UNIQUE INDEX agency_key_hash_unique ON hub.agency_key USING btree (hash);

CREATE UNIQUE INDEX agency_key_pkey ON hub.agency_key USING btree (id);

CREATE UNIQUE INDEX checkpoint_pkey ON hub.checkpoint USING btree ("position");

CREATE UNIQUE INDEX consumer_agency_id_name_pk ON hub.consumer USING btree (agency_id, name);

CREATE INDEX division_parent ON hub.division USING btree (parent_code);

CREATE UNIQUE INDEX division_pkey ON hub.division USING btree (code);

CREATE INDEX enterprise_division ON hub.enterprise USING btree (division_code, uscc);

CREATE INDEX enterprise_industry ON hub.enterprise USING btree (industry_code, uscc);

CREATE INDEX enterprise_name_bigrams ON hub.enterprise USING gin (bigrams(name));

CREATE UNIQUE INDEX enterprise_pkey ON hub.enterprise USING btree (uscc);

CREATE UNIQUE INDEX enterprise_history_uscc_position_pk ON hub.enterprise_history USING btree (uscc, "position");

CREATE UNIQUE INDEX event_pkey ON ONLY hub.event USING btree ("position");

CREATE UNIQUE INDEX event_0_pkey ON hub.event_0 USING btree ("position");

CREATE INDEX grading_county ON hub.grading USING btree ("left"(division_code, 6), issued_on, id);

CREATE UNIQUE INDEX grading_document ON hub.grading USING btree (provider_id, document_number);

CREATE INDEX grading_issued ON hub.grading USING btree (issued_on, id);

CREATE UNIQUE INDEX grading_pkey ON hub.grading USING btree (id);

CREATE INDEX grading_to_publish ON hub.grading USING btree (published_on) WHERE (published_on > ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX grading_uscc ON hub.grading USING btree (uscc, issued_on);

CREATE UNIQUE INDEX grading_history_id_position_pk ON hub.grading_history USING btree (id, "position");

CREATE INDEX grading_history_uscc ON hub.grading_history USING btree (uscc);

CREATE INDEX hazard_county ON hub.hazard USING btree ("left"(division_code, 6), found_on, id);

CREATE UNIQUE INDEX hazard_document ON hub.hazard USING btree (provider_id, document_number);

CREATE INDEX hazard_found ON hub.hazard USING btree (found_on, id);

CREATE INDEX hazard_open ON hub.hazard USING btree (deadline) WHERE (state <> ALL (ARRAY['DELISTED'::text, 'CLOSED'::text]));

CREATE UNIQUE INDEX hazard_pkey ON hub.hazard USING btree (id);

CREATE INDEX hazard_uscc ON hub.hazard USING btree (uscc, found_on, id);

CREATE UNIQUE INDEX hazard_history_id_position_pk ON hub.hazard_history USING btree (id, "position");

CREATE INDEX hazard_history_uscc ON hub.hazard_history USING btree (uscc);

CREATE UNIQUE INDEX hazard_overdue_hazard_id_deadline_pk ON hub.hazard_overdue USING btree (hazard_id, deadline);

CREATE INDEX hazard_transition_hazard ON hub.hazard_transition USING btree (hazard_id, "position");

CREATE UNIQUE INDEX hazard_transition_pkey ON hub.hazard_transition USING btree (id);

CREATE UNIQUE INDEX head_pkey ON hub.head USING btree (id);

CREATE UNIQUE INDEX industry_pkey ON hub.industry USING btree (code);

CREATE UNIQUE INDEX log_pkey ON hub.log USING btree (single);

CREATE UNIQUE INDEX rating_document ON hub.rating USING btree (provider_id, document_number);

CREATE UNIQUE INDEX rating_pkey ON hub.rating USING btree (id);

CREATE INDEX rating_uscc ON hub.rating USING btree (uscc, rated_on);

CREATE UNIQUE INDEX rating_history_id_position_pk ON hub.rating_history USING btree (id, "position");

CREATE INDEX rating_history_uscc ON hub.rating_history USING btree (uscc);

CREATE UNIQUE INDEX restriction_pkey ON hub.restriction USING btree (id);

CREATE INDEX restriction_uscc ON hub.restriction USING btree (uscc, effective_until);

CREATE UNIQUE INDEX retention_pkey ON hub.retention USING btree ("position");

CREATE UNIQUE INDEX safety_sector_pkey ON hub.safety_sector USING btree (code);

CREATE UNIQUE INDEX safety_sector_industry_sector_code_industry_prefix_pk ON hub.safety_sector_industry USING btree (sector_code, industry_prefix);

CREATE UNIQUE INDEX safety_sector_set_set_code_sector_code_pk ON hub.safety_sector_set USING btree (set_code, sector_code);

CREATE UNIQUE INDEX submission_idempotency ON hub.submission USING btree (agency_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE UNIQUE INDEX submission_pkey ON hub.submission USING btree (id);

CREATE INDEX submission_recorded ON hub.submission USING btree (recorded_at, "position");

CREATE INDEX webhook_agency ON hub.webhook USING btree (agency_id);

CREATE UNIQUE INDEX webhook_pkey ON hub.webhook USING btree (id);

CREATE UNIQUE INDEX webhook_delivery_pkey ON hub.webhook_delivery USING btree (id);

CREATE INDEX webhook_delivery_webhook ON hub.webhook_delivery USING btree (webhook_id, id);

CREATE UNIQUE INDEX webhook_secret_pkey ON hub.webhook_secret USING btree (id);

CREATE INDEX webhook_secret_webhook ON hub.webhook_secret USING btree (webhook_id);

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.accident FOR EACH ROW EXECUTE FUNCTION keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.accident FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.accident_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.accident_supplement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.enterprise FOR EACH ROW EXECUTE FUNCTION keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.enterprise FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.enterprise_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.event_0 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.grading FOR EACH ROW EXECUTE FUNCTION keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.grading FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.grading_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.hazard FOR EACH ROW EXECUTE FUNCTION keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.hazard FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.hazard_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.hazard_overdue FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.hazard_transition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER moves_with_hash BEFORE UPDATE ON hub.head FOR EACH ROW WHEN (((new."position" < old."position") OR ((new."position" > old."position") <> (new.hash <> old.hash)))) EXECUTE FUNCTION refuse_head();

CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON hub.log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.rating FOR EACH ROW EXECUTE FUNCTION keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.rating FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.rating_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.retention FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.submission FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
