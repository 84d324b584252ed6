CREATE TABLE "hub"."known_code" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "hub"."known_code_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"replaced_by" text collate "C",
	"source" text NOT NULL,
	"since" date,
	"noted_by" text NOT NULL,
	"noted_at" timestamp (3) with time zone NOT NULL,
	"removed_by" text,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "known_code_kind" CHECK (kind in ('NON_CONFORMING', 'CONFIRMED')),
	CONSTRAINT "known_code_checks" CHECK (hub.is_uscc(code) = (kind = 'CONFIRMED')),
	CONSTRAINT "known_code_replacement" CHECK (replaced_by is null or (kind = 'NON_CONFORMING' and hub.is_uscc(replaced_by))),
	CONSTRAINT "known_code_removal" CHECK ((removed_at is null) = (removed_by is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "known_code_present" ON "hub"."known_code" USING btree ("code") WHERE removed_at is null;--> statement-breakpoint
create trigger keep_rows before delete or truncate on hub.known_code for each statement execute function hub.refuse_change();--> statement-breakpoint
-- Codes of early pilots in Fujian that are known in public to be in use, or to have been, although their last character does not fit.
insert into hub.known_code (code, kind, source, noted_by, noted_at) values
  ('91350100M0001TGQXM', 'NON_CONFORMING', '福建恒跃柳工机械销售有限公司; github.com/aarioai/id-rule, README', 'hub', '2026-11-29T00:00:00Z'),
  ('91350211M0000XUF46', 'NON_CONFORMING', '厦门云上晴空航空科技有限公司; github.com/aarioai/id-rule, README', 'hub', '2026-11-29T00:00:00Z'),
  ('91350203M0001FUE2P', 'NON_CONFORMING', '厦门黑脉网络科技有限公司; github.com/aarioai/id-rule, README', 'hub', '2026-11-29T00:00:00Z'),
  ('91350203M0001QKT19', 'NON_CONFORMING', 'github.com/chinabugotech/hutool, issue 4119', 'hub', '2026-11-29T00:00:00Z'),
  ('91350211M00013FA1N', 'NON_CONFORMING', 'github.com/chinabugotech/hutool, CreditCodeUtilTest', 'hub', '2026-11-29T00:00:00Z');
