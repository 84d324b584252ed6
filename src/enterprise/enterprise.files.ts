/** Chinese headers of files of enterprises as registries export them, beside the English ones of the API's input. */
export const enterpriseHeaders = {
  required: ['uscc', 'name'],
  fields: {
    name: ['企业名称', '名称', '单位名称'],
    entityType: ['企业类型', '类型', '市场主体类型'],
    registeredOn: ['注册日期', '成立日期'],
    registeredCapital: ['注册资本(元)', '注册资金(元)'],
    // As registries write it, with unit and currency in words; the register's own check reads it. A header that says the unit says it of bare numbers.
    registeredCapitalText: ['注册资金', '注册资本', '注册资本(万元)', '注册资金(万元)', '注册资本金'],
    currency: ['币种'],
    address: ['注册地址', '住所', '地址'],
    businessScope: ['经营范围'],
    industry: ['行业代码', '国民经济行业代码'],
    status: ['登记状态', '经营状态', '企业状态'],
    validFrom: ['变更日期'],
  },
  internal: ['registeredCapitalText'],
  // Paid-in capital 实收资本 is another fact than the registered one.
  unused: ['实收资本', '实缴资本', '实收资金', '实缴资金', '实收注册资本', '实缴注册资本'],
  amounts: ['registeredCapital', 'registeredCapitalText'],
  measured: { registeredCapitalText: 'registeredCapitalUnit' },
  days: ['registeredOn', 'validFrom'],
  texts: ['name', 'entityType', 'registeredOn', 'currency', 'address', 'businessScope', 'status', 'validFrom'],
};
