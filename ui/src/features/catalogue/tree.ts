// The organisation tree of the hits: rows with paths become branches with children, the fullest first.
import type { TreeRow } from '../../contract'

export interface Branch { path: readonly string[]; name: string; found: number; children: Branch[] }

/** One string for a path; no name of an office holds this mark. */
export function pathKey(path: readonly string[]): string {
  return path.join('\u0001')
}

export function branches(rows: readonly TreeRow[]): Branch[] {
  const top: Branch[] = []
  const known = new Map<string, Branch>()
  for (const row of [...rows].sort((a, b) => a.path.length - b.path.length)) {
    const branch: Branch = { path: row.path, name: row.path.at(-1) ?? '', found: row.found, children: [] }
    known.set(pathKey(row.path), branch)
    const parent = known.get(pathKey(row.path.slice(0, -1)))
    const place = parent ? parent.children : top
    place.push(branch)
  }
  for (const branch of known.values()) branch.children.sort((a, b) => b.found - a.found)
  return top.sort((a, b) => b.found - a.found)
}
