import type { DemoPlan } from './figures.ts';

const periods = ['2022', '2023', '2024', '2025'];

/** Invented organisations: no name here is or resembles a real unit or place on purpose. */
export const demoPlans: Readonly<
  Record<string, { readonly title: string; readonly plan: DemoPlan }>
> = {
  'enterprise-group': {
    title: '示例集团所属企业（生成的演示数据）',
    plan: {
      seed: 20260301,
      codes: 'Q',
      periods,
      classes: {
        制造类: [
          '青杉机械',
          '白桦精工',
          '红枫电气',
          '银杏材料',
          '金桂装备',
          '紫荆仪器',
          '翠竹电池',
          '碧荷化纤',
          '云杉铸造',
          '雪松轴承',
          '香樟线缆',
          '丹枫模具',
        ],
        建设类: [
          '一标路桥',
          '二标隧道',
          '三标市政',
          '四标房建',
          '五标水工',
          '六标机电',
          '七标园林',
          '八标铁建',
          '九标港航',
          '十标检测',
          '远山勘察',
          '近水设计',
        ],
        服务类: [
          '晨光物业',
          '暖阳养护',
          '和风物流',
          '细雨供水',
          '清泉环卫',
          '星火供热',
          '长桥客运',
          '新芽培训',
          '安澜检修',
          '同舟租赁',
          '百味餐饮',
          '万象信息',
        ],
      },
      twins: { carbon_intensity: 'energy_intensity', transfer_share: 'new_product_share' },
      veto: { unit: '二标隧道', column: '较大以上责任事故起数' },
      disputed: { unit: '香樟线缆', indicator: 'eva_rate' },
    },
  },
  'government-district': {
    title: '示例市各区县（生成的演示数据）',
    plan: {
      seed: 20260302,
      codes: 'X',
      periods,
      classes: {
        中心城区: ['青杉区', '白桦区', '雪松区', '香樟区', '云杉区', '银杏区', '紫荆区', '木棉区'],
        城郊区: ['金桂区', '红枫区', '翠柏区', '碧梧区', '丹桂区', '秋枫区', '青桐区', '素馨区'],
        生态涵养区: [
          '丁香县',
          '连翘县',
          '忍冬县',
          '石斛县',
          '杜仲县',
          '茱萸县',
          '木槿县',
          '山茶县',
        ],
      },
      twins: { high_value_patents: 'rd_intensity', primary_care: 'doctors' },
      veto: { unit: '秋枫区', column: '统计造假查实件数' },
      disputed: { unit: '山茶县', indicator: 'gdp_growth' },
    },
  },
  'functional-department': {
    title: '示例市各职能部门（生成的演示数据）',
    plan: {
      seed: 20260303,
      codes: 'B',
      periods,
      classes: {
        经济发展类: [
          '规划发展局',
          '产业促进局',
          '商贸流通局',
          '科技创新局',
          '财政金融局',
          '农业农村局',
        ],
        社会民生类: [
          '教育局',
          '卫生健康局',
          '民政事务局',
          '人力社保局',
          '住房建设局',
          '文化体育局',
        ],
        综合监管类: [
          '市场监管局',
          '应急管理局',
          '生态环境局',
          '城市管理局',
          '政务服务局',
          '交通运输局',
        ],
      },
      twins: {
        requests_solved: 'service_satisfaction',
        forms_to_grassroots: 'papers_to_grassroots',
      },
      veto: { unit: '商贸流通局', column: '数据造假查实件数' },
      disputed: { unit: '住房建设局', indicator: 'task_effect' },
    },
  },
};
