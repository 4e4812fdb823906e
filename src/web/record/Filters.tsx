import { Button, Select, Tag } from 'antd';
import zh from '../../contract/messages/zh-CN/record.json' with { type: 'json' };
import type { Entry } from '../../contract/record/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { type ChangeView, filterOf, type RecordView } from './view.ts';
import { actText, subjectText } from './words.ts';

/** Acts that have a text: all that the code writes. */
const acts = Object.keys(zh).flatMap((key) => /^record:act-(.+)$/.exec(key)?.[1] ?? []);

/** What narrows the list: unit, act and days to choose, person and subject from an entry. */
export function Filters({
  view,
  change,
  entries,
}: {
  readonly view: RecordView;
  readonly change: ChangeView;
  readonly entries: readonly Entry[];
}) {
  const t = useT();
  const person = entries.find((e) => e.actor === `person:${view.person}`)?.actorName;
  const about = entries.find((e) => e.subject === view.subject);
  const subject = about && subjectText(t, about);
  const none = Object.fromEntries(Object.keys(filterOf(view)).map((k) => [k, undefined]));
  return (
    <search className="record-bar">
      <UnitPicker
        value={view.under}
        permission="record.read"
        label={t('record:col-unit')}
        none={t('record:any-unit')}
        onChange={(unit) => change({ under: unit.id })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        className="record-acts"
        aria-label={t('record:col-act')}
        placeholder={t('record:any-act')}
        value={view.act ?? null}
        options={acts.map((act) => ({ value: act, label: actText(t, act) }))}
        onChange={(act: string | null) => change({ act: act ?? undefined })}
      />
      {(['from', 'to'] as const).map((end) => (
        <DayInput
          key={end}
          clearable
          label={t(`record:day-${end}`)}
          value={view[end]}
          onChange={(day) => change({ [end]: day })}
        />
      ))}
      {view.person && (
        <Tag closable onClose={() => change({ person: undefined })}>
          {t('record:only-person', { name: person ?? view.person })}
        </Tag>
      )}
      {view.subject && (
        <Tag closable onClose={() => change({ subject: undefined })}>
          {t('record:only-subject', { name: subject ?? view.subject })}
        </Tag>
      )}
      {Object.keys(none).length > 0 && (
        <Button type="text" onClick={() => change(none)}>
          {t('record:clear')}
        </Button>
      )}
    </search>
  );
}
