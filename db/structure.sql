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
END) stored,
  public_description text,
  constraint accident_casualties CHECK (((deaths >= 0) AND (serious_injuries >= 0) AND (missing >= 0) AND (direct_economic_loss >= (0)::numeric))),
  constraint accident_category CHECK ((category = ANY (ARRAY['OBJECT_STRIKE'::text, 'VEHICLE_INJURY'::text, 'MECHANICAL_INJURY'::text, 'LIFTING_INJURY'::text, 'ELECTRIC_SHOCK'::text, 'DROWNING'::text, 'SCALD'::text, 'FIRE'::text, 'FALL_FROM_HEIGHT'::text, 'COLLAPSE'::text, 'ROOF_FALL'::text, 'WATER_INRUSH'::text, 'BLASTING'::text, 'EXPLOSIVES_EXPLOSION'::text, 'GAS_EXPLOSION'::text, 'BOILER_EXPLOSION'::text, 'VESSEL_EXPLOSION'::text, 'OTHER_EXPLOSION'::text, 'POISONING_ASPHYXIATION'::text, 'ROAD_TRAFFIC'::text, 'OTHER'::text]))),
  constraint accident_concluded CHECK (((status = 'CONCLUDED'::text) = (concluded_on IS NOT NULL))),
  constraint accident_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint accident_document_number CHECK ((document_number IS NOT NULL)),
  constraint accident_pkey PRIMARY KEY (id),
  constraint accident_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint accident_published CHECK ((published_on >= concluded_on)),
  constraint accident_reported CHECK ((reported_at >= occurred_at)),
  constraint accident_responsibility CHECK ((responsibility = ANY (ARRAY['UNDETERMINED'::text, 'NOT_LIABLE'::text, 'SECONDARY'::text, 'EQUAL'::text, 'MAIN'::text, 'FULL'::text]))),
  constraint accident_status CHECK ((status = ANY (ARRAY['REPORTED'::text, 'SUPPLEMENTED'::text, 'CONCLUDED'::text]))),
  constraint accident_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc)
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
  superseded_position bigint not null,
  public_description text,
  constraint accident_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint accident_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
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
  position bigint not null,
  constraint accident_supplement_accident_id_accident_id_fk FOREIGN KEY (accident_id) REFERENCES hub.accident(id),
  constraint accident_supplement_document_number CHECK ((document_number IS NOT NULL)),
  constraint accident_supplement_pkey PRIMARY KEY (id),
  constraint accident_supplement_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
);

table hub.agency (
  id uuid not null default gen_random_uuid(),
  name text not null,
  kind text not null,
  division_code text,
  created_at timestamp(3) with time zone not null default now(),
  disabled_at timestamp(3) with time zone,
  registered_only boolean not null default false,
  operations_revision integer not null default 0,
  constraint agency_kind CHECK ((kind = ANY (ARRAY['PARTNER'::text, 'SAFETY_REGULATOR'::text, 'CREDIT_OFFICE'::text, 'COUNTY_GOVERNMENT'::text, 'OPERATOR'::text, 'DEVELOPMENT_REFORM'::text, 'LAND'::text, 'HOUSING'::text, 'INDUSTRY_IT'::text, 'HUMAN_RESOURCES'::text, 'MARKET_REGULATION'::text, 'QUALITY_SUPERVISION'::text, 'POWER'::text, 'BANKING'::text, 'SECURITIES'::text, 'INSURANCE'::text, 'GUARANTEE'::text]))),
  constraint agency_name_unique UNIQUE (name),
  constraint agency_pkey PRIMARY KEY (id)
);

table hub.agency_key (
  id uuid not null default gen_random_uuid(),
  agency_id uuid not null,
  prefix text not null,
  hash text not null,
  created_at timestamp(3) with time zone not null default now(),
  revoked_at timestamp(3) with time zone,
  constraint agency_key_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint agency_key_hash_unique UNIQUE (hash),
  constraint agency_key_pkey PRIMARY KEY (id)
);

table hub.checkpoint (
  position bigint not null,
  hash bytea not null,
  signed_at timestamp(3) with time zone not null,
  key_id text not null,
  signature bytea not null,
  constraint checkpoint_hash CHECK ((octet_length(hash) = 32)),
  constraint checkpoint_pkey PRIMARY KEY ("position")
);

table hub.clock_confirmation (
  id bigint not null identity,
  boot text not null,
  host text not null,
  steady double precision not null,
  wall timestamp(3) with time zone not null,
  database timestamp(3) with time zone not null,
  confirmed_by text not null,
  wrong text,
  constraint clock_confirmation_pkey PRIMARY KEY (id)
);

table hub.clock_correction (
  position bigint not null,
  after bigint not null,
  true_until timestamp(3) with time zone,
  ahead timestamp(3) with time zone not null,
  clock timestamp(3) with time zone not null,
  announced_through date not null,
  why text not null,
  finished_at timestamp(3) with time zone,
  constraint clock_correction_after CHECK ((after < "position")),
  constraint clock_correction_ahead CHECK ((ahead > clock)),
  constraint clock_correction_pkey PRIMARY KEY ("position")
);

table hub.clock_mark (
  process uuid not null,
  boot text not null,
  host text not null,
  steady double precision,
  wall timestamp(3) with time zone,
  database timestamp(3) with time zone,
  confirmed bigint not null default 0,
  looked_at timestamp(3) with time zone not null,
  offset_ms double precision not null,
  fault text,
  constraint clock_mark_pkey PRIMARY KEY (process),
  constraint clock_mark_sound CHECK ((num_nulls(steady, wall, database) = ANY (ARRAY[0, 3])))
);

table hub.consumer (
  agency_id uuid not null,
  name text not null,
  position bigint not null,
  acknowledged_at timestamp(3) with time zone not null,
  constraint consumer_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint consumer_agency_id_name_pk PRIMARY KEY (agency_id, name)
);

table hub.day_place (
  work text not null,
  day date not null,
  place text,
  constraint day_place_pkey PRIMARY KEY (work)
);

table hub.division (
  code text collate C not null,
  name text not null,
  level text not null,
  parent_code text collate C,
  valid_from date,
  valid_to date,
  successor_code text collate C,
  statistical_only boolean not null default false,
  constraint division_level CHECK ((level = ANY (ARRAY['NATION'::text, 'PROVINCE'::text, 'PREFECTURE'::text, 'COUNTY'::text, 'TOWN'::text]))),
  constraint division_pkey PRIMARY KEY (code)
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
  position bigint not null,
  as_written jsonb,
  constraint enterprise_capital CHECK (((registered_capital >= (0)::numeric) AND ((registered_capital IS NULL) = (currency IS NULL)))),
  constraint enterprise_currency CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint enterprise_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint enterprise_name CHECK (((length(name) >= 1) AND (length(name) <= 300))),
  constraint enterprise_pkey PRIMARY KEY (uscc) INCLUDE (name, status, division_code),
  constraint enterprise_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint enterprise_status CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text, 'REVOKED'::text, 'CANCELLED'::text]))),
  constraint enterprise_uscc CHECK (hub.is_uscc(uscc))
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
  superseded_position bigint not null,
  as_written jsonb,
  constraint enterprise_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint enterprise_history_uscc_position_pk PRIMARY KEY (uscc, "position")
);

table hub.epoch (
  id text not null,
  parent text,
  began_after bigint not null,
  hash bytea,
  began_at timestamp(3) with time zone not null,
  reason text not null,
  why text not null,
  constraint epoch_first CHECK (((reason = 'FIRST'::text) = (parent IS NULL))),
  constraint epoch_hash CHECK ((octet_length(hash) = 32)),
  constraint epoch_id CHECK ((id ~ '^[0-9a-f]{8}$'::text)),
  constraint epoch_parent_epoch_id_fk FOREIGN KEY (parent) REFERENCES hub.epoch(id),
  constraint epoch_pkey PRIMARY KEY (id),
  constraint epoch_reason CHECK ((reason = ANY (ARRAY['FIRST'::text, 'MOVED'::text, 'FORKED'::text, 'RESTORED'::text, 'DECLARED'::text])))
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
  hash bytea not null,
  constraint event_hash CHECK ((octet_length(hash) = 32)),
  constraint event_pkey PRIMARY KEY ("position"),
  constraint event_salt CHECK ((octet_length(salt) = 16))
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
  hash bytea not null,
  constraint event_0_pkey PRIMARY KEY ("position"),
  constraint event_hash CHECK ((octet_length(hash) = 32)),
  constraint event_salt CHECK ((octet_length(salt) = 16))
) partition of hub.event FOR VALUES FROM ('0') TO ('10000000');

table hub.finding (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  kind text not null,
  found_on date not null,
  penalised boolean not null,
  grave boolean not null,
  accident_id bigint,
  basis text,
  withdrawn_on date,
  withdrawal_reason text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  constraint finding_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint finding_document_number CHECK ((document_number IS NOT NULL)),
  constraint finding_kind CHECK ((kind = ANY (ARRAY['CONCEALED_OR_FALSE_REPORT'::text, 'LATE_OR_OMITTED_REPORT'::text, 'DID_NOT_RESCUE'::text, 'FINE_MULTIPLIED'::text, 'NO_LICENCE'::text, 'REFUSED_PENALTY'::text, 'FALSE_TECHNICAL_REPORT'::text, 'WORKING_WITH_HAZARD'::text, 'EVADED_SUPERVISION'::text, 'WORKING_UNDER_SUSPENSION'::text, 'PROJECT_UNACCEPTED'::text, 'MINED_OVER_BOUNDARY'::text, 'DESTROYED_EVIDENCE'::text, 'OCCUPATIONAL_EXCESS'::text, 'OTHER_GRAVE'::text]))),
  constraint finding_pkey PRIMARY KEY (id),
  constraint finding_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint finding_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc),
  constraint finding_withdrawn CHECK (((withdrawn_on >= found_on) AND ((withdrawn_on IS NULL) = (withdrawal_reason IS NULL))))
);

table hub.finding_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  kind text not null,
  found_on date not null,
  penalised boolean not null,
  grave boolean not null,
  accident_id bigint,
  basis text,
  withdrawn_on date,
  withdrawal_reason text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null,
  constraint finding_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint finding_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
);

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
  position bigint not null,
  public_revocation_reason text,
  constraint grading_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint grading_document_number CHECK ((document_number IS NOT NULL)),
  constraint grading_grade CHECK ((grade = ANY (ARRAY['GRADE_1'::text, 'GRADE_2'::text, 'GRADE_3'::text, 'BELOW_STANDARD'::text]))),
  constraint grading_pkey PRIMARY KEY (id),
  constraint grading_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint grading_published CHECK ((published_on >= issued_on)),
  constraint grading_revoked CHECK (((revoked_on >= issued_on) AND ((revoked_on IS NULL) = (revocation_reason IS NULL)))),
  constraint grading_score CHECK (((score >= (0)::numeric) AND (score <= (100)::numeric))),
  constraint grading_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc),
  constraint grading_validity CHECK (((valid_until > issued_on) AND (valid_until <= (issued_on + '3 years'::interval))))
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
  superseded_position bigint not null,
  public_revocation_reason text,
  constraint grading_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint grading_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
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
  position bigint not null,
  public_description text,
  constraint hazard_deadline CHECK ((deadline >= found_on)),
  constraint hazard_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint hazard_document_number CHECK ((document_number IS NOT NULL)),
  constraint hazard_funds CHECK ((plan_funds >= (0)::numeric)),
  constraint hazard_level CHECK ((level = ANY (ARRAY['GENERAL'::text, 'MAJOR'::text]))),
  constraint hazard_listed CHECK (((listed_on >= found_on) AND ((state <> 'LISTED'::text) OR (listed_on IS NOT NULL)))),
  constraint hazard_pkey PRIMARY KEY (id),
  constraint hazard_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint hazard_state CHECK ((state = ANY (ARRAY['FOUND'::text, 'NOTIFIED'::text, 'LISTED'::text, 'PLAN_APPROVED'::text, 'RECTIFYING'::text, 'EXTENSION_REQUESTED'::text, 'COMPLETION_CLAIMED'::text, 'ACCEPTANCE'::text, 'REJECTED'::text, 'DELISTED'::text, 'OVERDUE'::text, 'ESCALATED'::text, 'SUSPENDED'::text, 'CLOSED'::text]))),
  constraint hazard_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc)
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
  superseded_position bigint not null,
  public_description text,
  constraint hazard_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint hazard_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
);

table hub.hazard_overdue (
  hazard_id bigint not null,
  deadline date not null,
  position bigint not null,
  constraint hazard_overdue_hazard_id_deadline_pk PRIMARY KEY (hazard_id, deadline)
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
  position bigint not null,
  constraint hazard_transition_from CHECK ((from_state = ANY (ARRAY['FOUND'::text, 'NOTIFIED'::text, 'LISTED'::text, 'PLAN_APPROVED'::text, 'RECTIFYING'::text, 'EXTENSION_REQUESTED'::text, 'COMPLETION_CLAIMED'::text, 'ACCEPTANCE'::text, 'REJECTED'::text, 'DELISTED'::text, 'OVERDUE'::text, 'ESCALATED'::text, 'SUSPENDED'::text, 'CLOSED'::text]))),
  constraint hazard_transition_pkey PRIMARY KEY (id),
  constraint hazard_transition_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint hazard_transition_to CHECK ((to_state = ANY (ARRAY['FOUND'::text, 'NOTIFIED'::text, 'LISTED'::text, 'PLAN_APPROVED'::text, 'RECTIFYING'::text, 'EXTENSION_REQUESTED'::text, 'COMPLETION_CLAIMED'::text, 'ACCEPTANCE'::text, 'REJECTED'::text, 'DELISTED'::text, 'OVERDUE'::text, 'ESCALATED'::text, 'SUSPENDED'::text, 'CLOSED'::text])))
);

table hub.head (
  id integer not null,
  position bigint not null,
  recorded_at timestamp(3) with time zone not null,
  hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea,
  partition_end bigint not null default 0,
  partition_size bigint not null default 10000000,
  announced_through date not null default ((now() AT TIME ZONE 'Asia/Shanghai'::text))::date,
  epoch text not null,
  origin text,
  corrected_at timestamp(3) with time zone,
  constraint head_hash CHECK ((octet_length(hash) = 32)),
  constraint head_partition CHECK ((partition_size > 0)),
  constraint head_pkey PRIMARY KEY (id),
  constraint head_single CHECK ((id = 1))
);

table hub.holiday (
  day date not null,
  kind text not null,
  name text,
  constraint holiday_kind CHECK ((kind = ANY (ARRAY['OFF'::text, 'WORK'::text]))),
  constraint holiday_pkey PRIMARY KEY (day)
);

table hub.holiday_import (
  id bigint not null identity,
  year integer not null,
  document text not null,
  file text not null,
  sha256 text not null,
  added integer not null,
  changed integer not null,
  removed integer not null,
  recorded_at timestamp(3) with time zone not null,
  constraint holiday_import_pkey PRIMARY KEY (id)
);

table hub.import_rejected (
  import_id uuid not null,
  piece integer not null,
  content bytea not null,
  constraint import_rejected_import_id_import_run_id_fk FOREIGN KEY (import_id) REFERENCES hub.import_run(id),
  constraint import_rejected_import_id_piece_pk PRIMARY KEY (import_id, piece)
);

table hub.import_run (
  id uuid not null,
  agency_id uuid,
  register text not null,
  file text not null,
  sha256 text,
  bytes bigint not null,
  options jsonb not null,
  status text not null,
  dry_run boolean not null default false,
  read integer not null default 0,
  inserted integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  rejected integer not null default 0,
  bytes_read bigint not null default 0,
  message text,
  warnings jsonb not null default '[]'::jsonb,
  details jsonb,
  rejected_bytes bigint,
  received_at timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  revision integer not null default 0,
  attempts integer not null default 0,
  stop_asked boolean not null default false,
  lease_holder uuid,
  lease_until timestamp(3) with time zone,
  constraint import_run_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint import_run_file CHECK (((length(file) >= 1) AND (length(file) <= 255))),
  constraint import_run_pkey PRIMARY KEY (id),
  constraint import_run_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint import_run_status CHECK ((status = ANY (ARRAY['RECEIVED'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text, 'STOPPED'::text, 'INTERRUPTED'::text])))
);

table hub.industry (
  code text collate C not null,
  name text not null,
  level text not null,
  parent_code text collate C,
  constraint industry_level CHECK ((level = ANY (ARRAY['SECTION'::text, 'DIVISION'::text]))),
  constraint industry_pkey PRIMARY KEY (code)
);

table hub.inquiry (
  id bigint not null identity,
  agency_id uuid not null,
  at timestamp(3) with time zone not null,
  kind text not null,
  purpose text,
  as_of timestamp(3) with time zone,
  position bigint not null,
  codes text[],
  portfolio_id uuid,
  count integer not null,
  digest bytea not null,
  clear integer not null,
  reference integer not null,
  restricted integer not null,
  unknown integer not null,
  request_id text,
  constraint inquiry_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint inquiry_codes CHECK (((codes IS NULL) = (portfolio_id IS NOT NULL))),
  constraint inquiry_digest CHECK ((octet_length(digest) = 32)),
  constraint inquiry_kind CHECK ((kind = ANY (ARRAY['CHECK'::text, 'CHECKS'::text, 'SCREENING'::text]))),
  constraint inquiry_outcomes CHECK (((((clear + reference) + restricted) + unknown) = count)),
  constraint inquiry_pkey PRIMARY KEY (id),
  constraint inquiry_purpose CHECK ((length(purpose) <= 200))
);

table hub.known_code (
  id bigint not null identity,
  code text collate C not null,
  kind text not null,
  replaced_by text collate C,
  source text not null,
  since date,
  noted_by text not null,
  noted_at timestamp(3) with time zone not null,
  removed_by text,
  removed_at timestamp(3) with time zone,
  constraint known_code_checks CHECK ((hub.is_uscc(code) = (kind = 'CONFIRMED'::text))),
  constraint known_code_kind CHECK ((kind = ANY (ARRAY['NON_CONFORMING'::text, 'CONFIRMED'::text]))),
  constraint known_code_pkey PRIMARY KEY (id),
  constraint known_code_removal CHECK (((removed_at IS NULL) = (removed_by IS NULL))),
  constraint known_code_replacement CHECK (((replaced_by IS NULL) OR ((kind = 'NON_CONFORMING'::text) AND hub.is_uscc(replaced_by))))
);

table hub.licence (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  certificate_number text not null,
  kind text not null,
  scope text,
  issued_on date not null,
  valid_from date,
  valid_until date not null,
  issued_by text,
  withheld_on date,
  withholding_reason text,
  public_withholding_reason text,
  withholding_document text,
  withheld_until date,
  revoked_on date,
  revocation_reason text,
  public_revocation_reason text,
  revocation_document text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  constraint licence_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint licence_document_number CHECK ((document_number IS NOT NULL)),
  constraint licence_kind CHECK ((kind = ANY (ARRAY['MINING'::text, 'CONSTRUCTION'::text, 'HAZARDOUS_CHEMICALS'::text, 'FIREWORKS'::text, 'CIVIL_EXPLOSIVES'::text]))),
  constraint licence_pkey PRIMARY KEY (id),
  constraint licence_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint licence_public_revocation_reason CHECK (((public_revocation_reason IS NULL) OR (revoked_on IS NOT NULL))),
  constraint licence_public_withholding_reason CHECK (((public_withholding_reason IS NULL) OR (withheld_on IS NOT NULL))),
  constraint licence_revocation_document CHECK (((revocation_document IS NULL) OR (revoked_on IS NOT NULL))),
  constraint licence_revocation_reason CHECK (((revoked_on IS NULL) = (revocation_reason IS NULL))),
  constraint licence_revoked_on CHECK ((revoked_on >= issued_on)),
  constraint licence_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc),
  constraint licence_valid_until CHECK (((valid_until >= issued_on) AND ((valid_until >= COALESCE(valid_from, issued_on)) AND (valid_until <= (COALESCE(valid_from, issued_on) + '3 years'::interval))))),
  constraint licence_withheld CHECK ((withheld_on <= valid_until)),
  constraint licence_withheld_on CHECK ((withheld_on >= issued_on)),
  constraint licence_withheld_until CHECK (((withheld_until >= withheld_on) AND ((withheld_until IS NULL) OR (withheld_on IS NOT NULL)))),
  constraint licence_withholding_document CHECK (((withholding_document IS NULL) OR (withheld_on IS NOT NULL))),
  constraint licence_withholding_reason CHECK (((withheld_on IS NULL) = (withholding_reason IS NULL)))
);

table hub.licence_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  certificate_number text not null,
  kind text not null,
  scope text,
  issued_on date not null,
  valid_from date,
  valid_until date not null,
  issued_by text,
  withheld_on date,
  withholding_reason text,
  public_withholding_reason text,
  withholding_document text,
  withheld_until date,
  revoked_on date,
  revocation_reason text,
  public_revocation_reason text,
  revocation_document text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null,
  constraint licence_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint licence_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
);

table hub.linkage (
  single integer not null default 1,
  position bigint not null,
  moved_at timestamp(3) with time zone not null default now(),
  constraint linkage_pkey PRIMARY KEY (single),
  constraint linkage_single CHECK ((single = 1))
);

table hub.linkage_case (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  key text not null,
  policy_code text not null,
  policy_version integer not null,
  trigger_code text not null,
  fact_day date not null,
  causes jsonb not null,
  level text,
  state text not null,
  since date not null,
  proposed_on date not null,
  served_on date,
  hearing_asked_on date,
  hearing_held_on date,
  decided_on date,
  effective_from date,
  effective_until date,
  published_on date,
  repair_asked_on date,
  ended_on date,
  ended_by text,
  step text not null,
  reason text not null,
  provider_id uuid,
  document_number text,
  stated jsonb,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  constraint linkage_case_causes CHECK ((jsonb_typeof(causes) = 'array'::text)),
  constraint linkage_case_decided CHECK (((state <> ALL (ARRAY['IN_FORCE'::text, 'REPAIR_REQUESTED'::text, 'LIFTED'::text])) OR ((decided_on IS NOT NULL) AND (effective_from IS NOT NULL)))),
  constraint linkage_case_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint linkage_case_end CHECK ((ended_by = ANY (ARRAY['FACTS'::text, 'AUTHORITY'::text, 'REPAIR'::text]))),
  constraint linkage_case_ended CHECK ((((state = ANY (ARRAY['LIFTED'::text, 'WITHDRAWN'::text])) = (ended_on IS NOT NULL)) AND ((ended_on IS NULL) = (ended_by IS NULL)))),
  constraint linkage_case_level CHECK ((level = ANY (ARRAY['ORDINARY'::text, 'RELATIVELY_LARGE'::text, 'MAJOR'::text, 'PARTICULARLY_MAJOR'::text]))),
  constraint linkage_case_pkey PRIMARY KEY (id),
  constraint linkage_case_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint linkage_case_published CHECK ((published_on >= decided_on)),
  constraint linkage_case_state CHECK ((state = ANY (ARRAY['PROPOSED'::text, 'PRIOR_NOTICE'::text, 'STATEMENT'::text, 'OBJECTION'::text, 'HEARING'::text, 'IN_FORCE'::text, 'REPAIR_REQUESTED'::text, 'LIFTED'::text, 'WITHDRAWN'::text]))),
  constraint linkage_case_term CHECK (((effective_until >= effective_from) AND ((effective_from IS NULL) = (effective_until IS NULL)))),
  constraint linkage_case_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc)
);

table hub.linkage_case_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  key text not null,
  policy_code text not null,
  policy_version integer not null,
  trigger_code text not null,
  fact_day date not null,
  causes jsonb not null,
  level text,
  state text not null,
  since date not null,
  proposed_on date not null,
  served_on date,
  hearing_asked_on date,
  hearing_held_on date,
  decided_on date,
  effective_from date,
  effective_until date,
  published_on date,
  repair_asked_on date,
  ended_on date,
  ended_by text,
  step text not null,
  reason text not null,
  provider_id uuid,
  document_number text,
  stated jsonb,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null,
  constraint linkage_case_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint linkage_case_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
);

table hub.linkage_fact (
  kind text not null,
  id text not null,
  uscc text collate C not null,
  division_code text collate C not null,
  document_number text not null,
  position bigint not null,
  fact jsonb not null,
  constraint linkage_fact_kind CHECK ((kind = ANY (ARRAY['ACCIDENT'::text, 'HAZARD'::text, 'FINDING'::text]))),
  constraint linkage_fact_kind_id_pk PRIMARY KEY (kind, id)
);

table hub.linkage_pending (
  uscc text collate C not null,
  reason text not null,
  since timestamp(3) with time zone not null,
  tried_at timestamp(3) with time zone,
  constraint linkage_pending_pkey PRIMARY KEY (uscc)
);

table hub.log (
  single integer not null default 1,
  id uuid not null default gen_random_uuid(),
  start_position bigint not null,
  start_hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'::bytea,
  constraint log_pkey PRIMARY KEY (single),
  constraint log_single CHECK ((single = 1)),
  constraint log_start_hash CHECK ((octet_length(start_hash) = 32))
);

table hub.notice (
  id uuid not null,
  kind text not null,
  recipient_id uuid not null,
  division_code text collate C not null,
  policy_code text not null,
  policy_version integer not null,
  case_id bigint,
  issued_at timestamp(3) with time zone not null,
  position bigint not null,
  due_on date not null,
  acknowledged_at timestamp(3) with time zone,
  acknowledged_position bigint,
  receipt text,
  acted_at timestamp(3) with time zone,
  constraint notice_acknowledged CHECK ((((acknowledged_at IS NULL) = (acknowledged_position IS NULL)) AND ((acknowledged_at IS NULL) = (receipt IS NULL)))),
  constraint notice_case_id_linkage_case_id_fk FOREIGN KEY (case_id) REFERENCES hub.linkage_case(id),
  constraint notice_kind CHECK ((kind = ANY (ARRAY['RESTRICTION'::text, 'GRADING'::text]))),
  constraint notice_order CHECK (((acknowledged_at >= issued_at) AND (acted_at >= issued_at))),
  constraint notice_pkey PRIMARY KEY (id),
  constraint notice_recipient_id_agency_id_fk FOREIGN KEY (recipient_id) REFERENCES hub.agency(id),
  constraint notice_subject CHECK (((kind = 'RESTRICTION'::text) = (case_id IS NOT NULL)))
);

table hub.notice_grading (
  notice_id uuid not null,
  position bigint not null,
  grading_id bigint not null,
  uscc text collate C not null,
  event text not null,
  constraint notice_grading_notice_id_notice_id_fk FOREIGN KEY (notice_id) REFERENCES hub.notice(id),
  constraint notice_grading_notice_id_position_pk PRIMARY KEY (notice_id, "position")
);

table hub.notice_measure (
  notice_id uuid not null,
  position bigint not null,
  kind text not null,
  document_number text,
  taken_on date not null,
  remark text,
  recorded_at timestamp(3) with time zone not null,
  constraint notice_measure_kind CHECK ((kind = ANY (ARRAY['PROJECT_APPROVAL_REFUSED'::text, 'LAND_USE_REFUSED'::text, 'FINANCING_LIMITED'::text, 'LOAN_REFUSED'::text, 'CREDIT_TIGHTENED'::text, 'RATE_RAISED'::text, 'SUPERVISION_RAISED'::text, 'OTHER_APPROVAL_LIMITED'::text, 'NOTHING_PENDING'::text, 'OTHER'::text]))),
  constraint notice_measure_notice_id_notice_id_fk FOREIGN KEY (notice_id) REFERENCES hub.notice(id),
  constraint notice_measure_notice_id_position_pk PRIMARY KEY (notice_id, "position")
);

table hub.penalty (
  id bigint not null identity,
  uscc text collate C not null,
  division_code text collate C not null,
  violation text not null,
  facts text,
  basis text,
  kinds text[] not null,
  content text,
  public_content text,
  fine numeric(20,2),
  confiscated numeric(20,2),
  licence_withheld text,
  decided_on date not null,
  valid_until date,
  published_until date,
  decided_by text,
  withdrawn_on date,
  withdrawal_reason text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  constraint penalty_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint penalty_document_number CHECK ((document_number IS NOT NULL)),
  constraint penalty_kinds CHECK (((kinds <@ ARRAY['WARNING'::text, 'CRITICISM'::text, 'FINE'::text, 'CONFISCATION'::text, 'LICENCE_WITHHELD'::text, 'QUALIFICATION_LOWERED'::text, 'LICENCE_REVOKED'::text, 'ACTIVITY_RESTRICTED'::text, 'SUSPENSION'::text, 'CLOSURE'::text, 'OCCUPATION_BARRED'::text, 'OTHER'::text]) AND (cardinality(kinds) > 0))),
  constraint penalty_pkey PRIMARY KEY (id),
  constraint penalty_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint penalty_published_until CHECK (((published_until >= COALESCE(decided_on)) AND (published_until <= (COALESCE(decided_on) + '3 years'::interval)))),
  constraint penalty_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc),
  constraint penalty_valid_until CHECK ((valid_until >= decided_on)),
  constraint penalty_withdrawal_reason CHECK (((withdrawn_on IS NULL) = (withdrawal_reason IS NULL))),
  constraint penalty_withdrawn_on CHECK ((withdrawn_on >= decided_on))
);

table hub.penalty_history (
  id bigint not null,
  uscc text collate C not null,
  division_code text collate C not null,
  violation text not null,
  facts text,
  basis text,
  kinds text[] not null,
  content text,
  public_content text,
  fine numeric(20,2),
  confiscated numeric(20,2),
  licence_withheld text,
  decided_on date not null,
  valid_until date,
  published_until date,
  decided_by text,
  withdrawn_on date,
  withdrawal_reason text,
  provider_id uuid not null,
  document_number text,
  received_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone not null,
  position bigint not null,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null,
  constraint penalty_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint penalty_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
);

table hub.policy (
  code text not null,
  version integer not null,
  jurisdiction text collate C not null,
  effective_from date not null,
  effective_to date,
  document jsonb not null,
  recorded_at timestamp(3) with time zone not null default now(),
  ended_at timestamp(3) with time zone,
  constraint policy_code CHECK (((code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'::text) AND (version > 0))),
  constraint policy_code_version_pk PRIMARY KEY (code, version),
  constraint policy_term CHECK ((effective_to >= (effective_from - 1)))
);

table hub.portfolio (
  id uuid not null default gen_random_uuid(),
  agency_id uuid not null,
  name text not null,
  size integer not null default 0,
  revision integer not null default 0,
  created_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null,
  constraint portfolio_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint portfolio_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint portfolio_pkey PRIMARY KEY (id),
  constraint portfolio_size CHECK (((size >= 0) AND (size <= 200000)))
);

table hub.portfolio_member (
  portfolio_id uuid not null,
  uscc text collate C not null,
  constraint portfolio_member_portfolio_id_uscc_pk PRIMARY KEY (portfolio_id, uscc),
  constraint portfolio_member_uscc CHECK ((length(uscc) = 18))
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
  position bigint not null,
  constraint rating_division_code_division_code_fk FOREIGN KEY (division_code) REFERENCES hub.division(code),
  constraint rating_document_number CHECK ((document_number IS NOT NULL)),
  constraint rating_level CHECK ((level = ANY (ARRAY['AAA'::text, 'AA'::text, 'A'::text, 'BBB'::text, 'BB'::text, 'B'::text, 'CCC'::text, 'CC'::text, 'C'::text, 'D'::text]))),
  constraint rating_pkey PRIMARY KEY (id),
  constraint rating_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id),
  constraint rating_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc),
  constraint rating_validity CHECK ((valid_until >= rated_on))
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
  superseded_position bigint not null,
  constraint rating_history_id_position_pk PRIMARY KEY (id, "position"),
  constraint rating_history_provider_id_agency_id_fk FOREIGN KEY (provider_id) REFERENCES hub.agency(id)
);

table hub.registered_operation (
  agency_id uuid not null,
  id text not null,
  hash text not null,
  document text not null,
  name text,
  kind text not null,
  purpose text,
  legal_basis text,
  registered_at timestamp(3) with time zone not null,
  constraint registered_operation_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint registered_operation_agency_id_id_pk PRIMARY KEY (agency_id, id)
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
  position bigint not null default 0,
  case_id bigint,
  constraint restriction_domain CHECK ((domain = ANY (ARRAY['PROJECT_APPROVAL'::text, 'LAND_USE_APPROVAL'::text, 'SECURITIES_FINANCING'::text, 'BANK_LOAN_REFERENCE'::text]))),
  constraint restriction_pkey PRIMARY KEY (id),
  constraint restriction_term CHECK ((effective_until >= effective_from)),
  constraint restriction_uscc_enterprise_uscc_fk FOREIGN KEY (uscc) REFERENCES hub.enterprise(uscc)
);

table hub.restriction_history (
  id bigint not null,
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
  position bigint not null default 0,
  case_id bigint,
  superseded_at timestamp(3) with time zone not null,
  superseded_position bigint not null,
  constraint restriction_history_id_position_pk PRIMARY KEY (id, "position")
);

table hub.retention (
  position bigint not null,
  hash bytea not null,
  archive text,
  signed_at timestamp(3) with time zone not null,
  key_id text not null,
  signature bytea not null,
  constraint retention_hash CHECK ((octet_length(hash) = 32)),
  constraint retention_pkey PRIMARY KEY ("position")
);

table hub.safety_sector (
  code text not null,
  name text not null,
  english text not null,
  category text not null,
  constraint safety_sector_pkey PRIMARY KEY (code)
);

table hub.safety_sector_industry (
  sector_code text not null,
  industry_prefix text collate C not null,
  relation text not null,
  constraint safety_sector_industry_sector_code_industry_prefix_pk PRIMARY KEY (sector_code, industry_prefix),
  constraint safety_sector_industry_sector_code_safety_sector_code_fk FOREIGN KEY (sector_code) REFERENCES hub.safety_sector(code)
);

table hub.safety_sector_set (
  set_code text not null,
  sector_code text not null,
  source text not null,
  constraint safety_sector_set_sector_code_safety_sector_code_fk FOREIGN KEY (sector_code) REFERENCES hub.safety_sector(code),
  constraint safety_sector_set_set_code_sector_code_pk PRIMARY KEY (set_code, sector_code)
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
  receipt jsonb not null,
  import_id uuid,
  constraint submission_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint submission_pkey PRIMARY KEY (id)
);

table hub.takeback (
  position bigint not null,
  of_position bigint not null,
  restores bigint,
  import_id uuid not null,
  register text not null,
  key text not null,
  recorded_at timestamp(3) with time zone not null,
  constraint takeback_pkey PRIMARY KEY ("position")
);

table hub.time_mark (
  recorded_at timestamp(3) with time zone not null,
  clock timestamp(3) with time zone not null,
  constraint time_mark_ahead CHECK ((recorded_at > clock)),
  constraint time_mark_pkey PRIMARY KEY (recorded_at)
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
  lease_token bigint not null default 0,
  constraint webhook_agency_id_agency_id_fk FOREIGN KEY (agency_id) REFERENCES hub.agency(id),
  constraint webhook_disabled CHECK (((status = 'DISABLED'::text) = (disabled_reason IS NOT NULL))),
  constraint webhook_disabled_reason CHECK ((disabled_reason = ANY (ARRAY['AGENCY'::text, 'OPERATOR'::text, 'FAILING'::text, 'GONE'::text, 'BEHIND'::text]))),
  constraint webhook_failing CHECK (((attempt > 0) = (failing_since IS NOT NULL))),
  constraint webhook_pkey PRIMARY KEY (id),
  constraint webhook_status CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'DISABLED'::text])))
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
  error text,
  constraint webhook_delivery_pkey PRIMARY KEY (id),
  constraint webhook_delivery_webhook_id_webhook_id_fk FOREIGN KEY (webhook_id) REFERENCES hub.webhook(id)
);

table hub.webhook_secret (
  id uuid not null default gen_random_uuid(),
  webhook_id uuid not null,
  signature text not null,
  sealed text not null,
  public_key text,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone,
  constraint webhook_secret_pkey PRIMARY KEY (id),
  constraint webhook_secret_signature CHECK ((signature = ANY (ARRAY['ED25519'::text, 'HMAC_SHA256'::text]))),
  constraint webhook_secret_webhook_id_webhook_id_fk FOREIGN KEY (webhook_id) REFERENCES hub.webhook(id)
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
declare
  known constant text := 'hub.columns_of_' || tg_relid;
  columns text := nullif(current_setting(known, true), '');
  keep text;
  taken record;
begin
  if columns is null then
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped;
    perform set_config(known, columns, true);
  end if;
  keep := format('insert into hub.%I (%s, superseded_at, superseded_position) select %2$s, $2, $3 from (select ($1).*) version',
    tg_table_name || '_history', columns);
  if tg_op = 'UPDATE' then
    if new.position <= old.position or new.recorded_at < old.recorded_at then
      raise exception 'hub.%: a version must be recorded after the one that it supersedes', tg_table_name
        using errcode = 'restrict_violation';
    end if;
    execute keep using old, new.recorded_at, new.position;
    return new;
  end if;
  select t.position, t.recorded_at into taken from hub.takeback t
    where t.of_position = old.position and t.register = tg_table_name and t.restores is null;
  if not found then
    raise exception 'hub.% keeps its history: rows are superseded by a later version, never deleted', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  execute keep using old, taken.recorded_at, taken.position;
  old.position := taken.position;
  old.received_at := taken.recorded_at;
  old.recorded_at := taken.recorded_at;
  execute keep using old, taken.recorded_at, taken.position;
  return old;
end
$function$;

CREATE OR REPLACE FUNCTION hub.keep_overdue()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from hub.clock_correction c where old.position > c.after and old.position < c.position
      and old.deadline >= (c.clock at time zone 'Asia/Shanghai')::date) then
    return old;
  end if;
  raise exception 'hub.% is written once: its rows are neither changed nor deleted', tg_table_name
    using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION hub.origin()
 RETURNS text
 LANGUAGE sql
AS $function$
  select c.system_identifier || '/' || d.oid || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
  from pg_control_system() c, pg_database d where d.datname = current_database()
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
  select replace(lower(normalize(regexp_replace(t, '[\u00AD\u034F\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFE00-\uFE0F\uFEFF\uFFF9-\uFFFB\U0001BCA0-\U0001BCA3\U000E0000-\U000E01EF]', '', 'g'), nfkc)), ' ', '')
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

CREATE UNIQUE INDEX clock_confirmation_pkey ON hub.clock_confirmation USING btree (id);

CREATE UNIQUE INDEX clock_correction_pkey ON hub.clock_correction USING btree ("position");

CREATE UNIQUE INDEX clock_mark_pkey ON hub.clock_mark USING btree (process);

CREATE UNIQUE INDEX consumer_agency_id_name_pk ON hub.consumer USING btree (agency_id, name);

CREATE UNIQUE INDEX day_place_pkey ON hub.day_place USING btree (work);

CREATE INDEX division_parent ON hub.division USING btree (parent_code);

CREATE UNIQUE INDEX division_pkey ON hub.division USING btree (code);

CREATE INDEX enterprise_division ON hub.enterprise USING btree (division_code, uscc);

CREATE INDEX enterprise_industry ON hub.enterprise USING btree (industry_code, uscc);

CREATE INDEX enterprise_name_bigrams ON hub.enterprise USING gin (hub.bigrams(name));

CREATE UNIQUE INDEX enterprise_pkey ON hub.enterprise USING btree (uscc) INCLUDE (name, status, division_code);

CREATE UNIQUE INDEX enterprise_history_uscc_position_pk ON hub.enterprise_history USING btree (uscc, "position");

CREATE UNIQUE INDEX epoch_pkey ON hub.epoch USING btree (id);

CREATE UNIQUE INDEX event_pkey ON ONLY hub.event USING btree ("position");

CREATE UNIQUE INDEX event_0_pkey ON hub.event_0 USING btree ("position");

CREATE UNIQUE INDEX finding_document ON hub.finding USING btree (provider_id, document_number);

CREATE INDEX finding_found ON hub.finding USING btree (found_on, id);

CREATE UNIQUE INDEX finding_pkey ON hub.finding USING btree (id);

CREATE INDEX finding_uscc ON hub.finding USING btree (uscc, found_on);

CREATE UNIQUE INDEX finding_history_id_position_pk ON hub.finding_history USING btree (id, "position");

CREATE INDEX finding_history_uscc ON hub.finding_history USING btree (uscc);

CREATE INDEX grading_county ON hub.grading USING btree ("left"(division_code, 6), issued_on, id);

CREATE UNIQUE INDEX grading_document ON hub.grading USING btree (provider_id, document_number);

CREATE INDEX grading_issued ON hub.grading USING btree (issued_on, id);

CREATE UNIQUE INDEX grading_pkey ON hub.grading USING btree (id);

CREATE INDEX grading_to_cease ON hub.grading USING btree (revoked_on, id) WHERE (revoked_on > ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX grading_to_expire ON hub.grading USING btree (valid_until, id) WHERE (valid_until >= ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

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

CREATE UNIQUE INDEX holiday_pkey ON hub.holiday USING btree (day);

CREATE UNIQUE INDEX holiday_import_pkey ON hub.holiday_import USING btree (id);

CREATE INDEX holiday_import_year ON hub.holiday_import USING btree (year, id);

CREATE UNIQUE INDEX import_rejected_import_id_piece_pk ON hub.import_rejected USING btree (import_id, piece);

CREATE INDEX import_run_agency ON hub.import_run USING btree (agency_id, received_at, id);

CREATE INDEX import_run_content ON hub.import_run USING btree (agency_id, register, sha256);

CREATE INDEX import_run_kept ON hub.import_run USING btree (received_at) WHERE ((rejected_bytes IS NOT NULL) OR (details IS NOT NULL));

CREATE INDEX import_run_open ON hub.import_run USING btree (received_at) WHERE (status = ANY (ARRAY['RECEIVED'::text, 'RUNNING'::text, 'INTERRUPTED'::text]));

CREATE UNIQUE INDEX import_run_pkey ON hub.import_run USING btree (id);

CREATE INDEX import_run_received ON hub.import_run USING btree (received_at, id);

CREATE UNIQUE INDEX industry_pkey ON hub.industry USING btree (code);

CREATE INDEX inquiry_agency ON hub.inquiry USING btree (agency_id, id);

CREATE UNIQUE INDEX inquiry_pkey ON hub.inquiry USING btree (id);

CREATE UNIQUE INDEX known_code_pkey ON hub.known_code USING btree (id);

CREATE UNIQUE INDEX known_code_present ON hub.known_code USING btree (code) WHERE (removed_at IS NULL);

CREATE INDEX licence_county ON hub.licence USING btree ("left"(division_code, 6), issued_on, id);

CREATE UNIQUE INDEX licence_document ON hub.licence USING btree (provider_id, document_number);

CREATE INDEX licence_issued ON hub.licence USING btree (issued_on, id);

CREATE UNIQUE INDEX licence_pkey ON hub.licence USING btree (id);

CREATE INDEX licence_to_expire ON hub.licence USING btree (valid_until, id) WHERE (valid_until >= ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX licence_to_restore ON hub.licence USING btree (withheld_until, id) WHERE (withheld_until >= ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX licence_to_revoke ON hub.licence USING btree (revoked_on, id) WHERE (revoked_on > ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX licence_to_withhold ON hub.licence USING btree (withheld_on, id) WHERE (withheld_on > ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX licence_uscc ON hub.licence USING btree (uscc, issued_on);

CREATE UNIQUE INDEX licence_history_id_position_pk ON hub.licence_history USING btree (id, "position");

CREATE INDEX licence_history_uscc ON hub.licence_history USING btree (uscc);

CREATE UNIQUE INDEX linkage_pkey ON hub.linkage USING btree (single);

CREATE INDEX linkage_case_county ON hub.linkage_case USING btree ("left"(division_code, 6), id);

CREATE INDEX linkage_case_ending ON hub.linkage_case USING btree (effective_until) WHERE (ended_on IS NULL);

CREATE UNIQUE INDEX linkage_case_key ON hub.linkage_case USING btree (key);

CREATE UNIQUE INDEX linkage_case_pkey ON hub.linkage_case USING btree (id);

CREATE INDEX linkage_case_to_publish ON hub.linkage_case USING btree (published_on) WHERE (published_on > ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX linkage_case_uscc ON hub.linkage_case USING btree (uscc);

CREATE UNIQUE INDEX linkage_case_history_id_position_pk ON hub.linkage_case_history USING btree (id, "position");

CREATE INDEX linkage_case_history_uscc ON hub.linkage_case_history USING btree (uscc);

CREATE UNIQUE INDEX linkage_fact_kind_id_pk ON hub.linkage_fact USING btree (kind, id);

CREATE INDEX linkage_fact_uscc ON hub.linkage_fact USING btree (uscc);

CREATE UNIQUE INDEX linkage_pending_pkey ON hub.linkage_pending USING btree (uscc);

CREATE UNIQUE INDEX log_pkey ON hub.log USING btree (single);

CREATE UNIQUE INDEX notice_case ON hub.notice USING btree (case_id, recipient_id);

CREATE INDEX notice_county ON hub.notice USING btree ("left"(division_code, 6), "position");

CREATE UNIQUE INDEX notice_pkey ON hub.notice USING btree (id);

CREATE UNIQUE INDEX notice_position ON hub.notice USING btree ("position");

CREATE INDEX notice_recipient ON hub.notice USING btree (recipient_id, "position");

CREATE INDEX notice_waiting ON hub.notice USING btree (due_on) WHERE (acknowledged_at IS NULL);

CREATE UNIQUE INDEX notice_grading_notice_id_position_pk ON hub.notice_grading USING btree (notice_id, "position");

CREATE INDEX notice_grading_uscc ON hub.notice_grading USING btree (uscc);

CREATE UNIQUE INDEX notice_measure_notice_id_position_pk ON hub.notice_measure USING btree (notice_id, "position");

CREATE UNIQUE INDEX notice_measure_once ON hub.notice_measure USING btree (notice_id, kind, taken_on, COALESCE(document_number, ''::text));

CREATE INDEX penalty_decided ON hub.penalty USING btree (decided_on, id);

CREATE UNIQUE INDEX penalty_document ON hub.penalty USING btree (provider_id, document_number);

CREATE UNIQUE INDEX penalty_pkey ON hub.penalty USING btree (id);

CREATE INDEX penalty_to_unpublish ON hub.penalty USING btree (published_until, id) WHERE (published_until >= ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX penalty_uscc ON hub.penalty USING btree (uscc, decided_on);

CREATE UNIQUE INDEX penalty_history_id_position_pk ON hub.penalty_history USING btree (id, "position");

CREATE INDEX penalty_history_uscc ON hub.penalty_history USING btree (uscc);

CREATE UNIQUE INDEX policy_code_version_pk ON hub.policy USING btree (code, version);

CREATE UNIQUE INDEX portfolio_name ON hub.portfolio USING btree (agency_id, name);

CREATE UNIQUE INDEX portfolio_pkey ON hub.portfolio USING btree (id);

CREATE UNIQUE INDEX portfolio_member_portfolio_id_uscc_pk ON hub.portfolio_member USING btree (portfolio_id, uscc);

CREATE UNIQUE INDEX rating_document ON hub.rating USING btree (provider_id, document_number);

CREATE UNIQUE INDEX rating_pkey ON hub.rating USING btree (id);

CREATE INDEX rating_to_expire ON hub.rating USING btree (valid_until, id) WHERE (valid_until >= ((recorded_at AT TIME ZONE 'Asia/Shanghai'::text))::date);

CREATE INDEX rating_uscc ON hub.rating USING btree (uscc, rated_on);

CREATE UNIQUE INDEX rating_history_id_position_pk ON hub.rating_history USING btree (id, "position");

CREATE INDEX rating_history_uscc ON hub.rating_history USING btree (uscc);

CREATE UNIQUE INDEX registered_operation_agency_id_id_pk ON hub.registered_operation USING btree (agency_id, id);

CREATE UNIQUE INDEX restriction_case ON hub.restriction USING btree (case_id, domain);

CREATE UNIQUE INDEX restriction_pkey ON hub.restriction USING btree (id);

CREATE INDEX restriction_uscc ON hub.restriction USING btree (uscc, effective_until);

CREATE UNIQUE INDEX restriction_history_id_position_pk ON hub.restriction_history USING btree (id, "position");

CREATE INDEX restriction_history_uscc ON hub.restriction_history USING btree (uscc);

CREATE UNIQUE INDEX retention_pkey ON hub.retention USING btree ("position");

CREATE UNIQUE INDEX safety_sector_pkey ON hub.safety_sector USING btree (code);

CREATE UNIQUE INDEX safety_sector_industry_sector_code_industry_prefix_pk ON hub.safety_sector_industry USING btree (sector_code, industry_prefix);

CREATE UNIQUE INDEX safety_sector_set_set_code_sector_code_pk ON hub.safety_sector_set USING btree (set_code, sector_code);

CREATE INDEX submission_agency_import ON hub.submission USING btree (agency_id, import_id) WHERE (import_id IS NOT NULL);

CREATE UNIQUE INDEX submission_idempotency ON hub.submission USING btree (agency_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE INDEX submission_import ON hub.submission USING btree (import_id, "position") WHERE (import_id IS NOT NULL);

CREATE UNIQUE INDEX submission_pkey ON hub.submission USING btree (id);

CREATE INDEX submission_recorded ON hub.submission USING btree (recorded_at, "position");

CREATE INDEX takeback_import ON hub.takeback USING btree (import_id);

CREATE UNIQUE INDEX takeback_once ON hub.takeback USING btree (of_position);

CREATE UNIQUE INDEX takeback_pkey ON hub.takeback USING btree ("position");

CREATE INDEX takeback_record ON hub.takeback USING btree (register, key);

CREATE INDEX time_mark_clock ON hub.time_mark USING btree (clock, recorded_at);

CREATE UNIQUE INDEX time_mark_pkey ON hub.time_mark USING btree (recorded_at);

CREATE INDEX webhook_agency ON hub.webhook USING btree (agency_id);

CREATE UNIQUE INDEX webhook_pkey ON hub.webhook USING btree (id);

CREATE UNIQUE INDEX webhook_delivery_pkey ON hub.webhook_delivery USING btree (id);

CREATE INDEX webhook_delivery_webhook ON hub.webhook_delivery USING btree (webhook_id, id);

CREATE UNIQUE INDEX webhook_secret_pkey ON hub.webhook_secret USING btree (id);

CREATE INDEX webhook_secret_webhook ON hub.webhook_secret USING btree (webhook_id);

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.accident FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.accident FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.accident_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.accident_supplement FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.clock_confirmation FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON hub.clock_correction FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.enterprise FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.enterprise FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.enterprise_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.epoch FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.event FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.event_0 FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.finding FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.finding FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.finding_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.grading FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.grading FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.grading_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.hazard FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.hazard FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.hazard_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER kept_unless_untrue BEFORE DELETE ON hub.hazard_overdue FOR EACH ROW EXECUTE FUNCTION hub.keep_overdue();

CREATE TRIGGER written_once BEFORE UPDATE OR TRUNCATE ON hub.hazard_overdue FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.hazard_transition FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER moves_with_hash BEFORE UPDATE ON hub.head FOR EACH ROW WHEN (((new."position" < old."position") OR ((new."position" > old."position") <> (new.hash <> old.hash)))) EXECUTE FUNCTION hub.refuse_head();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.holiday_import FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.inquiry FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON hub.known_code FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.licence FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.licence FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.licence_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON hub.linkage FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.linkage_case FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.linkage_case FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.linkage_case_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON hub.log FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON hub.notice FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE UPDATE ON hub.notice FOR EACH ROW WHEN (((new.id IS DISTINCT FROM old.id) OR (new.kind IS DISTINCT FROM old.kind) OR (new.recipient_id IS DISTINCT FROM old.recipient_id) OR (new.division_code IS DISTINCT FROM old.division_code) OR (new.policy_code IS DISTINCT FROM old.policy_code) OR (new.policy_version IS DISTINCT FROM old.policy_version) OR (new.case_id IS DISTINCT FROM old.case_id) OR (new.issued_at IS DISTINCT FROM old.issued_at) OR (new."position" IS DISTINCT FROM old."position") OR (new.due_on > old.due_on) OR ((old.receipt IS NOT NULL) AND ((new.acknowledged_at IS DISTINCT FROM old.acknowledged_at) OR (new.acknowledged_position IS DISTINCT FROM old.acknowledged_position) OR (new.receipt IS DISTINCT FROM old.receipt))) OR ((old.acted_at IS NOT NULL) AND (new.acted_at IS DISTINCT FROM old.acted_at)))) EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.notice_grading FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.notice_measure FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.penalty FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.penalty FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.penalty_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON hub.policy FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.rating FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.rating FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.rating_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER keep_history BEFORE DELETE OR UPDATE ON hub.restriction FOR EACH ROW EXECUTE FUNCTION hub.keep_history();

CREATE TRIGGER keep_rows BEFORE TRUNCATE ON hub.restriction FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.restriction_history FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.retention FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.submission FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.takeback FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();

CREATE TRIGGER written_once BEFORE DELETE OR UPDATE OR TRUNCATE ON hub.time_mark FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change();
