import { plain } from './normalise.ts';

/** A place that a text names, and where its name stands in the text. */
export interface Place {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** How names of places end, the longer before the shorter that it ends in. */
const ENDINGS = [
  '经济技术开发区',
  '高新技术开发区',
  '职业技术学院',
  '工业园区',
  '农贸市场',
  '步行街',
  '幼儿园',
  '地铁站',
  '高铁站',
  '火车站',
  '客运站',
  '搅拌站',
  '变电站',
  '加油站',
  '污水厂',
  '垃圾场',
  '开发区',
  '工业园',
  '产业园',
  '国际城',
  '生活区',
  '安置区',
  '居委会',
  '办事处',
  '卫生院',
  '号线',
  '小区',
  '花园',
  '家园',
  '新城',
  '新村',
  '公寓',
  '广场',
  '大厦',
  '社区',
  '街道',
  '大道',
  '高速',
  '学院',
  '大学',
  '中学',
  '小学',
  '学校',
  '医院',
  '公园',
  '市场',
  '车站',
  '大桥',
  '隧道',
  '水库',
  '公馆',
  '名都',
  '名苑',
  '豪庭',
  '雅苑',
  '华府',
  '天下',
  '景苑',
  '苑',
  '园',
  '城',
  '府',
  '湾',
  '路',
  '街',
  '巷',
  '镇',
  '乡',
  '村',
  '组',
  '河',
  '湖',
];

/** What stands before a name and does not belong to it. */
const BEFORE = new RegExp(
  [
    '[a-z]\\d*[市区县]',
    '[省市县]',
    '(?<![小社园街校厂景片地])区',
    '关于|反映|投诉|咨询|举报|建议|请求|希望|请问|位于|坐落于|座落在|坐落在|附近|旁边|隔壁',
    '小区|街道|社区|大道|公司|集团|业主|居民|政府|部门|领导|我们|他们|你们|所有|整个|这个|那个|一个|每个|各个|其他|周边|导致|造成|影响|严重|目前|全体|开展|全国|集体|配套|商品房|多个|两个|几个|不少|很多|没|本人|现在|已经|可以|没有|就是',
    '[在于到的和与及是对从把被向请将为让由至往离靠我你他她它们这那有了着过去来住说要也都就很最更每各某该本此其等或但并则]',
  ].join('|'),
  'gu',
);

const ENDS = new RegExp(ENDINGS.join('|'), 'gu');
const RUN = /[\u4e00-\u9fffa-z0-9·]+/gu;
/** A name is at least so many characters beside its ending, and at most so long in all. */
const LEAST = 2;
const MOST = 12;
/** Endings that also stand inside names, and how near the true end then follows. */
const WEAK: ReadonlySet<string> = new Set('苑园城府湾河湖组乡村');
const NEAR = 3;
/** Words that end like a place and are none. */
const NONE =
  /^(?:.*(?:马路|公路|道路|铁路|线路|网路|思路|出路|一路|销路|套路|电路|农村|乡村|城市|政府|校园|田园|幼儿园|全城|进城|县城|商城|上街|逛街|分组|小组|项目组|工作组|领导组|改组|重组|之路|十字路|快速路|断头路|水泥路|文明城|走投无路|安置小区|老旧小区|城中村|经济组|公交车站|公交站|集贸市场))$/u;

/**
 * Places named in a text by how their names end (小区, 路, 学校 …), in order. Without a dictionary
 * this finds names, not all of them and not only them: it serves to bring texts of one place
 * together and to show them, never to decide.
 */
export function placesIn(text: string): Place[] {
  const { text: shape, at } = plain(text, { numbers: false });
  const found: Place[] = [];
  for (const { 0: run, index } of shape.matchAll(RUN)) {
    let last: { from: number; to: number } | undefined;
    for (const ending of run.matchAll(ENDS)) {
      const to = ending.index + ending[0].length;
      const from = goesOn(run, last, to)
        ? last!.from
        : beginning(run, Math.max(last?.to ?? 0, to - MOST), ending.index);
      if (ending.index - from < LEAST || NONE.test(run.slice(from, to))) continue;
      if (last?.from === from) found.pop();
      last = { from, to };
      found.push({
        name: run.slice(from, to),
        from: at[index + from]!,
        to: at[index + to - 1]! + 1,
      });
    }
  }
  return found;
}

/** «云景滨河» is the beginning of «云景滨河苑»: names hold characters that others end with. */
function goesOn(run: string, last: { from: number; to: number } | undefined, to: number): boolean {
  return (
    last !== undefined &&
    to - last.to <= NEAR &&
    to - last.from <= MOST &&
    WEAK.has(run[last.to - 1]!) &&
    run.slice(last.to, to).search(BEFORE) < 0
  );
}

/** The name begins behind the last thing that belongs to no name. */
function beginning(run: string, from: number, ending: number): number {
  let start = from;
  for (const { 0: word, index } of run.slice(from, ending).matchAll(BEFORE))
    start = from + index + word.length;
  return start;
}
