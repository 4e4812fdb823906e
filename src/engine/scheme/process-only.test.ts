import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processOnly } from './process-only.ts';

type Expected = 'refused' | 'doubtful' | 'allowed';
type Row = readonly [name: string, expected: Expected, polarity?: 'cost'];

/** Names as offices and reports write them. */
const table: readonly Row[] = [
  // meetings
  ['召开专题会议次数', 'refused'],
  ['会议次数', 'refused'],
  ['党委会议召开次数', 'refused'],
  ['组织召开推进会场次', 'refused'],
  ['民主生活会召开率', 'refused'],
  ['三会一课开展率', 'refused'],
  ['按时召开工作例会情况', 'refused'],
  ['会议精神传达学习覆盖率', 'refused'],
  ['中心组学习次数', 'refused'],
  ['会议數量', 'refused'],
  ['Number of meetings held', 'refused'],
  ['Meetings convened per quarter', 'refused'],
  ['会议费压减率', 'allowed'],
  ['会议决定事项办结率', 'allowed'],
  ['重点会议议定事项按期落实率', 'allowed'],
  ['人大代表大会建议办结率', 'allowed'],
  ['召开全县性会议次数', 'allowed', 'cost'],
  ['举办国际会议数量', 'allowed'],
  ['社会议题关注人群就业率', 'allowed'],
  ['行业协会会员企业数', 'allowed'],
  // papers
  ['发文数量', 'refused'],
  ['印发文件数', 'refused'],
  ['制定工作方案数量', 'refused'],
  ['出台配套制度数量', 'refused'],
  ['工作简报期数', 'refused'],
  ['工作总结报送及时率', 'refused'],
  ['Papers issued', 'refused'],
  ['Number of documents issued', 'refused'],
  ['发文数量', 'allowed', 'cost'],
  ['发文压减率', 'allowed'],
  ['出台惠企政策兑现率', 'allowed'],
  ['规范性文件合法性审核率', 'allowed'],
  ['科技论文发文量', 'allowed'],
  ['政务服务申请材料压减率', 'allowed'],
  ['新材料产业增加值占比', 'allowed'],
  ['建筑材料回收利用率', 'allowed'],
  ['Newspapers published', 'allowed'],
  ['Waste paper recycling rate', 'allowed'],
  // photographs and traces
  ['工作留痕完整率', 'refused'],
  ['活动照片上传数量', 'refused'],
  ['现场拍照打卡率', 'refused'],
  ['痕迹资料归档率', 'refused'],
  ['台账资料齐全率', 'refused'],
  ['佐证材料份数', 'refused'],
  ['Photographs taken during visits', 'refused'],
  ['留痕材料份数', 'allowed', 'cost'],
  ['安全隐患台账整改销号率', 'allowed'],
  ['居民电子健康档案建档率', 'allowed'],
  ['食品追溯覆盖率', 'allowed'],
  ['Trace metal concentration in soil', 'allowed'],
  // notes
  ['学习笔记篇数', 'refused'],
  ['心得体会文章篇数', 'refused'],
  ['读書筆記数', 'refused'],
  ['Pages of study notes', 'refused'],
  ['笔记本电脑产量', 'allowed'],
  // leaders' instructions
  ['获省级以上领导批示数', 'refused'],
  ['领导肯定性批示件数', 'refused'],
  ['Instructions received from leaders', 'refused'],
  ['批示件办结率', 'allowed'],
  ['领导批示事项按期办结率', 'allowed'],
  // articles
  ['政务信息采用条数', 'refused'],
  ['宣传稿件刊发数', 'refused'],
  ['省级媒体报道篇数', 'refused'],
  ['信息报送数量', 'refused'],
  ['公众号推文发布数', 'refused'],
  ['Articles published', 'refused'],
  ['Number of press releases issued', 'refused'],
  ['Scientific articles published in journals', 'allowed'],
  ['突发事件信息报送及时率', 'allowed'],
  ['政府信息主动公开及时率', 'allowed'],
  ['信息技术采用企业占比', 'allowed'],
  // likes, votes, shares
  ['点赞数', 'refused'],
  ['公众号阅读量', 'refused'],
  ['短视频播放量', 'refused'],
  ['Likes', 'refused'],
  ['Total likes and shares', 'refused'],
  ['微信公众号粉丝数', 'refused'],
  ['人均图书阅读量', 'allowed'],
  ['网络投票得票数', 'refused'],
  ['线上评选排名', 'refused'],
  ['Online votes received', 'refused'],
  ['居民委员会换届选举投票率', 'allowed'],
  ['UN voting alignment', 'allowed'],
  ['Voter turnout', 'allowed'],
  ['转发朋友圈次数', 'refused'],
  ['文章转发量', 'refused'],
  ['Social media shares', 'refused'],
  ['Share of renewable energy', 'allowed'],
  ['市场份额', 'allowed'],
  // hours of study, attendance
  ['人均学习时长', 'refused'],
  ['干部培训学时', 'refused'],
  ['网络学院学分完成率', 'refused'],
  ['理论知识测试平均分', 'refused'],
  ['Hours of study per person', 'refused'],
  ['Training hours per employee', 'refused'],
  ['高校学生实践教学学时占比', 'allowed'],
  ['党员参学率', 'refused'],
  ['培训到课率', 'refused'],
  ['干部出勤率', 'refused'],
  ['Attendance rate', 'refused'],
  ['学生在校出勤率', 'allowed'],
  ['School attendance rate', 'allowed'],
  ['Births attended by skilled staff', 'allowed'],
  // log-ins and apps
  ['学习平台登录次数', 'refused'],
  ['政务APP注册率', 'refused'],
  ['小程序日活跃用户数', 'refused'],
  ['活跃度', 'refused'],
  ['每日打卡率', 'refused'],
  ['App downloads', 'refused'],
  ['Daily active users', 'refused'],
  ['经营主体活跃率', 'allowed'],
  ['工业互联网平台普及率', 'allowed'],
  ['注册护士数', 'allowed'],
  ['固定宽带用户普及率', 'allowed'],
  ['Birth registration rate', 'allowed'],
  ['Usage of appliances with energy label', 'allowed'],
  ['基层在用政务APP数量', 'allowed', 'cost'],
  // acts whose worth depends on what changed
  ['走访群众户次', 'doubtful'],
  ['安全检查次数', 'doubtful'],
  ['应急演练场次', 'doubtful'],
  ['Number of inspections', 'doubtful'],
  ['检查发现问题整改率', 'allowed'],
  // effects
  ['问题整改满意率', 'allowed'],
  ['12345 热线诉求办结率', 'allowed'],
  ['空气质量优良天数比例', 'allowed'],
  ['亿元产值生产安全事故死亡率', 'allowed'],
  ['研发经费投入强度', 'allowed'],
  ['Participation in international intergovernmental organisations', 'allowed'],
  ['International flights passenger capacity', 'allowed'],
];

const verdict = (
  name: string,
  polarity: 'benefit' | 'cost' = 'benefit',
  definition = '',
): Expected => processOnly({ name, definition, polarity })?.verdict ?? 'allowed';

describe('process-only indicators (F4)', () => {
  it.each(table.map(([name, expected, polarity]: Row) => ({ name, expected, polarity })))(
    '$name → $expected ($polarity)',
    ({ name, expected, polarity }) => {
      expect(verdict(name, polarity ?? 'benefit')).toBe(expected);
    },
  );

  it('has names of every expected verdict, at least sixty', () => {
    expect(table.length).toBeGreaterThanOrEqual(60);
  });

  it('reads the definition behind a harmless name', () => {
    expect(verdict('工作推进情况', 'benefit', '按季度召开会议次数计分。')).toBe('refused');
    expect(verdict('Progress', 'benefit', 'Counts meetings held each quarter.')).toBe('refused');
  });

  it('lets a definition say what is left out, in the same sentence only', () => {
    expect(verdict('群众满意率', 'benefit', '随机入户调查，不含网络投票。')).toBe('allowed');
    expect(verdict('群众满意率', 'benefit', '不含临时人员。按网络投票数计。')).toBe('refused');
    expect(verdict('Satisfaction', 'benefit', 'Household survey, excluding online votes.')).toBe(
      'allowed',
    );
  });

  it('does not let a far-away word buy an allowance', () => {
    const definition = `考核学生工作。${'统计口径见附件说明，'.repeat(3)}按干部出勤率计分。`;
    expect(verdict('综合得分', 'benefit', definition)).toBe('refused');
  });

  it('cannot be evaded by spaces, punctuation, invisible or full-width characters', () => {
    const refused = table.filter(([, e, p]) => e === 'refused' && p === undefined);
    const filler = fc.constantFrom(
      '',
      ' ',
      '　',
      '·',
      '-',
      '、',
      '“',
      '\u200b',
      '\u00ad',
      '.',
      '*',
    );
    const disguised = fc.constantFrom(...refused.map(([name]) => name)).chain((name) =>
      fc
        .array(fc.tuple(filler, fc.boolean()), {
          minLength: [...name].length,
          maxLength: [...name].length,
        })
        .map((marks) =>
          [...name].map((c, k) => marks[k]![0] + (marks[k]![1] ? widen(c) : c)).join(''),
        ),
    );
    fc.assert(
      fc.property(disguised, (name) => {
        expect(verdict(name)).toBe('refused');
      }),
      { numRuns: 500 },
    );
  });
});

function widen(c: string): string {
  return /[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c;
}
