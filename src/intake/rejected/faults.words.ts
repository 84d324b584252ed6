/**
 * What each code of a problem (schema/ERRORS.md) says to a clerk in Chinese: what is wrong and what to do. The column stands before it, as
 * the file names it; values and lists are in the English message beside it. A code that files never give has its sentence too: which ones
 * they give changes with every register, and a rejected row without a reason in Chinese helps nobody.
 */
const FAULTS: Readonly<Record<string, string>> = {
  // The file and its rows.
  QUOTE:
    '引号（"）不成对，或一个单元格里含有像是好几行的内容。请对照原始数据更正引号；引号本身是内容的，请写成两个（""）。',
  LINE_BREAK: '单元格内的换行使本行无法可靠读取。请删除单元格内的换行后重新导入。',
  THOUSANDS: '金额中的千分位逗号没有加引号，本行各列错位。请去掉金额里的逗号，并核对后面各列。',
  FOOTER: '本行像是合计、制表人等表尾内容，不是一条记录。不需要导入的，请忽略或删除本行。',
  TITLE: '本行像是标题或说明，不是一条记录。不需要导入的，请忽略或删除本行。',
  HEADER: '本行又是一行表头，不是一条记录。请忽略或删除本行。',
  COLUMNS: '本行的列数与表头不一致，各列可能错位。请核对本行；内容含逗号的单元格，请用英文双引号括起来。',
  CELL: '本行有单元格无法可靠读取（例如与上一行合并、公式未计算、数字格式改变了所显示的内容）。请取消合并并逐格填写，按原始数据更正。',
  KEYS: '本条 JSON 记录有两个键表示同一项内容。请删去其中一个。',
  JSON: '本行不是完整的 JSON 对象。请更正其格式。',
  TYPE: '数据类型不对（例如应为文字却是对象、数组或过长的数字）。长数字请写成文字（加引号）。',
  ENCODING:
    '含有无法识别的字符（乱码），或有文字已丢失、变成了问号（?）。请按原始数据改正文字，并另存为 UTF-8 编码或 .xlsx；确为疑问句的，请用“？”。',
  WORDLESS: '名称或地址里没有文字（只有数字、符号，或是 TRUE、FALSE）。请按营业执照填写；不知道地址的，请留空。',
  CONTROL_CHARACTER: '含有看不见的控制字符。请删除后重新录入该单元格。',
  SURROGATE: '含有半个字符（生僻字或表情符号被截断）。请重新录入该处文字。',
  TOO_LONG: '内容超过字数上限。过长的内容在本文件中可能只保留了开头部分，请对照原始数据缩短后再导入。',
  CONTENT_HASH: '收到的文件与所报的校验值（SHA-256）不一致。请从头重新上传。',
  SPREADSHEET:
    '电子表格软件已改变了原来的内容（例如长号码变成科学计数法、末尾变为 0，或编号变成日期）。请按原始数据重新录入，并先把该列设为“文本”格式。',
  DIGITS_LOST:
    '号码的后几位已被电子表格软件丢失（例如变成 9.16E+17）。请按原始数据重新录入，并先把该列设为“文本”格式。',

  // What a field says.
  REQUIRED: '必填项为空或写作“不详”。请补填。',
  EMPTY: '没有填写任何内容。请至少填写一项。',
  INCOMPLETE: '整改“五落实”（措施、责任人、资金、时限、预案）有一项未填写。请补填。',
  VALUE: '不是允许填写的值，或一格里写了几个值。请改为规定的用语之一（可选值见 message 一列）。',
  LANGUAGE: '向公众公开的文字应使用中文。请改写为中文。',
  PERSONAL_DATA:
    '含有身份证号码或手机号码。请删除，个人号码不得录入；如确为文书编号、证书编号，请在前面写明“编号”“文号”。',
  PERSON_PARTY: '本条记录的当事人是自然人，本系统只接收法人、非法人组织和个体工商户的记录。请不要导入本行。',
  NAME: '名称为空、过长或含有不允许的字符。请更正。',
  NUMBER: '不是规定范围内的数字（最多两位小数）。请更正。',
  COUNT: '应为 0 至 100000 的整数。请更正，只填数字。',
  AMOUNT: '不是以元为单位、最多两位小数的金额。请改为数字，例如 500000.00。',
  AMOUNT_UNIT:
    '金额没有写明单位，表头也没有，无法判断是元还是万元。请在表头写明，例如 直接经济损失(万元) 或 直接经济损失(元)；或在金额后写明，例如 12.5万元。',
  NEGATIVE: '金额不能为负数。请更正。',
  CAPITAL: '无法读出注册资本（资金）的金额。请写明数额、单位和币种，例如 50万人民币。',
  CAPITAL_UNIT:
    '注册资本（资金）没有写明单位，无法判断是元还是万元。请在金额后写明，例如 50万人民币、500000元；整列单位相同的，重新导入时可指定单位（命令：--capital-unit 元 或 万元；HTTP：capitalUnit=YUAN 或 TEN_THOUSAND_YUAN）。',
  CURRENCY: '不是国际标准（ISO 4217）的币种代码。请更正，例如 CNY、USD。',
  DATE: '不是 1900 至 2999 年间的日期。请写成 2026-03-01 或 2026年3月1日。',
  DATE_TIME: '不是完整的日期和时间。请写明日期和时刻，例如 2026-03-01 08:30。',
  DATE_AMBIGUOUS: '日期有两种读法，无法判断。请写成 2026-03-01 或 2026年3月1日。',
  DATE_NUMBER: '日期变成了电子表格的天数（例如 42069）。请把该列设为日期格式或文本格式，重新写成 2026-03-01。',
  FUTURE: '日期晚于今天。请更正；尚未发生的，请待发生后再报。',
  ORDER: '日期早于它应当在其后的另一个日期。请核对两个日期并更正。',
  PAST: '日期早于今天。请填写今天或以后的日期。',
  VALIDITY: '有效期的截止日早于起始日，或超过标准规定的年限。请更正。',
  REVOCATION: '撤销须同时填写撤销日期和撤销原因。请补填，或两项都不填。',
  WITHDRAWAL: '撤销须同时填写日期和原因。请补填，或两项都不填。',
  DIVISION_CODE: '行政区划代码应为 2、4、6、9 或 12 位数字。请更正。',
  INDUSTRY_CODE: '不是《国民经济行业分类》（GB/T 4754-2017）的行业代码。请更正；代码以 0 开头的，请不要丢掉 0。',

  // Unified social credit codes 统一社会信用代码.
  USCC_LENGTH: '统一社会信用代码应为 18 位。请按营业执照更正。',
  USCC_CHARACTER:
    '统一社会信用代码含有不允许的字符（第 3 至 8 位应为数字；不使用字母 I、O、S、V、Z，数字 0 常被误写为字母 O）。请按营业执照更正。',
  USCC_CATEGORY: '统一社会信用代码的前两位不是任何登记管理部门的代码。请按营业执照更正。',
  USCC_INNER_CHECK: '统一社会信用代码第 17 位校验码不符，可能有一位写错。请按营业执照核对更正。',
  USCC_OUTER_CHECK: '统一社会信用代码第 18 位校验码不符，可能有一位写错。请按营业执照核对更正。',
  USCC_ISSUED_NON_CONFORMING: '这是试点时期发出的不合校验规则的代码，已换发新码。请填写换发后的统一社会信用代码。',
  USCC_SPREADSHEET:
    '统一社会信用代码的后几位已被电子表格软件丢失（例如变成 9.16E+17）。请按营业执照重新录入，并先把该列设为“文本”格式。',
  USCC_DIGITS_LOST:
    '统一社会信用代码的后几位已被电子表格软件丢失（例如变成 9.16E+17）。请按营业执照重新录入，并先把该列设为“文本”格式。',
  USCC_IDENTITY_NUMBER: '这是居民身份证号码，不是统一社会信用代码。请删除，改填单位的统一社会信用代码。',
  USCC_PERSON: '这是居民身份证号码，不是统一社会信用代码。请删除，改填单位的统一社会信用代码。',

  // What the hub knows.
  UNKNOWN_ENTERPRISE: '企业登记库中没有这个统一社会信用代码。请先核对代码；无误的，请市场监管部门先报送该企业。',
  UNKNOWN_DIVISION: '不是现行的行政区划代码。请改为现行代码。',
  OUTSIDE_DIVISION: '本条记录不在报送单位的管辖区域内。请由所在地的主管单位报送，或更正行政区划。',
  UNKNOWN_AGENCY: '系统中没有这个提供单位。请按系统登记的单位全称填写。',
  DISABLED_AGENCY: '该提供单位已停用。请填写承接其职责的单位。',
  FORBIDDEN: '该提供单位无权报送这类数据。请填写有权报送的单位。',
  PROVIDER_CONTRADICTED:
    '本行的提供单位与整个文件的提供单位不一致。请更正本行的提供单位；确属其他单位的记录，请由该单位提交。',
  DOCUMENT_TAKEN: '该文书编号已用于另一家企业的记录。请填写本文书自己的编号。',
  CONFLICT: '该记录目前的状态不允许这样修改。请先查看系统中的记录，再决定如何处理。',
  NOT_FOUND: '系统中没有这条记录，或不在报送单位的管辖区域内。请核对编号。',
  CONSTRAINT: '数据库未接收本条记录。请核对各项内容；看不出问题的，请联系系统管理员。',
  REJECTED: '本条记录未被接收，原因见 message 一列。',
  UNDETERMINED: '结案时尚未认定责任。请在认定责任后再报结案。',
  SUPPLEMENT_WINDOW:
    '伤亡人数的变化超过了补报期限（事故发生之日起 30 日，道路交通和火灾为 7 日）。请在结案时填报最终数字。',
  NOT_OVERDUE: '整改期限尚未届满（最后一日仍在期限内）。请在期满后再报。',
  REFUSED: '不予延期的，不应填写新的期限。请删除新期限。',

  // What only requests are told.
  VARIABLE: '请求缺少参数，或参数类型不对。请按提示更正。',
  ARGUMENT: '参数为空或类型不对。请按提示更正。',
  ASKED_BEFORE: '此前已经申请过听证。请先举行听证，或记录已放弃听证。',
  HELD_BEFORE: '听证已经举行。请作出决定。',
  HEARING_PENDING: '已申请听证但尚未举行。请先举行听证，或记录已放弃听证。',
  NO_HEARING: '该办法没有规定听证程序。请略过这一步。',
  NO_REPAIR: '该办法没有规定信用修复，或当日尚无此规定。请等待期限届满。',
  NOT_REPAIRED: '该案不是因信用修复而解除的，无须恢复。',
  NEW_OFFENCE: '该企业有新的案件，不能修复。请不予修复。',
  EXPIRED: '期限已经届满，无须办理。',
  TOO_EARLY: '规定的期间尚未届满。请在期满后办理。',
  TOO_LATE: '规定的期间已经届满，不能再办理。',
  NO_CODE: '清单为空，或没有一个有效的统一社会信用代码。请提交正确的清单。',
  IDEMPOTENCY_KEY: '幂等键为空、过长或含有控制字符。请换一个。',
  OPERATION_ID: '操作编号为空、过长、重复或含有不允许的字符。请换一个。',
  DOCUMENT: '操作的文本不是合格的 GraphQL。请按提示更正。',
  URL: '不是合格的推送地址。请更正。',
  ADDRESS: '推送地址不在允许的范围内。请换一个，或请系统管理员放行。',
  REFERENCE: '路由器引用的对象不存在。请重新生成路由配置。',
};

/** The Chinese sentence of a code. One that nobody has written yet (a test finds it) points to the English message. */
export const faultInChinese = (code: string): string => FAULTS[code] ?? FAULTS.REJECTED ?? '';

/** Whether a code has a sentence of its own. */
export const hasChinese = (code: string): boolean => code in FAULTS;
