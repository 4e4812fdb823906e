import type { Indicator } from './schema.ts';

/**
 * F4. 《整治形式主义为基层减负若干规定》 (in force 2024-08-06): work is not judged by whether
 * a meeting was held or a paper issued, by photographs and traces, study notes, leaders'
 * instructions, articles published, likes, online votes, shares or hours of study;
 * government apps are not ranked by use. SPEC adds: study and attendance records are
 * never an appraisal indicator.
 *
 * Each kind lists words that name the act itself (`refuse`) and words that turn the same
 * noun into an effect or into another matter (`allow`). `burden: true` marks kinds where
 * an indicator of which less is better measures relief of the grassroots and may stand.
 *
 * Patterns run on squeezed text (see {@link squeeze}): lower case, no spaces, no
 * punctuation, full-width and traditional forms folded. An allowance counts only near the
 * hit, so that it cannot be bought with a word at the other end of a definition.
 */
interface Kind {
  readonly kind: ProcessKind;
  readonly refuse: RegExp;
  readonly allow?: RegExp;
  readonly burden?: boolean;
}

export type ProcessKind =
  | 'meeting'
  | 'paper'
  | 'trace'
  | 'notes'
  | 'instruction'
  | 'article'
  | 'like'
  | 'vote'
  | 'share'
  | 'hours'
  | 'login'
  | 'attendance'
  | 'activity';

export interface ProcessFinding {
  /** `doubtful`: counts acts, not effects; shown as a warning, a person decides. */
  readonly verdict: 'refused' | 'doubtful';
  readonly kind: ProcessKind;
  readonly field: 'name' | 'definition';
  /** The words found, as squeezed. */
  readonly words: string;
}

const count =
  '(?:总)?(?:次数|场次|场数|期数|篇数|条数|份数|件数|册数|张数|个数|数量|总数|总量|人次|频次|频率|时长|天数|字数|多少|数(?!字|据|智|控)|量(?!化)|率|(?:完成|开展|落实|执行|覆盖|达标)(?:率|情况|数))';
const gathering =
  '(?:会议|例会|大会|座谈会?|推进会|调度会|部署会|动员会|专题会|现场会|研讨会|交流会|总结会|表彰会|培训会|听证会|议事会|办公会|党委会|党组会|常委会|班子会|支委会|党员大会|民主生活会|组织生活会|学习会|读书班|专题党课|党课|主题党日|三会一课|理论学习中心组|中心组学习)';
const app =
  '(?:app|应用程序|政务应用|客户端|小程序|公众号|微信群|钉钉|学习强国|云平台|学习平台|学习系统|工作平台|工作群|网络平台|线上平台|政务平台|政务app|平台(?:账号|账户|用户)?|系统(?:账号|用户)|账号|账户|用户|会员)';
const use =
  '(?:下载|安装|注册|激活|登录|登陆|上线|在线|使用|活跃|打卡|签到|积分|停留|日活|月活|关注|绑定|推广)';

const kinds: readonly Kind[] = [
  {
    kind: 'meeting',
    refuse: new RegExp(
      [
        `${gathering}(?:的)?(?:召开|举办|组织|开展|举行|参加|到会|参会|出席|到课|时长|精神传达|精神学习|传达|记录)?(?:的)?${count}`,
        `(?:召开|举办|组织召开|举行|组织|开展)[\\p{L}\\p{N}]{0,10}${gathering}(?:的)?(?:${count}|情况|及时性)?$`,
        `(?:召开|举行)[\\p{L}\\p{N}]{0,10}?(?:会议|[\\p{L}]会)[\\p{L}]{0,4}?${count}`,
        `${gathering}(?:召开|开展|举办)(?:情况|及时性)`,
        '(?:研究|部署|专题研究|传达|听取汇报)(?:部署|学习)?(?:次数|场次)',
        `(?:是否|按时|定期|按期)(?:召开|开会)`,
        `开会${count}`,
        `(?:参会|到会|参训)(?:人数|人次|率)`,
        `传达学习(?:${count}|情况)`,
        `会议精神(?:传达|学习|宣讲|贯彻)`,
        '(?:numberof|countof|howmany|no\\.?of)(?:[a-z]{0,20}?)(?:meetings|briefingsessions|conferences|seminars|studysessions)',
        'meetings?(?:held|convened|organi[sz]ed|called|count|frequency|attended|conducted)',
        'meetingfrequency|^meetings$',
      ].join('|'),
      'u',
    ),
    allow:
      /(?:会议|会|议)(?:决定|议定|确定|部署|交办|决议|建议|提案)?(?:的)?(?:事项|任务|决议|决定|建议|提案|议案|问题)[\p{L}]{0,4}(?:办结|落实|办理|完成|整改|解决|兑现)|会议?费|会务费|(?:会议|会展|开会)[\p{L}]{0,4}(?:压减|精简|减少|压缩|下降)|国际(?:性)?会议|国际组织|会展|展会|学术会议|学术大会|协会|社会议/u,
    burden: true,
  },
  {
    kind: 'paper',
    refuse: new RegExp(
      [
        `发文${count}`,
        `(?:印发|制发|下发|出台|制定|转发|起草)[\\p{L}]{0,8}?(?:文件|通知|公文|方案|意见|制度|办法|规定)(?:的)?${count}`,
        `(?:文件|公文|红头文件|通知|文电)(?:的)?(?:印发|制发|下发|出台|转发|传达|发文)?(?:次数|篇数|份数|件数|数量|总数|总量|率|数(?!字|据)|量)`,
        `(?:简报|专报|快报|动态信息|工作信息|工作总结|总结材料|经验材料|典型材料|汇报材料|调研报告|工作报告|工作方案|实施方案|工作计划|报表|材料)(?:的)?(?:编发|印发|报送|上报|提交|撰写|制定|形成)?(?:的)?(?:期数|篇数|份数|次数|数量|总数|数(?!字|据)|量|率|及时率|及时性)`,
        `(?:编发|印发|报送|上报|撰写|形成)(?:简报|专报|材料|总结|调研报告|方案)[\\p{L}]{0,4}${count}?$`,
        '(?:numberof|countof)(?:[a-z]{0,20}?)(?:documentsissued|(?<!news)papers|circulars|notices|bulletins|reportssubmitted|plansdrafted)',
        '(?:(?<!news)papers?|documents?|circulars?|notices?|bulletins?|directives?)(?:issued|published|released|forwarded|drafted)',
      ].join('|'),
      'u',
    ),
    allow:
      /论文|学术|期刊|科研|科学|专利|标准(?:制定|数|研制)|(?:发文|文件|简报|报表|材料|表格)[\p{L}]{0,4}(?:压减|精简|减少|压缩|下降|清理)|合法性审[核查]|备案审查|材料(?:回收|利用|循环|损耗|消耗|强度|合格|费|成本|价格|库存|采购)|(?:原|建筑|新|复合|可再生|装饰|保温|绿色|固体|包装|磁性|半导体|生物)材料|办(?:事|件|理|税|证)材料|申[请报办](?:材料|报表)|免(?:提交|交)材料|容积率|出[台版][\p{L}]{0,2}(?:图书|地方标准)|scientific|journal|peer|patent|research/u,
    burden: true,
  },
  {
    kind: 'trace',
    refuse:
      /留痕|痕迹(?:化|管理|材料|资料)|工作痕迹|打卡照|拍照|照片(?:上传|报送|数|张|拍摄|佐证|印证|留存)|(?:上传|报送|提供|提交|留存|现场|活动|工作)照片|图片(?:上传|报送|数|张)|(?:上传|报送)图片|截图|影像(?:资料|佐证)|佐证材料|(?:台账|档案|资料|记录)(?:资料|材料|台账)?(?:的)?(?:完整|齐全|规范|完备|建立|建档|上报|报送|归档|填报)(?:率|性|度|情况|程度)|(?:numberof|countof)(?:[a-z]{0,12}?)(?:photos|photographs|pictures|screenshots)|(?:photos?|photographs?|pictures?|screenshots?)(?:uploaded|taken|submitted|archived|filed|count)|worktraces|traces(?:kept|left|ofwork|recorded)|withphotos|papertrail|tracemanagement|recordkeepingcompleteness|^(?:photos|photographs|照片|痕迹|台账)$/u,
    allow:
      /(?:电子|健康|不动产|土地|地质|人事|城建|居民|学籍|诊疗|病历)[\p{L}]{0,4}档案|病历|(?:气象|水文|监测|观测)[\p{L}]{0,4}(?:资料|记录)|痕迹检验|遥感|红外相机|卫星|fossil/u,
    burden: true,
  },
  {
    kind: 'notes',
    refuse:
      /笔记(?!本)|心得(?:体会)?|读后感|学习体会|手抄|抄写|工作(?:日志|日记)|民情日记|日志填[写报]|work(?:diary|diaries|logs?(?:kept|pages|entries))|diary(?:pages|entries)|studynotes|learningnotes|notestaken|reflectionessays?|notebooks?(?:kept|checked|pages)|pagesofnotes/u,
    allow: /笔记本(?:电脑|计算机)/u,
  },
  {
    kind: 'instruction',
    refuse:
      /批示|圈阅|领导(?:同志)?(?:表扬|肯定|签批|点名表扬)|(?:获|受到?|得到?)(?:上级|领导)[\p{L}]{0,6}(?:肯定|表扬|推介)|(?:leaders?|leadership|officials?|superiors?)(?:written)?(?:instructions|comments|endorsements|praise|approvals)|instructionsreceived|writteninstructions|praisefromsuperiors/u,
    allow:
      /批示(?:件|事项|交办事项|要求|问题)[\p{L}]{0,8}(?:办结|落实|办理|完成|整改|解决)[\p{L}]{0,4}率?/u,
  },
  {
    kind: 'article',
    refuse: new RegExp(
      [
        `(?:政务信息|工作信息|宣传信息|信息(?=采用|录用|上稿|刊发|被)|稿件|新闻|简报|宣传|媒体|报道|外宣|内宣|公众号|推文|文章|通讯稿|工作动态|经验材料|经验做法)[\\p{L}]{0,8}?(?:采用|采纳|刊发|刊登|刊载|发表|上稿|发稿|登载|录用|推送|推介|约稿|投稿|转载|报道)(?:的)?(?:${count}|情况|得分|排名)?`,
        `(?:推文|稿件|新闻稿|文章|短视频|公众号)[\\p{L}]{0,4}?(?:发布|制作|发送)(?:的)?${count}`,
        `(?:上稿|发稿|投稿|约稿|供稿)${count}`,
        `稿件${count}|宣传报道|推文${count}|公众号文章`,
        `(?:被)?(?:中央|省|市|县|主流|上级|各级)[\\p{L}]{0,4}媒体(?:采用|报道|刊发|宣传|推介)`,
        `信息(?:报送|上报|录用)${count}`,
        '(?:articles?|newsitems?|newsstories|pressreleases?|stories|posts|manuscripts)(?:published|placed|issued|accepted|adopted|carried|released|printed)',
        '(?:numberof|countof)(?:[a-z]{0,20}?)(?:articles|newsitems|pressreleases|newsstories|mediareports|posts(?!filled|created|offered|vacant))',
        'mediacoverage|mediamentions|pressmentions|mediaarticles|articlesabout',
        `发表[\\p{L}]{0,4}?(?:文章|稿件|信息|推文)${count}`,
      ].join('|'),
      'u',
    ),
    allow:
      /论文|学术|科研|科技成果|期刊|专利|预警|灾情|险情|疫情|突发|应急|事故|气象|信息(?:主动)?公开|虚假|失实|谣言|违规|负面|不良|侵权|scientific|research|journal|peer|academic/u,
  },
  {
    kind: 'like',
    refuse:
      /点赞|集赞|转评赞|转赞评|获赞|阅读量|点击量|点击数|点击率|点击次数|浏览量|浏览数|浏览次数|播放量|播放次数|访问量|访问次数|粉丝|关注(?:量|数|人数|度)|热搜|upvotes|thumbsup|^likes$|(?:numberof|countof|total|post|facebook|weibo|wechat|video|socialmedia)likes|likes(?:received|count|pershare|perpost|andshares)|pageviews|clicksreceived|(?:numberof|countof|total)(?:clicks|views|followers|fans)|clickthroughrate|followersgained|^(?:clicks|views|followers|pageviews)$/u,
    allow: /图书|书籍|书刊|纸质|国民|全民阅读|居民[\p{L}]{0,4}阅读|上门|旅游景区|产量/u,
  },
  {
    kind: 'vote',
    refuse:
      /(?:网络|网上|线上|在线|微信|手机|公众号|朋友圈|平台)[\p{L}]{0,4}?(?:投票|评选|拉票|票选|票数)|刷票|拉票|投票(?:数量|排名|名次|得票)|得票(?:数|排名)|online(?:vot(?:e|es|ing)|poll(?:s|ing)?|ballot)|(?:internet|web|wechat)(?:vote|votes|voting|poll)|votesreceived(?:online)?|popularityvote/u,
    allow: /股东|中小投资者|业主|居民委员会|村民委员会|换届|选举|shareholder/u,
  },
  {
    kind: 'share',
    refuse:
      /转发(?:量|数|率|次数|情况|人数|排名|篇数|条数|朋友圈|任务|链接|推文)|(?:朋友圈|链接|推文|视频|公众号|微信|文章|信息|作品|活动)[\p{L}]{0,4}转发|分享(?:次数|量|数|率|朋友圈)|晒圈|reposts?(?:count|made)?$|(?:numberof|countof)(?:reposts|retweets|reshares|shares(?!outstanding|issued|held|traded))|retweets|reshares|posts?shared|^shares$|shares(?:onsocialmedia|received|count|andlikes|perpost)|socialmediashares|likesandshares/u,
    allow: /报文|网络包|路由|数据(?:共享|分享)|预警/u,
  },
  {
    kind: 'hours',
    refuse:
      /学时|学习(?:时长|时间|小时|天数|次数|场次|任务完成|完成率|进度|积分|排名|考试|测试|参与率|覆盖率)|(?:培训|学习|研学|听课|自学|网络学院|干部教育|集中学习|集体学习|专题学习|政治学习|理论学习)[\p{L}]{0,6}(?:时长|课时|小时|学分|积分|天数)|(?:集中|集体|专题|政治|理论|业务)学习(?:的)?(?:次数|场次|期数|率|开展)|(?:理论|党史|应知应会|知识)(?:测试|考试|竞赛)[\p{L}]{0,4}(?:参与率|成绩|及格率|分数|得分|平均分)|(?:study|learning|training|reading|lecture)hours|hours(?:studied|trained|learned)|hoursof(?:study|learning|training|lectures|reading)|timespent(?:studying|learning|reading|onthepage|online)|(?:study|learning)(?:time|points|credits|completionrate)|coursecompletionrate/u,
    allow:
      /实训|实践教学|课后服务|义务教育|高校|学生|中小学|在校|体育|幼儿|pupil|student|school|vocational/u,
  },
  {
    kind: 'login',
    refuse: new RegExp(
      [
        `${app}[\\p{L}\\p{N}]{0,8}?${use}(?:的)?(?:量|数|率|度|人数|人次|用户数|次数|时长|频次|排名|情况|积分|天数|$)`,
        `${use}${app}[\\p{L}]{0,4}${count}`,
        `^(?:日均|月均|平均|人均|每日|线上|网上)?(?:活跃度|活跃率|注册率|登录率|登陆率|登录次数|激活率|下载率|下载量|日活|月活|在线率|在线时长|上线率|签到率|打卡率|积分)$`,
        '(?:工作群|微信群|钉钉群?)[\\p{L}]{0,4}?(?:回复|接龙|响应|已读)',
        '打卡|签到|日活|月活|登[录陆](?:次数|率|人次|数|时长|天数|频次)|积分排名|学习强国',
        'log(?:in|on)s?(?:count|rate|frequency|s)?$|(?:numberof|daily|monthly|userc?)log(?:in|on)s|log(?:in|on)(?:s?per|rate|frequency|count|streak)',
        '(?:daily|monthly)activeusers|activeuser(?:s|rate)|(?<!m)(?:app|platform|miniprogram|account|user)s?(?:usage|registration|registrations|download|downloads|install|installs|installation|installations|activation|activity|login|engagement|signup|signups)',
        '(?:usage|downloads?|registration|activation)(?:rate)?of(?:the)?(?:[a-z]{0,16})(?:app(?!l|re|ro|oi)|platform|miniprogram|account)',
        'checkins?(?:rate|count|streak)?$|(?:daily|numberof)checkins|signins?(?:rate|count)?$|clockins?(?:rate|count)?$|registrationrate$',
      ].join('|'),
      'u',
    ),
    allow:
      /工业互联网|事项|仪器|设施|共享平台|打卡[点地]|网红|商标|经营主体|市场主体|企业(?:注册|登记)|注册(?:资本|护士|医师|商标|会计|建造|工程师|志愿者|登记)|创新活跃|消费活跃|创业活跃|交易平台|供电|用电|供水|燃气|天然气|宽带|移动电话|互联网(?:宽带)?(?:用户|普及)|电信用户|固话|电费|(?:在线|实时|自动|视频|环境)监[测控]|设备|终端在线|birth|trademark|vehicle|voter|company|business|patent|household|land|death|civil|broadband|internetusers/u,
    burden: true,
  },
  {
    kind: 'attendance',
    refuse:
      /参学|到课率|到课情况|听课率|出勤|考勤|缺勤|到岗率|到会率|参会率|参训率|参训人次|参训人数|应到实到|请假率|培训(?:参与率|参加率|到课)|attendance|turnoutat(?:meetings|training)|participationin(?:training|study|meetings|lectures)|presencerate/u,
    allow:
      /学生|在校|适龄|儿童|幼儿|中小学|学校|义务教育|产检|助产|船舶|机组|医师|门诊|school|pupil|student|child|birth|antenatal|hospital|clinic|emergency|visitor|museum/u,
  },
];

/** Counts of acts whose worth depends on what changed: a person has to look. */
const doubtful: Kind = {
  kind: 'activity',
  refuse:
    /(?:走访|慰问|调研|督查|督导|督办|巡查|巡视|谈话|谈心|宣讲|宣传|培训|演练|活动|检查|入户|下沉|下访|接访|讲座|竞赛|评比|观摩)[\p{L}]{0,6}?(?:次数|场次|场数|期数|人次|频次|天数|户次|数量|开展率|覆盖率|完成率)|(?:numberof|countof)(?:[a-z]{0,20}?)(?:visits|inspections|trainings|trainingsessions|drills|activities|events|talks|lectures|campaigns)|(?:visits|inspections|activities|events|drills)(?:carriedout|conducted|held|made)/u,
  allow:
    /整改|办结|满意|合格率|查实|发现问题|减少|压减|住院|就诊|诊疗|旅游|游客|就业|上岗|取证|持证|重复|职业技能|双随机|抽检|hospital|patient|tourist|outpatient/u,
  burden: true,
};

/** `matchAll` wants global patterns and copies them, so that no state is kept. */
const everywhere = new Map(
  [...kinds, doubtful].map(({ refuse }) => [refuse, new RegExp(refuse, 'gu')]),
);

/** Said in the same sentence to keep the thing out: 不含…, 剔除…, not counting …. */
const denied =
  /(?:不含|不计|不以|不将|不把|不包括|不得|不考核|不统计|剔除|扣除|排除|而非|而不是|不看|严禁|禁止|不再|不用|excluding|except|without|ratherthan|insteadof|not)[\p{L}\p{N}]{0,16}$/u;
/** How far words may stand from the hit and still say what it is about. */
const contextBefore = 12;
const contextAfter = 10;

/**
 * Whether an indicator measures process instead of effect. Name and definition are both
 * read, so that a harmless heading over a count of meetings is found too.
 */
export function processOnly(
  x: Pick<Indicator, 'name' | 'definition' | 'polarity'>,
): ProcessFinding | undefined {
  const relief = x.polarity === 'cost';
  const name = squeeze(x.name);
  const definition = squeeze(x.definition);
  const refused = find(kinds, name, relief);
  if (refused) return { ...refused, field: 'name', verdict: 'refused' };
  const defined = find(kinds, definition, relief);
  if (defined) return { ...defined, field: 'definition', verdict: 'refused' };
  const unsure = find([doubtful], name, relief);
  return unsure && { ...unsure, field: 'name', verdict: 'doubtful' };
}

function find(
  list: readonly Kind[],
  { text, sentence }: Squeezed,
  relief: boolean,
): Pick<ProcessFinding, 'kind' | 'words'> | undefined {
  for (const { kind, refuse, allow, burden } of list) {
    if (burden && relief) continue;
    for (const hit of text.matchAll(everywhere.get(refuse)!)) {
      const end = hit.index + hit[0].length;
      const near = text.slice(Math.max(0, hit.index - contextBefore), end + contextAfter);
      if (allow?.test(near)) continue;
      const start = sentence.indexOf(sentence[hit.index]!);
      if (denied.test(text.slice(start, hit.index))) continue;
      return { kind, words: hit[0] };
    }
  }
  return undefined;
}

/** Traditional characters of the words looked for; simplified stand at the same place. */
const traditional =
  '會議發轉學習時點讚贊筆記領導網絡線評選閱讀覽訪問數據參課訓簽陸錄註冊獲體張圖報導稿件檔資規範積極覆蓋動態開舉辦組織場頻總結篇條';
const simplified =
  '会议发转学习时点赞赞笔记领导网络线评选阅读览访问数据参课训签陆录注册获体张图报导稿件档资规范积极覆盖动态开举办组织场频总结篇条';
const toSimplified = new Map([...traditional].map((c, i) => [c, [...simplified][i]!]));

interface Squeezed {
  readonly text: string;
  /** Number of the sentence each character stood in. */
  readonly sentence: readonly number[];
}

/**
 * One spelling for what a reader reads as one: compatibility forms folded (ＡＰＰ, ①),
 * lower case, traditional characters of the words we look for made simplified, spaces,
 * punctuation, symbols, marks and invisible characters taken out.
 */
function squeeze(source: string): Squeezed {
  let text = '';
  let now = 0;
  const sentence: number[] = [];
  for (const c of source.normalize('NFKD').toLowerCase()) {
    if (/[。.；;！!？?\n]/u.test(c)) now++;
    if (/[\p{P}\p{S}\p{Z}\p{C}\p{M}]/u.test(c)) continue;
    const plain = toSimplified.get(c) ?? c;
    text += plain;
    for (let k = 0; k < plain.length; k++) sentence.push(now);
  }
  return { text, sentence };
}
