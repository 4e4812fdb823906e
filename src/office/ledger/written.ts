import type { Translate } from '../../contract/messages/index.ts';
import type { LedgerRole } from '../../contract/problem/roles.ts';
import type { Direction, Light, MeasureKind, Severity } from '../../contract/problem/states.ts';
import { prose } from './text.ts';

/** A problem as a ledger shows it. Words that are chosen from a list stand as they are shown. */
export interface WrittenProblem {
  readonly id: string;
  readonly version: number;
  readonly number: string;
  readonly unit: string;
  readonly source: string | null;
  readonly mirror: string | null;
  readonly tendency: string | null;
  readonly title: string;
  readonly facts: string;
  readonly cause: string | null;
  readonly severity: Severity;
  readonly systemic: boolean;
  readonly leader: readonly string[];
  readonly owner: readonly string[];
  /** State in words, and how it stands with time: told, never read in. */
  readonly state: string;
  readonly light: Light;
  readonly measures: readonly WrittenMeasure[];
}

export interface WrittenMeasure {
  readonly id: string;
  readonly version: number;
  readonly text: string;
  readonly kind: MeasureKind;
  readonly due: string | null;
  readonly owner: readonly string[];
  readonly criterion: string | null;
  readonly baseline: number | null;
  readonly target: number | null;
  readonly measureUnit: string | null;
  readonly direction: Direction | null;
  readonly beneficiaries: string | null;
  /** What was told last. */
  readonly progress: string | null;
  readonly effect: number | string | null;
  readonly closedOn: string | null;
}

export type WrittenValue = string | number | null;

const names = (people: readonly string[]): string | null => people.join('、') || null;

/** What stands in the cells of a row: those of the problem, and of one of its measures. */
export function problemCells(p: WrittenProblem, t: Translate): Map<LedgerRole, WrittenValue> {
  return new Map<LedgerRole, WrittenValue>([
    ['number', p.number],
    ['source', p.source],
    ['mirror', p.mirror],
    ['tendency', p.tendency],
    ['title', prose(p.title)],
    ['facts', prose(p.facts)],
    ['cause', p.cause === null ? null : prose(p.cause)],
    ['severity', t(`problem:severity-${p.severity}`)],
    ['systemic', t(p.systemic ? 'ledger:yes' : 'ledger:no')],
    ['unit', p.unit],
    ['leader', names(p.leader)],
    ['owner', names(p.owner)],
  ]);
}

export function measureCells(m: WrittenMeasure, t: Translate): Map<LedgerRole, WrittenValue> {
  const lines = (text: string | null): string | null => (text === null ? null : prose(text));
  return new Map<LedgerRole, WrittenValue>([
    ['text', prose(m.text)],
    ['kind', t(`problem:kind-${m.kind}`)],
    ['due', m.due],
    ['measureOwner', names(m.owner)],
    ['criterion', lines(m.criterion)],
    ['baseline', m.baseline],
    ['target', m.target],
    ['measureUnit', m.measureUnit],
    ['direction', m.direction && t(`problem:direction-${m.direction}`)],
    ['beneficiaries', lines(m.beneficiaries)],
    ['progress', lines(m.progress)],
    ['effect', typeof m.effect === 'string' ? prose(m.effect) : m.effect],
    ['closedOn', m.closedOn],
  ]);
}
