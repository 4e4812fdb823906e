import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { mappableRoles } from '../../contract/problem/imports.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { type Block, fileOf, guessMeanings, hasHeading, type Meaning } from './paste.ts';

/** Rows shown of a pasted block: enough to tell its columns. */
const SHOWN = 4;
/** Columns a ledger is known by; empty ones stand for what was not copied. */
const NEEDED = ['facts', 'unit', 'due'] as const;

interface Props {
  readonly block: Block;
  readonly busy: boolean;
  readonly onSend: (file: File) => void;
  readonly onDrop: () => void;
}

/** What was copied from a spreadsheet: says what its columns are, and goes the way of a file. */
export function Pasted({ block, busy, onSend, onDrop }: Props) {
  const t = useT();
  const [headed, setHeaded] = useState(() => hasHeading(block));
  const [meanings, setMeanings] = useState(() => guessMeanings(block));
  const rows = headed ? block.slice(1) : block;
  const send = () => {
    const name = `${t('ledger:paste-name', { day: today() })}.csv`;
    if (headed) return onSend(fileOf(block, undefined, name));
    const kept = meanings.flatMap((m, c) => (m === 'ignore' ? [] : [{ m, c }]));
    const missing = NEEDED.filter((role) => !meanings.includes(role));
    const headings = [...kept.map(({ m }) => m), ...missing];
    onSend(
      fileOf(
        block.map((row) => [...kept.map(({ c }) => row[c]!), ...missing.map(() => '')]),
        headings.map((m) => t(`ledger:heading-${m}`)),
        name,
      ),
    );
  };
  return (
    <section className="ledger-pasted" aria-label={t('ledger:paste')}>
      <h2>{t('ledger:paste-rows', { count: rows.length })}</h2>
      <Checkbox checked={headed} onChange={(e) => setHeaded(e.target.checked)}>
        {t('ledger:paste-headed')}
      </Checkbox>
      <div className="scroll-x">
        <table>
          <thead>
            <tr>
              {block[0]!.map((cell, c) => (
                <th key={c} scope="col">
                  {headed ? (
                    cell
                  ) : (
                    <MeaningSelect
                      label={t('ledger:paste-column', { n: c + 1 })}
                      value={meanings[c]!}
                      onChange={(m) => setMeanings(meanings.map((old, i) => (i === c ? m : old)))}
                    />
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row, r) => (
              <tr key={r}>
                {row.map((cell, c) => (
                  <td key={c} title={cell}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="drawer-foot">
        <Button onClick={onDrop}>{t('ledger:paste-drop')}</Button>
        <Button type="primary" loading={busy} onClick={send}>
          {t('ledger:paste-check')}
        </Button>
      </div>
    </section>
  );
}

interface MeaningProps {
  readonly label: string;
  readonly value: Meaning;
  readonly onChange: (meaning: Meaning) => void;
}

function MeaningSelect({ label, value, onChange }: MeaningProps) {
  const t = useT();
  return (
    <Select<Meaning>
      aria-label={label}
      size="small"
      value={value}
      onChange={onChange}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      options={[
        { value: 'ignore' as const, label: t('ledger:paste-ignore') },
        ...mappableRoles.map((role) => ({ value: role, label: t(`ledger:heading-${role}`) })),
      ]}
    />
  );
}
