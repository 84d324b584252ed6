import type { Action } from '../../access/index.js';

export type SubmitAction = Extract<Action, `${string}.submit`>;

/** The columns of a register's files. A dot in a field's name leads into an object of the input. */
export interface RegisterHeaders {
  required: readonly string[];
  /** Field of the API's input, which is its English header too, to its other headers, the usual Chinese one first. */
  fields: Readonly<Record<string, readonly string[]>>;
  /** Fields that only files have: named to people by their usual header. */
  internal?: readonly string[];
  /** Headers of columns in ten thousand yuan 万元, to fields in yuan. */
  tenThousands?: Readonly<Record<string, string>>;
  /** Columns that exports have and the hub does not need. */
  unused?: readonly string[];
}

/** What the records of every register have. */
const COMMON = {
  documentNumber: ['文书编号', '文号'],
  uscc: ['统一社会信用代码', '社会信用代码', '信用代码'],
  division: ['行政区划代码', '行政区划', '区划代码'],
  /** Whose record it is, by the agency's name or id (providers.ts); hub export writes it. */
  provider: ['提供单位', '数据来源', '提供机构', '来源单位', '填报单位'],
};
/** What hub export says beside the fields that are read back. */
const EXPORTED = ['recordedAt', 'position'];
/** Beside the record's own fields; the enterprise's come from its register. */
const COMMON_UNUSED = [...EXPORTED, '序号', '企业名称', '单位名称', '所在省份', '地区'];

/** Chinese headers as agencies export them, and English ones as the API's inputs name them (contract, section 6). */
export const HEADERS: Readonly<Record<SubmitAction, RegisterHeaders>> = {
  'enterprise.submit': {
    required: ['uscc', 'name'],
    fields: {
      ...COMMON,
      name: ['企业名称', '名称', '单位名称'],
      entityType: ['企业类型', '类型', '市场主体类型'],
      registeredOn: ['注册日期', '成立日期'],
      registeredCapital: ['注册资本(元)', '注册资金(元)'],
      // As registries write it, with unit and currency in words; the register's own check reads it.
      registeredCapitalText: ['注册资金', '注册资本', '注册资本(万元)', '注册资金(万元)'],
      currency: ['币种'],
      address: ['注册地址', '住所', '地址'],
      businessScope: ['经营范围'],
      industry: ['行业代码', '国民经济行业代码'],
      status: ['登记状态', '经营状态', '企业状态'],
      validFrom: ['变更日期'],
    },
    internal: ['registeredCapitalText'],
    unused: [...EXPORTED, '序号', '所在省份', '地区'],
  },
  'grading.submit': {
    required: ['documentNumber', 'uscc', 'standard', 'grade', 'issuedOn'],
    fields: {
      ...COMMON,
      documentNumber: ['文书编号', '证书编号', '公告编号'],
      standard: ['执行标准', '评审标准'],
      grade: ['标准化等级', '等级'],
      score: ['评审得分', '得分'],
      issuedOn: ['发证日期'],
      validUntil: ['有效期至', '有效期截止日期'],
      gradedBy: ['评审单位', '评审机构'],
      publishedOn: ['公告日期', '公示日期'],
      revokedOn: ['撤销日期'],
      revocationReason: ['撤销原因'],
      publicRevocationReason: ['撤销公开表述', '撤销原因公开表述'],
    },
    unused: COMMON_UNUSED,
  },
  'accident.submit': {
    required: ['documentNumber', 'uscc', 'division', 'occurredAt', 'category', 'deaths', 'seriousInjuries'],
    fields: {
      ...COMMON,
      occurredAt: ['事故发生时间', '发生时间'],
      reportedAt: ['报告时间', '事故报告时间'],
      category: ['事故类别', '事故类型'],
      deaths: ['死亡人数'],
      seriousInjuries: ['重伤人数'],
      missing: ['失踪人数'],
      directEconomicLoss: ['直接经济损失', '直接经济损失(元)'],
      description: ['事故简要经过', '事故经过'],
      publicDescription: ['公开表述', '事故公开表述'],
      responsibility: ['责任认定'],
    },
    // Told apart by the header alone: a loss read ten thousand times too small would lower the accident's level.
    tenThousands: { '直接经济损失(万元)': 'directEconomicLoss' },
    unused: [...COMMON_UNUSED, '事故等级', 'level', 'status', 'concludedOn', 'publishedOn'],
  },
  'hazard.submit': {
    required: ['documentNumber', 'uscc', 'level', 'description', 'foundOn'],
    fields: {
      ...COMMON,
      level: ['隐患等级', '隐患级别'],
      description: ['隐患描述', '隐患内容'],
      publicDescription: ['公开表述', '隐患公开表述'],
      foundOn: ['发现日期', '排查日期'],
      deadline: ['整改期限', '整改时限'],
      // The five implementations 五落实, also under the short names that a flat file gives them.
      'fiveImplementations.measures': ['整改措施', 'measures', 'planMeasures'],
      'fiveImplementations.responsible': ['整改责任人', '责任人', 'responsible', 'planResponsible'],
      'fiveImplementations.funds': ['整改资金', '整改资金(元)', 'funds', 'planFunds'],
      'fiveImplementations.deadline': ['计划完成日期', '方案时限', 'planDeadline'],
      'fiveImplementations.plan': ['应急预案', 'plan', 'planDocument'],
    },
    tenThousands: { '整改资金(万元)': 'fiveImplementations.funds' },
    unused: [...COMMON_UNUSED, 'status', 'statusSince', 'listedOn'],
  },
  'rating.submit': {
    required: ['documentNumber', 'uscc', 'level', 'ratedOn'],
    fields: {
      ...COMMON,
      level: ['信用等级', '评价等级'],
      ratedOn: ['评价日期', '评定日期'],
      ratedBy: ['评价机构', '评定机构'],
      validUntil: ['有效期至', '有效期截止日期'],
      basis: ['评价依据'],
    },
    unused: COMMON_UNUSED,
  },
  'finding.submit': {
    required: ['documentNumber', 'uscc', 'kind', 'foundOn'],
    fields: {
      ...COMMON,
      kind: ['失信行为', '违法失信行为'],
      foundOn: ['认定日期'],
      accidentId: ['事故编号'],
      penalised: ['是否处罚', '已受处罚'],
      grave: ['是否严重', '情节严重'],
      basis: ['认定依据'],
      withdrawnOn: ['撤销日期'],
      withdrawalReason: ['撤销原因'],
    },
    unused: COMMON_UNUSED,
  },
};
