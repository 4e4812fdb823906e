import { useQuery } from '@tanstack/react-query';
import { AutoComplete } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

/**
 * Business figure that a measure serves: in words of its own or those other measures of the unit and
 * under it have, so that one figure is not called two names. Forms of antd give value, id and handler.
 */
export function ServesInput(props: {
  readonly under: string | undefined;
  readonly value?: string;
  readonly id?: string;
  readonly onChange?: (value: string) => void;
}) {
  const t = useT();
  const { under, ...field } = props;
  const [asked, setAsked] = useState(false);
  const found = useQuery({
    queryKey: ['cockpit.served', { under }],
    queryFn: () => call('cockpit.served', { query: { under: under! } }),
    enabled: asked && under !== undefined,
  });
  return (
    <AutoComplete
      maxLength={120}
      {...field}
      placeholder={t('problem:serves-like')}
      onFocus={() => setAsked(true)}
      showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed.trim()) }}
      options={(found.data?.rows ?? []).map(({ serves }) => ({ value: serves }))}
    />
  );
}
