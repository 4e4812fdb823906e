import { strFromU8, unzipSync } from 'fflate';
import { extractTextItems, getDocumentProxy } from 'unpdf';
import { createTranslator } from '../../contract/messages/index.ts';
import { briefPaper } from './forms/brief.ts';
import { circularPaper } from './forms/circular.ts';
import type { LoopFigures } from './forms/figures.ts';
import { type LedgerRow, ledgerPaper, problemListPaper } from './forms/ledger.ts';
import { letterPaper, type SupervisionLetter } from './forms/letter.ts';
import { minutesPaper } from './forms/minutes.ts';
import { type PlanInput, planPaper } from './forms/plan.ts';
import { reportPaper } from './forms/report.ts';
import { resultPaper } from './forms/result.ts';
import type { Paper } from './model.ts';

export const t = createTranslator('zh-CN');

/** Parts of a Word file by name. */
export function wordParts(file: Uint8Array): (name: string) => string {
  const parts = unzipSync(file);
  return (name) => strFromU8(parts[name]!);
}

/** Text of a Word file's body and headers in reading order, without white space. */
export function wordText(file: Uint8Array): string {
  const part = wordParts(file);
  const names = Object.keys(unzipSync(file));
  const of = (xml: string): string =>
    [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map((m) => m[1]).join('');
  const headers = names.filter((name) => /^word\/header\d+\.xml$/.test(name));
  return plain(headers.map((name) => of(part(name))).join('') + of(part('word/document.xml')));
}

const plain = (text: string): string =>
  text
    .replace(/&amp;/g, '&')
    .replace(/&quot;/g, '"')
    .replace(/\s/g, '');

export interface PdfLine {
  readonly page: number;
  readonly y: number;
  readonly text: string;
}

/** Pieces of text of a PDF as they were set, page numbers left out. */
export async function pdfLines(file: Uint8Array): Promise<PdfLine[]> {
  const { items } = await extractTextItems(await getDocumentProxy(new Uint8Array(file)));
  return items.flatMap((page, i) =>
    page
      .filter((item) => !/^—\s*\d+\s*—$/.test(item.str.trim()))
      .map((item) => ({ page: i + 1, y: Math.round(item.y), text: item.str })),
  );
}

export async function pdfText(file: Uint8Array): Promise<string> {
  return plain((await pdfLines(file)).map((line) => line.text).join(''));
}

const row = (n: number): LedgerRow => ({
  number: `2026-${String(n).padStart(4, '0')}`,
  source: '群众反映',
  tendency: '作风不实',
  facts: `家属区${n}号楼物业报修平均等待9天，群众多次反映没有结果，答复只说“正在处理”。`,
  cause: '报修没有时限要求，责任没有压到班组。',
  unit: '三分公司',
  leader: '李守成',
  owner: '王立新',
  objective: '平均等待天数由9天降到3天',
  measures: '1. 建立报修限时办结制度，2小时响应、48小时办结；\n2. 每周公布各班组办结率。',
  kind: '限期整改',
  due: '2026-12-31',
  progress: '2026-11-20 制度已印发，办结率由41%升到86%',
  effect: '平均等待天数 9→3.5 天',
  done: '否',
  closedOn: '',
});

export const ledgerRows = (count: number): LedgerRow[] =>
  Array.from({ length: count }, (_, i) => row(i + 1));

export const provenance = {
  at: '2026年11月25日17时30分',
  unit: '江州能源集团有限公司',
  rows: 3,
};

export const figures: LoopFigures = {
  from: '2026-11-01',
  to: '2026-11-25',
  moved: { raised: 41, applied: 33, closed: 28, returned: 4, reopened: 2 },
  standing: {
    total: 312,
    working: 124,
    underReview: 19,
    announced: 11,
    closed: 158,
    overdue: 12,
    longOverdue: 3,
  },
  funnel: [
    { name: '查摆问题', count: 312 },
    { name: '制定措施', count: 297 },
    { name: '措施完成', count: 201 },
    { name: '申请销号', count: 188 },
    { name: '销号', count: 158 },
  ],
  units: [
    { name: '一分公司', total: 88, closed: 51, overdue: 1 },
    { name: '二分公司', total: 74, closed: 40, overdue: 2 },
    { name: '三分公司', total: 91, closed: 32, overdue: 9 },
    { name: '机关本部', total: 59, closed: 35, overdue: 0 },
  ],
  tendencies: [
    { name: '急功近利', total: 96, closed: 51 },
    { name: '作风不实', total: 141, closed: 70 },
    { name: '数字注水', total: 33, closed: 17 },
    { name: '新官不理旧账', total: 42, closed: 20 },
  ],
  kinds: [
    { name: '立行立改', total: 120, done: 111 },
    { name: '限期整改', total: 210, done: 122 },
    { name: '长期坚持', total: 37, done: 4 },
  ],
  breaks: [
    { name: '没有措施', count: 15 },
    { name: '没有成效口径', count: 12 },
  ],
  rechecks: { held: 21, failed: 2 },
  overdue: [
    {
      number: '2026-0007',
      title: '物业报修平均等待9天',
      unit: '三分公司',
      due: '2026-09-30',
      days: 56,
    },
    {
      number: '2026-0031',
      title: '班组考核只看台账厚薄',
      unit: '三分公司',
      due: '2026-10-20',
      days: 36,
    },
  ],
  served: [
    {
      name: '物业报修48小时办结率',
      problems: 12,
      confirmed: 7,
      effect:
        '1. 平均等待 9→2.6 天（目标 3，达到）；已受益 4870 人（预计 5200 人）\n2. 最长到场 130→26 分钟（目标 30，达到）',
    },
    { name: '设备完好率95%', problems: 3, confirmed: 0, effect: '—' },
  ],
  effects: [
    {
      number: '2026-0003',
      title: '食堂排队时间过长',
      unit: '一分公司',
      effect: '平均排队 18→6 分钟',
    },
  ],
};

export const letter: SupervisionLetter = {
  organ: '江州能源集团有限公司学习教育办公室',
  number: '江学办函〔2026〕8号',
  recipient: '三分公司',
  reason: 'overdue',
  items: [
    {
      number: '2026-0007',
      title: '物业报修平均等待9天',
      owner: '王立新',
      due: '2026-09-30',
      days: 36,
    },
    {
      number: '2026-0031',
      title: '班组考核只看台账厚薄',
      owner: '赵海峰',
      due: '2026-10-20',
      days: 26,
    },
  ],
  day: '2026-11-25',
  replyBy: '2026-12-02',
  next: '李守成副总经理',
  contact: { name: '陈静', phone: '0000-1234567' },
  copies: ['李守成副总经理'],
};

const plan: PlanInput = {
  organ: '江州能源集团有限公司',
  unit: '江州能源集团有限公司',
  number: '江能发〔2026〕9号',
  day: '2026-11-25',
  campaign: '树立和践行正确政绩观学习教育',
  theme: '为民造福、真抓实干，以群众满意检验成效',
  since: '2026-11-01',
  mirrors: ['对照上级要求', '对照已知问题', '对照先进典型'],
  tendencies: [
    { name: '急功近利', items: ['指标层层加码', '新官不理旧账'] },
    { name: '作风不实', items: ['调研走过场', '数字注水'] },
  ],
  lists: [
    { list: 'unit', class: null, by: '2026-12-10' },
    { list: 'personal', class: '施工单位', by: null },
  ],
  sessions: [
    {
      on: '2026-12-03',
      form: '案例剖析',
      topic: '以物业报修积压为例剖析',
      serves: '物业报修平均等待9天',
      host: '周正平',
    },
  ],
  specials: [
    {
      name: '报修积压专项整治',
      goal: '年底前报修平均两天内上门',
      lead: '物业管理部',
      due: '2026-12-31',
    },
  ],
  duties: [
    { title: '主体责任', post: '党委书记', holder: '周正平' },
    { title: '联络', post: '联络员', holder: '' },
  ],
  rules: {
    noticeDays: 5,
    observeDays: { slight: 30, ordinary: 60, grave: 90 },
    recheckDays: [90, 180],
    drawShare: 10,
    silenceDays: 20,
  },
  at: provenance.at,
};

/** One paper of every form. */
export const papers: Readonly<Record<string, Paper>> = {
  list: problemListPaper({ unit: '三分公司', rows: ledgerRows(3), provenance }, t),
  ledger: ledgerPaper({ unit: '三分公司', rows: ledgerRows(3), provenance }, t),
  brief: briefPaper(
    {
      issue: 5,
      organ: '江州能源集团有限公司学习教育办公室',
      unit: '江州能源集团有限公司',
      day: '2026-11-25',
      figures,
      provenance: { ...provenance, rows: 312 },
      report: ['集团公司党委班子成员'],
      send: ['机关各部门', '所属各单位党委'],
    },
    t,
  ),
  report: reportPaper(
    {
      organ: '江州能源集团有限公司',
      unit: '江州能源集团有限公司',
      number: '江能发〔2026〕17号',
      recipient: '江州市国资委党委',
      day: '2026-11-25',
      figures,
      provenance: { ...provenance, rows: 312 },
      ledger: ledgerRows(3),
    },
    t,
  ),
  circular: circularPaper(
    {
      organ: '江州能源集团有限公司学习教育办公室',
      unit: '江州能源集团有限公司',
      number: '江学办〔2026〕6号',
      day: '2026-11-25',
      figures,
      provenance: { ...provenance, rows: 312 },
    },
    t,
  ),
  result: resultPaper(
    {
      organ: '江州能源集团有限公司学习教育办公室',
      unit: '三分公司',
      number: '江学办函〔2026〕12号',
      recipient: '家属区住户代表',
      day: '2026-11-25',
      items: [
        {
          ...ledgerRows(1)[0]!,
          facts: '物业报修平均等待9天\n家属区1号楼群众多次反映没有结果，答复只说“正在处理”。',
          title: '物业报修平均等待9天',
          state: '已于2026年11月20日销号',
          settled: true,
        },
        {
          ...ledgerRows(2)[1]!,
          title: '班组考核只看台账厚薄',
          measures: '',
          effect: '',
          state: '整改中',
          settled: false,
        },
      ],
      contact: '陈静',
      provenance: { ...provenance, rows: 2 },
    },
    t,
  ),
  plan: planPaper(plan, t),
  letter: letterPaper(letter, t),
  minutes: minutesPaper(
    {
      organ: '江州能源集团有限公司党委理论学习中心组',
      kind: '会议',
      title: '正确政绩观专题学习研讨',
      day: '2026-11-18',
      place: '集团公司三楼会议室',
      host: '周正平',
      present: ['周正平', '李守成', '陈静'],
      absent: ['赵海峰（出差）'],
      agenda: ['学习有关重要论述。', '对照检查三分公司报修问题。'],
      record: ['周正平指出，群众等了9天，台账却显示“已办结”，要查清数字是怎么来的。'],
      outcome: ['将报修等待时间列入三分公司问题清单，李守成牵头，12月底前见成效。'],
    },
    t,
  ),
};
