import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Radio, Select, Spin } from 'antd';
import { call } from '../../contract/client.ts';
import type { Language } from '../../contract/messages/index.ts';
import { mailChoices } from '../../contract/notice/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

interface Fields {
  readonly mail: (typeof mailChoices)[number];
  readonly language: Language;
}

/** How one wants to be told. */
export function Preferences({ onSaved }: { onSaved: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const queryKey = ['notices', 'preferences'];
  const known = useQuery({ queryKey, queryFn: () => call('notice.preferences', {}) });
  const save = useMutation({
    mutationFn: (fields: Fields) =>
      call('notice.save-preferences', { body: { ...fields, version: known.data!.version } }),
    onSuccess: (saved) => {
      client.setQueryData(queryKey, saved);
      onSaved();
    },
  });
  if (!known.data) return known.error ? <Refusal error={known.error} /> : <Spin />;
  const { mail, language, address } = known.data;
  return (
    <Form<Fields>
      layout="vertical"
      initialValues={{ mail, language }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <p className="dim">{address ? t('notice:address', { address }) : t('notice:address-none')}</p>
      <Form.Item label={t('notice:mail')} name="mail">
        <Radio.Group
          className="choices"
          options={mailChoices.map((value) => ({ value, label: t(`notice:mail-${value}`) }))}
        />
      </Form.Item>
      <Form.Item label={t('notice:language')} name="language">
        <Select
          options={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      <Refusal error={save.error} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('notice:save')}
      </Button>
    </Form>
  );
}
