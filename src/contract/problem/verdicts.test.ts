import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from './schemas.ts';
import {
  endStates,
  problemStates,
  type Step,
  steps,
  stepsFrom,
  type Transition,
  transitions,
} from './states.ts';
import {
  type Actor,
  breaksOf,
  canChangeMeasure,
  canRecheck,
  canReport,
  canSay,
  canStep,
  isShort,
  type MeasureFacts,
  mayDecideExtension,
  type ProblemFacts,
  type Said,
  seenFrom,
  takersAfter,
  targetMet,
} from './verdicts.ts';

const today = '2026-06-30';
const measure: MeasureFacts = {
  state: 'done',
  kind: 'by-date',
  due: '2026-03-31',
  ownerId: 'owner',
  ownerName: null,
  criterion: '报修到上门的平均天数降到两天以内',
  doneOn: '2026-03-20',
  baseline: 9,
  target: 2,
  direction: null,
  effect: 1.8,
  effectOn: '2026-06-01',
  evidence: 1,
  claimed: false,
};
const finding: Finding = { ways: ['spot'], seen: '抽看十二张报修单', on: today };
/** Everything that can be said with a step, and its absence. */
const sayings: Said[] = [undefined, '理由'].flatMap((reason) =>
  [undefined, finding, { ...finding, despite: '只差一天，住户认可' }].map((f) => ({
    ...(reason ? { reason } : {}),
    ...(f ? { finding: f } : {}),
  })),
);
const problem: ProblemFacts = {
  state: 'draft',
  unitClosed: false,
  systemic: false,
  ownerId: 'owner',
  ownerName: null,
  personId: null,
  leaderId: 'leader',
  leaderName: null,
  tendency: 'purpose',
  appliedBy: null,
  reviewedBy: null,
  confirmedBy: null,
  againFrom: null,
  claimUntil: null,
  measures: [measure],
  institutions: 0,
  observeDays: 60,
  noticeUntil: '2026-06-01',
  openObjections: 0,
};
const nobody: Actor = {
  id: 'nobody',
  unit: false,
  reviewer: false,
  confirmer: false,
  office: false,
  inside: false,
};

/** Every combination of rights and places, for the owner, the leader and two others. */
const actors: Actor[] = ['owner', 'leader', 'first', 'second'].flatMap((id) =>
  Array.from({ length: 32 }, (_, n) => ({
    id,
    unit: Boolean(n & 1),
    reviewer: Boolean(n & 2),
    confirmer: Boolean(n & 4),
    office: Boolean(n & 8),
    inside: Boolean(n & 16),
  })),
);

interface Node {
  readonly facts: ProblemFacts;
  /** Who confirmed the close-out that holds, as they were when they did. */
  readonly confirmer: Actor | null;
  /** What was said with the review and the confirmation that hold. */
  readonly found: Partial<Record<Step, Said>>;
}
const keyOf = ({ facts, confirmer, found }: Node) =>
  JSON.stringify([
    ...[facts.state, facts.appliedBy, facts.reviewedBy, facts.confirmedBy, confirmer],
    ...[found.review?.finding, found.confirm?.finding].map((f) => f && Boolean(f.despite)),
  ]);

/** Every state that any sequence of steps by any of the actors leads to. */
function explore(from: ProblemFacts): Node[] {
  const seen = new Map<string, Node>();
  const queue: Node[] = [{ facts: from, confirmer: null, found: {} }];
  for (let node = queue.pop(); node; node = queue.pop()) {
    if (seen.has(keyOf(node))) continue;
    seen.set(keyOf(node), node);
    for (const step of steps)
      for (const actor of actors) {
        if (!canStep(step, node.facts, actor, today).ok) continue;
        const takers = takersAfter(step, actor.id);
        const back = takers.confirmedBy === null;
        for (const said of sayings) {
          if (!canSay(step, node.facts, said).ok) continue;
          queue.push({
            facts: { ...node.facts, ...takers, state: transitions[step].to },
            confirmer: step === 'confirm' ? actor : back ? null : node.confirmer,
            found: back ? {} : { ...node.found, [step]: said },
          });
        }
      }
  }
  return [...seen.values()];
}

describe('the way of a problem', () => {
  const all = explore(problem);

  it('reaches every state, and every step is taken from somewhere', () => {
    expect(new Set(all.map((n) => n.facts.state))).toEqual(new Set(problemStates));
    const taken = new Set(
      all.flatMap((n) => steps.filter((s) => actors.some((a) => canStep(s, n.facts, a, today).ok))),
    );
    expect(taken).toEqual(new Set(steps));
  });

  it('closes on no path without somebody outside the unit, and never by who owns or did it', () => {
    const ends = all.filter((n) => ['confirmed', 'notice', 'closed'].includes(n.facts.state));
    expect(ends.length).toBeGreaterThan(30);
    for (const { facts, confirmer } of ends) {
      expect(confirmer, facts.state).not.toBeNull();
      expect(confirmer!.inside).toBe(false);
      expect(confirmer!.confirmer).toBe(true);
      expect([facts.ownerId, facts.leaderId, facts.appliedBy, facts.reviewedBy]).not.toContain(
        confirmer!.id,
      );
    }
  });

  it('is reviewed and confirmed on no path without what was seen', () => {
    for (const { facts, found } of all) {
      if (facts.reviewedBy !== null) expect(found.review?.finding).toBeDefined();
      if (facts.confirmedBy !== null) expect(found.confirm?.finding).toBeDefined();
    }
  });

  it('is confirmed short of its target on no path without why it counts', () => {
    const short = explore({ ...problem, measures: [measure, { ...measure, effect: 2.4 }] });
    const held = short.filter((n) => n.facts.confirmedBy !== null);
    expect(held.length).toBeGreaterThan(0);
    for (const { found } of held) expect(found.confirm?.finding?.despite).toBeTruthy();
    expect(all.some((n) => n.facts.confirmedBy && !n.found.confirm?.finding?.despite)).toBe(true);
  });

  it('asks for words with exactly the steps that the table says', () => {
    for (const step of steps) {
      const { reason, finding: seen }: Transition = transitions[step];
      const enough = { ...(reason ? { reason: '理由' } : {}), ...(seen ? { finding } : {}) };
      expect(canSay(step, problem, enough), step).toEqual({ ok: true });
      expect(canSay(step, problem, {}).ok, step).toBe(!reason && !seen);
    }
  });

  it('reviews never by who owns or applied', () => {
    for (const { facts } of all.filter((n) => n.facts.reviewedBy !== null))
      expect([facts.ownerId, facts.appliedBy]).not.toContain(facts.reviewedBy);
  });

  it('is neither reviewed, confirmed nor looked back at by whose personal list it is on', () => {
    const listed = { ...problem, personId: 'listed' };
    const judge = { ...nobody, id: 'listed', reviewer: true, confirmer: true };
    const own = { ok: false, why: 'own-work' };
    expect(canStep('review', { ...listed, state: 'applied' }, judge, today)).toEqual(own);
    expect(canStep('confirm', { ...listed, state: 'reviewed' }, judge, today)).toEqual(own);
    expect(canRecheck({ ...listed, state: 'closed' }, judge)).toEqual(own);
    const other = { ...judge, id: 'other' };
    expect(canStep('review', { ...listed, state: 'applied' }, other, today).ok).toBe(true);
  });

  it('leads out of every state but a withdrawn one', () => {
    for (const state of problemStates)
      expect(stepsFrom(state).length > 0, state).toBe(state !== 'withdrawn');
    expect(endStates).toContain('withdrawn');
  });

  it('finds a closing without confirmation when the table had one', () => {
    const loose: Step = 'announce';
    const wrong = { ...problem, state: 'confirmed' as const, appliedBy: 'first' };
    const found = explore(wrong).filter((n) => n.facts.state === 'notice');
    expect(canStep(loose, wrong, { ...nobody, office: true }, today).ok).toBe(true);
    expect(found.some((n) => n.confirmer === null)).toBe(true);
  });
});

const all: Actor = { ...nobody, unit: true, reviewer: true, confirmer: true, office: true };
const why = (step: Step, facts: Partial<ProblemFacts>, actor = all, on = today) => {
  const verdict = canStep(step, { ...problem, ...facts }, actor, on);
  return verdict.ok ? 'yes' : verdict.why;
};
const withMeasure = (m: Partial<MeasureFacts>) => ({ measures: [{ ...measure, ...m }] });

describe('close-out is refused', () => {
  const working = { state: 'working' as const };
  it.each<[string, Partial<ProblemFacts>]>([
    ['no-measure', { measures: [] }],
    ['no-measure', withMeasure({ state: 'withdrawn' })],
    ['measures-open', withMeasure({ state: 'working' })],
    ['no-criterion', withMeasure({ criterion: null })],
    ['no-effect', withMeasure({ effectOn: null })],
    ['no-evidence', withMeasure({ evidence: 0 })],
    ['no-institution', { systemic: true }],
    ['no-new-effect', { againFrom: '2026-06-01' }],
    ['unit-closed', { unitClosed: true }],
    ['yes', { systemic: true, institutions: 1 }],
    ['yes', { againFrom: '2026-05-31' }],
    ['yes', {}],
  ])('%s', (code, facts) => {
    expect(why('apply', { ...working, ...facts })).toBe(code);
  });

  it('before the effect had its time to show, to the day', () => {
    expect(why('apply', working, all, '2026-05-18')).toBe('observation-runs');
    expect(why('apply', working, all, '2026-05-19')).toBe('yes');
  });

  it('while the notice runs, to the day, and while an objection is open', () => {
    const notice = { state: 'notice' as const, noticeUntil: '2026-06-08' };
    expect(why('close', notice, all, '2026-06-08')).toBe('notice-runs');
    expect(why('close', notice, all, '2026-06-09')).toBe('yes');
    expect(why('close', { ...notice, openObjections: 1 }, all, '2026-06-09')).toBe(
      'objection-open',
    );
  });
});

describe('the effect beside its target', () => {
  const met = (m: Partial<MeasureFacts>) => targetMet({ ...measure, ...m });

  it('is reached on the side that the way from before, or what was said, makes good', () => {
    expect(met({ effect: 2 })).toBe(true);
    expect(met({ effect: 2.01 })).toBe(false);
    expect(met({ baseline: 33, target: 100, effect: 99 })).toBe(false);
    expect(met({ baseline: 33, target: 100, effect: 100 })).toBe(true);
    expect(met({ baseline: null, target: 95, direction: 'up', effect: 96 })).toBe(true);
    expect(met({ baseline: 3, target: 5, direction: 'down', effect: 4 })).toBe(true);
  });

  it('cannot be told without a side, a target or a figure', () => {
    for (const m of [{ baseline: null }, { baseline: 2 }, { target: null }, { effect: null }])
      expect(met(m)).toBeNull();
    expect(isShort({ ...measure, baseline: null })).toBe(true);
    expect(isShort({ ...measure, target: null })).toBe(false);
    expect(isShort({ ...measure, effect: 9, state: 'withdrawn' })).toBe(false);
  });

  it('is seen no earlier than it was done, or sent back', () => {
    expect(seenFrom(problem)).toBe('2026-03-20');
    expect(seenFrom({ ...problem, againFrom: '2026-05-31' })).toBe('2026-05-31');
    expect(seenFrom({ ...problem, measures: [{ ...measure, doneOn: null }] })).toBeNull();
  });
});

describe('a later deadline', () => {
  it('is decided by nobody who owes the work, has it on their list, or asked', () => {
    const of = { ownerId: 'owner', measureOwnerId: 'doer', personId: 'listed', askedBy: 'asker' };
    for (const id of Object.values(of))
      expect(mayDecideExtension(of, id)).toEqual({ ok: false, why: 'own-work' });
    expect(mayDecideExtension(of, 'above').ok).toBe(true);
  });
});

describe('before work starts', () => {
  it('who, what, when and how its effect will be judged are written', () => {
    const open = { state: 'open' as const };
    expect(why('start', { ...open, measures: [] })).toBe('no-measure');
    expect(why('start', { ...open, ...withMeasure({ ownerId: null }) })).toBe('measure-owner');
    expect(why('start', { ...open, ...withMeasure({ due: null }) })).toBe('measure-due');
    expect(why('start', { ...open, ...withMeasure({ due: null, kind: 'long-term' }) })).toBe('yes');
    expect(why('start', { ...open, ...withMeasure({ criterion: null }) })).toBe('no-criterion');
    expect(why('publish', { tendency: null })).toBe('problem-tendency');
    expect(why('publish', { ownerId: null, ownerName: '张三' })).toBe('problem-owner');
    expect(why('publish', { leaderId: null })).toBe('problem-leader');
  });

  it('what a measure promises can be changed, and no longer', () => {
    const working = { ...problem, state: 'working' as const };
    const change = (m: Partial<MeasureFacts>) =>
      canChangeMeasure(working, { ...measure, ...m }, all);
    expect(change({ state: 'planned' }).ok).toBe(true);
    expect(change({ state: 'working' })).toEqual({ ok: false, why: 'measure-started' });
  });

  it('an owner without further rights tells how it goes, somebody else does not', () => {
    const working = { ...problem, state: 'working' as const };
    expect(canReport(working, { ...nobody, id: 'owner' }).ok).toBe(true);
    expect(canReport(working, nobody)).toEqual({ ok: false, why: 'not-allowed' });
  });
});

describe('breaks in the chain', () => {
  it('are none exactly when nothing is missing', () => {
    const facts = fc.record({
      ownerId: fc.option(fc.constant('o')),
      leaderId: fc.option(fc.constant('l')),
      tendency: fc.option(fc.constant('t')),
      systemic: fc.boolean(),
      institutions: fc.nat(1),
      measures: fc.array(
        fc.record({
          criterion: fc.option(fc.constant('c')),
          due: fc.option(fc.constant('2026-01-01')),
          effectOn: fc.option(fc.constant('2026-05-01')),
          evidence: fc.nat(1),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(facts, (f) => {
        const given = {
          ...problem,
          ...f,
          measures: f.measures.map((m) => ({ ...measure, ...m })),
        };
        const whole =
          f.ownerId &&
          f.leaderId &&
          f.tendency &&
          f.measures.length > 0 &&
          (!f.systemic || f.institutions > 0) &&
          f.measures.every((m) => m.criterion && m.due && m.effectOn && m.evidence > 0);
        expect(breaksOf(given).length === 0).toBe(Boolean(whole));
      }),
    );
  });
});
