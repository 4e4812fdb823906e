import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Spin } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { issueText } from '../../contract/messages/issue.ts';
import type { SettingsAnswer } from '../../contract/system/operations.ts';
import { groupNames, type SettingGroup, secretsOf } from '../../contract/system/settings.ts';
import { useT } from '../shell/language.tsx';
import { localTime, PageHead, Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { Field } from './fields.tsx';
import { Robots } from './Robots.tsx';
import { TestMail } from './TestMail.tsx';
import './system.css';

const queryKey = ['system', 'settings'];

/** Settings of the whole organisation by group, each saved by itself; robots of its units. */
export default function Settings() {
  const t = useT();
  const found = useQuery({ queryKey, queryFn: () => call('system.settings', {}) });
  // Administrators of a part of the organisation have its robots only.
  const partly = found.error instanceof ApiError && found.error.code === 'not-allowed';
  return (
    <div className="page settings">
      <PageHead title={t('system:settings')} />
      {!partly && <Refusal error={found.error} />}
      {found.isPending && <Spin className="page-wait" />}
      {found.data && groupNames.map((g) => <Group key={g} name={g} settings={found.data} />)}
      {!found.isPending && <Robots />}
    </div>
  );
}

type Values = Record<string, unknown>;

function Group({ name, settings }: { name: SettingGroup; settings: SettingsAnswer }) {
  const t = useT();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [come, setCome] = useState<'as-it-was' | 'written' | 'saved'>('as-it-was');
  useUnsaved(come === 'written');
  const { value, version, changedAt, secrets } = settings[name];
  const secretNames = secretsOf[name] ?? [];
  const save = useMutation({
    mutationFn: (given: Values) => {
      const plain = Object.fromEntries(
        Object.entries(given).filter(([k]) => !secretNames.includes(k)),
      );
      // A secret left empty stays as it is.
      const given2 = secretNames.flatMap((k) => (given[k] ? [[k, String(given[k])]] : []));
      return call('system.save-settings', {
        params: { group: name },
        body: { version, value: plain, secrets: Object.fromEntries(given2) },
      });
    },
    onSuccess: (next) => {
      client.setQueryData(queryKey, next);
      form.setFields(Object.keys(value).map((field) => ({ name: field, errors: [] })));
      form.setFieldsValue(Object.fromEntries(secretNames.map((k) => [k, ''])));
      setCome('saved');
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return;
      form.setFields(
        error.issues.flatMap((issue) =>
          issue.path ? [{ name: issue.path.split('.')[0]!, errors: [issueText(issue, t)] }] : [],
        ),
      );
    },
  });
  return (
    <section aria-labelledby={`group-${name}`}>
      <h2 id={`group-${name}`}>{t(`system:group-${name}`)}</h2>
      <Form<Values>
        form={form}
        name={name}
        layout="horizontal"
        labelCol={{ flex: '140px' }}
        labelAlign="left"
        labelWrap
        colon={false}
        initialValues={value}
        onFinish={(v) => save.mutate(v)}
        onValuesChange={() => setCome('written')}
      >
        {Object.keys(value).map((field) => (
          <Field key={field} field={field} />
        ))}
        {secretNames.map((field) => (
          <Field key={field} field={field} secretSet={secrets.includes(field)} />
        ))}
        <div className="settings-foot">
          <Button htmlType="submit" loading={save.isPending}>
            {t('system:save')}
          </Button>
          <span className="dim" role="status">
            {come === 'saved'
              ? t('system:saved')
              : changedAt && t('system:changed-at', { at: localTime(changedAt) })}
          </span>
        </div>
        <Refusal error={save.error} />
      </Form>
      {name === 'mail' && <TestMail ready={settings.mail.value.host !== ''} />}
    </section>
  );
}
