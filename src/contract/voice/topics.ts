/**
 * Topics to begin with, each with words that speak for it. A site may give topics of its own: what
 * is given counts from then on, and from enough of them a model is learned.
 */
export const starterTopics: readonly {
  readonly name: string;
  readonly words: readonly string[];
}[] = [
  {
    name: '城乡建设',
    words: [
      ...['物业', '小区', '业主', '开发商', '楼盘', '交房', '房产证', '拆迁', '征地', '违建'],
      ...[
        '施工',
        '停车位',
        '车位',
        '电梯',
        '路灯',
        '漏水',
        '渗水',
        '供水',
        '供暖',
        '燃气',
        '公积金',
      ],
    ],
  },
  {
    name: '交通运输',
    words: [
      ...['公交', '班车', '出租车', '网约车', '的士', '地铁', '高速', '客运', '快递', '红绿灯'],
      ...['拥堵', '站点', '线路', '驾校', '司机', '道路', '停车'],
    ],
  },
  {
    name: '环境保护',
    words: [
      ...['噪音', '噪声', '扰民', '污染', '粉尘', '扬尘', '异味', '恶臭', '油烟', '污水', '排放'],
      ...['垃圾', '环保', '废气', '烟囱', '搅拌站'],
    ],
  },
  {
    name: '教育文体',
    words: [
      ...['学校', '老师', '教师', '学生', '补课', '学位', '幼儿园', '中考', '高考', '招生', '培训'],
      ...['实习', '学费', '教育', '图书馆', '体育', '文化'],
    ],
  },
  {
    name: '劳动和社会保障',
    words: [
      ...['工资', '社保', '养老保险', '退休', '工伤', '劳动合同', '拖欠', '加班', '失业', '医保'],
      ...['津贴', '年金', '招聘', '编制', '职称', '低保'],
    ],
  },
  {
    name: '卫生计生',
    words: [
      ...['医院', '医生', '护士', '就医', '看病', '药', '疫苗', '体检', '二胎', '独生子女', '生育'],
      ...['计生', '卫生院', '手术', '病人'],
    ],
  },
  {
    name: '商贸旅游',
    words: [
      ...['消费', '商家', '退款', '合同', '诈骗', '传销', '价格', '超市', '市场', '旅游', '景区'],
      ...['酒店', '非法集资', '贷款', '网购', '虚假宣传', '培训机构', '会员'],
    ],
  },
];

export const MOST_TOPIC = 20;
/** Texts with a topic from which a model is learned, and texts that a topic needs to take part. */
export const LEAST_EXAMPLES = 200;
export const LEAST_OF_TOPIC = 15;
/** Voices of so many people within thirty days make a matter hot. */
export const HOT_PEOPLE = 5;
/** It has cooled when fewer than this came within thirty days. */
export const COOL_PEOPLE = 3;
