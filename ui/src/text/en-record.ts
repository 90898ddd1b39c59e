// The English words of the catalogue record; the same keys as the Chinese ones.
import type { recordZh } from './zh-record'

export const recordEn: typeof recordZh = {
  record: {
    share: 'Sharing class',
    classes: { unconditional: 'Unconditional', conditional: 'Conditional', withheld: 'Withheld' },
    classesLong: { unconditional: 'Unconditional', conditional: 'Conditional', withheld: 'Withheld' },
    cycles: { 'real-time': 'Real time', daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly', quarterly: 'Quarterly', 'half-yearly': 'Half-yearly', yearly: 'Yearly', other: 'Other' },
    fields: {
      code: 'Code',
      subject: 'Subject',
      unit: 'Office',
      format_class: 'Kind of format',
      format: 'Format',
      share_method: 'Method',
      open_class: 'Openness',
      open_condition: 'Open on condition',
      update_cycle: 'Update cycle',
      published: 'Published',
      related: 'Related',
      grade: 'Grade',
      category: 'Category',
      theme: 'Theme',
      scenario: 'Scenario',
      matter: 'Matter',
      spatial: 'Area',
      period: 'Period',
      system: 'System',
      secrecy_review: 'Secrecy review',
      pia: 'Privacy impact',
    },
    kinds: { C: 'Text', N: 'Number', Y: 'Money', D: 'Date', T: 'Date and time', L: 'Yes or no', M: 'Memo', G: 'General', B: 'Double', I: 'Integer', F: 'Float' },
    columns: 'Columns',
    version: (number) => `version ${number}`,
  },
}
