import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

/** Somebody to whom one's right can be lent: of its unit or under it. */
export function StandInField({ grant }: { grant: string }) {
  const t = useT();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['person', 'stand-ins', grant, q],
    queryFn: () => call('person.stand-ins', { params: { id: grant }, query: q ? { q } : {} }),
  });
  return (
    <Form.Item
      name="personId"
      label={t('person:stand-in')}
      rules={[{ required: true, message: t('person:need-person') }]}
    >
      <Select
        showSearch={{ filterOption: false, onSearch: setQ }}
        placeholder={t('person:find-person')}
        notFoundContent={found.isPending ? t('web.loading') : t('person:nobody-found')}
        options={(found.data ?? []).map((p) => ({ value: p.id, label: `${p.name} · ${p.unit}` }))}
      />
    </Form.Item>
  );
}
