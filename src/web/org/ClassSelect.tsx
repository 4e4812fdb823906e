import { useQuery } from '@tanstack/react-query';
import { AutoComplete } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

/**
 * A class of unit: chosen from those that units under one have, or a new one. Forms of antd give value,
 * id and the change handler.
 *
 * @param also classes that are named elsewhere on the page
 */
export function ClassSelect(props: {
  readonly under: string | undefined;
  readonly also?: readonly string[];
  readonly placeholder: string;
  readonly label?: string;
  readonly value?: string;
  readonly id?: string;
  readonly onChange?: (value: string | undefined) => void;
}) {
  const t = useT();
  const { under, also = [], label, ...field } = props;
  const found = useQuery({
    queryKey: ['org', 'classes', under],
    queryFn: () => call('org.classes', { params: { id: under! } }),
    enabled: under !== undefined,
  });
  const known = found.data?.rows ?? [];
  const others = [...new Set(also)].filter((c) => c && !known.some((k) => k.name === c));
  return (
    <AutoComplete
      allowClear
      maxLength={40}
      {...field}
      {...(label ? { 'aria-label': label } : {})}
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed.trim()) }}
      options={[
        ...known.map(({ name, units }) => ({
          value: name,
          label: (
            <>
              {name} <span className="dim">{t('org:class-units', { count: units })}</span>
            </>
          ),
        })),
        ...others.map((value) => ({ value, label: value })),
      ]}
    />
  );
}
