import { Link } from '@tanstack/react-router';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { LedgerPreview } from '../../contract/problem/imports.ts';
import type { Task } from '../../contract/task/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import { useMe } from '../shell/parts.tsx';
import { ImportDrawer } from '../task/ImportDrawer.tsx';
import { useCampaigns } from './data.ts';
import { ImportQuestions } from './ImportQuestions.tsx';
import { ImportReading } from './ImportReading.tsx';
import { ImportRows } from './ImportRows.tsx';
import { Pasted } from './Pasted.tsx';
import type { Block } from './paste.ts';
import './import.css';

interface Props {
  readonly task: string | undefined;
  readonly unit: string | undefined;
  readonly campaign: string | undefined;
  /** What was pasted, where the import began with it. */
  readonly pasted: Block | undefined;
  readonly onPasted: (block: Block | undefined) => void;
  readonly onTask: (id: string | undefined) => void;
  readonly onClose: () => void;
}

/** What was written, with ways to what still needs somebody. */
function Wrote({ result, task }: { result: Readonly<Record<string, number>>; task: string }) {
  const t = useT();
  const { made = 0, changed = 0, measures = 0, told = 0, drafts = 0, claimed = 0 } = result;
  const rows = (search: object) => ({ ...search, origin: `import:${task}` });
  return (
    <>
      {t('ledger:import-made', { made, changed, measures, told })}
      {drafts > 0 && (
        <span>
          {' '}
          {t('ledger:import-made-drafts', { drafts })}{' '}
          <Link to={'/problems' as never} search={rows({ state: 'draft' }) as never}>
            {t('ledger:import-see-drafts')}
          </Link>
        </span>
      )}
      {claimed > 0 && (
        <span>
          {' '}
          {t('ledger:import-made-claimed', { claimed })}{' '}
          <Link to={'/problems' as never} search={{ claimed: 'yes' } as never}>
            {t('ledger:import-see-claimed')}
          </Link>
        </span>
      )}
    </>
  );
}

/** A file of a day that is over: what was edited in it can be taken all the same. */
function EditedOnly({ task, again }: { task: Task; again: (options: object) => void }) {
  const t = useT();
  const past = task.fault?.issues.find((issue) => issue.code === 'ledger:import-past');
  if (!past || Number(past.params?.marks) === 0) return null;
  return (
    <section aria-label={t('ledger:import-past-do')}>
      <p>{t('ledger:import-past-words')}</p>
      <Button onClick={() => again({ past: true })}>{t('ledger:import-past-do')}</Button>
    </section>
  );
}

const stale = ['problem'] as const;

/** Problems from a ledger of any office; nothing is written before what it would change is confirmed. */
export function ImportLedger({ task, pasted, onPasted, onTask, onClose, ...given }: Props) {
  const t = useT();
  const me = useMe();
  const [chosenUnit, setUnit] = useState(given.unit);
  const unit = chosenUnit ?? me?.grants[0]?.orgId;
  const [chosen, setCampaign] = useState(given.campaign);
  const open = (useCampaigns(unit).data?.rows ?? []).filter((c) => c.closedOn === null);
  const campaign = open.find((c) => c.id === chosen)?.id ?? open[0]?.id;
  const send = (file: File) => {
    const form = new FormData();
    form.set('unit', unit ?? '');
    form.set('campaign', campaign ?? '');
    form.set('file', file, file.name);
    return call('problem.import', { form });
  };
  return (
    <ImportDrawer<LedgerPreview>
      kind="problem"
      title={t('ledger:import-title')}
      task={task}
      onTask={onTask}
      onClose={onClose}
      many
      send={send}
      choose={
        <>
          <p>{t('ledger:import-what')}</p>
          <p>{t('ledger:paste-what')}</p>
          <Form layout="vertical" className="ledger-import-form">
            <Form.Item label={t('ledger:import-unit')} htmlFor="ledger-import-unit">
              <UnitPicker
                id="ledger-import-unit"
                value={unit}
                permission="problem.write"
                onChange={(u) => setUnit(u.id)}
              />
            </Form.Item>
            <Form.Item
              label={t('problem:campaign')}
              htmlFor="ledger-import-campaign"
              {...(open.length === 0 ? { help: t('ledger:import-no-campaign') } : {})}
            >
              <Select
                id="ledger-import-campaign"
                value={campaign ?? null}
                onChange={setCampaign}
                options={open.map((c) => ({ value: c.id, label: c.name }))}
              />
            </Form.Item>
          </Form>
        </>
      }
      given={
        pasted &&
        ((sendFile, busy) => (
          <Pasted block={pasted} busy={busy} onSend={sendFile} onDrop={() => onPasted(undefined)} />
        ))
      }
      word={(status) => t(`ledger:is-${status}`)}
      look={(shown) => (
        <>
          <ImportReading preview={shown.preview} />
          <ImportQuestions {...shown} />
          <ImportRows {...shown} />
        </>
      )}
      write={({ counts }) => {
        const count = (counts?.accepted ?? 0) + (counts?.updated ?? 0);
        return { label: t('ledger:import-do', { count }), off: count === 0 };
      }}
      failed={(task, again) => <EditedOnly task={task} again={again} />}
      wrote={(result, { id }) => <Wrote result={result} task={id} />}
      stale={stale}
    />
  );
}
