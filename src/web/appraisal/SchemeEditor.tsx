import { InputNumber, Select, Slider } from 'antd';
import { useMemo } from 'react';
import type { Scheme } from '../../engine/index.ts';
import { useT } from '../shell/language.tsx';
import { givenShares, treeLines, withShare } from './weights.ts';

interface Props {
  readonly scheme: Scheme;
  readonly weights: {
    readonly local: Readonly<Record<string, number>>;
    readonly effective: Readonly<Record<string, number>>;
  };
  readonly onChange: (scheme: Scheme) => void;
}

/** Methods by switch, weights by slider or number: every change re-ranks at once. */
export function SchemeEditor({ scheme, weights, onChange }: Props) {
  const t = useT();
  const lines = useMemo(() => treeLines(scheme), [scheme]);
  const given = scheme.weight.method === 'given';
  // From the document, not from the worker's answer: a held key must not wait for it.
  const shares = useMemo(() => givenShares(scheme), [scheme]);
  return (
    <aside className="side" aria-label={t('web.scheme')}>
      <h2>{scheme.title}</h2>
      <Methods scheme={scheme} onChange={onChange} />
      <h3>{t('web.weights')}</h3>
      {!given && <p className="dim">{t('web.weights-computed')}</p>}
      <ul className="tree">
        {lines.map((line) => {
          const share = (given ? shares.get(line.id) : weights.local[line.id]) ?? 0;
          const label = t('web.weight-of', { name: line.name });
          return (
            <li key={line.id} className={line.kind} style={{ paddingLeft: 10 * line.depth }}>
              <span className="tree-name" title={line.name}>
                {line.name}
              </span>
              <span className="tree-total tabular" title={t('web.effective')}>
                {(100 * (weights.effective[line.id] ?? 0)).toFixed(1)}%
              </span>
              <Slider
                min={0}
                max={100}
                step={1}
                disabled={!given}
                value={Math.round(1000 * share) / 10}
                ariaLabelForHandle={label}
                tooltip={{ open: false }}
                onChange={(value) => onChange(withShare(scheme, line.id, value / 100))}
              />
              <InputNumber
                size="small"
                min={0}
                max={100}
                controls={false}
                disabled={!given}
                aria-label={label}
                value={Math.round(1000 * share) / 10}
                suffix="%"
                onChange={(value) =>
                  value !== null && onChange(withShare(scheme, line.id, value / 100))
                }
              />
            </li>
          );
        })}
      </ul>
    </aside>
  );
}

const normaliseChoices = {
  minmax: { method: 'minmax', range: [1, 100] },
  zscore: { method: 'zscore', mean: 0, sd: 1 },
  percentile: { method: 'percentile', factor: 100 },
} as const;

function Methods({ scheme, onChange }: Omit<Props, 'weights'>) {
  const t = useT();
  const option = (room: string, names: readonly string[]) =>
    names.map((name) => ({ value: name, label: t(`web.${room}-${name}`) }));
  const own = scheme.normalise.method;
  const scaling = [...new Set([own, ...Object.keys(normaliseChoices)])];
  const setScaling = (name: string): void => {
    const chosen = normaliseChoices[name as keyof typeof normaliseChoices];
    // An indicator's own method would otherwise keep standing against the switch.
    if (chosen) onChange({ ...scheme, normalise: chosen as unknown as Scheme['normalise'] });
  };
  const rows: [string, string, readonly { value: string; label: string }[], (v: string) => void][] =
    [
      ['normalise', own, option('normalise', scaling), setScaling],
      [
        'aggregate',
        scheme.aggregate.method,
        option('aggregate', ['arithmetic', 'geometric', 'harmonic', 'minimum', 'copeland']),
        (v) => onChange({ ...scheme, aggregate: { method: v as Scheme['aggregate']['method'] } }),
      ],
      [
        'treat',
        scheme.treat.method,
        option('treat', ['none', 'winsorise', 'log']),
        (v) => onChange(withTreatment(scheme, v as Scheme['treat']['method'])),
      ],
      [
        'impute',
        scheme.impute.method,
        option('impute', ['none', 'mean', 'median', 'last', 'linear']),
        (v) => onChange(withImputation(scheme, v as Scheme['impute']['method'])),
      ],
      [
        'weighting',
        scheme.weight.method,
        option('weighting', ['given', 'equal']),
        (v) =>
          onChange({
            ...scheme,
            weight: { ...scheme.weight, method: v as Scheme['weight']['method'] },
          }),
      ],
    ];
  return (
    <div className="methods">
      {rows.map(([name, value, options, set]) => (
        <div className="method" key={name}>
          <span>{t(`web.step-${name}`)}</span>
          <Select
            size="small"
            aria-label={t(`web.step-${name}`)}
            value={value}
            options={
              options.some((o) => o.value === value)
                ? [...options]
                : [...options, { value, label: value }]
            }
            onChange={set}
          />
        </div>
      ))}
    </div>
  );
}

/** Without treatment there is nothing uncertain about it. */
function withTreatment(scheme: Scheme, method: Scheme['treat']['method']): Scheme {
  const { treat: _, ...uncertainty } = scheme.uncertainty;
  return {
    ...scheme,
    treat: { ...scheme.treat, method },
    uncertainty: method === 'none' ? uncertainty : scheme.uncertainty,
  };
}

function withImputation(scheme: Scheme, method: Scheme['impute']['method']): Scheme {
  const { impute: _, ...uncertainty } = scheme.uncertainty;
  return {
    ...scheme,
    impute: { ...scheme.impute, method },
    uncertainty: method === 'none' ? uncertainty : scheme.uncertainty,
  };
}
