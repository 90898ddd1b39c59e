// The Chinese words of the catalogue record, for every screen that shows one: sharing class, cycle, fields, columns.
import type { Field, ShareClass, UpdateCycle } from '../contract'

const classes: Record<ShareClass, string> = { unconditional: '无条件', conditional: '有条件', withheld: '不予共享' }
const classesLong: Record<ShareClass, string> = { unconditional: '无条件共享', conditional: '有条件共享', withheld: '不予共享' }
const cycles: Record<UpdateCycle, string> = {
  'real-time': '实时', daily: '每日', weekly: '每周', monthly: '每月', quarterly: '每季度', 'half-yearly': '每半年', yearly: '每年', other: '其他',
}
const fields: Record<Field, string> = {
  code: '资源代码',
  subject: '资源分类',
  unit: '内部部门',
  format_class: '格式分类',
  format: '格式',
  share_method: '共享方式',
  open_class: '开放属性',
  open_condition: '开放条件',
  update_cycle: '更新周期',
  published: '发布日期',
  related: '关联资源',
  grade: '数据分级',
  category: '数据分类',
  theme: '主题',
  scenario: '应用场景',
  matter: '事项',
  spatial: '空间范围',
  period: '时间范围',
  system: '信息系统',
  secrecy_review: '保密审查',
  pia: '个人信息影响评估',
}
const kinds: Record<string, string> = {
  C: '字符', N: '数值', Y: '货币', D: '日期', T: '日期时间', L: '逻辑', M: '备注', G: '通用', B: '双精度', I: '整型', F: '浮点',
}

export const recordZh = {
  record: {
    share: '共享属性',
    classes,
    classesLong,
    cycles,
    fields,
    kinds,
    columns: '信息项',
    version: (number: number) => `第 ${number} 版`,
  },
}
