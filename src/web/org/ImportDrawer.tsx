import { Checkbox, Form } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { ImportPreview } from '../../contract/org/imports.ts';
import type { Task } from '../../contract/task/operations.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { ImportDrawer as TaskDrawer } from '../task/ImportDrawer.tsx';
import type { ActProps } from './edits.tsx';
import { ImportRows } from './ImportRows.tsx';
import { exportHref, useOrgView } from './view.ts';

const stale = ['org'] as const;

/** Units from a workbook; nothing is written before what it would change is confirmed. */
export function ImportDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const { view, show } = useOrgView();
  const [on, setOn] = useState(today());
  const [closeAbsent, setCloseAbsent] = useState(false);
  const send = (file: File) => {
    const form = new FormData();
    form.set('on', on);
    form.set('file', file, file.name);
    return call('org.import', { params: { id: unit.id }, form });
  };
  return (
    <TaskDrawer<ImportPreview>
      kind="org"
      title={t('org:import-under', { unit: unit.name })}
      task={view.task}
      onTask={(task) => {
        setCloseAbsent(false);
        show({ task });
      }}
      onClose={() => onClose()}
      send={send}
      choose={
        <>
          <p>
            {t('org:import-what')}{' '}
            <a className="link" href={exportHref(unit.id)} download>
              {t('org:import-start')}
            </a>
          </p>
          <Form layout="vertical">
            <Form.Item label={t('org:import-day-of')} htmlFor="org-import-day">
              <DayInput
                id="org-import-day"
                value={on}
                max={today()}
                onChange={(day) => setOn(day ?? today())}
              />
            </Form.Item>
          </Form>
        </>
      }
      word={(status) => t(`org:row-${status}`)}
      look={({ task, preview }) => (
        <>
          <ImportRows task={task} preview={preview} />
          <Absent task={task} preview={preview} value={closeAbsent} onChange={setCloseAbsent} />
        </>
      )}
      write={(task, preview) => {
        const count = changesOf(task, preview);
        return {
          label: t('org:import-confirm', { count }),
          options: { closeAbsent },
          off: count === 0 && !closeAbsent,
        };
      }}
      wrote={(result) => (
        <>
          {t('org:import-did', result)}
          {result.implied! > 0 && t('org:import-implied', { count: result.implied! })}
          {result.closed! > 0 && t('org:import-closed', { count: result.closed! })}
        </>
      )}
      stale={stale}
    />
  );
}

const changesOf = ({ counts }: Task, { implied }: ImportPreview): number =>
  (counts?.new ?? 0) + (counts?.changed ?? 0) + (counts?.moved ?? 0) + implied;

interface AbsentProps {
  readonly task: Task;
  readonly preview: ImportPreview;
  readonly value: boolean;
  readonly onChange: (close: boolean) => void;
}

/** Units that the file leaves out: closed only when asked to, and never with rejected rows. */
function Absent({ task, preview: { absent }, value, onChange }: AbsentProps) {
  const t = useT();
  const rejected = (task.counts?.rejected ?? 0) > 0;
  if (absent.count === 0) return null;
  const units = listed(
    t,
    absent.units.slice(0, 3).map((u) => u.name),
  );
  return (
    <p className="task-next">
      <Checkbox checked={value} disabled={rejected} onChange={(e) => onChange(e.target.checked)}>
        {t('org:import-absent', { count: absent.count, units })}
        {rejected && <span className="org-quiet"> {t('org:import-absent-not')}</span>}
      </Checkbox>
    </p>
  );
}
