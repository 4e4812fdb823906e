import { type RawBuilder, sql } from 'kysely';
import type { Context } from '../src/server/platform/context.ts';

/** Words of invented problems; the two figures in each differ from row to row. */
const TITLES = [
  '社区窗口办理时限没有公布，群众跑了 %s 趟',
  '%s 号楼电梯困人，维保人员迟迟不到场',
  '上报完成产值比监理签认多 %s 万元',
  '一套施工图要填 %s 张流转单',
  '农村公厕建成 %s 座，能用的不到一半',
  '为迎检查连夜补台账 %s 本',
  '示范点花了 %s 万元，周边村路没有修',
  '基层一周收到 %s 份内容重复的报表通知',
  '欠分包单位工程款 %s 万元没有还款计划',
  '老旧小区改造后漏水报修 %s 件无人处理',
  '前任承诺的 %s 户集资房产证没有办',
  '会议纪要要求加码到 %s 项，班组天天填表',
];
const FACTS = [
  '现场走访发现，群众办一件事平均要跑 %s 趟，窗口没有一次告知材料清单，有 %s 件超过承诺时限。',
  '去年四季度两处小区报修 %s 件，平均 %s 天才有人上门；备件要等总部月底统一采购。',
  '审计抽查月报，上报数与签认数差 %s 万元，差额靠“预计”填列，%s 个月没有更正。',
  '巡察发现项目欠 %s 家分包款项，最长 %s 个月，其中涉及农民工工资，没有还款计划。',
  '上级要求 %s 项，本级加到两倍，再往下加到三倍，班组每天填表 %s 分钟。',
  '建成后 %s 个月没有通水，村民反映 %s 次，答复都是“正在协调”，没有说何时办成。',
  '为赶节点一次铺开 %s 个工作面，材料到货只够三个，窝工 %s 人次，没有人事先核过。',
  '座谈会上 %s 名职工提出同一件事，登记后 %s 天没有回音，也没有说明由谁来办。',
];
const MEASURES = [
  '公布办理时限和材料清单，每月抽查 %s 件，超时的逐件说明原因，%s 天内整改到位。',
  '备件下放到站点，设 %s 万元周转金，急修当日领件；每周公布未修清单，连续 %s 周。',
  '清理重复报表 %s 张，能共享的不再要求基层填报，%s 月底前公布保留目录。',
  '逐户核对欠款，签订还款协议，先付农民工工资 %s 万元，其余 %s 个月内付清。',
  '由分管负责同志包案，每 %s 天上门一次听意见，办结后请 %s 名群众代表验收。',
];
const CRITERIA = [
  '连续 %s 天平均等待不超过三天，没有超过 %s 天的',
  '随机回访 %s 名群众，九成以上说办成了；抽查 %s 件无超时',
  '%s 月底前清单逐项销完，第三方抽查 %s 项属实',
];
const EFFECTS = [
  '平均等待由 %s 天降到两天以内，回访 %s 户都说比以前快',
  '清单 %s 项全部办完，抽查 %s 项属实，没有反弹',
];
const TENDENCIES = [
  'purpose.image',
  'purpose.upward',
  'purpose.unasked',
  'haste.quick',
  'haste.debt',
  'haste.spread',
  'haste.old-debts',
  'untrue.figures',
  'untrue.packaging',
  'formal.layered',
  'formal.traces',
  'formal.idle',
];

const array = (words: readonly string[]) => sql`array[${sql.join(words.map((w) => sql.lit(w)))}]`;
const said = (
  words: readonly string[],
) => sql`format((${array(words)})[c % ${sql.lit(words.length)} + 1],
  c % 97 + 3, i % 89 + 2)`;
/** An id that sorts by its day, then by a number. */
const idOf = (day: RawBuilder<unknown>, n: RawBuilder<unknown>) => sql`(lpad(to_hex(
    (extract(epoch from ${day}) * 1000)::bigint + (${n}) % 86400000), 12, '0')
  || '7' || lpad(to_hex((${n}) % 4096), 3, '0') || '8' || substr(md5((${n})::text), 1, 15))::uuid`;

/**
 * Rows of a ledger that are made up in the database, spread evenly over all units under a path and
 * raised one after the other within two years: a problem of some 45 characters under a number of its
 * unit, one measure in nine of ten (a second in three) of some 45 characters with a criterion, and
 * an owner and a leader out of those who are given. Seven of ten came with a file and have one step;
 * the others went step by step, as far as the days since they were raised allow: 3 % are withdrawn,
 * 2 % drafts, 8 % stay open and 15 % at work. The same number gives the same rows but their ids.
 */
export async function fillLedger(
  { db }: Context,
  given: {
    readonly rows: number;
    readonly first: number;
    /** How many there will be in all: they fill the two years evenly. */
    readonly of: number;
    readonly under: string;
    readonly campaign: string;
    readonly people: readonly string[];
    /** Keys to other tables are not checked again: what they point at was just made. */
    readonly trusted?: boolean;
  },
): Promise<void> {
  const { rows, first, under, campaign, people } = given;
  const by = sql`(${people as string[]}::uuid[])[i % ${sql.lit(people.length)} + 1]`;
  await db.transaction().execute(async (trx) => {
    if (given.trusted) await sql`set local session_replication_role = replica`.execute(trx);
    await sql`set local work_mem = '256MB'`.execute(trx);
    await sql`create temp table place on commit drop as select id, path,
      row_number() over (order by path) - 1 as k from org where path <@ ${under}::ltree`.execute(
      trx,
    );
    await sql`analyze place`.execute(trx);
    const last = sql`${sql.lit(first + rows - 1)}::bigint`;
    await sql`create temp table made on commit drop as
      select w.*, o.id as org_id, o.path as org_path, ${idOf(sql`raised`, sql`i`)} as id,
        least(raised + 3 + c % 12 + 20 + c % 90, current_date) as applied,
        due - 3 + c % 25 as done
      from (select v.*, raised + 60 + c % 120 as due, case
            when c % 100 < 3 and raised < current_date - 5 then 'withdrawn'
            when c % 100 < 5 or raised > current_date - 2 then 'draft'
            when c % 100 < 13 or raised + 15 > current_date then 'open'
            when c % 100 < 28 or raised + 57 + c % 120 + c % 25 > current_date then 'working'
            when raised + 64 + c % 120 + c % 25 > current_date then 'applied'
            when raised + 70 + c % 120 + c % 25 > current_date then 'reviewed'
            when raised + 74 + c % 120 + c % 25 > current_date then 'confirmed'
            when raised + 84 + c % 120 + c % 25 > current_date then 'notice' else 'closed' end as state
          from (select i, (abs(hashint8(i)) % 100000)::int as c,
              current_date - 729 + (i % ${sql.lit(given.of)} * 730 / ${sql.lit(given.of)})::int as raised
            from generate_series(${sql.lit(first)}::bigint, ${last}) i) v) w
        join place o on o.k = (i * 7919) % (select count(*) from place)`.execute(trx);
    await sql`insert into problem (org_id, id, org_path, campaign_id, number, list, source, tendency,
        title, facts, severity, systemic, owner_id, leader_id, state, raised_on, due, long_term, breaks,
        moved_on, done_on, closed_on, reopened, created_at, created_by, version,
        measured, all_done_on)
      select org_id, id, org_path, ${campaign}::uuid,
        extract(year from raised) || '-' || lpad((i / (select count(*) from place) + 1)::text, 4, '0'), 'unit',
        (array['self', 'voice', 'inspection', 'audit', 'supervision', 'study'])[c % 6 + 1],
        (${array(TENDENCIES)})[c % 12 + 1], ${said(TITLES)}, ${said(FACTS)},
        (array['slight', 'ordinary', 'ordinary', 'ordinary', 'grave'])[c % 5 + 1], c % 9 = 0, ${by},
        ${by}, state, raised, case when c % 10 > 0 then due end, false,
        case when state = 'withdrawn' or c % 7 > 0 and c % 10 > 0 then '{}'::text[]
          when c % 10 = 0 then array['no-measure']
          when state in ('draft', 'open') then array[(array['no-criterion', 'no-due', 'no-leader'])[c % 3 + 1]]
          when state in ('working', 'applied') then array['no-effect', 'no-evidence']
          else array['no-evidence'] end,
        least(case when state in ('draft', 'open') then raised when state = 'working' then raised + 5 + c % 180
          when state = 'closed' then done + 30 else done + 5 end, current_date),
        case when state not in ('draft', 'open', 'working', 'withdrawn') then least(done, current_date) end,
        case when state = 'closed' then least(done + 30, current_date) end,
        case when c % 50 = 0 then 1 else 0 end, raised, ${by}, 1, c % 10 > 0 and state <> 'withdrawn',
        case when c % 10 > 0 and state not in ('draft', 'open', 'working', 'withdrawn')
          then least(done, current_date) end from made`.execute(trx);
    await sql`insert into measure (org_id, id, org_path, problem_id, position, text, kind, due, criterion,
        owner_id, state, done_on, effect_text, effect_on, created_at, created_by, version)
      select org_id, ${idOf(sql`raised`, sql`i * 2 + n`)}, org_path, id, n, ${said(MEASURES)},
        (array['by-date', 'by-date', 'at-once'])[c % 3 + 1], due, ${said(CRITERIA)}, ${by},
        case when state in ('draft', 'open') then 'planned' when state = 'working' then 'working'
          when state = 'withdrawn' then 'withdrawn' else 'done' end,
        case when state not in ('draft', 'open', 'working', 'withdrawn') then least(done, current_date) end,
        case when state not in ('draft', 'open', 'working', 'withdrawn') then ${said(EFFECTS)} end,
        case when state not in ('draft', 'open', 'working', 'withdrawn') then least(done, current_date) end,
        raised, ${by}, 1
      from made, generate_series(0, case when c % 3 = 0 then 1 else 0 end) n where c % 10 > 0`.execute(
      trx,
    );
    await sql`insert into problem_step (org_id, id, org_path, problem_id, campaign_id, step, from_state,
        to_state, due, by_person, on_day, at)
      select org_id, ${idOf(sql`raised`, sql`i * 8`)}, org_path, id, ${campaign}::uuid, 'import', null, state,
        due, ${by}, raised, raised from made where c % 10 > 2
      union all
      select org_id, ${idOf(sql`least(raised + day, current_date)`, sql`i * 8 + n`)}, org_path, id,
        ${campaign}::uuid, step, was, became, due, ${by}, least(raised + day, current_date), raised + day
      from made cross join lateral (values (0, 'create', null, 'draft', 0), (1, 'publish', 'draft', 'open', 1),
          (2, 'start', 'open', 'working', 15), (3, 'apply', 'working', 'applied', 57 + c % 120 + c % 25),
          (4, 'review', 'applied', 'reviewed', 64 + c % 120 + c % 25),
          (5, 'confirm', 'reviewed', 'confirmed', 70 + c % 120 + c % 25),
          (6, 'announce', 'confirmed', 'notice', 74 + c % 120 + c % 25),
          (7, 'close', 'notice', 'closed', 84 + c % 120 + c % 25)) s (n, step, was, became, day)
      where c % 10 <= 2 and n <= case state when 'withdrawn' then 0 else array_position(
        array['draft', 'open', 'working', 'applied', 'reviewed', 'confirmed', 'notice', 'closed'], state) - 1 end
      union all
      select org_id, ${idOf(sql`raised + 4`, sql`i * 8 + 1`)}, org_path, id, ${campaign}::uuid, 'withdraw',
        'draft', 'withdrawn', due, ${by}, raised + 4, raised + 4
        from made where c % 10 <= 2 and state = 'withdrawn'`.execute(trx);
  });
}
