-- The legal bases that the public reads, in Chinese: the same documents, named by their official titles. No other fact changes, so no version is made.
alter table hub.restriction disable trigger user;
--> statement-breakpoint
alter table hub.restriction_history disable trigger user;
--> statement-breakpoint
update hub.restriction x set legal_basis = named.zh from (values
  ('国发〔2010〕23号', '《国务院关于进一步加强企业安全生产工作的通知》（国发〔2010〕23号）'),
  ('Minqin county implementation plan of 2015, section 3.3, item 7; 国发〔2010〕23号; 甘政发〔2010〕88号; 武政办发〔2015〕66号', '《民勤县2015年安全生产工作实施方案》第三部分第（三）条第7项；《国务院关于进一步加强企业安全生产工作的通知》（国发〔2010〕23号）；甘政发〔2010〕88号；武政办发〔2015〕66号'),
  ('安监总办〔2017〕49号; 发改财金〔2016〕1001号', '《对安全生产领域失信行为开展联合惩戒的实施办法》（安监总办〔2017〕49号）；《关于对安全生产领域失信生产经营单位及其有关人员开展联合惩戒的合作备忘录》（发改财金〔2016〕1001号）'),
  ('应急管理部令第11号; 中华人民共和国安全生产法（2021）第七十八条', '《安全生产严重失信主体名单管理办法》（应急管理部令第11号）；《中华人民共和国安全生产法》（2021年修正）第七十八条')
) named (was, zh) where x.legal_basis = named.was;
--> statement-breakpoint
update hub.restriction_history x set legal_basis = named.zh from (values
  ('国发〔2010〕23号', '《国务院关于进一步加强企业安全生产工作的通知》（国发〔2010〕23号）'),
  ('Minqin county implementation plan of 2015, section 3.3, item 7; 国发〔2010〕23号; 甘政发〔2010〕88号; 武政办发〔2015〕66号', '《民勤县2015年安全生产工作实施方案》第三部分第（三）条第7项；《国务院关于进一步加强企业安全生产工作的通知》（国发〔2010〕23号）；甘政发〔2010〕88号；武政办发〔2015〕66号'),
  ('安监总办〔2017〕49号; 发改财金〔2016〕1001号', '《对安全生产领域失信行为开展联合惩戒的实施办法》（安监总办〔2017〕49号）；《关于对安全生产领域失信生产经营单位及其有关人员开展联合惩戒的合作备忘录》（发改财金〔2016〕1001号）'),
  ('应急管理部令第11号; 中华人民共和国安全生产法（2021）第七十八条', '《安全生产严重失信主体名单管理办法》（应急管理部令第11号）；《中华人民共和国安全生产法》（2021年修正）第七十八条')
) named (was, zh) where x.legal_basis = named.was;
--> statement-breakpoint
alter table hub.restriction enable trigger user;
--> statement-breakpoint
alter table hub.restriction_history enable trigger user;
