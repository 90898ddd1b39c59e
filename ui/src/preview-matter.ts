// The screens of matters, catalogue, datasets and requests, as steps a hand would take. For pictures; not part of the product.
import type { FakeHost } from './host/fake'

/** What a scene needs to reach its screen. */
export interface Hand {
  host: FakeHost
  click: (testid: string) => Promise<void>
  type: (testid: string, text: string) => Promise<void>
  /** Opens a row of the inbox. */
  row: (id: string) => Promise<void>
}

async function dataset({ click, type }: Hand, words: string) {
  await click('nav-catalogue')
  await type('search', words)
  await click('hit')
}

export const MATTER_SCENES: Record<string, (hand: Hand) => Promise<void>> = {
  'matter-request': ({ row }) => row('rq-sj'),
  'matter-late': ({ row }) => row('rq-late'),
  'matter-agree': async ({ row, click }) => { await row('rq-sj'); await click('act-agree') },
  'matter-return': async ({ row, click, type }) => { await row('rq-sj'); await click('act-return'); await type('missing-item', '使用范围请写明到哪些县（市、区）'); await click('missing-add') },
  'matter-refuse': async ({ row, click }) => { await row('rq-sj'); await click('act-refuse'); await click('step-confirm') },
  'matter-pending': async ({ row, click }) => { await row('st-release'); await click('act-consent') },
  'matter-answer': ({ row }) => row('rq-dh'),
  'matter-release': ({ row }) => row('st-release'),
  'matter-own': ({ row }) => row('rq-own'),
  'matter-returned': ({ row }) => row('rq-back'),
  'matter-wait': ({ row }) => row('rq-wait'),
  'matter-agreed': ({ row }) => row('rq-low'),
  'matter-next': ({ row }) => row('rq-next'),
  'matter-held': ({ row }) => row('rq-held'),
  'matter-granted': ({ row }) => row('rq-nyt'),
  'matter-revoked': ({ row }) => row('rq-zr'),
  'matter-refused': ({ row }) => row('rq-no'),
  'matter-failed': async ({ row }) => row('rq-sj'),
  'catalogue-search': async ({ click, type }) => { await click('nav-catalogue'); await type('search', '编制') },
  'catalogue-none': async ({ click, type }) => { await click('nav-catalogue'); await type('search', '编制数据') },
  'catalogue-filter': async ({ click, type }) => { await click('nav-catalogue'); await type('search', '编制'); await click('filter-button'); await click('class-conditional') },
  'catalogue-failed': async ({ click }) => click('nav-catalogue'),
  'dataset-ask': (hand) => dataset(hand, '绩效目标'),
  'dataset-wait': (hand) => dataset(hand, '2027年省级部门'),
  'dataset-own': (hand) => dataset(hand, '惠民惠农'),
  'dataset-withheld': (hand) => dataset(hand, '公务员登记'),
  'dataset-fetch': (hand) => dataset(hand, '城乡低保'),
  'dataset-held': (hand) => dataset(hand, '实名制'),
  'dataset-failed': (hand) => dataset(hand, '绩效目标'),
  request: async (hand) => { await dataset(hand, '绩效目标'); await hand.click('ask') },
  'request-failed': async (hand) => { await dataset(hand, '绩效目标'); await hand.click('ask'); await hand.click('request-send') },
  'request-need': async (hand) => { await dataset(hand, '绩效目标'); await hand.click('ask'); await hand.type('request-scope', ''); await hand.type('request-until', '2026-13-1'); await hand.click('request-send') },
  'request-again': async ({ row, click }) => { await row('rq-back'); await click('act-resubmit') },
}
