import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Tree as AntTree, Input, Spin } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { UnitNode } from '../../contract/org/operations.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal } from '../shell/parts.tsx';

interface Item {
  readonly key: string;
  readonly title: string;
  readonly isLeaf: boolean;
  readonly children?: Item[];
}

/** The organisation tree, opened step by step; words find units anywhere in it. */
export default function Tree() {
  const t = useT();
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [below, setBelow] = useState<ReadonlyMap<string, readonly UnitNode[]>>(new Map());
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const found = useQuery({
    queryKey: ['org', 'search', words],
    queryFn: () => call('org.list', { query: { q: words } }),
    enabled: words !== '',
  });
  const item = (unit: UnitNode): Item => ({
    key: unit.id,
    title: `${unit.name}（${unit.units}）`,
    isLeaf: unit.children === 0,
    ...(below.has(unit.id) ? { children: below.get(unit.id)!.map(item) } : {}),
  });
  const open = async ({ key }: { key: string }) => {
    const children = await client.fetchQuery({
      queryKey: ['org', 'children', key],
      queryFn: () => call('org.children', { params: { id: key } }),
    });
    setBelow((known) => new Map(known).set(key, children));
  };
  return (
    <div className="page">
      <PageHead title={t('org:room')}>
        <Input.Search
          allowClear
          placeholder={t('org:search')}
          aria-label={t('org:search')}
          onSearch={setWords}
          style={{ width: 280 }}
        />
      </PageHead>
      <Refusal error={roots.error ?? found.error} />
      {roots.isPending && <Spin className="page-wait" />}
      {words === '' && roots.data && (
        <AntTree<Item> blockNode treeData={roots.data.map(item)} loadData={open} />
      )}
      {found.data && (
        <ul>
          {found.data.map((unit) => (
            <li key={unit.id}>
              {unit.name}{' '}
              <span className="dim">
                {t(`org:kind-${unit.kind}`)} · {unit.above.map((a) => a.name).join(' / ')}
              </span>
            </li>
          ))}
          {found.data.length === 0 && <li className="dim">{t('org:none-found')}</li>}
        </ul>
      )}
    </div>
  );
}
