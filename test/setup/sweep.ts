import type { OperationName } from '../../src/contract/operations.ts';
import type { Permission } from '../../src/contract/permissions.ts';
import type { Placed, Position } from './world.ts';

export interface Request {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: object;
}

/** How the sweep asks for an operation, and how it knows that the unit was reached. */
export type Case =
  /** No unit is named and nothing of a unit is told; for `public` and `session` only. */
  | { readonly kind: 'open'; readonly input?: Request }
  /** Says nothing of units; whoever holds the permission anywhere may. */
  | { readonly kind: 'anywhere'; readonly input?: Request }
  /** Concerns everybody: only who holds the permission over the whole organisation may. */
  | {
      readonly kind: 'whole';
      readonly input?: Request;
      /** Codes that say it was let in, besides 200. */
      readonly reached?: readonly string[];
    }
  /** Rows of the caller alone: those of anybody else (`of`) are not found, told or changed. */
  | {
      readonly kind: 'own';
      readonly input?: (of: Placed) => Request;
      readonly marker: (of: Placed) => string;
    }
  /** Acts on a unit, or on a row of it. `above`: needs authority over the unit above. */
  | {
      readonly kind: 'unit';
      readonly input: (at: Placed) => Request;
      /** Codes that say the unit was reached, besides 200: chosen so that nothing is changed. */
      readonly reached?: readonly string[];
      readonly above?: boolean;
      /** Rows of units above are reached too: frames that hold for all under them. */
      readonly fromAbove?: boolean;
      /** Of `session`: authorised as another thing is; without this right it is not found. */
      readonly as?: Permission;
      /** Of an operation for those a row names: how the row comes to name somebody. */
      readonly names?: Names;
    }
  /** Lists rows of units: those in reach are there, the others are not, not even counted. */
  | {
      readonly kind: 'list';
      readonly input?: Request;
      readonly marker: (at: Placed) => string;
      /** Positions that the list leaves out although they are in reach. */
      readonly without?: readonly Position[];
      readonly fromAbove?: boolean;
    };

/** Sets a column of a row of the unit to the person, or their home to the unit. */
export interface Names {
  readonly table:
    | 'problem'
    | 'measure'
    | 'study_session'
    | 'study_decision'
    | 'supervision_letter'
    | 'tenure'
    | 'person';
  readonly column: 'owner_id' | 'host_id' | 'person_id' | 'answerer_id' | 'home';
}

const open: Case = { kind: 'open' };
const problemOwner: Names = { table: 'problem', column: 'owner_id' };
const measureOwner: Names = { table: 'measure', column: 'owner_id' };
const signer: Names = { table: 'supervision_letter', column: 'answerer_id' };
const host: Names = { table: 'study_session', column: 'host_id' };
const employee: Names = { table: 'person', column: 'home' };
/** A small frame of a campaign. */
export const frame = {
  name: '活动',
  theme: '主题',
  since: '2026-03-01',
  rules: {
    noticeDays: 5,
    observeDays: { slight: 30, ordinary: 60, grave: 90 },
    soonDays: 5,
    silenceDays: 20,
    recheckDays: [90],
    drawShare: 10,
  },
  taxonomy: {
    mirrors: [{ code: 'known', name: '对照已知问题' }],
    tendencies: [{ code: 'haste', name: '急功近利', items: [] }],
  },
  required: [],
  templates: [],
};
const none = '00000000-0000-7000-8000-000000000000';
const stale = { version: 999 };
const fields = { name: '新名', kind: 'branch' };
const wording = { title: '安全生产', text: '分管领域内安全生产与整改一并负责。' };
const inPerson = {
  kind: 'oversee',
  on: '2026-03-01',
  about: '物业报修等待过久',
  what: '到现场督办，明确完成时限。',
};
const byId = (at: Placed) => ({ params: { id: at.id } });
const byPerson = (at: Placed) => ({ params: { id: at.rows.person } });
const byPost = (at: Placed) => ({ params: { id: at.rows.post } });
const bySubTask = (at: Placed): Request => ({
  params: { id: at.rows.special, problem: at.rows.problem },
});
const byEvidence = (at: Placed) => ({ params: { id: at.rows.evidence } });
const byTask = (of: Placed) => ({ params: { id: of.rows.task } });
const byTaskWith = (of: Placed) => ({ ...byTask(of), body: {} });
const byLetter = (at: Placed) => ({ params: { id: at.rows.letter } });
const byTenure = (at: Placed) => ({ params: { id: at.rows.tenure } });

const rule = {
  kind: 'make',
  title: '物业报修限时办法',
  provides: '报修四十八小时内上门。',
  inForceOn: '2026-03-01',
};
const drive = {
  name: '报修积压专项整治',
  goal: '年底前报修平均两天内上门。',
  since: '2026-03-01',
  due: '2026-12-31',
};
const byProblem = (at: Placed) => ({ params: { id: at.rows.problem } });
const byMeasure = (at: Placed) => ({ params: { id: at.rows.measure } });
const bySession = (at: Placed) => ({ params: { id: at.rows.session } });
const byDecision = (at: Placed) => ({ params: { id: at.rows.decision } });
const byReading = (at: Placed) => ({ params: { id: at.rows.reading } });
const session = {
  form: 'group',
  topic: '新的学习',
  serves: '报修等待过久',
  on: '2026-03-02',
};
const bySurvey = (at: Placed) => ({ params: { id: at.rows.survey } });
const bySurveyStale = (at: Placed) => ({ ...bySurvey(at), body: stale });
/** Closes on a day that is over: refused once its unit is reached. */
const survey = {
  title: '新的问卷',
  intro: '听听大家的意见。',
  audience: 'open',
  closesOn: '2020-01-01',
  form: { questions: [] },
};
const byVoice = (at: Placed) => ({ params: { id: at.rows.voice } });
const byVisit = (at: Placed) => ({ params: { id: at.rows.visit } });
const byPlace = (at: Placed) => ({ params: { id: at.rows.place } });
const byReport = (at: Placed) => ({ params: { id: at.rows.report } });
const byReportWith = (at: Placed) => ({ ...byReport(at), body: { reason: '核对线索' } });
const byBallot = (at: Placed) => ({ params: { id: at.rows.ballot } });
const ballot = {
  title: '年度民主测评',
  items: [{ id: 'i1', text: '领导班子' }],
  options: [
    { id: 'good', text: '优秀', score: 100 },
    { id: 'fair', text: '称职', score: 80 },
  ],
  electorates: [{ id: 'A', name: '职工', weight: 1 }],
};
const visit = {
  kind: 'petition',
  purpose: '物业报修等待过久',
  place: '便民服务点',
  on: '2026-03-02',
};
const step = (name: string): Extract<Case, { kind: 'unit' }> => ({
  kind: 'unit',
  input: (at) => ({ ...byProblem(at), body: { step: name, ...stale } }),
  reached: ['conflict'],
});

const stepMany = (name: string): Case => ({
  kind: 'unit',
  input: (at) => ({
    body: { step: name, reason: '核对', rows: [{ id: at.rows.problem, ...stale }] },
  }),
});

/** Every operation has its case; a missing one is a type error and fails the sweep. */
export const cases: Record<OperationName, Case> = {
  'identity.link': open,
  'identity.sign-in': open,
  'identity.sign-out': open,
  'identity.me': open,
  'identity.options': open,
  'identity.link-info': open,
  'identity.second-step': open,
  'identity.oidc-start': open,
  'identity.oidc-callback': open,
  'identity.account': open,
  'identity.change-password': open,
  'identity.enrol': open,
  'identity.confirm': open,
  'identity.new-codes': open,
  'identity.drop-second-step': open,
  'identity.end-session': { kind: 'open', input: { params: { id: none } } },
  'identity.end-others': open,
  'identity.create-token': open,
  'identity.revoke-token': { kind: 'open', input: { params: { id: none } } },
  'identity.accounts': { kind: 'list', marker: (at) => `${at.name}的人` },
  'identity.invite': { kind: 'unit', input: byPerson },
  'identity.reset': { kind: 'unit', input: byPerson, reached: ['no-account'] },
  'identity.disable': { kind: 'unit', input: byPerson, reached: ['no-account'] },
  'identity.enable': { kind: 'unit', input: byPerson, reached: ['no-account'] },
  'identity.reset-second-step': { kind: 'unit', input: byPerson, reached: ['no-account'] },
  'identity.settings': { kind: 'anywhere' },
  'identity.set-settings': {
    kind: 'anywhere',
    input: { body: { secondStepRoles: [], version: 999 } },
  },
  'org.roots': { kind: 'list', marker: (at) => at.name, without: ['child', 'closed'] },
  'org.unit': { kind: 'unit', input: byId },
  'org.children': { kind: 'unit', input: byId },
  'org.classes': { kind: 'unit', input: byId },
  'org.list': {
    kind: 'list',
    marker: (at) => `"name":"${at.name}","shortName"`,
    without: ['closed'],
  },
  'org.history': { kind: 'unit', input: byId },
  'org.affected': { kind: 'unit', input: byId },
  'org.create': {
    kind: 'unit',
    input: (at) => ({ body: { parentId: at.id, ...fields, on: '2999-01-01' } }),
    reached: ['day-refused', 'unit-closed'],
  },
  'org.change': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { ...fields, ...stale } }),
    reached: ['conflict', 'unit-closed'],
  },
  'org.found': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { since: '2999-01-01', version: 1 } }),
    reached: ['day-refused', 'unit-closed'],
    above: true,
  },
  'org.move': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { parentId: at.id, version: 1, on: '2999-01-01' } }),
    reached: ['day-refused', 'unit-closed'],
    above: true,
  },
  'org.merge': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { intoId: at.id, version: 1 } }),
    reached: ['move-under-itself', 'unit-closed'],
    above: true,
  },
  'org.split': {
    kind: 'unit',
    input: (at) => ({
      ...byId(at),
      body: { into: [fields, fields], version: 1, on: '2999-01-01' },
    }),
    reached: ['day-refused', 'unit-closed'],
    above: true,
  },
  'org.close': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { version: 1, on: '2999-01-01' } }),
    reached: ['day-refused', 'unit-closed'],
    above: true,
  },
  'duty.matrix': { kind: 'unit', input: byId },
  'duty.gaps': { kind: 'list', marker: (at) => `"name":"${at.name}"},"what"`, without: ['closed'] },
  'duty.answers': { kind: 'unit', input: byId },
  'duty.start': {
    kind: 'unit',
    input: byId,
    // Its duties are written down in the test world: nothing is made.
    reached: ['unit-closed'],
  },
  'duty.create': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { kind: 'line', ...wording, departmentId: at.id } }),
    reached: ['duty-unfit', 'unit-closed'],
  },
  'duty.change': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.duty }, body: { ...wording, ...stale } }),
    reached: ['conflict', 'unit-closed'],
  },
  'duty.close': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.duty }, body: stale }),
    reached: ['conflict', 'unit-closed'],
  },
  'duty.acknowledge': {
    kind: 'unit',
    names: { table: 'tenure', column: 'person_id' },
    input: (at) => ({
      params: { id: at.rows.duty },
      body: { version: 1, signature: { kind: 'typed', name: '某人' } },
    }),
    reached: ['not-holder', 'unit-closed', 'signature-unfit'],
  },
  'duty.mine': { kind: 'own', marker: (of) => `${of.name}岗位职责` },
  'duty.acts': { kind: 'list', marker: (at) => `${at.name}的积案` },
  'duty.record-act': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { ...inPerson, personId: none } }),
    reached: ['not-holder', 'unit-closed'],
  },
  'duty.change-act': {
    kind: 'unit',
    input: (at) => ({
      params: { id: at.rows.act },
      body: { ...inPerson, personId: none, ...stale },
    }),
    reached: ['conflict', 'unit-closed'],
  },
  'duty.withdraw-act': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.act }, body: { reason: '记错了单位', ...stale } }),
    reached: ['conflict', 'unit-closed'],
  },
  'campaign.list': { kind: 'list', marker: (at) => `${at.name}的活动`, fromAbove: true },
  'campaign.get': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.campaign } }),
    fromAbove: true,
  },
  'campaign.create': {
    kind: 'unit',
    input: (at) => ({
      body: { unitId: at.id, name: '新活动', theme: '主题', since: '2026-03-01', like: none },
    }),
    // The frame to copy is nobody's: the unit was reached, nothing is made.
    reached: ['campaign-unknown', 'unit-closed'],
  },
  'campaign.change': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.campaign }, body: { ...frame, ...stale } }),
    reached: ['conflict'],
  },
  'campaign.close': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.campaign }, body: { on: '2026-03-01', ...stale } }),
    reached: ['conflict'],
  },
  'campaign.coverage': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.campaign } }),
    fromAbove: true,
  },
  'voice.list': { kind: 'list', marker: (at) => `${at.name}的诉求` },
  'voice.counts': {
    kind: 'list',
    // Two in each unit: what is told for the parent would be all ten.
    marker: (at) => (at.name === '城建集团' || at.name === '五分公司' ? 'triage":10' : 'triage":6'),
  },
  'voice.get': { kind: 'unit', input: byVoice },
  'voice.suggestions': { kind: 'unit', input: byVoice },
  'voice.set-topic': {
    kind: 'unit',
    input: (at) => ({ ...byVoice(at), body: { topic: '环境保护', ...stale } }),
    reached: ['conflict'],
  },
  'voice.topics': { kind: 'anywhere' },
  'voice.hot': { kind: 'list', marker: (at) => `${at.name}的热点` },
  'voice.hot-one': { kind: 'unit', input: (at) => ({ params: { id: at.rows.hot } }) },
  'voice.import': { kind: 'anywhere' },
  'voice.picture': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.voice, position: '0' } }),
  },
  'voice.enter': {
    kind: 'unit',
    input: (at) => ({
      body: {
        unitId: at.id,
        kind: 'help',
        way: 'call',
        text: '楼道灯坏了三天没人修。',
        visitId: none,
      },
    }),
    reached: ['voice-unfit', 'unit-closed'],
  },
  'voice.step': {
    kind: 'unit',
    input: (at) => ({ ...byVoice(at), body: { step: 'start', ...stale } }),
    reached: ['conflict'],
  },
  'voice.contact': {
    kind: 'unit',
    input: (at) => ({ ...byVoice(at), body: { reason: '回访' } }),
    reached: ['voice-unfit'],
  },
  'voice.raise': {
    kind: 'unit',
    input: (at) => ({
      ...byVoice(at),
      body: { campaignId: none, title: '楼道照明失修', facts: '三天没人修。' },
    }),
    reached: ['campaign-unknown', 'unit-closed'],
  },
  'voice.merge': {
    kind: 'unit',
    input: (at) => ({ ...byVoice(at), body: { mainId: at.rows.voice, reason: '同一件事' } }),
    reached: ['voice-unfit'],
  },
  'voice.decide-merge': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.merge }, body: { grant: false } }),
    reached: ['reason-missing'],
  },
  'voice.part': {
    kind: 'unit',
    input: (at) => ({ ...byVoice(at), body: { reason: '不是一件事' } }),
    reached: ['step-refused'],
  },
  'voice.mark-repeat': {
    kind: 'unit',
    input: (at) => ({ ...byVoice(at), body: { repeatsId: null, ...stale } }),
    reached: ['conflict'],
  },
  'voice.figures': {
    kind: 'unit',
    input: (at) => ({ query: { under: at.id } }),
  },
  'voice.places': { kind: 'list', marker: (at) => `${at.name}大厅` },
  'voice.make-place': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, name: `${at.name}大厅` } }),
    reached: ['place-taken', 'unit-closed'],
  },
  'voice.close-place': {
    kind: 'unit',
    input: (at) => ({ ...byPlace(at), body: stale }),
    reached: ['conflict'],
  },
  'voice.answers': { kind: 'unit', input: byProblem },
  'voice.link': {
    kind: 'unit',
    input: (at) => ({ body: { measureId: at.rows.measure, subject: `voice:${none}` } }),
    reached: ['voice-unfit'],
  },
  'voice.unlink': { kind: 'unit', input: (at) => ({ params: { id: at.rows.answer } }) },
  'voice.reports': { kind: 'list', marker: (at) => `${at.name}的举报` },
  'voice.report': { kind: 'unit', input: byReport },
  'voice.report-picture': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.report, position: '0' } }),
  },
  'voice.report-step': {
    kind: 'unit',
    input: (at) => ({ ...byReport(at), body: { step: 'start', ...stale } }),
    reached: ['conflict'],
  },
  'voice.report-contact': { kind: 'unit', input: byReportWith },
  'ballot.list': { kind: 'list', marker: (at) => `${at.name}的测评` },
  'ballot.get': { kind: 'unit', input: byBallot },
  'ballot.create': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, ...ballot } }),
    reached: ['unit-closed'],
  },
  'ballot.change': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: { ...ballot, ...stale } }),
    reached: ['conflict'],
  },
  'ballot.roll': {
    kind: 'unit',
    input: (at) => ({
      ...byBallot(at),
      body: { voters: [{ electorate: 'A', name: '周一平' }], ...stale },
    }),
    reached: ['conflict'],
  },
  'ballot.step': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: { step: 'freeze', ...stale } }),
    reached: ['conflict'],
  },
  'ballot.codes': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: stale }),
    reached: ['conflict'],
  },
  'ballot.voters': { kind: 'unit', input: byBallot },
  'ballot.remove': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: { voters: [none], ...stale } }),
    reached: ['conflict'],
  },
  'ballot.candidates': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), query: { unit: at.id } }),
  },
  'ballot.match': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: { names: ['周一平'] } }),
  },
  'ballot.plan': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: stale }),
    reached: ['conflict'],
  },
  'ballot.copy': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: {} }),
    reached: ['unit-closed'],
  },
  'ballot.remind': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: stale }),
    reached: ['conflict'],
  },
  'ballot.mine': { kind: 'open' },
  'ballot.draw': {
    kind: 'open',
    input: { params: { id: none }, body: { electorate: 'A', blinded: '0'.repeat(512) } },
  },
  'visit.list': { kind: 'list', marker: (at) => `${at.name}的走访` },
  'visit.get': { kind: 'unit', input: byVisit },
  'visit.create': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, ...visit, on: '2999-01-01', held: true } }),
    reached: ['day-refused', 'unit-closed'],
  },
  'visit.change': {
    kind: 'unit',
    input: (at) => ({ ...byVisit(at), body: { ...visit, held: false, ...stale } }),
    reached: ['conflict'],
  },
  'visit.withdraw': {
    kind: 'unit',
    input: (at) => ({ ...byVisit(at), body: { reason: '改期', ...stale } }),
    reached: ['conflict'],
  },
  'need.list': { kind: 'list', marker: (at) => `${at.name}的诉求` },
  'need.plans': {
    kind: 'list',
    input: { query: { kind: 'special' } },
    marker: (at) => at.rows.special,
  },
  // Voices of each unit in reach; what is told for the parent would be all of them.
  'need.figures': {
    kind: 'list',
    marker: (at) =>
      at.name === '城建集团' || at.name === '五分公司'
        ? '"special":{"answered":0,"not":5}'
        : '"special":{"answered":0,"not":3}',
  },
  'need.answers': {
    kind: 'unit',
    input: (at) => ({ query: { plan: `special:${at.rows.special}` } }),
  },
  'need.link': {
    kind: 'unit',
    input: (at) => ({
      body: { plan: `special:${at.rows.special}`, subject: `voice:${none}` },
    }),
    reached: ['voice-unfit'],
  },
  'need.unlink': { kind: 'unit', input: (at) => ({ params: { id: at.rows.needAnswer } }) },
  'survey.list': { kind: 'list', marker: (at) => `${at.name}的问卷` },
  'survey.get': { kind: 'unit', input: bySurvey },
  'survey.create': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, ...survey } }),
    reached: ['day-refused', 'unit-closed'],
  },
  'survey.change': {
    kind: 'unit',
    input: (at) => ({ ...bySurvey(at), body: { ...survey, ...stale } }),
    reached: ['conflict'],
  },
  'survey.open': { kind: 'unit', input: bySurveyStale, reached: ['conflict'] },
  'survey.close': { kind: 'unit', input: bySurveyStale, reached: ['conflict'] },
  'survey.withdraw': {
    kind: 'unit',
    input: (at) => ({ ...bySurvey(at), body: { reason: '改期', ...stale } }),
    reached: ['conflict'],
  },
  'survey.copy': { kind: 'unit', input: bySurveyStale, reached: ['conflict'] },
  'survey.links': {
    kind: 'unit',
    input: bySurvey,
    reached: ['survey-not-open', 'unit-closed'],
  },
  'survey.mine': { kind: 'open', input: { params: { id: none } } },
  'survey.enter': {
    kind: 'unit',
    input: (at) => ({ ...bySurvey(at), body: { unitId: at.id, answers: {} } }),
    reached: ['survey-not-open', 'unit-closed'],
  },
  'survey.results': { kind: 'unit', input: bySurvey, reached: ['survey-not-closed'] },
  'survey.split': {
    kind: 'unit',
    input: (at) => ({ ...bySurvey(at), body: { question: 'q1', ...stale } }),
    reached: ['conflict'],
  },
  'survey.export': { kind: 'unit', input: bySurvey, reached: ['survey-not-closed'] },
  'survey.paper': {
    kind: 'unit',
    input: (at) => ({ ...bySurvey(at), body: { file: 'word' } }),
  },
  'survey.bank': { kind: 'list', marker: (at) => `${at.name}的题`, fromAbove: true },
  'survey.keep': {
    kind: 'unit',
    input: (at) => ({
      body: {
        unitId: at.id,
        topic: '服务',
        question: { id: 'a', kind: 'single', title: '没有选项' },
      },
    }),
    reached: ['survey-unfit', 'unit-closed'],
  },
  'survey.drop': { kind: 'unit', input: (at) => ({ params: { id: at.rows.question } }) },
  'study.list': { kind: 'list', marker: (at) => `${at.name}的学习` },
  'study.counts': {
    kind: 'list',
    // One in each unit: what is told for the parent would be all five.
    marker: (at) =>
      at.name === '城建集团' || at.name === '五分公司' ? 'planned":5' : 'planned":3',
  },
  'study.mine': { kind: 'own', marker: (of) => `${of.name}的学习` },
  'study.get': { kind: 'unit', names: host, input: bySession },
  'study.create': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, campaignId: none, ...session } }),
    reached: ['campaign-unknown', 'unit-closed'],
  },
  'study.change': {
    kind: 'unit',
    names: host,
    input: (at) => ({ ...bySession(at), body: { ...session, held: false, ...stale } }),
    reached: ['conflict'],
  },
  'study.withdraw': {
    kind: 'unit',
    input: (at) => ({ ...bySession(at), body: { reason: '改期了', ...stale } }),
    reached: ['conflict'],
  },
  'study.code': { kind: 'unit', names: host, input: bySession, reached: ['unit-closed'] },
  'study.here': { kind: 'open', input: { params: { code: 'none'.repeat(8) } } },
  'study.attend': { kind: 'open', input: { params: { code: 'none'.repeat(8) } } },
  'study.enter': {
    kind: 'unit',
    names: host,
    input: (at) => ({ ...bySession(at), body: { people: [none] } }),
    reached: ['session-unfit', 'unit-closed'],
  },
  'study.strike': {
    kind: 'unit',
    names: host,
    input: (at) => ({ params: { id: at.rows.attendance } }),
    reached: ['unit-closed'],
  },
  'study.raise': {
    kind: 'unit',
    names: host,
    input: (at) => ({
      ...bySession(at),
      body: { title: '新的问题', facts: '事实若干条', ownerId: none },
    }),
    reached: ['problem-unfit', 'unit-closed'],
  },
  'study.decide': {
    kind: 'unit',
    names: host,
    input: (at) => ({ ...bySession(at), body: { text: '新的决定', ownerId: none } }),
    reached: ['session-unfit', 'unit-closed'],
  },
  'study.change-decision': {
    kind: 'unit',
    names: host,
    input: (at) => ({ ...byDecision(at), body: { text: '新的决定', ...stale } }),
    reached: ['conflict', 'unit-closed'],
  },
  'study.settle-decision': {
    kind: 'unit',
    names: { table: 'study_decision', column: 'owner_id' },
    input: (at) => ({ ...byDecision(at), body: { to: 'done', result: '办了', ...stale } }),
    reached: ['conflict', 'unit-closed'],
  },
  'study.readings': { kind: 'list', marker: (at) => `${at.name}的书目`, fromAbove: true },
  'study.add-reading': {
    kind: 'unit',
    input: (at) => ({ body: { campaignId: at.rows.campaign, title: '新的书目' } }),
    reached: ['unit-closed'],
  },
  'study.change-reading': {
    kind: 'unit',
    input: (at) => ({ ...byReading(at), body: { title: '书目', ...stale } }),
    reached: ['conflict'],
  },
  'study.withdraw-reading': {
    kind: 'unit',
    input: (at) => ({ ...byReading(at), body: { reason: '重复了', ...stale } }),
    reached: ['conflict'],
  },
  'problem.list': { kind: 'list', marker: (at) => `${at.name}的问题` },
  'problem.import': { kind: 'anywhere' },
  'problem.export': { kind: 'unit', input: (at) => ({ query: { under: at.id } }) },
  'problem.counts': {
    kind: 'list',
    input: { query: { state: 'draft' } },
    // One draft in each unit: what is told for the parent would be all five.
    marker: (at) => (at.name === '城建集团' || at.name === '五分公司' ? '"draft":5' : '"draft":3'),
  },
  'problem.copies': {
    kind: 'unit',
    input: (at) => ({ query: { campaign: at.rows.campaign, under: at.id } }),
  },
  'problem.get': { kind: 'unit', input: byProblem },
  'problem.abilities': {
    kind: 'unit',
    input: ({ rows }) => ({ query: { ids: rows.problem } }),
  },
  'problem.create': {
    kind: 'unit',
    names: employee,
    input: (at) => ({
      body: { unitId: at.id, campaignId: none, title: '新的问题', facts: '事实若干条' },
    }),
    reached: ['campaign-unknown', 'unit-closed'],
  },
  'problem.change': {
    kind: 'unit',
    input: (at) => ({ ...byProblem(at), body: stale }),
    reached: ['conflict'],
  },
  'problem.recur': {
    kind: 'unit',
    input: (at) => ({ ...byProblem(at), body: { of: null, ...stale } }),
    reached: ['conflict'],
  },
  'problem.step': { ...step('apply'), names: problemOwner },
  'problem.raising': {
    kind: 'unit',
    names: employee,
    input: (at) => ({ query: { unit: at.id } }),
    reached: ['unit-closed'],
  },
  'problem.review': step('review'),
  'problem.confirm': step('confirm'),
  'problem.settle': step('announce'),
  'problem.step-many': stepMany('apply'),
  'problem.review-many': stepMany('review'),
  'problem.confirm-many': stepMany('confirm'),
  'problem.settle-many': stepMany('announce'),
  'problem.set-many': {
    kind: 'unit',
    input: (at) => ({
      body: { set: { source: 'audit' }, rows: [{ id: at.rows.problem, ...stale }] },
    }),
  },
  'problem.add-measure': {
    kind: 'unit',
    input: (at) => ({ ...byProblem(at), body: { text: '新的措施', ownerId: none } }),
    reached: ['problem-unfit', 'unit-closed'],
  },
  'problem.change-measure': {
    kind: 'unit',
    input: (at) => ({ ...byMeasure(at), body: stale }),
    reached: ['conflict'],
  },
  'problem.withdraw-measure': {
    kind: 'unit',
    input: (at) => ({ ...byMeasure(at), body: { reason: '重复了', ...stale } }),
    reached: ['conflict'],
  },
  'problem.finish-measure': {
    kind: 'unit',
    names: measureOwner,
    input: (at) => ({ ...byMeasure(at), body: { doneOn: '2026-03-01', ...stale } }),
    reached: ['conflict'],
  },
  'problem.report': {
    kind: 'unit',
    names: problemOwner,
    input: (at) => ({ ...byProblem(at), body: { on: '2999-01-01', text: '进展情况' } }),
    reached: ['problem-settled', 'day-refused', 'unit-closed'],
  },
  'problem.withdraw-progress': {
    kind: 'unit',
    names: measureOwner,
    input: (at) => ({ params: { id: at.rows.progress }, body: { reason: '记错了' } }),
    reached: ['problem-settled', 'unit-closed'],
  },
  'problem.ask-extension': {
    kind: 'unit',
    names: measureOwner,
    input: (at) => ({
      ...byMeasure(at),
      body: { wanted: '2999-01-01', reason: '材料未到', ...stale },
    }),
    reached: ['conflict'],
  },
  'problem.decide-extension': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.extension }, body: { grant: false } }),
    reached: ['not-above', 'reason-missing'],
  },
  // Also to close-outs of the units above: their notices are for all under them.
  'problem.object': {
    kind: 'unit',
    fromAbove: true,
    names: employee,
    input: (at) => ({ ...byProblem(at), body: { text: '并没有解决' } }),
    reached: ['notice-over'],
  },
  'problem.dismiss-objection': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.objection }, body: { answer: '已核实' } }),
    reached: ['objection-decided'],
  },
  'problem.refuse-claim': {
    kind: 'unit',
    input: (at) => ({ ...byProblem(at), body: { reason: '现场看没有改', ...stale } }),
    reached: ['conflict'],
  },
  'problem.hold-recheck': {
    kind: 'unit',
    input: (at) => ({
      params: { id: at.rows.recheck },
      body: { holds: true, findings: '现场核实', on: '2999-01-01' },
    }),
    reached: ['not-outside', 'day-refused'],
  },
  'problem.rechecks': { kind: 'list', marker: (at) => `${at.name}的问题` },
  'problem.draws': {
    kind: 'unit',
    input: (at) => ({ query: { campaign: at.rows.campaign, under: at.id } }),
  },
  'problem.draw': {
    kind: 'unit',
    input: (at) => ({ body: { under: at.id, campaignId: none, number: 1, due: '2000-01-01' } }),
    reached: ['day-refused', 'unit-closed'],
  },
  'problem.mine': { kind: 'own', marker: (of) => `${of.name}的问题` },
  'problem.my-row': { kind: 'own', input: byProblem, marker: (of) => `${of.name}的问题` },
  'problem.views': open,
  'problem.save-view': { kind: 'open', input: { body: { name: '视图', view: {} } } },
  'problem.offer-view': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, name: '常用', view: { state: 'open' } } }),
    reached: ['unit-closed'],
  },
  'problem.drop-view': { kind: 'open', input: { params: { id: none } } },
  'problem.notice': { kind: 'open', input: { params: { code: 'none'.repeat(6) } } },
  'problem.object-publicly': {
    kind: 'open',
    input: { params: { code: 'none'.repeat(6) }, body: { text: '并没有解决' } },
  },
  'document.make': {
    kind: 'unit',
    input: (at) => ({ body: { form: 'list', file: 'word', unitId: at.id } }),
  },
  'document.ballot': {
    kind: 'unit',
    input: (at) => ({ ...byBallot(at), body: { file: 'word' } }),
    // A draft: its unit was reached, there is nothing to report.
    reached: ['ballot-step'],
  },
  'document.minutes': {
    kind: 'unit',
    names: host,
    input: (at) => ({ ...bySession(at), body: { file: 'word' } }),
    reached: ['session-not-held'],
  },
  'document.look': {
    kind: 'unit',
    input: (at) => ({ body: { form: 'list', unitId: at.id } }),
  },
  'evidence.list': {
    kind: 'unit',
    input: (at) => ({ query: { subject: `duty-act:${at.rows.act}` } }),
    as: 'duty.read',
  },
  'evidence.add': {
    kind: 'unit',
    input: (at) => ({ params: { subject: `duty-act:${at.rows.act}` } }),
    reached: ['wrong-type', 'unit-closed'],
    as: 'duty.record',
  },
  'evidence.file': { kind: 'unit', input: byEvidence, as: 'duty.read' },
  'evidence.thumb': { kind: 'unit', input: byEvidence, as: 'duty.read' },
  'evidence.change': {
    kind: 'unit',
    input: (at) => ({ ...byEvidence(at), body: stale }),
    reached: ['conflict', 'unit-closed'],
    as: 'duty.record',
  },
  'evidence.withdraw': {
    kind: 'unit',
    input: (at) => ({ ...byEvidence(at), body: { reason: '传错了', ...stale } }),
    reached: ['conflict', 'unit-closed'],
    as: 'duty.record',
  },
  'evidence.erase': {
    kind: 'unit',
    input: (at) => ({ ...byEvidence(at), body: { reason: '本人要求', ...stale } }),
    reached: ['conflict'],
  },
  'cockpit.confirmers': { kind: 'unit', input: (at) => ({ query: { under: at.id } }) },
  'cockpit.loop': { kind: 'unit', input: (at) => ({ query: { under: at.id } }) },
  'cockpit.served': { kind: 'unit', input: (at) => ({ query: { under: at.id } }) },
  'institution.list': { kind: 'list', marker: (at) => `${at.name}的制度`, fromAbove: true },
  'institution.get': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.institution } }),
    fromAbove: true,
  },
  'institution.create': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, ...rule, reviewOn: '2026-02-01' } }),
    reached: ['institution-unfit', 'unit-closed'],
  },
  'institution.change': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.institution }, body: { ...rule, ...stale } }),
    reached: ['conflict'],
  },
  'institution.withdraw': {
    kind: 'unit',
    input: (at) => ({
      params: { id: at.rows.institution },
      body: { reason: '登记错了', ...stale },
    }),
    reached: ['conflict'],
  },
  // A rule of a unit above may answer a problem of one's own.
  'institution.link': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.institution }, body: {} }),
    reached: ['institution-unfit'],
    fromAbove: true,
  },
  'institution.cover': {
    kind: 'unit',
    input: (at) => ({
      params: { id: at.rows.institution },
      body: { problemId: none, reason: '原规定已经写明' },
    }),
    reached: ['institution-unfit'],
    fromAbove: true,
  },
  'institution.review': {
    kind: 'unit',
    input: (at) => ({
      params: { id: at.rows.institution },
      body: { on: '2026-03-01', finding: 'keeps', text: '执行良好', ...stale },
    }),
    reached: ['conflict'],
  },
  'special.list': { kind: 'list', marker: (at) => `${at.name}的专项`, fromAbove: true },
  'special.get': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.special } }),
    fromAbove: true,
  },
  'special.create': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, campaignId: none, ...drive, leadId: at.id } }),
    reached: ['campaign-unknown', 'unit-closed'],
  },
  'special.change': {
    kind: 'unit',
    input: (at) => ({
      params: { id: at.rows.special },
      body: { ...drive, leadId: at.id, ...stale },
    }),
    reached: ['conflict'],
  },
  'special.assign': {
    kind: 'unit',
    input: (at) => ({
      params: { id: at.rows.special },
      body: { tasks: [{ unitId: at.id, ownerId: at.rows.person, due: '2026-06-30' }] },
    }),
    reached: ['special-unfit'],
  },
  // Those under it may know of it, and are refused what only those do who steer it or take part.
  'special.task': { kind: 'unit', input: bySubTask, as: 'problem.write' },
  'special.remind': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.special }, body: { unitId: none } }),
    reached: ['special-unfit'],
  },
  'special.ask': {
    kind: 'unit',
    input: (at) => ({ ...bySubTask(at), body: { text: '请补上口径' } }),
  },
  'special.answer': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.special, ask: at.rows.ask }, body: { text: '已补' } }),
    reached: ['special-answered'],
  },
  'special.consent': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.special }, body: { unitId: none } }),
    reached: ['special-unfit'],
    fromAbove: true,
  },
  // Whoever works for the lead, nobody above or below it.
  'special.find': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.special }, body: { words: '各单位都已办结' } }),
    reached: ['special-open', 'not-allowed'],
    fromAbove: true,
  },
  'special.close': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.special }, body: { outcome: '全部完成', ...stale } }),
    reached: ['conflict'],
  },
  'supervision.list': { kind: 'list', marker: (at) => at.rows.letter },
  'supervision.get': { kind: 'unit', input: byLetter, as: 'supervision.read' },
  'supervision.word': { kind: 'unit', input: byLetter, as: 'supervision.read' },
  'supervision.sign': {
    kind: 'unit',
    names: signer,
    input: (at) => ({ ...byLetter(at), body: { answerBy: '2026-03-20', ...stale } }),
    reached: ['conflict'],
  },
  'supervision.refuse': {
    kind: 'unit',
    names: signer,
    input: (at) => ({ ...byLetter(at), body: { reason: '情况不实', ...stale } }),
    reached: ['conflict'],
  },
  'supervision.withdraw': {
    kind: 'unit',
    names: signer,
    input: (at) => ({ ...byLetter(at), body: { reason: '情况不实', ...stale } }),
    reached: ['conflict'],
  },
  'supervision.answer': {
    kind: 'unit',
    input: (at) => ({ ...byLetter(at), body: { text: '已经安排，月底前完成。', ...stale } }),
    reached: ['letter-over', 'unit-closed'],
    as: 'supervision.answer',
  },
  // The longest page: other cases write entries before this one asks for them.
  'record.entries': {
    kind: 'list',
    input: { query: { limit: '200' } },
    marker: (at) => `${at.name}的记录`,
  },
  'record.entry': { kind: 'unit', input: (at) => ({ params: { id: at.rows.entry } }) },
  'record.dossier': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.entry } }),
    reached: ['nothing-sealed'],
  },
  'record.subject-dossier': {
    kind: 'unit',
    input: (at) => ({ query: { subject: `sweep:${at.id}` } }),
    reached: ['nothing-sealed'],
  },
  'record.export': { kind: 'list', marker: (at) => `${at.name}的记录` },
  // Its head is open to anyone, at /record/checkpoint.
  'record.tree': open,
  'record.verify': { kind: 'anywhere' },
  'record.verification': { kind: 'anywhere' },
  'record.add-witness': { kind: 'whole', input: { body: { key: 'none' } }, reached: ['invalid'] },
  'record.end-witness': {
    kind: 'whole',
    input: { params: { name: 'none' } },
    reached: ['not-found'],
  },
  'record.cosign': open,
  'record.history': {
    kind: 'list',
    input: { query: { subject: 'sweep:all' } },
    marker: (at) => `${at.name}的记录`,
  },
  'person.list': { kind: 'list', marker: (at) => `${at.name}的人` },
  'person.get': { kind: 'unit', input: byPerson },
  'person.create': {
    kind: 'unit',
    input: (at) => ({ body: { unitId: at.id, name: '某人', number: 'W-1' } }),
    reached: ['number-taken', 'unit-closed'],
  },
  'person.change': {
    kind: 'unit',
    input: (at) => ({ ...byPerson(at), body: { name: '某人', ...stale } }),
    reached: ['conflict'],
  },
  'person.move': {
    kind: 'unit',
    input: (at) => ({ ...byPerson(at), body: { unitId: at.id, ...stale } }),
    reached: ['conflict'],
  },
  'person.leave': {
    kind: 'unit',
    input: (at) => ({ ...byPerson(at), body: { on: '2026-03-02', ...stale } }),
    reached: ['conflict'],
  },
  'person.return': {
    kind: 'unit',
    input: (at) => ({ ...byPerson(at), body: stale }),
    reached: ['conflict'],
  },
  'person.export': { kind: 'unit', input: byPerson },
  'person.erase': {
    kind: 'unit',
    input: (at) => ({ ...byPerson(at), body: { reason: '本人要求', ...stale } }),
    reached: ['conflict'],
  },
  'person.form': { kind: 'anywhere' },
  'person.import': { kind: 'anywhere' },
  'person.posts': { kind: 'unit', input: byId },
  'person.make-post': {
    kind: 'unit',
    input: (at) => ({ ...byId(at), body: { name: '职务', rank: 'member', since: '2999-01-01' } }),
    reached: ['day-refused', 'unit-closed'],
  },
  'person.change-post': {
    kind: 'unit',
    input: (at) => ({
      ...byPost(at),
      body: { name: '职务', rank: 'first', position: 0, ...stale },
    }),
    reached: ['conflict'],
  },
  'person.close-post': {
    kind: 'unit',
    input: (at) => ({ ...byPost(at), body: { on: '2026-03-02', ...stale } }),
    reached: ['conflict'],
  },
  'person.appoint': {
    kind: 'unit',
    input: (at) => ({
      ...byPost(at),
      body: { personId: at.rows.person, kind: 'regular', since: '2999-01-01' },
    }),
    reached: ['day-refused'],
  },
  'person.hand-over': {
    kind: 'unit',
    input: (at) => ({
      ...byPost(at),
      body: {
        tenureId: at.rows.tenure,
        personId: at.rows.person,
        kind: 'regular',
        on: '2026-03-02',
        ...stale,
      },
    }),
    reached: ['conflict'],
  },
  'person.end-tenure': {
    kind: 'unit',
    input: (at) => ({ ...byTenure(at), body: { on: '2026-03-02', ...stale } }),
    reached: ['conflict'],
  },
  'person.withdraw-tenure': {
    kind: 'unit',
    input: (at) => ({ ...byTenure(at), body: { reason: '录错', ...stale } }),
    reached: ['conflict'],
  },
  'person.vacancies': {
    kind: 'list',
    marker: (at) => `${at.name}空岗`,
    without: ['closed'],
  },
  'person.grants': { kind: 'list', marker: (at) => `${at.name}的授权` },
  'person.access-file': { kind: 'list', marker: (at) => `${at.name}的授权` },
  'person.grant': {
    kind: 'unit',
    input: (at) => ({
      body: { personId: at.rows.person, role: 'leader', unitId: at.id, through: '2000-01-01' },
    }),
    reached: ['day-refused', 'unit-closed'],
  },
  'person.revoke': open,
  'person.mine': open,
  'person.stand-ins': open,
  'person.lend': open,
  'org.export': { kind: 'unit', input: byId },
  'org.import': { kind: 'unit', input: byId, reached: ['wrong-type', 'unit-closed'] },
  'task.list': { kind: 'own', marker: (of) => of.rows.task },
  'task.get': { kind: 'own', input: byTask, marker: (of) => of.rows.task },
  'task.preview': { kind: 'own', input: byTask, marker: (of) => `${of.name}的数据` },
  'task.again': { kind: 'own', input: byTaskWith, marker: (of) => of.rows.task },
  'task.confirm': { kind: 'own', input: byTaskWith, marker: (of) => of.rows.task },
  'task.cancel': { kind: 'own', input: byTask, marker: (of) => of.rows.task },
  'task.rejects': { kind: 'own', input: byTask, marker: (of) => `${of.name}的数据` },
  'notice.list': { kind: 'own', marker: (of) => of.rows.notice },
  'notice.unread': { kind: 'own', marker: () => '"unread":1' },
  'notice.read': {
    kind: 'own',
    input: (of) => ({ params: { id: of.rows.notice } }),
    marker: (of) => of.rows.notice,
  },
  'notice.read-all': {
    kind: 'own',
    input: (of) => ({ body: { upTo: of.rows.notice } }),
    marker: (of) => of.rows.notice,
  },
  'notice.preferences': { kind: 'own', marker: (of) => of.rows.person },
  'notice.save-preferences': {
    kind: 'own',
    input: () => ({ body: { mail: 'no', language: 'zh-CN', ...stale } }),
    marker: (of) => of.rows.person,
  },
  'system.about': open,
  'system.help': open,
  'system.settings': { kind: 'whole' },
  'system.save-settings': {
    kind: 'whole',
    input: { params: { group: 'notice' }, body: { ...stale, value: {} } },
    reached: ['conflict'],
  },
  'system.test-mail': {
    kind: 'whole',
    input: { body: { to: 'nobody@mail.test' } },
    reached: ['mail-failed'],
  },
  'system.robots': { kind: 'list', marker: (at) => `${at.name}群` },
  'system.add-robot': {
    kind: 'unit',
    input: (at) => ({
      body: { orgId: at.id, kind: 'wecom', name: '群', address: 'https://elsewhere.test/x' },
    }),
    reached: ['robot-address', 'unit-closed'],
  },
  'system.change-robot': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.robot }, body: { name: '新名', ...stale } }),
    reached: ['conflict'],
  },
  'system.close-robot': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.robot }, body: stale }),
    reached: ['conflict'],
  },
  'system.test-robot': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.robot }, body: stale }),
    reached: ['conflict'],
  },
  'system.jobs': { kind: 'whole' },
  'system.retry-job': { kind: 'whole', input: { params: { id: '1' } }, reached: ['not-found'] },
  'system.give-up-job': { kind: 'whole', input: { params: { id: '1' } }, reached: ['not-found'] },
  // By the beginning of the code; people are in search.test.ts, not every role sees them.
  'search.find': {
    kind: 'list',
    input: { query: { q: 'C' } },
    marker: (at) => `"title":"${at.name}"`,
    without: ['closed'],
  },
  'today.list': { kind: 'unit', input: (at) => ({ query: { at: at.id } }), as: 'org.read' },
  'today.figures': { kind: 'unit', input: (at) => ({ query: { at: at.id } }) },
  'appraisal.starters': { kind: 'anywhere' },
  'appraisal.starter': { kind: 'anywhere', input: { params: { id: 'none' } } },
  'appraisal.schemes': { kind: 'anywhere' },
  'appraisal.scheme': { kind: 'anywhere', input: { params: { id: none } } },
  'appraisal.save-scheme': { kind: 'anywhere', input: { body: { scheme: {} } } },
  'appraisal.check-scheme': { kind: 'anywhere', input: { body: { scheme: {} } } },
  'appraisal.panels': { kind: 'list', marker: (at) => `${at.name}的数据` },
  'appraisal.panel': { kind: 'unit', input: (at) => ({ params: { id: at.rows.panel } }) },
  'appraisal.upload-panel': { kind: 'anywhere' },
  'appraisal.panel-file': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.panel, hash: at.rows.file } }),
  },
  'appraisal.run': {
    kind: 'unit',
    input: (at) => ({ body: { scheme: {}, panelId: at.rows.panel } }),
    reached: ['scheme-invalid'],
  },
  'appraisal.progress': { kind: 'anywhere', input: { params: { ticket: none } } },
  'appraisal.runs': { kind: 'list', marker: (at) => `${at.name}的数据` },
  'appraisal.sealed-run': { kind: 'unit', input: (at) => ({ params: { id: at.rows.run } }) },
  'appraisal.export': {
    kind: 'unit',
    input: (at) => ({ params: { id: at.rows.run, kind: 'bundle' } }),
  },
  'appraisal.verify': { kind: 'anywhere' },
};
