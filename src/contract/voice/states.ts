/** Classes of voices: 咨询 · 求助 · 意见建议 · 投诉 · 举报违纪. */
export const kinds = ['consult', 'help', 'suggest', 'complain', 'report'] as const;
export type Kind = (typeof kinds)[number];
/** For discipline alone; see {@link isSealed}. */
export const SEALED_KIND: Kind = 'report';
/** Classes that everyone with a duty works with. */
export const openKinds = ['consult', 'help', 'suggest', 'complain'] as const;
/** Whether a class is whistle-blowing: nobody but discipline learns that there is one. */
export const isSealed = (kind: Kind): boolean => kind === SEALED_KIND;

/** The way it came. */
export const ways = ['page', 'visit', 'call', 'letter', 'open311', 'import'] as const;
export type Way = (typeof ways)[number];
/** Ways that a desk writes down. */
export const enteredWays = ['visit', 'call', 'letter'] as const;

export const voiceStates = [
  'held',
  'received',
  'assigned',
  'working',
  'answered',
  'elsewhere',
  'impossible',
  'returned',
  'closed',
] as const;
export type VoiceState = (typeof voiceStates)[number];

/**
 * Who takes a step: the desk (whoever triages where it lies), the handler (whoever works on it),
 * the person who raised it, or the chain (time, and the problem it became).
 */
export type Taker = 'desk' | 'handler' | 'person' | 'chain';

export interface Transition {
  readonly from: readonly VoiceState[];
  readonly to: VoiceState;
  readonly by: Taker;
  /** Words that the person is told: no such step without them. */
  readonly told?: true;
  /** A reason that stays in the house. */
  readonly reason?: true;
  /** Names the unit it goes to. */
  readonly unit?: true;
}

/**
 * Every step a voice can take: the one table that server, page and handbook read. Nobody who
 * works on a voice closes it: that is the word of the person, or their silence. A test walks
 * every path.
 */
export const transitions = {
  hold: { from: ['received'], to: 'held', by: 'desk', reason: true },
  release: { from: ['held'], to: 'received', by: 'desk' },
  dismiss: { from: ['held'], to: 'closed', by: 'desk', told: true },
  assign: {
    from: ['received', 'assigned', 'working', 'returned', 'elsewhere'],
    to: 'assigned',
    by: 'desk',
    unit: true,
  },
  transfer: {
    from: ['assigned', 'working', 'returned'],
    to: 'assigned',
    by: 'handler',
    reason: true,
    unit: true,
  },
  start: { from: ['received', 'assigned', 'returned'], to: 'working', by: 'handler' },
  answer: { from: ['working'], to: 'answered', by: 'handler', told: true },
  refer: { from: ['received', 'assigned', 'working'], to: 'elsewhere', by: 'handler', told: true },
  decline: { from: ['working'], to: 'impossible', by: 'handler', told: true },
  accept: { from: ['answered', 'elsewhere', 'impossible'], to: 'closed', by: 'person' },
  return: {
    from: ['answered', 'elsewhere', 'impossible', 'closed'],
    to: 'returned',
    by: 'person',
    reason: true,
  },
  lapse: { from: ['answered', 'elsewhere', 'impossible'], to: 'closed', by: 'chain' },
  resume: {
    from: ['answered', 'impossible', 'closed'],
    to: 'working',
    by: 'chain',
    told: true,
  },
} as const satisfies Record<string, Transition>;
export type VoiceStep = keyof typeof transitions;
export const voiceSteps = Object.keys(transitions) as [VoiceStep, ...VoiceStep[]];
/** Steps that somebody signed in takes. */
export const staffSteps = voiceSteps.filter((s) =>
  ['desk', 'handler'].includes(transitions[s].by),
) as [VoiceStep, ...VoiceStep[]];

/** States in which the house owes work: time limits and lights count. */
export const owedStates: readonly VoiceState[] = ['received', 'assigned', 'working', 'returned'];
/** States in which the person has the word. */
export const askedStates: readonly VoiceState[] = ['answered', 'elsewhere', 'impossible'];

/** Steps that lead on from a state, in the order of the table. */
export function stepsFrom(state: VoiceState): VoiceStep[] {
  return voiceSteps.filter((s) => (transitions[s].from as readonly VoiceState[]).includes(state));
}

/** Marks the person gives, best first; from {@link CONTENT} on they are content. */
export const ratings = [5, 4, 3, 2, 1] as const;
export type Rating = (typeof ratings)[number];
export const CONTENT = 3;

/** Groups smaller than this are not broken out: somebody could be made out. */
export const LEAST_SHOWN = 5;

/** The most pictures of one voice, and bytes of each as it is sent. */
export const MOST_PICTURES = 6;
export const PICTURE_BYTES = 8 * 2 ** 20;
