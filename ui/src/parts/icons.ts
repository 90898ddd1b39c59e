// The drawings of the icons: 20 × 20, stroke 1.5, round ends, no fill. Drawn by Icon.vue, never as raw HTML.
import type { ShareClass } from '../contract'


/** One element of a drawing: its tag and its attributes. */
export type Stroke = readonly ['path' | 'circle' | 'rect', Readonly<Record<string, string>>]

export const ICONS = {
  home: [['path', { d: 'M3 9.5 10 3.5l7 6' }], ['path', { d: 'M5 8v8.5h10V8M8.5 16.5v-4h3v4' }]],
  catalogue: [['path', { d: 'M3.5 4H7v12H3.5zM7 4h3.5v12H7zM11.3 4.6l3-.8 2.7 11.6-3 .7z' }]],
  inbox: [['path', { d: 'M3 11.5 5.5 4h9l2.5 7.5V16H3z' }], ['path', { d: 'M3 11.5h4l1 2h4l1-2h4' }]],
  mine: [['path', { d: 'M4 3.5h12v13H4zM4 10h12M8.5 6.8h3M8.5 13.3h3' }]],
  transfer: [['path', { d: 'M6.5 16V4M3.5 7l3-3 3 3M13.5 4v12M10.5 13l3 3 3-3' }]],
  settings: [['path', { d: 'M3 6h8M15 6h2M3 14h2M9 14h8' }], ['circle', { cx: '13', cy: '6', r: '2' }], ['circle', { cx: '7', cy: '14', r: '2' }]],
  file: [['path', { d: 'M5 2.5h6.5l4 4v11H5z' }], ['path', { d: 'M11.5 2.5v4h4M7.5 10.5h5.5M7.5 13.5h5.5' }]],
  search: [['circle', { cx: '9', cy: '9', r: '5.5' }], ['path', { d: 'm13.2 13.2 3.8 3.8' }]],
  lock: [['rect', { x: '4.5', y: '9', width: '11', height: '8', rx: '1.5' }], ['path', { d: 'M7 9V6.5a3 3 0 0 1 6 0V9' }]],
  check: [['path', { d: 'm4.5 10.5 3.5 3.5 7.5-8' }]],
  clock: [['circle', { cx: '10', cy: '10', r: '7' }], ['path', { d: 'M10 6v4.2l2.8 1.8' }]],
  up: [['path', { d: 'M10 16V4.5M5.5 9 10 4.5 14.5 9' }]],
  down: [['path', { d: 'M10 4v11.5M5.5 11 10 15.5 14.5 11' }]],
  pause: [['path', { d: 'M7.5 5v10M12.5 5v10' }]],
  play: [['path', { d: 'M7 4.5 15.5 10 7 15.5z' }]],
  retry: [['path', { d: 'M16.2 8.2A6.5 6.5 0 1 0 16.5 10M16.5 4v4.2h-4.2' }]],
  close: [['path', { d: 'm5 5 10 10M15 5 5 15' }]],
  right: [['path', { d: 'm8 5 5 5-5 5' }]],
  downc: [['path', { d: 'm5 8 5 5 5-5' }]],
  key: [['circle', { cx: '7', cy: '13', r: '3.5' }], ['path', { d: 'm9.5 10.5 7-7M13 7l2.5 2.5' }]],
  alert: [['path', { d: 'M10 3.2 17.6 16.5H2.4zM10 8.2v4M10 14.3v.1' }]],
  info: [['circle', { cx: '10', cy: '10', r: '7' }], ['path', { d: 'M10 9.2v4.3M10 6.6v.1' }]],
  mask: [['path', { d: 'M3 10s2.5-4.5 7-4.5S17 10 17 10s-2.5 4.5-7 4.5S3 10 3 10zM4 16.5 16 3.5' }]],
  person: [['circle', { cx: '10', cy: '7', r: '3' }], ['path', { d: 'M4 17c.6-3.5 2.8-5 6-5s5.4 1.5 6 5' }]],
  building: [['path', { d: 'M4 17V4.5L11 3v14M11 8h5v9M2.5 17h15M6.5 8h2M6.5 11h2M6.5 14h2' }]],
  folder: [['path', { d: 'M3 5h5l1.5 2H17v9H3z' }]],
  plus: [['path', { d: 'M10 4.5v11M4.5 10h11' }]],
  drop: [['path', { d: 'M10 3v9M6 8.5l4 4 4-4M3 12.5v4h14v-4' }]],
  open: [['circle', { cx: '10', cy: '10', r: '6.5' }]],
  half: [['circle', { cx: '10', cy: '10', r: '6.5' }], ['path', { d: 'M10 3.5a6.5 6.5 0 0 1 0 13z', fill: 'currentColor' }]],
  barred: [['circle', { cx: '10', cy: '10', r: '6.5' }], ['path', { d: 'm5.5 14.5 9-9' }]],
} as const satisfies Record<string, readonly Stroke[]>

export type IconName = keyof typeof ICONS

/** The shape of each sharing class. */
export const CLASS_ICON = { unconditional: 'open', conditional: 'half', withheld: 'barred' } as const satisfies Record<ShareClass, IconName>
